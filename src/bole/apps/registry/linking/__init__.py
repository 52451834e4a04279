"""一人一档: whose a held row is and which two files are one person's; found by weights, decided by clerks, undone whole."""
