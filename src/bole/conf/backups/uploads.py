"""导入的文件: those that batches of the register still need, held open, so that what ends meanwhile takes none away."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bole.conf.backups.rows import Rows, cells
from bole.conf.backups.tables import Table

_BATCHES = "registry_batch"
_CASE_FILES = "cases_casefile"


class Uploads:
    """导入的文件."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, BinaryIO]] = {}
        self.stack = ExitStack()

    def __enter__(self) -> "Uploads":
        return self

    def __exit__(self, *_what: object) -> None:
        self.stack.close()

    def hold_unfinished(self) -> None:
        """Those of imports on their way: such a folder has its upload still."""
        place = Path(settings.UPLOADS)
        for folder in sorted(place.iterdir()) if place.is_dir() else ():
            if any(folder.glob("upload.*")):
                self._hold(folder.name)

    def needed(self, stores: Iterable[str]) -> Iterator[tuple[str, BinaryIO]]:
        """Each file of these stores, with its name in the archive; one that is gone is gone from the register too."""
        for store in stores:
            if store not in self.held:
                with ExitStack() as own:
                    yield from self._named(store, _opened(store, own))
            else:
                yield from self._named(store, self.held[store])

    def hold(self, stores: Iterable[str]) -> None:
        """Those that came since."""
        for store in stores:
            if store not in self.held and any((Path(settings.UPLOADS) / store).glob("upload.*")):
                self._hold(store)

    def _hold(self, store: str) -> None:
        self.held[store] = _opened(store, self.stack)

    @staticmethod
    def _named(store: str, files: dict[str, BinaryIO]) -> Iterator[tuple[str, BinaryIO]]:
        return ((f"uploads/{store}/{name}", file) for name, file in files.items())


def _opened(store: str, stack: ExitStack) -> dict[str, BinaryIO]:
    """The files of a store; one that is still being written has a name with a dot before it, and is not meant."""
    found: dict[str, BinaryIO] = {}
    for path in sorted((Path(settings.UPLOADS) / store).glob("[!.]*")):
        with suppress(FileNotFoundError):
            found[path.name] = stack.enter_context(path.open("rb"))
    return found


def case_files(rows: Rows, tables: Iterable[Table]) -> Iterator[tuple[str, BinaryIO]]:
    """材料: the files of cases and drafts, sealed as they lie, each with its name in the archive."""
    table = next((table for table in tables if table.name == _CASE_FILES), None)
    if table is None:
        return
    at = table.names.index("stored")
    for line in cells(rows.lines(table)):
        stored = line[at]
        # One that is gone was removed in time; what its row says is in the register.
        with suppress(FileNotFoundError), (Path(settings.CASE_FILES) / stored[:2] / stored).open("rb") as file:
            yield f"files/{stored[:2]}/{stored}", file


def stores_of(rows: Rows, tables: Iterable[Table]) -> list[str]:
    """The stores that the batches of the register name."""
    table = next((table for table in tables if table.name == _BATCHES), None)
    if table is None or "stored" not in table.names:
        return []
    at = table.names.index("stored")
    return [store for line in cells(rows.lines(table)) if (store := line[at]).isalnum()]
