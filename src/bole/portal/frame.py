"""页面框架: what stands around every page: the navigation of who is signed in, his language and size of text."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse

from bole import __version__
from bole.apps.accounts.actor import Actor
from bole.kernel.messages import N_, _, language
from bole.portal.visit import SCREENS, Needed, visit_of

LARGE_TEXT: Final = "bole_large_text"
"""The cookie of who has not signed in; an account keeps its own."""
KEYS: Final = "bole_keys"
"""The cookie of a machine on which somebody has switched the keys of lists and cases off."""


@dataclass(frozen=True, slots=True)
class Place:
    """导航项: where it leads (name of a route) and what it is called; who may open the screen there sees it."""

    route: str
    label: str
    purpose: str = ""
    """What one does there, on the first page."""


PLACES: Final = (
    Place("home", N_("首页")),
    Place("own-file", N_("我的档案"), N_("登记库里关于我的一切，谁看过，哪里有误")),
    Place("own-entitlements", N_("我的待遇"), N_("系统查到我可以领的，确认、放弃或请人工办理")),
    Place("own-cases", N_("我的办件"), N_("申请到哪一步了，还要补什么，怎样复核")),
    Place("own-organisation", N_("本单位"), N_("标签、用工、检查、办过的培训")),
    Place("matters", N_("办事"), N_("能办哪些事，谁能办，要准备什么，怎样办")),
    Place("cases", N_("办件"), N_("待办、到期、超期；逐件办和批量办")),
    Place("counter", N_("窗口代办"), N_("申请人就在窗口，由您核对身份、代为填写")),
    Place("untaken", N_("应享未享"), N_("谁符合条件而没有领，按项目和镇街")),
    Place("deputies", N_("代办和回避"), N_("谁替谁办，与谁有关系要回避，整体交接")),
    Place("stock", N_("房源等"), N_("人才房、学位：有多少，给了谁")),
    Place("funds", N_("资金"), N_("预算、已承付、已支付和余额，按年度和来源")),
    Place("payments", N_("支付"), N_("编制、复核、签发支付批次，送盘和回盘")),
    Place("clawbacks", N_("追回"), N_("重复支付和应追回的钱，分期收回")),
    Place("reconciliations", N_("对账"), N_("每月的银行对账单与台账逐笔核对")),
    Place("ledger", N_("台账"), N_("每一笔分录，按日、资金和项目；链上少一条都查得出")),
    Place("payment-report", N_("支付报表"), N_("按项目、地区、月份，与台账分毫不差")),
    Place("notices", N_("通知"), N_("系统告诉我的：查到的待遇、要补的材料、办理结果")),
    Place("undelivered", N_("没有送达的通知"), N_("没有发出去的短信：为什么，再发一次")),
    Place("people", N_("人员"), N_("按姓名、拼音或号码找人，看一人一档")),
    Place("organisations", N_("单位档案"), N_("企业、院校、培训评价机构")),
    Place("white-list", N_("白名单"), N_("培训机构白名单和检查：在名单内、建议移出、不在名单内")),
    Place("certificates", N_("证书"), N_("证书登记和真假查验")),
    Place("pools", N_("人才库"), N_("人才库、专家库：入库、后备、转正、出库")),
    Place("occupations", N_("职业"), N_("职业代码和名称、版次、数字职业标识、代码的变动")),
    Place("corrections", N_("更正申请"), N_("本人提出的更正，在这里答复")),
    Place("doubts", N_("疑似同一人"), N_("比对拿不准的，并排看过再归并或分开")),
    Place("quality", N_("数据质量"), N_("缺了什么、矛盾在哪里、谁没有按时送来")),
    Place("schemes", N_("政策项目"), N_("规则包里的政策，公布以后才算在用")),
    Place("sources", N_("数据来源"), N_("谁的数据更可信，谁能改什么")),
    Place("retention", N_("保存期限"), N_("什么到期了，由业务负责人销毁")),
    Place("imports", N_("导入"), N_("部门送来的文件：检查、预览、写入、错误行")),
    Place("accounts", N_("账户"), N_("开户、授权、任免管理员")),
    Place("units", N_("单位"), N_("哪些单位的人可以登录")),
    Place("events", N_("操作日志"), N_("谁做过什么；链上少一条都查得出")),
    Place("looks", N_("查阅记录"), N_("谁看过谁的档案，为了什么")),
)


def places_of(actor: Actor) -> list[Place]:
    """导航 of somebody: the places whose screens he may open."""
    return [place for place in PLACES if _needed(place.route).met_by(actor)]


@cache
def _needed(route: str) -> Needed:
    """What the screen of a route asks for."""
    view = resolve(reverse(route)).func
    return SCREENS[f"{view.__module__}.{view.__name__}"]


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template: `places`, `language`, `large_text`, `version`, `keys`, and the `identity_provider`'s name."""
    user = getattr(request, "user", None)
    told: dict[str, Any] = {"language": language(), "version": __version__, "places": (), "visitor": None}
    told["keys"] = request.COOKIES.get(KEYS) != "off"
    told["identity_provider"] = (
        (settings.IDENTITY_PROVIDER.name or _("统一身份认证")) if settings.IDENTITY_PROVIDER else ""
    )
    if user is None or not user.is_authenticated:
        return told | {"large_text": request.COOKIES.get(LARGE_TEXT) == "yes"}
    actor = visit_of(request).actor
    seen = places_of(actor)
    return told | {"places": seen, "visitor": actor, "unit": user.unit, "large_text": user.large_text}
