"""寻找: whose a held row may be, and which files may be one person's; by the same model that links whole registers.

Candidates are those that agree in something exact (a phone, the sounds of the name with the birth, the birth with the
surname, the sounds alone where few have them); only they are weighed. A pair that is as good as certain is joined
without a person only where it puts a held row into a file; two files are joined by people alone.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from bole.apps.accounts.actor import Actor
from bole.apps.registry import errors
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.indexes import phone_index
from bole.apps.registry.labels import organisation_names
from bole.apps.registry.linking.settling import pending_opened, settle
from bole.apps.registry.linking.weighing import weigh
from bole.apps.registry.linking.words import PRIOR
from bole.apps.registry.models import Contact, Doubt, Employment, Insurance, PendingRow, Person
from bole.apps.registry.names import pinyin_key
from bole.apps.registry.person_search import OPEN, opened
from bole.apps.registry.reach import begins
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.linkage.results import pair_supported
from bole.linkage.weights import Waterfall

SURE: Final = 10.0
"""Bits from which a held row goes into a file by itself: one mistake in a thousand."""
LEAD: Final = 7.0
"""By so many bits the best file has to be better than the next."""
DOUBTFUL: Final = 0.0
"""Bits from which somebody is asked: as likely as not."""
_ASKED: Final = 3
"""So many files are asked about for one row."""
_MOST: Final = 400
"""A name, or a birth and a surname, that more have says nothing by itself."""
_AT_ONCE: Final = 200
_TURN: Final = 0.03
"""Seconds that others have between two rows, so that a page waits no longer than for one."""
BY_ITSELF: Final = N_("比对的权重足够大，自动归入")

Told = Callable[[int, int], None]


def record_of_person(person: Person, phone: str = "", body: str = "") -> dict[str, str | None]:
    """比对用的记录 of a file: what the model compares."""
    return {
        "source": None,
        "name": person.name,
        "id_no": opened(person, "id_number") or None,
        "sex": {"male": "男", "female": "女"}.get(person.sex),
        "birth": person.born_on.isoformat() if person.born_on else None,
        "phone": phone or None,
        "org": body or None,
        "town": person.residence_town or None,
    }


def record_of_row(row: PendingRow) -> dict[str, str | None]:
    """比对用的记录 of a held row: as its file had it."""
    cells = pending_opened(row).values

    def told(*names: str) -> str | None:
        return next((str(cells[name]) for name in names if cells.get(name) not in (None, "")), None)

    born = cells.get("person.born_on")
    return {
        "source": row.source.code,
        "name": told("person.name"),
        "id_no": told("person.id_number"),
        "sex": {"male": "男", "female": "女"}.get(str(cells.get("person.sex"))),
        "birth": born.isoformat() if isinstance(born, date) else None,
        "phone": told("contact.phone"),
        "org": told("organisation.name", "employer.name"),
        "town": told("residence_town"),
    }


def candidates(record: Mapping[str, str | None], *, without: int | None = None) -> list[Person]:
    """候选: files that agree with a record in something exact. A few questions, each by an index."""
    sounds = pinyin_key(record["name"] or "")
    born = date.fromisoformat(record["birth"]) if record["birth"] else None
    found: dict[int, Person] = {}
    for question in _questions(sounds, born, record["phone"]):
        rows = list(Person.objects.filter(OPEN, question)[: _MOST + 1])
        if len(rows) <= _MOST:
            found |= {row.thing: row for row in rows}
    return [row for thing, row in found.items() if thing != without]


def _questions(sounds: str, born: date | None, phone: str | None) -> Iterator[Q]:
    if phone:
        having = Contact.objects.filter(OPEN, phone_index=phone_index(phone)).values_list("thing", flat=True)
        yield Q(thing__in=list(having[: _MOST + 1]))
    if born is not None:
        yield Q(born_on=born, pinyin=sounds)
        if sounds:
            yield Q(born_on=born) & begins("pinyin", f"{sounds.split(' ', maxsplit=1)[0]} ")
    if sounds:
        yield Q(pinyin=sounds)


def weighed_candidates(record: Mapping[str, str | None], *, without: int | None = None) -> list[tuple[int, Waterfall]]:
    """Candidates with their weights, the best first."""
    persons = candidates(record, without=without)
    others = list(_records(persons).values())
    told = zip((person.thing for person in persons), weigh(record, others), strict=True)
    return sorted(told, key=lambda one: (-one[1].weight, one[0]))


def _records(persons: Sequence[Person]) -> dict[int, dict[str, str | None]]:
    phones, bodies = _phones(persons), _bodies(persons)
    return {
        person.thing: record_of_person(person, phones.get(person.thing, ""), bodies.get(person.thing, ""))
        for person in persons
    }


def _phones(persons: Sequence[Person]) -> dict[int, str]:
    rows = Contact.objects.filter(OPEN, thing__in=[person.thing for person in persons])
    return {row.thing: opened(row, "phone") for row in rows}


def _bodies(persons: Sequence[Person]) -> dict[int, str]:
    things = [person.thing for person in persons]
    bodies: dict[int, int | None] = {}
    for model in (Insurance, Employment):
        rows: QuerySet[Any] = model._default_manager.filter(OPEN, person__in=things, organisation__isnull=False)
        bodies |= dict(rows.order_by("started_on").values_list("person", "organisation"))
    names = organisation_names(bodies.values())
    return {person: names.get(body or 0, "") for person, body in bodies.items()}


# --- held rows ---


def pending_link(
    *, actor: Actor, clock: Callable[[], datetime], batch: int | None = None, told: Told | None = None
) -> dict[str, int]:
    """比对留存的行: those that nobody has decided go into a file, are asked about, or wait for somebody to come.

    Each row is a transaction of its own: stopped at any point, it goes on with those that are left. Between two of them
    others get their turn: SQLite's waiters sleep, and one who takes its lock again at once would starve them.
    """
    waiting = PendingRow.objects.filter(settled_at__isnull=True, code__in=errors.NEEDS_LINKAGE)
    if batch is not None:
        waiting = waiting.filter(batch=batch)
    numbers = list(
        waiting.exclude(doubts__state__in=(Doubt.OPEN, Doubt.ASKED)).order_by("pk").values_list("pk", flat=True)
    )
    counts = {"linked": 0, "asked": 0, "nobody": 0}
    for done, number in enumerate(numbers, 1):
        outcome = _link_row(number, actor, clock()) if _may_be_somebody(number) else "nobody"
        counts[outcome] += 1
        if outcome != "nobody":
            time.sleep(_TURN)
        if told is not None:
            told(done, len(numbers))
    return counts


def _may_be_somebody(number: int) -> bool:
    """Whether anybody comes near, looked at before the register is locked: most rows are of nobody who is there."""
    row = PendingRow.objects.select_related("source").filter(pk=number, settled_at__isnull=True).first()
    return row is not None and any(
        weight.weight >= DOUBTFUL for _person, weight in weighed_candidates(record_of_row(row))
    )


@transaction.atomic
def _link_row(number: int, actor: Actor, at: datetime) -> str:
    register_lock()
    row = PendingRow.objects.select_related("source").filter(pk=number, settled_at__isnull=True).first()
    if row is None:
        return "nobody"
    apart = set(Doubt.objects.filter(pending=number, state=Doubt.APART).values_list("person", flat=True))
    ranked = [(person, weight) for person, weight in weighed_candidates(record_of_row(row)) if person not in apart]
    likely = [(person, weight) for person, weight in ranked if weight.weight >= DOUBTFUL][:_ASKED]
    if not likely:
        return "nobody"
    best, second = likely[0], likely[1][1].weight if len(likely) > 1 else float("-inf")
    # A good number with another name is somebody else's number as often as another name of his: that is asked.
    clear = best[1].weight >= SURE and best[1].weight - second >= LEAD and _shown(best[1]) and pair_supported(best[1])
    if row.code != errors.NAME_DIFFERS.code and clear:
        try:
            with transaction.atomic():
                settle(number, best[0], reason=_(BY_ITSELF), actor=actor, at=at, weight=_kept(best[1]))
        except BoleError:
            pass  # something else holds it: somebody has to look at it
        else:
            return "linked"
    _ask([(person, None, number, weight) for person, weight in likely], at)
    return "asked"


_NUMBER_AGREES: Final = frozenset(
    ("same", "one slip", "same as far as rounded", "same as far as seen", "same in the few places seen")
)


def _shown(waterfall: Waterfall) -> bool:
    """Whether something that is one person's alone speaks for it: his number as far as it can be read, or his phone.

    A name, a birth and an employer are shared by two people now and then, and each row may be money.
    """
    return waterfall.level("number") in _NUMBER_AGREES or waterfall.level("phone") == "same"


# --- files ---


def files_compare(*, batch: int, at: datetime, told: Told | None = None) -> int:
    """比对档案: those that a batch made or changed with all that are there; how many pairs are newly asked about.

    Only files of one sounding name with the same birth or the same phone are weighed: anything less is not enough
    for two numbers that are both good.
    """
    pairs = sorted(_alike(batch))
    asked = 0
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        records = _records(list(Person.objects.filter(OPEN, thing__in={person for pair in some for person in pair})))
        for one, other in some:
            if {one, other} <= records.keys():
                (found,) = weigh(records[one], [records[other]])
                asked += _ask([(one, other, None, found)] if found.weight >= DOUBTFUL else [], at)
        if told is not None:
            told(start + len(some), len(pairs))
    return asked


_SAME_BIRTH: Final = """
    SELECT a.thing, b.thing FROM registry_person a
    JOIN registry_person b
      ON b.born_on = a.born_on AND b.pinyin = a.pinyin AND b.closed_at IS NULL AND b.thing <> a.thing
    WHERE a.batch_id = %s AND a.closed_at IS NULL
