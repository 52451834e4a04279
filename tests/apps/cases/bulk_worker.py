"""A worker at one bulk act, to be killed: `python -m tests.apps.cases.bulk_worker JOB`, with the database around it."""

import sys
from datetime import timedelta

from bole.conf.start import start_django

start_django()

from bole.apps.cases import deciding, ports  # noqa: E402
from bole.apps.cases.bulk import bulk_run  # noqa: E402
from tests.apps.cases.handling import AT, Ledger, Rules  # noqa: E402


def main() -> None:
    vars(deciding)["row_decided"] = Rules()
    ledger = Ledger()
    vars(ports)["money"] = lambda: ledger
    bulk_run(bulk=int(sys.argv[1]), clock=lambda: AT + timedelta(minutes=2), chunk=2)


if __name__ == "__main__":
    main()
