"""例子: `examples/*.yaml` of a pack, what a person's records say and what the rule answers, readable by a clerk.

    scheme: langyu.skill-upgrade
    as_of: 2025-06-30
    facts:                                # what all examples of the file have in common
      person:
        1: {sex: male, born_on: 1990-05-01}
      certificate:
        11: {person: 1, level: 高级工, issued_on: 2024-06-30}
    examples:
      - title: 满12个月的当天申领
        facts:                            # what is different here: cells, rows (null takes one away), more rows
          claim:
            1: {fact: 11, applied_on: 2025-06-30}
        expect:
          11: {outcome: entitled, yuan: 1604.92}

A row is named by its id. What is not said of a row is missing; what a table does not say is "none", unless `unknown`
lists the table. Levels are written by name, sums in yuan (`yuan` is the sum of a payment). A claim is one on the
example's scheme if it names no other. `expect` is by row: outcome, yuan, because (names of what decided), grants.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Facts, Kind
from bole.kernel.levels import SCALES
from bole.kernel.money import yuan_of
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, Scalar, read_mapping
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import OUT_OF_SCOPE, OUTCOMES, Scheme
from bole.policy.types import Base, Type
from bole.policy.values import Value, money, reader_of, whole

if TYPE_CHECKING:
    from bole.policy.decision import Decision
    from bole.policy.pack import Pack

Row = dict[str, Value | None]
Tables = dict[str, dict[int, Row]]
"""Rows by table and id."""

_SCHEME_TABLES: Final = ("claim", "payment")
_FEN: Final = {"yuan": "fen"}
"""A sum is written in yuan, so the column that keeps it has another name here."""


@dataclass(frozen=True, slots=True)
class Expected:
    """应有的答复: what the rule must say of one row; None asks nothing."""

    outcome: str
    fen: int | None
    because: tuple[str, ...] | None
    grants: Mapping[str, str]


@dataclass(frozen=True)
class Example:
    """例子: an example, one person's or organisation's records on one day and the answers expected."""

    scheme: Scheme
    title: str
    as_of: date
    tables: Mapping[str, Mapping[int, Row]]
    unknown: frozenset[str]
    expected: Mapping[int, Expected]
    place: str
    common: Mapping[str, Mapping[int, Row]]
    """The records that all examples of the file start from."""

    @property
    def file(self) -> dict[str, list[Row]]:
        """档案: the records as `PersonRules.decide` takes them, every column of every table there."""
        facts = self.scheme.facts
        return {name: [_whole_row(facts, name, id_, row) for id_, row in rows.items()] for name, rows in self._listed()}

    def _listed(self) -> Iterator[tuple[str, Mapping[int, Row]]]:
        for name in self.scheme.facts.tables:
            yield name, self.tables.get(name, {})

    @property
    def covered(self) -> frozenset[str]:
        """The tables that say "none" where they have no row."""
        return frozenset(self.scheme.facts.tables) - self.unknown

    def check(self) -> list[BoleError]:
        """What the rule answers otherwise than expected; empty where all is as it should be."""
        decided = PersonRules([self.scheme]).decide(self.file, as_of=self.as_of, covered=self.covered)
        by_row = {decision.fact: decision for decision in decided}
        return [
            self._differs(wanted, found)
            for id_, expected in self.expected.items()
            if (pair := _difference(self.scheme, expected, by_row.get(id_))) is not None
            for wanted, found in [pair]
        ]

    def _differs(self, wanted: str, found: str) -> BoleError:
        names = {"title": self.title, "scheme": self.scheme.id}
        return BoleError(errors.EXAMPLE_DIFFERS, place=self.place, wanted=wanted, found=found, **names)


def read_examples(pack: "Pack", schemes: Mapping[str, Scheme] | None = None) -> list[Example]:
    """Every example of a pack; raises PackError with all that is wrong in the files.

    They may be of any of `schemes`, by default of the pack's own: a supplement shows what the rules above now answer.
    """
    faults = Faults()
    found = [
        example
        for file in sorted(pack.folder.glob("examples/*.yaml"))
        for example in _examples(file, pack.schemes if schemes is None else schemes, faults)
    ]
    faults.raise_any()
    return found


def _examples(file: Path, schemes: Mapping[str, Scheme], faults: Faults) -> Iterator[Example]:
    fields = read_mapping(file, faults)
    if fields is None:
        return
    id_, as_of = fields.choice("scheme", schemes), fields.day("as_of")
    before = len(faults.found)
    reader = _Reader(schemes[id_].facts if id_ else STANDARD, id_)
    common = reader.tables(fields, {})
    unknown = _names(fields, "unknown")
    items = fields.mappings("examples")
    fields.close()
    if not id_ or as_of is None or len(faults.found) > before:
        return
    start = Example(schemes[id_], "", as_of, common, unknown, {}, str(file), common)
    for item in items:
        yield _example(item, start, reader)


def _example(item: Fields, start: Example, reader: "_Reader") -> Example:
    title = item.text("title")
    as_of = item.day("as_of", required=False) or start.as_of
    tables = reader.tables(item, start.tables)
    unknown = _names(item, "unknown") or start.unknown
    place = f"{item.file}:{item.line}"
    wanted = item.mapping("expect")
    expected = _expected(wanted, start.scheme, tables) if wanted else {}
    item.close()
    return replace(start, title=title, as_of=as_of, tables=tables, unknown=unknown, expected=expected, place=place)


def _names(fields: Fields, key: str) -> frozenset[str]:
    """Names of tables, written as one text with spaces."""
    found = frozenset(fields.text(key, required=False).split())
    for name in sorted(found - set(STANDARD.tables)):
        _wrong(fields, fields.line_of(key), name)
    return found


def _wrong(fields: Fields, line: int, what: str) -> None:
    fields.fault(errors.EXAMPLE_SHAPE, line, what=what)


@dataclass(frozen=True)
class _Reader:
    facts: Facts
    scheme: str

    def tables(self, fields: Fields, common: Mapping[str, Mapping[int, Row]]) -> Tables:
        """The records under `facts`, laid over the common ones."""
        tables: Tables = {name: {id_: dict(row) for id_, row in rows.items()} for name, rows in common.items()}
        said = fields.mapping("facts") if "facts" in fields else None
        if said is None:
            return tables
        for name in said.keys:
            rows = said.mapping(name)
            if name not in self.facts.tables:
                _wrong(said, said.line_of(name), name)
            elif rows is not None:
                self._rows(name, rows, tables.setdefault(name, {}))
        return tables

    def _rows(self, name: str, rows: Fields, into: dict[int, Row]) -> None:
        for key in rows.keys:
            if not key.isdecimal():
                _wrong(rows, rows.line_of(key), f"{name} {key}")
                continue
            if rows.empty(key):
                into.pop(int(key), None)
                continue
            cells = rows.mapping(key)
            if cells is not None:
                start: Row = {"scheme": self.scheme} if name in _SCHEME_TABLES else {}
                into[int(key)] = into.get(int(key), start) | self._cells(name, cells)

    def _cells(self, name: str, cells: Fields) -> Row:
        table, row = self.facts.table(name), dict[str, Value | None]()
        for key in cells.keys:
            scalar = cells.scalar(key)
            column = _FEN.get(key, key)
            if column not in table or key in _FEN.values():
                _wrong(cells, cells.line_of(key), f"{name}.{key}")
            elif scalar is not None:
                row[column] = _value(table.column(column), scalar, cells)
        return row


def _value(column: Column, scalar: Scalar, cells: Fields) -> Value | None:
    if scalar.kind == "null":
        return None
    try:
        return _read(column, scalar.text)
    except ValueError:
        _wrong(cells, scalar.line, f"{column.name}: {scalar.text}")
        return None


def _read(column: Column, text: str) -> Value:
    if column.kind in (Kind.ID, Kind.LINK) or (column.kind is Kind.CODE and column.coded == "int"):
        return whole(text)
    if column.kind is Kind.LEVEL and text in ("0", "无"):
        return 0
    if column.kind is Kind.MONEY and text.startswith("-"):
        return -money(text[1:])
    return reader_of(column.kind, column.system)(text)


def _expected(wanted: Fields, scheme: Scheme, tables: Tables) -> dict[int, Expected]:
    found: dict[int, Expected] = {}
    for key in wanted.keys:
        answer = wanted.mapping(key)
        if not key.isdecimal() or int(key) not in tables.get(scheme.per, {}):
            _wrong(wanted, wanted.line_of(key), f"{scheme.per} {key}")
        elif answer is not None:
            found[int(key)] = _answer(answer, scheme)
    return found


def _answer(answer: Fields, scheme: Scheme) -> Expected:
    outcome = answer.choice("outcome", (*OUTCOMES, OUT_OF_SCOPE))
    yuan = answer.scalar("yuan", required=False)
    because = answer.text("because", required=False)
    said = answer.mapping("grants") if "grants" in answer else None
    grants = said.texts() if said else {}
    answer.close()
    known = {grant.name for grant in scheme.grants}
    for name in sorted(grants.keys() - known):
        _wrong(answer, answer.line, name)
    fen = None
    if yuan is not None:
        try:
            fen = money(yuan.text)
        except ValueError:
            _wrong(answer, yuan.line, yuan.text)
    return Expected(outcome, fen, tuple(because.split()) if because else None, grants)


def _difference(scheme: Scheme, expected: Expected, found: "Decision | None") -> tuple[str, str] | None:
    """What was wanted and what came, where these are not the same."""
    if found is None:
        return None if expected.outcome == OUT_OF_SCOPE else (expected.outcome, OUT_OF_SCOPE)
    pairs: list[tuple[Any, Any]] = [(expected.outcome, found.outcome)]
    if expected.fen is not None:
        pairs.append((yuan_of(expected.fen), "-" if found.fen is None else yuan_of(found.fen)))
    if expected.because is not None:
        pairs.append((set(expected.because), set(found.because)))
    for grant, value in zip(scheme.grants, found.grants, strict=True):
        if grant.name in expected.grants:
            pairs.append((expected.grants[grant.name], _written(grant.term.type, value)))
    wrong = [(wanted, came) for wanted, came in pairs if wanted != came]
    return (str(wrong[0][0]), str(wrong[0][1])) if wrong else None


def _written(type_: Type, value: Value | None) -> str:
    """The value as an example has it: yuan, the name of a level, a day."""
    if value is None:
        return "-"
    if type_.base is Base.MONEY and isinstance(value, int):
        return yuan_of(value)
    if type_.base is Base.LEVEL and isinstance(value, int):
        return SCALES[type_.system].level(value).label
    return str(value)


def _whole_row(facts: Facts, name: str, id_: int, row: Mapping[str, Value | None]) -> Row:
    table = facts.table(name)
    return {column.name: row.get(column.name) for column in table.columns} | {table.key: id_}
