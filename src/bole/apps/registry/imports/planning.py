"""计划: what writing a piece of a file would do to the register: rows to close, rows to add, rows that are held.

Nothing is written here: a preview counts what a plan says, and writing carries the same plan out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bole.apps.registry import errors
from bole.apps.registry.bulk import open_rows
from bole.apps.registry.history import Held, defaults, held_rows
from bole.apps.registry.imports.columns import Columns
from bole.apps.registry.imports.kinds import Kind
from bole.apps.registry.imports.matching import Bodies, Met, People, match_bodies, match_people, name_codes
from bole.apps.registry.imports.rows import GOES_ON, REJECTED, UNPROVEN, Piece, RowFault, shown
from bole.apps.registry.indexes import phone_indexes
from bole.apps.registry.models import Certificate, Contact, Organisation, Person, Recorded
from bole.apps.registry.names import pinyin_key
from bole.kernel.errors import ErrorKind

CREATED: Final = "created"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
CONFLICTING: Final = "conflicting"
OUTCOMES: Final = (CREATED, CHANGED, UNCHANGED, CONFLICTING, REJECTED)
"""结果 of a row, in the order in which they are told."""


@dataclass(frozen=True)
class Trust:
    """可信次序: what one source may change of what others said."""

    source: int
    ranks: Mapping[int, int]
    names: Mapping[int, str]
    owned: frozenset[str] | None
    """Items of this kind that the source may change; None: all."""

    def refuses(self, item: str, who: int) -> tuple[ErrorKind, dict[str, Any]] | None:
        """Why this source may not change what another said; None where it may."""
        if who == self.source:
            return None
        if self.owned is not None and item not in self.owned:
            return errors.NOT_OWNED, {}
        if self.ranks[self.source] > self.ranks[who]:
            return errors.LESS_TRUSTED, {"other": self.names[who]}
        return None

    def betters(self, who: int) -> bool:
        """Whether this source is trusted more than the one that said it first."""
        return self.ranks[self.source] < self.ranks[who]


@dataclass
class Register:
    """一张登记表 in a plan: the rows that count, by key, and what becomes of them."""

    model: type[Recorded]
    rows: dict[Any, Held] = field(default_factory=dict)
    adding: list[Held] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)

    def add(self, key: Any, held: Held) -> None:
        """A row of a new thing."""
        held.added = True
        self.rows[key] = held
        self.adding.append(held)

    def replace(self, held: Held) -> None:
        """The row is another one now: the old one is closed, unless it was only just added."""
        if not held.added:
            assert held.number is not None
            self.closing.append(held.number)
            held.added = True
            self.adding.append(held)


@dataclass
class Pending:
    """留待处理的一行 in a plan."""

    row: int
    code: str
    cells: str


@dataclass
class Plan:
    """计划 of a piece."""

    outcomes: list[str]
    persons: Register
    bodies: Register
    main: Register
    contacts: Register
    links: tuple[int, ...] = ()
    """Places in the rows of `main` that hold numbers of persons and bodies."""
    faults: list[RowFault] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows come out how."""
        return {outcome: self.outcomes.count(outcome) for outcome in OUTCOMES}


