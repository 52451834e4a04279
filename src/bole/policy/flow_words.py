"""流程的话: what the words of a flow's table are called for who reads it: who acts, when he may, and with what effect.

Permissions are named by accounts, which knows them; whoever draws a flow hands their names in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bole.kernel.flow import APPLICANT, SYSTEM, Flow, State, Step
from bole.kernel.messages import N_, _, language
from bole.policy.case_kinds import FOUND, ORDINARY, QUICK

MODES_TOLD: Final[Mapping[str, str]] = {FOUND: N_("免申即享"), QUICK: N_("快申快享"), ORDINARY: N_("申请办理")}
WHOS_TOLD: Final[Mapping[str, str]] = {APPLICANT: N_("申请人"), SYSTEM: N_("系统")}
OUTCOMES_TOLD: Final[Mapping[str, str]] = {
    "granted": N_("予以同意"),
    "refused": N_("不予同意"),
    "withdrawn": N_("撤回"),
    "lapsed": N_("逾期失效"),
}
GUARDS_TOLD: Final[Mapping[str, str]] = {
    "complete": N_("材料齐全"),
    "entitled": N_("按当天的资料符合条件"),
    "not-refused": N_("规则没有算出不符合"),
    "another-person": N_("不是上一步审核的人"),
    "another-decider": N_("不是第一次作决定的人"),
    "in-appeal-time": N_("在申请复核的期限内"),
    "scored": N_("专家已评够"),
    "places-left": N_("名额还有"),
    "stock-left": N_("还有可以给的"),
}
EFFECTS_TOLD: Final[Mapping[str, str]] = {
    "freeze": N_("当场重新判定，依据封存"),
    "commit": N_("承付金额，余额不够的不能办"),
    "uncommit": N_("退回承付的金额"),
    "ask": N_("一次告知缺什么"),
    "notify": N_("告知结果"),
    "letter": N_("给凭证编号"),
    "take-place": N_("占用一个名额"),
    "take-stock": N_("占用一份"),
    "free-stock": N_("腾出一份"),
}


@dataclass(frozen=True, slots=True)
class StepTold:
    """一步的话: a step from one state, in the language in use."""

    state: str
    verb: str
    who: str
    guards: tuple[str, ...]
    effects: tuple[str, ...]
    to: str
    reason: bool


def steps_told(flow: Flow, permissions: Mapping[str, str]) -> list[StepTold]:
    """流程表: every step from every state, in the order of the states."""
    return [
        StepTold(
            state=state_told(state),
            verb=step_told(step),
            who=who_told(step.who, permissions),
            guards=tuple(_(GUARDS_TOLD[name]) if name in GUARDS_TOLD else name for name in step.guards),
            effects=tuple(_(EFFECTS_TOLD[name]) if name in EFFECTS_TOLD else name for name in step.effects),
            to=state_told(flow.states[step.to]) if step.to else "",
            reason=step.reason,
        )
        for state in flow.states.values()
        for step in flow.steps_from(state.code)
    ]


def who_told(who: str, permissions: Mapping[str, str]) -> str:
    """谁办: what the permission is called, or the applicant, or the system."""
    named = WHOS_TOLD.get(who) or permissions.get(who)
    return _(named) if named else who


def state_told(state: State) -> str:
    """状态名称."""
    return state.title_en if language() == "en" else state.title


def step_told(step: Step) -> str:
    """动作名称."""
    return step.title_en if language() == "en" else step.title


def flow_told(flow: Flow) -> str:
    """流程名称."""
    return flow.title_en if language() == "en" else flow.title


def days_told(state: State) -> str:
    """期限 of a state: how long whoever has it in hand may take; "" where nothing is said or it is closed."""
    told = [_("{n} 个工作日", n=state.days)] if state.days else []
    told += [_("{day} 起 {n} 个工作日", day=start.isoformat(), n=days) for start, days in state.changes]
    return _("，").join(told)
