"""归并和支付: payables follow their person when two files become one, and back; what was paid twice is told.

The register's log of events says what was merged and undone; a mark says how far it has been read. Nothing here stops a
merge, and no payment and no key is deleted by one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import events_after, record
from bole.apps.cases.merging import cases_follow, cases_part
from bole.apps.cases.paying import case_overpayment_closed, case_reopened_for_overpayment
from bole.apps.payments.clawbacks import clawback_cancel
from bole.apps.payments.commitments import exclusions_of, keys_of, naturals_of
from bole.apps.payments.models import Clawback, Cursor, Overpayment, Payable, Readdressed
from bole.apps.schemes.once_keys import Naturals
from bole.kernel.messages import N_, _

_WHAT: Final = "person.merged"
_KINDS: Final = ("person.merged", "person.merge-undone")
_AT_A_TIME: Final = 1
"""To a transaction: whoever holds the log after the first must not wait for a case of the second."""
_PARTED: Final = N_("两份档案已分开")


def merges_follow(*, actor: Actor, at: datetime) -> int:
    """跟随归并: every merge and undoing since the last time; how many. It may be cut off and called again."""
    done = 0
    while told := _chunk(actor, at):
        done += told
    _cases_tell(actor, at)
    return done


@transaction.atomic
def _chunk(actor: Actor, at: datetime) -> int:
    Cursor.objects.get_or_create(what=_WHAT)
    mark = Cursor.objects.select_for_update().get(what=_WHAT)
    news = events_after(mark.upto, kinds=_KINDS, most=_AT_A_TIME)
    for event in news:
        merge = int(event.data.get("merge") or 0)
        if event.kind == "person.merged":
            kept, gone = int(event.about_id or 0), int(event.data["gone"] or 0)
            cases_follow(merge=merge, kept=kept, gone=gone)
            _merged(merge, kept=kept, gone=gone, actor=actor, at=at)
        else:
            cases_part(merge=merge)
            _undone(merge, int(event.about_id or 0), actor, at)
        mark.upto = event.number
    mark.save(update_fields=["upto"])
    return len(news)


def _merged(merge: int, *, kept: int, gone: int, actor: Actor, at: datetime) -> None:
    moving = list(Payable.objects.filter(Q(person=gone) | Q(about_person=gone)).order_by("pk"))
    if not moving:
        return
    record("payment.readdressed", actor=actor, at=at, about=("person", kept), data={"payments": len(moving)})
    Readdressed.objects.bulk_create(
        [Readdressed(merge=merge, payable=one, before=gone) for one in moving], ignore_conflicts=True
    )
    Payable.objects.filter(person=gone).update(person=kept)
    Payable.objects.filter(about_person=gone).update(about_person=kept)
    own = list(
        Payable.objects.filter(about_person=kept).exclude(state=Payable.CANCELLED).order_by("committed_at", "pk")
    )
    for first, extra, cap in met([one for one in own if _counts(one)]):
        _open(first, extra, cap, merge, actor, at)


def _counts(payable: Payable) -> bool:
    return payable.state != Payable.PAID or payable.returned_fen < payable.paid_fen


Met = tuple[Payable, Payable, str]


def met(payables: Sequence[Payable]) -> list[Met]:
    """重复的: of the payments of one person in the order in which they were committed, those past a limit or shut out.

    Each with the one that stands in its place, and the limit or the other scheme.
    """
    naturals = naturals_of(payables)
    found: dict[int, Met] = {}
    _past_a_limit(payables, naturals, found)
    _shut_out(payables, naturals, found)
    return list(found.values())


def _past_a_limit(payables: Sequence[Payable], naturals: Naturals, found: dict[int, Met]) -> None:
    holders: dict[bytes, list[Payable]] = {}
    for one in payables:
        for key in keys_of(one, naturals):
            before = holders.setdefault(key.digest, [])
            # Of a limit without a number on that day nobody can tell that it was passed.
            if key.refuses and key.top is not None and len(before) >= key.top and one.pk not in found:
                found[one.pk] = (before[0], one, key.cap)
            if one not in before:
                before.append(one)


def _shut_out(payables: Sequence[Payable], naturals: Naturals, found: dict[int, Met]) -> None:
    sides: dict[tuple[bytes, bool], Payable] = {}
    for one in payables:
        for key in exclusions_of(one, naturals):
            other = sides.get((key.digest, not key.first))
            if key.refuses and other is not None and one.pk not in found:
                found[one.pk] = (other, one, key.other)
            sides.setdefault((key.digest, key.first), one)


def _open(first: Payable, extra: Payable, cap: str, merge: int, actor: Actor, at: datetime) -> None:
    told = {"kept": first, "cap": cap[:120], "fen": extra.paid_fen - extra.returned_fen, "found_at": at}
    made, new = Overpayment.objects.get_or_create(extra=extra, merge=merge, defaults=told)
    if not new:
        return
    data: Mapping[str, str | int | bool | None] = {
        "kept": first.pk, "fen": made.fen, "receipt": first.receipt, "other_receipt": extra.receipt,
    }  # fmt: skip
    record("overpayment.opened", actor=actor, at=at, about=("payable", extra.pk), data=data)


def _undone(merge: int, kept: int, actor: Actor, at: datetime) -> None:
    for moved in Readdressed.objects.filter(merge=merge):
        payable = Payable.objects.filter(pk=moved.payable_id)
        payable.filter(person=kept).update(person=moved.before)
        payable.filter(about_person=kept).update(about_person=moved.before)
    Readdressed.objects.filter(merge=merge).delete()
    for one in Overpayment.objects.filter(merge=merge).exclude(state=Overpayment.CLOSED):
        _close(one, merge, actor, at)


def _close(one: Overpayment, merge: int, actor: Actor, at: datetime) -> None:
    record("overpayment.closed", actor=actor, at=at, about=("payable", one.extra_id), data={"merge": merge})
    # Where something was paid back already, a person has to say what becomes of it.
    open_ = Clawback.objects.filter(payable=one.extra_id, state=Clawback.OPEN, received=0).first()
    if open_ is not None and one.state == Overpayment.CLAWED:
        clawback_cancel(clawback=open_.pk, reason=_(_PARTED), actor=actor, at=at)
    closed = {"state": Overpayment.CLOSED, "ended_at": at, "told": False}
    Overpayment.objects.filter(pk=one.pk).update(**closed)


def _cases_tell(actor: Actor, at: datetime) -> None:
    """告知办件, each in a transaction of its own that locks the case before the log, as all who handle cases do."""
    for one in Overpayment.objects.filter(told=False).select_related("extra", "kept").order_by("pk"):
        with transaction.atomic():
            case, other = one.extra.case, one.kept.case
            if one.state == Overpayment.CLOSED:
                case_overpayment_closed(case=case, other=other, actor=actor, at=at)
            else:
                case_reopened_for_overpayment(case=case, other=other, fen=one.fen, actor=actor, at=at)
            Overpayment.objects.filter(pk=one.pk, state=one.state).update(told=True)