class Planner:
    """计划者: plans one piece after another of a file."""

    def __init__(self, kind: Kind, columns: Columns, trust: Trust, *, keeps: bool) -> None:
        self.kind = kind
        self.columns = columns
        self.trust = trust
        self.keeps = keeps
        """Whether what is new is remembered from piece to piece, since nothing is written in between."""
        self.met = Met()
        self.names = kind.model.values()
        self.at = {name: place for place, name in enumerate(self.names)}
        self.empty = defaults(kind.model)
        self._made: set[int] = set()
        self._phones: dict[str, bytes] = {}
        self.derived = {name for name in ("valid_from", "valid_until", "pinyin") if name in self.at}

    def plan(self, piece: Piece, known: People | None = None) -> Plan:
        """What writing this piece would do; `known` says whose the rows are where somebody has decided it."""
        if not self.keeps:
            self.met = Met()
        plan = Plan(
            [CONFLICTING if state not in (GOES_ON, UNPROVEN, REJECTED) else state for state in piece.state],
            Register(Person), Register(Organisation), Register(self.kind.model), Register(Contact),
        )  # fmt: skip
        source = self.trust.source
        people = known
        if people is None:
            numbered = "person.id_number" in piece.values
            people = match_people(piece, self.met, source) if numbered else People([None] * len(piece))
        going = [state in (GOES_ON, UNPROVEN) and at not in people.held for at, state in enumerate(piece.state)]
        bodies = match_bodies(piece, self.kind.links, going, self.met, source)
        plan.persons.adding += people.new
        self._bodies(plan, bodies)
        self._records(plan, piece, people, bodies)
        for at, state in enumerate(piece.state):
            if state not in (GOES_ON, UNPROVEN, REJECTED):
                self._pend(plan, piece, at, state)
        return plan

    def _bodies(self, plan: Plan, bodies: Bodies) -> None:
        plan.bodies.adding += bodies.new
        for held, number in name_codes(bodies, self.trust.source):
            assert number is not None
            plan.bodies.closing.append(number)
            plan.bodies.adding.append(held)

    # --- rows ---

    def _records(self, plan: Plan, piece: Piece, people: People, bodies: Bodies) -> None:
        targets = self._targets(plan, piece, people, bodies)
        phones = piece.values.get("contact.phone", ())
        self._phones = phone_indexes({phone for phone in phones if phone is not None})
        for at in range(len(piece)):
            held = people.held.get(at) or bodies.held.get(at)
            if piece.state[at] not in (GOES_ON, UNPROVEN):
                continue
            if held is not None:
                self._hold(plan, piece, at, held)
                continue
            key, given = targets.row(at)
            plan.outcomes[at] = self._record(plan, piece, at, key, given, targets)
            if plan.outcomes[at] != CONFLICTING or not self._is_pending(plan, piece.rows[at]):
                self._phone(plan, piece, at, people.things[at])

    @staticmethod
    def _is_pending(plan: Plan, row: int) -> bool:
        return bool(plan.pending) and plan.pending[-1].row == row

    def _targets(self, plan: Plan, piece: Piece, people: People, bodies: Bodies) -> "_Targets":
        own = {"person": people.things, **bodies.things}
        plan.links = tuple(self.at[name] for name in own if name in self.at)
        given = {name: values for name, values in piece.values.items() if name in self.at}
        given |= {name: things for name, things in own.items() if name in self.at}
        if self.kind.person == "itself":
            given |= {item: piece.values[f"person.{item}"] for item in _OF_PERSON if f"person.{item}" in piece.values}
        if self.kind.register == "Organisation":
            for item in ("name", "credit_code"):
                given |= {item: piece.values[f"organisation.{item}"]} if f"organisation.{item}" in piece.values else {}
        if self.kind.register == "Payment":
            given |= _paid_for(piece)
        targets = _Targets(self, given, own, len(piece))
        self._fetch(plan, piece, people, bodies, targets)
        return targets

    def _fetch(self, plan: Plan, piece: Piece, people: People, bodies: Bodies, targets: "_Targets") -> None:
        """The rows that count now, of the things that the piece may be about."""
        main = plan.main
        if self.kind.person == "itself" or self.kind.register == "Organisation":
            # The things themselves are the rows: those that are new or got a code are in the plan already.
            own = plan.persons if self.kind.person == "itself" else plan.bodies
            things = people.things if self.kind.person == "itself" else bodies.things["organisation"]
            main.adding, main.closing = own.adding, own.closing
            main.rows = {held.thing: held for held in own.adding}
            fetched = {thing for thing in things if thing is not None and thing > 0} - main.rows.keys()
            main.rows |= {held.thing: held for held in held_rows(self.kind.model, "thing", fetched)}
            own.adding, own.closing = [], []
        else:
            for lead in self.leads:
                values = {value for value in targets.given.get(lead, ()) if value is not None}
                values = {v for v in values if not isinstance(v, int) or v > 0}
                main.rows |= {targets.key_of(held): held for held in held_rows(self.kind.model, lead, values)}
        phones = piece.values.get("contact.phone")
        if phones is not None:
            persons = {t for t, phone in zip(people.things, phones, strict=True) if t is not None and t > 0 and phone}
            plan.contacts.rows = {held.thing: held for held in held_rows(Contact, "thing", persons)}

    @property
    def leads(self) -> tuple[str, ...]:
        """The columns by which rows of the same keys are found."""
        if self.kind.person == "optional":
            return tuple(item for item in self.kind.key if item in ("person", *self.kind.links))
        return self.kind.key[:1]

    def _record(
        self, plan: Plan, piece: Piece, at: int, key: Any, given: Sequence[tuple[int, Any]], targets: "_Targets"
    ) -> str:
        held = plan.main.rows.get(key)
        if held is None:
            if self.keeps and self._made_before(key):
                return UNCHANGED
            values = list(self.empty)
            for place, value in given:
                values[place] = value
            self._derive(values)
            plan.main.add(key, Held(None, self.met.next_number(), self.trust.source, {}, values, added=True))
            return CREATED
        if targets.itself and held.added and held.thing < 0 and held.thing not in targets.seen:
            targets.seen.add(held.thing)  # a person or body that this very row brings
            self._made_before(key)
            self._merge(plan, piece, at, held, given)
            return CREATED
        if self.kind.mine and held.values[self.at[self.kind.mine]] != dict(given).get(self.at[self.kind.mine]):
            self._hold(plan, piece, at, errors.SOMEBODY_ELSES)
            return CONFLICTING
        return self._merge(plan, piece, at, held, given)

    def _made_before(self, key: Any) -> bool:
        """Whether an earlier piece of a preview would have made the row of this key; an equal row is all it can be."""
        mark = hash(key)
        if mark in self._made:
            return True
        self._made.add(mark)
        return False

    def _merge(self, plan: Plan, piece: Piece, at: int, held: Held, given: Sequence[tuple[int, Any]]) -> str:
        """The row with what is given put over it, where this source may say so."""
        old = held.values
        differing = [(place, value) for place, value in given if old[place] != value]
        if not differing and held.source == self.trust.source and not held.told_by:
            return UNCHANGED
        taken: list[tuple[int, Any]] = []
        refused = False
        for place, value in differing:
            if old[place] not in (None, ""):
                item = self.names[place]
                why = self.trust.refuses(item, held.told_by.get(item, held.source))
                if why is not None:
                    self._refuse(plan, piece, at, item, value, *why)
                    refused = True
                    continue
            taken.append((place, value))
        confirmed = {
            self.names[place]
            for place, value in given
            if old[place] == value and self.trust.betters(held.told_by.get(self.names[place], held.source))
        }
        if taken or confirmed:
            self._replace(plan.main, held, taken, confirmed)
        return CONFLICTING if refused else CHANGED if taken else UNCHANGED

    def _replace(self, register: Register, held: Held, taken: Sequence[tuple[int, Any]], confirmed: set[str]) -> None:
        values = list(held.values)
        for place, value in taken:
            values[place] = value
        ours = {self.names[place] for place, _ in taken} | confirmed
        others = _others(self.names, values, held, self.trust.source, ours | self.derived)
        self._derive(values)
        register.replace(held)
        held.values, held.source, held.told_by = values, self.trust.source, others

    def _derive(self, values: list[Any]) -> None:
        """What follows from other columns: from when to when a row holds, and how a name sounds."""
        first, last = (values[self.at[item]] if item else None for item in self.kind.valid)
        if last is not None and first is not None and last < first:
            last = first
        values[self.at["valid_from"]], values[self.at["valid_until"]] = first, last
        if "pinyin" in self.at:
            values[self.at["pinyin"]] = pinyin_key(values[self.at["name"]])[: 600 if self.kind.links else 200]

    # --- phones ---

    def _phone(self, plan: Plan, piece: Piece, at: int, thing: int | None) -> None:
        phones = piece.values.get("contact.phone")
        if phones is None or thing is None or phones[at] is None:
            return
        index = self._phones[phones[at]]
        held = plan.contacts.rows.get(thing)
        if held is None:
            values = defaults(Contact)
            values[_INDEX_AT] = index
            plan.contacts.add(thing, Held(None, thing, self.trust.source, {}, values, added=True, secret=phones[at]))
            return
        if held.values[_INDEX_AT] == index:
            return
        if held.values[_INDEX_AT] is not None:
            why = self.trust.refuses("contact.phone", held.told_by.get("phone", held.source))
            if why is not None:
                self._refuse(plan, piece, at, "contact.phone", phones[at], *why)
                plan.outcomes[at] = CONFLICTING
                return
        values = list(held.values)
        values[_INDEX_AT] = index
        others = _others(Contact.values(), values, held, self.trust.source, {"phone", "phone_index"})
        plan.contacts.replace(held)
        held.values, held.source, held.told_by, held.secret = values, self.trust.source, others, phones[at]
        if plan.outcomes[at] == UNCHANGED:
            plan.outcomes[at] = CHANGED

    # --- what does not go in ---

    def _refuse(
        self, plan: Plan, piece: Piece, at: int, item: str, value: object, kind: ErrorKind, params: dict[str, Any]
    ) -> None:
        heading = self.columns.heading(item) or self.columns.heading(f"person.{item}")
        heading = heading or self.columns.heading(f"organisation.{item}") or self.columns.heading(f"{item}.name")
        text = "" if item in self.kind.links else shown(item, str(value))
        plan.faults.append(RowFault(piece.rows[at], heading, text, kind.code, params))

    def _hold(self, plan: Plan, piece: Piece, at: int, kind: ErrorKind) -> None:
        about = "person.name" if kind in (errors.NAME_DIFFERS, errors.NAME_MISSING) else "person.id_number"
        if kind is errors.SOMEBODY_ELSES:
            about = self.kind.key[0]
        heading = self.columns.heading(about)
        if kind in (errors.SEVERAL_BODIES, errors.BODY_MISSING):
            heading = next((h for link in self.kind.links if (h := self.columns.heading(f"{link}.name"))), "")
        value = shown(about, str((piece.values.get(about) or [""] * len(piece))[at] or ""))
        plan.faults.append(RowFault(piece.rows[at], heading, value, kind.code, {}, holds=True))
        plan.outcomes[at] = CONFLICTING
        self._pend(plan, piece, at, kind.code)

    def _pend(self, plan: Plan, piece: Piece, at: int, code: str) -> None:
        cells = {name: _text(values[at]) for name, values in piece.values.items() if values[at] is not None}
        told = {"kind": self.kind.id, "source": self.trust.source, "cells": cells}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        plan.pending.append(Pending(piece.rows[at], code, text))


