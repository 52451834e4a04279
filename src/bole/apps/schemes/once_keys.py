"""只发一次的键: a scheme's limits and exclusions as keys that a database can hold unique, in natural identities.

A limit of the rules ("once for each occupation and level", "three a year of all trainings") becomes a digest of the
limit and of what the row is in the world: the numbers of the person's documents, the number of the certificate, the
occupation, the level, the year. Numbers that a register gives are used only where nothing else names a row. Schemes
that share a limit make the same digest, whichever of them pays. A person with two numbers (his files were merged) has
a key for each, and every one of them must be free.

The digests are keyed with a key of their own, made from the first version of the chain's key, which is never dropped
while a log stands on it: new versions of the index keys change no key of a payment.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Final

from bole.apps.accounts.keys import key_of
from bole.policy.scheme_parts import Recurs, TopUp
from bole.policy.terms import Literal, PaidCount, Parametric, Term

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme

_PURPOSE: Final = b"bole once keys 1"
_ITSELF: Final = "fact"


@dataclass(frozen=True, slots=True)
class PaidFor:
    """发放的依据: what one payment is for, as the ledger knows it."""

    scheme: str
    fact: int
    table: str
    """Of which fact the scheme decides: certificate, person ..."""
    person: int | None
    """Whose row it is; not always he who is paid."""
    organisation: int | None
    certificate: int | None
    occupation: str
    level: int | None
    applied_on: date
    partial: bool = False
    """Whether it comes from a list that may leave things open: what it does not say is counted by no limit."""


@dataclass(frozen=True, slots=True)
class Naturals:
    """天然标识: what the world calls the persons, bodies and certificates of some payments."""

    persons: Mapping[int, Sequence[str]]
    organisations: Mapping[int, str]
    certificates: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class OnceKey:
    """只发一次的键: `top` payments at most share it."""

    cap: str
    digest: bytes
    top: int | None
    """None: nobody has said how many on that day."""
    refuses: bool = True
    """Whether the limit is one of the paying scheme; of a limit of another, which counts it, it takes a place only."""


@dataclass(frozen=True, slots=True)
class ExclusionKey:
    """互斥的键: two schemes and what they are paid for."""

    other: str
    digest: bytes
    first: bool
    """Whether the paying scheme is the one whose id sorts first."""
    refuses: bool
    """Whether the paying scheme is shut out where the other one was paid."""


def once_keys(
    scheme: "Scheme", schemes: Mapping[str, "Scheme"], paid: PaidFor, naturals: Naturals
) -> tuple[OnceKey, ...]:
    """The keys of every limit that counts the scheme; of one without any of its own, that of the row itself, once.

    A limit of another scheme that counts this one refuses nothing here, but must see what is paid here.
    """
    found: dict[bytes, OnceKey] = {}
    for one in {**schemes, scheme.id: scheme}.values():
        for cap in one.caps:
            if cap.counting is None or (one is not scheme and scheme.id not in cap.counting.schemes):
                continue
            top = _top(cap.top, paid.applied_on)
            for values in _values(cap.counting, paid, naturals, own=one is scheme):
                digest = _digest("once", cap.counting.schemes, cap.counting.columns, values)
                key = OnceKey(f"{one.id}:{cap.name}", digest, top, refuses=one is scheme)
                # Two limits over the same keys: one of its own before another's, then the narrower.
                found[digest] = min(found.get(digest, key), key, key=_narrow)
    if not any(cap.counting is not None for cap in scheme.caps):
        columns, period = (_ITSELF, *filter(None, [scheme.recurring])), _period(scheme, paid.applied_on)
        for value in _named(_ITSELF, paid, naturals):
            if value:
                digest = _digest("row", (scheme.id,), columns, (value, *period))
                found[digest] = OnceKey(f"{scheme.id}:row", digest, 1)
    return tuple(sorted(found.values(), key=lambda one: one.digest))


def kind_keys(kind: str, paid: PaidFor, naturals: Naturals) -> tuple[OnceKey, ...]:
    """The keys of a payment that no rule decides: its row once for each number of whom it is paid to."""
    if not paid.fact:
        return ()
    body = (_body(paid.organisation, naturals),) if paid.person is None else _person(paid.person, naturals)
    told = (kind, "fact", str(paid.fact))
    return tuple(OnceKey(f"{kind}:row", _digest("kind", (kind,), ("who", *told[1:]), (who, *told)), 1) for who in body)


def exclusion_keys(
    scheme: "Scheme", schemes: Mapping[str, "Scheme"], paid: PaidFor, naturals: Naturals
) -> tuple[ExclusionKey, ...]:
    """The keys of every exclusion that the scheme makes or suffers."""
    found: dict[bytes, ExclusionKey] = {}
    for excluder, excluded, count in _exclusions(scheme, schemes):
        other = excluded if excluder == scheme.id else excluder
        pair = tuple(sorted((scheme.id, other)))
        for values in _values(count, paid, naturals, own=excluder == scheme.id):
            digest = _digest("apart", pair, count.columns, values)
            before = found.get(digest)
            refuses = excluder == scheme.id or (before is not None and before.refuses)
            found[digest] = ExclusionKey(other, digest, pair[0] == scheme.id, refuses)
    return tuple(sorted(found.values(), key=lambda one: one.digest))


def _exclusions(scheme: "Scheme", schemes: Mapping[str, "Scheme"]) -> Iterator[tuple[str, str, PaidCount]]:
    """Excluder, excluded and the keys, of all in which the scheme is one of the two."""
    for one in {scheme.id: scheme, **schemes}.values():
        for exclusion in one.exclusions:
            if isinstance(exclusion, TopUp):
                continue  # what adds to another is paid beside it
            count = one.paid_count(exclusion.schemes, exclusion.per)
            for excluded in exclusion.schemes:
                if excluded != one.id and scheme.id in (one.id, excluded):
                    yield one.id, excluded, count


def _narrow(key: OnceKey) -> tuple[bool, bool, int]:
    """One of its own before another's, one with a number before one without, the narrower first."""
    return not key.refuses, key.top is None, key.top or 0


