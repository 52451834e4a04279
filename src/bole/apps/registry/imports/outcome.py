"""导入结果: what came of a batch, in the user's language: its counts, its faults one by one, its place on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bole.apps.accounts.actor import Actor
from bole.apps.registry.errors import BY_CODE
from bole.apps.registry.imports.batches import STATES, batch_found
from bole.apps.registry.imports.cells import choices
from bole.apps.registry.imports.kinds import Kind, kind_named
from bole.apps.registry.imports.planning import OUTCOMES
from bole.apps.registry.imports.store import Store
from bole.apps.registry.imports.undo import undoable
from bole.apps.registry.imports.undo_shown import UndoneShown, undone_of
from bole.apps.registry.imports.upload import same_file
from bole.apps.registry.models import Batch, BatchRow
from bole.kernel.messages import _

_SOME: Final = 5_000
ACTS: Final[Mapping[str, str]] = {
    "choose": "import.upload",
    "check": "import.upload",
    "confirm": "import.confirm",
    "cancel": "import.upload",
    "resume": "import.confirm",
    "discard": "import.upload",
    "undo": "import.confirm",
    "errors": "import.read",
}
"""What can be done with a batch, and the permission that it takes."""


@dataclass(frozen=True, slots=True)
class FaultShown:
    """一处错误, as a user reads it."""

    row: int
    column: str
    value: str
    code: str
    message: str
    remedy: str
    rejects: bool
    holds: bool

    def to_json(self) -> dict[str, object]:
        """As the contract of `--json` asks."""
        told = f"{self.message} {self.remedy}"
        return {"row": self.row, "column": self.column, "value": self.value, "code": self.code, "message": told}


@dataclass(frozen=True, slots=True)
class FailureShown:
    """未能完成的原因: why a batch could not be checked or written in the background."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class BatchShown:
    """一个批次, as a user sees it."""

    number: int
    kind: str
    kind_label: str
    source: str
    source_name: str
    file_name: str
    state: str
    state_label: str
    uploaded_at: datetime
    uploaded_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    rows: int
    checked: int
    done: int
    counts: dict[str, int]
    preview: dict[str, int]
    columns: dict[str, str]
    headings_row: int
    same_as: int | None
    """The batch that wrote the same bytes before."""
    failure: FailureShown | None
    undone: UndoneShown | None
    """How far it is undone, by whom, and what came of it."""
    acts: tuple[str, ...]
    """What can be done with it now and its viewer may do: names of ACTS."""

    @property
    def progress(self) -> int:
        """进度 in percent, of the step it is at."""
        if self.undone is not None:
            return 100 * self.undone.done // self.undone.whole if self.undone.whole else 0
        through = self.checked if self.state == Batch.UPLOADED else self.done
        return 100 * through // self.rows if self.rows else 0

    @property
    def passed_over(self) -> list[str]:
        """Headings of the file that nothing is taken from."""
        return [heading for heading, to in self.columns.items() if not to]


def batch_shown(*, batch: int, actor: Actor) -> BatchShown:
    """一个批次; raises BoleError where there is none or one may not see it."""
    actor.require("import.read")
    return _shown(batch_found(batch), actor)


def batches_shown(*, actor: Actor, source: str = "", start: int = 0, limit: int = 50) -> list[BatchShown]:
    """导入记录, the latest first."""
    actor.require("import.read")
    found = Batch.objects.select_related("source").order_by("-pk")
    if source:
        found = found.filter(source__code=source)
    return [_shown(batch, actor, same=False) for batch in found[start : start + limit]]


def _shown(batch: Batch, actor: Actor, *, same: bool = True) -> BatchShown:
    before = same_file(batch) if same else None
    return BatchShown(
        number=batch.pk,
        kind=batch.kind,
        kind_label=kind_named(batch.kind).label,
        source=batch.source.code,
        source_name=batch.source.name,
        file_name=batch.file_name,
        state=batch.state,
        state_label=_(STATES[batch.state]),
        uploaded_at=batch.uploaded_at,
        uploaded_by=batch.uploaded_by,
        confirmed_at=batch.confirmed_at,
        confirmed_by=batch.confirmed_by,
        rows=batch.rows,
        checked=batch.checked,
        done=batch.done,
        counts={outcome: getattr(batch, outcome) for outcome in OUTCOMES},
        preview=batch.preview,
        columns=batch.columns,
        headings_row=batch.headings_row,
        same_as=before.pk if before is not None else None,
        failure=_failure(batch.failed),
        undone=undone_of(batch),
        acts=tuple(act for act, possible in _possible(batch).items() if possible and actor.may(ACTS[act])),
    )


def _possible(batch: Batch) -> dict[str, bool]:
    """Each act, and whether it is the time for it."""
    state, store = batch.state, Store(batch.stored)
    going_on = batch.confirmed_at is not None and store.values.is_file()
    return {
        "choose": state in (Batch.UPLOADED, Batch.CHECKED),
        "check": state in (Batch.UPLOADED, Batch.CHECKED),
        "confirm": state == Batch.CHECKED and bool(batch.preview) and store.values.is_file(),
        "cancel": state == Batch.WRITING,
        "resume": state in (Batch.CANCELLED, Batch.FAILED, Batch.WRITING) and going_on,
        "discard": state in (Batch.UPLOADED, Batch.CHECKED, Batch.FAILED) and not batch.done,
        "undo": undoable(batch),
        "errors": state not in (Batch.UPLOADED, Batch.UNDOING, Batch.UNDONE) and store.cells.is_file(),
    }


def _failure(told: Mapping[str, Any]) -> FailureShown | None:
    """What stopped it last, in words."""
    if not told:
        return None
    message, remedy, params = told["message"], told["remedy"], told["params"]
    return FailureShown(told["code"], _(message, **params), _(remedy, **params))


def faults_shown(
    *, batch: int, actor: Actor, start: int = 0, limit: int | None = None, only: str = "", code: str = ""
) -> Iterator[FaultShown]:
    """错误清单 of a batch by row; `only` "rejected" or "conflicting" for one sort, `code` for one kind of error."""
    actor.require("import.read")
    found = BatchRow.objects.filter(batch_id=batch).order_by("row", "pk")
    if only == "rejected":
        found = found.filter(rejects=True)
    elif only == "conflicting":
        found = found.filter(rejects=False)
    if code:
        found = found.filter(code=code)
    some = found[start : None if limit is None else start + limit]
    kind = kind_named(batch_found(batch).kind)
    for fault in some.iterator(chunk_size=_SOME):
        told = (fault.row, fault.column, fault.value, fault.code, fault.params)
        yield fault_shown(kind, *told, rejects=fault.rejects, holds=fault.holds)


def fault_shown(
    kind: Kind, row: int, column: str, value: str, code: str, params: Mapping[str, Any], *, rejects: bool, holds: bool
) -> FaultShown:
    """A stored fault in words; what may be filled in is named in the language in use now."""
    error = BY_CODE[code]
    if "of" in params:
        params = {**params, "known": choices(kind.column(params["of"]))}
    return FaultShown(row, column, value, code, _(error.message, **params), _(error.remedy, **params), rejects, holds)


def fault_counts(*, batch: int, actor: Actor) -> Sequence[tuple[str, str, int]]:
    """How often each kind of error occurs, the most frequent first: code, sentence, count."""
    from django.db.models import Count

    actor.require("import.read")
    found = BatchRow.objects.filter(batch_id=batch).values_list("code").annotate(count=Count("pk")).order_by("-count")
    return [(code, BY_CODE[code].message, count) for code, count in found]
