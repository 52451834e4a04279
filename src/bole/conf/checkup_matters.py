"""体检：事项: whether the kinds of case of the packs hold together, and whether this year's holidays are listed."""

from datetime import datetime

from django.utils.timezone import localtime

from bole.apps.accounts.roles import PERMISSIONS
from bole.apps.cases.kinds import kinds_of, working_days
from bole.apps.schemes.place import packs_now, place_of_register
from bole.conf.checkup_part import Found, green, red
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.policy.kind_checks import permission_faults


def matters(at: datetime) -> Found:
    """事项和流程. Raises BoleError with every fault of a pack that is wrong."""
    packs = packs_now()
    kinds, strangers = packs.kinds, permission_faults(packs, PERMISSIONS)
    if strangers:
        return red("；".join(map(str, strangers)), _("请改正规则包里的流程，再用 bole pack check 核对。"))
    try:
        here = len(kinds_of(place_of_register()))
        listed = working_days().known(localtime(at).date())
    except BoleError:  # no place is said yet
        return green(_("规则包里的事项 {count} 个，流程都走得通。", count=len(kinds)))
    told = _("本地的事项 {count} 个，流程都走得通。", count=here)
    return green(told if listed else told + _("今年的放假安排没有录入，期限只按周末计算。"))
