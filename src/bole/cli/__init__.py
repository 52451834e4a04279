"""命令行: the `bole` command; each verb is a module of its own with a `command()` that builds it."""