_INDEX_AT: Final = Contact.values().index("phone_index")
_OF_PERSON: Final = ("name", "sex", "born_on", "origin")


class _Targets:
    """What each row of a piece gives to the kind's own register, and under which key."""

    def __init__(
        self, planner: Planner, given: Mapping[str, Sequence[Any]], own: Mapping[str, Sequence[Any]], count: int
    ) -> None:
        self.given = given
        self.itself = planner.kind.person == "itself" or planner.kind.register == "Organisation"
        self.seen: set[int] = set()
        self._places = [planner.at[name] for name in given]
        self._rows = list(zip(*given.values(), strict=True)) if given else [()] * count
        self._key_at = [] if self.itself else [planner.at[item] for item in planner.kind.key]
        self._empty = planner.empty
        if self.itself:
            self._keys: list[Any] = list(own["person" if planner.kind.person == "itself" else "organisation"])
        else:
            parts = [given.get(item) or [None] * count for item in planner.kind.key]
            blanks = [planner.empty[place] for place in self._key_at]
            self._keys = [
                tuple(blank if value is None else value for value, blank in zip(row, blanks, strict=True))
                for row in zip(*parts, strict=True)
            ]

    def row(self, at: int) -> tuple[Any, list[tuple[int, Any]]]:
        """Key and given values of a row; what is empty says nothing."""
        return self._keys[at], [(p, v) for p, v in zip(self._places, self._rows[at], strict=True) if v is not None]

    def key_of(self, held: Held) -> Any:
        """The key of a row of the table."""
        return tuple(held.values[place] for place in self._key_at)


