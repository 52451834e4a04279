"""部门文件: the same people as the departments would send them, with the errors that people make, and the truth."""

from bole.synth.files.writing import FOLDER, MOST_IN_WORKBOOK, check_size, write_files

__all__ = ["FOLDER", "MOST_IN_WORKBOOK", "check_size", "write_files"]
