"""培训花名册: who took part in the classes of one body, row by row; names are masked, for the body itself too.

Its own people see and search the rows of its own classes alone; an office sees those of the bodies in its reach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Min, Q, QuerySet

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.registry.among import called
from bole.apps.registry.found import Found
from bole.apps.registry.labels import level_words, occupation_words
from bole.apps.registry.models import Person, Training
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.reach import known_at, organisation_reached
from bole.kernel.messages import N_, _

PASSED, FAILED, UNTOLD = "passed", "failed", "untold"
RESULTS: Final[Mapping[str, str]] = {PASSED: N_("考核合格"), FAILED: N_("考核未合格"), UNTOLD: N_("没有结果")}
"""考核结果, in words."""
_MOST_CLASSES: Final = 500


@dataclass(frozen=True, slots=True)
class RosterRow:
    """花名册的一行: one person's part in one class, masked."""

    training: int
    name: str
    class_number: str
    title: str
    level: str
    started_on: date | None
    ended_on: date | None
    hours: int | None
    result: str

    @property
    def result_label(self) -> str:
        """How it ended, in words."""
        return _(RESULTS[self.result])


@dataclass(frozen=True, slots=True)
class ClassShown:
    """班次 of a roster, with its counts."""

    class_number: str
    title: str
    started_on: date | None
    ended_on: date | None
    people: int
    passed: int


@dataclass(frozen=True, slots=True)
class Roster:
    """花名册 of one body: its name, its classes, and the rows that were asked for."""

    organisation: int
    name: str
    own: bool
    classes: tuple[ClassShown, ...]
    rows: Found[RosterRow]


def roster(
    *,
    organisation: int,
    actor: Actor,
    at: datetime,
    words: str = "",
    class_number: str = "",
    result: str = "",
    page: int = 1,
    size: int = 50,
) -> Roster:
    """花名册: the rows of one class or of all, the latest first. `words`: a name, its sounds, or a whole ID number.

    Raises BoleError where the body is out of reach, and the same where there is none.
    """
    body = organisation_reached(organisation, actor, "organisation.read")
    held = Training.objects.filter(known_at(at), organiser=organisation)
    rows = held.filter(_RESULTS.get(result, Q()))
    if class_number:
        rows = rows.filter(class_number=class_number)
    if words.strip():
        rows = rows.filter(called(words.strip()))
    total, size = rows.count(), max(1, min(size, 100))
    at_page = min(max(page, 1), max(1, -(-total // size)))
    ordered = rows.order_by("-started_on", "class_number", "thing")
    some = list(ordered[(at_page - 1) * size : at_page * size])
    own = actor.organisation == organisation
    return Roster(organisation, body.name, own, _classes(held), Found(_rows(some), total, at_page, size))


_RESULTS: Final[Mapping[str, Q]] = {
    PASSED: Q(passed=True),
    FAILED: Q(passed=False),
    UNTOLD: Q(passed__isnull=True),
}


def _classes(held: QuerySet[Training]) -> tuple[ClassShown, ...]:
    counted = held.exclude(class_number="").order_by().values("class_number")
    told = counted.annotate(
        on=Min("started_on"),
        until=Max("ended_on"),
        occupation=Max("occupation"),
        programme=Max("programme"),
        people=Count("person", distinct=True),
        passed=Count("person", distinct=True, filter=Q(passed=True)),
    )
    return tuple(
        ClassShown(
            one["class_number"], occupation_words(one["occupation"], one["on"]) or one["programme"], one["on"],
            one["until"], one["people"], one["passed"],
        )
        for one in told.order_by("-on", "class_number")[:_MOST_CLASSES]
    )  # fmt: skip


def _rows(rows: Sequence[Training]) -> tuple[RosterRow, ...]:
    names = dict(Person.objects.filter(OPEN, thing__in={row.person for row in rows}).values_list("thing", "name"))
    return tuple(_row(row, names.get(row.person, "")) for row in rows)


def _row(row: Training, name: str) -> RosterRow:
    return RosterRow(
        training=row.thing,
        name=masks.name(name),
        class_number=row.class_number,
        title=occupation_words(row.occupation, row.started_on) or row.programme or _("培训"),
        level=level_words("skill-level", row.level),
        started_on=row.started_on,
        ended_on=row.ended_on,
        hours=row.hours,
        result=UNTOLD if row.passed is None else PASSED if row.passed else FAILED,
    )
