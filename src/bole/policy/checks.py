"""静态检查: what can be wrong with a pack's schemes before anything is computed, each with file, line and the way out.

Errors keep a pack from being loaded; warnings are shown by `bole pack check` and beside a rule.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, Literal

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import _, language
from bole.policy import errors
from bole.policy.bounds import LARGEST, ROWS, Bounds, excesses
from bole.policy.clause_index import check_citation
from bole.policy.contradictions import atoms, clash, decided, simple
from bole.policy.crosswalk import CROSSWALK
from bole.policy.marked_yaml import nearest
from bole.policy.payment_kinds import ID
from bole.policy.readings.sentence import say
from bole.policy.scheme import Amount, Cap, Ceiling, Exclusion, Scheme
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Comparison,
    Either,
    Every,
    Fact,
    Listed,
    PaidCount,
    Parametric,
    Scaled,
    Term,
)
from bole.policy.terms import Entry as TableEntry
from bole.policy.terms import Literal as Constant
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue, Edition
    from bole.policy.pack import Pack, Packs
    from bole.policy.parameters import Entry as ParameterEntry

Severity = Literal["error", "warning"]
_PAYEES: Final = frozenset({"person", "organisation"})


@dataclass(frozen=True, slots=True)
class Finding:
    """检查结果: one thing that is wrong or should be known; a check finding."""

    severity: Severity
    fault: BoleError

    @property
    def code(self) -> str:
        """错误编号."""
        return self.fault.code

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.fault.place.rpartition(":")[0] or self.fault.place

    @property
    def line(self) -> int:
        """Its line; 0 for the file as a whole."""
        last = self.fault.place.rpartition(":")[2]
        return int(last) if last.isdigit() else 0

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {"severity": self.severity, "file": self.file, "line": self.line, **self.fault.to_json()}


def check_packs(packs: "Packs") -> list[Finding]:
    """Every finding over all packs.

    What nobody uses is an error in a pack that has schemes and that no other builds on; elsewhere something outside
    may, and packs below the nation or a province are often not loaded with it.
    """
    above = {pack.parent for pack in packs.values()}
    found = [finding for pack in packs.values() for finding in check_schemes(pack, packs.paid_by(pack.id))]
    found += _taken(packs)
    for pack in packs.values():
        alone = pack.id not in above and pack.level not in ("nation", "province")
        found += _unused(pack, packs.used, "error" if pack.schemes and alone else "warning")
    return found


def check_schemes(pack: "Pack", paying: Iterable[str] = ()) -> list[Finding]:
    """Every finding over the schemes of one pack, scheme by scheme.

    `paying`: further schemes whose payments may be counted, those of the packs above.
    """
    known = frozenset((*paying, *pack.schemes, *pack.library.payments))
    return [finding for scheme in pack.schemes.values() for finding in _SchemeCheck(scheme, pack, known).findings()]


def check_scheme(scheme: Scheme, pack: "Pack | None" = None) -> list[Finding]:
    """Every finding over one scheme; without a pack, citations and payments have nothing to be looked up in."""
    known = None if pack is None else frozenset((*pack.schemes, *pack.library.payments))
    return list(_SchemeCheck(scheme, pack, known).findings())


def _taken(packs: "Packs") -> Iterator[Finding]:
    """Kinds of payment under the id of a scheme, and those that a pack below is said to pay and does not."""
    for pack in packs.values():
        for id_, kind in pack.library.own_payments.items():
            payer = id_.partition(".")[0]
            if kind.below and payer in packs and id_ not in packs[payer].schemes:
                params = {"name": pack.title, "id": id_, "nearest": nearest(id_, packs[payer].schemes)}
                yield Finding("error", BoleError(errors.UNKNOWN_PAYMENT, place=f"{kind.file}:{kind.line}", **params))
            if id_ in pack.schemes:
                where, place = pack.schemes[id_].place, f"{kind.file}:{kind.line}"
                yield Finding("error", BoleError(errors.ID_TWICE, place=place, id=id_, where=where))


def _unused(pack: "Pack", used: frozenset[str], severity: Severity) -> Iterator[Finding]:
    library = pack.library
    files = {id_: parameter.file for id_, parameter in library.own_parameters.items()}
    files |= {id_: catalogue.file for id_, catalogue in library.own_catalogues.items()}
    for id_, file in files.items():
        if id_ not in used and not (id_.startswith("nation.") and _is_classification(id_, library.own_catalogues)):
            yield Finding(severity, BoleError(errors.UNUSED, place=f"{file}:1", id=id_))


def _is_classification(id_: str, catalogues: "Mapping[str, Catalogue]") -> bool:
    """Whether the catalogue is a list of codes itself, which border checks and other catalogues rest on, or the
    crosswalk between the editions of one."""
    if id_.endswith(CROSSWALK) and id_.removesuffix(CROSSWALK) in catalogues:
        return True
    return id_ in catalogues and catalogues[id_].keys[0].name == id_.partition(".")[2]


@dataclass(frozen=True)
class _Piece:
    """A named part of a scheme: its terms, its clause and where it stands."""

    name: str
    terms: tuple[Term, ...]
    cites: ClauseRef
    place: str


@dataclass(frozen=True)
class _SchemeCheck:
    scheme: Scheme
    pack: "Pack | None"
    paying: frozenset[str] | None
    """Ids of everything whose payments may be counted; None: not known here."""

    def findings(self) -> Iterator[Finding]:
        yield from self._id()
        yield from self._citations()
        yield from self._codes()
        if self.scheme.tops is None:  # else made of a scheme that is checked itself
            yield from self._criteria()
            yield from self._parts()
            yield from self._amounts()
        yield from self._numbers()
        yield from self._roundings()
        yield from self._depths()
        yield from self._payments()
        yield from self._caps()
        yield from self._ended_documents()
        yield from self._dates()
        yield from self._unverified()

    def _found(self, kind: ErrorKind, place: str, severity: Severity = "error", /, **params: object) -> Finding:
        return Finding(severity, BoleError(kind, place=place, **params))

    def _pieces(self) -> Iterator[_Piece]:
        scheme = self.scheme
        yield _Piece(scheme.id, (scheme.law_of,), scheme.cites, scheme.place)
        for criterion in scheme.criteria:
            yield _Piece(criterion.name, (criterion.term,), criterion.cites, criterion.place)
            for exception in criterion.exceptions:
                yield _Piece(exception.name, (exception.term,), exception.cites, exception.place)
        for judgement in scheme.judgements:
            yield _Piece(judgement.name, (), judgement.cites, judgement.place)
        for amount in scheme.amounts:
            yield _Piece(amount.name, (amount.when, amount.term), amount.cites, amount.place)
        for grant in scheme.grants:
            yield _Piece(grant.name, (grant.term,), grant.cites, grant.place)
        for cap in scheme.caps:
            terms = (
                cap.top,
                *cap.per,
                *(term for term, _ in cap.order),
                *(() if cap.used is None else (cap.used,)),
            )
            yield _Piece(cap.name, terms, cap.cites, cap.place)
        for each in scheme.allocations:
            size = each.limit if isinstance(each, Ceiling) else each.share
            yield _Piece(each.name, (size, *each.per, *(term for term, _ in each.order)), each.cites, each.place)

    # --- names and sources ---

    def _id(self) -> Iterator[Finding]:
        id_ = self.scheme.id
        pack = self.pack.id if self.pack else id_.partition(".")[0]
        if not ID.fullmatch(id_) or id_.partition(".")[0] != pack:
            yield self._found(errors.SCHEME_ID, self.scheme.place, id=id_, pack=pack)

    def _citations(self) -> Iterator[Finding]:
        if self.pack is None:
            return
        for piece in self._pieces():
            try:
                check_citation(self.pack.library.documents, piece.cites)
            except BoleError:
                yield self._found(errors.CITATION_LOST, piece.place, name=piece.name, clause=piece.cites)

    def _codes(self) -> Iterator[Finding]:
        """Codes that their classification does not have; one that nobody lists is open."""
        told = set[str]()
        for piece in self._pieces():
            for constant in (c for term in piece.terms for part in term.walk() for c in _compared_codes(part)):
                system, code = constant.type.system, str(constant.value)
                known = self.pack.library.codes(system) if self.pack else self.scheme.facts.codes.get(system)
                if known is not None and code not in known and code not in told:
                    told.add(code)
                    yield self._found(
                        errors.UNKNOWN_CODE,
                        piece.place,
                        name=piece.name,
                        code=code,
                        system=system,
                        nearest=nearest(code, known),
                    )

    def _ended_documents(self) -> Iterator[Finding]:
        if self.pack is None:
            return
        documents, end = self.pack.library.documents, self.scheme.in_force.end
        for id_ in dict.fromkeys(clause.document for clause in self.scheme.clauses()):
            until = documents[id_].in_force_until if id_ in documents else None
            if until is not None and (end is None or end > until):
                told = end.isoformat() if end else "…"
                yield self._found(
                    errors.DOCUMENT_ENDED,
                    self.scheme.place,
                    scheme=self.scheme.id,
                    end=told,
                    document=documents[id_].title,
                    until=until,
                )

    # --- conditions ---

    def _criteria(self) -> Iterator[Finding]:
        bounds = Bounds()
        seen: dict[str, str] = {}
        for criterion in self.scheme.criteria:
            term = criterion.decided_by
            answer = decided(term, bounds)
            if answer is not None:
                kind = errors.ALWAYS_MET if answer else errors.NEVER_MET
                yield self._found(kind, criterion.place, name=criterion.told.zh, sentence=_said(term))
            if term.key in seen:
                other = seen[term.key]
                yield self._found(errors.SAME_TWICE, criterion.place, name=criterion.told.zh, other=other)
            seen.setdefault(term.key, criterion.told.zh)
        yield from self._clashing(bounds)

    def _clashing(self, bounds: Bounds) -> Iterator[Finding]:
        """Criteria that exclude each other, each of them reachable by itself."""
        able = [c for c in self.scheme.criteria if decided(c.decided_by, bounds) is None]
        parts = {c.name: list(atoms(c.decided_by)) for c in able}
        for first, second in combinations(able, 2):
            term = clash([*parts[first.name], *parts[second.name]])
            if term is not None:
                names = f"{first.told.zh}、{second.told.zh}"
                yield self._found(errors.CLASHING, second.place, names=names, sentence=_said(term))

    def _parts(self) -> Iterator[Finding]:
        """Comparisons inside a condition or an amount that the bounds of the facts decide."""
        bounds, told = Bounds(), set[str]()
        whole = {criterion.decided_by.key for criterion in self.scheme.criteria}
        for piece in self._pieces():
            for part in (inner for term in piece.terms for inner in term.walk()):
                if part.key in whole or not isinstance(part, Comparison | Every | Either):
                    continue
                if any(child.key in told for child in part.walk()) or decided(part, bounds) is None:
                    continue
                told.add(part.key)
                yield self._found(errors.PART_DECIDED, piece.place, name=piece.name, sentence=_said(part))

    def _amounts(self) -> Iterator[Finding]:
        for first, second in combinations(self.scheme.amounts, 2):
            if _overlap(first, second):
                yield self._found(
                    errors.AMOUNTS_OVERLAP,
                    second.place,
                    name=first.name,
                    clause=first.cites,
                    other=second.name,
                    other_clause=second.cites,
                )

    # --- numbers ---

    def _numbers(self) -> Iterator[Finding]:
        bounds, told = Bounds(), set[str]()
        for piece in self._pieces():
            for excess in excesses(piece.terms):
                if excess.term.key not in told:
                    told.add(excess.term.key)
                    yield self._overflow(piece.name, piece.place, excess.reached, excess.limit, excess.term)
        for amount in self.scheme.amounts:
            interval = bounds.interval(amount.term)
            sum_ = max((abs(end) for end in interval), default=0) * ROWS if interval else 0
            if sum_ > LARGEST:
                yield self._overflow(amount.name, amount.place, sum_, LARGEST, amount.term)

    def _overflow(self, name: str, place: str, reached: int, limit: int, term: Term) -> Finding:
        return self._found(errors.OVERFLOW, place, name=name, reached=reached, limit=limit, sentence=_said(term))

    def _roundings(self) -> Iterator[Finding]:
        for piece in self._pieces():
            for part in (inner for term in piece.terms for inner in term.walk()):
                if isinstance(part, Scaled) and part.rounding is None:
                    yield self._found(errors.ROUNDING_OPEN, piece.place, name=piece.name, sentence=_said(part))

    def _depths(self) -> Iterator[Finding]:
        for piece in self._pieces():
            if any(_too_deep(part) for term in piece.terms for part in term.walk()):
                yield self._found(errors.TOO_DEEP, piece.place)

    def _payments(self) -> Iterator[Finding]:
        """What is counted in the ledger is a scheme, or a kind of payment that a pack declares."""
        if self.paying is None:
            return
        known = self.paying | {self.scheme.id}
        for piece in self._pieces():
            counted = (t for term in piece.terms for t in term.walk() if isinstance(t, PaidCount))
            for id_ in sorted({id_ for count in counted for id_ in count.schemes} - known):
                params = {"name": piece.name, "id": id_, "nearest": nearest(id_, known)}
                yield self._found(errors.UNKNOWN_PAYMENT, piece.place, "error", **params)

    def _caps(self) -> Iterator[Finding]:
        for rule in self.scheme.shared:
            if not _of_payee(rule, self.scheme):
                yield self._found(errors.CAP_NOT_OF_PAYEE, rule.place, name=rule.told.zh)

    # --- dates ---

    def _dates(self) -> Iterator[Finding]:
        for id_, items, file in self._dated():
            line = items[-1].line if items else 1
            place = f"{file}:{line}"
            for start, end in _gaps(items, self.scheme):
                told = end.isoformat() if end else "…"
                yield self._found(
                    errors.NO_EDITION, place, "warning", scheme=self.scheme.id, id=id_, start=start, end=told
                )
            for item in items:
                if item.status in ("missing", "partial") and _meets(item, self.scheme):
                    yield self._found(
                        errors.NO_FIGURE,
                        f"{file}:{item.line}",
                        "warning",
                        scheme=self.scheme.id,
                        id=id_,
                        start=item.start,
                        end=item.end or "…",
                    )

    def _dated(self) -> "Iterator[tuple[str, Sequence[ParameterEntry | Edition], str]]":
        for parameter in self.scheme.parameters().values():
            yield parameter.id, parameter.entries, parameter.file
        for catalogue in self.scheme.catalogues().values():
            yield catalogue.id, catalogue.editions, catalogue.file

    def _unverified(self) -> Iterator[Finding]:
        scheme = self.scheme
        choices = {_("施行期限"): scheme.in_force_verified, _("适用日期"): scheme.law_of_verified}
        for what, verified in choices.items():
            if not verified:
                yield self._found(
                    errors.UNVERIFIED, scheme.place, "warning", scheme=scheme.id, what=what, clause=scheme.cites
                )
        for id_, items, file in self._dated():
            for item in items:
                if not item.verified:
                    place = f"{file}:{item.line}"
                    yield self._found(
                        errors.UNVERIFIED, place, "warning", scheme=scheme.id, what=id_, clause=item.cites
                    )


def _said(term: Term) -> str:
    return say(term, language())


def _reads_day(term: Term) -> bool:
    """Whether the term reads the claim's or the law's day of the decided row."""
    dated = Parametric | TableEntry | Listed
    return any(isinstance(t, AppliedOn) or (isinstance(t, dated) and t.on is None) for t in term.walk())


def _too_deep(term: Term) -> bool:
    """Whether a summary that reads the row's day has another one inside; columns cannot compute that."""
    if not isinstance(term, Aggregate):
        return False
    inner = [part for top in term.children() for part in top.walk() if isinstance(part, Aggregate)]
    return any(_reads_day(part) for part in inner)