def _period(scheme: "Scheme", day: date) -> tuple[str, ...]:
    """The month or year of the payment, where the scheme pays a row again and again."""
    match scheme.recurring:
        case Recurs.MONTH:
            return (f"{day.year}-{day.month:02}",)
        case Recurs.YEAR:
            return (str(day.year),)
    return ()


def _top(top: Term, day: date) -> int | None:
    if isinstance(top, Literal) and isinstance(top.value, int):
        return top.value
    if isinstance(top, Parametric):
        entry = top.parameter.at(day)
        if entry is not None and isinstance(entry.value, int):
            return entry.value
    return None


def _values(count: PaidCount, paid: PaidFor, naturals: Naturals, *, own: bool) -> Iterator[tuple[str, ...]]:
    """What stands in each column, for each number of the person; nothing that the limit does not count."""
    columns = []
    for column, key in zip(count.columns, count.keys, strict=True):
        told = _named(column, paid, naturals)
        if isinstance(key, Literal) and column == "level":
            level = (str(key.value),)
            if not own and told != level:
                return
            told = level
        if (not own or paid.partial) and told in ((), ("",)):
            return  # nothing is known that the limit could count by
        columns.append(told)
    yield from product(*columns)


def _named(column: str, paid: PaidFor, naturals: Naturals) -> tuple[str, ...]:
    match column:
        case "person":
            return _person(paid.person, naturals)
        case "organisation":
            return (_body(paid.organisation, naturals),)
        case "certificate":
            return (_certificate(paid.certificate, naturals),)
        case "fact":
            return _fact(paid, naturals)
        case "occupation":
            return (paid.occupation,)
        case "level":
            return ("" if paid.level is None else str(paid.level),)
        case "year":
            return (str(paid.applied_on.year),)
        case "applied_on":
            return (paid.applied_on.isoformat(),)
        case "scheme":
            return (paid.scheme,)
    raise ValueError(column)


def _person(person: int | None, naturals: Naturals) -> tuple[str, ...]:
    if person is None:
        return ("",)
    return tuple(f"id:{number}" for number in naturals.persons.get(person, ())) or (f"person:{person}",)


def _body(organisation: int | None, naturals: Naturals) -> str:
    if organisation is None:
        return ""
    code = naturals.organisations.get(organisation, "")
    return f"code:{code}" if code else f"organisation:{organisation}"


def _certificate(certificate: int | None, naturals: Naturals) -> str:
    if certificate is None:
        return ""
    number = naturals.certificates.get(certificate, "")
    return f"certificate:{number}" if number else f"record:{certificate}"


def _fact(paid: PaidFor, naturals: Naturals) -> tuple[str, ...]:
    match paid.table:
        case "person":
            return _person(paid.person, naturals)
        case "organisation":
            return (_body(paid.organisation, naturals),)
        case "certificate":
            return (_certificate(paid.certificate if paid.partial else paid.fact, naturals),)
    return (f"{paid.table}:{paid.fact}",) if paid.fact else ()


def _digest(what: str, schemes: Sequence[str], columns: Sequence[str], values: Sequence[str]) -> bytes:
    key = hmac.digest(key_of("chain", 1), _PURPOSE, "sm3")
    told = json.dumps([what, sorted(schemes), list(columns), list(values)], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, told.encode(), "sm3")
