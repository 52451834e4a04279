"""申请人: what the handling of cases asks the register about who applies: where, who, how he is reached and paid."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from bole.apps.accounts.actor import Actor
from bole.apps.registry.found import Hits, asked
from bole.apps.registry.models import Contact, Employment, Insurance, Organisation, Person
from bole.apps.registry.organisation_search import body_hits
from bole.apps.registry.person_search import OPEN, opened, person_hits


def district_of(*, person: int | None, organisation: int | None) -> str:
    """区划 that somebody lives in or a body stands in: the town, else the city; "" where none is known."""
    if person is not None:
        lives = Person.objects.filter(OPEN, thing=person).values_list("residence_town", "residence_city").first()
        return (lives[0] or lives[1]) if lives else ""
    stands = Organisation.objects.filter(OPEN, thing=organisation or 0).values_list("town", "city").first()
    return (stands[0] or stands[1]) if stands else ""


def districts_of_persons(persons: Collection[int]) -> Mapping[int, str]:
    """区划 of each of many."""
    rows = Person.objects.filter(OPEN, thing__in=persons).values_list("thing", "residence_town", "residence_city")
    return {thing: town or city for thing, town, city in rows}


def is_there(*, person: int | None, organisation: int | None) -> bool:
    """Whether the register has him, or it."""
    if person is not None:
        return Person.objects.filter(OPEN, thing=person).exists()
    return Organisation.objects.filter(OPEN, thing=organisation or 0).exists()


def person_names(persons: Collection[int]) -> Mapping[int, str]:
    """姓名 of many, in clear: who shows them masks them."""
    return dict(Person.objects.filter(OPEN, thing__in=persons).values_list("thing", "name"))


def organisation_names(organisations: Collection[int]) -> Mapping[int, str]:
    """单位名称 of many."""
    return dict(Organisation.objects.filter(OPEN, thing__in=organisations).values_list("thing", "name"))


def works_for(person: int, organisation: int, on: date) -> bool:
    """Whether the register has him as employed or insured by that body on a day."""
    then = Q(OPEN, person=person, organisation=organisation, started_on__lte=on)
    going = Q(until__isnull=True) | Q(until__gte=on)
    return any(table.objects.filter(then & going).exists() for table in (Employment, Insurance))


def accounts_of(persons: Collection[int]) -> Mapping[int, tuple[str, str, str]]:
    """收款账户 as the contacts have them: name, account, bank; nothing for who has none."""
    names = person_names(persons)
    rows = Contact.objects.filter(OPEN, thing__in=persons).exclude(bank_account=None)
    return {row.thing: (names.get(row.thing, ""), opened(row, "bank_account"), row.bank) for row in rows}


def phone_of(person: int) -> str:
    """手机 of somebody; "" where none is known."""
    row = Contact.objects.filter(OPEN, thing=person).exclude(phone=None).first()
    return opened(row, "phone") if row is not None else ""


def applicants_called(words: str, actor: Actor, permission: str) -> tuple[list[int], list[int]]:
    """Persons and bodies within reach that the words of a search mean. Raises BoleError for words too short."""
    persons, _capped = person_hits(words, actor, permission)
    hits = Hits()
    body_hits(hits, asked(words), actor, permission)
    return [hit.thing for hit in persons], [hit.thing for hit in hits.things(lambda hit: True)]
