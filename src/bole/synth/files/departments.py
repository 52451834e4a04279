"""部门文件: what each department sends of the same people, under its own headings and in its own way of writing dates.

insurance    社会保险: one row for each spell of pension insurance
employment   就业登记: one row for each spell of work, unemployment, study or pension
certificate  技能人才评价: one row for each certificate
training     职业培训: one row for each training
school       学籍: those under thirty who went to a vocational school of the city
household    户籍: those whose household is registered in the city
employer     单位: every organisation
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.codes import CODES
from bole.kernel.levels import SCALES
from bole.synth.draws import Draws, Numbers
from bole.synth.files.numbers import credit_code, office_phones
from bole.synth.files.roster import Roster
from bole.synth.files.slips import Records, records_of, slip
from bole.synth.register import Register

_SEX: Final = ("女", "男")
_SCHOOLS: Final = ("higher", "secondary", "technician")
_MAJORS: Final = (
    "工业机器人应用与维护",
    "电子商务",
    "数控加工",
    "汽车维修",
    "计算机网络应用",
    "烹饪",
    "护理",
    "幼儿教育",
)
_PROGRAMMES: Final = {
    "sme-digital": "中小企业数字化培训",
    "project-training": "项目制培训",
    "new-apprenticeship": "企业新型学徒制",
    "student-apprenticeship": "学生学徒制",
    "employer-training": "企业岗位培训",
    "digital-engineer": "数字技术工程师培育",
    "digital-skills": "数字技能培训",
}
_INDUSTRY_WORDS: Final = {"C": "机械", "E": "建筑", "F": "商贸", "G": "物流", "H": "餐饮", "I": "软件", "M": "科技"}


@dataclass
class Sheet:
    """部门文件: the rows with their headings, and what is true of each."""

    name: str
    title: str
    frame: pl.DataFrame
    person: Numbers
    """Numbers of the persons; 0 for none."""
    organisation: Numbers
    errors: list[list[str]]
    dates: str
    """The heading under which a date may be wrong, a code unknown, a sum negative, a cell empty."""
    codes: str
    sums: str
    required: str


@dataclass
class Office:
    """What the sheets of a register are written from."""

    register: Register
    roster: Roster
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """A table of the register, drawn once."""
        if name not in self.frames:
            self.frames[name] = pl.concat(list(self.register.pieces(name)))
        return self.frames[name]

    @cached_property
    def organisations(self) -> pl.DataFrame:
        """`id`, `name` and `code` of every organisation, in the order of their numbers; the names say they are none."""
        rows = self.table("organisation").sort("organisation_id")
        city = self.register.city
        ids = rows["organisation_id"].to_list()
        words = [_INDUSTRY_WORDS.get(code, "实业") for code in rows["industry"].fill_null("")]
        kinds = {"school": "职业学校", "association": "行业协会", "service": "职业培训学校", "public": "服务中心"}
        endings = [kinds.get(kind, "") for kind in rows["kind"].fill_null("")]
        names = [
            f"{city.title}样例{number}号{ending or word + '有限公司'}"
            for number, word, ending in zip(ids, words, endings, strict=True)
        ]
        return pl.DataFrame(
            {"id": ids, "name": names, "code": [credit_code(city.place, number) for number in ids]},
            schema={"id": pl.Int64, "name": pl.String, "code": pl.String},
        )

    def organisation(self, ids: pl.Series, column: str = "name") -> pl.Series:
        """The name or the code of each organisation; null for none."""
        return self.organisations[column].gather(ids - 1)

    def typed(self, source: str, person: Numbers) -> Records:
        """The people of a sheet as typed into it."""
        records = records_of(self.roster, person - 1)
        draws = Draws(self.register.seed, f"{source} slips", np.arange(len(person)))
        slip(records, self.roster, draws, self.register.city.numbers("slips"))
        return records

    def sex(self, person: Numbers) -> pl.Series:
        """男 or 女."""
        return pl.Series(_SEX).gather(self.roster.male[person - 1].astype(np.int64))


def _framed(columns: Mapping[str, object]) -> pl.DataFrame:
    """A column of a sheet without rows, or without a single value, holds text."""
    return pl.DataFrame(columns).cast({pl.Null: pl.String})


def _born(records: Records, form: str) -> pl.Series:
    return pl.Series(records.born.astype(np.int32)).cast(pl.Date).dt.strftime(form)


def _named(codes: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """The names of codes; a code without one stays."""
    return codes.replace(dict(names))


def insurance(office: Office) -> Sheet:
    """社会保险."""
    rows = office.table("insurance").filter(pl.col("kind") == "pension")
    person = rows["person"].to_numpy()
    typed = office.typed("insurance", person)
    draws = Draws(office.register.seed, "insurance sheet", rows["insurance_id"].to_numpy())
    frame = _framed(
        {
            "姓名": typed.name,
            "证件类型": pl.Series(("居民身份证", "港澳台通行证")).gather(
                office.roster.permitted[person - 1].astype(np.int64)
            ),
            "证件号码": typed.number,
            "性别": office.sex(person),
            "手机号码": typed.phone,
            "险种": _named(rows["kind"], {code: name.label for code, name in CODES["insurance-kind"].items()}),
            "单位名称": office.organisation(rows["organisation"]),
            "统一社会信用代码": office.organisation(rows["organisation"], "code"),
            "参保地区划": rows["city"],
            "缴费起始日期": rows["started_on"].dt.strftime("%Y-%m-%d"),
            "缴费截止日期": rows["until"].dt.strftime("%Y-%m-%d"),
            "参保状态": pl.select(
                pl.when(rows["open"]).then(pl.lit("参保缴费")).otherwise(pl.lit("暂停缴费"))
            ).to_series(),
            "累计缴费月数": rows["months"],
            "月缴费基数": draws.between("base", 2_500, 22_000),
        }
    )
    return Sheet(
        "insurance", "社会保险参保信息", frame, person, _ids(rows["organisation"]), typed.errors,
        "缴费起始日期", "险种", "月缴费基数", "证件号码",
    )  # fmt: skip


def employment(office: Office) -> Sheet:
    """就业登记."""
    rows = office.table("employment")
    person = rows["person"].to_numpy()
    typed = office.typed("employment", person)
    posts = {code: name.label for code, name in CODES["post-kind"].items()}
    frame = _framed(
        {
            "姓名": typed.name,
            "身份证号码": typed.number,
            "联系电话": typed.phone,
            "就业身份": _named(rows["status"], {code: name.label for code, name in CODES["employment-status"].items()}),
            "用人单位": office.organisation(rows["organisation"]),
            "统一社会信用代码": office.organisation(rows["organisation"], "code"),
            "登记地区划": rows["city"],
            "职业编码": rows["occupation"],
            "岗位类别": _named(rows["post"], posts),
            "年薪": rows["wages"] // 100,
            "起始日期": rows["started_on"].dt.strftime("%Y-%m-%d"),
            "终止日期": pl.select(pl.when(~rows["open"]).then(rows["until"].dt.strftime("%Y-%m-%d"))).to_series(),
        }
    )
    return Sheet(
        "employment", "就业登记", frame, person, _ids(rows["organisation"]), typed.errors,
        "起始日期", "就业身份", "年薪", "身份证号码",
    )  # fmt: skip


def certificate(office: Office) -> Sheet:
    """技能人才评价."""
    rows = office.table("certificate")
    person = rows["person"].to_numpy()
    typed = office.typed("certificate", person)
    levels = {"0": "", **{str(level.rank): level.label for level in SCALES["skill-level"].levels}}
    draws = Draws(office.register.seed, "certificate sheet", rows["certificate_id"].to_numpy())
    frame = _framed(
        {
            "姓名": typed.name,
            "身份证号": typed.number,
            "联系电话": typed.phone,
            "证书类别": _named(rows["kind"], {code: name.label for code, name in CODES["certificate-kind"].items()}),
            "证书编号": pl.select(
                pl.format("S6000{}", rows["certificate_id"].cast(pl.String).str.zfill(17))
            ).to_series(),
            "职业编码": rows["occupation"],
            "职业名称": _named(rows["occupation"], office.register.city.trade_names),
            "技能等级": rows["level"].cast(pl.String).replace(levels),
            "评价方式": _named(rows["route"], {code: name.label for code, name in CODES["assessment-route"].items()}),
            "发证机构": office.organisation(rows["issuer"]),
            "发证日期": rows["issued_on"].dt.strftime("%Y/%-m/%-d"),
            "证书状态": pl.select(
                pl.when(rows["valid"]).then(pl.lit("有效")).when(~rows["valid"]).then(pl.lit("注销"))
            ).to_series(),
            "理论成绩": draws.between("marks", 60, 100),
        }
    )
    return Sheet(
        "certificate", "职业技能等级证书", frame, person, _ids(rows["issuer"]), typed.errors,
        "发证日期", "技能等级", "理论成绩", "姓名",
    )  # fmt: skip


def training(office: Office) -> Sheet:
    """职业培训."""
    rows = office.table("training")
    person = rows["person"].to_numpy()
    typed = office.typed("training", person)
    passed = pl.select(
        pl.when(rows["passed"]).then(pl.lit("合格")).when(~rows["passed"]).then(pl.lit("不合格"))
    ).to_series()
    frame = _framed(
        {
            "学员姓名": typed.name,
            "身份证号码": typed.number,
            "出生年月日": _born(typed, "%Y.%m.%d"),
            "联系电话": typed.phone,
            "所在单位": office.organisation(rows["employer"]),
            "培训项目": _named(rows["programme"], _PROGRAMMES),
            "培训机构": office.organisation(rows["organiser"]),
            "培训工种": _named(rows["occupation"], office.register.city.trade_names),
            "学员层次": _named(rows["layer"], {code: name.label for code, name in CODES["trainee-layer"].items()}),
            "开班日期": rows["started_on"].dt.strftime("%Y.%m.%d"),
            "结业日期": rows["ended_on"].dt.strftime("%Y.%m.%d"),
            "课时": rows["hours"],
            "考核结果": passed,
        }
    )
    return Sheet(
        "training", "职业培训学员名册", frame, person, _ids(rows["organiser"]), typed.errors,
        "结业日期", "学员层次", "课时", "身份证号码",
    )  # fmt: skip


def school(office: Office) -> Sheet:
    """学籍: not a table of the facts; drawn here."""
    register = office.register
    ids = np.arange(1, len(office.roster) + 1)
    draws = Draws(register.seed, "school", ids)
    age = (register.employers.as_of - office.roster.born) * 4 // 1461
    person = ids[(age < 30) & draws.chance("vocational", 450_000)]
    person = person[np.argsort(Draws(register.seed, "school", person).word("order"))]
    draws = Draws(register.seed, "school sheet", person)
    typed = office.typed("school", person)
    where = register.employers.some(draws, "school", *_SCHOOLS)
    entered = 1970 + office.roster.born[person - 1].astype("M8[D]").astype("M8[Y]").astype(np.int64) + 15
    years = draws.between("years", 2, 3)
    level = pl.Series(("中级工班", "高级工班", "预备技师班", "中专", "高职")).gather(draws.below("class", 5))
    frame = _framed(
        {
            "姓名": typed.name,
            "性别": office.sex(person),
            "出生日期": _born(typed, "%Y年%-m月%-d日"),
            "身份证件号": typed.number,
            "学校名称": office.organisation(pl.Series(where)),
            "专业名称": pl.Series(_MAJORS).gather(draws.below("major", len(_MAJORS))),
            "培养层次": level,
            "入学年月": pl.Series(entered).cast(pl.String) + "09",
            "毕业日期": pl.select(pl.format("{}-06-30", pl.Series(entered + years))).to_series(),
            "学籍状态": pl.Series(("毕业", "毕业", "毕业", "在籍", "退学")).gather(draws.below("state", 5)),
            "学分": draws.between("credits", 60, 180),
            "联系电话": typed.phone,
        }
    )
    return Sheet(
        "school", "职业院校学籍", frame, person, where, typed.errors, "毕业日期", "学籍状态", "学分", "姓名"
    )  # fmt: skip


def household(office: Office) -> Sheet:
    """户籍."""
    here = office.register.city.place[:4] + "00"
    rows = office.table("person").filter(pl.col("household_city") == here)
    person = rows["person_id"].to_numpy()
    typed = office.typed("household", person)
    draws = Draws(office.register.seed, "household sheet", person)
    frame = _framed(
        {
            "户号": draws.between("household", 10_000_000, 99_999_999),
            "与户主关系": pl.Series(("户主", "配偶", "子", "女", "父", "母")).gather(draws.below("relation", 6)),
            "姓名": typed.name,
            "性别": office.sex(person),
            "出生日期": _born(typed, "%Y%m%d"),
            "公民身份号码": typed.number,
            "户籍地区划": office.roster.household.gather(person - 1),
            "镇街": rows["residence_town"],
            "迁入日期": rows["household_since"].dt.strftime("%Y%m%d"),
            "户内人数": draws.between("heads", 1, 7),
            "联系电话": typed.phone,
        }
    )
    nobody = np.zeros(len(person), np.int64)
    return Sheet(
        "household", "户籍人口", frame, person, nobody, typed.errors,
        "迁入日期", "与户主关系", "户内人数", "公民身份号码",
    )  # fmt: skip


def employer(office: Office) -> Sheet:
    """单位: who they are is certain, so only whole rows go wrong."""
    register = office.register
    rows = office.table("organisation")
    ids = rows["organisation_id"].to_numpy()
    staff = pl.Series(register.staff.staff)
    frame = _framed(
        {
            "单位名称": office.organisation(rows["organisation_id"]),
            "统一社会信用代码": office.organisation(rows["organisation_id"], "code"),
            "单位类型": _named(rows["kind"], {code: name.label for code, name in CODES["organisation-kind"].items()}),
            "行业门类": rows["industry"],
            "企业规模": _named(rows["size"], {code: name.label for code, name in CODES["firm-size"].items()}),
            "注册镇街": rows["town"],
            "成立日期": rows["registered_on"].dt.strftime("%Y-%m-%d"),
            "职工人数": staff.gather(rows["organisation_id"] - 1),
            "单位电话": office_phones(ids),
        }
    )
    nobody = np.zeros(len(ids), np.int64)
    errors: list[list[str]] = [[] for _ in range(len(ids))]
    return Sheet(
        "employer", "用人单位", frame, nobody, ids, errors, "成立日期", "企业规模", "职工人数", "统一社会信用代码"
    )  # fmt: skip


def _ids(series: pl.Series) -> Numbers:
    return series.fill_null(0).to_numpy()


DEPARTMENTS: Final[Mapping[str, Callable[[Office], Sheet]]] = {
    "insurance": insurance,
    "employment": employment,
    "certificate": certificate,
    "training": training,
    "school": school,
    "household": household,
    "employer": employer,
}
"""Every sheet by name."""
