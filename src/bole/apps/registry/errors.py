"""登记库的错误: R0 a file or a batch, R1 a cell, R2 a row beside what is recorded, R3 the register, R4 reading it,
R5 what officers record on pages."""

from collections.abc import Mapping
from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

# --- a file ---

UNKNOWN_KIND: Final = ErrorKind("BOLE-R001", N_("没有“{found}”这种数据。"), N_("可以是：{known}。"))
FILE_UNREADABLE: Final = ErrorKind("BOLE-R002", N_("不能读取文件（{reason}）。"), N_("请核对文件名、位置和权限。"))
FILE_TOO_LARGE: Final = ErrorKind(
    "BOLE-R003", N_("文件太大：{size} MB，上限是 {limit} MB。"), N_("请拆成几个文件，或另存为 csv、parquet 后再试。")
)
WRONG_TYPE: Final = ErrorKind(
    "BOLE-R004", N_("这不是能导入的数据文件（{what}）。"), N_("请提供 xlsx、xls、csv 或 parquet。")
)
WRONG_ENDING: Final = ErrorKind(
    "BOLE-R005",
    N_("扩展名是 {extension}，内容却是 {content}。"),
    N_("请把扩展名改为 {content}，或换成真正的 {extension} 文件。"),
)
FILE_ENCRYPTED: Final = ErrorKind("BOLE-R006", N_("文件加了密码。"), N_("请去掉密码，另存一份后再试。"))
HAS_MACROS: Final = ErrorKind(
    "BOLE-R007", N_("文件里有宏，不能导入。"), N_("请另存为不带宏的 xlsx，或另存为 csv 后再试。")
)
FILE_BOMB: Final = ErrorKind(
    "BOLE-R008",
    N_("文件展开后过大或过多（{what}），可能是恶意文件。"),
    N_("请核对来源；确认无害的，请另存为 csv 后再试。"),
)
FILE_DAMAGED: Final = ErrorKind("BOLE-R009", N_("文件已损坏（{what}）。"), N_("请用原来的软件打开，另存一份后再试。"))
READING_TIME: Final = ErrorKind("BOLE-R010", N_("{seconds} 秒内没有读完，已停止。"), N_("请拆成几个文件后再试。"))
READING_MEMORY: Final = ErrorKind(
    "BOLE-R011", N_("读取时超过了 {limit} MB 内存上限，已停止。"), N_("请拆成几个文件，或另存为 csv 后再试。")
)
READING_DIED: Final = ErrorKind(
    "BOLE-R012", N_("读取这个文件的子进程意外结束（{how}）。"), N_("文件可能已损坏，请另存一份后再试。")
)
NO_ROWS: Final = ErrorKind("BOLE-R013", N_("文件里没有数据行。"), N_("请核对文件和工作表。"))
NO_HEADINGS: Final = ErrorKind(
    "BOLE-R014",
    N_("前 {rows} 行里没有认得出的列名。"),
    N_("请用“{kind}”的模板，或把列名写在数据上面的一行，例如：{examples}。"),
)
COLUMNS_MISSING: Final = ErrorKind(
    "BOLE-R015", N_("缺少必须有的列：{missing}。"), N_("请补上这些列，或在列的对应里指定；认出的列：{found}。")
)
TOO_MANY: Final = ErrorKind("BOLE-R016", N_("行或列太多：{found}，上限是 {limit}。"), N_("请拆成几个文件后再试。"))
UNKNOWN_ENCODING: Final = ErrorKind(
    "BOLE-R017", N_("认不出文字编码（第 {byte} 字节处读不通）。"), N_("请另存为 UTF-8 的 csv 或 xlsx 后再试。")
)
COLUMN_TWICE: Final = ErrorKind(
    "BOLE-R018", N_("“{first}”和“{second}”都对应“{column}”。"), N_("请去掉其中一列，或在列的对应里选定一列。")
)
UNKNOWN_TARGET: Final = ErrorKind("BOLE-R019", N_("“{found}”不是“{kind}”的项目。"), N_("可以是：{known}。"))

# --- a source, a batch ---

