"""政策项目版本的错误."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

NO_PLACE: Final = ErrorKind("BOLE-V001", N_("没有“{code}”的规则包。"), N_("有规则包的地方：{known}。"))
CHANGED_MEANWHILE: Final = ErrorKind(
    "BOLE-V002", N_("规则在核对之后又变了，没有公布。"), N_("请再看一遍差别，然后公布。")
)
NOT_SAID_WHERE: Final = ErrorKind(
    "BOLE-V003", N_("不知道登记库是哪座城市的。"), N_("请用 --city 写明，或设 BOLE_PLACE，或先公布那座城市的政策项目。")
)
DAY_TO_COME: Final = ErrorKind("BOLE-V004", N_("{day}还没有到。"), N_("请写今天或以前的一天。"))
KNOWN_THEN_SINCE: Final = ErrorKind(
    "BOLE-V005", N_("按当时所知做的快照不能从上一份接着做。"), N_("请去掉 --since 或 --known-then。")
)
NOT_ITS_SNAPSHOT: Final = ErrorKind(
    "BOLE-V006", N_("这里没有一份登记库的快照，不能从它接着做。"), N_("请核对 --since 的位置，或不写它。")
)
NO_RUN: Final = ErrorKind("BOLE-V007", N_("没有第 {run} 次运行。"), N_("请在运行记录里查找。"))
