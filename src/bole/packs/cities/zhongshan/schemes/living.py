"""安居、入户、入学、就医: registration, school places, housing and medical services for digital skilled workers.

Who "meets the requirements" and how much is given stand in rules that are not at hand. What the letter does say (which
conditions were dropped, which ways are open to whom) is decided.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    MONTHLY,
    NONE,
    Certificate,
    Claim,
    Housing,
    Person,
    Rows,
    Scheme,
    Service,
    Talent,
    Title,
    clause,
    date,
    during,
    exists,
    highest,
    level,
    listed,
    param,
    since,
    year,
)

ZHONGSHAN = "442000"

letter = "zhongshan-134115"
household, schools = clause(letter, "四/一是#2"), clause(letter, "四/二是#2")
housing, medical = clause(letter, "四/三是"), clause(letter, "四/四是")

# The list at hand holds seven trades: whether another one is digital too, a person looks up.
a_trade = exists(Certificate.person, Certificate.valid & (Certificate.kind == "skill"))
certified = exists(Certificate.person, Certificate.kind == "skill")
DIGITAL = (
    "digital",
    "持有数字化相关工种的有效证书",
    "holds a valid certificate of a digital-related trade",
    exists(Certificate.person, Certificate.valid & listed("digital-trades", key=Certificate.occupation))
    | (a_trade & param("other-digital-trades")),
)


def scheme(name: str, title: str, title_en: str, per: Rows, source: str, *, pays: bool = False) -> Scheme:
    """A service to a person; the letter's day is the first on which it is known."""
    whom = (Person.id if per.table == "person" else per.person) if pays else None
    return Scheme(
        id=f"zhongshan.{name}",
        title=title,
        title_en=title_en,
        per=per,
        pays=whom,
        cites=clause(letter, source),
        in_force=since(date(2025, 9, 20)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )


# --- 入户 ---

registration = scheme("talent-registration", "人才入户", "household registration for talent", Person, "四/一是#2")
registration.scope("户口还不在本市的人", "persons not yet registered in the city", Person.household_city != ZHONGSHAN)
# No age, no months of insurance: both conditions were dropped. Education has no order here; a person looks at it.
registration.criterion(
    "bar",
    "职称或技能等级达到入户门槛（不看年龄，不看参保）",
    "title or skill level reaches the bar (age and insurance do not matter)",
    (highest(Title.person, Title.level, if_none=level("title-level", 0)) >= param("household-least-title"))
    | (
        highest(Certificate.person, Certificate.level, Certificate.valid, if_none=NONE)
        >= param("household-least-level")
    ),
)
registration.needs_person(
    "education", "学历够不够入户：文件没有写门槛", "whether the education will do: the text gives no bar"
)

# --- 子女入学 ---

FROM_ELSEWHERE = (
    "有技能等级证书、户口不在本市的人",
    "holders of a skill level certificate who are registered elsewhere",
    certified & (Person.household_city != ZHONGSHAN),
)

by_household = scheme(
    "school-by-household", "子女入读公办学校：入户", "public school place by household", Person, "四/二是#2"
)
by_household.scope(
    "有技能等级证书、户口在本市的人",
    "holders of a skill level certificate who are registered in the city",
    certified & (Person.household_city == ZHONGSHAN),
)
by_household.criterion(*DIGITAL)
by_household.grant(
    "public_school",
    "子女可以按户籍申请公办学位",
    "the child may be given a public place by household",
    Person.household_city == ZHONGSHAN,
)

by_points = scheme(
    "school-by-points", "子女入读公办学校：积分入学", "public school place by points", Person, "四/二是#2"
)
by_points.scope(*FROM_ELSEWHERE)
by_points.criterion(*DIGITAL)
by_points.needs_person("points", "积分怎么算、多少分够：文件没有写", "how points are counted and how many will do")

private = scheme("school-private", "子女入读民办学校", "private school place", Person, "四/二是#2")
private.scope(*FROM_ELSEWHERE)
private.criterion(
    "residence",
    "在本市居住，有有效的居住证",
    "lives in the city with a valid residence permit",
    Person.residence_city == ZHONGSHAN,
)
private.criterion(*DIGITAL)
private.grant(
    "private_school",
    "凭居住证可以为子女申请民办学位",
    "the residence permit opens an application for a private place",
    Person.residence_city == ZHONGSHAN,
)

of_high_level = scheme(
    "school-high-level", "高层次人才子女入学", "school place for a child of high-level talent", Person, "四/二是#2"
)
of_high_level.scope(
    "本市认定过的高层次人才",
    "persons whom the city recognised as high-level talent",
    exists(Talent.person, (Talent.kind == "high-level") & (Talent.city == ZHONGSHAN)),
)
of_high_level.criterion(
    "high_level",
    "申领时是本市认定的高层次人才",
    "is recognised by the city as high-level talent",
    exists(
        Talent.person,
        (Talent.kind == "high-level") & (Talent.city == ZHONGSHAN) & during(Talent, Claim.applied_on),
    ),
)
of_high_level.needs_person("place", "统筹安排哪一所学校的学位", "at which school a place is arranged")

# --- 住房 ---

rent = scheme("rent-subsidy", "租房补贴", "rent subsidy", Housing, "四/三是", pays=True)
rent.scope(
    "有技能等级证书的人租的房",
    "homes rented by holders of a skill level certificate",
    (Housing.kind == "rent") & certified,
)
rent.criterion(
    "renting",
    "申领时租的房在本市",
    "rents the home in the city when claiming",
    (Housing.city == ZHONGSHAN) & during(Housing, Claim.applied_on),
)
rent.criterion(*DIGITAL)
rent.amount(param("rent-subsidy"), rounding=HALF_UP, cites=clause("zhongshan-housing-rules"))
# The rate is one of a month.
rent.recurs(MONTHLY)

fund_loan = scheme(
    "fund-loan-uplift", "首套自住房公积金贷款额度上浮", "uplift of the fund loan for a first home", Housing, "四/三是"
)
fund_loan.scope(
    "有技能等级证书的人用公积金贷款买的房",
    "homes bought with a fund loan by holders of a skill level certificate",
    (Housing.kind == "fund-loan") & certified,
)
fund_loan.criterion("city", "房子在本市", "the home is in the city", Housing.city == ZHONGSHAN)
fund_loan.criterion("first_home", "是首套自住房", "it is the first home", Housing.first_home)
fund_loan.criterion(*DIGITAL)
fund_loan.needs_person(
    "meets", "是不是符合要求的人才：文件没有写要求", "whether the talent meets requirements that the text leaves out"
)
fund_loan.grant("uplift", "贷款额度上浮", "the loan's ceiling is raised by", param("fund-loan-uplift"))

# --- 就医 ---

check_up = scheme("check-up", "人才免费体检", "free check-up", Service, "四/四是")
check_up.scope("预约的免费体检", "free check-ups that were booked", Service.kind == "checkup")
check_up.criterion(*DIGITAL)
check_up.needs_person(
    "meets", "是不是符合条件的人才：文件没有写条件", "whether the talent meets conditions that the text leaves out"
)
check_up.cap(
    "yearly",
    "每人每自然年度的次数",
    "times a person in a calendar year",
    top=param("check-ups"),
    per=(Service.person, year(Service.asked_on)),
    order=Service.asked_on,
    cites=clause("zhongshan-medical-measures"),
)

medical_service = scheme("medical-service", "人才就医服务", "medical services for talent", Service, "四/四是")
medical_service.scope(
    "预约的专家诊疗、导医陪诊或就医绿色通道",
    "specialists, guided visits and the green lane that were booked",
    Service.kind.one_of("specialist", "guide", "green-lane"),
)
medical_service.criterion(*DIGITAL)
medical_service.needs_person(
    "meets", "是不是符合条件的人才：文件没有写条件", "whether the talent meets conditions that the text leaves out"
)