"""
_SAME_PHONE: Final = """
    SELECT a.thing, b.thing FROM registry_contact c
    JOIN registry_contact d ON d.phone_index = c.phone_index AND d.closed_at IS NULL AND d.thing <> c.thing
    JOIN registry_person a ON a.thing = c.thing AND a.closed_at IS NULL
    JOIN registry_person b ON b.thing = d.thing AND b.closed_at IS NULL AND b.pinyin = a.pinyin
    WHERE c.batch_id = %s AND c.closed_at IS NULL AND c.phone_index IS NOT NULL
"""


def _alike(batch: int) -> set[tuple[int, int]]:
    """Pairs of files worth weighing, the smaller number first."""
    found: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        for question in (_SAME_BIRTH, _SAME_PHONE):
            cursor.execute(question, [batch])
            found |= {(min(pair), max(pair)) for pair in cursor.fetchall()}
    return found


def _ask(pairs: Iterable[tuple[int, int | None, int | None, Waterfall]], at: datetime) -> int:
    """Put pairs into the queue, unless they are there already; how many are new."""
    new = 0
    for person, other, pending, weighed in pairs:
        told: dict[str, Any] = {
            "weight": _kept(weighed),
            "parts": _parts(weighed),
            "found_at": at,
        }
        _doubt, made = Doubt.objects.get_or_create(person=person, other=other, pending_id=pending, defaults=told)
        new += made
    return new


def _kept(waterfall: Waterfall) -> int:
    """A weight as it is kept, in thousandths of a bit."""
    return round(waterfall.weight * 1000)


def _parts(waterfall: Waterfall) -> list[list[str | float]]:
    """The steps as they are kept: comparison, level, bits."""
    steps = ((step.comparison, step.level, step.bits) for step in waterfall.steps)
    return [[name, level, round(bits, 3)] for name, level, bits in ((PRIOR, "", waterfall.prior), *steps)]