def _paid_for(piece: Piece) -> dict[str, list[Any]]:
    """The certificates that earlier payments were for, where the register has them."""
    numbers = piece.values.get("certificate_number")
    if numbers is None:
        return {}
    known = dict(open_rows(Certificate, "number", {number for number in numbers if number}, ("number", "thing")))
    return {"certificate": [known.get(number) for number in numbers]}


def _others(names: Sequence[str], values: Sequence[Any], held: Held, source: int, ours: set[str]) -> dict[str, int]:
    """Which columns of a row are still what another source said."""
    told = {
        name: held.told_by.get(name, held.source)
        for name, value in zip(names, values, strict=True)
        if value not in (None, "") and name not in ours
    }
    return {name: who for name, who in told.items() if who != source}


def _text(value: Any) -> str | int | bool:
    return value.isoformat() if isinstance(value, date) else value


def piece_of(table: Mapping[str, list[Any]], *, start: int = 0) -> Piece:
    """A piece as checking left it, from row `start` of it on."""
    names = [name for name in table if name not in ("row", "state")]
    return Piece(table["row"][start:], table["state"][start:], {name: table[name][start:] for name in names})


def faults_by_row(faults: Sequence[RowFault]) -> Iterator[RowFault]:
    """Each fault of a cell once."""
    seen: set[tuple[int, str, str]] = set()
    for fault in faults:
        key = (fault.row, fault.heading, fault.code)
        if key not in seen:
            seen.add(key)
            yield fault
