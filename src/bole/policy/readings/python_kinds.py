"""各种规则项的写法: what each kind of term is written as in the source of a function, and why it may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from bole.kernel.dates import Period
from bole.kernel.errors import BoleError
from bole.kernel.money import Rounding
from bole.policy.errors import UNROUNDED
from bole.policy.readings.dated_choice import Pieces
from bole.policy.readings.python_source import FALSE, NOTHING, TRUE, Frame, Made, Scope
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Arithmetic,
    AsOf,
    Choice,
    Comparison,
    Either,
    Entry,
    Every,
    Extreme,
    Fact,
    FullYears,
    Known,
    Linked,
    Listed,
    Not,
    OneOf,
    PaidCount,
    Parametric,
    Quotient,
    Scaled,
    Shifted,
    Term,
    YearOf,
)

if TYPE_CHECKING:
    from bole.policy.readings.python_terms import Terms


def _fact(terms: Terms, term: Fact, scope: Scope, frame: Frame | None) -> Made:
    return terms.source.assign(scope.block, f"{scope.row}.get({term.column.name!r})")


def _linked(terms: Terms, term: Linked, scope: Scope, frame: Frame | None) -> Made:
    home = terms.stages.home(term.link.column.to, term.term)
    if home is not None:
        return terms.staged(home, term.term, terms.write(term.link, scope, frame).text, scope)
    end = terms.linked_scope(term.link, scope, frame)
    made = terms.write(term.term, end, frame)
    if isinstance(term.term, Fact | Linked) or made.nothing:
        return made
    return terms.source.assign(scope.block, f"{made.text} if {end.row} else None")


def _applied(terms: Terms, term: AppliedOn, scope: Scope, frame: Frame | None) -> Made:
    assert frame is not None
    return frame.applied


def _as_of(terms: Terms, term: AsOf, scope: Scope, frame: Frame | None) -> Made:
    return Made("as_of", sure=True)


def _parametric(terms: Terms, term: Parametric, scope: Scope, frame: Frame | None) -> Made:
    day, home = terms.day(term.on, scope, frame)
    return terms.choose(terms.values(term), day, home)


def _looked_up(
    terms: Terms, term: Entry | Listed, pieces: Pieces, scope: Scope, frame: Frame | None
) -> tuple[Made, list[Made], str]:
    """The edition's rows, the keys, and the text of the key."""
    day, home = terms.day(term.on, scope, frame)
    rows = terms.choose(pieces, day, home)
    keys = [terms.write(key, scope, frame) for key in term.keys]
    text = keys[0].text if len(keys) == 1 else f"({', '.join(key.text for key in keys)})"
    return rows, keys, text


def _entry(terms: Terms, term: Entry, scope: Scope, frame: Frame | None) -> Made:
    pieces = terms.rows(term, term.value)
    rows, keys, key = _looked_up(terms, term, pieces, scope, frame)
    return terms.strict(scope, f"{rows.text}.get({key})", rows, *keys, sure=False)


def _listed(terms: Terms, term: Listed, scope: Scope, frame: Frame | None) -> Made:
    pieces = terms.listing(term)
    rows, keys, key = _looked_up(terms, term, pieces, scope, frame)
    return terms.strict(scope, f"{rows.text}[0].get({key}, {rows.text}[1])", rows, *keys, sure=False)


def _comparison(terms: Terms, term: Comparison, scope: Scope, frame: Frame | None) -> Made:
    left, right = terms.write(term.left, scope, frame), terms.write(term.right, scope, frame)
    return terms.strict(scope, f"{left.text} {term.operator} {right.text}", left, right)


def _one_of(terms: Terms, term: OneOf, scope: Scope, frame: Frame | None) -> Made:
    value = terms.write(term.term, scope, frame)
    choices = [terms.source.constant(choice.value) for choice in term.values]
    return terms.strict(scope, f"{value.text} in ({''.join(f'{choice.text}, ' for choice in choices)})", value)


