"""冻结以后有变化的办件: open cases that today's facts or rules would decide on otherwise than their frozen receipt.

Found as persons are evaluated again. The case is marked, so that a list can be filtered by it, and whoever handles it
hears, once for each change; what has changed stands on the page of the case. Decided anew, or back as it was, the mark
goes. Nothing is undone by a mark: what becomes of the case is for a person to say.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases.deciding import Changed, changed
from bole.apps.cases.models import Case
from bole.apps.cases.notices import notice_make
from bole.policy.decision import Decision

_EACH: Final = 100
"""Of so many in a chunk each has an event of its own; of more there is one for all."""


@dataclass(frozen=True, slots=True)
class _Mark:
    how: str
    digest: str


_NONE: Final = _Mark("", "")


def cases_mark(
    *,
    persons: Collection[int],
    decided: Mapping[tuple[str, int], Decision],
    news: bool,
    actor: Actor,
    at: datetime,
) -> int:
    """标出 the open cases of these persons that have changed since they were frozen; how many marks are new.

    `decided` is what the rules say now. With `news` their facts are compared too, which takes longer; without, only
    cases that come out otherwise are looked at, and those that have a mark.
    """
    open_ = Case.objects.filter(person__in=persons, closed_at=None, frozen__isnull=False).select_related("frozen")
    looked_at = [row for row in open_.defer("answers").order_by("pk") if news or _suspect(row, decided)]
    marks = {row.pk: (row, _mark_of(changed(row, at))) for row in looked_at}
    turned = {pk: mark for pk, (row, mark) in marks.items() if mark.digest != row.changed_digest}
    return _write(turned, {row.pk: row.frozen_id for row in looked_at}, actor, at) if turned else 0


def _suspect(row: Case, decided: Mapping[tuple[str, int], Decision]) -> bool:
    assert row.frozen is not None
    now = decided.get((row.scheme, row.fact or 0))
    then = row.frozen.outcome, row.frozen.fen
    return bool(row.changed_digest) or now is None or (now.outcome, now.fen) != then


def _mark_of(news: Changed | None) -> _Mark:
    """What is otherwise, as one digest; rules that changed and come to the same are no news."""
    if news is None or not (news.matters or news.facts):
        return _NONE
    facts = [[one.table, one.row, one.column, str(one.before), str(one.after)] for one in news.facts]
    told = json.dumps([facts, news.outcome[1], news.fen[1]], ensure_ascii=False)
    return _Mark(Case.OTHERWISE if news.matters else Case.FACTS, hashlib.sha256(told.encode()).hexdigest())


@transaction.atomic
def _write(turned: Mapping[int, _Mark], frozen: Mapping[int, int | None], actor: Actor, at: datetime) -> int:
    """Mark them, unless somebody has closed or decided them anew meanwhile. The cases are locked before the log."""
    held = Case.objects.select_for_update().filter(pk__in=turned, closed_at=None).order_by("pk").defer("answers")
    rows = [row for row in held if row.frozen_id == frozen[row.pk] and row.changed_digest != turned[row.pk].digest]
    for row in rows:
        row.changed_how, row.changed_digest = turned[row.pk].how, turned[row.pk].digest
    Case.objects.bulk_update(rows, ["changed_how", "changed_digest"], batch_size=200)
    marked = [row for row in rows if row.changed_how]
    if len(marked) > _EACH:
        record("case.changed-since", actor=actor, at=at, data={"cases": len(marked), "first": marked[0].pk})
    for row in marked:
        if len(marked) <= _EACH:
            record("case.changed-since", actor=actor, at=at, about=("case", row.pk), data={"how": row.changed_how})
        _tell(row, at)
    return len(marked)


def _tell(row: Case, at: datetime) -> None:
    if row.assignee is not None:
        key = f"changed:{row.pk}:{row.frozen_id}:{row.changed_digest[:32]}"
        notice_make("changed", key, at=at, user=row.assignee, case=row, data={"how": row.changed_how})
