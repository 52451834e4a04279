"""归集的错误: why records cannot be linked (docs/errors.md lists them)."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

CANNOT_READ: Final = ErrorKind("BOLE-L001", N_("不能读取（{reason}）。"), N_("请核对文件名和文件的权限。"))
NOT_PARQUET: Final = ErrorKind("BOLE-L002", N_("这不是完好的 Parquet 文件。"), N_("请重新导出为 Parquet 后再试。"))
NO_COLUMN: Final = ErrorKind(
    "BOLE-L003", N_("缺少这些列：{columns}。"), N_("没有内容的列也要有，可以全部为空；列名见 bole link --help。")
)
NO_RECORDS: Final = ErrorKind("BOLE-L004", N_("文件里没有记录。"), N_("请核对导出的条件。"))
SAME_ID: Final = ErrorKind(
    "BOLE-L005", N_("有 {count} 个记录编号不止一条，例如“{example}”。"), N_("请让每条记录有自己的编号。")
)
NO_ID: Final = ErrorKind("BOLE-L006", N_("有 {count} 条记录没有编号。"), N_("请给每条记录一个编号。"))
NOT_A_MODEL: Final = ErrorKind(
    "BOLE-L007", N_("这不是归集的模型文件（{reason}）。"), N_("请用 bole link --train 写出的文件。")
)
NOT_FORMER: Final = ErrorKind(
    "BOLE-L008", N_("上一次的结果读不通（{reason}）。"), N_("请用 bole link --out 写出的文件。")
)
TOO_FEW: Final = ErrorKind(
    "BOLE-L009", N_("这份登记册不够训练：{count} 条记录没有可靠的号码。"), N_("至少要有 {least} 条；请换一份更大的。")
)