UNKNOWN_SOURCE: Final = ErrorKind("BOLE-R030", N_("没有编号为“{found}”的数据来源。"), N_("可以是：{known}。"))
SOURCE_RESTING: Final = ErrorKind("BOLE-R031", N_("数据来源“{source}”已停用。"), N_("请先恢复它，或换一个来源。"))
SOURCE_TAKEN: Final = ErrorKind("BOLE-R032", N_("数据来源编号“{code}”已经有了。"), N_("请换一个编号。"))
UNKNOWN_BATCH: Final = ErrorKind("BOLE-R033", N_("没有第 {batch} 批导入。"), N_("请在导入记录里查找。"))
NOT_NOW: Final = ErrorKind(
    "BOLE-R034", N_("第 {batch} 批现在是“{state}”，不能{act}。"), N_("请刷新页面，看它到了哪一步。")
)
FILE_GONE: Final = ErrorKind(
    "BOLE-R035", N_("第 {batch} 批的文件已不在这台机器上。"), N_("请重新上传；已写入的行不会重复。")
)
ELSEWHERE: Final = ErrorKind(
    "BOLE-R036", N_("第 {batch} 批正由另一个进程写入，或已被停止。"), N_("请等它结束后再看结果。")
)
STORE_FULL: Final = ErrorKind(
    "BOLE-R037", N_("写不进数据库（{reason}）。"), N_("已写入的行都在；请腾出空间或恢复数据库，然后继续这一批。")
)
BAD_SOURCE_CODE: Final = ErrorKind(
    "BOLE-R038", N_("“{found}”不能作数据来源的编号。"), N_("请用小写字母、数字和连字符，不超过 40 个字符。")
)
WENT_WRONG: Final = ErrorKind(
    "BOLE-R039",
    N_("处理第 {batch} 批时程序出了错（{what}）。"),
    N_("已写入的行都在；可以再试一次，仍不行的，请系统管理员看运行日志。"),
)

CANNOT_UNDO: Final = ErrorKind(
    "BOLE-R040", N_("第 {batch} 批没有写入过什么，不用撤销。"), N_("没有写入的批次可以放弃，或不去管它。")
)
TOO_OLD_TO_UNDO: Final = ErrorKind(
    "BOLE-R041",
    N_("第 {batch} 批写入已超过 {days} 天，它更新以前的内容可能已经到期销毁，不能撤销。"),
    N_("请导入正确的文件，用新的内容更新。"),
)

# --- a cell ---

EMPTY_CELL: Final = ErrorKind("BOLE-R101", N_("必须填写，这里是空的。"), N_("请补上这一格。"))
NOT_A_DATE: Final = ErrorKind("BOLE-R102", N_("不是日期。"), N_("请写成 2031-05-06 这样的年-月-日。"))
UNCLEAR_DATE: Final = ErrorKind("BOLE-R103", N_("分不清哪个是月、哪个是日。"), N_("请写成 2031-05-06 这样的年-月-日。"))
DATE_OUT_OF_RANGE: Final = ErrorKind(
    "BOLE-R104", N_("日期不在 {first} 至 {last} 之间。"), N_("请核对年份；没有日期的，请留空。")
)
UNKNOWN_CODE: Final = ErrorKind("BOLE-R105", N_("不在可填的内容里。"), N_("可以填：{known}。"))
NOT_A_COUNT: Final = ErrorKind("BOLE-R106", N_("不是整数。"), N_("请只写数字，不带单位和小数。"))
OUT_OF_BOUNDS: Final = ErrorKind("BOLE-R107", N_("不在 {low} 至 {high} 之间。"), N_("请核对这个数。"))
NOT_A_SUM: Final = ErrorKind("BOLE-R108", N_("不是金额。"), N_("请以元为单位，最多两位小数，例如 1040.50。"))
TOO_LONG: Final = ErrorKind("BOLE-R109", N_("超过 {most} 个字。"), N_("请写短一些，或核对是否填错了列。"))
NOT_YES_NO: Final = ErrorKind("BOLE-R110", N_("看不出是“是”还是“否”。"), N_("请写“是”或“否”。"))
BAD_CREDIT_CODE: Final = ErrorKind(
    "BOLE-R111", N_("统一社会信用代码的位数或校验位不对。"), N_("请按营业执照核对这 18 位。")
)
NOT_IN_EDITION: Final = ErrorKind(
    "BOLE-R112", N_("{day} 适用的目录里没有这个代码；有它的目录：{editions}。"), N_("请核对代码和日期。")
)
NOT_A_DIVISION: Final = ErrorKind(
    "BOLE-R113", N_("不是区划代码，也不是认得的地名。"), N_("请写 6 位或 9 位区划代码，或完整的地名。")
)
NOT_A_PHONE: Final = ErrorKind("BOLE-R114", N_("不像电话号码，这一项没有登记。"), N_("请核对；其余各项照常登记。"))
UNREADABLE_CELL: Final = ErrorKind("BOLE-R115", N_("含有看不见的控制字符。"), N_("请删去后重新填写。"))
DATES_REVERSED: Final = ErrorKind("BOLE-R116", N_("早于“{column}”的日期。"), N_("请核对这两个日期。"))
NUMBER_LOST: Final = ErrorKind(
    "BOLE-R117",
    N_("长号码被表格软件改成了数字，后面几位已经丢失。"),
    N_("请先把这一列设为“文本”，再从原来的系统重新导出或重新填写。"),
)
NOT_A_NAME: Final = ErrorKind("BOLE-R118", N_("不像姓名。"), N_("请核对是否填错了列。"))
NOT_A_LEVEL: Final = ErrorKind("BOLE-R119", N_("不是认得的等级。"), N_("可以填：{known}。"))
SHEET_ERROR: Final = ErrorKind("BOLE-R120", N_("这一格是表格软件的出错标记。"), N_("请改正公式，或填写内容。"))
AMBIGUOUS_NAME: Final = ErrorKind("BOLE-R121", N_("这个名称对应几个代码：{known}。"), N_("请改填代码。"))

