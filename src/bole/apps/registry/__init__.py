"""登记库: persons, organisations and what is recorded of them, each row with its source and its two times."""
