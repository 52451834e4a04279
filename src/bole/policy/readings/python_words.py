"""生成的函数所用的词: what the Python text of schemes calls, apart from Python itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bole.kernel.dates import Period, add_months, full_years
from bole.kernel.money import Rounding, divide
from bole.policy.catalogues import Edition

Row = Mapping[str, Any]
Rows = Sequence[Row]

EVIDENCE: Final = 0
MISSING: Final = 1
NO_RULE: Final = 2
"""Why something is unknown: evidence, a figure the source does not give, no rule in force on that day."""


def by_id(rows: Rows, key: str) -> dict[Any, Row]:
    """The rows by their id."""
    return {row[key]: row for row in rows}


def by_link(rows: Rows, link: str) -> dict[Any, list[Row]]:
    """The rows by what they point at; those that point nowhere are left out."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        end = row.get(link)
        if end is not None:
            if end in found:
                found[end].append(row)
            else:
                found[end] = [row]
    return found


def claim_days(rows: Rows) -> dict[tuple[Any, Any], Any]:
    """申领日 by scheme and fact."""
    return {(row["scheme"], row["fact"]): row.get("applied_on") for row in rows}


def months_after(start: date, months: int) -> date:
    """As bole.kernel.dates.add_months; days that every month has take the short way."""
    if start.day <= 28:
        index = start.year * 12 + start.month - 1 + months
        year = index // 12
        if 1 <= year <= 9999:
            return date(year, index % 12 + 1, start.day)
    return add_months(start, months)


def days_after(start: date, days: int) -> date:
    """The day so many days later."""
    return Period(days=days).after(start)


def moved(start: date, period: Period, back: bool) -> date:
    """The last day of a period from that day, or the day so long before."""
    turned = Period(-period.months, -period.days) if back else period
    return months_after(start, turned.months) if turned.months else days_after(start, turned.days)


def years_between(start: date, end: date) -> int:
    """As bole.kernel.dates.full_years; starts that every year has take the short way."""
    if start.month == 2 and start.day == 29:
        return full_years(start, end)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def paid(
    rows: Rows, schemes: frozenset[str], columns: tuple[str, ...], as_of: date, alike: tuple[str, ...] = ()
) -> dict[Any, int]:
    """已发次数 by the keys (a tuple where there is more than one): facts whose payments sum up to more than zero."""
    sums: dict[tuple[Any, Any, Any], int] = {}
    for row in rows:
        day = row.get("paid_on")
        if row.get("scheme") not in schemes or day is None or day > as_of:
            continue
        keys = tuple(_ledger_value(row, column) for column in columns)
        if None not in keys:
            scheme = alike[0] if row["scheme"] in alike else row["scheme"]
            group = (keys if len(keys) != 1 else keys[0], scheme, row["fact"])
            sums[group] = sums.get(group, 0) + (row.get("fen") or 0)
    counts: dict[Any, int] = {}
    for (keys, _, _), fen in sums.items():
        if fen > 0:
            counts[keys] = counts.get(keys, 0) + 1
    return counts


def _ledger_value(row: Row, column: str) -> Any:
    if column != "year":
        return row.get(column)
    day = row.get("applied_on")
    return None if day is None else day.year


def status_at(starts: Sequence[date], statuses: Sequence[int], day: date | None) -> int:
    """Why a parameter has no value that day; EVIDENCE where it has one or the day is unknown."""
    return EVIDENCE if day is None else statuses[bisect_right(starts, day)]


def listing_status(
    starts: Sequence[date], editions: Sequence[Edition | None], day: date | None, key: tuple[Any, ...]
) -> int:
    """Why a catalogue says nothing of a key that day; EVIDENCE where it does, or the day or the key is unknown."""
    if day is None:
        return EVIDENCE
    edition = editions[bisect_right(starts, day)]
    if edition is None or edition.status == "repealed":
        return NO_RULE
    # Of a partial edition only a known key without a row is the source's gap; other gaps are the person's.
    absent = edition.status == "partial" and None not in key and key not in edition.rows
    return MISSING if absent or edition.status == "missing" else EVIDENCE


def worst(statuses: Iterable[tuple[str, int]]) -> int:
    """The gravest of several reasons."""
    return max((status for _, status in statuses), default=EVIDENCE)


NAMES: Final[Mapping[str, object]] = {
    "EMPTY": {},
    "Rounding": Rounding,
    "bisect": bisect_right,
    "by_id": by_id,
    "by_link": by_link,
    "claim_days": claim_days,
    "days_after": days_after,
    "divide": divide,
    "listing_status": listing_status,
    "months_after": months_after,
    "moved": moved,
    "paid": paid,
    "status_at": status_at,
    "years_between": years_between,
}
"""By the names they have in the text."""
