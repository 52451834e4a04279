"""疑似同一人: the queue of pairs that only a person can decide: seen side by side, joined, kept apart or asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look
from bole.apps.registry import errors
from bole.apps.registry.found import Found, page_of
from bole.apps.registry.imports.kinds import kind_named
from bole.apps.registry.labels import code_words, organisation_names, place_words
from bole.apps.registry.linking.merging import (
    Merged,
    merge_undo,
    not_oneself,
    person_now,
    persons_merge,
    reason_checked,
    written_since,
)
from bole.apps.registry.linking.settling import pending_opened, pending_settle
from bole.apps.registry.linking.words import Part, parts_shown
from bole.apps.registry.models import (
    Contact,
    Doubt,
    Employment,
    Insurance,
    Merge,
    PendingRow,
    Person,
    Source,
)
from bole.apps.registry.person_file import purpose_of
from bole.apps.registry.person_search import OPEN, opened
from bole.apps.registry.reach import person_reached, persons_in_reach
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.linkage.assign import probability

STATES: Final[Mapping[str, str]] = {
    Doubt.OPEN: N_("待判定"),
    Doubt.ASKED: N_("待核实"),
    Doubt.JOINED: N_("同一人"),
    Doubt.APART: N_("不是同一人"),
}
"""状态 in words."""
FILES, ROWS = "files", "rows"
_MOST: Final = 5_000
_PURPOSE: Final = N_("判定是否同一人")
_LOOKED_AT: Final = ("identity", "contact")


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """一对疑似 in the list: who, and whom or what with; masked."""

    number: int
    person: int
    name: str
    other: int | None
    other_name: str
    what: str
    """What the other side is: another file, or a row of which kind."""
    percent: str
    state: str
    found_at: datetime

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return _(STATES[self.state])


@dataclass(frozen=True, slots=True)
class Line:
    """一项的两边: what each side says of one thing, and whether they differ."""

    label: str
    left: str
    right: str
    differs: bool
    compared: bool = True
    """Whether it says anything of who he is."""


@dataclass(frozen=True, slots=True)
class DoubtShown:
    """一对疑似: both sides line by line, and what speaks for it and against it, in bits."""

    row: DoubtRow
    left: str
    right: str
    """What each side is called."""
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    weight: float
    held_for: str
    """Why a row was held; "" of two files."""
    batch: int | None
    merge: int | None
    """The merge by which it was joined and that can still be undone."""
    decided_at: datetime | None
    decided_by: str
    note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class MergeShown:
    """一次归并: one merge, and whether it still stands."""

    number: int
    kept: int
    name: str
    gone: int | None
    what: str
    reason: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str


def percent_of(weight: float) -> str:
    """概率 as people read it; never a whole hundred."""
    return f"{min(probability(weight), 0.9999):.2%}"


# --- the queue ---


def doubts(*, actor: Actor, state: str = Doubt.OPEN, what: str = "", page: int = 1, size: int = 20) -> Found[DoubtRow]:
    """疑似清单 of the persons whom the actor may decide on; the likeliest first. Raises BoleError: not allowed."""
    rows = _reached(actor)
    if state:
        rows = rows.filter(state=state)
    if what in (FILES, ROWS):
        rows = rows.filter(pending__isnull=what == FILES)
    order = list(rows.order_by("-weight", "pk").values_list("pk", flat=True)[: _MOST + 1])
    shown = page_of(order[:_MOST], page, size)
    held = {one.pk: one for one in Doubt.objects.select_related("pending").filter(pk__in=shown)}
    names = _names(held.values())
    told = tuple(_row(held[pk], names) for pk in shown if pk in held)
    return Found(told, min(len(order), _MOST), max(page, 1), max(size, 1), capped=len(order) > _MOST)


def doubt_counts(*, actor: Actor) -> dict[str, int]:
    """How many pairs stand how."""
    rows = _reached(actor)
    return {state: rows.filter(state=state).count() for state in STATES}


def state_choices() -> tuple[tuple[str, str], ...]:
    """状态 to choose from."""
    return tuple((state, _(label)) for state, label in STATES.items())


def _reached(actor: Actor) -> QuerySet[Doubt]:
    """Those of whom the actor reaches every file; two files of two districts are decided by who reaches both."""
    actor.require("person.link")
    if actor.districts("person.link") is None:
        return Doubt.objects.all()
    within = Person.objects.filter(OPEN, persons_in_reach(actor, "person.link"))
    own = Exists(within.filter(thing=OuterRef("person")))
    return Doubt.objects.filter(own, Q(other__isnull=True) | Exists(within.filter(thing=OuterRef("other"))))


def _names(rows: Any) -> dict[int, str]:
    things = {number for one in rows for number in (one.person, one.other) if number is not None}
    # The newest row of each, open or not: a file that went into another still has a name here.
    return dict(Person.objects.filter(thing__in=things).order_by("pk").values_list("thing", "name"))


def _row(doubt: Doubt, names: Mapping[int, str]) -> DoubtRow:
    if doubt.pending is None:
        other_name, what = names.get(doubt.other or 0, ""), _("另一份档案")
    else:
        cells = pending_opened(doubt.pending)
        other_name, what = str(cells.values.get("person.name", "")), _("留存的行：{kind}", kind=cells.kind.label)
    return DoubtRow(
        number=doubt.pk,
        person=doubt.person,
        name=masks.name(names.get(doubt.person, "")),
        other=doubt.other,
        other_name=masks.name(other_name) if other_name else "",
        what=what,
        percent=percent_of(doubt.weight / 1000),
        state=doubt.state,
        found_at=doubt.found_at,
    )


# --- one pair ---


def doubt_shown(*, doubt: int, actor: Actor, at: datetime) -> DoubtShown:
    """一对疑似, side by side; both files are written down as looked at. Raises BoleError where out of reach."""
    found = _doubt(doubt, actor)
    for person in (found.person, found.other):
        if person is not None:
            look(actor=actor, person=person, purpose=purpose_of(actor, _PURPOSE), fields=_LOOKED_AT, at=at)
    left, right = _side_of_person(found.person), _other_side(found)
    merge = _merge_of(found)
    own = actor.person is not None and actor.person in (found.person, found.other)
    return DoubtShown(
        row=_row(found, _names([found])),
        left=_("档案 {person}", person=found.person),
        right=_("档案 {person}", person=found.other) if found.other is not None else _("留存的行"),
        lines=tuple(_lines(left, right, _number_agrees(found))),
        parts=tuple(parts_shown(found.parts)),
        weight=found.weight / 1000,
        held_for=_(errors.BY_CODE[found.pending.code].message) if found.pending is not None else "",
        batch=found.pending.batch_id if found.pending is not None else None,
        merge=merge,
        decided_at=found.decided_at,
        decided_by=found.decided_by,
        note=found.note,
        may_decide=not own and found.state in (Doubt.OPEN, Doubt.ASKED),
    )


def _doubt(number: int, actor: Actor) -> Doubt:
    found = _reached(actor).select_related("pending").filter(pk=number).first()
    if found is None:
        raise BoleError(errors.NO_DOUBT)
    return found


def _merge_of(doubt: Doubt) -> int | None:
    if doubt.state != Doubt.JOINED:
        return None
    sides = (
        Q(pending=doubt.pending_id)
        if doubt.pending_id is not None
        else Q(kept__in=(doubt.person, doubt.other), gone__in=(doubt.person, doubt.other))
    )
    return Merge.objects.filter(sides, undone_at__isnull=True).order_by("-pk").values_list("pk", flat=True).first()


_Side = Mapping[str, tuple[str, str]]
"""Item to what is compared and what is shown."""
_ITEMS: Final[Mapping[str, str]] = {
    "name": N_("姓名"),
    "id_number": N_("证件号码"),
    "sex": N_("性别"),
    "born_on": N_("出生日期"),
    "phone": N_("手机"),
    "body": N_("单位"),
    "place": N_("户籍或常住地"),
    "source": N_("来源"),
}


def _side_of_person(person: int) -> _Side:
    """What is recorded of a person; of one whose file went into another, what was recorded last.

    Name and birth are shown whole: who decides whether two are one has to read them, and that he did is written down.
    """
    row = Person.objects.filter(thing=person).order_by("-pk").first()
    if row is None:
        return {}
    contact = Contact.objects.filter(thing=person).order_by("-pk").first()
    number = opened(row, "id_number")
    phone = opened(contact, "phone") if contact is not None else ""
    sources = dict(Source.objects.values_list("pk", "name"))
    return {
        "name": _same(row.name),
        "id_number": (number, masks.id_number(number)),
        "sex": (row.sex, code_words("sex", row.sex)),
        "born_on": _day(row.born_on),
        "phone": (phone, masks.phone(phone)),
        "body": _same(_body_of(person)),
        "place": _same(place_words(row.residence_town or row.residence_city or row.household_city)),
        "source": _same(sources.get(row.source_id, "")),
    }


def _day(day: date | None) -> tuple[str, str]:
    return _same("" if day is None else day.isoformat())


def _same(words: str) -> tuple[str, str]:
    return words, words


def _body_of(person: int) -> str:
    """The body that he works at, or was insured by last."""
    for model in (Employment, Insurance):
        rows = model._default_manager.filter(OPEN, person=person, organisation__isnull=False)
        if (body := rows.order_by("-started_on").values_list("organisation", flat=True).first()) is not None:
            return organisation_names({body}).get(body, "")
    return ""


def _other_side(doubt: Doubt) -> _Side:
    if doubt.other is not None:
        return _side_of_person(doubt.other)
    assert doubt.pending is not None
    return _side_of_row(doubt.pending)


def _side_of_row(row: PendingRow) -> _Side:
    cells = pending_opened(row).values
    name, number, phone = (str(cells.get(item) or "") for item in ("person.name", "person.id_number", "contact.phone"))
    born = cells.get("person.born_on")
    sex = str(cells.get("person.sex") or "")
    body = next((str(cells[item]) for item in ("organisation.name", "employer.name") if cells.get(item)), "")
    place = str(cells.get("residence_town") or cells.get("household_city") or cells.get("city") or "")
    return {
        "name": _same(name),
        "id_number": (number, masks.id_number(number)),
        "sex": (sex, code_words("sex", sex)),
        "born_on": _day(born if isinstance(born, date) else None),
        "phone": (phone, masks.phone(phone)),
        "body": _same(body),
        "place": _same(place_words(place)),
        "source": _same(_("{source} · {kind}", source=row.source.name, kind=kind_named(row.kind).label)),
    }


def _number_agrees(doubt: Doubt) -> bool:
    """Whether the numbers agree as far as both can be read: a masked one is no other number."""
    return any(name == "number" and str(level).startswith("same") for name, level, _bits in doubt.parts)


def _lines(left: _Side, right: _Side, number_agrees: bool) -> Sequence[Line]:
    lines = []
    for item, label in _ITEMS.items():
        (one, shown), (other, shown_there) = left.get(item, ("", "")), right.get(item, ("", ""))
        if one or other:
            agrees = one == other or (item == "id_number" and number_agrees)
            lines.append(Line(_(label), shown, shown_there, bool(one and other) and not agrees, item != "source"))
    return lines


# --- decided ---


def doubt_join(*, doubt: int, reason: str, actor: Actor, at: datetime, keep_other: bool = False) -> Merged:
    """判定是同一人: the two files become one (`keep_other`: the second is kept), or the row goes into the file."""
    found = _waiting(doubt, actor)
    if found.pending_id is not None:
        return pending_settle(
            pending=found.pending_id, person=found.person, reason=reason, actor=actor, at=at, weight=found.weight
        )
    assert found.other is not None
    kept, gone = (found.other, found.person) if keep_other else (found.person, found.other)
    return persons_merge(kept=kept, gone=gone, reason=reason, actor=actor, at=at, weight=found.weight)


@transaction.atomic
def doubt_keep_apart(*, doubt: int, reason: str, actor: Actor, at: datetime) -> None:
    """判定不是同一人; the pair is not asked about again. Raises BoleError."""
    found = _waiting(doubt, actor)
    _decide(found, Doubt.APART, reason_checked(reason), actor, at)
    record("person.kept-apart", actor=actor, at=at, about=("person", found.person), data={"doubt": doubt})


@transaction.atomic
def doubt_ask(*, doubt: int, question: str, actor: Actor, at: datetime) -> None:
    """待核实: somebody has to be asked first; the pair waits with the question beside it. Raises BoleError."""
    found = _waiting(doubt, actor)
    _decide(found, Doubt.ASKED, reason_checked(question), actor, at)
    record("person.link-asked", actor=actor, at=at, about=("person", found.person), data={"doubt": doubt})


@transaction.atomic
def doubt_reopen(*, doubt: int, reason: str, actor: Actor, at: datetime) -> None:
    """撤销判定: what was joined is parted again, what was kept apart is asked anew. Raises BoleError."""
    found = _doubt(doubt, actor)
    reason = reason_checked(reason)
    merge = _merge_of(found)
    if merge is not None:
        merge_undo(merge=merge, reason=reason, actor=actor, at=at)
        return
    if found.state != Doubt.APART:
        raise BoleError(errors.DECIDED_ALREADY, who=found.decided_by or _("别人"))
    not_oneself(found.person, actor)
    Doubt.objects.filter(pk=found.pk).update(state=Doubt.OPEN, decided_at=None, decided_by="", note="")
    record(
        "person.link-asked", actor=actor, at=at, about=("person", found.person), data={"doubt": doubt, "again": True}
    )


def _waiting(number: int, actor: Actor) -> Doubt:
    found = _doubt(number, actor)
    for person in (found.person, found.other):
        if person is not None:
            not_oneself(person, actor)
    if found.state not in (Doubt.OPEN, Doubt.ASKED):
        raise BoleError(errors.DECIDED_ALREADY, who=found.decided_by)
    return found


def _decide(found: Doubt, state: str, note: str, actor: Actor, at: datetime) -> None:
    waiting = Doubt.objects.filter(pk=found.pk, state__in=(Doubt.OPEN, Doubt.ASKED))
    if not waiting.update(state=state, decided_at=at, decided_by=actor.name, note=note):
        who = Doubt.objects.values_list("decided_by", flat=True).get(pk=found.pk)
        raise BoleError(errors.DECIDED_ALREADY, who=who)


# --- merges ---


def merges(*, actor: Actor, page: int = 1, size: int = 20) -> Found[MergeShown]:
    """归并记录 of the files that the actor reaches, the latest first."""
    actor.require("person.link")
    rows = Merge.objects.all()
    if actor.districts("person.link") is not None:
        within = Person.objects.filter(persons_in_reach(actor, "person.link"))
        rows = rows.filter(Exists(within.filter(thing=OuterRef("kept"))))
    order = list(rows.order_by("-pk").values_list("pk", flat=True)[: _MOST + 1])
    shown = page_of(order[:_MOST], page, size)
    held = {one.pk: one for one in Merge.objects.select_related("pending").filter(pk__in=shown)}
    things = {one.kept for one in held.values()}
    names = dict(Person.objects.filter(thing__in=things).order_by("pk").values_list("thing", "name"))
    told = tuple(_merge(held[pk], names) for pk in shown)
    return Found(told, min(len(order), _MOST), max(page, 1), max(size, 1), capped=len(order) > _MOST)


def _merge(merge: Merge, names: Mapping[int, str]) -> MergeShown:
    if merge.gone is not None:
        what = _("档案 {person} 并入", person=merge.gone)
    else:
        kind = kind_named(merge.pending.kind).label if merge.pending is not None else ""
        what = _("留存的行归入：{kind}", kind=kind) if kind else _("留存的行归入")
    return MergeShown(
        merge.pk, merge.kept, masks.name(names.get(merge.kept, "")), merge.gone, what, merge.reason,
        merge.merged_at, merge.merged_by, merge.undone_at, merge.undone_by,
    )  # fmt: skip


def merge_shown(*, merge: int, actor: Actor) -> tuple[MergeShown, int]:
    """一次归并, and how many records were written into the kept file since. Raises BoleError."""
    found = Merge.objects.select_related("pending").filter(pk=merge).first()
    person_reached(-1 if found is None else person_now(found.kept), actor, "person.link", own="")
    assert found is not None
    names = dict(Person.objects.filter(thing=found.kept).order_by("pk").values_list("thing", "name"))
    return _merge(found, names), written_since(found)
