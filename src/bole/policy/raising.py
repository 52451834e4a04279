"""抬高: a district's value of a parameter above, for its own people and bodies; never a worse one.

    id: langyu-dongshan.shortage-uplift
    title: 东山街道紧缺工种上浮比例
    title_en: uplift for shortage trades in Dongshan
    unit: percent
    raises: langyu.shortage-uplift            # the parameter above; it must say which way is better
    for: person.residence_town                # the fact that says whose rows are of the place
    codes: "609900101"                        # divisions, apart by blanks; without it the pack's own place
    entries: ...

On every day on which both are in force the district's value is at least as good, or the pack does not load. Where the
district says nothing (before, after, between, or `repealed`) the value above counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bole.kernel.dates import Period
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import nearest
from bole.policy.pack_sheet import PackSheet
from bole.policy.parameters import Entry, Parameter, Raising
from bole.policy.readings.wording import told_value
from bole.policy.values import Value


def raised(
    parameter: Parameter, raising: Raising, above: Mapping[str, Parameter], sheet: PackSheet, faults: Faults
) -> Parameter:
    """The parameter laid over the one that it raises; each thing that is wrong is a fault."""
    file = Path(parameter.file)
    base = above.get(raising.of)
    if sheet.level != "district":
        faults.add(errors.NOT_A_DISTRICT, file, raising.line, pack=sheet.id, base=raising.of)
    if base is None:
        faults.add(errors.UNKNOWN_PARAMETER, file, raising.line, id=raising.of, nearest=nearest(raising.of, above))
        return parameter
    if not base.better:
        faults.add(errors.NO_BETTER, file, raising.line, base=base.id)
    if base.unit != parameter.unit:
        shapes = {"found": parameter.unit, "wanted": base.unit}
        faults.add(errors.OTHER_SHAPE, file, raising.line, id=base.id, **shapes)
        return parameter
    if column_at(raising.rows) is None:
        faults.add(errors.NOT_A_PLACE, file, raising.rows_line, found=raising.rows)
    for code in raising.codes:
        if not code.startswith(sheet.place):
            faults.add(errors.OUTSIDE_PLACE, file, raising.codes_line, code=code, division=sheet.place)
    _refuse_worse(parameter, base, faults)
    codes = raising.codes or (sheet.place,)
    return laid_over(replace(parameter, raising=replace(raising, codes=codes), own=parameter.entries), base)


def laid_over(parameter: Parameter, base: Parameter) -> Parameter:
    """A district's parameter over that one: its own entries, and between them those of the one above."""
    own = [entry for entry in parameter.own if entry.status != "repealed"]
    assert parameter.raising is not None
    below = [replace(e, line=parameter.raising.line) for entry in base.entries for e in _uncovered(entry, own)]
    entries = tuple(sorted([*own, *below], key=lambda entry: entry.start))
    return replace(parameter, entries=entries, base=base)


def followed(changed: Mapping[str, Parameter], read: Iterable[Parameter]) -> dict[str, Parameter]:
    """What stands in for parameters, and what follows from it for those that districts lay over them."""
    found = dict(changed)
    for parameter in read:
        if parameter.base is not None and parameter.base.id in changed:
            given = changed.get(parameter.id, parameter)
            found[parameter.id] = laid_over(given, changed[parameter.base.id])
    return found


def replaced(parameter: Parameter, now: Entry, tried: Entry) -> Parameter:
    """The parameter with another entry in the place of one; of a raised one it is then the district's own."""

    def swapped(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(tried if entry is now else entry for entry in entries)

    if parameter.base is None:
        return replace(parameter, entries=swapped(parameter.entries))
    own = swapped(parameter.own) if any(entry is now for entry in parameter.own) else (*parameter.own, tried)
    return replace(parameter, entries=swapped(parameter.entries), own=own)


def column_at(path: str) -> Column | None:
    """The last column of "table.link.column", where it is a division; else None."""
    table, *names = path.split(".")
    column: Column | None = None
    for name in names:
        if table not in STANDARD.tables or name not in STANDARD.table(table):
            return None
        column = STANDARD.table(table).column(name)
        table = column.to
    return column if column is not None and column.kind is Kind.CODE and column.system == "division" else None


def _refuse_worse(parameter: Parameter, base: Parameter, faults: Faults) -> None:
    """The first day of each stretch on which the district's value is worse than the one above."""
    for mine in parameter.entries:
        for theirs in base.entries:
            day = _first_common_day(mine, theirs)
            if day is None or mine.value is None or theirs.value is None:
                continue
            if not _as_good(mine.value, theirs.value, base.better):
                faults.add(
                    errors.LOWERS,
                    Path(parameter.file),
                    mine.line,
                    day=day,
                    id=parameter.id,
                    value=told_value(mine.value, parameter.type),
                    clause=mine.cites,
                    base=base.id,
                    base_value=told_value(theirs.value, base.type),
                    base_clause=theirs.cites,
                )


def _first_common_day(one: Entry, other: Entry) -> date | None:
    start = max(one.start, other.start)
    ends = [entry.end for entry in (one, other) if entry.end is not None]
    return None if ends and min(ends) < start else start


def _as_good(mine: Value, theirs: Value, better: str) -> bool:
    a, b = _number(mine), _number(theirs)
    return a >= b if better == "more" else a <= b


def _number(value: Value) -> int:
    if isinstance(value, Period):
        return value.months or value.days  # of one unit, so one of the two
    if isinstance(value, date):
        return value.toordinal()
    assert isinstance(value, int)  # flags too: yes is more than no
    return int(value)


def _uncovered(entry: Entry, by: Sequence[Entry]) -> Iterator[Entry]:
    """The parts of an entry's time in which none of the others is in force."""
    start: date | None = entry.start
    for other in sorted(by, key=lambda other: other.start):
        if start is None or _first_common_day(replace(entry, start=start), other) is None:
            continue
        if other.start > start:
            yield replace(entry, start=start, end=other.start - timedelta(days=1))
        start = None if other.end is None or other.end == date.max else other.end + timedelta(days=1)
    if start is not None and (entry.end is None or start <= entry.end):
        yield replace(entry, start=start)
