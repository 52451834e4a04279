"""银行文件: formats of what goes to a bank and comes back."""
