"""规则库: the parameters, catalogues and documents that a pack can see: its own and those of the packs above it.

While a pack's schemes are loaded, `current()` is its library; a scheme names what is its own without the pack
("shortage-uplift"), and what is above it in full ("guangdong.claim-period"). It cannot see a pack beside it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bole.kernel.clauses import ClauseRef
from bole.kernel.codes import CODES
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Kind
from bole.policy import errors
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.clause_index import Document, check_citation
from bole.policy.data_sources import DataSource
from bole.policy.marked_yaml import nearest
from bole.policy.parameters import Entry, Parameter
from bole.policy.payment_kinds import PaymentKind
from bole.policy.population import Figure

T = TypeVar("T")

_SYSTEMS: Final = frozenset(
    column.system for table in STANDARD.tables.values() for column in table.columns if column.kind is Kind.CODE
)
"""Every classification that the facts use."""


@dataclass
class Library:
    """规则库 of one pack; `parent` is the library of the pack above it."""

    pack: str
    parent: "Library | None" = None
    own_parameters: dict[str, Parameter] = field(default_factory=dict)
    own_catalogues: dict[str, Catalogue] = field(default_factory=dict)
    own_documents: dict[str, Document] = field(default_factory=dict)
    own_payments: dict[str, PaymentKind] = field(default_factory=dict)
    own_sources: dict[str, DataSource] = field(default_factory=dict)
    own_supplies: dict[str, tuple[Edition | Entry, ...]] = field(default_factory=dict)
    """What it hands in to parameters and catalogues of packs above it, by their id."""
    own_population: dict[str, Figure] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Full ids of the parameters and catalogues that were asked for."""

    @property
    def chain(self) -> tuple["Library", ...]:
        """This library and those above it, the nearest first."""
        return (self, *(self.parent.chain if self.parent else ()))

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every parameter in sight, by full id."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_parameters.items()}

    @property
    def catalogues(self) -> Mapping[str, Catalogue]:
        """Every catalogue in sight, by full id."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_catalogues.items()}

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document in sight, by id; the nearest pack's entry counts."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_documents.items()}

    @property
    def payments(self) -> Mapping[str, PaymentKind]:
        """Every kind of payment in sight, by id."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_payments.items()}

    @property
    def sources(self) -> Mapping[str, DataSource]:
        """Which department hands over which table; the nearest pack's entry counts."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_sources.items()}

    @property
    def population(self) -> Mapping[str, Figure]:
        """Every figure of the population in sight, by name; the nearest pack's counts."""
        return {key: value for library in reversed(self.chain) for key, value in library.own_population.items()}

    def parameter(self, id: str) -> Parameter:
        """The parameter of that id, without the pack's name where it is its own; raises BoleError."""
        return self._asked(id, self.parameters, errors.UNKNOWN_PARAMETER)

    def catalogue(self, id: str) -> Catalogue:
        """The catalogue of that id, likewise."""
        return self._asked(id, self.catalogues, errors.UNKNOWN_CATALOGUE)

    def document(self, id: str) -> Document:
        """The document of that id; raises BoleError."""
        return check_citation(self.documents, ClauseRef(id, "")) if id not in self.documents else self.documents[id]

    def clause(self, ref: ClauseRef) -> ClauseRef:
        """The citation itself, once it resolves; raises BoleError where it does not."""
        check_citation(self.documents, ref)
        return ref

    def codes(self, system: str) -> Mapping[str, object] | None:
        """代码: the codes of a classification: a closed list of the kernel, or the catalogue `nation.<system>`.

        None for one that the facts know but that nobody has listed; raises BoleError for one that nobody knows.
        """
        if system in CODES:
            return CODES[system]
        name = f"nation.{system}"
        if name in self.catalogues:
            listed = self.catalogue(name)
            # A list of which not all rows are at hand names codes and closes nothing.
            return listed.codes if all(edition.complete for edition in listed.editions) else None
        if system not in _SYSTEMS:
            known = ", ".join(sorted({*_SYSTEMS, *CODES}))
            raise BoleError(errors.BAD_CHOICE, key="system", found=system, known=known)
        return None

    def _asked(self, id: str, known: Mapping[str, T], kind: ErrorKind) -> T:
        full = id if "." in id else f"{self.pack}.{id}"
        pack = full.partition(".")[0]
        seen = [library.pack for library in self.chain]
        if pack not in seen:
            raise BoleError(errors.OUT_OF_SIGHT, pack=self.pack, id=id, seen=", ".join(seen))
        if full not in known:
            raise BoleError(kind, id=id, nearest=nearest(full, known))
        self.used.add(full)
        return known[full]


_current: Final[ContextVar[Library | None]] = ContextVar("library", default=None)


@contextmanager
def loading(library: Library) -> Iterator[Library]:
    """While it lasts, `current()` is this library."""
    token = _current.set(library)
    try:
        yield library
    finally:
        _current.reset(token)


def current() -> Library:
    """The library of the pack being loaded; raises BoleError where none is."""
    library = _current.get()
    if library is None:
        raise BoleError(errors.NO_LIBRARY)
    return library


def cited(ref: ClauseRef) -> None:
    """Check a citation while a pack is loaded; a scheme built outside a pack has no index to be checked against."""
    library = _current.get()
    if library is not None:
        library.clause(ref)
