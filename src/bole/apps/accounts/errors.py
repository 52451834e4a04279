"""账户的错误: every way in which accounts, keys and logs say no."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

KEY_UNKNOWN: Final = ErrorKind(
    "BOLE-A001", N_("这台机器没有密钥“{ring}”的第 {version} 版。"), N_("请从保管的副本恢复 BOLE_HOME/keys。")
)
KEY_DAMAGED: Final = ErrorKind(
    "BOLE-A002", N_("密钥文件读不通。"), N_("请从保管的副本恢复；不要删除，否则密封的资料打不开。")
)
KEY_OPEN: Final = ErrorKind("BOLE-A003", N_("别的用户也能读密钥文件。"), N_("请改为只有本用户可读：chmod 600。"))
SEAL_BROKEN: Final = ErrorKind(
    "BOLE-A004",
    N_("密封的资料打不开：被改过、被挪过，或不是用这里的密钥密封的。"),
    N_("请核对密钥的副本和数据库的来源。"),
)
NOT_ALLOWED: Final = ErrorKind(
    "BOLE-A005", N_("您没有“{permission}”的权限。"), N_("请找{who}办理，或向管理员申请权限。")
)
TWO_ADMINISTRATORS: Final = ErrorKind(
    "BOLE-A006", N_("系统管理员、安全管理员和审计管理员不能是同一个账户。"), N_("请换一个账户。")
)
CHAIN_BROKEN: Final = ErrorKind(
    "BOLE-A007", N_("操作日志第 {number} 条与前一条接不上。"), N_("日志被改过、少了或多了；请立即报告审计管理员。")
)
