"""A task that waits until it is told to go on, for tests that end its worker."""

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def slow(folder: str) -> None:
    """Leave a mark for each time it is begun."""
    marks = Path(folder)
    times = len(list(marks.glob("begun-*"))) + 1
    (marks / f"begun-{times}").write_text(str(os.getpid()))
    while not (marks / "go").exists():
        time.sleep(0.1)
    (marks / "done").touch()
