"""流程、事项和日历的错误: every way in which the flows, kinds of case and calendars of packs can be wrong."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

# --- P250-P279 ---

NOT_COUNT: Final = ErrorKind(
    "BOLE-P250", N_("“{key}”应当是 0 到 {most} 的整数，这里是 {found}。"), N_("请写成整数，不加引号。")
)
BAD_CODE: Final = ErrorKind(
    "BOLE-P251", N_("“{key}”不能写成“{found}”。"), N_("请用小写字母开头，由小写字母、数字和连字符组成。")
)
CODE_TWICE: Final = ErrorKind("BOLE-P252", N_("“{code}”写了两次，前一次在第 {line} 行。"), N_("请改其中一个。"))
FLOW_START: Final = ErrorKind(
    "BOLE-P253",
    N_("流程不能从“{word}”开始，最接近的状态是“{nearest}”。"),
    N_("start 要写流程里一个没有办结的状态：{known}。"),
)
FLOW_STATE: Final = ErrorKind(
    "BOLE-P254", N_("流程里没有状态“{word}”，最接近的是“{nearest}”。"), N_("from 和 to 可以写：{known}。")
)
FLOW_WORD: Final = ErrorKind(
    "BOLE-P255", N_("流程表不认识“{word}”，最接近的是“{nearest}”。"), N_("这里可以写：{known}。")
)
FLOW_WHO: Final = ErrorKind(
    "BOLE-P256", N_("who 不能是“{word}”。"), N_("请写一个权限（如 case.review）、applicant 或 system。")
)
FLOW_TWICE: Final = ErrorKind(
    "BOLE-P257", N_("同一状态的同一动作写了两次：{word}。"), N_("一个状态里一个动作只能有一步，请改名或合并。")
)
FLOW_LAPSE: Final = ErrorKind(
    "BOLE-P258",
    N_("到期要做的“{word}”做不成。"),
    N_("请写明这个状态的 days，并写一步由 system 从这里做的“{word}”。"),
)
FLOW_CLOSED: Final = ErrorKind(
    "BOLE-P259",
    N_("已办结的状态“{word}”不能有期限，也不能等候。"),
    N_("请去掉 days、waits 和 lapses，或去掉 outcome。"),
)
FLOW_UNREACHED: Final = ErrorKind("BOLE-P260", N_("没有一步通到状态“{word}”。"), N_("请加上通到它的一步，或去掉它。"))
FLOW_STUCK: Final = ErrorKind("BOLE-P261", N_("从状态“{word}”走不到办结。"), N_("请加上从它出去的一步。"))
UNKNOWN_FLOW: Final = ErrorKind(
    "BOLE-P262", N_("没有流程“{id}”，最接近的是“{nearest}”。"), N_("可以用本包和上级的流程；本包的可以省去包名。")
)
KIND_LACKS: Final = ErrorKind(
    "BOLE-P263", N_("流程“{flow}”用到 {word}，事项却没有“{key}”。"), N_("请补上这一项，或换一个流程。")
)
KIND_IDLE: Final = ErrorKind(
    "BOLE-P264", N_("流程“{flow}”用不到“{key}”（没有 {word}）。"), N_("请去掉这一项，或换一个流程。")
)
NO_CHOICES: Final = ErrorKind(
    "BOLE-P265",
    N_("问题“{name}”的 kind 和 choices 对不上。"),
    N_('选择题写 kind = "choice" 和 choices，其他的不写 choices。'),
)
ACCOUNT_NAME: Final = ErrorKind(
    "BOLE-P266", N_("问题“{name}”的名称和种类对不上。"), N_("问银行账户的问题叫 {wanted}，种类是 bank-account。")
)
UNKNOWN_FACT: Final = ErrorKind(
    "BOLE-P267", N_("没有事实“{name}”，最接近的是“{nearest}”。"), N_("请写成 表.列，见事实表的参考页。")
)
PROMISED_TOO_LATE: Final = ErrorKind(
    "BOLE-P268", N_("承诺 {promised} 个工作日，超过法定的 {legal} 个。"), N_("请核对 promised 和 legal。")
)
NO_SUCH_HOLIDAY: Final = ErrorKind(
    "BOLE-P269", N_("“{key}”里不能有 {found}。"), N_("请写 {year} 年的日期；worked 只写调休上班的星期六和星期日。")
)
KIND_SCHEME: Final = ErrorKind(
    "BOLE-P270",
    N_("事项的政策项目“{id}”本包和上级都没有，最接近的是“{nearest}”。"),
    N_("请核对 scheme；没有项目决定的，去掉这一项。"),
)
UNKNOWN_CRITERION: Final = ErrorKind(
    "BOLE-P271",
    N_("材料“{material}”的 unless 写了“{name}”，项目里没有这个条件，最接近的是“{nearest}”。"),
    N_("可以写：{known}。"),
)
OTHER_PAYEE: Final = ErrorKind(
    "BOLE-P272",
    N_("项目“{scheme}”发给 {payee}，事项却由 {by} 申请。"),
    N_("请改 by，或在 note 里写明由谁代收并去掉 scheme。"),
)
NOTHING_PAID: Final = ErrorKind(
    "BOLE-P273", N_("流程“{flow}”要承付，项目“{scheme}”却不发钱。"), N_("请换一个不承付的流程，或核对 scheme。")
)
OTHER_MODE: Final = ErrorKind(
    "BOLE-P274",
    N_("事项写的办理方式是“{mode}”，照条件和数据来源算出来是“{computed}”（{why}）。"),
    N_("请改 mode，或在 sources.yaml 里接通数据；有意这样的不必改。"),
)
NO_PERMISSION: Final = ErrorKind(
    "BOLE-P275",
    N_("流程“{flow}”要的权限“{word}”不存在，最接近的是“{nearest}”。"),
    N_("请核对 who；权限见权限的参考页。"),
)
CHANGE_ORDER: Final = ErrorKind(
    "BOLE-P276", N_("changes 没有按日期排列，或同一天写了两次：{start}。"), N_("请按 from 从早到晚写，每天一条。")
)
BAD_FIXED: Final = ErrorKind(
    "BOLE-P277", N_("事实“{name}”不能是“{found}”。"), N_("请写这一列的代码；是非写 true 或 false。")
)
BAD_ANSWER: Final = ErrorKind(
    "BOLE-P278",
    N_("问题“{name}”的种类填不了事实“{fact}”。"),
    N_("代码用 choice，金额用 money，日期用 date，是非用 flag。"),
)
TOLD_TWICE: Final = ErrorKind("BOLE-P279", N_("申报的事实“{name}”说了两次。"), N_("fixed、day 和问题里只留一处。"))
UNTOLD: Final = ErrorKind(
    "BOLE-P280", N_("申报的事实“{name}”没有人填。"), N_("请写进 fixed 或 day，或加一个 known_from 是它的问题。")
)
DECLARES_OTHER: Final = ErrorKind(
    "BOLE-P281", N_("事项申报的是“{table}”，项目“{scheme}”判定的却是“{per}”。"), N_("请核对 declares 和 scheme。")
)
