"""政策引擎: schemes as code over a register; one rule tree, read as columns, function, sentence and checks."""
