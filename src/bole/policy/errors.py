"""规则引擎的错误: every way in which packs, rules and snapshots can be wrong (docs/errors.md lists them)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_

# --- packs on disk (P001-P049) ---

PACK_FAULTS: Final = ErrorKind("BOLE-P001", N_("规则包有 {count} 处错误。"), N_("请逐条改正："))
BAD_SYNTAX: Final = ErrorKind(
    "BOLE-P002", N_("写法有误，读不下去（{what}）。"), N_("请核对这一行的缩进、引号、括号和冒号后的空格。")
)
KEY_TWICE: Final = ErrorKind("BOLE-P003", N_("“{key}”写了两次，前一次在第 {line} 行。"), N_("请删去其中一处。"))
UNKNOWN_KEY: Final = ErrorKind("BOLE-P004", N_("不认识“{key}”，最接近的是“{nearest}”。"), N_("这里可以写：{known}。"))
MISSING_KEY: Final = ErrorKind("BOLE-P005", N_("缺少“{key}”。"), N_("请补上这一项。"))
NOT_TEXT: Final = ErrorKind(
    "BOLE-P006", N_("“{key}”应当是文字，这里是 {found}。"), N_("请写文字；数字和日期请加引号。")
)
NOT_LIST: Final = ErrorKind("BOLE-P007", N_("“{key}”应当是列表。"), N_("请每项另起一行，以“- ”开头。"))
NOT_MAPPING: Final = ErrorKind("BOLE-P008", N_("“{key}”应当由“名称: 值”组成。"), N_("请对照其他规则包的写法改正。"))
NOT_FLAG: Final = ErrorKind("BOLE-P009", N_("“{key}”应当是 true 或 false，这里是 {found}。"), N_("请改为其中之一。"))
NOT_DATE: Final = ErrorKind(
    "BOLE-P010", N_("“{key}”应当是日期，日历上没有 {found}。"), N_("请写成 2024-02-29 这样的年-月-日。")
)
NOT_UTF8: Final = ErrorKind(
    "BOLE-P011", N_("不是 UTF-8 编码（第 {byte} 字节处读不通）。"), N_("请另存为 UTF-8 后再试。")
)
UNREADABLE: Final = ErrorKind("BOLE-P012", N_("不能读取（{reason}）。"), N_("请核对文件名和权限。"))
OTHER_ID: Final = ErrorKind("BOLE-P013", N_("编号是“{found}”，按文件名应当是“{wanted}”。"), N_("请改编号或文件名。"))
BAD_CHOICE: Final = ErrorKind("BOLE-P014", N_("“{key}”不能是“{found}”。"), N_("可以写：{known}。"))
NOT_IN_UNIT: Final = ErrorKind(
    "BOLE-P015",
    N_("“{found}”不是以 {unit} 计的值。"),
    N_("金额以元计、最多两位小数；百分数最多两位小数；其余写整数，等级写名称。"),
)
FLOAT: Final = ErrorKind(
    "BOLE-P016", N_("{found} 是浮点数，存不准。"), N_('请加上引号，例如 "12.5"，程序就按写的数字计算。')
)
FROM_AFTER_UNTIL: Final = ErrorKind("BOLE-P017", N_("起始日 {start} 在截止日 {end} 之后。"), N_("请核对这两个日期。"))
OVERLAP: Final = ErrorKind(
    "BOLE-P018",
    N_("与第 {line} 行的一条重叠：{day} 这一天两条都适用。"),
    N_("请给前一条写上 until，或改后一条的 from。"),
)
GAP: Final = ErrorKind(
    "BOLE-P019",
    N_("{start} 至 {end} 没有规定。"),
    N_("请补上这段时间的一条；确实停用的，写一条 repealed: true。"),
)
NO_VALUE: Final = ErrorKind(
    "BOLE-P020",
    N_("value、missing 和 repealed 对不上。"),
    N_("有值就写值；来源没有给出的写 value: null 和 missing: true，已停用的写 value: null 和 repealed: true。"),
)
UNKNOWN_DOCUMENT: Final = ErrorKind(
    "BOLE-P021",
    N_("条款索引里没有文件“{id}”，最接近的是“{nearest}”。"),
    N_("请核对编号，或用 bole pack index 建立索引。"),
)
UNKNOWN_CLAUSE: Final = ErrorKind(
    "BOLE-P022",
    N_("文件“{id}”没有条款“{path}”，最接近的是“{nearest}”。"),
    N_("请核对条款，或用 bole pack index 重建索引。"),
)
VERIFIED_UNSEEN: Final = ErrorKind(
    "BOLE-P023", N_("文件“{id}”不在手边，不能标为已核实。"), N_("请写 verified: false，或先取得文件、建立索引并核对。")
)
FOREIGN_COLUMN: Final = ErrorKind(
    "BOLE-P024", N_("目录没有说明的一列“{column}”，最接近的是“{nearest}”。"), N_("这里可以有：{known}。")
)
LACKING_COLUMN: Final = ErrorKind("BOLE-P025", N_("缺少一列“{column}”。"), N_("请在第一行和每一行补上这一列。"))
ROW_TWICE: Final = ErrorKind(
    "BOLE-P026", N_("“{key}”有两行，前一行是第 {line} 行。"), N_("同一版次里同一键只能有一行，请删去其中一行。")
)
UNLISTED_CODE: Final = ErrorKind(
    "BOLE-P027", N_("代码“{found}”不在 {system} 的任何版次里，最接近的是“{nearest}”。"), N_("请核对代码。")
)
BAD_CELL: Final = ErrorKind(
    "BOLE-P028",
    N_("“{column}”一列的“{found}”读不通（{kind}）。"),
    N_("金额以元计、最多两位小数；等级写名称或序号；日期写年-月-日。"),
)
EMPTY_EDITION: Final = ErrorKind(
    "BOLE-P029", N_("这一版次没有一行。"), N_("请填上各行；确实没有拿到的，去掉 file，写 rows_missing: true。")
)
WRONG_WIDTH: Final = ErrorKind(
    "BOLE-P030", N_("这一行有 {found} 格，应当有 {wanted} 格。"), N_("请核对逗号；格内有逗号的要加引号。")
)
MORE_FAULTS: Final = ErrorKind(
    "BOLE-P031", N_("这个文件另有 {count} 处错误没有列出。"), N_("请先改正上面的，再检查一次。")
)
NO_ROWS: Final = ErrorKind(
    "BOLE-P032",
    N_("file、rows_missing 和 repealed 对不上。"),
    N_("三项只写一项；只拿到一部分行的，写 file 和 rows_partial: true。"),
)
STRAY: Final = ErrorKind(
    "BOLE-P033", N_("规则包里不该有“{name}”，程序不会读它。"), N_("请改名、移走，或在目录的版次里写上它。")
)
UNKNOWN_PARAMETER: Final = ErrorKind(
    "BOLE-P034", N_("没有参数“{id}”，最接近的是“{nearest}”。"), N_("请核对编号；本包的参数可以省去包名。")
)
UNKNOWN_CATALOGUE: Final = ErrorKind(
    "BOLE-P035", N_("没有目录“{id}”，最接近的是“{nearest}”。"), N_("请核对编号；本包的目录可以省去包名。")
)
OUT_OF_SIGHT: Final = ErrorKind(
    "BOLE-P036", N_("“{pack}”看不到“{id}”。"), N_("规则包只能用自己和上级的参数、目录和文件：{seen}。")
)
NO_LIBRARY: Final = ErrorKind(
    "BOLE-P037", N_("没有正在装入的规则包，参数和目录无从查起。"), N_("方案文件要放在规则包的 schemes 里，由程序装入。")
)
ID_TWICE: Final = ErrorKind("BOLE-P038", N_("编号“{id}”已经用在 {where}。"), N_("请改其中一个编号。"))
UNKNOWN_PARENT: Final = ErrorKind(
    "BOLE-P039", N_("没有上级规则包“{id}”，最接近的是“{nearest}”。"), N_("请核对 parent。")
)
PARENT_CYCLE: Final = ErrorKind("BOLE-P040", N_("上下级绕成了圈：{cycle}。"), N_("请核对各包的 parent。"))
PARENT_LEVEL: Final = ErrorKind(
    "BOLE-P041", N_("上级规则包“{id}”的级别不高于本包（{level}）。"), N_("请核对 parent 和 level。")
)
SCHEME_FAILED: Final = ErrorKind(
    "BOLE-P042", N_("方案文件装不进来（{what}）。"), N_("请改正这一行；写法可参照内置的规则包。")
)
FOREIGN_IMPORT: Final = ErrorKind(
    "BOLE-P043",
    N_("方案文件不能引入“{module}”。"),
    N_("只能引入 bole.policy.vocabulary、bole.kernel 和日期等标准模块。"),
)
FOREIGN_ID: Final = ErrorKind(
    "BOLE-P044", N_("编号“{id}”不属于本包。"), N_("请写成“{pack}.名称”，名称用小写字母、数字和连字符。")
)
NO_PACK: Final = ErrorKind(
    "BOLE-P045", N_("这里没有规则包（找不到 pack.toml）。"), N_("请核对文件夹；新建规则包用 bole pack new。")
)
UNKNOWN_ID: Final = ErrorKind(
    "BOLE-P046", N_("没有“{id}”，最接近的是“{nearest}”。"), N_("用 bole pack check 查看全部编号。")
)
NOT_INDEXED: Final = ErrorKind(
    "BOLE-P047",
    N_("没有一个规则包的条款索引对得上这份文件。"),
    N_("请用 编号=文件 指明，或用 bole pack index 建立索引。"),
)
FOLDER_TAKEN: Final = ErrorKind("BOLE-P048", N_("文件夹里已有内容，不能在这里新建规则包。"), N_("请换一个空的文件夹。"))
BAD_ID: Final = ErrorKind(
    "BOLE-P049", N_("“{key}”不能写成“{found}”。"), N_("编号用小写字母、数字和连字符；地方写六位或九位区划代码。")
)
# --- figures that a pack hands in to one above it, and the list of promises (P240-P249) ---

SUPPLY_NOT_MISSING: Final = ErrorKind(
    "BOLE-P240",
    N_("“{id}”在 {start} 至 {end} 并不缺数，不能补充。"),
    N_("只能补充写着 missing、rows_missing 或 rows_partial 的；原来有误的，改它自己的规则包。"),
)
SUPPLY_OUTSIDE: Final = ErrorKind(
    "BOLE-P241",
    N_("“{id}”在 {start} 至 {end} 没有条目，无从补充。"),
    N_("请核对起止日期；新的规定写在它自己的规则包里。"),
)
SUPPLIED_TWICE: Final = ErrorKind(
    "BOLE-P242",
    N_("“{id}”在 {start} 至 {end} 已由规则包“{pack}”补充。"),
    N_("一段时间只由一个规则包补充；请去掉其中一个。"),
)
SUPPLY_DIFFERS: Final = ErrorKind(
    "BOLE-P243",
    N_("“{id}”已有“{key}”这一行，补充的内容与它不同。"),
    N_("补充只能加上没有的行；请与原文核对是哪一处写错了。"),
)
PROMISE_SHAPE: Final = ErrorKind(
    "BOLE-P244",
    N_("承诺写得不对：{what}。"),
    N_("row 写成 ZS-000-1.2.4 的样子；没有政策项目的要写明缺什么，missing 与 missing_en 一起写。"),
)


class PackError(BoleError):
    """规则包错误: every fault that was found while packs were loaded, told one per line."""

    def __init__(self, faults: Iterable[BoleError]) -> None:
        self.faults = tuple(faults)
        super().__init__(PACK_FAULTS, count=len(self.faults))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults,)

    def __str__(self) -> str:
        """A single fault is told alone."""
        if len(self.faults) == 1:
            return str(self.faults[0])
        return "\n".join([super().__str__(), *(f"- {fault}" for fault in self.faults)])


class Faults:
    """错误收集: faults are gathered while a pack is read, so that all of them are told at once."""

    def __init__(self) -> None:
        self.found: list[BoleError] = []

    def add(self, kind: ErrorKind, file: Path, line: int = 0, /, **params: object) -> None:
        """One more fault, at a line of a file (0: the file as a whole)."""
        self.found.append(BoleError(kind, place=f"{file}:{line}" if line else str(file), **params))

    def raise_any(self) -> None:
        """Raises PackError if there is a fault."""
        if self.found:
            raise PackError(self.found)


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
    "BOLE-P053", N_("从 {start} 到 {end} 不止一条关联。"), N_("请写明沿哪个关联字段，例如 Training.person.born_on。")
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
    N_("请改用台账里有的键：人员、单位、职业、等级、证书、本项目自己的编号，或 year(Claim.applied_on)。"),
)

# --- what a district raises (P060-P069) ---

NOT_A_DISTRICT: Final = ErrorKind(
    "BOLE-P060",
    N_("“{pack}”不是区县（镇街）的规则包，不能抬高上级的“{base}”。"),
    N_("请删去 raises 和 for，写成本级自己的参数；或把 pack.toml 里的 level 写成 district。"),
)
NO_BETTER: Final = ErrorKind(
    "BOLE-P061",
    N_("上级的“{base}”没有写明哪个方向更好，不能抬高。"),
    N_("请在上级规则包的这个参数里写 better: more（越高越好）或 better: less（越低越好）。"),
)
NOT_A_PLACE: Final = ErrorKind(
    "BOLE-P062",
    N_("“for: {found}”不是一项写着区划的事实。"),
    N_("请写表名和列名，例如 person.residence_town；要沿着关联走的，例如 training.organiser.town。"),
)
OUTSIDE_PLACE: Final = ErrorKind(
    "BOLE-P063", N_("区划 {code} 不在本规则包的 {division} 之内。"), N_("codes 里只写本区的区划代码，以空格隔开。")
)
LOWERS: Final = ErrorKind(
    "BOLE-P064",
    N_("自 {day} 起“{id}”是{value}（{clause}），不如上级的“{base}”{base_value}（{base_clause}）。"),
    N_("区里只能给得一样或更好：请改这个数，或让起止日期避开这段时间，或删去这一条。"),
)
RAISED_ELSEWHERE: Final = ErrorKind(
    "BOLE-P065",
    N_("“{base}”也定着“{scheme}”的“{name}”，那里不是条件也不是金额，不能按区抬高。"),
    N_("请另立一个本区的政策项目，只写本区多给的。"),
)
NOT_WIDENING: Final = ErrorKind(
    "BOLE-P066",
    N_("抬高“{base}”不能保证“{scheme}”的“{name}”只放宽、不收紧：{sentence}。"),
    N_("请核对上级参数的 better 方向；方向没有错的，请另立一个本区的政策项目。"),
)
RAISED_APART: Final = ErrorKind(
    "BOLE-P067",
    N_("“{scheme}”用到的“{id}”和“{other}”抬高给不同的人：for 或 codes 不一样。"),
    N_("同一政策项目的几个参数，for 和 codes 请写得一样。"),
)

# --- static checks of packs and schemes, rules and examples (P070-P099) ---

UNUSED: Final = ErrorKind(
    "BOLE-P070", N_("没有一个政策项目用到“{id}”。"), N_("请删去，或核对项目里写的编号是否漏了它。")
)
CITATION_LOST: Final = ErrorKind(
    "BOLE-P071",
    N_("“{name}”的出处 {clause} 在条款索引里找不到。"),
    N_("请核对文件编号和条款；文件改版的，用 bole pack index 重建索引。"),
)
NEVER_MET: Final = ErrorKind(
    "BOLE-P072", N_("“{name}”永远不成立：{sentence}。"), N_("请核对其中的数和比较方向；不需要的条件请删去。")
)
ALWAYS_MET: Final = ErrorKind(
    "BOLE-P073", N_("“{name}”总是成立，等于没有写：{sentence}。"), N_("请核对其中的数和比较方向；不需要的条件请删去。")
)
SAME_TWICE: Final = ErrorKind(
    "BOLE-P074", N_("“{name}”与“{other}”是同一个条件。"), N_("请删去一个，或改成本来要写的条件。")
)
PART_DECIDED: Final = ErrorKind(
    "BOLE-P075",
    N_("“{name}”里有一处比较不看事实就有了答案：{sentence}。"),
    N_("请核对这个数是否超出了事实项的上下界。"),
)
AMOUNTS_OVERLAP: Final = ErrorKind(
    "BOLE-P076",
    N_("金额“{name}”（{clause}）与“{other}”（{other_clause}）可能同时适用于一条事实。"),
    N_("请用 when= 写明各自适用的情形，使一条事实只适用一个金额。"),
)
OVERFLOW: Final = ErrorKind(
    "BOLE-P077",
    N_("“{name}”里的数可能达到 {reached}，超过计算引擎能准确表示的 {limit}：{sentence}。"),
    N_("请给事实项写明更小的上下界，或改写这一步计算。"),
)
ROUNDING_OPEN: Final = ErrorKind(
    "BOLE-P078", N_("“{name}”按比例计算，却没有写明如何舍入：{sentence}。"), N_("请写明 rounding=。")
)
CAP_NOT_OF_PAYEE: Final = ErrorKind(
    "BOLE-P079",
    N_("限额或互斥“{name}”的 per 里没有领取的人或单位，同一限额的各条会散在不同人的档案里。"),
    N_("请把领取人或领取单位写进 per；要跨人计算的，改用 ceiling 或 quota。"),
)
NO_EDITION: Final = ErrorKind(
    "BOLE-P080",
    N_("“{scheme}”施行期间，“{id}”在 {start} 至 {end} 没有可用的条目。"),
    N_("请补上这段时间的条目；依据不在手边的，写 missing 或 rows_missing。"),
)
DOCUMENT_ENDED: Final = ErrorKind(
    "BOLE-P081",
    N_("“{scheme}”施行到 {end}，它依据的文件“{document}”到 {until} 就失效了。"),
    N_("请改正施行期限，或改用接替的文件。"),
)
SCHEME_ID: Final = ErrorKind(
    "BOLE-P082", N_("政策项目的编号“{id}”写法不对。"), N_("请写成“{pack}.名称”，名称用小写字母、数字和连字符。")
)
UNVERIFIED: Final = ErrorKind(
    "BOLE-P083",
    N_("“{scheme}”所用的“{what}”没有与原文核对过（{clause}）。"),
    N_("请对照原文，核对后写 verified: true。"),
)
CLASHING: Final = ErrorKind(
    "BOLE-P084",
    N_("政策项目的条件互相矛盾，没有一条事实能全部符合：{names}（{sentence}）。"),
    N_("请核对这些条件里的数和比较方向。"),
)
NO_FIGURE: Final = ErrorKind(
    "BOLE-P085",
    N_("“{scheme}”所用的“{id}”在 {start} 至 {end} 没有数据或数据不全，用到它的要由人判断。"),
    N_("请在找到依据后补上。"),
)
UNKNOWN_CODE: Final = ErrorKind(
    "BOLE-P086",
    N_("“{name}”里的代码“{code}”不在“{system}”之列，最接近的是“{nearest}”。"),
    N_("请核对代码的写法。"),
)
TOO_DEEP: Final = ErrorKind(
    "BOLE-P087",
    N_("按申领日或适用日期的汇总里，又有一层按申领日或适用日期的汇总。"),
    N_("请把里面一层改为不看这些日期，或改写这条规则。"),
)
UNKNOWN_PAYMENT: Final = ErrorKind(
    "BOLE-P088",
    N_("“{name}”要查台账里“{id}”的发放，本包和上级都没有这个政策项目或发放种类，最接近的是“{nearest}”。"),
    N_("请核对写法；只在台账里有的发放，请在规则包的 ledger.yaml 里写明编号和名称。"),
)
PAYMENT_ID: Final = ErrorKind(
    "BOLE-P089", N_("发放种类的编号“{id}”写法不对。"), N_("请写成“{pack}.名称”，名称用小写字母、数字和连字符。")
)
UNKNOWN_SCHEME: Final = ErrorKind(
    "BOLE-P090", N_("没有政策项目“{id}”；相近的有：{near}。"), N_("用 bole rules 列出全部政策项目。")
)
EXAMPLE_SHAPE: Final = ErrorKind("BOLE-P091", N_("例子写得不对：{what}。"), N_("请对照同一文件夹里的其他例子改正。"))
EXAMPLE_DIFFERS: Final = ErrorKind(
    "BOLE-P092",
    N_("例子“{title}”的 {scheme} 应为 {wanted}，实为 {found}。"),
    N_("请核对例子和规则，哪一个与原文不合就改哪一个。"),
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
UNKNOWN_TABLE: Final = ErrorKind("BOLE-P106", N_("不认识事实表“{table}”。"), N_("请核对表名；可以有：{known}。"))
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
MANIFEST_DOUBLE_KEY: Final = ErrorKind(
    "BOLE-P117", N_("快照清单里“{key}”在同一处写了两次。"), N_("请只保留一处，或重新导出快照。")
)

# --- one person: deciding, explaining, receipts (P150-P169) ---

AMOUNTS_CONFLICT: Final = ErrorKind(
    "BOLE-P150",
    N_("“{scheme}”对第 {fact} 条同时适用两个金额：{first} 与 {second}。"),
    N_("请在政策项目里写明各自的条件或例外，使一条事实只适用一个金额。"),
)
CIRCULAR_LAW_DATE: Final = ErrorKind(
    "BOLE-P151",
    N_("law_of 用到的参数或目录要按适用日期取值，而适用日期正由它决定。"),
    N_("请给这个参数或目录写明 on= 或 edition_on=。"),
)
UNROUNDED: Final = ErrorKind(
    "BOLE-P152", N_("按比例计算的一步没有写舍入方式。"), N_("请在这一步写明 rounding=，例如 rounding=HALF_UP。")
)

RECEIPT_UNREADABLE: Final = ErrorKind("BOLE-P153", N_("读不到回执（{reason}）。"), N_("请核对文件名和权限。"))
RECEIPT_NOT_JSON: Final = ErrorKind(
    "BOLE-P154", N_("这不是回执：第 {line} 行读不通。"), N_("请用原来写出的回执文件，不要手工改动。")
)
RECEIPT_KEYS: Final = ErrorKind(
    "BOLE-P155", N_("回执应有 {known}，这里是 {found}。"), N_("请用原来写出的回执文件，不要手工改动。")
)
RECEIPT_VERSION: Final = ErrorKind(
    "BOLE-P156", N_("回执的格式版本是 {found}，本程序只认 {known}。"), N_("请用写出这份回执的版本来重算。")
)
RECEIPT_ALTERED: Final = ErrorKind(
    "BOLE-P157", N_("回执的“{part}”与它登记的摘要不符，写出后被改动过。"), N_("请改用没有动过的副本。")
)
RECEIPT_VALUE: Final = ErrorKind(
    "BOLE-P158", N_("回执的“{key}”写作 {value}，读不懂。"), N_("请用原来写出的回执文件，不要手工改动。")
)
RECEIPT_DOUBLE_KEY: Final = ErrorKind(
    "BOLE-P159", N_("回执里“{key}”在同一处写了两次。"), N_("请用原来写出的回执文件，不要手工改动。")
)
NOT_DECIDED: Final = ErrorKind(
    "BOLE-P160", N_("“{scheme}”没有对编号 {fact} 作出决定。"), N_("请核对编号，以及档案里有没有这一条。")
)

# --- engines and runs (P170-P189) ---

UNKNOWN_ENGINE: Final = ErrorKind("BOLE-P170", N_("没有计算引擎“{name}”。"), N_("可用：{known}。"))
SPARK_MISSING: Final = ErrorKind(
    "BOLE-P171",
    N_("不能启动 Spark：没有装 pyspark，或没有 Java 17。"),
    N_(
        "请装 pip install 'bole[spark]' 和 Java 17（Debian：apt-get install openjdk-17-jre-headless），或改用其他引擎。"
    ),
)

# --- the commands over a snapshot (P190-P209) ---

ROWS_LOST: Final = ErrorKind(
    "BOLE-P190",
    N_(
        "程序内部错误：“{scheme}”读入“{table}”{entered} 行，判定 {decided} 行，不在对象之内 {out_of_scope} 行，"
        "隔离 {quarantined} 行，对不上。"
    ),
    N_("什么结果也没有写出；请报告这个问题，并附上快照清单和这条信息。"),
)
RESULTS_EXIST: Final = ErrorKind(
    "BOLE-P191", N_("这里已有文件或文件夹，计算结果写成后不再改动。"), N_("请换一个文件夹名。")
)

NOT_OF_PERSONS: Final = ErrorKind(
    "BOLE-P192",
    N_("“{scheme}”按{table}判定，不能对一个人解释。"),
    N_("请去掉这个 --scheme；整体结果用 bole run 计算。"),
)

# --- allocating and simulating (P210-P219) ---

NEGATIVE_ENTITLEMENT: Final = ErrorKind(
    "BOLE-P210",
    N_("“{scheme}”有 {rows} 条事实的金额小于零（第一条：{fact}），不能排队分配。"),
    N_("请检查金额的规则；更正已发金额应写在台账里。"),
)
CEILING_WITHOUT_AMOUNT: Final = ErrorKind(
    "BOLE-P211", N_("“{scheme}”不发金额，“{name}”却限定了金额。"), N_("请写明 amount()，或改用 quota() 限定名额。")
)
FUNDS_DIFFER: Final = ErrorKind(
    "BOLE-P212",
    N_("资金池“{fund}”在 {schemes} 里写得不一样，不能一起排队。"),
    N_("请让各项目的 per、order 同类同序，short 相同，每个项目只写一次。"),
)
NOT_READ: Final = ErrorKind("BOLE-P213", N_("要替换的“{id}”没有政策项目读取。"), N_("这次计算读取的有：{known}。"))
OTHER_SHAPE: Final = ErrorKind(
    "BOLE-P214",
    N_("“{id}”的替换与原来不同类：{found}，应为 {wanted}。"),
    N_("请用同一单位的参数，或列相同的目录。"),
)
NOT_A_SETTING: Final = ErrorKind(
    "BOLE-P215", N_("“{found}”不是一项设定。"), N_("请写成 参数=数值，例如 zhongshan.shortage-uplift=40。")
)
NOT_A_VALUE: Final = ErrorKind("BOLE-P216", N_("“{id}”不能设为“{found}”。"), N_("数值按参数自己的单位写：{unit}。"))
NO_ENTRY: Final = ErrorKind(
    "BOLE-P217", N_("参数“{id}”在 {day} 没有现行的值，没有可以替换的。"), N_("请换一个计算日，或先在规则包里加一条。")
)
TOUCHES_NOTHING: Final = ErrorKind(
    "BOLE-P218", N_("要算的政策项目都不用参数“{id}”。"), N_("请用 --scheme 写明要算的项目，或核对参数编号。")
)

# --- figures of a population (P220-P229) ---

FIGURE_SHAPE: Final = ErrorKind(
    "BOLE-P220", N_("“{name}”没有写数，或写了不止一种。"), N_("请写一种，而且只写一种：{known}。")
)
FIGURE_VALUE: Final = ErrorKind(
    "BOLE-P221",
    N_("“{key}”写作 {found}，读不懂。"),
    N_('数写不带正负号的整数；百分数写成 "12.5"，在 0 和 100 之间，最多四位小数。'),
)
