"""事实: the contract between a register and the rules, as typed tables.

From it come the schema of a snapshot, the checks at its border and the reference page docs/reference/facts.md. Facts
and snapshots hold no names, no numbers of identity documents and nothing else of class S1.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from bole.kernel.codes import CODES, CodeName
from bole.kernel.levels import SCALES

Sensitivity = Literal["S2", "S3"]
"""敏感级别: S2 is masked by role, S3 is the rest; S1 never enters the facts."""

Coded = Literal["str", "int"]


class Kind(StrEnum):
    """事实类型: the kind of what a column holds, which says how it may be compared and computed with."""

    ID = "id"
    """An opaque whole number that names the row."""
    LINK = "link"
    """The id of a row of another table."""
    CODE = "code"
    """A code of a classification; equal or not equal, never more or less."""
    LEVEL = "level"
    """A rank on a scale, 0 for none."""
    COUNT = "count"
    """A whole number of a unit."""
    MONEY = "money"
    """Whole fen."""
    PERCENT = "percent"
    """Ten-thousandths: 30 % is 3000."""
    DATE = "date"
    FLAG = "flag"
    """True, false, or not known."""


LARGEST_ID = 10**14 - 1
"""Ids are shorter than any number of an identity document (15 or 18 places), so that none can pass for one."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""No date of a register lies outside; what does (0001-01-01, 9999-12-31) stands for something else than a day."""

