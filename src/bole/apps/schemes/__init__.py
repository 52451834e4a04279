"""政策项目的版本: which rules a deployment has put in force, so that a decision can name the one it was made by."""
