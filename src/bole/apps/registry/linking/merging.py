"""归并与撤销: two files become one as one event, and become two again with everything restored.

Nothing is deleted: rows are closed and added as with any other change, so that what was known at any moment stays.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.services import account_repoint
from bole.apps.registry import errors
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.fields import sheets
from bole.apps.registry.linking.moving import OF_PERSON, changes_back, changes_of, changes_write
from bole.apps.registry.models import Correction, Doubt, Merge, MergeRow, PendingRow
from bole.apps.registry.reach import person_reached
from bole.kernel.errors import BoleError

LEAST_REASON: Final = 4
"""So many characters a reason has at least."""


@dataclass(frozen=True, slots=True)
class Merged:
    """归并的结果: its number, and how many records it changed."""

    merge: int
    rows: int


@transaction.atomic
def persons_merge(
    *, kept: int, gone: int, reason: str, actor: Actor, at: datetime, weight: int | None = None
) -> Merged:
    """归并两份档案: all that is recorded of `gone` is recorded of `kept` from now on. Raises BoleError."""
    if kept == gone:
        raise BoleError(errors.SAME_FILE)
    reason = reason_checked(reason)
    register_lock()
    for person in (kept, gone):
        person_reached(person, actor, "person.link", own="")
        not_oneself(person, actor)
    account = account_repoint(person=gone, to=kept)
    merge = Merge.objects.create(
        kept=kept, gone=gone, account=account, weight=weight, reason=reason, merged_at=at, merged_by=actor.name
    )
    rows = changes_write(changes_of(kept, gone, at), at=at, merge=merge.pk)
    asked = Correction.objects.filter(person=gone, state=Correction.OPEN)
    restores = {"corrections": list(asked.values_list("pk", flat=True))}
    asked.update(person=kept)
    Merge.objects.filter(pk=merge.pk).update(restores=restores | {"doubts": _doubts_settled(kept, gone, actor, at)})
    told: Data = {"gone": gone, "rows": rows, "merge": merge.pk}
    record("person.merged", actor=actor, at=at, about=("person", kept), data=told)
    return Merged(merge.pk, rows)


def not_oneself(person: int, actor: Actor) -> None:
    """Nobody decides on his own file. Raises BoleError."""
    if actor.person == person:
        raise BoleError(errors.LINK_ONESELF)


def reason_checked(reason: str) -> str:
    """A reason that says something. Raises BoleError."""
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise BoleError(errors.MERGE_REASON, least=LEAST_REASON)
    return reason[:300]


def _doubts_settled(kept: int, gone: int, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The doubt about the two is settled; those about the one that is gone are asked of the other from now on.

    What they were before.
    """
    first, second = sorted((kept, gone))
    of_two = Doubt.objects.filter(person=first, other=second)
    waiting = Doubt.objects.filter(Q(person=gone) | Q(other=gone), state__in=(Doubt.OPEN, Doubt.ASKED))
    before = doubts_as_they_are(of_two) + doubts_as_they_are(waiting.exclude(person=first, other=second))
    of_two.update(state=Doubt.JOINED, decided_at=at, decided_by=actor.name)
    for doubt in waiting:
        _asked_of(doubt, kept, gone)
    return before


_DOUBT: Final = ("pk", "person", "other", "pending_id", "weight", "parts", "state", "decided_by", "note")
_MOMENTS: Final = ("found_at", "decided_at")


def doubts_as_they_are(doubts: QuerySet[Doubt]) -> list[dict[str, Any]]:
    """Pairs in doubt as a merge keeps them, to be put back when it is undone."""
    return [
        {name: getattr(doubt, name) for name in _DOUBT}
        | {name: at.isoformat() if (at := getattr(doubt, name)) else None for name in _MOMENTS}
        for doubt in doubts
    ]


