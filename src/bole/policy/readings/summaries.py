"""汇总成列: many rows become one value of the row they point at; empty groups and unknown rows are written out.

No engine counts three-valued and none gives an empty group a value, so both are spelled out here, the same for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bole.kernel.errors import BoleError
from bole.policy.errors import TOO_DEEP
from bole.policy.readings import arithmetic
from bole.policy.readings.row_days import ClaimDay, LawDay, reads_row_day, row_days
from bole.policy.readings.words import Expr, Words
from bole.policy.terms import Aggregate, Fact, Linked, Literal, PaidCount, Summary, Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame
    from bole.policy.places import Summing
    from bole.policy.readings.columns import Columns


def core(term: Term) -> Aggregate:
    """The summary at the end of the links."""
    while isinstance(term, Linked):
        term = term.term
    assert isinstance(term, Aggregate)
    return term


def is_correlated(term: Term) -> bool:
    """Whether the term is a summary, here or at the end of links, that reads days of the decided row."""
    while isinstance(term, Linked):
        term = term.term
    return isinstance(term, Aggregate) and reads_row_day(term)


def owner(term: Term) -> Term:
    """Of a summary, here or at the end of links: the id of the row it is over, said of the row here."""
    if isinstance(term, Aggregate):
        facts, table = term.link.facts, term.link.column.to
        return Fact(facts, table, facts.table(table).column(facts.table(table).key))
    assert isinstance(term, Linked)
    return term.link if isinstance(term.term, Aggregate) else Linked(term.link, owner(term.term))


def uncorrelated(term: Aggregate) -> list[Term]:
    """The parts of the rows' own terms that read no day of the decided row, as large as possible."""
    found: dict[str, Term] = {}

    def visit(part: Term) -> None:
        if isinstance(part, ClaimDay | LawDay):
            return
        if not reads_row_day(part):
            if not isinstance(part, Literal) and part.type.base is not Base.PERIOD:
                found[part.key] = part
            return
        if isinstance(part, Aggregate):
            raise BoleError(TOO_DEEP)
        for child in part.children():
            visit(child)

    for top in (term.where, term.value):
        if top is not None:
            visit(top)
    return list(found.values())


def summarised(columns: Columns, table: str, terms: Sequence[Aggregate]) -> Frame:
    """The table with one column for each summary over the rows that point at it by one link."""
    w = columns.words
    link = terms[0].link
    key = columns.register.facts.table(table).key
    rows = columns.sheet(link.table)
    apart: dict[str, list[Aggregate]] = defaultdict(list)
    for term in terms:
        # Counting what is different sorts or hashes every row of a group: only the rows that count go in.
        alone = (
            any(t.summary is Summary.DISTINCT and t.where.key == term.where.key for t in terms)
            and not isinstance(term.where, Literal)
            and not columns.nullable(link.table, term.where)
        )
        apart[term.where.key if alone else ""].append(term)
    frame = columns.growing(table)
    for where, together in apart.items():
        read = partial(columns.column, link.table)
        chosen = rows.filter(read(together[0].where)) if where else rows
        inputs: dict[str, Expr] = {}
        sums: dict[str, tuple[Summing, str]] = {}
        for term in together:
            name = columns.new_name(table, term)
            _prepared(columns, link.table, term, name, read, inputs, sums, filtered=bool(where))
        prepared = chosen.select(w.col(link.column.name).alias("__of"), **inputs)
        if columns.nullable(link.table, link):
            prepared = prepared.filter(~w.col("__of").is_null())
        grouped = columns.register.engine.grouped(prepared, ["__of"], sums)
        frame = columns.register.engine.looked_up(frame, grouped, [key], ["__of"])
        finished = {}
        for term in together:
            name = columns.new_name(table, term)
            finished[name] = _finished(columns, link.table, term, name, sums).alias(name)
        frame = frame.with_columns(**finished).drop(*[n for n in sums if n not in finished], strict=False)
    return frame


def _always(where: Term) -> bool:
    return isinstance(where, Literal) and where.value is True


