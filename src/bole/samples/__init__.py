"""样例: documents, a supplement and a person for the demo."""
