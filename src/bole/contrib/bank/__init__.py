"""银行文件: how batches go to a bank and come back."""
