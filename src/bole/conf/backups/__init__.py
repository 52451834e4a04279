"""备份与恢复: the whole register in one file, from either database and into either.

tables.py    which tables and columns there are in a register of some version
rows.py      rows as text, the same text from both databases, out and in
archive.py   the file: a zip with a text for each table, the uploads, and a manifest that proves all of it
making.py    `backup_make`
restoring.py `backup_restore`
"""
