"""一人一档: whose a held row is and which two files are one person's; weighed, decided, undone whole."""
