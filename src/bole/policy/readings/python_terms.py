"""规则项的Python写法: how each kind of term is written in the source of a function.

A term that hangs neither on the claim nor on the law date, and is said of a linked row or sums up others, is *staged*:
computed once for each row of its table before any row is decided, in stages that stand on each other. All summaries
of one stage over the same link share one loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bole.kernel.errors import BoleError
from bole.kernel.facts import Facts
from bole.policy.catalogues import Catalogue
from bole.policy.errors import CIRCULAR_LAW_DATE
from bole.policy.parameters import Parameter
from bole.policy.readings.dated_choice import Pieces, edition_pieces, listing_pieces, parameter_pieces
from bole.policy.readings.python_kinds import WRITERS
from bole.policy.readings.python_source import NOTHING, TRUE, Block, Frame, Made, Scope, Source
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Entry,
    Fact,
    Linked,
    Listed,
    Literal,
    Parametric,
    Summary,
    Term,
)

APPLIED: Final = "applied"
LAW: Final = "law"
Hangs = frozenset[str]
"""On what a term hangs beside facts: the claim day, the law date."""
LONGEST_CHAIN: Final = 5
"""Dated values are chosen by comparisons up to so many, by bisect beyond."""


class Hanging:
    """What each term hangs on, found once."""

    def __init__(self) -> None:
        self._known: dict[str, Hangs] = {}

    def on(self, term: Term) -> Hangs:
        """Claim day and law date as far as the term needs them."""
        if term.key not in self._known:
            own = {APPLIED} if isinstance(term, AppliedOn) else set()
            if isinstance(term, Parametric | Entry | Listed) and term.on is None:
                own.add(LAW)
            self._known[term.key] = frozenset(own).union(*(self.on(child) for child in term.children()))
        return self._known[term.key]


class Stages:
    """Which terms are computed row by row before anything is decided, and in what order."""

    def __init__(self, hanging: Hanging) -> None:
        self._hanging = hanging
        self.members: dict[tuple[str, int], dict[str, Term]] = {}
        self._home: dict[tuple[str, str], tuple[str, int]] = {}

    def enter(self, term: Term) -> None:
        """Register everything in the term that is to be staged."""
        for inner in term.walk():
            if isinstance(inner, Aggregate) and not self._hanging.on(inner):
                self._register(inner.link.column.to, inner)
            elif isinstance(inner, Linked) and self._worth(inner):
                self._register(inner.link.column.to, inner.term)

    def home(self, table: str, term: Term) -> tuple[str, int] | None:
        """The stage of a term; None for one that is written where it is needed."""
        return self._home.get((table, term.key))

    def _worth(self, linked: Linked) -> bool:
        plain = isinstance(linked.term, Fact | Linked | Literal)
        return not plain and linked.term.of == linked.link.column.to and not self._hanging.on(linked.term)

    def _register(self, table: str, term: Term) -> None:
        if (table, term.key) not in self._home:
            self._home[table, term.key] = stage = (table, self._height(term))
            self.members.setdefault(stage, {})[term.key] = term

    def _height(self, term: Term) -> int:
        """The least stage in which the term can be computed for its row; `walk` has seen its parts before."""
        if isinstance(term, Aggregate) and not self._hanging.on(term):
            parts = [term.where] if term.value is None else [term.where, term.value]
            return max(self._beyond(part) for part in parts)
        if isinstance(term, Linked):
            home = self.home(term.link.column.to, term.term)
            return home[1] + 1 if home else self._beyond(term.term)
        return max((self._height(child) for child in term.children()), default=0)

    def _beyond(self, term: Term) -> int:
        """The least stage in which a row elsewhere can use the term."""
        staged = any(isinstance(t, Aggregate) or (isinstance(t, Linked) and self._worth(t)) for t in term.walk())
        return self._height(term) + 1 if staged else 0


class Terms:
    """Writes terms into a source; `parameters` and `catalogues` stand in for those of the same id."""

    def __init__(
        self,
        source: Source,
        facts: Facts,
        parameters: Mapping[str, Parameter],
        catalogues: Mapping[str, Catalogue],
    ) -> None:
        self.source = source
        self.facts = facts
        self.hanging = Hanging()
        self.stages = Stages(self.hanging)
        self._parameters = parameters
        self._catalogues = catalogues
        self._stage_names: dict[tuple[str, int], tuple[str, str, dict[str, int]]] = {}
        self._building: tuple[str, int] | None = None
        self._memos: dict[str, str] = {}
        self._pieces: dict[tuple[str, ...], Pieces] = {}

    def parameter(self, term: Parametric) -> Parameter:
        """The parameter that counts."""
        return self._parameters.get(term.parameter.id, term.parameter)

    def catalogue(self, term: Entry | Listed) -> Catalogue:
        """The catalogue that counts."""
        return self._catalogues.get(term.catalogue.id, term.catalogue)

    def values(self, term: Parametric) -> Pieces:
        """The values of a parameter by date."""
        return self._kept(parameter_pieces(self.parameter(term)))

    def rows(self, term: Entry | Listed, value: str | None) -> Pieces:
        """The rows of a catalogue by date."""
        catalogue = self.catalogue(term)
        key = ("edition", catalogue.id, str(value))
        return self._pieces[key] if key in self._pieces else self._kept(edition_pieces(catalogue, value))

    def listing(self, term: Listed) -> Pieces:
        """The keys of a catalogue by date."""
        catalogue = self.catalogue(term)
        key = ("listing", catalogue.id)
        return self._pieces[key] if key in self._pieces else self._kept(listing_pieces(catalogue))

    def _kept(self, pieces: Pieces) -> Pieces:
        return self._pieces.setdefault(pieces.key, pieces)

    # --- writing ---

    def write(self, term: Term, scope: Scope, frame: Frame | None) -> Made:
        """The term for the scope's row, assigned unless it already is."""
        if isinstance(term, Literal):
            return self.source.constant(term.value)
        hangs = self.hanging.on(term)
        if term.of is None:
            scope = frame.base if hangs and frame else self.source.of_no_row
        key = (term.key, _by(frame, hangs))
        found = scope.find(key)
        if found is None:
            found = WRITERS[type(term)](self, term, scope, frame)
            scope.made[key] = found
        return found

    def strict(self, scope: Scope, text: str, *parts: Made, sure: bool = True) -> Made:
        """Unknown where a part is, else the text; computed at once where every part is a constant."""
        if any(part.nothing for part in parts):
            return NOTHING
        if all(part.constant for part in parts):
            return self.source.constant(self.source.evaluate(text))
        tests = dict.fromkeys(f"{part.text} is None" for part in parts if not part.sure)
        guarded = f"None if {' or '.join(tests)} else {text}" if tests else text
        return self.source.assign(scope.block, guarded, sure=sure and not tests)

    def day(self, on: Term | None, scope: Scope, frame: Frame | None) -> tuple[Made, Scope]:
        """The date that chooses a dated value, with the scope in which that value is known."""
        if on is not None:
            home = scope if on.of is not None else self.source.of_no_row
            if on.of is None and self.hanging.on(on) and frame:
                home = frame.base
            return self.write(on, scope, frame), home
        if frame is None or frame.law is None:
            raise BoleError(CIRCULAR_LAW_DATE)
        return frame.law, frame.base

    def choose(self, pieces: Pieces, day: Made, scope: Scope) -> Made:
        """The piece in force on a day."""
        key = (pieces.key, day.text)
        found = scope.find(key)
        if found is None:
            found = self._chosen(pieces, day, scope)
            scope.made[key] = found
        return found

    def _chosen(self, pieces: Pieces, day: Made, scope: Scope) -> Made:
        if day.nothing:
            return NOTHING
        if day.constant:
            value = pieces.at(self.source.value_of(day))
            return self._piece(value)
        texts = [self._piece(value).text for value in pieces.values]
        if len(pieces.starts) > LONGEST_CHAIN:
            starts, values = self.source.table(pieces.starts), self.source.table(pieces.values)
            chain = f"{values}[bisect({starts}, {day.text})]"
        else:
            chain = texts[0]
            for start, text in zip(pieces.starts, texts[1:], strict=True):
                chain = f"{text} if {day.text} >= {self.source.constant(start).text} else {chain}"
        return self.source.assign(scope.block, chain if day.sure else f"None if {day.text} is None else ({chain})")

    def _piece(self, value: object) -> Made:
        if value is None or isinstance(value, bool | int | str) or not isinstance(value, dict | tuple):
            return self.source.constant(value)
        return Made(self.source.table(value), sure=True, constant=True)

    # --- rows elsewhere ---

    def linked_scope(self, link: Fact, scope: Scope, frame: Frame | None) -> Scope:
        """The row at the end of the link; an empty one where there is none."""
        found = scope.find_linked(link)
        if found is None:
            end = self.write(link, scope, frame).text
            table = link.column.to
            row = self.source.assign(scope.block, f"{self.source.by_id(table)}.get({end}, EMPTY)", letter="q").text
            found = scope.linked[link.key] = Scope(table, row, scope.block, end)
        elif found.block is not scope.block:
            found = scope.linked[link.key] = found.inside(scope.block)
        return found

    def staged(self, home: tuple[str, int], term: Term, ident: str, scope: Scope) -> Made:
        """What an earlier stage found for the row with that id."""
        stage, nothing, places = self._stage_names[home]
        key = ("stage", stage, ident)
        row = scope.find(key)
        if row is None:
            row = scope.made[key] = self.source.assign(scope.block, f"{stage}.get({ident}, {nothing})", letter="z")
        return self.source.assign(scope.block, f"{row.text}[{places[term.key]}]")

    def write_stages(self, block: Block) -> None:
        """All stages, one loop over the rows of a table for each."""
        for home in sorted(self.stages.members, key=lambda h: (h[1], h[0])):
            self._write_stage(home, list(self.stages.members[home].values()), block)

    def _write_stage(self, home: tuple[str, int], terms: list[Term], block: Block) -> None:
        table, self._building = home[0], home
        body = Block()
        scope = Scope(table, self.source.new("r"), body)
        ident = self.source.ident(scope)
        loops: dict[str, list[Aggregate]] = {}
        for term in terms:
            if isinstance(term, Aggregate):
                loops.setdefault(term.link.key, []).append(term)
        for together in loops.values():
            for term, made in zip(together, self.loop(together, scope, None), strict=True):
                scope.made[term.key, ""] = made
        values = [self.write(term, scope, None).text for term in terms]
        stage = self.source.new("S")
        body.add(f"{stage}[{ident}] = ({', '.join(values)},)")
        block.add(f"{stage} = {{}}")
        block.under(f"for {scope.row} in {self.source.rows(table)}:", body)
        nothing = self.source.known("N", (None,) * len(terms))
        self._stage_names[home] = (stage, nothing, {term.key: at for at, term in enumerate(terms)})
        self._building = None

    def aggregate(self, term: Aggregate, scope: Scope, frame: Frame | None) -> Made:
        """A summary: from its stage, or in a loop of its own remembered by the days it hangs on."""
        home = self.stages.home(scope.table, term)
        if home is not None and home != self._building:
            return self.staged(home, term, self.source.ident(scope), scope)
        assert frame is not None, "summaries of the stage being built are made together"
        memo = self._memos.setdefault(term.key, self.source.once(f"{{}}  # {term.key}", "M"))
        hangs = self.hanging.on(term)
        days = [frame.applied.text] if APPLIED in hangs else []
        if LAW in hangs and frame.law is not None:
            days.append(frame.law.text)
        key = self.source.assign(scope.block, f"({', '.join((self.source.ident(scope), *days))},)", letter="k").text
        held = self.source.assign(scope.block, f"{memo}.get({key})", letter="m").text
        body = Block()
        made = self.loop([term], scope.inside(body), frame)[0]
        body.add(f"{held} = {memo}[{key}] = ({made.text},)")
        scope.block.under(f"if {held} is None:", body)
        return self.source.assign(scope.block, f"{held}[0]")

    def loop(self, terms: list[Aggregate], scope: Scope, frame: Frame | None) -> list[Made]:
        """One loop over the rows that point here, for all of these summaries."""
        link = terms[0].link
        ident, children = self.source.ident(scope), self.source.children(link)
        body = Block()
        child = Scope(link.table, self.source.new("r"), body)
        results = [self._summary(term, child, scope.block, frame) for term in terms]
        scope.block.under(f"for {child.row} in {children}.get({ident}, ()):", body)
        return [self.source.assign(scope.block, text) for text in results]

    def _summary(self, term: Aggregate, child: Scope, before: Block, frame: Frame | None) -> str:
        """Writes the summary's part of the loop; gives the text of its result."""
        where = self.write(term.where, child, frame)
        value = self.write(term.value, child, frame) if term.value is not None else TRUE
        total, unsure = self.source.new("n"), self.source.new("u")
        before.add(f"{total} = {_STARTS[term.summary]}")
        before.add(f"{unsure} = False")
        if where.text != "False":
            _add_row(term.summary, where, value, total, unsure, child.block)
        covered = self.source.covers(term.link.table)
        if term.summary is Summary.EXISTS:
            return f"True if {total} else (False if {covered} and not {unsure} else None)"
        result = {Summary.DISTINCT: f"len({total})"}.get(term.summary, total)
        if term.summary in {Summary.MAX, Summary.MIN}:
            none = self.source.constant(term.if_none.value if term.if_none is not None else None).text
            result = f"({none} if {total} is None else {total})"
        return f"{result} if {covered} and not {unsure} else None"


