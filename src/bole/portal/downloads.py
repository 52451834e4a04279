"""下载: a file that is made for one download and is gone from the disk once it has been opened."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse


def sent(name: str, write: Callable[[Path], object]) -> FileResponse:
    """What `write` makes, under that name."""
    with tempfile.TemporaryDirectory(prefix="bole-") as folder:
        target = Path(folder) / name
        write(target)
        return FileResponse(target.open("rb"), as_attachment=True, filename=name)
