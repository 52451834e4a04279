"""办理方式: whether a scheme can be paid without an application, from what it asks and what data come by themselves.

    no_application   免申即享: every criterion is computed, every figure is given, every fact has a data source
    quick            快申快享: all is computed, but some fact has to be brought
    procedure        规定程序: a person judges, or the source leaves a figure open

A city changes the answer by changing what stands in the pack: `sources.yaml`, a parameter, a catalogue.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bole.kernel.facts import Kind
from bole.kernel.messages import N_
from bole.policy.data_sources import DataSource, given
from bole.policy.readings.settled import columns_read
from bole.policy.scheme import Scheme

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue
    from bole.policy.pack import Pack
    from bole.policy.parameters import Parameter

NO_APPLICATION: Final = "no_application"
QUICK: Final = "quick"
PROCEDURE: Final = "procedure"
HANDLINGS_TOLD: Final = {
    NO_APPLICATION: N_("免申即享"),
    QUICK: N_("快申快享"),
    PROCEDURE: N_("规定程序"),
}
_OWN: Final = ("claim", "payment")
"""What the office itself has on its books."""


@dataclass(frozen=True, slots=True)
class Handling:
    """办理方式 of a scheme on a day, and what stands in the way of an easier one."""

    kind: str
    to_bring: tuple[tuple[str, str], ...]
    """Facts without a data source: table and column."""
    judged: tuple[str, ...]
    """Names of what a person judges."""
    open: tuple[str, ...]
    """Ids of the parameters and catalogues of which the source leaves a figure open that day."""
    unverified: tuple[str, ...]
    """Tables whose data source nobody has confirmed."""

    def to_json(self) -> dict[str, object]:
        """Its parts by name."""
        return {
            "kind": self.kind,
            "to_bring": [f"{table}.{column}" for table, column in self.to_bring],
            "judged": list(self.judged),
            "open": list(self.open),
            "unverified": list(self.unverified),
        }


def handling_of(scheme: Scheme, pack: "Pack", as_of: date) -> Handling:
    """办理方式 of a scheme of that pack, by the law and the data sources of the day."""
    sources = pack.library.sources
    read = sorted(_facts_read(scheme))
    to_bring = tuple(pair for pair in read if not given(sources, *pair))
    judged = tuple(judgement.name for judgement in scheme.judgements)
    left_open = tuple(sorted(_left_open(scheme, as_of)))
    kind = PROCEDURE if judged or left_open else QUICK if to_bring else NO_APPLICATION
    return Handling(kind, to_bring, judged, left_open, _unverified(read, sources))


def _facts_read(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Table and column of the facts that decide; ids and links only lead to them."""
    for table, columns in columns_read(iter(scheme.terms())).items():
        for name in columns if table not in _OWN else ():
            if scheme.facts.table(table).column(name).kind not in (Kind.ID, Kind.LINK):
                yield table, name


def _left_open(scheme: Scheme, as_of: date) -> Iterator[str]:
    read: dict[str, Parameter | Catalogue] = {**scheme.parameters(), **scheme.catalogues()}
    for id_, dated in read.items():
        now = dated.at(as_of)
        if now is not None and now.status in ("missing", "partial"):
            yield id_


def _unverified(read: list[tuple[str, str]], sources: Mapping[str, DataSource]) -> tuple[str, ...]:
    tables = dict.fromkeys(table for table, _column in read if table in sources)
    return tuple(table for table in tables if not sources[table].verified)
