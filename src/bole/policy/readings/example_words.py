"""例子的说法: an example as a clerk reads it: the records, what is different here, and what the answer must be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bole.kernel.facts import Column, Kind
from bole.kernel.messages import N_, _
from bole.policy.examples import Example, Expected, Row
from bole.policy.explain import OUT_OF_SCOPE_TOLD, OUTCOMES_TOLD
from bole.policy.readings.wording import (
    chinese,
    column_label,
    table_label,
    told_date,
    told_money,
    told_scheme,
    told_value,
)
from bole.policy.scheme import REFUSED, UNKNOWN, Grant, Scheme, Told
from bole.policy.types import Base, type_of
from bole.policy.values import Value, money, reader_of


@dataclass(frozen=True, slots=True)
class RowTold:
    """记录说明: which record, and what stands in it; nothing where there is no such record."""

    row: str
    cells: tuple[str, ...]

    @property
    def told(self) -> str:
        """In one line."""
        return _("{label}：{value}", label=self.row, value=_("；").join(self.cells)) if self.cells else self.row


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """例子说明: one example in words."""

    title: str
    day: str
    changes: tuple[RowTold, ...]
    """What is different from the common records."""
    unknown: tuple[str, ...]
    """Tables that are not complete: no row does not mean none."""
    answers: tuple[str, ...]


def common_told(example: Example) -> tuple[RowTold, ...]:
    """The records that all examples of one file have in common."""
    return tuple(_rows(example, {}, example.common))


def example_told(example: Example) -> ExampleTold:
    """One example."""
    facts = example.scheme.facts
    return ExampleTold(
        example.title,
        told_date(example.as_of),
        tuple(_rows(example, example.common, example.tables)),
        tuple(table_label(facts, name) for name in facts.tables if name in example.unknown),
        tuple(_answer(example.scheme, id_, expected) for id_, expected in example.expected.items()),
    )


def _rows(
    example: Example, before: Mapping[str, Mapping[int, Row]], after: Mapping[str, Mapping[int, Row]]
) -> Iterator[RowTold]:
    """The records that are new or changed, with what is new in them, and those that are gone."""
    facts = example.scheme.facts
    for name in (name for name in facts.tables if name in {*before, *after}):
        old, new = before.get(name, {}), after.get(name, {})
        for id_, row in new.items():
            cells = {key: value for key, value in row.items() if id_ not in old or old[id_].get(key) != value}
            if id_ not in old or cells:
                yield RowTold(_row(example, name, id_), tuple(_cells(example, name, cells)))
        for id_ in old.keys() - new.keys():
            yield RowTold(_("没有{row}", row=_row(example, name, id_)), ())


def _row(example: Example, name: str, id_: int) -> str:
    return f"{table_label(example.scheme.facts, name)} {id_}"


def _cells(example: Example, name: str, cells: Mapping[str, Value | None]) -> Iterator[str]:
    table = example.scheme.facts.table(name)
    for column in (column for column in table.columns if column.name in cells):
        if column.system == "scheme" and cells[column.name] == example.scheme.id:
            continue
        value = _cell(example, name, column, cells[column.name])
        yield _("{label}：{value}", label=column_label(column), value=value)


def _cell(example: Example, name: str, column: Column, value: Value | None) -> str:
    if value is None:
        return _("不详")
    if column.kind is Kind.LINK and isinstance(value, int):
        return _row(example, column.to, value)
    if column.system == "scheme":
        return told_scheme(str(value))
    return told_value(value, type_of(column, name), example.scheme.facts)


def _answer(scheme: Scheme, id_: int, expected: Expected) -> str:
    told = [_(OUTCOMES_TOLD.get(expected.outcome, OUT_OF_SCOPE_TOLD))]
    if expected.fen is not None:
        told.append(told_money(expected.fen))
    if expected.because:
        told.append(_(_BECAUSE.get(expected.outcome, _HANGS_ON), why=_("；").join(_why(scheme, expected.because))))
    for grant in (grant for grant in scheme.grants if grant.name in expected.grants):
        value = _granted(grant, expected.grants[grant.name])
        told.append(_("{label}：{value}", label=_said(grant.told), value=value))
    row = f"{table_label(scheme.facts, scheme.per)} {id_}"
    return _("{label}：{value}", label=row, value=_("；").join(told))


def _granted(grant: Grant, written: str) -> str:
    """What is granted, from how an example writes it."""
    type_ = grant.term.type
    if type_.base is Base.MONEY and written != "-":
        return told_money(money(written))
    if type_.base is Base.LEVEL and written != "-":
        return told_value(reader_of(Kind.LEVEL, type_.system)(written), type_)
    return _("不详") if written == "-" else written


def _why(scheme: Scheme, names: Sequence[str]) -> Iterator[str]:
    """What decided, in the scheme's own words; a parameter or catalogue by its title."""
    parts = {part.name: part.told for part in (*scheme.criteria, *scheme.judgements, *scheme.shared)}
    dated = {id_: Told(p.title, p.title_en) for id_, p in scheme.parameters().items()}
    dated |= {id_: Told(c.title, c.title_en) for id_, c in scheme.catalogues().items()}
    for name in names:
        if name in parts or name in dated:
            yield _said(parts.get(name) or dated[name])
        else:
            yield _(_OTHER[name]) if name in _OTHER else name


_BECAUSE: Final = {REFUSED: N_("不符合的是：{why}"), UNKNOWN: N_("不能判断的是：{why}")}
_HANGS_ON: Final = N_("取决于：{why}")
_OTHER: Final = {"amount": N_("金额"), "in_force": N_("施行期限"), "law_of": N_("适用日期")}


def _said(told: Told) -> str:
    return told.zh if chinese() else told.en
