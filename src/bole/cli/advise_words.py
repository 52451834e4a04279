"""下一步的说法: what the terminal and the page of `bole advise` say alike: the order, the heads, the sums."""

from typing import TYPE_CHECKING, Final

from bole.kernel.dates import Period
from bole.kernel.messages import N_, _
from bole.policy.advise import BRING, CLAIM, OBTAIN, WAIT
from bole.policy.readings.advice_words import days_left, given_told, hurries
from bole.policy.readings.wording import told_money, told_period

if TYPE_CHECKING:
    from bole.policy.advise import Advice, Step
    from bole.policy.explain_words import Told

HEADINGS: Final = {
    CLAIM: N_("现在可以申领的"),
    BRING: N_("补上材料可以得的"),
    OBTAIN: N_("再进一步可以得的"),
    WAIT: N_("到时候可以得的"),
}
SHAPES: Final = {CLAIM: "●", BRING: "◆", OBTAIN: "▲", WAIT: "○"}


def heading(told: "Told") -> str:
    """The title."""
    return _("个人编号 {person} 的下一步", person=told.person)


def groups(advice: "Advice") -> "dict[str, list[Step]]":
    """The steps by kind, in the order in which a person reads them."""
    found = {kind: [step for step in advice.steps if step.kind == kind] for kind in HEADINGS}
    return {kind: steps for kind, steps in found.items() if steps}


def summary(advice: "Advice") -> list[str]:
    """What stands above the steps."""
    lines = []
    if advice.fen:
        lines.append(_("现在申领，合计可得{sum}。", sum=told_money(advice.fen)))
    if not advice.steps:
        lines.append(_("按现在的资料和规定，没有找到能让您多得的下一步。"))
    if not advice.complete:
        lines.append(_("能申领的项目太多，没有把各种选法全部比完；请经办人员再看。"))
    return lines


def most_told(steps: "list[Step]") -> str:
    """How many, and what they bring: claims all in all, of other steps the one that brings most."""
    if steps[0].kind == CLAIM:
        fen = sum(step.gives[0].fen or 0 for step in steps)
        return (
            _("{count} 项，合计 {sum}", count=len(steps), sum=told_money(fen))
            if fen
            else _("{count} 项", count=len(steps))
        )
    most = max((max(step.fen or 0, step.at_most or 0) for step in steps), default=0)
    if not most:
        return _("{count} 项", count=len(steps))
    return _("{count} 项，最多的一项{sum}", count=len(steps), sum=told_money(most))


def near(step: "Step", told: "Told") -> str:
    """How many days are left, where they are few."""
    if not hurries(step, told.as_of):
        return ""
    left = days_left(step, told.as_of)
    return _("今天截止") if left == 0 else _("还有{left}", left=told_period(Period(days=left or 0)))


def waiting_told(advice: "Advice") -> list[str]:
    """What is claimed already and not paid yet."""
    return [given_told(given) for given in advice.waiting]