# --- a row beside what is recorded ---

NUMBER_MISSING: Final = ErrorKind(
    "BOLE-R201", N_("没有证件号码，认不出是谁；已留待比对。"), N_("请补上证件号码，或在比对时由人确认。")
)
NUMBER_ROUNDED: Final = ErrorKind(
    "BOLE-R202",
    N_("证件号码末三位是 000，多半是表格软件舍入造成的；已留待比对。"),
    N_("请先把这一列设为“文本”，再从原来的系统重新导出；号码确实如此的，在比对时由人确认。"),
)
NUMBER_SCIENTIFIC: Final = ErrorKind(
    "BOLE-R203",
    N_("证件号码被表格软件改成了科学计数（如 4.42E+17），后面几位已经丢失；已留待比对。"),
    N_("请先把这一列设为“文本”，再从原来的系统重新导出。"),
)
NUMBER_MASKED: Final = ErrorKind(
    "BOLE-R204", N_("证件号码中间被遮住；已留待比对。"), N_("请提供完整号码，或在比对时由人确认。")
)
NUMBER_CHECK: Final = ErrorKind(
    "BOLE-R205", N_("证件号码的校验位不对，有一位写错了；已留待比对。"), N_("请按证件核对号码。")
)
NUMBER_FORM: Final = ErrorKind("BOLE-R206", N_("证件号码的写法不对；已留待比对。"), N_("请按证件核对号码。"))
NAME_DIFFERS: Final = ErrorKind(
    "BOLE-R210",
    N_("这个证件号码已登记在另一个姓名下；已留待比对，没有合并。"),
    N_("请核对姓名和号码是否串行；改过名的，由人确认。"),
)
NAME_MISSING: Final = ErrorKind(
    "BOLE-R211", N_("登记库里没有这个人，而这一行没有姓名；已留待比对。"), N_("请补上姓名。")
)
ROW_TWICE: Final = ErrorKind(
    "BOLE-R212",
    N_("与第 {row} 行说的是同一件事，内容却不同；以第 {row} 行为准，这一行已留待处理。"),
    N_("请只保留对的一行。"),
)
SOMEBODY_ELSES: Final = ErrorKind(
    "BOLE-R213", N_("这个编号已登记在另一个人或单位名下；已留待处理。"), N_("请核对编号和证件号码。")
)
LESS_TRUSTED: Final = ErrorKind(
    "BOLE-R214", N_("与更可信的来源“{other}”不同，没有改。"), N_("请与该来源核对；确属其有误的，由其更正。")
)
NOT_OWNED: Final = ErrorKind(
    "BOLE-R215", N_("这个来源不能改这一项，没有改。"), N_("请由有权的来源更正，或在“数据来源”里调整。")
)
SEVERAL_BODIES: Final = ErrorKind(
    "BOLE-R216", N_("登记库里有几家单位叫这个名称；已留待处理。"), N_("请补上统一社会信用代码。")
)
BODY_MISSING: Final = ErrorKind(
    "BOLE-R217", N_("没有单位名称，登记库里也没有这个信用代码；已留待处理。"), N_("请补上单位名称。")
)
SEX_DIFFERS: Final = ErrorKind("BOLE-R218", N_("与证件号码里的性别不同，以号码为准。"), N_("请核对性别和号码。"))
BIRTH_DIFFERS: Final = ErrorKind(
    "BOLE-R219", N_("与证件号码里的出生日期不同，以号码为准。"), N_("请核对出生日期和号码。")
)
PHONE_DIFFERS: Final = ErrorKind(
    "BOLE-R220", N_("同一个人在第 {row} 行填的是另一个电话，以第 {row} 行为准。"), N_("请核对电话；其余各项照常登记。")
)

