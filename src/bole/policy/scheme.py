"""政策项目: a scheme, what a document promises, said as criteria, amounts, caps, exclusions and dates over facts.

A scheme decides once for each row of `per` (each certificate, each person, each organisation). The outcome of a row is
the first that fits:

    (out of scope) it is surely no row that the scheme is meant for: not decided, only counted
    not_in_force   its law date is outside the scheme's time
    refused        a criterion is false
    not_in_force   a criterion or the amount needs a parameter or a catalogue of which no edition is in force that day
    unknown        a criterion or the amount lacks evidence
    needs_person   a person has to judge, or the source gives no figure for a parameter
    refused        a cap is used up (unknown where rows that are themselves unknown could use it up)
    refused        a row of another scheme of the run stands first in a limit or an exclusion that both share; see
                   `bole.policy.contests`
    entitled       with the amount in fen, or with what the scheme grants
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Facts
from bole.kernel.money import Rounding
from bole.policy import library
from bole.policy.errors import (
    AMOUNT_NOT_MONEY,
    CAP_WITHOUT_ORDER,
    MISSING_ROUNDING,
    NAME_TAKEN,
    NOT_OF_THESE_ROWS,
    NOT_ON_LEDGER,
    WRONG_TYPE,
)
from bole.policy.operators import along, fact, lift, paths, truth
from bole.policy.place import here, written_at
from bole.policy.scheme_parts import (
    Amount,
    Cap,
    Ceiling,
    Criterion,
    Exclusion,
    Exemption,
    Grant,
    Judgement,
    Quota,
    Recurs,
    Share,
    Told,
    TopUp,
    Window,
)
from bole.policy.terms import (
    AppliedOn,
    Entry,
    Fact,
    Linked,
    Listed,
    Literal,
    Operand,
    PaidCount,
    Parametric,
    Scaled,
    Term,
    YearOf,
    rebuilt,
)
from bole.policy.types import DATE, MONEY, TRUTH, Base, Type

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue
    from bole.policy.parameters import Parameter

Order: TypeAlias = Term | tuple[Term, bool] | tuple[Term | tuple[Term, bool], ...]
"""先后次序: a term, or `first(term)` for the greater first, or several of them."""

ENTITLED: Final = "entitled"
REFUSED: Final = "refused"
UNKNOWN: Final = "unknown"
NEEDS_PERSON: Final = "needs_person"
NOT_IN_FORCE: Final = "not_in_force"
OUTCOMES: Final = (ENTITLED, REFUSED, UNKNOWN, NEEDS_PERSON, NOT_IN_FORCE)
"""结果, in the order of their codes in columns: entitled is 0."""
OUT_OF_SCOPE: Final = "out_of_scope"
"""不在对象之内: what a row is that the scheme does not decide at all; its code in columns follows those of OUTCOMES."""
SCOPE: Final = "scope"
"""The name of the criterion that says for which rows a scheme is meant."""


ADDS: Final = "adds"
ABOVE: Final = "above"
"""Of a scheme that adds to another: the criterion that there is something to add, the grant with what is paid above."""


class Scheme:
    """政策项目: filled line by line in a pack's file; see `bole.policy.vocabulary` for the words."""

    def __init__(
        self,
        *,
        id: str,
        title: str,
        title_en: str,
        per: Rows,
        pays: Term | None = None,
        cites: ClauseRef,
        in_force: Window,
        law_of: Term | None = None,
        in_force_verified: bool = True,
        law_of_verified: bool = True,
    ) -> None:
        self.id = id
        self.title = Told(title, title_en)
        self.facts: Facts = per.facts
        self.per = per.table
        self.pays = pays
        self.cites = cites
        self.in_force = in_force
        self.in_force_verified = in_force_verified
        self.law_of = AppliedOn() if law_of is None else law_of
        self.law_of_verified = law_of_verified
        self.payer = Told("", "")
        """支付方: the place whose pack it is; "" outside a pack."""
        self.place = here()
        self.criteria: list[Criterion] = []
        self.judgements: list[Judgement] = []
        self.amounts: list[Amount] = []
        self.grants: list[Grant] = []
        self.caps: list[Cap] = []
        self.exclusions: list[Exclusion] = []
        self.allocations: list[Ceiling | Quota] = []
        self.recurring: Recurs | None = None
        """按期发放: how often a row without a limit is paid again; None: once."""
        self._names: set[str] = set()
        library.cited(cites)
        if self.law_of.type != DATE:
            raise written_at(WRONG_TYPE, told="law_of", left=DATE, right=self.law_of.type)
        if pays is not None and pays.type.base is not Base.ROW:
            raise written_at(WRONG_TYPE, told="pays", left="person|organisation", right=pays.type)

    def scope(
        self,
        zh: str,
        en: str,
        term: Term,
        *,
        cites: ClauseRef | None = None,
        evidence: tuple[str, str] | None = None,
    ) -> None:
        """对象: for which rows the scheme is meant at all; a row that is surely none of them is counted, not decided.

        Where it cannot be told, the row is decided as one whose evidence is missing.
        """
        said = self._said(SCOPE, term, TRUTH)
        brings = Told(*evidence) if evidence else None
        self.criteria.insert(0, Criterion(SCOPE, Told(zh, en), said, self._cited(cites), brings, here()))

    def criterion(
        self,
        name: str,
        zh: str,
        en: str,
        term: Term,
        *,
        cites: ClauseRef | None = None,
        evidence: tuple[str, str] | None = None,
    ) -> None:
        """条件: one more that must be true."""
        said = self._said(name, term, TRUTH)
        brings = Told(*evidence) if evidence else None
        self.criteria.append(Criterion(name, Told(zh, en), said, self._cited(cites), brings, here()))

    def exception(
        self, name: str, zh: str, en: str, term: Term, *, overrides: str, cites: ClauseRef | None = None
    ) -> None:
        """例外: where `term` is true, the criterion named by `overrides` counts as met."""
        said = self._said(name, term, TRUTH)
        index = next((i for i, c in enumerate(self.criteria) if c.name == overrides and c.name != SCOPE), None)
        if index is None:
            raise written_at(NAME_TAKEN, name=overrides, known=", ".join(c.name for c in self.criteria))
        old = self.criteria[index]
        exemption = Exemption(name, Told(zh, en), said, self._cited(cites), here())
        self.criteria[index] = Criterion(
            old.name, old.told, old.term, old.cites, old.evidence, old.place, (*old.exceptions, exemption)
        )

    def needs_person(self, name: str, zh: str, en: str, *, cites: ClauseRef | None = None) -> None:
        """须由人判断: what no rule can compute."""
        self._named(name)
        self.judgements.append(Judgement(name, Told(zh, en), self._cited(cites), here()))

    def amount(
        self,
        term: Term,
        *,
        rounding: Rounding,
        name: str = "amount",
        when: Operand = True,
        cites: ClauseRef | None = None,
    ) -> None:
        """应发金额 in fen. `rounding` is the mode of the one step that rounds; of several each states its own."""
        said = self._said(name, term, None)
        if said.type != MONEY:
            raise written_at(AMOUNT_NOT_MONEY, type=said.type)
        condition = truth(when, name)
        self.amounts.append(
            Amount(name, rounded(said, rounding), self._of_rows(condition), self._cited(cites), rounding, here())
        )

    def grant(self, name: str, zh: str, en: str, term: Term, *, cites: ClauseRef | None = None) -> None:
        """授予: a standing with a value (a level, a number, a yes)."""
        said = self._said(name, term, None)
        if said.type.base is Base.PERIOD:
            raise written_at(WRONG_TYPE, told=name, left="date|count|level|money|truth", right=said.type)
        self.grants.append(Grant(name, Told(zh, en), said, self._cited(cites), here()))

    def cap(
        self,
        name: str,
        zh: str,
        en: str,
        *,
        top: Operand,
        per: tuple[Term, ...],
        order: Order | None = None,
        counting: tuple[str, ...] | Catalogue | None = None,
        cites: ClauseRef | None = None,
    ) -> None:
        """限额: the first `top` of the rows that share `per`; `counting` schemes already paid use up places first."""
        self._named(name)
        keys = tuple(self._of_rows(key) for key in per)
        if order is None or (isinstance(order, tuple) and not order):
            raise written_at(CAP_WITHOUT_ORDER, name=name)
        ledger = None if counting is None else self.paid_count(_scheme_ids(counting), keys)
        limit = lift(top, Type(Base.COUNT))
        if limit.type.base is not Base.COUNT:
            raise written_at(WRONG_TYPE, told=name, left=Base.COUNT, right=limit.type)
        self.caps.append(Cap(name, Told(zh, en), limit, keys, self._ordered(order), ledger, self._cited(cites), here()))

    def recurs(self, period: Recurs) -> None:
        """按期发放: a row that no limit counts is paid once in each month or year, and not once for ever."""
        self.recurring = period

    def once(
        self,
        name: str,
        zh: str,
        en: str,
        *,
        per: tuple[Term, ...],
        counting: tuple[str, ...] | Catalogue = (),
        order: Term | None = None,
        cites: ClauseRef | None = None,
    ) -> None:
        """只发一次: one payment ever for the keys, the ledger's included (this scheme's own always)."""
        schemes = tuple(sorted({self.id, *_scheme_ids(counting)}))
        self.cap(
            name,
            zh,
            en,
            top=1,
            per=per,
            order=order if order is not None else AppliedOn(),
            counting=schemes,
            cites=cites,
        )

    def excludes(
        self,
        name: str,
        zh: str,
        en: str,
        *,
        schemes: tuple[str, ...] | Catalogue,
        per: tuple[Term, ...],
        cites: ClauseRef | None = None,
    ) -> None:
        """互斥: refused where one of the schemes is paid for the same keys, in the ledger or first in the same run."""
        keys = tuple(self._of_rows(key) for key in per)
        count = self.paid_count(_scheme_ids(schemes), keys)
        self.criterion(name, zh, en, count < Literal(1, count.type), cites=cites)
        order = self._ordered(AppliedOn())
        self.exclusions.append(Exclusion(name, Told(zh, en), count.schemes, keys, order, self._cited(cites), here()))

    def ceiling(
        self,
        name: str,
        zh: str,
        en: str,
        *,
        limit: Operand,
        per: tuple[Term, ...] = (),
        order: Order,
        short: Share = Share.PART,
        fund: str = "",
        cites: ClauseRef | None = None,
    ) -> None:
        """封顶或资金余额: depends on other people's decisions, so `allocate` applies it; schemes share a `fund`."""
        self._named(name)
        top = lift(limit, MONEY)
        if top.type != MONEY:
            raise written_at(WRONG_TYPE, told="limit", left=MONEY, right=top.type)
        keys = tuple(self._of_rows(key) for key in per)
        self.allocations.append(
            Ceiling(name, Told(zh, en), top, keys, self._ordered(order), short, self._cited(cites), here(), fund)
        )

    def quota(
        self,
        name: str,
        zh: str,
        en: str,
        *,
        share: Term,
        per: tuple[Term, ...] = (),
        order: Order,
        cites: ClauseRef | None = None,
    ) -> None:
        """名额: the first of those that stand for it, up to a share or a number; `allocate` applies it."""
        self._named(name)
        if share.type.base not in {Base.PERCENT, Base.COUNT}:
            raise written_at(WRONG_TYPE, told="share", left="percent|count", right=share.type)
        keys = tuple(self._of_rows(key) for key in per)
        self.allocations.append(
            Quota(name, Told(zh, en), share, keys, self._ordered(order), self._cited(cites), here())
        )

    def paid_count(self, schemes: tuple[str, ...], keys: tuple[Term, ...]) -> PaidCount:
        """已发次数 of those schemes in the ledger for the keys, each a fact that it has too or a skill level."""
        columns = tuple(_ledger_column(key) for key in keys)
        if "fact" in columns and set(schemes) != {self.id}:  # ids of another scheme's facts may be other rows'
            raise written_at(NOT_ON_LEDGER, term=self.facts.table(self.per).key)
        return PaidCount(tuple(sorted(schemes)), columns, keys)

    # --- reading it ---

    @property
    def shared(self) -> tuple[Cap | Exclusion, ...]:
        """What rows of other schemes may share with those of this one: exclusions, then caps."""
        return (*self.exclusions, *self.caps)

    @property
    def subject(self) -> Criterion | None:
        """对象, where the scheme says for which rows it is meant: the first of the criteria."""
        return self.criteria[0] if self.criteria and self.criteria[0].name == SCOPE else None

    @property
    def tops(self) -> TopUp | None:
        """What it adds to, if it is a 加发."""
        return next((e for e in self.exclusions if isinstance(e, TopUp)), None)

    @property
    def claimed_as(self) -> str:
        """The id of the scheme that is applied for: who claims the one above claims what is added, too."""
        return self.id if self.tops is None else self.tops.base.id

    def terms(self) -> Iterator[Term]:
        """Every term at the top of the scheme, in the order of evaluation."""
        yield self.law_of
        for criterion in self.criteria:
            yield criterion.decided_by
        for amount in self.amounts:
            yield amount.when
            yield amount.term
        yield from (grant.term for grant in self.grants)
        for cap in self.caps:
            yield cap.top
            yield from cap.per
            yield from (term for term, _ in cap.order)
            if cap.used is not None:
                yield cap.used
        for exclusion in self.exclusions:
            yield from exclusion.per
            yield from (term for term, _ in exclusion.order)
            if isinstance(exclusion, TopUp):
                yield from (exclusion.met, exclusion.paid, exclusion.total)
        for allocation in self.allocations:
            yield allocation.limit if isinstance(allocation, Ceiling) else allocation.share
            yield from allocation.per
            yield from (term for term, _ in allocation.order)

    def parameters(self) -> dict[str, Parameter]:
        """参数 it reads, by id."""
        found = (t.parameter for top in self.terms() for t in top.walk() if isinstance(t, Parametric))
        return {p.id: p for p in found}

    def catalogues(self) -> dict[str, Catalogue]:
        """目录 it reads, by id."""
        found = (t.catalogue for top in self.terms() for t in top.walk() if isinstance(t, Entry | Listed))
        return {c.id: c for c in found}

    def clauses(self) -> tuple[ClauseRef, ...]:
        """Every clause it cites, in order, each once."""
        cited = [self.cites, *(c.cites for c in self.criteria), *(j.cites for j in self.judgements)]
        cited += [*(a.cites for a in self.amounts), *(g.cites for g in self.grants)]
        cited += [*(c.cites for c in self.caps), *(a.cites for a in self.allocations)]
        cited += [e.cites for c in self.criteria for e in c.exceptions]
        return tuple(dict.fromkeys(cited))

    @property
    def digest(self) -> str:
        """版本: SHA-256 of everything that decides; wording and places in files do not count."""

        def named(*parts: object) -> list[str]:
            return [p.key if isinstance(p, Term) else str(p) for p in parts]

        said = {
            "id": self.id,
            "per": self.per,
            "pays": self.pays.key if self.pays is not None else "",
            "in_force": named(self.in_force.start, self.in_force.end),
            "law_of": self.law_of.key,
            "criteria": [named(c.name, c.decided_by, c.cites) for c in self.criteria],
            "judgements": [named(j.name, j.cites) for j in self.judgements],
            "amounts": [named(a.name, a.term, a.when, a.rounding, a.cites) for a in self.amounts],
            "grants": [named(g.name, g.term, g.cites) for g in self.grants],
            "caps": [
                named(c.name, c.top, *c.per, *(x for pair in c.order for x in pair), c.cites)
                + ([] if c.used is None else named(c.used))
                for c in self.caps
            ],
            "exclusions": [
                named(e.name, *e.schemes, *e.per, *(x for pair in e.order for x in pair), e.cites)
                + (named(e.base.digest, e.met, e.paid, e.total) if isinstance(e, TopUp) else [])
                for e in self.exclusions
            ],
            "allocations": [
                named(type(a).__name__, a.name, *a.per, *(x for pair in a.order for x in pair), a.cites)
                + named(*((a.limit, a.short, a.fund) if isinstance(a, Ceiling) else (a.share,)))
                for a in self.allocations
            ],
        }
        if self.recurring is not None:
            said["recurs"] = str(self.recurring)
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    # --- what the words above rest on ---

    def _named(self, name: str) -> None:
        if name in self._names:
            raise written_at(NAME_TAKEN, name=name, known=", ".join(sorted(self._names)))
        self._names.add(name)

    def _said(self, name: str, term: Term, type_: Type | None) -> Term:
        self._named(name)
        if not isinstance(term, Term) or (type_ is not None and term.type != type_):
            raise written_at(
                WRONG_TYPE, told=name, left=type_ or "term", right=getattr(term, "type", type(term).__name__)
            )
        return self._of_rows(term)

    def _of_rows(self, term: Term) -> Term:
        """The term said of this scheme's rows."""
        if term.of is None or term.of == self.per:
            return term
        ways = paths(self.facts, self.per, term.of)
        if len(ways) != 1:
            raise written_at(NOT_OF_THESE_ROWS, table=term.of, per=self.per)
        return along(ways[0], term)

    def _ordered(self, order: Order) -> tuple[tuple[Term, bool], ...]:
        alone = not isinstance(order, tuple) or (len(order) == 2 and isinstance(order[1], bool))
        listed: Any = (order,) if alone else order
        pairs = [pair if isinstance(pair, tuple) else (pair, False) for pair in listed]
        return tuple((self._of_rows(term), greatest_first) for term, greatest_first in pairs)

    def _cited(self, cites: ClauseRef | None) -> ClauseRef:
        if cites is None:
            return self.cites
        library.cited(cites)
        return cites


