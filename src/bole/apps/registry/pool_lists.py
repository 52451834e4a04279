"""人才库的名单: the pools with their counts, who is in one, was in it or waits as a reserve; masked as people search.

Everybody sees the people of his own districts alone, also where a pool is the whole city's; the counts are of those.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry.among import called
from bole.apps.registry.found import Found
from bole.apps.registry.labels import level_words, place_words
from bole.apps.registry.models import Person, Pool, PoolMember
from bole.apps.registry.person_search import OPEN, highest_levels
from bole.apps.registry.pools import KINDS, in_reach, member_reached, pool_reached
from bole.apps.registry.printed_list import list_write
from bole.apps.registry.reach import person_reached, persons_in_reach
from bole.kernel.messages import N_, _

INSIDE, MEMBER, RESERVE, LEFT = "inside", "member", "reserve", "left"
STANDINGS: Final[Mapping[str, str]] = {
    INSIDE: N_("在库"),
    MEMBER: N_("正式成员"),
    RESERVE: N_("后备"),
    LEFT: N_("已出库"),
}
"""身份 of somebody in a pool, in words."""
_PIECE: Final = 1_000


@dataclass(frozen=True, slots=True)
class PoolShown:
    """库, with how many of the people in reach are in it."""

    pool: int
    code: str
    name: str
    kind: str
    rule: str
    district: str
    members: int
    reserves: int
    left_this_year: int
    may_admit: bool

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return _(KINDS.get(self.kind, self.kind))

    @property
    def place(self) -> str:
        """Whose pool it is, in words."""
        return place_words(self.district) if self.district else _("全市")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """入库人员, one line of the list, masked."""

    member: int
    pool: int
    person: int
    name: str
    town: str
    level: str
    standing: str
    entered_on: date
    promoted_on: date | None
    left_on: date | None
    why_left: str

    @property
    def standing_label(self) -> str:
        """How he stands, in words."""
        return _(STANDINGS[self.standing])


def kinds() -> tuple[tuple[str, str], ...]:
    """类别 that a pool may be of, for a choice of them."""
    return tuple((code, _(label)) for code, label in KINDS.items())


def pools(*, actor: Actor, at: datetime) -> tuple[PoolShown, ...]:
    """人才库 in reach, by name. Raises BoleError."""
    actor.require("pool.read")
    found = [pool for pool in Pool.objects.order_by("kind", "name", "pk") if in_reach(pool, actor, "pool.read")]
    counts = _counts([pool.pk for pool in found], actor, localdate(at))
    return tuple(_pool(pool, counts.get(pool.pk, {}), actor) for pool in found)


def pool_shown(*, pool: int, actor: Actor, at: datetime) -> PoolShown:
    """One pool. Raises BoleError where it is out of reach, and the same where there is none."""
    found = pool_reached(pool, actor, "pool.read")
    return _pool(found, _counts([found.pk], actor, localdate(at)).get(found.pk, {}), actor)


def _pool(pool: Pool, counts: Mapping[str, int], actor: Actor) -> PoolShown:
    return PoolShown(
        pool=pool.pk,
        code=pool.code,
        name=pool.name,
        kind=pool.kind,
        rule=pool.rule,
        district=pool.district,
        members=counts.get("members", 0),
        reserves=counts.get("reserves", 0),
        left_this_year=counts.get("left_this_year", 0),
        may_admit=in_reach(pool, actor, "pool.admit"),
    )


def _counts(pools: Sequence[int], actor: Actor, today: date) -> Mapping[int, Mapping[str, int]]:
    rows = _reached(actor).filter(pool__in=pools).order_by().values("pool")
    counted = rows.annotate(
        members=Count("pk", filter=_STANDS[MEMBER]),
        reserves=Count("pk", filter=_STANDS[RESERVE]),
        left_this_year=Count("pk", filter=Q(left_on__gte=date(today.year, 1, 1), left_on__lte=today)),
    )
    names = ("members", "reserves", "left_this_year")
    return {pool: dict(zip(names, told, strict=True)) for pool, *told in counted.values_list("pool", *names)}


_STANDS: Final[Mapping[str, Q]] = {
    INSIDE: Q(left_on__isnull=True),
    MEMBER: Q(left_on__isnull=True, reserve=False),
    RESERVE: Q(left_on__isnull=True, reserve=True),
    LEFT: Q(left_on__isnull=False),
}


def _reached(actor: Actor) -> QuerySet[PoolMember]:
    """The records that count, of people in reach."""
    rows = PoolMember.objects.filter(OPEN)
    if actor.districts("pool.read") is None:
        return rows
    within = Person.objects.filter(OPEN, persons_in_reach(actor, "pool.read"))
    return rows.filter(Exists(within.filter(thing=OuterRef("person"))))


def pool_members(
    *,
    pool: int,
    actor: Actor,
    at: datetime,
    words: str = "",
    standing: str = INSIDE,
    page: int = 1,
    size: int = 50,
) -> Found[MemberRow]:
    """名单 of one pool, those who entered last first. `words`: a part of the name, its sounds, or a person's number.

    Raises BoleError where the pool is out of reach.
    """
    found = pool_reached(pool, actor, "pool.read")
    rows = _listed(found.pk, actor, words, standing)
    total, size = rows.count(), max(1, min(size, 100))
    at_page = min(max(page, 1), max(1, -(-total // size)))
    some = list(rows[(at_page - 1) * size : at_page * size])
    return Found(_rows(some, localdate(at)), total, at_page, size)


def _listed(pool: int, actor: Actor, words: str, standing: str) -> QuerySet[PoolMember]:
    rows = _reached(actor).filter(_STANDS.get(standing, Q()), pool=pool)
    if words.strip():
        rows = rows.filter(called(words.strip()))
    return rows.order_by("-entered_on", "-pk")


def _rows(rows: Sequence[PoolMember], today: date) -> tuple[MemberRow, ...]:
    things = {row.person for row in rows}
    people = {person.thing: person for person in Person.objects.filter(OPEN, thing__in=things)}
    levels = highest_levels(list(things), today)
    return tuple(_row(row, people.get(row.person), levels.get(row.person)) for row in rows)


def _row(row: PoolMember, person: Any, level: int | None) -> MemberRow:
    return MemberRow(
        member=row.thing,
        pool=row.pool_id,
        person=row.person,
        name="" if person is None else masks.name(person.name),
        town="" if person is None else place_words(person.residence_town or person.residence_city),
        level=level_words("skill-level", level),
        standing=LEFT if row.left_on is not None else RESERVE if row.reserve else MEMBER,
        entered_on=row.entered_on,
        promoted_on=row.promoted_on,
        left_on=row.left_on,
        why_left=row.why_left,
    )


def member_shown(*, member: int, actor: Actor, at: datetime) -> MemberRow:
    """One record of the list, for who may change it. Raises BoleError where it is out of reach."""
    return _rows([member_reached(member, actor, "pool.admit")], localdate(at))[0]


@dataclass(frozen=True, slots=True)
class Candidate:
    """拟入库的人, masked."""

    person: int
    name: str
    town: str
    level: str
    before: int
    """How often he was in this pool already."""


def candidate_shown(*, pool: int, person: int, actor: Actor, at: datetime) -> Candidate:
    """拟入库的人, before he enters. Raises BoleError where pool or person is out of reach."""
    pool_reached(pool, actor, "pool.admit")
    found = person_reached(person, actor, "pool.admit", own="")
    level = highest_levels([person], localdate(at)).get(person)
    return Candidate(
        person=person,
        name=masks.name(found.name),
        town=place_words(found.residence_town or found.residence_city),
        level=level_words("skill-level", level),
        before=PoolMember.objects.filter(OPEN, pool=pool, person=person).count(),
    )


def pool_export(*, pool: int, target: Path, actor: Actor, at: datetime, words: str = "", standing: str = INSIDE) -> int:
    """导出名单 as a workbook, what is filtered and masked as on the page; how many rows. It is written down."""
    shown = pool_shown(pool=pool, actor=actor, at=at)
    rows = _listed(pool, actor, words, standing)
    title = _("{pool}（{standing}）", pool=shown.name, standing=_(STANDINGS.get(standing, N_("全部"))))
    notes = [
        _("截至 {day}", day=localdate(at).isoformat()),
        _("制表人 {name}", name=actor.name),
        _("范围 {place}", place=shown.place),
    ]
    count = list_write(target, title=title, notes=notes, headings=_HEADINGS, rows=_told(rows, localdate(at)))
    record("pool.exported", actor=actor, at=at, about=("pool", pool), data={"rows": count})
    return count


_HEADINGS: Final = (
    N_("序号"), N_("个人编号"), N_("姓名"), N_("常住镇街"), N_("最高等级"), N_("身份"),
    N_("入库日期"), N_("转正日期"), N_("出库日期"), N_("出库原因"),
)  # fmt: skip


def _told(rows: QuerySet[PoolMember], today: date) -> Iterator[list[str | int]]:
    """The lines of the workbook, some at a time."""
    number = 0
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), _PIECE):
        some = {row.pk: row for row in PoolMember.objects.filter(pk__in=numbers[start : start + _PIECE])}
        for row in _rows([some[pk] for pk in numbers[start : start + _PIECE] if pk in some], today):
            number += 1
            days = (row.entered_on, row.promoted_on, row.left_on)
            yield [
                number, str(row.person), row.name, row.town, row.level, row.standing_label,
                *("" if day is None else day.isoformat() for day in days), row.why_left,
            ]  # fmt: skip
