"""规则引擎的错误: every way in which packs, rules and snapshots can be wrong (docs/errors.md lists them)."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

# --- the rule tree and schemes (P050-P069) ---

NOT_COLUMN_LOGIC: Final = ErrorKind(
    "BOLE-P050",
    N_("规则项本身没有真假，不能用 and、or、not、in 或连写的比较。"),
    N_("请改用 &、|、~、.one_of()，连写的比较拆成两个并用 & 相连。"),
)
WRONG_TYPE: Final = ErrorKind(
    "BOLE-P051",
    N_("“{told}”两边的类型不合：{left} 与 {right}。"),
    N_("请核对单位和类型：元与人不能相加，等级只能与等级比较，金额写 yuan()，等级写 SENIOR 等。"),
)
UNRELATED_TABLES: Final = ErrorKind(
    "BOLE-P052", N_("这些事实表之间没有关联：{tables}。"), N_("请用关联字段写明，例如 Certificate.person。")
)
AMBIGUOUS_PATH: Final = ErrorKind(
    "BOLE-P053", N_("从 {start} 到 {end} 不止一条关联。"), N_("请写明沿哪个关联字段，例如 Training.person.birth_date。")
)
AMOUNT_NOT_MONEY: Final = ErrorKind(
    "BOLE-P054", N_("金额的类型是 {type}，不是钱。"), N_("请用以元计的参数或目录值计算。")
)
CAP_WITHOUT_ORDER: Final = ErrorKind(
    "BOLE-P055", N_("限额“{name}”没有写明先后次序。"), N_("请用 order= 写明，例如 order=Claim.applied_on。")
)
MISSING_ROUNDING: Final = ErrorKind(
    "BOLE-P056", N_("计算中不止一步需要舍入，却只写了一次舍入方式。"), N_("请在每一步写明 rounding=。")
)
NAME_TAKEN: Final = ErrorKind(
    "BOLE-P057", N_("名称“{name}”重复，或没有这一条；已有：{known}。"), N_("请改名，或核对 overrides= 的名称。")
)
NOT_OF_THESE_ROWS: Final = ErrorKind(
    "BOLE-P058",
    N_("这一项说的是 {table}，而本项目逐条判定的是 {per}，两者之间没有唯一的关联。"),
    N_("请用关联字段或 exists、count、total 等汇总写明。"),
)
NOT_ON_LEDGER: Final = ErrorKind(
    "BOLE-P059",
    N_("“{term}”在发放台账里没有对应的字段，不能用来核对是否已经发过。"),
    N_("请改用台账里有的键：人员、单位、职业、等级、证书，或 year(Claim.applied_on)。"),
)

# --- snapshot (P100-P149) ---

NO_MANIFEST: Final = ErrorKind(
    "BOLE-P100", N_("这里没有快照：读不到 manifest.json（{reason}）。"), N_("请写出快照文件夹，清单和各表都在其中。")
)
MANIFEST_NOT_JSON: Final = ErrorKind(
    "BOLE-P101", N_("快照清单不是合法的 JSON（第 {line} 行）。"), N_("请重新导出快照，不要手工改清单。")
)
MANIFEST_MISSING_KEY: Final = ErrorKind("BOLE-P102", N_("快照清单缺少“{key}”。"), N_("请补上这一项，或重新导出快照。"))
MANIFEST_UNKNOWN_KEY: Final = ErrorKind(
    "BOLE-P103", N_("快照清单里有不认识的“{key}”。"), N_("请核对拼写；这里可以有：{known}。")
)
MANIFEST_VALUE: Final = ErrorKind(
    "BOLE-P104", N_("快照清单的“{key}”写作 {value}，读不懂。"), N_("请改成 {expected} 的形式，或重新导出快照。")
)
SCHEMA_VERSION_UNKNOWN: Final = ErrorKind(
    "BOLE-P105", N_("快照的结构版本是 {found}，本程序只认 {known}。"), N_("请用同一版本的程序重新导出快照。")
)
UNKNOWN_TABLE: Final = ErrorKind(
    "BOLE-P106", N_("不认识事实表“{table}”。"), N_("请核对表名；可以有：{known}。")
)
MISSING_TABLE: Final = ErrorKind(
    "BOLE-P107", N_("清单列有事实表“{table}”，却没有它的文件。"), N_("请补上文件，或重新导出快照。")
)
UNLISTED_TABLE: Final = ErrorKind(
    "BOLE-P108", N_("清单没有列出这个文件，不知道它的来源和范围。"), N_("请在清单中写明，或把文件移走。")
)
UNREADABLE_TABLE: Final = ErrorKind(
    "BOLE-P109", N_("事实表“{table}”不是能读的 Parquet 文件（{reason}）。"), N_("请重新导出快照。")
)
HASH_DIFFERS: Final = ErrorKind(
    "BOLE-P110",
    N_("事实表“{table}”的内容与清单登记的不同：应为 {expected}…，实为 {found}…。"),
    N_("文件导出后被改过或传坏了，请重新复制或导出。"),
)
MISSING_COLUMN: Final = ErrorKind(
    "BOLE-P111", N_("事实表“{table}”缺少列“{column}”（{label}）。"), N_("请补上这一列；没有数据的，整列留空。")
)
UNKNOWN_COLUMN: Final = ErrorKind(
    "BOLE-P112", N_("事实表“{table}”里有不认识的列“{column}”。"), N_("请核对列名，或去掉这一列；可以有：{known}。")
)
COLUMN_TYPE: Final = ErrorKind(
    "BOLE-P113",
    N_("事实表“{table}”的列“{column}”应为 {expected}，实为 {found}；第 {row} 行是 {value}。"),
    N_("请按事实表的说明转换类型后重新导出。"),
)
ROWS_DIFFER: Final = ErrorKind(
    "BOLE-P114", N_("事实表“{table}”有 {found} 行，清单登记的是 {expected} 行。"), N_("请重新导出快照。")
)
SNAPSHOT_EXISTS: Final = ErrorKind(
    "BOLE-P115", N_("这里已有文件或文件夹，快照写成后不再改动。"), N_("请换一个文件夹名。")
)
UNKNOWN_PERSON: Final = ErrorKind(
    "BOLE-P116", N_("快照里没有编号为 {person} 的人。"), N_("请核对编号；有误的行已移出，见隔离清单。")
)
