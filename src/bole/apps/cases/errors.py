"""办件的错误: every way in which the handling of cases says no. 100s: handling; 300s: applications."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_STEP: Final = ErrorKind("BOLE-B101", N_("这一件现在不能“{verb}”。"), N_("请刷新办件页，看现在能办什么。"))
FASTER: Final = ErrorKind(
    "BOLE-B102", N_("别人已先办了这一件，您的这一步没有写入。"), N_("请看过经过以后再办；您写的理由还在。")
)
OWN_CASE: Final = ErrorKind("BOLE-B103", N_("不能办理自己的、或自己所在单位的申请。"), N_("请转给别的经办人。"))
DECLARED: Final = ErrorKind("BOLE-B104", N_("您申报了与这一件的关系，须要回避。"), N_("请转给别的经办人。"))
ANOTHER_PERSON: Final = ErrorKind("BOLE-B105", N_("上一步是您办的，这一步要由另一个人办。"), N_("请转给别的经办人。"))
ANOTHER_DECIDER: Final = ErrorKind("BOLE-B106", N_("原决定是您作的，复核要由另一个人办。"), N_("请转给别的负责人。"))
REASON_NEEDED: Final = ErrorKind("BOLE-B107", N_("这一步要写明理由，申请人会看到。"), N_("请填写理由，至少 4 个字。"))
AGAINST_OPINION: Final = ErrorKind(
    "BOLE-B108", N_("这一步与系统意见不同，要写明理由。"), N_("请填写理由，至少 4 个字；理由会留在经过里。")
)
INCOMPLETE: Final = ErrorKind("BOLE-B109", N_("还缺：{missing}。"), N_("请一次补齐后再交。"))
NOT_ENTITLED: Final = ErrorKind(
    "BOLE-B110", N_("按今天的资料，规则没有说可以享受。"), N_("请看系统意见里没有满足的条件。")
)
REFUSED_BY_RULES: Final = ErrorKind(
    "BOLE-B111", N_("按今天的资料，规则说不符合条件。"), N_("请看系统意见；资料有误的先更正资料。")
)
APPEAL_LATE: Final = ErrorKind("BOLE-B112", N_("申请复核的期限已过（{day}）。"), N_("可以向窗口了解别的救济途径。"))
NOT_SCORED: Final = ErrorKind("BOLE-B113", N_("专家评分还不够：{have} 份，要 {need} 份。"), N_("请等专家评完。"))
NO_PLACES: Final = ErrorKind("BOLE-B114", N_("这一批的名额已用完（{quota} 个）。"), N_("请列为备选或等下一批。"))
NO_STOCK: Final = ErrorKind("BOLE-B115", N_("没有可以给的了，或这一个刚被占用。"), N_("请另选一个，或先列入轮候。"))
NO_MONEY: Final = ErrorKind("BOLE-B116", N_("资金没有承付成功。"), N_("请财务核对资金余额后再办。"))
OPEN_ALREADY: Final = ErrorKind("BOLE-B117", N_("同一依据的同一事项已有一件在办。"), N_("请在我的办件里查看。"))
LIST_CHANGED: Final = ErrorKind(
    "BOLE-B118",
    N_("名单在您确认之前变了：现在是 {count} 件，合计 {sum} 元。"),
    N_("请看过新的件数和合计，再确认一次。"),
)
NOT_IN_BULK: Final = ErrorKind("BOLE-B119", N_("“{verb}”不能批量办理。"), N_("请逐件办理。"))
BULK_EMPTY: Final = ErrorKind("BOLE-B120", N_("没有选中任何一件。"), N_("请先筛选出要办的件。"))
BULK_OVER: Final = ErrorKind("BOLE-B122", N_("这次批量办理已经结束。"), N_("请重新筛选后再办。"))
NOT_A_DEPUTY: Final = ErrorKind("BOLE-B123", N_("不能由“{name}”代办。"), N_("请选另一个在用的账户。"))
DAYS_DISORDERED: Final = ErrorKind("BOLE-B124", N_("截止日期早于起始日期。"), N_("请核对日期。"))
NO_DELEGATION: Final = ErrorKind("BOLE-B125", N_("没有这样的代办登记。"), N_("请核对名单。"))
NOT_AN_OFFICER: Final = ErrorKind("BOLE-B126", N_("这个账户不能办理这一件。"), N_("请选有权限、管这个镇街的经办人。"))
NO_ACCOUNT_OF_OFFICER: Final = ErrorKind("BOLE-B127", N_("没有这样的经办账户。"), N_("请从名单里选。"))
NO_THING: Final = ErrorKind("BOLE-B128", N_("没有这样的房源或学位，或已被占用。"), N_("请从名单里选。"))
THING_TAKEN: Final = ErrorKind("BOLE-B129", N_("编号“{code}”已登记。"), N_("请换一个编号。"))
BAD_SCORE: Final = ErrorKind("BOLE-B130", N_("分数要在 0 到 100 之间，最多两位小数。"), N_("请重新填写。"))
BAD_REASON_OF_TIE: Final = ErrorKind("BOLE-B131", N_("请写明是什么关系。"), N_("请从亲属、单位、其他里选。"))
ENTERED_HIMSELF: Final = ErrorKind(
    "BOLE-B142", N_("这一件是您在窗口代为提交的，决定要由另一个人作。"), N_("请转给别的经办人。")
)
MESSAGES_CHANGED: Final = ErrorKind(
    "BOLE-B143", N_("名单在您确认之前变了：现在是 {count} 条。"), N_("请看过新的条数，再按一次。")
)
NO_MESSENGER: Final = ErrorKind(
    "BOLE-B144", N_("本系统没有接短信，消息发不出去。"), N_("请系统管理员接好短信以后再试。")
)
NO_PAPER: Final = ErrorKind("BOLE-B141", N_("这一件现在没有这份文书。"), N_("请看办件页列出的可以下载的文书。"))
BULK_CHANGED: Final = ErrorKind("BOLE-B132", N_("确认以后这一件又有变化，没有办。"), N_("请单独看过再办。"))

NOT_WAITING: Final = ErrorKind(
    "BOLE-B201", N_("这一项现在不能确认或放弃。"), N_("请刷新“我的待遇”，看它现在的状态；办过的在“我的办件”里。")
)
CONSENT_NEEDED: Final = ErrorKind(
    "BOLE-B202", N_("要先逐项同意，才能确认领取。"), N_("请看过同意书再勾选；不同意的，可以请人工办理。")
)
ACCOUNT_NEEDED: Final = ErrorKind("BOLE-B206", N_("请填写收款的银行账户。"), N_("须是本人名下的账户，8 到 30 位数字。"))
BAD_WHY: Final = ErrorKind("BOLE-B203", N_("请选一个理由。"), N_("可以选：不是我、信息有误、不想要。"))
NO_CONSENT: Final = ErrorKind("BOLE-B204", N_("没有这一份同意，或已经撤回。"), N_("请在“我的待遇”里核对。"))
APPLY_FIRST: Final = ErrorKind("BOLE-B205", N_("这一项要申请，不能直接确认。"), N_("请从“办事”里开始申请。"))
SUM_BY_RULES: Final = ErrorKind(
    "BOLE-B138", N_("这一步不能核定金额。"), N_("规则算得出金额的照规则；算不出的，在决定以前由另一个人核定。")
)
NO_SUM: Final = ErrorKind(
    "BOLE-B140", N_("规则算不出金额，也还没有人核定。"), N_("请退回初审，由初审的人核定金额并写明理由。")
)
SUM_WRONG: Final = ErrorKind("BOLE-B139", N_("核定的金额填得不对。"), N_("金额要像 1500.00 这样填，单位是元，大于 0。"))

NOT_OF_YOURS: Final = ErrorKind("BOLE-B301", N_("这个事项不由您的账户申请。"), N_("请核对是个人事项还是单位事项。"))
ANSWER_WRONG: Final = ErrorKind("BOLE-B303", N_("“{title}”填得不对：{why}"), N_("请改过再继续。"))
IDENTITY_UNCHECKED: Final = ErrorKind(
    "BOLE-B311", N_("窗口代办要先核对申请人的身份。"), N_("请看过证件原件或委托书，再选核对了什么。")
)
WHY_AT_COUNTER: Final = ErrorKind("BOLE-B312", N_("窗口代办要写明为什么。"), N_("请填写原因，至少 4 个字。"))
DRAFT_GONE: Final = ErrorKind(
    "BOLE-B304", N_("这份草稿已提交或已过保留期。"), N_("请重新开始申请，或在我的办件里查看。")
)
FILE_TOO_LARGE: Final = ErrorKind(
    "BOLE-B305", N_("文件是 {size} MB，最大 {limit} MB。"), N_("可以拍照时选“标准”画质再上传。")
)
FILE_KIND: Final = ErrorKind(
    "BOLE-B306", N_("这个文件不是 PDF、JPEG 或 PNG。"), N_("请把材料拍照或另存为 PDF 再上传。")
)
FILE_BROKEN: Final = ErrorKind("BOLE-B307", N_("文件打不开，像是没有传完整。"), N_("请重新上传。"))
FILES_TOO_MANY: Final = ErrorKind("BOLE-B308", N_("每件最多 {most} 个文件。"), N_("请先删去不要的。"))
NO_MATERIAL: Final = ErrorKind("BOLE-B309", N_("这个事项不要这份材料。"), N_("请从列出的材料里选。"))
FILE_LOST: Final = ErrorKind("BOLE-B310", N_("文件不在原处了。"), N_("请联系系统管理员，从备份恢复。"))