def _compared_codes(term: Term) -> Iterator[Constant]:
    """The literal codes that a term compares with."""
    for part in term.children():
        if isinstance(part, Constant) and part.type.base is Base.CODE and part.type.system:
            yield part


def _overlap(first: Amount, second: Amount) -> bool:
    """Whether some row surely meets both conditions."""
    both = [*atoms(first.when), *atoms(second.when)]
    if any(isinstance(term, Constant) and term.value is not yes for term, yes in both):
        return False
    if first.when.key == second.when.key:
        return clash(both) is None
    return simple(both) and clash(both) is None


def _of_payee(rule: Cap | Exclusion, scheme: Scheme) -> bool:
    """Whether rows that share the keys of a cap or an exclusion lie in one file: that of the payee."""
    own_id = (scheme.per, scheme.facts.table(scheme.per).key)
    for key in rule.per:
        if key.type.base is not Base.ROW:
            continue
        if isinstance(key, Fact) and (key.table, key.column.name) == own_id:
            return True
        if scheme.pays is None and key.type.system in _PAYEES:
            return True
        if scheme.pays is not None and key.key == scheme.pays.key:
            return True
    return False


def _meets(item: "ParameterEntry | Edition", scheme: Scheme) -> bool:
    window = scheme.in_force
    return (window.end is None or item.start <= window.end) and (item.end is None or item.end >= window.start)


def _gaps(items: "Sequence[ParameterEntry | Edition]", scheme: Scheme) -> Iterator[tuple[date, date | None]]:
    """Stretches of the scheme's time before the first entry and after the last; between two there is never one."""
    window = scheme.in_force
    if not items:
        yield window.start, window.end
        return
    first, last = items[0].start, items[-1].end
    if window.start < first:
        day_before = first - timedelta(days=1)
        yield window.start, day_before if window.end is None else min(day_before, window.end)
    if last is not None and (window.end is None or last < window.end):
        yield max(window.start, last + timedelta(days=1)), window.end
