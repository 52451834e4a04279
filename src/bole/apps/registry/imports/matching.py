"""对人对单位: whose a row is, and which body it names; nobody is merged on a doubt.

A person is found by a valid number alone, and must have a fitting name; a body by its credit code, else by its exact
name. Who is not there yet is new, with a number below zero until it is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bole.apps.accounts.sealing import blind_indexes_each
from bole.apps.registry import errors
from bole.apps.registry.bulk import open_rows
from bole.apps.registry.history import Held, defaults, held_rows
from bole.apps.registry.imports.rows import GOES_ON, UNPROVEN, Piece
from bole.apps.registry.models import Organisation, OtherNumber, Person
from bole.apps.registry.names import may_be_same, pinyin_key
from bole.kernel.errors import ErrorKind

_PERSON: Final = Person.values()
_BODY: Final = Organisation.values()
_NAME_AT, _PINYIN_AT, _INDEX_AT = (_PERSON.index(name) for name in ("name", "pinyin", "id_index"))
_TOLD_AT: Final = tuple((f"person.{name}", _PERSON.index(name)) for name in ("id_kind", "sex", "born_on", "origin"))
_BODY_AT: Final[Mapping[str, int]] = {name: at for at, name in enumerate(_BODY)}


@dataclass
class Numbers:
    """临时编号: below zero, for things that get their number when they are written."""

    last: int = -1
    """Not given out itself: in Python -1 and -2 have the same hash."""

    def __call__(self) -> int:
        self.last -= 1
        return self.last


@dataclass
class Met:
    """见过的: persons and bodies that are not recorded yet; kept from piece to piece where nothing is written."""

    persons: dict[bytes, tuple[int, str]] = field(default_factory=dict)
    codes: dict[str, tuple[int, str]] = field(default_factory=dict)
    names: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    next_number: Numbers = field(default_factory=Numbers)


@dataclass
class People:
    """对人的结果: the person of each row, those that are new, and what holds a row."""

    things: list[int | None]
    new: list[Held] = field(default_factory=list)
    held: dict[int, ErrorKind] = field(default_factory=dict)
    """Place of a row to what holds it."""


def match_people(piece: Piece, met: Met, source: int) -> People:
    """The person of each row that goes on."""
    values = piece.values
    numbers, names = values["person.id_number"], values.get("person.name") or [None] * len(piece)
    agrees = values["person.agrees"]
    going = [
        state in (GOES_ON, UNPROVEN) and number is not None for state, number in zip(piece.state, numbers, strict=True)
    ]
    asked = {number for number, goes in zip(numbers, going, strict=True) if goes}
    indexes = blind_indexes_each(asked, "id_number")
    known = _known_persons(indexes) | met.persons
    people = People([None] * len(piece))
    for at, goes in enumerate(going):
        if not goes:
            continue
        name = names[at]
        index = indexes[numbers[at]][0]
        found = next((known[i] for i in indexes[numbers[at]] if i in known), None)
        if found is not None:
            thing, recorded = found
            if name is None or name == recorded or agrees[at] or may_be_same(recorded, name):
                people.things[at] = thing
            else:
                people.held[at] = errors.NUMBER_ROUNDED if piece.state[at] == UNPROVEN else errors.NAME_DIFFERS
        elif piece.state[at] == UNPROVEN:
            people.held[at] = errors.NUMBER_ROUNDED
        elif name is None:
            people.held[at] = errors.NAME_MISSING
        else:
            person = _new_person(piece, at, index, met.next_number(), source)
            people.new.append(person)
            people.things[at] = person.thing
            known[index] = met.persons[index] = (person.thing, name)
    return people


def _known_persons(indexes: Mapping[str, Sequence[bytes]]) -> dict[bytes, tuple[int, str]]:
    asked = {index for several in indexes.values() for index in several}
    found = open_rows(Person, "id_index", asked, ("id_index", "thing", "name"))
    known = {bytes(index): (thing, name) for index, thing, name in found}
    return known | _known_otherwise(asked - known.keys())


def _known_otherwise(asked: set[bytes]) -> dict[bytes, tuple[int, str]]:
    """Those who were recorded under another number before two files became one."""
    others = {
        bytes(index): person for index, person in open_rows(OtherNumber, "id_index", asked, ("id_index", "person"))
    }
    names = dict(open_rows(Person, "thing", set(others.values()), ("thing", "name")))
    return {index: (person, names[person]) for index, person in others.items() if person in names}


def _new_person(piece: Piece, at: int, index: bytes, thing: int, source: int) -> Held:
    row, values = defaults(Person), piece.values
    name = values["person.name"][at]
    row[_NAME_AT], row[_PINYIN_AT], row[_INDEX_AT] = name, pinyin_key(name)[:200], index
    for item, place in _TOLD_AT:
        value = values[item][at]
        if value is not None:
            row[place] = value
    return Held(None, thing, source, {}, row, added=True, secret=values["person.id_number"][at])


# --- bodies ---


@dataclass
class Bodies:
    """对单位的结果: the body that each row names under each link, those that are new, and what holds a row."""

    things: dict[str, list[int | None]] = field(default_factory=dict)
    new: list[Held] = field(default_factory=list)
    named: list[tuple[int, str, str]] = field(default_factory=list)
    """Bodies known by name alone that now have a credit code: thing, code, name."""
    held: dict[int, ErrorKind] = field(default_factory=dict)


def match_bodies(piece: Piece, links: Sequence[str], going: Sequence[bool], met: Met, source: int) -> Bodies:
    """The body that each row names, for each way in which it may name one."""
    bodies = Bodies()
    pairs = {link: _pairs(piece, link) for link in links}
    asked = [pair for several in pairs.values() for pair, goes in zip(several, going, strict=True) if goes]
    known = _Known(asked, met)
    for link, several in pairs.items():
        found: dict[tuple[str | None, str | None], int | ErrorKind | None] = {}
        things: list[int | None] = []
        for at, (pair, goes) in enumerate(zip(several, going, strict=True)):
            if not goes:
                things.append(None)
                continue
            if pair not in found:
                found[pair] = known.find(*pair, bodies, source)
            thing = found[pair]
            if isinstance(thing, ErrorKind):
                bodies.held[at] = thing
                thing = None
            things.append(thing)
        bodies.things[link] = things
    return bodies


def _pairs(piece: Piece, link: str) -> list[tuple[str | None, str | None]]:
    empty = [None] * len(piece)
    codes = piece.values.get(f"{link}.credit_code") or empty
    names = piece.values.get(f"{link}.name") or empty
    return list(zip(codes, names, strict=True))


class _Known:
    """The bodies recorded and met, of those that a piece may name."""

    def __init__(self, asked: Iterable[tuple[str | None, str | None]], met: Met) -> None:
        self.met = met
        pairs = set(asked)
        codes = {code for code, _ in pairs if code}
        self.codes: dict[str, tuple[int, str]] = {
            c: (thing, name) for c, thing, name in open_rows(Organisation, "credit_code", codes, _COLUMNS)
        }
        self.codes |= met.codes
        # Names are asked for where there is no code, or one that nobody has.
        names = {name for code, name in pairs if name and code not in self.codes}
        self.names: dict[str, list[tuple[int, str]]] = {name: list(several) for name, several in met.names.items()}
        for code, thing, name in open_rows(Organisation, "name", names, _COLUMNS):
            self.names.setdefault(name, []).append((thing, code))

    def find(self, code: str | None, name: str | None, bodies: Bodies, source: int) -> int | ErrorKind | None:
        """The body of that code, else of that name, else a new one; what is wrong where it cannot be told."""
        if code is None and name is None:
            return None
        if code is not None and code in self.codes:
            return self.codes[code][0]
        # A body with another code is another body, whatever its name.
        same = [(thing, other) for thing, other in self.names.get(name or "", ()) if not (code and other)]
        if len(same) > 1:
            return errors.SEVERAL_BODIES
        if same:
            if code is not None:
                self.codes[code] = (same[0][0], name or "")
                self.names[name or ""] = [(t, code if t == same[0][0] else c) for t, c in self.names[name or ""]]
                bodies.named.append((same[0][0], code, name or ""))
            return same[0][0]
        return errors.BODY_MISSING if name is None else self._new(code, name, bodies, source)

    def _new(self, code: str | None, name: str, bodies: Bodies, source: int) -> int:
        row = defaults(Organisation)
        row[_BODY_AT["name"]], row[_BODY_AT["pinyin"]] = name, pinyin_key(name)[:600]
        row[_BODY_AT["credit_code"]] = code or ""
        body = Held(None, self.met.next_number(), source, {}, row, added=True)
        bodies.new.append(body)
        self.names.setdefault(name, []).append((body.thing, code or ""))
        self.met.names.setdefault(name, []).append((body.thing, code or ""))
        if code is not None:
            self.codes[code] = self.met.codes[code] = (body.thing, name)
        return body.thing


_COLUMNS: Final = ("credit_code", "thing", "name")


def name_codes(bodies: Bodies, source: int) -> Iterator[tuple[Held, int | None]]:
    """The rows of bodies that get their credit code, each with the number of the row that it replaces."""
    codes = {thing: code for thing, code, _ in bodies.named if thing > 0}
    for held in held_rows(Organisation, "thing", codes):
        number, held.number = held.number, None
        told_by = {
            name: held.told_by.get(name, held.source)
            for name, value in zip(_BODY, held.values, strict=True)
            if value not in (None, "") and held.told_by.get(name, held.source) != source
        }
        held.values[_BODY_AT["credit_code"]] = codes[held.thing]
        held.source, held.told_by, held.added = source, told_by, True
        yield held, number
    for body in bodies.new:
        for thing, code, _ in bodies.named:
            if body.thing == thing:
                body.values[_BODY_AT["credit_code"]] = code
