"""快照: the register as facts: whole, as Parquet files for the engine, or the rows of one person for one request.

`mapping` says which rows and columns are which facts, and nowhere else is it said; `statements` puts that into the SQL
of either database; `coverage` tells what no row means; `moment` reads a whole register through Arrow; `making` writes
the files; `one_person` reads the rows of somebody.
"""
