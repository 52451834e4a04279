"""办件: what a person is found to have or applies for, on its way from the first day to the decision."""
