"""加发: the schemes of a district that come of what it raises, made from those above; nobody writes them.

A scheme above that reads a raised parameter is read again with the district's figures, for the rows of the district.
The city pays what it pays to everybody; the district's scheme pays what its own figures make more, of its own money:

    amount = the greater of 0 and (by the district's figures - what the city pays for the row)

What the district does not raise stays as it is. See decision 0011.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.messages import language
from bole.policy import errors
from bole.policy.directions import Directions
from bole.policy.errors import Faults
from bole.policy.operators import aggregate, along, arithmetic, choose, compare, either, every, extreme, fact, paths
from bole.policy.parameters import Parameter
from bole.policy.readings.sentence import say
from bole.policy.scheme import (
    ABOVE,
    ADDS,
    SCOPE,
    Amount,
    Cap,
    Ceiling,
    Criterion,
    Exclusion,
    Grant,
    Rows,
    Scheme,
    Told,
    TopUp,
    Window,
)
from bole.policy.terms import AppliedOn, Fact, Literal, OneOf, PaidCount, Parametric, Summary, Term, rebuilt
from bole.policy.types import MONEY, TRUTH, Base, Type

if TYPE_CHECKING:
    from bole.policy.library import Library
    from bole.policy.pack_sheet import PackSheet

ONCE, WITH_BASE, TOGETHER = "not_added_yet", "with_base", "together"
"""Names of what every scheme of this kind has beside what it takes over."""
_NOTHING = Literal(0, MONEY)
_SPELL = ("started_on", "until", "open", "person")


def top_ups(sheet: "PackSheet", library: "Library", above: Iterable[Scheme], faults: Faults) -> list[Scheme]:
    """The schemes that come of what a pack raises; each thing that cannot be raised is a fault."""
    made: list[Scheme] = []
    for base in above:
        raised = {p.base.id: p for p in library.own_parameters.values() if p.base and p.base.id in base.parameters()}
        if not raised:
            continue
        library.used.update(parameter.id for parameter in raised.values())
        found = list(_faults(base, raised))
        faults.found += found
        if not found:
            made += _Making(sheet, base, raised).scheme(faults)
    return made


# --- what may be raised ---


def _faults(base: Scheme, raised: Mapping[str, Parameter]) -> Iterator[BoleError]:
    one, *others = raised.values()
    for other in others:
        if _for_whom(one) != _for_whom(other):
            params = {"scheme": base.id, "id": one.id, "other": other.id}
            yield BoleError(errors.RAISED_APART, place=_place(other), **params)
    for parameter in raised.values():
        assert parameter.base is not None
        directions = Directions(parameter.base.id)
        for name, term in _fixed(base):
            if directions.of(term) != 0:
                params = {"base": parameter.base.id, "scheme": base.id, "name": name}
                yield BoleError(errors.RAISED_ELSEWHERE, place=_place(parameter), **params)
        wanted = 1 if parameter.base.better == "more" else -1
        for name, term in _widened(base):
            if directions.of(term) not in (0, wanted):
                params = {"base": parameter.base.id, "scheme": base.id, "name": name, "sentence": say(term, language())}
                yield BoleError(errors.NOT_WIDENING, place=_place(parameter), **params)


def _for_whom(parameter: Parameter) -> tuple[str, tuple[str, ...]]:
    assert parameter.raising is not None
    return parameter.raising.rows, tuple(sorted(parameter.raising.codes))


def _place(parameter: Parameter) -> str:
    assert parameter.raising is not None
    return f"{parameter.file}:{parameter.raising.line}"


def _widened(base: Scheme) -> Iterator[tuple[str, Term]]:
    """What a raised parameter may change, in one direction."""
    yield from ((c.told.zh or c.name, c.decided_by) for c in base.criteria)
    yield from ((a.name, a.term) for a in base.amounts)


def _fixed(base: Scheme) -> Iterator[tuple[str, Term]]:
    """What it may not change: which amount applies, whose turn it is, how many and how much there is for all."""
    yield "law_of", base.law_of
    yield from ((a.name, a.when) for a in base.amounts)
    for rule in base.shared:
        ordered = (term for term, _ in rule.order)
        tops = () if isinstance(rule, Exclusion) else (rule.top,)
        yield from ((rule.told.zh or rule.name, term) for term in (*rule.per, *ordered, *tops))
    for allocation in base.allocations:
        size = allocation.limit if isinstance(allocation, Ceiling) else allocation.share
        terms = (size, *allocation.per, *(term for term, _ in allocation.order))
        yield from ((allocation.told.zh or allocation.name, term) for term in terms)


# --- the scheme ---


@dataclass(frozen=True)
class _Making:
    sheet: "PackSheet"
    base: Scheme
    raised: Mapping[str, Parameter]
    """By the id of the parameter above."""

    @property
    def id(self) -> str:
        return f"{self.sheet.id}.{self.base.id.partition('.')[2]}"

    @cached_property
    def first(self) -> Parameter:
        return next(iter(self.raised.values()))

    @property
    def place(self) -> str:
        return _place(self.first)

    def scheme(self, faults: Faults) -> list[Scheme]:
        """The scheme; none where the district raises nothing in the time of the one above."""
        window, base = self._window(), self.base
        if window is None:
            return []
        rows = self._rows()
        if rows is None:
            params = {"table": self._written.partition(".")[0], "per": base.per}
            faults.found.append(BoleError(errors.NOT_OF_THESE_ROWS, place=self.place, **params))
            return []
        cites = self.first.own[0].cites
        title, title_en = self.sheet.title, self.sheet.title_en
        made = Scheme(
            id=self.id,
            title=f"{base.title.zh}（{title}加发）",
            title_en=f"{base.title.en}, added by {title_en}",
            per=Rows(base.facts, base.per),
            pays=base.pays,
            cites=cites,
            in_force=window,
            law_of=base.law_of,
            in_force_verified=base.in_force_verified,
            law_of_verified=base.law_of_verified,
        )
        made.place = self.place
        made.criteria = [self._scope(rows, cites)]
        made.criteria += [self._criterion(c) for c in base.criteria if c is not base.subject]
        made.judgements = list(base.judgements)
        if base.amounts:
            told = Told("按本区的数比上级发的多", "the district's figures give more than the place above pays")
            made.criteria.append(Criterion(ADDS, told, self._adds(), cites, None, self.place))
            made.amounts = [
                replace(a, term=self._added(a), cites=cites, place=self.place) for a in self._changed_amounts
            ]
        told = Told("这一条还没有加发过", "nothing has been added for this one yet")
        once = compare("<", self._paid(self.id), Literal(1, Type(Base.COUNT, "payment")))
        made.criteria.append(Criterion(ONCE, told, once, cites, None, self.place))
        made.grants = self._grants()
        if self._changed_criteria:
            made.caps = [self._cap(cap) for cap in base.caps]
            made.exclusions = list(base.exclusions)
        made.exclusions.append(self._top_up(cites))
        return [made]

    # --- for whom, and when ---

    def _scope(self, rows: Term, cites: ClauseRef) -> Criterion:
        """Rows of the place, of those that the scheme above is meant for."""
        told, subject = Told(f"属于{self.sheet.title}", f"of {self.sheet.title_en}"), self.base.subject
        if subject is not None:
            told = Told(f"{subject.told.zh}，{told.zh}", f"{subject.told.en}, {told.en}")
            rows = every(self._raised(subject.decided_by), rows)
        return Criterion(SCOPE, told, rows, cites, None, self.place)

    @property
    def _written(self) -> str:
        assert self.first.raising is not None
        return self.first.raising.rows

    def _rows(self) -> Term | None:
        """Whether a row is of the place, said of the rows of the scheme above."""
        assert self.first.raising is not None
        facts, (table, *names) = self.base.facts, self._written.split(".")
        column: Term = fact(facts, table, names[0])
        for name in names[1:]:
            column = getattr(column, name)
        codes = self.first.raising.codes
        inside: Term = OneOf(column, tuple(Literal(code, column.type) for code in codes))
        if table == self.base.per:
            return inside
        if all(name in facts.table(table) for name in _SPELL):  # where somebody works or is insured on the day
            spells = Rows(facts, table)
            then = every(spells.started_on <= AppliedOn(), either(spells.until >= AppliedOn(), spells.open))
            inside = aggregate(Summary.EXISTS, spells.person, None, every(inside, then), None)
        if inside.of == self.base.per:
            return inside
        ways = paths(facts, self.base.per, str(inside.of))
        return along(ways[0], inside) if len(ways) == 1 else None

    def _window(self) -> Window | None:
        """The time of the scheme above in which the district says something of its own."""
        own = [entry for p in self.raised.values() for entry in p.own if entry.status != "repealed"]
        if not own:
            return None
        start, end = self.base.in_force.start, self.base.in_force.end
        ends = [entry.end for entry in own]
        if all(on is None for on in self._read_on()):  # by the law's day, and not by that of some fact
            start = max(start, min(entry.start for entry in own))
            last = None if None in ends else max(e for e in ends if e is not None)
            end = last if end is None else end if last is None else min(end, last)
        return None if end is not None and end < start else Window(start, end)

    def _read_on(self) -> Iterator[Term | None]:
        for top in self.base.terms():
            yield from (t.on for t in top.walk() if isinstance(t, Parametric) and t.parameter.id in self.raised)

    # --- what it takes over, by the district's figures ---

    def _raised(self, term: Term) -> Term:
        def change(inner: Term) -> Term | None:
            if isinstance(inner, Parametric) and inner.parameter.id in self.raised:
                return Parametric(self.raised[inner.parameter.id], inner.on)
            return None

        return rebuilt(term, change)

    def _criterion(self, criterion: Criterion) -> Criterion:
        exceptions = tuple(replace(e, term=self._raised(e.term)) for e in criterion.exceptions)
        return replace(criterion, term=self._raised(criterion.term), exceptions=exceptions)

    @cached_property
    def _changed_criteria(self) -> Sequence[Criterion]:
        return [c for c in self.base.criteria if self._raised(c.decided_by).key != c.decided_by.key]

    @cached_property
    def _changed_amounts(self) -> Sequence[Amount]:
        """The amounts of which the district gives more to some row."""
        every_ = bool(self._changed_criteria)
        return [a for a in self.base.amounts if every_ or self._raised(a.term).key != a.term.key]

    @cached_property
    def _met(self) -> Term:
        """Whether the place above lets the row in by its own figures, as far as these differ."""
        changed = [c.decided_by for c in self._changed_criteria]
        return every(*changed) if len(changed) > 1 else changed[0] if changed else Literal(True, TRUTH)

    def _above(self, amount: Amount) -> Term:
        """What the place above pays, where this amount applies."""
        return choose(self._met, amount.term, _NOTHING) if self._changed_criteria else amount.term

    def _added(self, amount: Amount) -> Term:
        return extreme(True, arithmetic("-", self._raised(amount.term), self._above(amount)), _NOTHING)

    def _adds(self) -> Term:
        more = [_where(a, compare(">", self._raised(a.term), self._above(a))) for a in self._changed_amounts]
        return either(*more) if len(more) > 1 else more[0] if more else Literal(False, TRUTH)

    # --- what both give ---

    def _grants(self) -> list[Grant]:
        base, place = self.base, self.place
        grants = [replace(grant, term=self._raised(grant.term)) for grant in base.grants]
        if not base.amounts:
            return grants
        payer = base.payer
        told = Told(f"其中{payer.zh or '上级'}发的", f"of it paid by {payer.en or 'the place above'}")
        grants.append(Grant(ABOVE, told, self._sum(self._above), base.amounts[0].cites, place))
        told = Told("按本区的数一共", "together by the district's figures")
        grants.append(Grant(TOGETHER, told, self._total, self.first.own[0].cites, place))
        return grants

    @cached_property
    def _total(self) -> Term:
        return self._sum(lambda amount: self._raised(amount.term))

    def _sum(self, of: Callable[[Amount], Term]) -> Term:
        """The amount that applies to the row; nothing where none does."""
        found: Term = _NOTHING
        for amount in reversed(self.base.amounts):
            sure = isinstance(amount.when, Literal) and amount.when.value is True
            found = of(amount) if sure else choose(amount.when, of(amount), found)
        return found

    # --- standing with the scheme above ---

    def _paid(self, scheme: str) -> PaidCount:
        """How often the ledger has paid that scheme for the very row."""
        return PaidCount((scheme,), ("fact",), (self._own,))

    @property
    def _own(self) -> Fact:
        return Rows(self.base.facts, self.base.per).id

    def _cap(self, cap: Cap) -> Cap:
        """The limit over rows of both places: what only the district has paid takes a place, what both have paid one.

        Rows that the place above lets in come first; its payment for the very row takes no place from what is added.
        """
        order, counting = ((self._met, True), *cap.order), cap.counting
        if counting is None or self.base.id not in counting.schemes:
            return replace(cap, order=order)
        both = (self.base.id, self.id)
        every_ = replace(counting, schemes=tuple(sorted({*counting.schemes, *both})), alike=both)
        own = PaidCount((self.base.id,), (*counting.columns, "fact"), (*counting.keys, self._own))
        return replace(cap, order=order, counting=every_, own=own)

    def _top_up(self, cites: ClauseRef) -> TopUp:
        base = self.base
        told = Told(f"随“{base.title.zh}”一起", f"with “{base.title.en}”")
        return TopUp(
            WITH_BASE,
            told,
            (base.id,),
            (self._own,),
            (),
            cites,
            self.place,
            base=base,
            met=self._met,
            paid=self._paid(base.id),
            total=self._total,
        )


def _where(amount: Amount, more: Term) -> Term:
    sure = isinstance(amount.when, Literal) and amount.when.value is True
    return more if sure else every(amount.when, more)
