"""Lays a file of a draft into the register of BOLE_HOME, or tells the bytes of the one that is there."""

import sys
from datetime import UTC, date, datetime

from bole.conf.start import start_django


def main() -> None:
    start_django()
    from bole.apps.accounts.sealing import file_place, unseal_bytes
    from bole.apps.cases import files
    from bole.apps.cases.models import CaseFile, Draft

    if sys.argv[1] == "put":
        at = datetime(2031, 5, 6, tzinfo=UTC)
        draft = Draft.objects.create(
            kind="k.k", person=1, begun_at=at, saved_at=at, saved_by="本人", keeps_until=date(2031, 9, 1)
        )
        CaseFile.objects.create(
            draft=draft, material="m", kind="application/pdf", bytes=9, sha256="0" * 64, added_at=at, added_by="本人",
            stored=files._stored(b"%PDF-1.4\n"),
        )  # fmt: skip
        return
    stored = CaseFile.objects.get().stored
    told = unseal_bytes(files.path_of(stored).read_bytes(), file_place("CASE_FILES", stored))
    sys.stdout.write(told.decode())


if __name__ == "__main__":
    main()
