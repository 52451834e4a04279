"""更正申请: a person says what is wrong in his file, an officer of his district answers, and the answer is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.sealing import place, seal
from bole.apps.registry import errors
from bole.apps.registry.bulk import things_made
from bole.apps.registry.found import Found, page_of
from bole.apps.registry.models import Correction, Person
from bole.apps.registry.person_search import OPEN, opened
from bole.apps.registry.reach import person_reached, persons_in_reach
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

STATES: Final[Mapping[str, str]] = {
    Correction.OPEN: N_("待答复"),
    Correction.ACCEPTED: N_("同意更正"),
    Correction.REFUSED: N_("不予更正"),
}
"""状态 in words."""
LONGEST: Final = 1_000
_LONGEST_WHAT: Final = 60
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """更正申请, as a correction is shown: what was asked for, and what was answered."""

    number: int
    person: int
    name: str
    what: str
    text: str
    table: str
    thing: int | None
    state: str
    asked_at: datetime
    asked_by: str
    answered_at: datetime | None
    answered_by: str
    answer: str

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return _(STATES[self.state])


def correction_allowed(*, person: int, actor: Actor) -> None:
    """可以申请更正: raises BoleError where the actor may not ask for a correction of that person's file."""
    person_reached(person, actor, "person.correct")


def correction_request(
    *, person: int, what: str, text: str, actor: Actor, at: datetime, table: str = "", thing: int | None = None
) -> CorrectionShown:
    """申请更正, for himself or by an officer at the window. Raises BoleError."""
    found = person_reached(person, actor, "person.correct")
    what, text = _filled(what, N_("哪一项不对"), _LONGEST_WHAT), _filled(text, N_("哪里不对"), LONGEST)
    try:
        with transaction.atomic():
            made = _made(person, what, text, actor, at, table, thing)
            told: Data = {"table": table, "on_behalf": actor.person != person}
            record("correction.requested", actor=actor, at=at, about=("correction", made.pk), data=told)
    except IntegrityError as error:
        raise BoleError(errors.CORRECTION_OPEN) from error
    return _shown(made, found.name, whole=actor.person == person)


def _made(person: int, what: str, text: str, actor: Actor, at: datetime, table: str, thing: int | None) -> Correction:
    number = things_made("correction", 1, at)[0]
    return Correction.objects.create(
        thing=number,
        person=person,
        table=table[:20],
        row=thing,
        what=what,
        text=seal(text, place(Correction, "text", number)),
        asked_at=at,
        asked_by=actor.name,
    )


def _filled(words: str, field: str, most: int) -> str:
    told = words.strip()
    if not 0 < len(told) <= most:
        raise BoleError(errors.CORRECTION_EMPTY, field=_(field), most=most)
    return told


def corrections(
    *, actor: Actor, at: datetime, state: str = "", person: int | None = None, page: int = 1, size: int = 20
) -> Found[CorrectionShown]:
    """更正申请: one's own, else those of the persons whom one may correct; the open ones first, then the latest."""
    rows = _reached(actor)
    if state:
        rows = rows.filter(state=state)
    if person is not None:
        rows = rows.filter(person=person)
    open_first = list(
        rows.filter(state=Correction.OPEN).order_by("asked_at", "pk").values_list("pk", flat=True)[:_MOST]
    )
    done = rows.exclude(state=Correction.OPEN).order_by("-answered_at", "-pk")
    order = [*open_first, *done.values_list("pk", flat=True)[:_MOST]]
    shown = page_of(order, page, size)
    held = {one.pk: one for one in Correction.objects.filter(pk__in=shown)}
    names = dict(
        Person.objects.filter(OPEN, thing__in={one.person for one in held.values()}).values_list("thing", "name")
    )
    told = tuple(
        _shown(held[pk], names.get(held[pk].person, ""), whole=actor.person == held[pk].person) for pk in shown
    )
    return Found(told, len(order), max(page, 1), max(size, 1))


def _reached(actor: Actor) -> QuerySet[Correction]:
    """Those that the actor may read. Raises BoleError where there can be none."""
    if actor.may("person.correct"):
        within = Person.objects.filter(OPEN, persons_in_reach(actor, "person.correct"))
        if actor.districts("person.correct") is None:
            return Correction.objects.all()
        return Correction.objects.filter(Exists(within.filter(thing=OuterRef("person"))))
    actor.require("person.own")
    return Correction.objects.filter(person=-1 if actor.person is None else actor.person)


def correction_answer(*, correction: int, accepted: bool, answer: str, actor: Actor, at: datetime) -> CorrectionShown:
    """答复. Raises BoleError: out of reach, one's own, answered already, without a word."""
    found = Correction.objects.filter(pk=correction).first()
    person = person_reached(found.person if found is not None else -1, actor, "person.correct", own="")
    assert found is not None
    if actor.person == found.person:
        raise BoleError(errors.CORRECTION_ONESELF)
    words = _filled(answer, N_("答复"), LONGEST)
    state = Correction.ACCEPTED if accepted else Correction.REFUSED
    told: dict[str, Any] = {
        "state": state,
        "answered_at": at,
        "answered_by": actor.name,
        "answer": seal(words, place(Correction, "answer", found.thing)),
    }
    with transaction.atomic():
        if not Correction.objects.filter(pk=correction, state=Correction.OPEN).update(**told):
            who = Correction.objects.values_list("answered_by", flat=True).get(pk=correction)
            raise BoleError(errors.CORRECTION_ANSWERED, who=who)
        record("correction.answered", actor=actor, at=at, about=("correction", correction), data={"state": state})
    found.refresh_from_db()
    return _shown(found, person.name, whole=False)


def _shown(correction: Correction, name: str, *, whole: bool) -> CorrectionShown:
    return CorrectionShown(
        number=correction.pk,
        person=correction.person,
        name=name if whole else masks.name(name),
        what=correction.what,
        text=opened(correction, "text"),
        table=correction.table,
        thing=correction.row,
        state=correction.state,
        asked_at=correction.asked_at,
        asked_by=correction.asked_by,
        answered_at=correction.answered_at,
        answered_by=correction.answered_by,
        answer=opened(correction, "answer"),
    )