def _every(terms: Terms, term: Every | Either, scope: Scope, frame: Frame | None) -> Made:
    """并且 and 或者: the deciding answer wins over the unknown, the unknown over the other."""
    every = isinstance(term, Every)
    deciding, other = (FALSE, TRUE) if every else (TRUE, FALSE)
    parts = [terms.write(part, scope, frame) for part in term.terms]
    if any(part.text == deciding.text for part in parts):
        return deciding
    open_parts = {part.text: part for part in parts if part.text != other.text}
    unknown = open_parts.pop("None", None)
    if not open_parts:
        return NOTHING if unknown else other
    if len(open_parts) == 1 and not unknown:
        return next(iter(open_parts.values()))
    word = " and " if every else " or "
    if all(part.sure for part in open_parts.values()) and not unknown:
        return terms.source.assign(scope.block, word.join(open_parts), sure=True)
    decided = " or ".join(f"{name} is {deciding.text}" for name in open_parts)
    undecided = " or ".join(f"{name} is None" for name, part in open_parts.items() if not part.sure)
    rest = "None" if unknown else f"(None if {undecided} else {other.text})"
    return terms.source.assign(scope.block, f"{deciding.text} if {decided} else {rest}")


def _not(terms: Terms, term: Not, scope: Scope, frame: Frame | None) -> Made:
    part = terms.write(term.term, scope, frame)
    return terms.strict(scope, f"not {part.text}", part)


def _known(terms: Terms, term: Known, scope: Scope, frame: Frame | None) -> Made:
    part = terms.write(term.term, scope, frame)
    if part.sure or part.nothing:
        return TRUE if part.sure else FALSE
    return terms.source.assign(scope.block, f"{part.text} is not None", sure=True)


def _arithmetic(terms: Terms, term: Arithmetic, scope: Scope, frame: Frame | None) -> Made:
    left, right = terms.write(term.left, scope, frame), terms.write(term.right, scope, frame)
    return terms.strict(scope, f"{left.text} {term.operator} {right.text}", left, right)


def _scaled(terms: Terms, term: Scaled, scope: Scope, frame: Frame | None) -> Made:
    if term.rounding is None:
        raise BoleError(UNROUNDED)
    value, percent = terms.write(term.term, scope, frame), terms.write(term.percent, scope, frame)
    factor = f"(10000 + {percent.text})" if term.plus else percent.text
    product = terms.strict(scope, f"{value.text} * {factor}", value, percent)
    up = f"(({product.text} + 5000) // 10000 if {product.text} >= 0 else -((5000 - {product.text}) // 10000))"
    text = f"divide({product.text}, 10000, Rounding.{term.rounding.name})"
    return terms.strict(scope, up if term.rounding is Rounding.HALF_UP else text, product)


def _quotient(terms: Terms, term: Quotient, scope: Scope, frame: Frame | None) -> Made:
    value, by = terms.write(term.term, scope, frame), terms.write(term.by, scope, frame)
    text = f"divide({value.text} * {term.times}, {by.text}, Rounding.{term.rounding.name})"
    return terms.strict(scope, f"({text} if {by.text} > 0 else None)", value, by, sure=False)


def _choice(terms: Terms, term: Choice, scope: Scope, frame: Frame | None) -> Made:
    condition = terms.write(term.condition, scope, frame)
    then, otherwise = terms.write(term.then, scope, frame), terms.write(term.otherwise, scope, frame)
    if condition.constant:
        return NOTHING if condition.nothing else then if condition.text == "True" else otherwise
    rest = otherwise.text if condition.sure else f"None if {condition.text} is None else {otherwise.text}"
    sure = condition.sure and then.sure and otherwise.sure
    return terms.source.assign(scope.block, f"{then.text} if {condition.text} else {rest}", sure=sure)


def _extreme(terms: Terms, term: Extreme, scope: Scope, frame: Frame | None) -> Made:
    parts = [terms.write(part, scope, frame) for part in term.terms]
    if len(parts) == 1:
        return parts[0]
    word = "max" if term.greatest else "min"
    return terms.strict(scope, f"{word}({', '.join(part.text for part in parts)})", *parts)


def _shifted(terms: Terms, term: Shifted, scope: Scope, frame: Frame | None) -> Made:
    day, period = terms.write(term.day, scope, frame), terms.write(term.period, scope, frame)
    text = f"moved({day.text}, {period.text}, {term.backwards})"
    if period.constant and not period.nothing:
        length = terms.source.value_of(period)
        assert isinstance(length, Period)
        turn = -1 if term.backwards else 1
        text = f"days_after({day.text}, {turn * length.days})"
        if length.months:
            text = f"months_after({day.text}, {turn * length.months})"
    return terms.strict(scope, text, day, period)


