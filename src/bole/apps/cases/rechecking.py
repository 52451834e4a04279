"""支付前再核对: which of many granted cases may be paid as they were decided, and why the others not.

Only cases of persons whose records changed since are decided again: the rest would come to the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bole.apps.accounts.actor import Actor
from bole.apps.cases import kinds
from bole.apps.cases.deciding import changed
from bole.apps.cases.models import Case
from bole.apps.registry.touched import persons_touched

NOT_GRANTED: Final = "not-granted"
"""The case waits for its applicant, or was given up."""
CHANGED: Final = "changed"
"""On the facts of today it would be decided otherwise."""


def cases_held_up(*, cases: Sequence[int], actor: Actor, at: datetime) -> Mapping[int, str]:
    """不能支付的办件 among these, each with why; those that may be paid are left out of the answer."""
    rows = Case.objects.in_bulk(list(cases))
    held = {case: NOT_GRANTED for case in cases if case not in rows or not _payable(rows[case])}
    decided = [row for row in rows.values() if row.pk not in held and row.frozen_id is not None]
    since = {row.person: row.decided_at or row.changed_at for row in decided if row.person is not None}
    touched = persons_touched(since)
    for row in decided:
        if row.person in touched and (news := changed(row, at)) is not None and news.matters:
            held[row.pk] = CHANGED
    return held


def _payable(row: Case) -> bool:
    return kinds.kind_of(row.kind).flow.step(row.state, "pay") is not None
