"""One worker at a batch or a bank file, as a process that can be killed: `python -m ... batch|return NUMBER CHUNK`."""

import sys
from datetime import UTC, datetime

from bole.conf.start import start_django

start_django()

from bole.apps.payments.bank_files import return_chunk  # noqa: E402
from bole.apps.payments.batches import batch_run  # noqa: E402


def now() -> datetime:
    return datetime.now(UTC)


def main(what: str, number: int, chunk: int) -> None:
    """Go on behind the mark until it is done."""
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    if what == "batch":
        batch_run(batch=number, clock=now, chunk=chunk)
    else:
        while return_chunk(number, now(), chunk):
            pass


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