def _prepared(
    columns: Columns,
    table: str,
    term: Aggregate,
    name: str,
    read: Any,
    inputs: dict[str, Expr],
    sums: dict[str, tuple[Summing, str]],
    *,
    filtered: bool,
) -> None:
    """The row's part of a summary (`inputs`) and how it is summed up (`sums`)."""
    w = columns.words
    where = None if filtered or _always(term.where) else read(term.where)
    unsure_where = where is not None and columns.nullable(table, term.where)
    value = None if term.value is None else read(term.value)
    unsure_value = term.value is not None and columns.nullable(table, term.value)
    number, one, zero = f"{name}v", w.lit(1, w.Int8), w.lit(0, w.Int8)
    match term.summary:
        case Summary.EXISTS | Summary.COUNT:
            inputs[number] = (one if where is None else w.when(where).then(one).otherwise(zero)).alias(number)
        case Summary.SUM:
            whole = w.whole(value)
            inputs[number] = (whole if where is None else w.when(where).then(whole).otherwise(zero)).alias(number)
        case _:
            assert value is not None
            inputs[number] = (value if where is None else w.when(where).then(value)).alias(number)
    match term.summary:
        case Summary.EXISTS | Summary.MAX:
            sums[name] = "max", number
        case Summary.MIN:
            sums[name] = "min", number
        case Summary.COUNT | Summary.SUM:
            sums[name] = "sum", number
        case Summary.DISTINCT:
            sums[name] = "distinct", number
            if where is not None or unsure_value:
                inputs[f"{name}n"] = w.when(inputs[number].is_null()).then(one).otherwise(zero).alias(f"{name}n")
                sums[f"{name}n"] = "max", f"{name}n"
    unsure = _unsure(where, value, unsure_where, unsure_value)
    if unsure is not None:
        inputs[f"{name}u"] = w.when(unsure).then(one).otherwise(zero).alias(f"{name}u")
        sums[f"{name}u"] = "max", f"{name}u"


def _unsure(where: Expr, value: Expr, unsure_where: bool, unsure_value: bool) -> Expr | None:
    """Whether a row leaves the summary open: its condition unknown, or its value where the condition holds."""
    if unsure_where and unsure_value:
        return where.is_null() | (where & value.is_null())
    if unsure_where:
        return where.is_null()
    if unsure_value:
        return value.is_null() if where is None else where & value.is_null()
    return None


def _finished(columns: Columns, table: str, term: Aggregate, name: str, sums: Collection[str]) -> Expr:
    """The summary's value after the join: no row, unknown rows, rows of a table that is not covered."""
    w = columns.words
    covered = table in columns.register.covered
    made = w.col(name)
    open_ = (w.col(f"{name}u") == 1) if f"{name}u" in sums else None
    if term.summary is Summary.EXISTS:
        return _exists(made, open_, covered, w)
    if f"{name}n" in sums:
        made = w.when(w.col(f"{name}n") == 1).then(made - 1).otherwise(made)  # null was counted as a value
    null = w.null_of(term.type)
    if not covered:
        return null
    if term.summary in {Summary.MAX, Summary.MIN}:
        none = null if term.if_none is None else arithmetic.bare(term.if_none, w)
    else:
        none = w.number(0)
    filled = w.when(made.is_null()).then(none).otherwise(made)
    return filled if open_ is None else w.when(open_).then(null).otherwise(filled)


def _exists(made: Expr, open_: Expr | None, covered: bool, w: Words) -> Expr:
    truth = made == 1
    otherwise = w.false if covered else w.unknown
    if open_ is not None:
        otherwise = w.when(open_).then(w.unknown).otherwise(otherwise)
    return w.when(truth).then(w.true).otherwise(otherwise)


def correlated(columns: Columns, table: str, terms: Sequence[Term]) -> Frame:
    """Summaries whose rows are compared with days of the decided row; those over the same rows in one pass."""
    groups: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        groups[core(term).link.key, owner(term).key].append(term)
    frame = columns.sheet(table)
    for together in groups.values():
        frame = _on_row_days(columns, table, together, frame)
    return frame


