"""按日期取值: dated entries and editions as one row of pieces, each from a first day to the next piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from bole.policy.catalogues import Catalogue, Edition
from bole.policy.parameters import Parameter
from bole.policy.readings.python_words import EVIDENCE, MISSING, NO_RULE


@dataclass(frozen=True, slots=True)
class Pieces:
    """Values with the first days of all but the first, which holds since ever."""

    key: tuple[str, ...]
    """Tells the pieces of one thing from those of another."""
    starts: tuple[date, ...]
    values: tuple[object, ...]
    statuses: tuple[int, ...] = ()

    def at(self, day: object) -> object:
        """The value of that day."""
        assert isinstance(day, date)
        return self.values[bisect_right(self.starts, day)]


class _Span(Protocol):
    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date | None: ...


T = TypeVar("T", bound=_Span)


def _stretches(spans: Sequence[T]) -> Iterable[tuple[date, T | None]]:
    """First days with what is in force from there on; None for the time after an end that nothing follows at once."""
    ordered = sorted(spans, key=lambda span: span.start)
    for at, span in enumerate(ordered):
        yield span.start, span
        if span.end is None or span.end == date.max:
            continue
        after = span.end + timedelta(days=1)
        if at + 1 == len(ordered) or ordered[at + 1].start != after:
            yield after, None


def parameter_pieces(parameter: Parameter) -> Pieces:
    """The values of a parameter, with what their lack means."""
    stretches = list(_stretches(parameter.entries))
    why = {"known": EVIDENCE, "missing": MISSING, "repealed": NO_RULE}
    return Pieces(
        ("parameter", parameter.id),
        tuple(start for start, _ in stretches),
        (None, *(entry.value if entry else None for _, entry in stretches)),
        (NO_RULE, *(why[entry.status] if entry else NO_RULE for _, entry in stretches)),
    )


def edition_pieces(catalogue: Catalogue, value: str | None) -> Pieces:
    """The rows of each edition as key to value (a lone key bare); with None the editions themselves."""
    stretches = list(_stretches(catalogue.editions))
    at = None if value is None else [column.name for column in catalogue.values].index(value)

    def rows(edition: Edition | None) -> object:
        if edition is None or at is None:
            return edition
        if edition.status in {"missing", "repealed"}:
            return None
        return {_bare(key): values[at] for key, values in edition.rows.items()}

    starts = tuple(start for start, _ in stretches)
    return Pieces(("edition", catalogue.id, str(value)), starts, (None, *(rows(edition) for _, edition in stretches)))


def listing_pieces(catalogue: Catalogue) -> Pieces:
    """The keys of each edition, with the answer for a key that is not among them: no, or not known."""
    stretches = list(_stretches(catalogue.editions))

    def keys(edition: Edition | None) -> object:
        if edition is None or edition.status in {"missing", "repealed"}:
            return None
        return {_bare(key): True for key in edition.rows}, None if edition.status == "partial" else False

    starts = tuple(start for start, _ in stretches)
    return Pieces(("listing", catalogue.id), starts, (None, *(keys(edition) for _, edition in stretches)))


def _bare(key: tuple[object, ...]) -> object:
    return key[0] if len(key) == 1 else key