@dataclass(frozen=True)
class Rows:
    """一类事实: a table of the facts; `Certificate.level` is its column, `per=Certificate` its rows."""

    facts: Facts = field(repr=False)
    table: str

    def __getattr__(self, name: str) -> Fact:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "id":
            name = self.facts.table(self.table).key
        return fact(self.facts, self.table, name)


def first(term: Term) -> tuple[Term, bool]:
    """先大后小: in an order, the greater first."""
    return (term, True)


def rounded(term: Term, rounding: Rounding) -> Term:
    """The term with the rounding written into the one step that states none; two such steps in a chain are refused."""

    def open_steps(inner: Term) -> int:
        own = 1 if isinstance(inner, Scaled) and inner.rounding is None else 0
        return own + max((open_steps(child) for child in inner.children()), default=0)

    if open_steps(term) > 1:
        raise written_at(MISSING_ROUNDING)

    def stated(inner: Term) -> Term | None:
        if isinstance(inner, Scaled) and inner.rounding is None:
            return Scaled(inner.term, inner.percent, inner.plus, rounding)
        return None

    return rebuilt(term, stated)


def with_bases(schemes: Iterable[Scheme]) -> tuple[Scheme, ...]:
    """The schemes, and behind them those that some of them add to and that are not among them."""
    listed = tuple(schemes)
    found = {scheme.id: scheme for scheme in listed}
    bases = {s.tops.base.id: s.tops.base for s in listed if s.tops is not None}
    return (*listed, *(base for id_, base in bases.items() if id_ not in found))