# --- the register ---

CHANGED_MEANWHILE: Final = ErrorKind("BOLE-R301", N_("这条记录刚刚被别人改过。"), N_("请重新打开，看过新的内容再改。"))

# --- reading it, and asking for corrections ---

WORDS_TOO_SHORT: Final = ErrorKind(
    "BOLE-R401", N_("“{found}”太短，查不了。"), N_("请写两个以上的汉字或拼音字母，或完整的号码。")
)
REASON_TOO_SHORT: Final = ErrorKind(
    "BOLE-R402", N_("没有写明为什么要看完整号码。"), N_("请写明理由，至少 {least} 个字；理由会记入查阅记录。")
)
NOT_REVEALED: Final = ErrorKind("BOLE-R403", N_("“{found}”不是可以查看完整内容的项目。"), N_("可以是：{known}。"))
NOT_RECORDED: Final = ErrorKind("BOLE-R404", N_("这个人没有登记“{field}”。"), N_("请等有权的来源送来，或申请更正。"))
CORRECTION_EMPTY: Final = ErrorKind("BOLE-R405", N_("没有写“{field}”。"), N_("请写明白，一到 {most} 个字。"))
CORRECTION_OPEN: Final = ErrorKind("BOLE-R406", N_("这一项已经申请更正，还没有答复。"), N_("请等答复后再申请。"))
CORRECTION_ANSWERED: Final = ErrorKind(
    "BOLE-R407", N_("这份更正申请已由{who}答复。"), N_("请刷新页面；仍有异议的，请本人再申请。")
)
CORRECTION_ONESELF: Final = ErrorKind("BOLE-R408", N_("不能答复自己的更正申请。"), N_("请由另一位经办人答复。"))

NO_OCCUPATION: Final = ErrorKind(
    "BOLE-R409", N_("职业分类各版里都没有“{found}”。"), N_("请按代码或名称查找；2015 年版的目录没有收录。")
)

# --- what officers record on pages ---

