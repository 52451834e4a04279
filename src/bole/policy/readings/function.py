"""单人读法: schemes as one generated Python function over the records of one person or one organisation.

    rules = PersonRules(schemes)
    rules.decide({"person": [...], "certificate": [...]}, as_of=date(2031, 5, 6), covered=frozenset({"payment"}))

The text is written and compiled once; a decision then costs microseconds and no frame library is imported. It agrees to
the bit with the reading on columns.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from bole.policy.answers import Asked, Case, CriterionAnswer, File, Trace, answers, asked_of
from bole.policy.catalogues import Catalogue
from bole.policy.contests import rounds_of
from bole.policy.decision import Decision
from bole.policy.parameters import Parameter
from bole.policy.readings import python_schemes
from bole.policy.readings.cap_places import within_caps
from bole.policy.readings.contest_places import contested
from bole.policy.readings.python_source import Block, Source
from bole.policy.readings.python_terms import Terms
from bole.policy.scheme import OUT_OF_SCOPE, Scheme, with_bases

Pair: TypeAlias = tuple[str, int]
"""What a claim is about: a scheme and the id of a row that it decides."""


class PersonRules:
    """单人规则: the schemes ready to decide one file after another.

    `parameters` and `catalogues` stand in for those of the same id that the schemes name. Raises BoleError where a
    scheme cannot be computed.
    """

    def __init__(
        self,
        schemes: Sequence[Scheme],
        *,
        parameters: Mapping[str, Parameter] | None = None,
        catalogues: Mapping[str, Catalogue] | None = None,
    ) -> None:
        self.schemes: Final = with_bases(schemes)
        """With those that they add to, which are decided and not told."""
        self._asked_for: Final = len(schemes)
        self.parameters: Final = dict(parameters or {})
        self.catalogues: Final = dict(catalogues or {})
        self.rounds: Final = rounds_of(self.schemes)
        """The limits and exclusions that these schemes share."""
        self._plain: Callable[..., Any] | None = None
        self._traced: Callable[..., Any] | None = None
        self._asked: list[tuple[Asked, ...]] | None = None

    def decide(self, file: File, *, as_of: date, covered: frozenset[str]) -> list[Decision]:
        """A decision for every row in a scheme's scope, scheme by scheme, rows in the order of the file.

        Tables in `covered` are complete: no row means none. Raises BoleError where two amounts hold for one row.
        """
        return self._in_scope(self._decided(self._found(file, as_of, covered)))

    def claimed(self, file: File, pairs: Container[Pair], *, as_of: date, covered: frozenset[str]) -> list[Decision]:
        """The decisions of these pairs where nothing else is claimed: no other row stands in a queue before them."""
        return self._in_scope(self._decided(self._only(self._found(file, as_of, covered), pairs)))

    def apart(
        self, file: File, *, as_of: date, covered: frozenset[str], beside: frozenset[Pair] = frozenset()
    ) -> list[Decision]:
        """Of each row the decision where it alone is claimed, beside these pairs, which are claimed already.

        Rows out of scope are among them: what is missing of a row may turn out to make it one.
        """
        found = self._found(file, as_of, covered)
        return [self._alone(found, at, row, beside) for at, rows in enumerate(found[: self._asked_for]) for row in rows]

    def _alone(self, found: Sequence[Any], at: int, row: Any, beside: frozenset[Pair]) -> Decision:
        scheme, fact = self.schemes[at], _fact_of(row)
        if not beside and scheme.tops is None:
            # Nobody else stands in a queue: only the scheme's own caps can say something.
            alone = within_caps(scheme, [row])[0] if scheme.caps else row
            assert isinstance(alone, Decision)
            return alone
        decided = self._decided(self._only(found, beside | {(scheme.id, fact)}))
        return next(d for d in decided[at][1] if d.fact == fact)

    def _only(self, found: Sequence[Any], pairs: Container[Pair]) -> list[Any]:
        """What the function gives, without the rows of other pairs; what is added to is there where that is."""
        names = {scheme.id: [scheme.id] for scheme in self.schemes}
        for scheme in self.schemes:
            if scheme.tops is not None:
                names[scheme.tops.base.id].append(scheme.id)
        kept = [
            [any((name, _fact_of(row)) in pairs for name in names[scheme.id]) for row in rows]
            for scheme, rows in zip(self.schemes, found, strict=False)
        ]
        # A scheme that shares nothing has decisions and no stands.
        return [
            [part for part, keep in zip(parts, kept[at % len(self.schemes)], strict=True) if keep] if parts else []
            for at, parts in enumerate(found)
        ]

    def _in_scope(self, decided: Sequence[tuple[Scheme, Sequence[Decision]]]) -> list[Decision]:
        """The decisions of the schemes asked for, without rows that they are not meant for."""
        each = (decision for _, decisions in decided[: self._asked_for] for decision in decisions)
        return [decision for decision in each if decision.outcome is not OUT_OF_SCOPE]

    def _found(self, file: File, as_of: date, covered: frozenset[str]) -> Sequence[Any]:
        if self._plain is None:
            self._plain = self._compiled(traced=False)
        found: Sequence[Any] = self._plain(file, as_of, covered)
        return found

    def traced(self, file: File, *, as_of: date, covered: frozenset[str]) -> list[tuple[Scheme, Decision, Trace]]:
        """The same, each decision with the values that its criteria were made of."""
        if self._traced is None:
            self._traced = self._compiled(traced=True)
        found = self._traced(file, as_of, covered)
        traces = found[-len(self.schemes) :]
        return [
            (scheme, decision, trace)
            for (scheme, decisions), seen in [*zip(self._decided(found), traces, strict=True)][: self._asked_for]
            for decision, trace in zip(decisions, seen, strict=True)
            if decision.outcome is not OUT_OF_SCOPE
        ]

    def _decided(self, found: Sequence[Any]) -> list[tuple[Scheme, Sequence[Decision]]]:
        """The decisions by scheme, caps and contests applied, from what the function gives."""
        decided: list[tuple[Scheme, Sequence[Decision]]] = [
            (scheme, within_caps(scheme, rows) if scheme.caps else rows)
            for scheme, rows in zip(self.schemes, found[: len(self.schemes)], strict=True)
        ]
        if not self.rounds:
            return decided
        queued = found[len(self.schemes) : 2 * len(self.schemes)]
        stands = {scheme.id: rows for scheme, rows in zip(self.schemes, queued, strict=True)}
        settled = contested(self.rounds, {scheme.id: rows for scheme, rows in decided}, stands)
        return [(scheme, settled[scheme.id]) for scheme in self.schemes]

    def explained(
        self, file: File, *, as_of: date, covered: frozenset[str]
    ) -> list[tuple[Decision, list[CriterionAnswer]]]:
        """The same, each decision with the answer to each criterion: facts, records, clause, parameters."""
        if self._asked is None:
            self._asked = [asked_of(scheme) for scheme in self.schemes]
        case = Case(file, as_of, covered, self.parameters, self.catalogues)
        asked = dict(zip(map(id, self.schemes), self._asked, strict=True))
        return [
            (decision, answers(asked[id(scheme)], decision, trace, case))
            for scheme, decision, trace in self.traced(file, as_of=as_of, covered=covered)
        ]

    def source(self, *, traced: bool = False) -> str:
        """The text of the function, for reading."""
        return self._written(traced=traced)[0]

    def _compiled(self, *, traced: bool) -> Callable[..., Any]:
        text, names = self._written(traced=traced)
        exec(compile(text, "<schemes>", "exec"), names)  # noqa: S102 - text written here from checked terms
        decide = names["decide"]
        assert callable(decide)
        return decide

    def _written(self, *, traced: bool) -> tuple[str, dict[str, object]]:
        if not self.schemes:
            return "def decide(file, as_of, covered):\n    return ()\n", {}
        facts = self.schemes[0].facts
        source = Source(facts)
        source.names.update(python_schemes.NAMES)
        terms = Terms(source, facts, self.parameters, self.catalogues)
        contests = [contest for together in self.rounds for contest in together]
        for term in (*python_schemes.all_terms(self.schemes), *(contest.exempt for contest in contests)):
            terms.stages.enter(term)
        stages, loops = Block(), Block()
        terms.write_stages(stages)
        tables: dict[str, list[int]] = {}
        for at, scheme in enumerate(self.schemes):
            tables.setdefault(scheme.per, []).append(at)
        for table, places in tables.items():
            deciding = python_schemes.Deciding(terms, table, traced=traced)
            for at in places:
                scheme = self.schemes[at]
                deciding.scheme(scheme, at, [c for c in contests if scheme in (c.scheme, *c.others)])
            deciding.write(loops)
        numbers = range(len(self.schemes))
        kinds = ["out", *["stand"] * bool(contests), *["seen"] * traced]
        lists = [f"{kind}{at}" for kind in kinds for at in numbers]
        body = [*source.head.text(1), *stages.text(1)]
        body += [f"    {name} = []" for name in lists]
        body += [*loops.text(1), f"    return ({', '.join(lists)},)"]
        return "\n".join(["def decide(file, as_of, covered):", *body, ""]), source.names


def _fact_of(row: Any) -> int:
    """The row decided about: of a decision, or of what the caps still have to decide."""
    fact = row.fact if isinstance(row, Decision) else row[0]
    assert isinstance(fact, int)
    return fact


__all__ = ["File", "Pair", "PersonRules", "Trace"]