_STARTS: Final = {
    Summary.EXISTS: "False",
    Summary.COUNT: "0",
    Summary.SUM: "0",
    Summary.DISTINCT: "set()",
    Summary.MAX: "None",
    Summary.MIN: "None",
}


def _add_row(summary: Summary, where: Made, value: Made, total: str, unsure: str, block: Block) -> None:
    """What one row of the loop adds."""
    adds = {
        Summary.EXISTS: f"{total} = True",
        Summary.COUNT: f"{total} += 1",
        Summary.SUM: f"{total} += {value.text}",
        Summary.DISTINCT: f"{total}.add({value.text})",
        Summary.MAX: f"{total} = {value.text} if {total} is None or {value.text} > {total} else {total}",
        Summary.MIN: f"{total} = {value.text} if {total} is None or {value.text} < {total} else {total}",
    }
    met = Block()
    if value.nothing:
        met.add(f"{unsure} = True")
    elif value.sure:
        met.add(adds[summary])
    else:
        unknown, known = Block(), Block()
        unknown.add(f"{unsure} = True")
        known.add(adds[summary])
        met.under(f"if {value.text} is None:", unknown)
        met.under("else:", known)
    block.under(f"if {where.text}:", met)
    if not where.sure:
        unknown = Block()
        unknown.add(f"{unsure} = True")
        block.under(f"elif {where.text} is None:", unknown)


def _by(frame: Frame | None, hangs: Hangs) -> str:
    """Tells apart what one term is under several schemes."""
    if frame is None or not hangs:
        return ""
    return "/".join([frame.applied_by] * (APPLIED in hangs) + [frame.law_by] * (LAW in hangs))