BAD_POOL_CODE: Final = ErrorKind(
    "BOLE-R501", N_("“{found}”不能作库的编号。"), N_("请用小写字母、数字和连字符，不超过 40 个字符。")
)
POOL_TAKEN: Final = ErrorKind("BOLE-R502", N_("编号为“{code}”的库已经有了。"), N_("请换一个编号。"))
NOT_FILLED: Final = ErrorKind(
    "BOLE-R503", N_("没有写明“{field}”，或写得太长。"), N_("请写明白，{least} 到 {most} 个字。")
)
DAY_AHEAD: Final = ErrorKind("BOLE-R504", N_("{day} 还没有到。"), N_("请填今天或以前的日期。"))
DAY_TOO_EARLY: Final = ErrorKind("BOLE-R505", N_("日期不能早于 {day}（{why}）。"), N_("请核对日期。"))
IN_POOL_ALREADY: Final = ErrorKind(
    "BOLE-R506", N_("这个人自 {day} 起已在“{pool}”里。"), N_("要改为正式成员的，请办理转正；要重新入库的，先办理出库。")
)
NOT_RESERVE: Final = ErrorKind("BOLE-R507", N_("这个人不是后备。"), N_("正式成员不用转正。"))
LEFT_ALREADY: Final = ErrorKind("BOLE-R508", N_("这个人已于 {day} 出库。"), N_("要再入库的，请另办入库。"))
UNKNOWN_CHOICE: Final = ErrorKind("BOLE-R509", N_("“{found}”不是可选的“{field}”。"), N_("可以选：{known}。"))
MARKED_ALREADY: Final = ErrorKind("BOLE-R510", N_("自 {day} 起已有“{mark}”。"), N_("要重新授予的，先撤销。"))
NOT_MARKED: Final = ErrorKind("BOLE-R511", N_("现在没有“{mark}”。"), N_("请刷新页面，看现在的标签。"))
INSPECTION_FAILED: Final = ErrorKind(
    "BOLE-R512", N_("最近一次检查（{day}）不合格，不能列入白名单。"), N_("请在复查合格以后再办。")
)
INSPECTED_ALREADY: Final = ErrorKind("BOLE-R513", N_("这一天的检查已经登记。"), N_("登记有误的，请由来源更正。"))

# --- snapshots ---

READING_FAILED: Final = ErrorKind(
    "BOLE-R601", N_("读登记库时出错（{reason}）。"), N_("请核对数据库是否在运行，然后再做一次。")
)
SNAPSHOT_ELSEWHERE: Final = ErrorKind(
    "BOLE-R602", N_("另一个进程正在做同名的快照。"), N_("请等它做完，或换一个文件夹名。")
)
NOT_A_FACT_TABLE: Final = ErrorKind(
    "BOLE-R603", N_("设置项 BOLE_COVERED 里的“{found}”不是事实表。"), N_("可以写：{known}。")
)

# --- one person, one file ---

SAME_FILE: Final = ErrorKind("BOLE-R701", N_("这是同一份档案。"), N_("请选两份不同的档案。"))
MERGE_REASON: Final = ErrorKind(
    "BOLE-R702", N_("没有写明理由。"), N_("请写明凭什么这样决定，至少 {least} 个字；理由会记入日志。")
)
LINK_ONESELF: Final = ErrorKind("BOLE-R703", N_("不能决定自己的档案。"), N_("请由另一位经办人决定。"))
UNDONE_ALREADY: Final = ErrorKind("BOLE-R704", N_("这次归并已由{who}撤销。"), N_("请刷新页面，看过现在的档案再办。"))
LATER_MERGE: Final = ErrorKind(
    "BOLE-R705", N_("这份档案后来又并入了别的档案（归并第 {merge} 号）。"), N_("请先撤销后面那一次，再撤销这一次。")
)
SETTLED_ALREADY: Final = ErrorKind("BOLE-R706", N_("这一行已经处理过，或已不在。"), N_("请刷新页面，看别的。"))
STILL_HELD: Final = ErrorKind("BOLE-R707", N_("归到这个人名下也写不进去：{why}"), N_("请由来源补齐后重新导入。"))
DECIDED_ALREADY: Final = ErrorKind("BOLE-R708", N_("这一对刚刚由{who}决定过。"), N_("请刷新页面，看过结果再办。"))
NO_DOUBT: Final = ErrorKind("BOLE-R709", N_("没有这一对，或不在您的管辖范围内。"), N_("请回到列表再选。"))

NEEDS_LINKAGE: Final = frozenset(
    kind.code
    for kind in (
        NUMBER_MISSING, NUMBER_ROUNDED, NUMBER_SCIENTIFIC, NUMBER_MASKED, NUMBER_CHECK, NUMBER_FORM, NAME_DIFFERS,
    )
)  # fmt: skip
"""留待比对: the row is somebody's, and linkage or a person has to say whose."""

BY_CODE: Final[Mapping[str, ErrorKind]] = {
    kind.code: kind for kind in list(globals().values()) if isinstance(kind, ErrorKind)
}
"""Every kind of error of this app by its code, to put a stored fault into words."""