def _doubts_restored(merge: Merge) -> None:
    """Each as it was before, unless somebody has decided about it since."""
    for told in merge.restores.get("doubts", ()):
        told = told | {name: datetime.fromisoformat(told[name]) if told[name] else None for name in _MOMENTS}
        number = told.pop("pk")
        now = Doubt.objects.filter(pk=number).first()
        waits = now is None or now.state in (Doubt.OPEN, Doubt.ASKED) or now.decided_at == merge.merged_at
        there = told["pending_id"] is None or PendingRow.objects.filter(pk=told["pending_id"]).exists()
        if waits and there:
            Doubt.objects.update_or_create(pk=number, defaults=told)


def _asked_of(doubt: Doubt, kept: int, gone: int) -> None:
    same = Doubt.objects.exclude(pk=doubt.pk)
    if doubt.pending_id is not None:
        if same.filter(person=kept, pending=doubt.pending_id).exists():
            doubt.delete()
        else:
            Doubt.objects.filter(pk=doubt.pk).update(person=kept)
        return
    assert doubt.other is not None
    third = doubt.other if doubt.person == gone else doubt.person
    first, second = sorted((kept, third))
    if first == second or same.filter(person=first, other=second).exists():
        doubt.delete()
    else:
        Doubt.objects.filter(pk=doubt.pk).update(person=first, other=second)


@transaction.atomic
def merge_undo(*, merge: int, reason: str, actor: Actor, at: datetime) -> Merged:
    """撤销归并: what the merge changed is as it was; what somebody wrote since stays with the file that was kept.

    Raises BoleError: out of reach, undone already, or a later merge has to be undone first.
    """
    reason = reason_checked(reason)
    register_lock()
    found = Merge.objects.select_for_update().filter(pk=merge).first()
    file = -1 if found is None else person_now(found.kept)
    person_reached(file, actor, "person.link", own="")
    assert found is not None
    not_oneself(file, actor)
    _undoable(found)
    rows = changes_write(changes_back(merge), at=at)
    Merge.objects.filter(pk=merge).update(undone_at=at, undone_by=actor.name)
    if found.gone is not None and found.account is not None:
        account_repoint(person=found.kept, to=found.gone)
    _reopened(found)
    told: Data = {"merge": merge, "rows": rows, "reason": reason}
    record("person.merge-undone", actor=actor, at=at, about=("person", found.kept), data=told)
    return Merged(merge, rows)


def _undoable(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise BoleError(errors.UNDONE_ALREADY, who=merge.undone_by)
    # The kept file is no file of its own any more: whoever asks has to part it from the other first.
    later = Merge.objects.filter(gone=merge.kept, undone_at__isnull=True).first() if merge.gone is not None else None
    if later is not None:
        raise BoleError(errors.LATER_MERGE, merge=later.pk)


def _reopened(merge: Merge) -> None:
    """What waited for an answer waits again, of whom it waited before."""
    if merge.pending_id is not None:
        PendingRow.objects.filter(pk=merge.pending_id).update(settled_at=None, settled_as="")
    if merge.gone is not None:
        moved = Correction.objects.filter(pk__in=merge.restores.get("corrections", ()), person=merge.kept)
        moved.update(person=merge.gone)
    _doubts_restored(merge)


def person_now(person: int) -> int:
    """现在的档案: the file that a number leads to, through every merge that stands."""
    seen = {person}
    while (
        kept := Merge.objects.filter(gone=person, undone_at__isnull=True).values_list("kept", flat=True).first()
    ) is not None:
        if kept in seen:
            break
        seen.add(kept)
        person = kept
    return person


def written_since(merge: Merge) -> int:
    """How many records somebody wrote into the kept file since; on undoing they stay there, to be looked at."""
    own = set(MergeRow.objects.filter(merge=merge).values_list("table", "thing"))
    count = 0
    for table in OF_PERSON:
        rows: QuerySet[Any] = sheets()[table].model._default_manager.all()
        rows = rows.filter(person=merge.kept, closed_at__isnull=True, recorded_at__gt=merge.merged_at)
        count += sum((table, thing) not in own for thing in rows.values_list("thing", flat=True))
    return count
