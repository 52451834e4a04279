"""决定依据: what the rules say of a case now, kept with its receipt, and what has changed since.

The same engine and the same mapping decide as on the page of benefits; a receipt is sealed and never changed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import localdate

from bole.apps.cases import errors, kinds
from bole.apps.cases.declaring import declared_of
from bole.apps.cases.models import Case, Frozen
from bole.apps.cases.sealed import text_of, text_seal
from bole.apps.registry.declared_facts import DeclaredFact
from bole.apps.schemes.one_row import RowDecided, row_decided
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.flow import APPLICANT, SYSTEM, Step
from bole.kernel.money import fen_of
from bole.policy.case_kinds import CaseKind
from bole.policy.scheme import ENTITLED

_KNOWN: Final = "decided_on"
_MOST: Final = 10**12
"""Ten thousand million yuan, in fen: more is a slip of the pen."""
COMMIT: Final = "commit"
_DECIDED: Final = (ENTITLED, "refused")
"""What the rules say without a person: the sum is theirs too."""
OPINIONS: Final = ("entitled", "refused", "unknown", "needs_person", "not_in_force")
"""系统意见; "" where no rule decides the kind, and needs_person where the rules have nothing of this row."""


def decided(case: Case, at: datetime) -> RowDecided | None:
    """What the rules say of the case on that day, by the day on which it was applied for; None where none decides.

    Guards, buttons and effects of one request ask again and again: the answer stays with the row that was read for it.
    """
    if not case.scheme or case.person is None or case.fact is None:
        return None
    today = localdate(at)
    known: dict[date, RowDecided | None] = case.__dict__.setdefault(_KNOWN, {})
    if today not in known:
        known[today] = row_decided(
            person=case.person, scheme=case.scheme, fact=case.fact, applied_on=case.applied_on, as_of=today,
            declared=_declared(case),
        )  # fmt: skip
    return known[today]


def _declared(case: Case) -> DeclaredFact | None:
    """What the case declares; None too where no pack has its kind any more: the register has the row by then."""
    kind = kinds.kind_known(case.kind)
    return declared_of(case, kind) if kind is not None else None


def decided_anew(case: Case) -> None:
    """Forget what the rules said of the row in hand: what it declares has changed."""
    case.__dict__.pop(_KNOWN, None)


def opinion_take(case: Case, at: datetime) -> RowDecided | None:
    """系统意见 and sum into the case; who calls saves it."""
    if not kinds.kind_of(case.kind).scheme:
        return None
    found = decided(case, at)
    case.opinion = found.outcome if found is not None else "needs_person"
    case.fen = found.fen if found is not None else None
    if case.fen is None and case.opinion not in _DECIDED:
        case.fen = case.settled_fen
    return found


def may_settle(case: Case, kind: CaseKind, step: Step, at: datetime) -> bool:
    """Whether somebody settles the sum with a step: money is paid, the rules name no sum, and another decides after."""
    if not kind.fund or step.who in (APPLICANT, SYSTEM) or COMMIT in step.effects or case.closed_at is not None:
        return False
    found = decided(case, at)
    return found is None or (found.fen is None and found.outcome not in _DECIDED)


def sum_settle(case: Case, text: str) -> None:
    """核定金额 in yuan, where the rules name none; who calls saves it. Raises BoleError."""
    try:
        fen = fen_of(text.replace(",", "").strip())
    except BoleError as error:
        raise BoleError(errors.SUM_WRONG) from error
    if not 0 < fen <= _MOST:
        raise BoleError(errors.SUM_WRONG)
    case.settled_fen = case.fen = fen


def frozen(case: Case, at: datetime) -> Frozen | None:
    """冻结: decide the case's row now and keep what it was decided on; None where no rule decides it."""
    found = opinion_take(case, at)
    if found is None:
        return None
    kept = Frozen.objects.create(
        scheme=found.scheme,
        fact=found.fact,
        hash=found.receipt.id,
        outcome=found.outcome,
        fen=found.fen,
        law_date=found.law_date,
        as_of=found.as_of,
        version=found.version,
        frozen_at=at,
    )
    text_seal(kept, "receipt", found.receipt.to_bytes().decode())
    case.frozen = kept
    case.changed_how, case.changed_digest = "", ""
    return kept


@dataclass(frozen=True, slots=True)
class Changed:
    """与冻结时的差异: what is otherwise now than what a case was decided on, and what it would come to."""

    facts: tuple["FactChanged", ...]
    rules: bool
    """Whether the rules, figures or catalogues are others now."""
    outcome: tuple[str, str]
    """Then and now."""
    fen: tuple[int | None, int | None]

    @property
    def matters(self) -> bool:
        """Whether it would be decided otherwise today."""
        return self.outcome[0] != self.outcome[1] or self.fen[0] != self.fen[1]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.facts) or self.rules or self.matters


@dataclass(frozen=True, slots=True)
class FactChanged:
    """一项变化: a fact by table, row and column, then and now."""

    table: str
    row: int
    column: str
    before: object
    after: object


def changed(case: Case, at: datetime) -> Changed | None:
    """变化 since the case was frozen; None where it was not, or is decided by nobody."""
    if case.frozen is None:
        return None
    now = decided(case, at)
    if now is None:
        return Changed((), True, (case.frozen.outcome, "not_in_force"), (case.frozen.fen, None))
    before: Mapping[str, Any] = json.loads(text_of(case.frozen, "receipt"))
    after = now.receipt.content
    hashes = before["hashes"], after["hashes"]
    rules = any(hashes[0][part] != hashes[1][part] for part in ("scheme", "parameters", "catalogues"))
    return Changed(
        tuple(_facts(before["facts"], after["facts"])),
        rules,
        (case.frozen.outcome, now.outcome),
        (case.frozen.fen, now.fen),
    )


def _facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FactChanged]:
    found = []
    for table in sorted({*before, *after} - {"claim"}):
        then, now = _rows(table, before.get(table, [])), _rows(table, after.get(table, []))
        for row in sorted({*then, *now}):
            for column in sorted({*then.get(row, {}), *now.get(row, {})}):
                one, other = then.get(row, {}).get(column), now.get(row, {}).get(column)
                if one != other:
                    found.append(FactChanged(table, row, column, one, other))
    return found


def _rows(table: str, rows: Any) -> dict[int, Mapping[str, Any]]:
    """The rows of a table of a receipt by their numbers."""
    key = STANDARD.table(table).key
    return {int(row[key]): {name: value for name, value in row.items() if name != key} for row in rows if key in row}


def is_entitled(case: Case, at: datetime) -> bool:
    """Whether the rules say yes on that day's facts."""
    found = decided(case, at)
    return found is not None and found.outcome == ENTITLED
