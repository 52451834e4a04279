"""检索词: what a name is found by, made the same way when it is written and when it is asked for.

Of a person: pairs of neighbouring characters, Simplified, and the initials of the sounds. Of a body: pairs of
characters and pairs of sounds, since what is asked for stands anywhere in its name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from bole.apps.registry.bulk import rows_insert
from bole.apps.registry.models import Organisation, OrganisationWord, Person, PersonWord, Recorded
from bole.apps.registry.models.words import LONGEST
from bole.apps.registry.names import plain_name

_FEWEST: Final = 2
_PIECE: Final = 10_000


def pairs(text: str) -> list[str]:
    """Its pairs of neighbouring characters, each once, in order."""
    return list(dict.fromkeys(one + other for one, other in pairwise(text)))


def initials(sounds: str) -> str:
    """首字母 of a pinyin key, "" of fewer than two sounds."""
    letters = "".join(sound[0] for sound in sounds.split())
    return letters[:LONGEST] if len(letters) >= _FEWEST else ""


def sound_pairs(sounds: Sequence[str]) -> list[str]:
    """Pairs of neighbouring sounds, each once, in order; cut where two of them are longer than a word may be."""
    return list(dict.fromkeys(f"{one} {other}"[:LONGEST] for one, other in pairwise(sounds)))


def person_words(name: str, sounds: str) -> list[str]:
    """检索词 of a person."""
    plain = plain_name(name)
    return [*pairs(plain), *([] if plain.isascii() else filter(None, [initials(sounds)]))]


def organisation_words(name: str, sounds: str) -> list[str]:
    """检索词 of a body."""
    return [*pairs(plain_name(name)), *sound_pairs(sounds.split())]


_Words = Callable[[str, str], list[str]]
_KEPT: Final[Mapping[type[Recorded], tuple[type[PersonWord | OrganisationWord], _Words]]] = {
    Person: (PersonWord, person_words),
    Organisation: (OrganisationWord, organisation_words),
}


def words_follow(model: type[Recorded], rows: Iterable[tuple[int, Sequence[Any]]], closing: Sequence[int]) -> None:
    """Keep the words as the rows that are about to be written have the names; before the old ones are closed.

    `rows` are things and values. Only of a name that changes are the words made anew.
    """
    if model not in _KEPT:
        return
    table, words_of = _KEPT[model]
    name, sounds = model.values().index("name"), model.values().index("pinyin")
    before = dict(_names(model, closing))
    coming = {thing: (values[name], values[sounds]) for thing, values in rows}
    # A thing that is closed for good loses its words; one whose name stays keeps them.
    gone = [(thing, words_of(*told)) for thing, told in before.items() if coming.get(thing) != told]
    new = [(thing, words_of(*told)) for thing, told in coming.items() if before.get(thing) != told]
    _words_delete(table, gone)
    words_insert(table, new)


def _words_delete(table: type[PersonWord | OrganisationWord], words: Iterable[tuple[int, list[str]]]) -> None:
    """Take the words of things away, each found by its key."""
    both = sorted((word, thing) for thing, several in words for word in several)
    if both:
        name = connection.ops.quote_name(table._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {name} WHERE word = %s AND thing = %s", both)  # noqa: S608 - our own table


def words_insert(table: type[PersonWord | OrganisationWord], words: Iterable[tuple[int, list[str]]]) -> None:
    """Add the words of things that have none."""
    both = [(word, thing) for thing, several in words for word in several]
    # In order, so that the index is written from one end to the other.
    both.sort()
    rows_insert(table, {"word": [word for word, _ in both], "thing": [thing for _, thing in both]})


def _names(model: type[Recorded], numbers: Sequence[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    for start in range(0, len(numbers), _PIECE):
        rows: QuerySet[Any] = model._default_manager.filter(pk__in=numbers[start : start + _PIECE])
        for thing, name, sounds in rows.values_list("thing", "name", "pinyin"):
            yield thing, (name, sounds)


def words_fill() -> None:
    """Make the words of all that is recorded already."""
    for model, (table, words_of) in _KEPT.items():
        table._default_manager.all().delete()
        some: list[tuple[int, list[str]]] = []
        rows: QuerySet[Any] = model._default_manager.filter(closed_at__isnull=True).order_by("pk")
        for thing, name, sounds in rows.values_list("thing", "name", "pinyin").iterator(chunk_size=_PIECE):
            some.append((thing, words_of(name, sounds)))
            if len(some) >= _PIECE:
                words_insert(table, some)
                some = []
        words_insert(table, some)
