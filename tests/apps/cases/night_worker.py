"""A worker at the round of a night, to be killed: `python -m tests.apps.cases.night_worker`, the database around it."""

import os
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bole.conf.start import start_django

start_django()

from django.conf import settings  # noqa: E402

from bole.apps.accounts.actor import Actor  # noqa: E402
from bole.apps.cases.nights import night_slice  # noqa: E402


def main() -> None:
    settings.BOLE_COVERED = ["claim", "payment", "employment", "insurance"]
    settings.BOLE_PACKS = [Path(os.environ["NIGHT_PACK"])]
    ticks, night = count(), datetime.fromisoformat(os.environ["NIGHT"])
    while night_slice(actor=Actor.system("test"), clock=lambda: night + timedelta(seconds=next(ticks)), persons=1):
        pass


if __name__ == "__main__":
    main()
