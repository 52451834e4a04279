"""解释的网页: one page for the person himself: what he can have, what to bring, why not; no script, no network."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bole.cli.person_page import contents, facts, person_page, status
from bole.documents.render.markup import Html, el, joined
from bole.kernel.messages import N_, _
from bole.policy import explain_words as words

if TYPE_CHECKING:
    from bole.policy.explain import CriterionShown, Explanation
    from bole.policy.explain_words import Told
    from bole.policy.explanations import Explained, OutOfScope

HEADINGS: Final = {
    "entitled": N_("可以享受的"),
    "unknown": N_("还缺材料的"),
    "needs_person": N_("须由经办人员判断的"),
    "refused": N_("不符合条件的"),
    "not_in_force": N_("没有现行规定的"),
}
_FOLDED: Final = ("refused", "not_in_force")
_MARKS: Final = {True: "met", False: "unmet", None: "open"}


def explanation_page(told: "Told", explained: "Sequence[Explained]", apart: "Sequence[OutOfScope]" = ()) -> str:
    """The page as text."""
    groups = words.in_order(explained)
    return person_page(
        _("伯乐 · 政策说明"),
        told.heading,
        told.days,
        _sums(groups) if groups else el("p", {}, "" if apart else _("登记库里没有可以判定的记录。")),
        *(el("p", {}, one.told) for one in apart),
        *(_group(told, outcome, group) for outcome, group in groups.items()),
    )


def _sums(groups: "dict[str, list[Explained]]") -> Html:
    """How many of each outcome, each a link to them: what a phone shows first."""
    return contents(
        (outcome, outcome, f"{words.SHAPES[outcome]} {_(HEADINGS[outcome])}", words.sums_told(group))
        for outcome, group in groups.items()
    )


def _group(told: "Told", outcome: str, group: "Sequence[Explained]") -> Html:
    drawn = _folded if outcome in _FOLDED else _decision
    return el(
        "section",
        {"aria-labelledby": outcome},
        el("h2", {"id": outcome}, _(HEADINGS[outcome])),
        *(drawn(told, one) for one in group),
    )


def _decision(told: "Told", one: "Explained") -> Html:
    head = joined(el("h3", {}, one.explanation.title), el("p", {"class": "row"}, one.row))
    return el("article", {"class": "decision"}, head, *_inside(told, one))


def _folded(told: "Told", one: "Explained") -> Html:
    """One line that opens: there are often many of these, and none of them asks for anything."""
    why = words.reasons(one.explanation)
    summary = el(
        "summary",
        {},
        el("h3", {}, one.explanation.title),
        el("span", {"class": "row"}, one.row),
        el("span", {"class": "row"}, _("不符合：{why}", why=why)) if why else "",
    )
    return el("details", {"class": "decision folded"}, summary, *_inside(told, one))


def _inside(told: "Told", one: "Explained") -> Iterator[Html]:
    shown = one.explanation
    shape = status(shown.outcome, f"{words.SHAPES[shown.outcome]} {shown.outcome_told}")
    yield el("p", {}, shape)
    if shown.fen is not None:
        yield el("p", {"class": "sum"}, words.sum_told(shown))
    for line in (*words.grants_told(shown), *words.shares_told(told, shown)):
        yield el("p", {}, line)
    if last := words.last_day_told(shown, told.as_of):
        yield el("p", {}, last)
    yield el("p", {"class": "count"}, words.counted(shown))
    if shown.outcome != "not_in_force":
        yield from _criteria(told, words.open_first(shown.criteria))
    yield from _by_persons(told, shown)
    yield from _details(told, shown)
    yield el("p", {"class": "receipt"}, _("回执编号 {id}", id=shown.receipt[:16]))


def _criteria(told: "Told", criteria: "Sequence[CriterionShown]") -> Iterator[Html]:
    if criteria:
        yield el("ul", {"class": "criteria"}, *(_criterion(told, criterion) for criterion in criteria))


def _criterion(told: "Told", criterion: "CriterionShown") -> Html:
    shape, word = words.result_told(criterion.result)
    way = words.way_out(criterion)
    rows = [
        (_("事实"), [words.fact_told(fact) for fact in criterion.facts]),
        (_("标准"), [told.source(source) for source in criterion.parameters]),
        (_("依据"), [told.clause(criterion.clause)]),
    ]
    return el(
        "li",
        {},
        status(_MARKS[criterion.result], f"{shape} {word}"),
        el("p", {"class": "asked"}, criterion.told),
        el("p", {"class": "way"}, _("怎么办：{way}", way=way)) if way else Html(""),
        facts((label, values) for label, values in rows if values),
    )


def _by_persons(told: "Told", shown: "Explanation") -> Iterator[Html]:
    """What people judge, which scheme comes before which, and what hangs on what others claim."""
    for rival in shown.rivals:
        yield el(
            "p", {"class": "rival"}, _("争用：{told}（{clause}）", told=rival.told, clause=told.clause(rival.clause))
        )
    for _id, name, clause in shown.judgements:
        yield el("p", {}, _("须由人判断：{told}（{clause}）", told=name, clause=told.clause(clause)))
    for _id, name, clause in shown.subject_to:
        yield el("p", {}, _("还取决于别人的申领：{told}（{clause}）", told=name, clause=told.clause(clause)))


def _details(told: "Told", shown: "Explanation") -> Iterator[Html]:
    """What is folded: the criteria that are met, how the sum came about, and the caps."""
    met = words.met(shown.criteria)
    if met and shown.outcome != "not_in_force":
        summary = el("summary", {}, _("看符合的 {count} 项条件", count=len(met)))
        yield el("details", {}, summary, *_criteria(told, met))
    if shown.amount and shown.fen is not None:
        steps = [_("{told}：{value}", told=step.told, value=step.value_told) for step in shown.amount.steps]
        clause = _("依据：{clause}", clause=told.clause(shown.amount.clause))
        drawn = el("ol", {"class": "steps"}, *(el("li", {}, step) for step in steps))
        yield el("details", {}, el("summary", {}, _("看金额是怎么算的")), drawn, el("p", {}, clause))
    if shown.caps and shown.outcome in ("entitled", "unknown", "needs_person"):
        caps = [el("li", {}, words.cap_told(cap)) for cap in shown.caps]
        yield el("details", {}, el("summary", {}, _("看次数限制")), el("ul", {"class": "steps"}, *caps))
