"""名单里找人: who of a list the words of a search mean, asked of each row of the list: as quick as the list is short,
however many people are recorded, and nobody is found who is not on it."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from bole.apps.accounts.sealing import blind_indexes
from bole.apps.registry.found import one_of
from bole.apps.registry.models import Person, PersonWord
from bole.apps.registry.names import plain_name
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.pinyin import beginnings
from bole.apps.registry.reach import begins
from bole.apps.registry.search_words import pairs
from bole.kernel.identifiers import Standing, read_id_number

_LONGEST_NUMBER: Final = 12


def called(words: str) -> Q:
    """Rows whose `person` is meant: by two characters of the name or more, its sounds or initials, the number of the
    person, or a whole ID number. A single character means nobody, as in the search for people."""
    text, letters = plain_name(words), words.lower()
    person = Person.objects.filter(OPEN, thing=OuterRef("person"))
    several = [Q(pk__in=[])]
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        several.append(Q(person=int(text)))
    read = read_id_number(words)
    if read.standing in (Standing.VALID, Standing.UNPROVEN):
        several.append(Q(Exists(person.filter(id_index__in=blind_indexes(read.text, "id_number")))))
    parts = pairs(text)
    if parts:
        named = Q()
        for part in parts:
            named &= _has(part)
        several.append(named)
    if letters.isascii() and letters.replace(" ", "").isalpha():
        several += [Q(Exists(person.filter(begins("pinyin", sounds)))) for sounds in beginnings(letters)]
        several.append(_has(letters.replace(" ", "")))
    return one_of(*several)


def _has(word: str) -> Q:
    return Q(Exists(PersonWord.objects.filter(word=word, thing=OuterRef("person"))))
