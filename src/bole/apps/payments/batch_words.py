"""批次、明细和应付的状态, as people call them, with the kind of sign that they have."""

from collections.abc import Mapping
from typing import Final

from bole.kernel.messages import N_, _

BATCH_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "preparing": ("ask", N_("正在编制")),
    "prepared": ("ask", N_("待复核")),
    "checked": ("ask", N_("待签发")),
    "releasing": ("ask", N_("正在签发")),
    "released": ("ask", N_("已送银行")),
    "done": ("ok", N_("已办完")),
    "cancelled": ("plain", N_("已作废")),
}
LINE_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("ask", N_("等银行结果")),
    "paid": ("ok", N_("已付")),
    "partly": ("ask", N_("付了一部分")),
    "bounced": ("no", N_("银行退回")),
    "taken-out": ("plain", N_("已退出")),
}
LEFT_OUT: Final[Mapping[str, str]] = {
    "not-granted": N_("办件在等申请人，或已放弃"),
    "changed": N_("资料变了，今天会作出不同的决定"),
    "no-account": N_("没有收款账户"),
    "overpaid": N_("可能重复支付，在追回里核对"),
}
"""Why a batch leaves something out."""
RETURN_FAULTS: Final[Mapping[str, str]] = {
    "unknown": N_("没有这个支付编号"),
    "sum": N_("金额比送去的多，或小于零"),
    "not-sent": N_("这一笔没有送出"),
    "settled": N_("与已经登记的结果不同"),
}


def state_words(state: str) -> str:
    """The state of a batch in words."""
    return _(BATCH_STATES[state][1]) if state in BATCH_STATES else state
