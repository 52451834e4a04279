"""读文件: the bytes of an ordinary file; a pipe or a device, which may never end, is refused before it is opened."""

import errno
import os
from pathlib import Path


def bytes_of(file: Path) -> bytes:
    """The whole content; raises OSError, also for a pipe or a device, and ValueError for no name."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(file))
    return file.read_bytes()
