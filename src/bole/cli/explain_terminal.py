"""解释的终端: what `bole explain` prints: what he can have first, then what is missing, then what not and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bole.kernel.messages import _
from bole.policy import explain_words as words

if TYPE_CHECKING:
    from bole.policy.explain import CriterionShown
    from bole.policy.explain_words import Told
    from bole.policy.explanations import Explained, OutOfScope

_STYLES: Final = {"entitled": "green", "unknown": "yellow", "needs_person": "yellow", "refused": "red"}


def print_explained(
    told: "Told", explained: "Sequence[Explained]", apart: "Sequence[OutOfScope]", console: Console
) -> None:
    """Every decision; of those that were refused only what was not met."""
    console.print(Text(told.heading, "bold"))
    console.print(Text(told.days))
    for group in words.in_order(explained).values():
        for one in group:
            console.print()
            _print_decision(told, one, console)
    for aside in apart:
        console.print(Text(aside.told))
    if not explained and not apart:
        console.print(Text(_("登记库里没有可以判定的记录。")))


def _print_decision(told: "Told", one: "Explained", console: Console) -> None:
    shown = one.explanation
    head = f"{words.SHAPES[shown.outcome]} {shown.outcome_told}"
    console.print(
        Text.assemble(
            (head, f"bold {_STYLES.get(shown.outcome, '')}".strip()), f"  {shown.title}", f"  {words.sum_told(shown)}"
        )
    )
    lines = [one.row]
    lines += [*words.grants_told(shown), *words.shares_told(told, shown)]
    lines += [words.last_day_told(shown, told.as_of), words.counted(shown)]
    for line in filter(None, lines):
        _indented(line, console)
    if shown.outcome != "not_in_force":
        for criterion in words.open_first(shown.criteria):
            _print_criterion(told, criterion, console)
    for _id, name, clause in shown.judgements:
        _indented(_("须由人判断：{told}（{clause}）", told=name, clause=told.clause(clause)), console)
    for cap in shown.caps if shown.outcome in ("entitled", "unknown") else ():
        _indented(words.cap_told(cap), console)
    for rival in shown.rivals:
        _indented(_("争用：{told}（{clause}）", told=rival.told, clause=told.clause(rival.clause)), console)
    for _id, name, clause in shown.subject_to:
        _indented(_("还取决于别人的申领：{told}（{clause}）", told=name, clause=told.clause(clause)), console)


def _print_criterion(told: "Told", criterion: "CriterionShown", console: Console) -> None:
    shape, word = words.result_told(criterion.result)
    _indented(f"{shape} {word}：{criterion.told}", console)
    for fact in criterion.facts:
        _indented(words.fact_told(fact), console, 6)
    if way := words.way_out(criterion):
        _indented(_("怎么办：{way}", way=way), console, 6)
    for source in criterion.parameters:
        _indented(told.source(source), console, 6)
    _indented(_("依据：{clause}", clause=told.clause(criterion.clause)), console, 6)


def _indented(text: str, console: Console, by: int = 2) -> None:
    console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, by)))