def _year(terms: Terms, term: YearOf, scope: Scope, frame: Frame | None) -> Made:
    day = terms.write(term.day, scope, frame)
    return terms.strict(scope, f"{day.text}.year", day)


def _full_years(terms: Terms, term: FullYears, scope: Scope, frame: Frame | None) -> Made:
    start, end = terms.write(term.start, scope, frame), terms.write(term.end, scope, frame)
    return terms.strict(scope, f"years_between({start.text}, {end.text})", start, end)


def _aggregate(terms: Terms, term: Aggregate, scope: Scope, frame: Frame | None) -> Made:
    return terms.aggregate(term, scope, frame)


def _paid_count(terms: Terms, term: PaidCount, scope: Scope, frame: Frame | None) -> Made:
    keys = [terms.write(key, scope, frame) for key in term.keys]
    schemes = ", ".join(repr(scheme) for scheme in term.schemes)
    asked = f"frozenset(({schemes}{',' if schemes else ''})), {term.columns!r}, as_of"
    asked += f", {term.alike!r}" if term.alike else ""
    counts = terms.source.once(f"paid({terms.source.rows('payment')}, {asked})", "L")
    none = terms.source.once(f"0 if {terms.source.covers('payment')} else None", "Z")
    key = keys[0].text if len(keys) == 1 else f"({', '.join(key.text for key in keys)})"
    if any(key.nothing for key in keys):
        return NOTHING
    tests = " or ".join(f"{key.text} is None" for key in keys if not key.sure)
    text = f"{counts}.get({key}, {none})"
    return terms.source.assign(scope.block, f"None if {tests} else {text}" if tests else text)


WRITERS: Final[Mapping[type[Term], Callable[[Terms, Any, Scope, Frame | None], Made]]] = {
    Fact: _fact,
    Linked: _linked,
    AppliedOn: _applied,
    AsOf: _as_of,
    Parametric: _parametric,
    Entry: _entry,
    Listed: _listed,
    Comparison: _comparison,
    OneOf: _one_of,
    Every: _every,
    Either: _every,
    Not: _not,
    Known: _known,
    Arithmetic: _arithmetic,
    Scaled: _scaled,
    Quotient: _quotient,
    Choice: _choice,
    Extreme: _extreme,
    Shifted: _shifted,
    YearOf: _year,
    FullYears: _full_years,
    Aggregate: _aggregate,
    PaidCount: _paid_count,
}


# --- why something is unknown ---


def reasons(terms: Terms, term: Term, scope: Scope, frame: Frame) -> Iterable[str]:
    """Text of (id, status) for everything dated in the term that is said of the decided row."""
    return dict.fromkeys(_reasons(terms, term, scope, frame))


def _reasons(terms: Terms, term: Term, scope: Scope, frame: Frame) -> Iterator[str]:
    if isinstance(term, Aggregate):
        return
    if isinstance(term, Linked):
        yield from _reasons(terms, term.term, terms.linked_scope(term.link, scope, frame), frame)
        return
    if isinstance(term, Parametric):
        yield _parameter_reason(terms, term, scope, frame)
    elif isinstance(term, Entry | Listed):
        yield _catalogue_reason(terms, term, scope, frame)
    for child in term.children():
        yield from _reasons(terms, child, scope, frame)


def _parameter_reason(terms: Terms, term: Parametric, scope: Scope, frame: Frame) -> str:
    day, _ = terms.day(term.on, scope, frame)
    pieces = terms.values(term)
    starts, statuses = terms.source.table(pieces.starts), terms.source.table(pieces.statuses)
    return f"({term.parameter.id!r}, status_at({starts}, {statuses}, {day.text}))"


def _catalogue_reason(terms: Terms, term: Entry | Listed, scope: Scope, frame: Frame) -> str:
    day, _ = terms.day(term.on, scope, frame)
    pieces = terms.rows(term, None)
    starts, editions = terms.source.table(pieces.starts), terms.source.table(pieces.values)
    keys = "".join(f"{terms.write(key, scope, frame).text}, " for key in term.keys)
    return f"({term.catalogue.id!r}, listing_status({starts}, {editions}, {day.text}, ({keys})))"
