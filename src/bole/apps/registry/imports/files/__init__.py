"""数据文件: xlsx, xls, csv and parquet become rows of text; by a child process, since such files may be hostile."""
