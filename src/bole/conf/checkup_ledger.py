"""体检：台账: whether the chain of the ledger holds, and whether every budget says what the ledger says."""

from bole.apps.payments.errors import LEDGER_BROKEN
from bole.apps.payments.ledger import first_broken, unequal
from bole.conf.checkup_part import Found, green, red
from bole.kernel.messages import _


def ledger() -> Found:
    """台账: unbroken, and equal to the sums that keep budgets from being passed."""
    broken = first_broken()
    if broken is not None:
        return red(_(LEDGER_BROKEN.message, number=broken), _(LEDGER_BROKEN.remedy))
    differing = unequal()
    if differing:
        told = _("有 {count} 个年度预算与台账合计不符。", count=len(differing))
        return red(told, _("请停止支付，立即报告审计管理员，从备份核对。"))
    return green(_("完整，与各年度预算相符。"))
