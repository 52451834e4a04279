"""事实表: the tables of facts that every pack may rely on, each column with its type, bounds, class and evidence."""

from dataclasses import replace

from bole.kernel.codes import CODES
from bole.kernel.facts import Column, Facts, Kind, Table


def _key(name: str, label: str, label_en: str, *, ledger: str = "") -> Column:
    return Column(name, Kind.ID, label, label_en, nullable=False, ledger=ledger)


def _person(*, nullable: bool = False, label: str = "个人", label_en: str = "person") -> Column:
    return Column("person", Kind.LINK, label, label_en, to="person", nullable=nullable, ledger="person")


def _organisation(
    name: str = "organisation", label: str = "单位", label_en: str = "organisation", *, ledger: str = ""
) -> Column:
    return Column(name, Kind.LINK, label, label_en, to="organisation", ledger=ledger)


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
_WAGE_RECORD = ("工资流水或个人所得税记录", "pay slips or income tax record")
_RECOGNITION = ("人才认定文件或证书", "the document of recognition")
_MARK_PAPER = ("认定或入选文件", "the document of recognition or selection")
_NOMINATION_FORM = ("推荐表", "nomination form")
_BATCH_PAPER = ("公布本批名单的文件", "the document that lists the batch")
_LOAN_FORM = ("贷款申请表", "loan application form")
_LEASE_OR_DEED = ("租赁合同或购房合同", "lease or purchase contract")
_VOUCHER_PAPER = ("培训券核销记录", "record of the voucher's use")
_ANNUAL_ACCOUNT = ("职工教育经费和工资总额年度报表", "yearly account of training expenses and wages")
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
            Column("post", Kind.CODE, "岗位类别", "kind of post", system="post-kind"),
        ),
        *_proved(_WAGE_RECORD, Column("wages", Kind.MONEY, "年薪（分）", "wages of the year in fen", low=0)),
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
        _organisation("employer", "学员所在单位", "trainee's employer", ledger="organisation"),
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
        *_proved(
            _ANNUAL_ACCOUNT,
            Column(
                "highly_skilled_wages",
                Kind.MONEY,
                "高技能人才年工资总额（分）",
                "wages of highly skilled workers in fen",
                low=0,
            ),
            Column("managers", Kind.COUNT, "管理人员人数", "managers", system="person", high=10000000),
            Column("managers_wages", Kind.MONEY, "管理人员年工资总额（分）", "wages of managers in fen", low=0),
            Column(
                "education_fund",
                Kind.MONEY,
                "当年使用的职工教育经费（分）",
                "staff education expenses of the year in fen",
                low=0,
            ),
            Column(
                "education_front_line",
                Kind.MONEY,
                "其中用于一线职工（分）",
                "of these for front-line staff, in fen",
                low=0,
            ),
        ),
    ),
)

_MARK = Table(
    "mark",
    "单位标签",
    "organisation mark",
    "mark_id",
    (
        _key("mark_id", "标签记录编号", "mark id"),
        Column(
            "organisation", Kind.LINK, "单位", "organisation", to="organisation", nullable=False, ledger="organisation"
        ),
        *_proved(
            _MARK_PAPER,
            Column("kind", Kind.CODE, "标签类别", "kind of mark", system="organisation-mark"),
            Column("tier", Kind.CODE, "认定层级", "tier of recognition", system="award-tier"),
        ),
        *_SPELL,
    ),
)

_TALENT = Table(
    "talent",
    "人才认定",
    "talent recognition",
    "talent_id",
    (
        _key("talent_id", "人才认定编号", "talent recognition id"),
        _person(),
        _organisation(label="申报单位", label_en="recommending organisation"),
        *_proved(
            _RECOGNITION,
            Column("kind", Kind.CODE, "人才类别", "kind of talent", system="talent-kind"),
            Column("tier", Kind.CODE, "认定层级", "tier of recognition", system="award-tier"),
        ),
        Column("city", Kind.CODE, "认定城市", "city of recognition", system="division"),
        *_SPELL,
    ),
)

_SLATE = Table(
    "slate",
    "推荐名单",
    "slate",
    "slate_id",
    (
        _key("slate_id", "名单编号", "slate id"),
        _organisation("nominator", "推荐单位", "nominating organisation"),
        Column("programme", Kind.CODE, "推荐项目", "programme", system="nomination-programme", nullable=False),
        Column("batch", Kind.CODE, "批次", "batch", system="batch", nullable=False, coded="int"),
        Column("district", Kind.CODE, "推荐地区", "nominating district", system="division"),
        *_proved(
            _BATCH_PAPER,
            _noted(
                ("名额按它的比例计算", "places are a share of it"),
                Column("pool", Kind.COUNT, "本批总人数", "persons in the batch", system="person", high=10000000),
            ),
        ),
        Column("submitted_on", Kind.DATE, "报送日期", "date submitted", future=True),
    ),
)

