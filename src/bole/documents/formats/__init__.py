"""文件格式: each module turns the bytes or the text of one format into printed lines that know their raw offsets."""