# Ten million numbers at their bounds still add up within 64 bits.
_BOUNDS: Mapping[Kind, tuple[int, int]] = {
    Kind.ID: (0, LARGEST_ID),
    Kind.COUNT: (0, 10**9),
    Kind.MONEY: (-9 * 10**11, 9 * 10**11),
    Kind.PERCENT: (0, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class Column:
    """事实项: one column of a fact table."""

    name: str
    kind: Kind
    label: str
    label_en: str
    to: str = ""
    """Of a link: the table whose ids it holds."""
    system: str = ""
    """Of a code the classification, of a level the scale, of a count the unit."""
    nullable: bool = True
    """Whether it may be missing; a missing value is unknown, never "none"."""
    sensitivity: Sensitivity = "S3"
    ledger: str = ""
    """The column of `payment` that holds the same thing."""
    evidence: str = ""
    """What a person brings when it is missing."""
    evidence_en: str = ""
    low: int | None = None
    high: int | None = None
    """Bounds of a number, both included; checked at the border, and what the proof against overflow starts from."""
    coded: Coded = "str"
    future: bool = False
    """Whether a date may lie after the day of the snapshot."""
    note: str = ""
    """What else has to be known to fill it or to read it."""
    note_en: str = ""

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The lowest and the highest number allowed, or None where nothing is counted (links follow their ids)."""
        if self.kind is Kind.LEVEL:
            usual: tuple[int, int] | None = (0, SCALES[self.system].highest)
        else:
            usual = _BOUNDS.get(self.kind)
        if usual is None:
            return None
        return usual[0] if self.low is None else self.low, usual[1] if self.high is None else self.high

    @property
    def whole(self) -> bool:
        """Whether a snapshot holds it as a whole number (Int64)."""
        return self.kind not in (Kind.CODE, Kind.DATE, Kind.FLAG) or (self.kind is Kind.CODE and self.coded == "int")


@dataclass(frozen=True, slots=True)
class Table:
    """事实表: one fact table; each row has its own id in the column `key`."""

    name: str
    label: str
    label_en: str
    key: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    """Further columns that together stand at most once in the table."""

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)


class Facts:
    """事实模型: the facts schema, every table a register may hand to the rules.

    `codes` closes a classification: a code that is not in its list is a bad row. Classifications that are not in it
    (occupations, divisions, industries) are open here and dated elsewhere.

    Raises ValueError where two tables or columns share a name, a link leads nowhere, or a column lacks its key, scale,
    label or list.
    """

    def __init__(self, tables: Iterable[Table], codes: Mapping[str, Mapping[str, CodeName]] | None = None) -> None:
        listed = tuple(tables)
        self.tables: Mapping[str, Table] = MappingProxyType({table.name: table for table in listed})
        self.codes: Mapping[str, Mapping[str, CodeName]] = MappingProxyType(dict(codes or {}))
        faults = [*_doubled("table", [table.name for table in listed])]
        faults += [fault for table in listed for fault in self._faults(table)]
        if faults:
            raise ValueError("; ".join(faults))

    def table(self, name: str) -> Table:
        """The table of that name; raises KeyError where there is none."""
        return self.tables[name]

    def links(self, name: str) -> tuple[Column, ...]:
        """The columns of a table that lead to other tables."""
        return tuple(column for column in self.tables[name].columns if column.kind is Kind.LINK)

    def children(self, name: str) -> tuple[tuple[Table, Column], ...]:
        """The tables with a link to this one, with that link; twice where a table has two."""
        return tuple(
            (table, link) for table in self.tables.values() for link in self.links(table.name) if link.to == name
        )

    def _faults(self, table: Table) -> Iterator[str]:
        yield from _doubled(f"column of {table.name}", [column.name for column in table.columns])
        if table.key not in table or table.column(table.key).kind is not Kind.ID:
            yield f"{table.name} has no id column {table.key}"
        for names in table.unique:
            yield from (f"{table.name} has no column {name} to be unique" for name in names if name not in table)
        for column in table.columns:
            yield from (f"{table.name}.{column.name} {fault}" for fault in self._column_faults(column))

    def _column_faults(self, column: Column) -> Iterator[str]:
        if not column.label or not column.label_en:
            yield "has no label in both languages"
        if bool(column.evidence) != bool(column.evidence_en):
            yield "names its evidence in one language only"
        if column.kind is Kind.LINK and column.to not in self.tables:
            yield f"leads to no table ({column.to!r})"
        if column.kind is not Kind.LINK and column.to:
            yield "is no link but leads somewhere"
        if column.kind is Kind.LEVEL and column.system not in SCALES:
            yield f"is on no scale ({column.system!r})"
        if column.kind in (Kind.CODE, Kind.COUNT) and not column.system:
            yield "has neither classification nor unit"
        if column.ledger and "payment" in self.tables and column.ledger not in self.tables["payment"]:
            yield f"stands in no column of payment ({column.ledger!r})"


def _doubled(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"two of {what} are called {name}" for name in sorted({n for n in names if names.count(n) > 1}))


def _key(name: str, label: str, label_en: str, *, ledger: str = "") -> Column:
    return Column(name, Kind.ID, label, label_en, nullable=False, ledger=ledger)


def _person(*, nullable: bool = False, label: str = "个人", label_en: str = "person") -> Column:
    return Column("person", Kind.LINK, label, label_en, to="person", nullable=nullable, ledger="person")


def _organisation(name: str = "organisation", label: str = "单位", label_en: str = "organisation") -> Column:
    return Column(name, Kind.LINK, label, label_en, to="organisation")


def _proved(evidence: tuple[str, str], *columns: Column) -> tuple[Column, ...]:
    """The same columns, each with what a person brings when it is missing."""
    return tuple(replace(column, evidence=evidence[0], evidence_en=evidence[1]) for column in columns)


def _noted(note: tuple[str, str], column: Column) -> Column:
    return replace(column, note=note[0], note_en=note[1])


_IDENTITY = ("身份证件", "identity document")
_HOUSEHOLD = ("户口簿", "household register")
_RESIDENCE = ("居住证", "residence permit")
_GRADUATION = ("毕业证书", "graduation certificate")
_POST = ("单位出具的岗位证明", "the employer's statement of the post")
_CONTRIBUTIONS = ("社保缴费记录", "record of contributions")
_YEARS = ("单位出具的从业年限证明", "the employer's statement of years in the field")
_TITLE_PAPER = ("职称证书", "title certificate")
_RESULTS = ("考核成绩单", "results of the examination")
_TRAINED = ("培训认证证书", "training certificate")
_AWARD_PAPER = ("获奖证书或文件", "award certificate or document")
_LICENCE = ("营业执照或登记证书", "business licence or registration")
_PROOF_OF_WORK = ("劳动合同或社保缴费记录", "employment contract or insurance record")
_CERTIFICATE = ("证书原件或查询结果截图", "the certificate itself or a print of its official query result")

# A spell that goes on has an end all the same, the last day it is known to hold: a missing end would be unknown.
_SPELL = (
    Column("started_on", Kind.DATE, "起始日期", "first day", nullable=False),
    Column(
        "until",
        Kind.DATE,
        "截至日期",
        "last day known",
        nullable=False,
        note="仍在持续的，填快照日期",
        note_en="of a spell still going on, the day of the snapshot",
    ),
    Column("open", Kind.FLAG, "仍在持续", "still going on", nullable=False),
)
_LEVEL_NOTE = ("没有等级的证书填0", "0 for a certificate without one")

_PERSON = Table(
    "person",
    "个人",
    "person",
    "person_id",
    (
        _key("person_id", "个人编号", "person id", ledger="person"),
        *_proved(
            _IDENTITY,
            Column("sex", Kind.CODE, "性别", "sex", system="sex", sensitivity="S2"),
            Column("born_on", Kind.DATE, "出生日期", "date of birth", sensitivity="S2"),
            Column("origin", Kind.CODE, "来源地", "where the person belongs", system="origin", sensitivity="S2"),
        ),
        *_proved(
            _HOUSEHOLD,
            Column(
                "household_province",
                Kind.CODE,
                "户籍省份",
                "province of household registration",
                system="division",
                sensitivity="S2",
            ),
            Column(
                "household_city",
                Kind.CODE,
                "户籍城市",
                "city of household registration",
                system="division",
                sensitivity="S2",
            ),
            Column("household_since", Kind.DATE, "户籍迁入日期", "household registered there since", sensitivity="S2"),
        ),
        *_proved(
            _RESIDENCE,
            Column("residence_city", Kind.CODE, "常住城市", "city of residence", system="division", sensitivity="S2"),
            Column(
                "residence_town",
                Kind.CODE,
                "常住镇街",
                "town or street of residence",
                system="division",
                sensitivity="S2",
            ),
        ),
        *_proved(_GRADUATION, Column("education", Kind.CODE, "学历", "education", system="education")),
    ),
)

_EMPLOYMENT = Table(
    "employment",
    "就业与身份",
    "employment and status",
    "employment_id",
    (
        _key("employment_id", "就业记录编号", "employment id"),
        _person(),
        _organisation(label="用人单位", label_en="employer"),
        *_proved(_PROOF_OF_WORK, Column("status", Kind.CODE, "就业身份", "status", system="employment-status")),
        Column("province", Kind.CODE, "所在省份", "province", system="division"),
        Column("city", Kind.CODE, "所在城市", "city", system="division"),
        *_proved(
            _POST,
            Column("occupation", Kind.CODE, "职业", "occupation", system="occupation", ledger="occupation"),
            Column("field", Kind.CODE, "专业领域", "professional field", system="professional-field"),
        ),
        *_SPELL,
    ),
)

_INSURANCE = Table(
    "insurance",
    "参保",
    "insurance",
    "insurance_id",
    (
        _key("insurance_id", "参保记录编号", "insurance id"),
        _person(),
        _organisation(label="缴费单位", label_en="paying organisation"),
        Column("kind", Kind.CODE, "险种", "kind of insurance", system="insurance-kind", nullable=False),
        Column("province", Kind.CODE, "参保省份", "province insured in", system="division"),
        Column("city", Kind.CODE, "参保城市", "city insured in", system="division"),
        *_SPELL,
        *_proved(_CONTRIBUTIONS, Column("months", Kind.COUNT, "已缴月数", "months paid", system="month", high=1200)),
    ),
)

_CERTIFICATES = Table(
    "certificate",
    "证书",
    "certificate",
    "certificate_id",
    (
        _key("certificate_id", "证书编号", "certificate id", ledger="certificate"),
        _person(label="持证人", label_en="holder"),
        *_proved(
            _CERTIFICATE,
            Column("kind", Kind.CODE, "证书类别", "kind of certificate", system="certificate-kind"),
            Column("occupation", Kind.CODE, "职业", "occupation", system="occupation", ledger="occupation"),
            _noted(
                _LEVEL_NOTE,
                Column("level", Kind.LEVEL, "职业技能等级", "skill level", system="skill-level", ledger="level"),
            ),
            _noted(
                _LEVEL_NOTE,
                Column("grade", Kind.LEVEL, "专业技术等级", "certificate grade", system="certificate-grade"),
            ),
            Column("field", Kind.CODE, "专业领域", "professional field", system="professional-field"),
        ),
        *_proved(_YEARS, Column("field_since", Kind.DATE, "从事本专业的起始日期", "working in the field since")),
        *_proved(_CERTIFICATE, Column("route", Kind.CODE, "评价方式", "assessment route", system="assessment-route")),
        _organisation("issuer", "发证机构", "issuing body"),
        _organisation("organiser", "培训组织单位", "organiser of the training"),
        Column("city", Kind.CODE, "取证城市", "city of assessment", system="division"),
        *_proved(
            _CERTIFICATE,
            Column("issued_on", Kind.DATE, "核发日期", "date of issue"),
            Column("valid", Kind.FLAG, "证书有效", "valid"),
        ),
    ),
)

_TITLE = Table(
    "title",
    "职称",
    "title",
    "title_id",
    (
        _key("title_id", "职称记录编号", "title id"),
        _person(),
        *_proved(
            _TITLE_PAPER,
            Column("series", Kind.CODE, "职称系列", "title series", system="title-series"),
            Column("field", Kind.CODE, "专业领域", "professional field", system="professional-field"),
            Column("level", Kind.LEVEL, "职称级别", "title level", system="title-level"),
            Column("obtained_on", Kind.DATE, "取得日期", "date obtained"),
        ),
    ),
)

_TRAINING = Table(
    "training",
    "培训",
    "training",
    "training_id",
    (
        _key("training_id", "培训记录编号", "training id"),
        _person(label="学员", label_en="trainee"),
        _organisation("organiser", "组织单位", "organiser"),
        _organisation("employer", "学员所在单位", "trainee's employer"),
        Column("programme", Kind.CODE, "培训项目", "training programme", system="training-programme"),
        *_proved(_POST, Column("layer", Kind.CODE, "学员层次", "layer of trainees", system="trainee-layer")),
        Column("digital", Kind.FLAG, "数字化培训", "digital training"),
        Column("city", Kind.CODE, "培训城市", "city", system="division"),
        Column("occupation", Kind.CODE, "职业", "occupation", system="occupation", ledger="occupation"),
        Column("level", Kind.LEVEL, "职业技能等级", "skill level", system="skill-level", ledger="level"),
        Column("started_on", Kind.DATE, "开班日期", "first day", future=True),
        Column("ended_on", Kind.DATE, "结业日期", "last day", future=True),
        Column("hours", Kind.COUNT, "课时", "hours taught", system="hour", high=10000),
        *_proved(_RESULTS, Column("passed", Kind.FLAG, "考核合格", "passed")),
        *_proved(_TRAINED, Column("certified", Kind.FLAG, "已出具培训认证证书", "training certificate given")),
    ),
)

_AWARD = Table(
    "award",
    "奖项与荣誉",
    "award",
    "award_id",
    (
        _key("award_id", "奖项记录编号", "award id"),
        _person(nullable=True, label="获奖人", label_en="winner"),
        _organisation(label="获奖单位", label_en="winning organisation"),
        *_proved(
            _AWARD_PAPER,
            Column("kind", Kind.CODE, "奖项类别", "kind of award", system="award-kind"),
            Column("tier", Kind.CODE, "奖项层级", "tier of award", system="award-tier"),
        ),
        Column("place", Kind.COUNT, "名次", "place won", system="place", low=1, high=100000),
        Column("occupation", Kind.CODE, "职业", "occupation", system="occupation", ledger="occupation"),
        *_proved(_AWARD_PAPER, Column("awarded_on", Kind.DATE, "获奖日期", "date of award")),
    ),
)

_ORGANISATION = Table(
    "organisation",
    "单位",
    "organisation",
    "organisation_id",
    (
        _key("organisation_id", "单位编号", "organisation id", ledger="organisation"),
        *_proved(_LICENCE, Column("kind", Kind.CODE, "单位类别", "kind of organisation", system="organisation-kind")),
        Column("size", Kind.CODE, "企业规模", "size of firm", system="firm-size"),
        Column("industry", Kind.CODE, "行业", "industry", system="industry"),
        Column("province", Kind.CODE, "所在省份", "province", system="division"),
        Column("city", Kind.CODE, "所在城市", "city", system="division"),
        Column("town", Kind.CODE, "所在镇街", "town or street", system="division"),
        *_proved(_LICENCE, Column("registered_on", Kind.DATE, "登记日期", "date of registration")),
        Column("assessor", Kind.FLAG, "已公布的社会培训评价组织", "assessment body published by the province"),
    ),
)

_WORKFORCE = Table(
    "workforce",
    "用工统计",
    "workforce",
    "workforce_id",
    (
        _key("workforce_id", "用工统计编号", "workforce id"),
        Column(
            "organisation", Kind.LINK, "单位", "organisation", to="organisation", nullable=False, ledger="organisation"
        ),
        Column("counted_on", Kind.DATE, "统计日期", "day of the count", nullable=False),
        Column("staff", Kind.COUNT, "职工人数", "staff", system="person", high=10000000),
        Column("insured", Kind.COUNT, "参保人数", "insured staff", system="person", high=10000000),
        Column("skilled", Kind.COUNT, "技能人才人数", "skilled workers", system="person", high=10000000),
        Column(
            "highly_skilled", Kind.COUNT, "高技能人才人数", "highly skilled workers", system="person", high=10000000
        ),
        Column("wages", Kind.MONEY, "年工资总额（分）", "wages of the year in fen", low=0),
    ),
)

_DECISION_KEY = (
    Column("scheme", Kind.CODE, "政策", "scheme", system="scheme", nullable=False, ledger="scheme"),
    Column(
        "fact",
        Kind.CODE,
        "申领依据编号",
        "id of the fact claimed on",
        system="fact",
        nullable=False,
        ledger="fact",
        coded="int",
    ),
)

_CORRECTION = (
    "更正用负数，其余各项与被更正的一笔相同",
    "a correction is negative and repeats the rest of what it corrects",
)

_CLAIM = Table(
    "claim",
    "申领",
    "claim",
    "claim_id",
    (
        _key("claim_id", "申领编号", "claim id"),
        *_DECISION_KEY,
        _person(nullable=True, label="申领人", label_en="claimant"),
        Column(
            "organisation", Kind.LINK, "申领单位", "claiming organisation", to="organisation", ledger="organisation"
        ),
        Column("applied_on", Kind.DATE, "申领日期", "date of claim", nullable=False, ledger="applied_on"),
    ),
    unique=(("scheme", "fact"),),
)

_PAYMENT = Table(
    "payment",
    "发放",
    "payment",
    "payment_id",
    (
        _key("payment_id", "发放编号", "payment id"),
        *_DECISION_KEY,
        _person(nullable=True, label="领取人", label_en="payee"),
        Column("organisation", Kind.LINK, "领取单位", "paid organisation", to="organisation", ledger="organisation"),
        Column("certificate", Kind.LINK, "证书", "certificate", to="certificate", ledger="certificate"),
        Column("occupation", Kind.CODE, "职业", "occupation", system="occupation", ledger="occupation"),
        Column("level", Kind.LEVEL, "职业技能等级", "skill level", system="skill-level", ledger="level"),
        _noted(
            _CORRECTION,
            Column(
                "fen", Kind.MONEY, "金额（分）", "sum in fen", nullable=False, low=-(10**11), high=10**11, ledger="fen"
            ),
        ),
        Column("applied_on", Kind.DATE, "申领日期", "date of claim", nullable=False, ledger="applied_on"),
        Column("paid_on", Kind.DATE, "发放日期", "date paid", nullable=False, ledger="paid_on"),
    ),
)

STANDARD = Facts(
    (
        _PERSON,
        _EMPLOYMENT,
        _INSURANCE,
        _CERTIFICATES,
        _TITLE,
        _TRAINING,
        _AWARD,
        _ORGANISATION,
        _WORKFORCE,
        _CLAIM,
        _PAYMENT,
    ),
    CODES,
)
"""The facts that every pack may rely on."""