_SKILL_LEVEL: Final = Type(Base.LEVEL, "skill-level")


def _scheme_ids(schemes: tuple[str, ...] | Catalogue) -> tuple[str, ...]:
    if isinstance(schemes, tuple):
        return schemes
    return tuple(sorted({str(key[0]) for edition in schemes.editions for key in edition.rows}))


def _ledger_column(key: Term) -> str:
    """The column of `payment` that holds the same thing as a key of a cap."""
    inner = key
    while isinstance(inner, Linked):
        inner = inner.term
    if isinstance(inner, YearOf) and isinstance(inner.day, AppliedOn):
        return "year"
    if isinstance(inner, Fact) and inner.column.ledger:
        return inner.column.ledger
    if isinstance(inner, Literal) and inner.type == _SKILL_LEVEL:
        return "level"
    raise written_at(NOT_ON_LEDGER, term=inner.column.name if isinstance(inner, Fact) else type(inner).__name__)


__all__ = [
    "ENTITLED",
    "NEEDS_PERSON",
    "NOT_IN_FORCE",
    "OUTCOMES",
    "OUT_OF_SCOPE",
    "REFUSED",
    "SCOPE",
    "UNKNOWN",
    "Amount",
    "Cap",
    "Ceiling",
    "Criterion",
    "Exclusion",
    "Exemption",
    "Grant",
    "Judgement",
    "Order",
    "Quota",
    "Rows",
    "Scheme",
    "Share",
    "Told",
    "TopUp",
    "Window",
    "first",
    "rounded",
]