_NOMINATION = Table(
    "nomination",
    "推荐人选",
    "nomination",
    "nomination_id",
    (
        _key("nomination_id", "推荐编号", "nomination id"),
        _person(nullable=True, label="被推荐人", label_en="nominee"),
        _organisation("candidate", "被推荐单位", "nominated organisation"),
        _organisation("nominator", "推荐单位", "nominating organisation"),
        Column("slate", Kind.LINK, "推荐名单", "slate", to="slate"),
        Column("programme", Kind.CODE, "推荐项目", "programme", system="nomination-programme", nullable=False),
        Column("batch", Kind.CODE, "批次", "batch", system="batch", nullable=False, coded="int"),
        Column("district", Kind.CODE, "推荐地区", "nominating district", system="division"),
        *_proved(
            _NOMINATION_FORM,
            Column("skilled", Kind.FLAG, "技能人才", "skilled worker"),
            Column("digital", Kind.FLAG, "数字人才", "digital talent"),
            Column("rank", Kind.COUNT, "推荐次序", "order of nomination", system="place", low=1, high=100000),
        ),
        Column("nominated_on", Kind.DATE, "推荐日期", "date of nomination", nullable=False),
    ),
    unique=(("programme", "batch", "person"), ("programme", "batch", "candidate")),
)

_LOAN = Table(
    "loan",
    "贷款",
    "loan",
    "loan_id",
    (
        _key("loan_id", "贷款编号", "loan id"),
        _person(nullable=True, label="借款人", label_en="borrower"),
        _organisation(label="借款单位", label_en="borrowing organisation"),
        *_proved(
            _LOAN_FORM,
            Column("product", Kind.CODE, "贷款品种", "kind of loan", system="loan-product"),
            Column("asked", Kind.MONEY, "申请金额（分）", "sum asked for in fen", low=1),
            Column("purpose", Kind.CODE, "贷款用途", "purpose", system="loan-purpose"),
        ),
        Column("city", Kind.CODE, "受理城市", "city", system="division"),
        Column("applied_on", Kind.DATE, "申请日期", "date of application", nullable=False),
    ),
)

_HOUSING = Table(
    "housing",
    "住房",
    "housing",
    "housing_id",
    (
        _key("housing_id", "住房记录编号", "housing id"),
        _person(),
        *_proved(
            _LEASE_OR_DEED,
            Column("kind", Kind.CODE, "住房方式", "kind of housing", system="housing-kind"),
            Column("first_home", Kind.FLAG, "首套住房", "first home"),
            Column("rent", Kind.MONEY, "月租金（分）", "rent of a month in fen", low=0, high=10**9),
        ),
        Column("city", Kind.CODE, "住房城市", "city", system="division"),
        Column("town", Kind.CODE, "住房镇街", "town or street", system="division"),
        *_SPELL,
    ),
)

_VOUCHER = Table(
    "voucher",
    "培训券",
    "training voucher",
    "voucher_id",
    (
        _key("voucher_id", "培训券编号", "voucher id", ledger="fact"),
        _person(label="持券人", label_en="holder"),
        Column("programme", Kind.CODE, "培训项目", "training programme", system="training-programme"),
        Column("issued_on", Kind.DATE, "发券日期", "date of issue", nullable=False),
        Column("expires_on", Kind.DATE, "有效期末日", "last day of validity", future=True),
        *_proved(
            _VOUCHER_PAPER,
            _organisation("provider", "核销机构", "provider it was spent at"),
            Column("used", Kind.FLAG, "已使用", "used"),
            Column("used_on", Kind.DATE, "使用日期", "date of use"),
        ),
    ),
)

_SERVICE = Table(
    "service",
    "人才服务",
    "service",
    "service_id",
    (
        _key("service_id", "服务记录编号", "service id"),
        _person(label="服务对象", label_en="person served"),
        Column("kind", Kind.CODE, "服务事项", "kind of service", system="service-kind", nullable=False),
        Column("asked_on", Kind.DATE, "预约日期", "date booked", nullable=False, future=True),
        Column("given", Kind.FLAG, "已提供", "given"),
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
        _MARK,
        _TALENT,
        _SLATE,
        _NOMINATION,
        _LOAN,
        _HOUSING,
        _VOUCHER,
        _SERVICE,
        _CLAIM,
        _PAYMENT,
    ),
    CODES,
)
"""The facts that every pack may rely on."""