def _on_row_days(columns: Columns, table: str, terms: Sequence[Term], frame: Frame) -> Frame:
    w = columns.words
    link, end = core(terms[0]).link, owner(terms[0])
    key = columns.register.facts.table(table).key
    days = {day.key: day for term in terms for day in row_days(core(term))}
    asked = columns.sheet(table).select(
        w.col(key).alias("__me"),
        columns.column(table, end).alias("__of"),
        *(columns.column(table, day).alias(f"__day{i}") for i, day in enumerate(days.values())),
    )
    paired, places = _paired(columns, link, asked, [core(term) for term in terms])
    places |= {day: f"__day{i}" for i, day in enumerate(days)}
    rows = columns.among(link.table, paired, places, [p for term in terms for p in _parts(core(term))])
    inputs: dict[str, Expr] = {}
    sums: dict[str, tuple[Summing, str]] = {}
    read = partial(rows.column, link.table)
    for term in terms:
        name = columns.new_name(table, term)
        _prepared(rows, link.table, core(term), name, read, inputs, sums, filtered=False)
    prepared = rows.sheet(link.table).select(w.col("__me"), **inputs)
    grouped = columns.register.engine.grouped(prepared, ["__me"], sums)
    made = columns.register.engine.looked_up(frame, grouped, [key], ["__me"])
    known = ~columns.column(table, end).is_null() if columns.nullable(table, end) else None
    if isinstance(terms[0], Linked) and not columns.register.has(link.column.to):
        known = w.false  # the links lead to rows that the snapshot does not have
    finished = {}
    for term in terms:
        name = columns.new_name(table, term)
        value = _finished(rows, link.table, core(term), name, sums)
        if known is not None:
            value = w.when(known).then(value).otherwise(w.null_of(term.type))
        finished[name] = value.alias(name)
    return made.with_columns(**finished).drop(*[n for n in sums if n not in finished], strict=False)


def _paired(columns: Columns, link: Fact, asked: Frame, summaries: Sequence[Aggregate]) -> tuple[Frame, dict[str, str]]:
    """The rows that point at what each asking row asks for, with its days; and where their own terms stand."""
    w = columns.words
    parts = {part.key: part for summary in summaries for part in uncorrelated(summary)}
    places = {k: f"__part{i}" for i, (k, part) in enumerate(parts.items()) if not isinstance(part, Fact)}
    said: dict[str, Expr] = {"__link": w.col(link.column.name)}
    for part in parts.values():
        name = part.column.name if isinstance(part, Fact) else places[part.key]
        said[name] = columns.column(link.table, part)
    rows = columns.sheet(link.table).select(**{name: expr.alias(name) for name, expr in said.items()})
    return asked.join(rows, how="inner", left_on="__of", right_on="__link"), places


def _parts(term: Aggregate) -> list[Term]:
    return [term.where] if term.value is None else [term.where, term.value]


def paid(columns: Columns, table: str, term: PaidCount, frame: Frame) -> Frame:
    """已发次数 as a column: payments grouped to facts, facts paid for the same keys counted."""
    w = columns.words
    name = columns.new_name(table, term)
    keys = [f"__paid{i}" for i in range(len(term.columns))]
    counts = w.col("scheme").is_in(list(term.schemes)) & (w.col("paid_on") <= w.lit(columns.as_of, w.Date))
    ledger = columns.sheet("payment").filter(counts)
    day = w.col("applied_on")
    said = {
        key: (day.dt.year().cast(w.Int64) if column == "year" else w.col(column)).alias(key)
        for key, column in zip(keys, term.columns, strict=True)
    }
    scheme = w.col("scheme")
    if term.alike:
        scheme = w.when(scheme.is_in(list(term.alike))).then(w.lit(term.alike[0])).otherwise(scheme).alias("scheme")
    entries = ledger.select(scheme, "fact", w.whole(w.col("fen")).alias("fen"), **said)
    for key in keys:
        entries = entries.filter(~w.col(key).is_null())
    facts = entries.group_by("scheme", "fact", *keys).agg(__fen=w.col("fen").sum().cast(w.Int64))
    counted = facts.filter(w.col("__fen") > 0).group_by(*keys).agg(w.len().cast(w.Int64).alias(name))
    asked = {f"__ask{i}": columns.column(table, key).alias(f"__ask{i}") for i, key in enumerate(term.keys)}
    joined = columns.register.engine.looked_up(frame.with_columns(**asked), counted, list(asked), keys)
    known = w.true
    for ask in asked:
        known = known & ~w.col(ask).is_null()
    none = w.number(0) if "payment" in columns.register.covered else w.none
    found = w.when(w.col(name).is_null()).then(none).otherwise(w.col(name))
    value = w.when(known).then(found).otherwise(w.none).alias(name)
    return joined.with_columns(value).drop(*asked, strict=False)
