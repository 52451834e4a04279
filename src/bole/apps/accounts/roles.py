"""角色: what each role may do; the one table behind every check, the page of permissions and its tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bole.kernel.messages import N_

PERMISSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person.search": N_("查找人员"),
        "person.read": N_("看人员档案"),
        "person.reveal": N_("看完整号码"),
        "person.correct": N_("更正人员资料"),
        "person.link": N_("判定是否同一人"),
        "person.own": N_("看本人的档案"),
        "organisation.read": N_("看单位资料"),
        "organisation.correct": N_("更正单位资料"),
        "organisation.own": N_("看本单位的资料"),
        "certificate.verify": N_("查验证书"),
        "import.upload": N_("上传数据文件"),
        "import.confirm": N_("确认导入"),
        "import.read": N_("看导入记录"),
        "quality.read": N_("看数据质量"),
        "pool.read": N_("看人才库"),
        "pool.admit": N_("办理入库出库"),
        "pool.manage": N_("设立人才库"),
        "inspection.record": N_("登记机构检查"),
        "white-list.manage": N_("管理白名单"),
        "scheme.run": N_("计算政策项目"),
        "scheme.publish": N_("公布政策项目"),
        "case.own": N_("申请和查看本人的办件"),
        "case.read": N_("看办件"),
        "case.accept": N_("受理"),
        "case.review": N_("初审"),
        "case.decide": N_("复核决定"),
        "case.appeal": N_("办理复核申请"),
        "case.score": N_("专家评分"),
        "case.assign": N_("分派和转交"),
        "stock.manage": N_("管理房源等"),
        "fund.read": N_("看资金"),
        "fund.manage": N_("管理资金和预算"),
        "payment.prepare": N_("编制支付批次"),
        "payment.check": N_("复核支付批次"),
        "payment.release": N_("签发支付批次"),
        "payment.reconcile": N_("对账"),
        "clawback.manage": N_("办理追回"),
        "source.manage": N_("管理数据来源"),
        "unit.manage": N_("管理单位和地区"),
        "account.manage": N_("管理账户"),
        "grant.manage": N_("授予角色"),
        "key.manage": N_("管理密钥"),
        "backup.make": N_("备份"),
        "event.read": N_("看操作日志"),
        "look.read": N_("看查阅记录"),
    }
)
"""权限: every permission and what a user calls it."""


@dataclass(frozen=True, slots=True)
class Role:
    """角色: its name and what it may do; `administrates` for the three that no account may join."""

    code: str
    label: str
    permissions: frozenset[str]
    staff: bool = True
    """Whether a second factor is asked for at login."""
    administrates: bool = False
    needs_unit: bool = False
    """Whether it reaches the records of the unit of its account alone."""


def _role(code: str, label: str, permissions: str, *, staff: bool = True, administrates: bool = False) -> Role:
    named = frozenset(permissions.split())
    unknown = named - PERMISSIONS.keys()
    if unknown:
        raise ValueError(f"{code}: {sorted(unknown)}")
    return Role(code, label, named, staff, administrates, "organisation.own" in named)


_CLERK: Final = (
    "person.search person.read organisation.read certificate.verify import.read pool.read case.read case.accept"
)
_OFFICER: Final = (
    f"{_CLERK} person.reveal person.correct person.link organisation.correct import.upload quality.read"
    " pool.admit inspection.record case.review"
)
_MANAGER: Final = (
    f"{_OFFICER} import.confirm scheme.run scheme.publish source.manage pool.manage white-list.manage"
    " case.decide case.appeal case.assign stock.manage fund.read"
)
_FINANCE: Final = "fund.read case.read"

ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        role.code: role
        for role in (
            _role("worker", N_("劳动者"), "person.own case.own", staff=False),
            _role("employer", N_("用人单位"), "organisation.own case.own", staff=False),
            _role("provider", N_("培训评价机构"), "organisation.own case.own certificate.verify", staff=False),
            _role("clerk", N_("窗口经办人"), _CLERK),
            _role("officer", N_("业务经办人"), _OFFICER),
            _role("manager", N_("业务负责人"), _MANAGER),
            _role("expert", N_("评审专家"), "case.score"),
            _role("cashier", N_("财务经办人"), f"{_FINANCE} payment.prepare payment.reconcile clawback.manage"),
            _role("accountant", N_("财务复核人"), f"{_FINANCE} payment.check payment.reconcile"),
            _role("treasurer", N_("财务负责人"), f"{_FINANCE} payment.release fund.manage"),
            _role(
                "system-administrator", N_("系统管理员"), "unit.manage account.manage backup.make", administrates=True
            ),
            _role("security-administrator", N_("安全管理员"), "grant.manage key.manage", administrates=True),
            _role("audit-administrator", N_("审计管理员"), "event.read look.read", administrates=True),
        )
    }
)
"""Every role by its code."""
