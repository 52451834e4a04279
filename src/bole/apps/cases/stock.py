"""名额和房源: places of a quota, flats, school places: each is given once, which the database guarantees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases import errors
from bole.apps.cases.doing import Doing
from bole.apps.cases.models import Case, Place, Stock
from bole.kernel.errors import BoleError
from bole.policy.case_kinds import CaseKind

# --- places of a quota ---


def round_of(doing: Doing) -> str:
    """批次 that a case belongs to: as told, else the year of the application."""
    return str(doing.given.get("round") or doing.case.applied_on.year)[:20]


def places_left(kind: CaseKind, round: str) -> int:
    """How many places of the quota are not taken."""
    return max(0, kind.quota - Place.objects.filter(kind=kind.id, round=round).count())


def place_take(kind: CaseKind, case: Case, round: str) -> None:
    """占名额: the lowest number that is free; two who want the last one get it once. Raises BoleError."""
    if Place.objects.filter(case=case).exists():
        return
    for _again in range(kind.quota + 1):
        taken = set(Place.objects.filter(kind=kind.id, round=round).values_list("number", flat=True))
        free = next((number for number in range(1, kind.quota + 1) if number not in taken), None)
        if free is None:
            break
        try:
            with transaction.atomic():
                Place.objects.create(kind=kind.id, round=round, number=free, case=case)
        except IntegrityError:
            continue
        return
    raise BoleError(errors.NO_PLACES, quota=kind.quota)


# --- things that are given to one at a time ---


@dataclass(frozen=True, slots=True)
class Thing:
    """一个房源或学位, as it is shown."""

    thing: int
    code: str
    title: str
    district: str
    size: int
    fen: int | None
    case: int | None
    case_number: str
    since: date | None
    withdrawn: bool


def things_free(kind: str) -> QuerySet[Stock]:
    """What of a kind can be given now."""
    return Stock.objects.filter(kind=kind, case=None, withdrawn_at=None).order_by("district", "code")


def thing_take(kind: CaseKind, case: Case, wanted: object, on: date) -> None:
    """占用: the thing chosen, else the first that is free. Raises BoleError where somebody has it."""
    if Stock.objects.filter(case=case).exists():
        return
    free = things_free(kind.stock)
    number = int(str(wanted)) if str(wanted or "").isdigit() else None
    chosen = [number] if number is not None else list(free.values_list("pk", flat=True)[:50])
    for thing in chosen:
        # The condition stands in the write itself: of two who want it, one finds it taken.
        if free.filter(pk=thing).update(case=case, since=on):
            return
    raise BoleError(errors.NO_STOCK)


def thing_free(case: Case) -> None:
    """腾出 what the case has."""
    Stock.objects.filter(case=case).update(case=None, since=None, until=None)


def stock_listed(*, kind: str, actor: Actor) -> Sequence[Thing]:
    """房源等 of a kind, the free ones first. Raises BoleError."""
    actor.require("stock.manage")
    rows = Stock.objects.filter(kind=kind, withdrawn_at=None).select_related("case").order_by("case_id", "code")[:500]
    return [_thing(row) for row in rows]


def things_to_choose(kind: str) -> Sequence[Thing]:
    """What somebody may choose from."""
    return [_thing(row) for row in things_free(kind)[:100]]


def _thing(row: Stock) -> Thing:
    return Thing(
        row.pk, row.code, row.title, row.district, row.size, row.fen, row.case_id,
        row.case.number if row.case_id and row.case else "", row.since, row.withdrawn_at is not None,
    )  # fmt: skip


@transaction.atomic
def thing_add(
    *, kind: str, code: str, title: str, district: str = "", size: int = 0, fen: int | None = None,
    actor: Actor, at: datetime,
) -> int:  # fmt: skip
    """登记房源等. Raises BoleError where the code is taken."""
    actor.require("stock.manage")
    if Stock.objects.filter(kind=kind, code=code).exists():
        raise BoleError(errors.THING_TAKEN, code=code)
    made = Stock.objects.create(kind=kind, code=code[:40], title=title[:120], district=district, size=size, fen=fen)
    record("stock.added", actor=actor, at=at, about=("stock", made.pk), data={"kind": kind})
    return made.pk


@transaction.atomic
def thing_withdraw(*, thing: int, actor: Actor, at: datetime) -> None:
    """撤下 what nobody has. Raises BoleError."""
    actor.require("stock.manage")
    if not Stock.objects.filter(pk=thing, case=None, withdrawn_at=None).update(withdrawn_at=at):
        raise BoleError(errors.NO_THING)
    record("stock.withdrawn", actor=actor, at=at, about=("stock", thing), data={"year": localdate(at).year})
