"""回执: what a decision was made of, hashed part by part, so that it can be made again years later.

A receipt is one canonical JSON text: engine, scheme, parameters and catalogues by digest, the day, the covered tables,
the facts that the scheme reads (its columns and no others), and the decision; a SHA-256 of each part and one of all. It
holds personal facts in clear and is kept like the file itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from bole import __version__
from bole.kernel.dates import Period
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.reading import bytes_of
from bole.kernel.writing import written_beside
from bole.policy.answers import File
from bole.policy.catalogues import Catalogue
from bole.policy.decision import Decision
from bole.policy.errors import (
    RECEIPT_ALTERED,
    RECEIPT_DOUBLE_KEY,
    RECEIPT_KEYS,
    RECEIPT_NOT_JSON,
    RECEIPT_UNREADABLE,
    RECEIPT_VALUE,
    RECEIPT_VERSION,
)
from bole.policy.parameters import Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import Scheme
from bole.policy.terms import Aggregate, AppliedOn, Fact, PaidCount, Term

VERSION: Final = 1
PARTS: Final = ("engine", "scheme", "parameters", "catalogues", "run", "facts", "decision")
KEYS: Final = ("receipt", *PARTS, "hashes", "hash")


def fingerprint(data: bytes) -> str:
    """Hash of one part or of all: the one place where receipts hash."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执 of one decision."""

    content: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The hash of all parts together."""
        return str(self.content["hash"])

    def to_bytes(self) -> bytes:
        """The canonical text: keys in order, no blanks, one line."""
        return _canonical(self.content) + b"\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """差异 between a receipt and the same decision made today."""

    part: str
    """engine, scheme, parameter, catalogue or outcome."""
    id: str
    """Of the scheme, parameter or catalogue; of an outcome the part of the decision."""
    then: str
    now: str
    """"" where there is none."""

    def to_json(self) -> dict[str, str]:
        """Its parts by name."""
        return {"part": self.part, "id": self.id, "then": self.then, "now": self.now}


def receipt_of(
    scheme: Scheme,
    decision: Decision,
    file: File,
    *,
    as_of: date,
    covered: frozenset[str],
    parameters: Mapping[str, Parameter] | None = None,
    catalogues: Mapping[str, Catalogue] | None = None,
    beside: Sequence[Scheme] = (),
) -> Receipt:
    """The receipt of a decision just made; what stands in for parameters and catalogues as in PersonRules.

    `beside`: the other schemes of the run on which the answer may hang, as `bole.policy.contests.looked_at` has them.
    """
    columns = columns_read(scheme, *beside)
    used = (scheme, *beside)
    version: dict[str, Any] = {"id": scheme.id, "digest": scheme.digest}
    if beside:
        version["beside"] = {other.id: other.digest for other in beside}
    content: dict[str, Any] = {
        "receipt": VERSION,
        "engine": {"version": __version__},
        "scheme": version,
        "parameters": _digests([one.parameters() for one in used], parameters or {}),
        "catalogues": _digests([one.catalogues() for one in used], catalogues or {}),
        "run": {"as_of": as_of.isoformat(), "covered": sorted(covered & columns.keys())},
        "facts": {name: _rows(file.get(name, ()), wanted) for name, wanted in columns.items() if file.get(name)},
        "decision": decision_json(decision),
    }
    return _sealed(content)


def _sealed(content: dict[str, Any]) -> Receipt:
    hashes = {part: fingerprint(_canonical(content[part])) for part in PARTS}
    whole = fingerprint(_canonical([content["receipt"], hashes]))
    return Receipt({**content, "hashes": hashes, "hash": whole})


def _digests(used: Iterable[Mapping[str, Any]], instead: Mapping[str, Any]) -> dict[str, str]:
    every = {id_: own for each in used for id_, own in each.items()}
    return {id_: instead.get(id_, own).digest for id_, own in sorted(every.items())}


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def decision_json(decision: Decision) -> dict[str, Any]:
    """The decision as plain data."""
    apart = {"exclusions": list(decision.exclusions)} if decision.exclusions else {}
    rivals = [[r.by, r.scheme, r.fact, r.first, r.sure] for r in decision.rivals]
    return {
        "scheme": decision.scheme,
        "fact": decision.fact,
        "outcome": decision.outcome,
        "fen": decision.fen,
        "criteria": list(decision.criteria),
        "caps": list(decision.caps),
        "grants": [_plain(value) for value in decision.grants],
        "law_date": _plain(decision.law_date),
        "because": list(decision.because),
        **apart,
        **({"rivals": rivals} if rivals else {}),
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Period) else value


# --- the facts a scheme reads ---


def columns_read(*schemes: Scheme) -> dict[str, tuple[str, ...]]:
    """The columns that schemes read, by table; ids of every table they read are among them."""
    found: dict[str, set[str]] = {scheme.per: set() for scheme in schemes}
    for top in (term for scheme in schemes for term in scheme.terms()):
        for term in top.walk():
            for table, column in _read_by(term):
                found.setdefault(table, set()).add(column)
    facts = schemes[0].facts
    for table, columns in found.items():
        if table in facts.tables:
            columns.add(facts.table(table).key)
    return {table: tuple(sorted(columns)) for table, columns in sorted(found.items())}


def _read_by(term: Term) -> Iterator[tuple[str, str]]:
    if isinstance(term, Fact):
        yield term.table, term.column.name
        if term.column.to:
            yield term.column.to, term.facts.table(term.column.to).key
    elif isinstance(term, Aggregate):
        yield term.link.table, term.link.column.name
    elif isinstance(term, AppliedOn):
        yield from (("claim", column) for column in ("scheme", "fact", "applied_on"))
    elif isinstance(term, PaidCount):
        yield from (("payment", column) for column in ("scheme", "fact", "fen", "paid_on"))
        yield from (("payment", "applied_on" if column == "year" else column) for column in term.columns)


def _rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, object]]:
    return [{column: _plain(row.get(column)) for column in columns} for row in rows]


# --- to disk and back ---


def write(receipt: Receipt, path: Path) -> None:
    """Write it whole or not at all; raises BoleError."""
    with written_beside(path) as beside:
        beside.write_bytes(receipt.to_bytes())


def read(path: Path) -> Receipt:
    """Read and check one; raises BoleError where it cannot be read or was altered."""
    try:
        data = bytes_of(path)
    except OSError as error:
        raise BoleError(RECEIPT_UNREADABLE, place=str(path), reason=error.strerror or type(error).__name__) from error
    return parse(data, place=str(path))


def parse(data: bytes, *, place: str = "") -> Receipt:
    """The receipt in the text of a file; raises BoleError."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise BoleError(RECEIPT_DOUBLE_KEY, place=place, key=twice)
        return dict(pairs)

    try:
        content = json.loads(
            data.decode("utf-8"), object_pairs_hook=once, parse_float=_no_float, parse_constant=_no_float
        )
    except json.JSONDecodeError as error:
        raise BoleError(RECEIPT_NOT_JSON, place=place, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BoleError(RECEIPT_NOT_JSON, place=place, line=1) from error
    try:
        _check(content, place)
    except UnicodeEncodeError as error:  # half a character, which only an escape in JSON can write
        raise BoleError(RECEIPT_NOT_JSON, place=place, line=1) from error
    receipt = Receipt(content)
    if receipt.to_bytes() != data:
        raise BoleError(RECEIPT_ALTERED, place=place, part="receipt")
    return receipt


def _no_float(text: str) -> float:
    raise ValueError(text)


def _check(content: object, place: str) -> None:
    if not isinstance(content, dict) or sorted(content) != sorted(KEYS):
        found = ", ".join(sorted(map(str, content))) if isinstance(content, dict) else type(content).__name__
        raise BoleError(RECEIPT_KEYS, place=place, known=", ".join(KEYS), found=found[:200])
    if content["receipt"] != VERSION or isinstance(content["receipt"], bool):
        raise BoleError(RECEIPT_VERSION, place=place, found=str(content["receipt"])[:40], known=VERSION)
    _check_shape(content, place)
    sealed = _sealed({key: content[key] for key in KEYS[:-2]}).content
    for part in PARTS:
        if content["hashes"].get(part) != sealed["hashes"][part]:
            raise BoleError(RECEIPT_ALTERED, place=place, part=part)
    if content["hashes"] != sealed["hashes"] or content["hash"] != sealed["hash"]:
        raise BoleError(RECEIPT_ALTERED, place=place, part="hash")


def _check_shape(content: dict[str, Any], place: str) -> None:
    for key in (*PARTS, "hashes"):
        if not isinstance(content[key], dict):
            raise BoleError(RECEIPT_VALUE, place=place, key=key, value=_short(content[key]))
    wanted = {
        "scheme": ("id", "digest"),
        "engine": ("version",),
        "run": ("as_of", "covered"),
        "decision": ("scheme", "fact", "outcome"),
    }
    for part, keys in wanted.items():
        for key in keys:
            if key not in content[part]:
                raise BoleError(RECEIPT_VALUE, place=place, key=f"{part}.{key}", value="")
    beside = content["scheme"].get("beside", {})
    if not isinstance(beside, dict) or not all(isinstance(digest, str) for digest in beside.values()):
        raise BoleError(RECEIPT_VALUE, place=place, key="scheme.beside", value=_short(beside))
    covered = content["run"]["covered"]
    if not isinstance(covered, list) or not all(isinstance(table, str) for table in covered):
        raise BoleError(RECEIPT_VALUE, place=place, key="run.covered", value=_short(covered))
    for name, rows in content["facts"].items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BoleError(RECEIPT_VALUE, place=place, key=f"facts.{name}", value=_short(rows))


def _short(value: object) -> str:
    return str(value)[:80]


# --- again ---


def replay(
    receipt: Receipt,
    schemes: Mapping[str, Scheme],
    *,
    parameters: Mapping[str, Parameter] | None = None,
    catalogues: Mapping[str, Catalogue] | None = None,
    place: str = "",
) -> tuple[Difference, ...]:
    """Make the decision again: nothing where it gives the same bytes, else what differs. Raises BoleError."""
    then = receipt.content
    scheme = schemes.get(str(then["scheme"]["id"]))
    engine = _differing("engine", {"version": then["engine"]["version"]}, {"version": __version__})
    if scheme is None:
        return (*engine, Difference("scheme", str(then["scheme"]["id"]), str(then["scheme"]["digest"]), ""))
    ids = dict(then["scheme"].get("beside", {}))
    gone = [Difference("scheme", id_, _short(digest), "") for id_, digest in ids.items() if id_ not in schemes]
    if gone:
        return (*engine, *gone)
    beside = [schemes[id_] for id_ in ids]
    file, as_of = _file(then["facts"], [scheme, *beside], place), _day(then["run"]["as_of"], "run.as_of", place)
    covered = frozenset(map(str, then["run"]["covered"]))
    rules = PersonRules([scheme, *beside], parameters=parameters, catalogues=catalogues)
    decided = rules.decide(file, as_of=as_of, covered=covered)
    made = next((d for d in decided if (d.scheme, d.fact) == (scheme.id, then["decision"]["fact"])), None)
    if made is None:
        return (*engine, Difference("outcome", "fact", str(then["decision"]["fact"]), ""))
    again = receipt_of(
        scheme,
        made,
        file,
        as_of=as_of,
        covered=covered,
        parameters=parameters,
        catalogues=catalogues,
        beside=beside,
    )
    now = again.content
    if again.to_bytes() == receipt.to_bytes():
        return ()
    found = (
        *engine,
        *_differing("scheme", _versions(then["scheme"]), _versions(now["scheme"])),
        *_differing("parameter", then["parameters"], now["parameters"]),
        *_differing("catalogue", then["catalogues"], now["catalogues"]),
        *_differing("facts", then["facts"], now["facts"]),
        *_differing("run", then["run"], now["run"]),
        *_differing("outcome", then["decision"], now["decision"]),
    )
    # The bytes differ: where in nothing told so far, these two parts hold something more.
    return found or (
        *_differing("engine", then["engine"], now["engine"]),
        *_differing("scheme", then["scheme"], now["scheme"]),
    )


def _versions(part: Mapping[str, Any]) -> dict[str, Any]:
    return {str(part["id"]): part["digest"], **part.get("beside", {})}


def _differing(part: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted({*then, *now}):
        before, after = then.get(key, ""), now.get(key, "")
        if before != after or (key in then) is not (key in now):
            yield Difference(part, key, _short(before), _short(after))


def _file(facts: Mapping[str, Any], schemes: Sequence[Scheme], place: str) -> dict[str, list[dict[str, Any]]]:
    """The facts as a file; a column that the schemes read today and did not read then is not known of any row."""
    file: dict[str, list[dict[str, Any]]] = {}
    read = columns_read(*schemes)
    for name, rows in facts.items():
        table = schemes[0].facts.tables.get(name)
        columns = {c.name: c for c in table.columns} if table else {}
        since = dict.fromkeys(read.get(name, ()))
        file[name] = [
            since | {key: _value(row[key], columns.get(key), f"facts.{name}.{key}", place) for key in row}
            for row in rows
        ]
    return file


def _value(value: object, column: Column | None, key: str, place: str) -> object:
    if value is None:
        return None
    if column is None:
        raise BoleError(RECEIPT_VALUE, place=place, key=key, value=_short(value))
    if column.kind is Kind.DATE:
        return _day(value, key, place)
    wanted = bool if column.kind is Kind.FLAG else int if column.whole else str
    if type(value) is not wanted:
        raise BoleError(RECEIPT_VALUE, place=place, key=key, value=_short(value))
    return value


def _day(value: object, key: str, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BoleError(RECEIPT_VALUE, place=place, key=key, value=_short(value)) from error


__all__ = ["Difference", "Receipt", "columns_read", "fingerprint", "parse", "read", "receipt_of", "replay", "write"]
