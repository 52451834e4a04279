"""部件: every component in every state on one page, for who builds screens and for the checks in a browser."""

from datetime import UTC, datetime

from django.http import HttpResponse

from bole.kernel.messages import N_
from bole.portal.visit import Visit, screen


@screen()
def components(visit: Visit) -> HttpResponse:
    """部件一览."""
    told = {
        "faults": {"specimen-error": N_("发证日期要像 2026-06-03 这样填写"), "": N_("没有哪一项对应的问题")},
        "options": (("", "—"), ("a", N_("窗口经办人")), ("b", N_("业务经办人"))),
        "steps": (N_("上传"), N_("检查"), N_("预览"), N_("确认"), N_("结果")),
        "now": ("6-31-01-03",),
        "moment": datetime(2031, 5, 6, 1, 30, tzinfo=UTC),
        "bars": (("小榄镇", 1284), ("火炬开发区", 902), ("石岐街道", 77)),
    }
    return visit.shows("components", told)
