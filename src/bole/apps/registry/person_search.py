"""查找人员: by name (two characters will do), sound, initials, or a whole number; rows are masked.

Whom the actor does not reach is not found, and not counted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.sealing import blind_indexes, place, unseal
from bole.apps.registry.found import Asked, Found, Hit, Hits, asked, having_words, one_of, page_of
from bole.apps.registry.labels import code_words, level_words, place_words
from bole.apps.registry.models import Certificate, Contact, OtherNumber, Person, PersonWord, Title
from bole.apps.registry.names import plain_name
from bole.apps.registry.pinyin import beginnings
from bole.apps.registry.reach import begins, persons_in_reach
from bole.apps.registry.search_words import pairs
from bole.kernel.identifiers import Standing, plain, read_id_number
from bole.kernel.messages import N_, _

_BY: Final[Mapping[str, str]] = {
    "name": N_("姓名"),
    "pinyin": N_("拼音"),
    "initials": N_("拼音首字母"),
    "id_number": N_("证件号码"),
    "phone": N_("手机"),
    "certificate": N_("证书编号"),
    "person": N_("个人编号"),
}
_PHONE: Final = re.compile(r"\+?\d{7,13}", re.ASCII)
_PERSON_NUMBER: Final = re.compile(r"\d{1,12}", re.ASCII)
OPEN: Final = Q(closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """查到的人: one person found, masked."""

    person: int
    name: str
    sex: str
    age: int | None
    household_city: str
    residence_town: str
    id_number: str
    highest_level: str
    matched_by: str

    @property
    def matched_by_label(self) -> str:
        """What he was found by, in words."""
        return _(_BY[self.matched_by])


def person_search(*, words: str, actor: Actor, at: datetime, page: int = 1, size: int = 20) -> Found[PersonRow]:
    """查找人员. Raises BoleError: not allowed, or words too short."""
    actor.require("person.search")
    hits, capped = person_hits(words, actor, "person.search")
    shown = page_of(hits, page, size)
    return Found(_rows(shown, localdate(at)), len(hits), max(page, 1), max(size, 1), capped)


def person_hits(words: str, actor: Actor, permission: str) -> tuple[list[Hit], bool]:
    """Whom the actor reaches of those that the words find, in order; and whether there are more."""
    question = asked(words)
    within = Person.objects.filter(OPEN, persons_in_reach(actor, permission))
    hits = Hits()
    if question.number:
        _by_number(hits, within, question)
    if question.has_characters or not question.number:
        _by_name(hits, within, question)
    plainly = plain_name(question.text)
    return hits.things(lambda hit: plain_name(hit.name) == plainly), hits.capped


def _by_number(hits: Hits, within: QuerySet[Person], question: Asked) -> None:
    number = question.number
    read = read_id_number(question.text)
    if read.standing in (Standing.VALID, Standing.UNPROVEN):
        indexes = blind_indexes(read.text, "id_number")
        hits.add(within.filter(id_index__in=indexes), "id_number")
        before = OtherNumber.objects.filter(OPEN, id_index__in=indexes).values_list("person", flat=True)
        hits.add(within.filter(thing__in=list(before)), "id_number")
    if _PHONE.fullmatch(number):
        hits.add(within.filter(thing__in=list(_of_phone(number))), "phone")
    hits.add(within.filter(thing__in=of_certificates(question.text)), "certificate")
    if _PERSON_NUMBER.fullmatch(number):
        hits.add(within.filter(thing=int(number)), "person")


def _of_phone(number: str) -> Iterable[int]:
    digits = number.removeprefix("+")
    several = {digits, digits[2:] if len(digits) == 13 and digits.startswith("86") else digits}
    indexes = [index for one in several for index in blind_indexes(plain(one), "phone")]
    return Contact.objects.filter(OPEN, phone_index__in=indexes).values_list("thing", flat=True)[:100]


def certificate_number(text: str) -> str:
    """证书编号 as it is recorded: without spaces, half-width, in capitals, with one form of bracket."""
    from bole.apps.registry.imports.cells import number_text

    return number_text(text)


def of_certificates(text: str) -> list[int]:
    """The holders of certificates and titles of exactly that number."""
    number = certificate_number(text)
    held = Certificate.objects.filter(OPEN, number=number).values_list("person", flat=True)[:100]
    titles = Title.objects.filter(OPEN, number=number).values_list("person", flat=True)[:100]
    return [*held, *titles]


def _by_name(hits: Hits, within: QuerySet[Person], question: Asked) -> None:
    text = plain_name(question.text)
    words = pairs(text)
    if words:
        hits.add(having_words(within, PersonWord, words), "name", lambda name: text in plain_name(name))
    if not question.letters:
        return
    # One question for each way: asked for two ways at once, SQLite reads the whole register instead of its index.
    for sounds in beginnings(question.letters):
        hits.add(within.filter(begins("pinyin", sounds)), "pinyin")
    together = question.letters.replace(" ", "")
    if len(together) <= 4:
        hits.add(having_words(within, PersonWord, [together]), "initials")


# --- rows ---


def _rows(hits: Sequence[Hit], today: date) -> tuple[PersonRow, ...]:
    things = [hit.thing for hit in hits]
    persons = {person.thing: person for person in Person.objects.filter(OPEN, thing__in=things)}
    levels = highest_levels(things, today)
    return tuple(_row(persons[hit.thing], hit.by, levels, today) for hit in hits if hit.thing in persons)


def _row(person: Person, by: str, levels: Mapping[int, int], today: date) -> PersonRow:
    return PersonRow(
        person=person.thing,
        name=masks.name(person.name),
        sex=code_words("sex", person.sex),
        age=age_of(person.born_on, today),
        household_city=place_words(person.household_city),
        residence_town=place_words(person.residence_town or person.residence_city),
        id_number=masks.id_number(opened(person, "id_number")),
        highest_level=level_words("skill-level", levels.get(person.thing)),
        matched_by=by,
    )


def age_of(born: date | None, today: date) -> int | None:
    """周岁."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def opened(row: Any, field: str) -> str:
    """A sealed value of a row, opened, to be masked; "" where there is none."""
    sealed = getattr(row, field)
    return "" if sealed is None else unseal(sealed, place(type(row), field, row.thing))


def highest_levels(persons: Sequence[int], today: date) -> Mapping[int, int]:
    """The highest skill level of each, of certificates that are neither revoked nor expired."""
    good = Certificate.objects.filter(OPEN, valid_on(today), person__in=persons, kind__in=("skill", "qualification"))
    return dict(good.values_list("person").annotate(Max("level")).values_list("person", "level__max"))


def valid_on(today: date) -> Q:
    """Certificates that are valid on a day."""
    ends = one_of(Q(expires_on__isnull=True), Q(expires_on__gte=today))
    # A file may tell that one was revoked and not when.
    return ends & Q(revoked_why="") & one_of(Q(revoked_on__isnull=True), Q(revoked_on__gt=today))
