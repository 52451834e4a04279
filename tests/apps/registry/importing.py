"""Imports in one call, for the tests of the register: uploaded, checked, confirmed, written."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from bole.apps.accounts.actor import Actor
from bole.apps.registry.imports.check import batch_check
from bole.apps.registry.imports.outcome import FaultShown, batch_shown, faults_shown
from bole.apps.registry.imports.upload import batch_upload
from bole.apps.registry.imports.write import batch_confirm, batch_write
from bole.apps.registry.models import Batch
from bole.apps.registry.sources import source_add

AT = datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system("test")


@dataclass
class Came:
    """What came of one import."""

    batch: int
    counts: dict[str, int]
    faults: list[FaultShown] = field(default_factory=list)

    def __eq__(self, other: object) -> bool:
        """By the counts that are not 0."""
        return {key: count for key, count in self.counts.items() if count} == other

    __hash__ = None  # type: ignore[assignment]

    @property
    def codes(self) -> list[tuple[int, str, str]]:
        return [(fault.row, fault.column, fault.code) for fault in self.faults]


class Uploads(Protocol):
    """`uploads(kind, rows or bytes)`: a batch that was uploaded; gives its number."""

    def __call__(
        self, kind: str, content: bytes | Sequence[Mapping[str, str]], *, source: str = "", name: str = ""
    ) -> int: ...


class Imports(Protocol):
    """`imports(kind, rows or bytes)`: uploaded, checked, confirmed, written."""

    def __call__(
        self, kind: str, content: bytes | Sequence[Mapping[str, str]], *, source: str = "", name: str = ""
    ) -> Came: ...


def upload(kind: str, content: bytes | Sequence[Mapping[str, str]], *, source: str = "", name: str = "") -> int:
    """A batch that was uploaded; its number."""
    source_made(source or kind)
    stream = io.BytesIO(content if isinstance(content, bytes) else csv_of(content))
    batch = batch_upload(
        kind=kind, source=source or kind, file_name=name or "文件.csv", stream=stream, actor=SYSTEM, at=AT
    )
    return batch.pk


def source_made(code: str, **more: Any) -> None:
    """A source, unless there is one."""
    from bole.apps.registry.sources import source_known

    if not source_known(code):
        source_add(code=code, name=f"来源{code}", actor=SYSTEM, at=AT, **more)


def checked(batch: int) -> int:
    batch_check(batch=batch, actor=SYSTEM, at=AT)
    return batch


def written(batch: int, told: Callable[[int, int], None] = lambda done, of: None) -> Came:
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)
    batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT, told=told)
    return came_of(batch)


def came_of(batch: int) -> Came:
    shown = batch_shown(batch=batch, actor=SYSTEM)
    assert shown.state == Batch.DONE
    assert sum(shown.counts.values()) == shown.rows
    return Came(batch, shown.counts, list(faults_shown(batch=batch, actor=SYSTEM)))


def csv_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as UTF-8 csv, their headings from the first."""
    import csv

    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
