"""资金和支付的错误."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_FUND: Final = ErrorKind("BOLE-M001", N_("没有资金“{fund}”。"), N_("请先由财务负责人设立资金和年度预算。"))
NO_BUDGET: Final = ErrorKind("BOLE-M002", N_("资金“{fund}”没有 {year} 年的预算。"), N_("请先下达年度预算。"))
NOT_ENOUGH: Final = ErrorKind(
    "BOLE-M003",
    N_("资金“{fund}”{year} 年还能承付 {left} 元，这一件要 {sum} 元。"),
    N_("请追加预算，或等退回、追回的钱，再办这一件。"),
)
PAID_ALREADY: Final = ErrorKind(
    "BOLE-M004",
    N_("按“{cap}”只能发 {top} 次，已经发过：{when} 承付的 {sum} 元。"),
    N_("请核对那一笔；确实不是同一件事的，请更正登记的资料。"),
)
SHUT_OUT: Final = ErrorKind(
    "BOLE-M005",
    N_("与“{other}”只能享受一项，那一项已经承付或发放。"),
    N_("请核对那一笔；放弃那一项并退回以后才能发这一项。"),
)
LIMIT_UNKNOWN: Final = ErrorKind(
    "BOLE-M047",
    N_("限额“{cap}”在申领的那一天没有写明次数，已经发过 {count} 次：算不出还能不能发。"),
    N_("请先在规则包里补上那一天的数，再办这一件。"),
)
COMMITTED_ALREADY: Final = ErrorKind("BOLE-M006", N_("这一件已经承付。"), N_("不用再办；支付情况看支付批次。"))
IN_A_BATCH: Final = ErrorKind(
    "BOLE-M007", N_("这一笔已列入支付批次 {batch}，不能撤回承付。"), N_("请先从批次里退出这一笔，或等银行的结果。")
)
FUND_TAKEN: Final = ErrorKind("BOLE-M008", N_("编号“{code}”的资金已经有了。"), N_("请换一个编号。"))
BAD_CODE: Final = ErrorKind(
    "BOLE-M009", N_("资金编号“{code}”不合要求。"), N_("请用小写字母、数字、点和连字符，最多 60 个字。")
)
BELOW_USED: Final = ErrorKind(
    "BOLE-M010", N_("预算不能少于已承付和已支付的 {used} 元。"), N_("请先撤回承付，或少减一些。")
)
BAD_SUM: Final = ErrorKind("BOLE-M011", N_("金额要大于零，最多 {most} 元。"), N_("请写成以元计的数字，最多两位小数。"))
NO_REASON: Final = ErrorKind("BOLE-M012", N_("请写明理由，至少 {least} 个字。"), N_("理由会记入日志。"))
NO_BATCH: Final = ErrorKind("BOLE-M020", N_("没有支付批次 {batch}。"), N_("请在批次列表里查找。"))
WRONG_STATE: Final = ErrorKind(
    "BOLE-M021", N_("批次 {batch} 现在是“{state}”，不能{verb}。"), N_("请刷新页面，看看别人是否已经办过。")
)
SAME_PERSON: Final = ErrorKind(
    "BOLE-M022", N_("编制、复核和签发要由三个人分别办理，您已经办过这一批的一步。"), N_("请由另一位有权限的人办理。")
)
OWN_PAYMENT: Final = ErrorKind(
    "BOLE-M024", N_("这一批里有付给您本人的钱，您不能办理。"), N_("请由另一位有权限的人办理，或先退出那一笔。")
)
NOTHING_TO_PAY: Final = ErrorKind(
    "BOLE-M023", N_("没有可以支付的。"), N_("请核对范围；同意发放的办件承付以后才会出现。")
)
NO_FORMAT: Final = ErrorKind("BOLE-M030", N_("没有“{format}”这种银行文件。"), N_("可以用：{known}。"))
RETURN_UNREADABLE: Final = ErrorKind(
    "BOLE-M031", N_("读不懂这个回盘文件：{why}"), N_("请核对是不是银行的原文件，没有用表格软件另存过。")
)
RETURN_TAKEN: Final = ErrorKind("BOLE-M032", N_("这个回盘文件 {day} 已经处理过。"), N_("不用再交；结果看那一批。"))
NO_PAYMENT: Final = ErrorKind("BOLE-M040", N_("没有这一笔支付。"), N_("请在支付明细里查找。"))
MORE_THAN_PAID: Final = ErrorKind(
    "BOLE-M041", N_("这一笔付了 {sum} 元，还能追回 {left} 元。"), N_("请核对追回的金额。")
)
CLAWBACK_OPEN: Final = ErrorKind("BOLE-M042", N_("这一笔已经在追回。"), N_("请在原来的追回里办理。"))
BAD_INSTALMENTS: Final = ErrorKind(
    "BOLE-M043", N_("分期合计 {sum} 元，与应追回的 {wanted} 元不符，或日期没有先后。"), N_("请核对每一期的金额和日期。")
)
INSTALMENT_DONE: Final = ErrorKind("BOLE-M044", N_("这一期已经收到。"), N_("请核对是第几期。"))
VOUCHER_TAKEN: Final = ErrorKind("BOLE-M045", N_("收款凭证号“{voucher}”已经用过。"), N_("请核对凭证。"))
CLAWBACK_ENDED: Final = ErrorKind("BOLE-M046", N_("这一笔追回已经结束。"), N_("不用再办；要再追回的，另提一笔。"))
STATEMENT_UNREADABLE: Final = ErrorKind(
    "BOLE-M050", N_("读不懂对账单第 {row} 行：{why}"), N_("每行要有支付编号、金额（元）和日期三列。")
)
LEDGER_BROKEN: Final = ErrorKind(
    "BOLE-M060", N_("台账第 {number} 条与前一条接不上。"), N_("台账被改过、少了或多了；请立即报告审计管理员。")
)
