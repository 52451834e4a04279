"""待遇的说法: a decision about one person in plain words: what he can have, why or why not, what to do, until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bole.kernel.messages import _
from bole.policy import explain_words as words
from bole.policy.explain import CriterionShown, Explanation
from bole.policy.explain_words import Told
from bole.policy.explanations import Explained
from bole.policy.scheme import ENTITLED, NEEDS_PERSON, NOT_IN_FORCE, REFUSED, UNKNOWN

KINDS = {True: "ok", False: "no", None: "ask"}
"""Answer of a criterion to the kind of its sign."""


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """一个条件: what it asks, how it is answered, from which facts, by which clause, and the way out."""

    kind: str
    word: str
    told: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    clause: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """一项待遇: one decision, in the order in which it is read."""

    scheme: str
    title: str
    fact: int
    """The number of what was decided about."""
    row: str
    """And in words."""
    outcome: str
    outcome_told: str
    sum: str
    """Money, "" where none is paid."""
    grants: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why not, or what is missing; of what he can have nothing."""
    next_step: str
    last_day: str
    payer: str
    version: int | None
    """Of the published version by which it was decided; None: of none."""
    criteria: tuple[CriterionLine, ...]


def benefit_of(one: Explained, told: Told, version: int | None) -> Benefit:
    """一项待遇 in the language in use."""
    explanation = one.explanation
    return Benefit(
        scheme=explanation.scheme,
        title=explanation.title,
        fact=explanation.fact,
        row=one.row,
        outcome=explanation.outcome,
        outcome_told=explanation.outcome_told,
        sum=words.sum_told(explanation) if explanation.outcome == ENTITLED else "",
        grants=(*words.grants_told(explanation), *words.shares_told(told, explanation)),
        reasons=tuple(_reasons(explanation)),
        next_step=_next_step(explanation),
        last_day=words.last_day_told(explanation, told.as_of),
        payer=explanation.payer,
        version=version,
        criteria=tuple(_criterion(criterion, told) for criterion in _ordered(explanation.criteria)),
    )


def _reasons(explanation: Explanation) -> Iterator[str]:
    """Why he cannot have it, or what cannot be told; every rival that comes first."""
    if explanation.outcome == ENTITLED:
        return
    wanted = False if explanation.outcome == REFUSED else None
    open_ = [criterion.told for criterion in explanation.criteria if criterion.result is wanted]
    yield from open_ or [cap.told for cap in explanation.caps if cap.result is wanted]
    if explanation.outcome == NEEDS_PERSON:
        yield from (judgement for _name, judgement, _clause in explanation.judgements)
    yield from (rival.told for rival in explanation.rivals if rival.first)


def _next_step(explanation: Explanation) -> str:
    """What he does next; "" where there is nothing he could do."""
    if explanation.outcome == ENTITLED:
        return _("现在就可以申领。")
    if explanation.outcome == NEEDS_PERSON:
        return _("请向经办窗口提出，由经办人员判断。")
    if explanation.outcome == NOT_IN_FORCE:
        return ""
    if explanation.outcome == UNKNOWN and explanation.evidence:
        return _("请补：{documents}。", documents=_("、").join(explanation.evidence))
    ways = [words.way_out(criterion) for criterion in words.open_first(explanation.criteria)]
    return next((way for way in ways if way), "")


def _ordered(criteria: Sequence[CriterionShown]) -> list[CriterionShown]:
    return [*words.open_first(criteria), *words.met(criteria)]


def _criterion(criterion: CriterionShown, told: Told) -> CriterionLine:
    return CriterionLine(
        kind=KINDS[criterion.result],
        word=words.result_told(criterion.result)[1],
        told=criterion.told,
        facts=tuple(map(words.fact_told, criterion.facts)),
        sources=tuple(map(told.source, criterion.parameters)),
        clause=told.clause(criterion.clause),
        way_out=words.way_out(criterion),
    )


def day_asked(text: str, today: date) -> date:
    """计算日 as somebody wrote it; today where it is none, or one to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if day <= today else today
