"""合成: two rows that say the same thing become one; of each column the more trusted source is believed."""

from collections.abc import Mapping, Sequence
from typing import Final

from bole.apps.registry.history import Held
from bole.apps.registry.imports.kinds import all_kinds, kind_named
from bole.apps.registry.models import Source

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "poolmember": ("person", "pool_id", "entered_on"),
    "housing": ("person", "kind", "started_on"),
    "loan": ("person", "product", "applied_on"),
    "service": ("person", "kind", "asked_on"),
}
"""What tells two records of one person apart, of tables that no file fills."""


def key_of(table: str) -> tuple[str, ...]:
    """The columns that tell records of one table apart; two rows that agree in them say the same thing."""
    found = next((kind_named(kind) for kind in all_kinds() if kind_named(kind).register.lower() == table), None)
    return found.key if found is not None and found.person != "itself" else KEYS.get(table, ())


def ranks() -> dict[int, int]:
    """可信次序 of every source; the lower, the more it is trusted."""
    return dict(Source.objects.values_list("pk", "rank"))


def blend(
    names: Sequence[str], kept: Held, gone: Held, ranked: Mapping[int, int], *, together: Sequence[Sequence[str]] = ()
) -> Held | None:
    """The kept row with what the other one knows better or alone; None where that is nothing.

    Columns of `together` (a value, its index and its form) move as one.
    """
    values, told_by = list(kept.values), dict(kept.told_by)
    taken = False
    for group in _groups(names, together):
        places = [names.index(name) for name in group]
        first = places[0]
        old, new = kept.values[first], gone.values[first]
        if new in (None, "") or old == new:
            continue
        teller, other = kept.told_by.get(group[0], kept.source), gone.told_by.get(group[0], gone.source)
        if old in (None, "") or ranked[other] < ranked[teller]:
            taken = True
            for place, name in zip(places, group, strict=True):
                values[place] = gone.values[place]
                told_by[name] = other
    if not taken:
        return None
    told_by = {name: who for name, who in told_by.items() if who != kept.source}
    return Held(kept.number, kept.thing, kept.source, told_by, values)


def _groups(names: Sequence[str], together: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    grouped = {name for group in together for name in group}
    return [*together, *((name,) for name in names if name not in grouped)]
