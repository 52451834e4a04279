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
KEY_VERSIONS: Final = ErrorKind(
    "BOLE-A008", N_("密钥“{ring}”已有 {most} 版，不能再换。"), N_("请先重新密封，再销毁旧版。")
)
NO_ACCOUNT: Final = ErrorKind("BOLE-A009", N_("没有账户“{name}”。"), N_("请核对用户名。"))
TAKEN: Final = ErrorKind("BOLE-A010", N_("用户名“{name}”已有人用。"), N_("请换一个用户名。"))
WEAK_PASSWORD: Final = ErrorKind("BOLE-A011", N_("口令不合要求：{why}"), N_("请换一个更长、更难猜的口令。"))
ADMINISTRATOR_HAS_NO_BUSINESS: Final = ErrorKind(
    "BOLE-A012", N_("管理员账户不能同时办理业务。"), N_("请另开一个账户，或先收回已有的角色。")
)
NOT_ONESELF: Final = ErrorKind("BOLE-A013", N_("不能给自己的账户授权或改变自己的角色。"), N_("请由另一位管理员办理。"))
NO_ROLE: Final = ErrorKind("BOLE-A014", N_("没有角色“{role}”。"), N_("可用的角色：{roles}。"))
UNIT_NEEDED: Final = ErrorKind(
    "BOLE-A015", N_("角色“{role}”要写明是哪个单位或哪个人的。"), N_("请先为账户选定单位，或选定本人。")
)
GRANTED_ALREADY: Final = ErrorKind("BOLE-A016", N_("这个账户已有同样的角色。"), N_("请先收回旧的，再授予新的。"))
GRANT_ENDS_BEFORE: Final = ErrorKind("BOLE-A017", N_("授权的截止日期早于起始日期。"), N_("请核对日期。"))
LAST_ADMINISTRATOR: Final = ErrorKind("BOLE-A018", N_("这是最后一位{role}，不能免去或停用。"), N_("请先任命另一位。"))
ADMINISTRATOR_ALREADY: Final = ErrorKind("BOLE-A019", N_("这个账户已是{role}。"), N_("不必再任命。"))
PROVIDER_AWAY: Final = ErrorKind(
    "BOLE-A020", N_("统一身份认证现在连不上。"), N_("请稍后再试，或用用户名和口令登录；一直连不上，请告诉系统管理员。")
)
PROVIDER_MISFIT: Final = ErrorKind(
    "BOLE-A021",
    N_("统一身份认证公布的内容与这里的设置不合（{what}）。"),
    N_("请系统管理员核对 BOLE_OIDC_ISSUER 等设置，运行 bole check。"),
)
PROVIDER_REFUSED: Final = ErrorKind(
    "BOLE-A022", N_("统一身份认证没有放行（{why}）。"), N_("请再试一次；还不行，请找管理统一身份认证的部门。")
)
SIGN_IN_STALE: Final = ErrorKind(
    "BOLE-A023",
    N_("这次登录对不上号：用时太久，或不是在这个浏览器里开始的。"),
    N_("请回到登录页，再点一次登录按钮；浏览器要允许 Cookie。"),
)
PROVIDER_CLOCK: Final = ErrorKind(
    "BOLE-A024",
    N_("统一身份认证与本系统的时钟相差太多（{seconds} 秒）。"),
    N_("请系统管理员校准两边的时钟，再登录。"),
)
PROVIDER_TOKEN: Final = ErrorKind(
    "BOLE-A025", N_("统一身份认证发来的凭据核对不上（{what}）。"), N_("没有登录。请告诉系统管理员，并说明时间。")
)
CLIENT_REFUSED: Final = ErrorKind(
    "BOLE-A026",
    N_("统一身份认证不认本系统，没有发来凭据。"),
    N_("请系统管理员核对 BOLE_OIDC_CLIENT_ID、密钥和登记的返回地址。"),
)
IDENTITY_UNKNOWN: Final = ErrorKind(
    "BOLE-A027",
    N_("您的统一身份没有关联本系统的账户，不能登录。"),
    N_("有账户的，用口令登录后在“我的账户”里关联；没有的，请找本单位的系统管理员开户。您的身份编号是 {subject}。"),
)
IDENTITY_TAKEN: Final = ErrorKind(
    "BOLE-A028", N_("这个统一身份已关联另一个账户。"), N_("请先在那个账户里解除，或请系统管理员核对。")
)
IDENTITY_THERE: Final = ErrorKind("BOLE-A029", N_("这个账户已关联一个统一身份。"), N_("请先解除原来的，再关联新的。"))
NO_PROVIDER: Final = ErrorKind("BOLE-A030", N_("本系统没有设置单点登录。"), N_("请用用户名和口令登录。"))
BAD_SUBJECT: Final = ErrorKind(
    "BOLE-A031", N_("身份编号要有 1 到 {most} 个字符，中间没有空格。"), N_("请照统一身份认证给出的编号填写。")
)
