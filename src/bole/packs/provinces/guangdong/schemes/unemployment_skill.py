"""失业保险技能提升补贴: skill subsidy of unemployment insurance, and what shortage trades draw on top of it.

The rules were read in copies and not compared with the wording. What the copies say of 2023 is not known to go on:
from 2024 the months insured and the addition are missing, and a person decides. The addition is a scheme of its own,
because the amount by level is known and the cities' lists of shortage trades are not: one does not wait for the other.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    JUNIOR,
    MIDDLE,
    NONE,
    SENIOR,
    Certificate,
    Claim,
    Employment,
    Insurance,
    Payment,
    Scheme,
    choose,
    clause,
    date,
    during,
    either,
    exists,
    highest,
    listed,
    param,
    since,
    total,
    year,
)

GUANGDONG = "440000"
FIRST_DAY = date(2023, 1, 1)
SUBSIDY = "guangdong.unemployment-skill-subsidy"
TRAINING_SUBSIDIES = (
    "guangdong.new-apprenticeship",
    "guangdong.project-training",
    "zhongshan.skill-upgrade",
)
"""A certificate or a level that one of these has paid for draws nothing here, and the reverse."""

source = clause("guangdong-unemployment-subsidy")
holder = Certificate.person
trade_and_level = (holder, Certificate.occupation, Certificate.level)
by_level = choose(
    Certificate.level == SENIOR,
    param("unemployment-subsidy-senior"),
    choose(Certificate.level == MIDDLE, param("unemployment-subsidy-middle"), param("unemployment-subsidy-junior")),
)
months_insured = total(
    Insurance.person,
    Insurance.months,
    (Insurance.kind == "unemployment") & (Insurance.province == GUANGDONG),
)
drawing_benefit = exists(
    Employment.person,
    (Employment.status == "drawing-benefit")
    & (Employment.province == GUANGDONG)
    & during(Employment, Claim.applied_on),
)
highest_paid = highest(Payment.person, Payment.level, Payment.scheme == SUBSIDY, if_none=NONE)


def scheme(name: str, title: str, title_en: str) -> Scheme:
    """The subsidy or the addition: the conditions are the same."""
    made = Scheme(
        id=f"guangdong.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        pays=Certificate.person,
        cites=source,
        in_force=since(FIRST_DAY),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    # Whose claim period was over before the first day of the rule was never meant by it.
    made.scope(
        "施行以来还在申领期限内的职业技能等级证书或职业资格证书",
        "skill level certificates and vocational qualifications that could be claimed on since the rule began",
        Certificate.kind.one_of("skill", "qualification")
        & (Certificate.issued_on + param("unemployment-claim-period") >= FIRST_DAY),
    )
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    made.criterion(
        "level",
        "等级为初级工、中级工或高级工",
        "the level is junior, middle or senior worker",
        Certificate.level.one_of(JUNIOR, MIDDLE, SENIOR),
    )
    made.criterion(
        "insured",
        "在本省缴纳失业保险满规定月数",
        "unemployment insurance paid in the province for the months asked",
        months_insured >= param("insured-months"),
    )
    made.exception(
        "drawing_benefit",
        "正在本省领取失业保险金的，不看缴费月数",
        "who draws unemployment benefit in the province needs no months",
        drawing_benefit,
        overrides="insured",
    )
    made.criterion(
        "in_time",
        "在申领期限内申领，自证书核发之日起算",
        "claimed within the claim period from the day of issue",
        Claim.applied_on <= Certificate.issued_on + param("unemployment-claim-period"),
    )
    made.criterion(
        "no_higher",
        "没有领过更高等级的同类补贴",
        "no higher level was paid already",
        either(highest_paid <= Certificate.level, param("higher-level-elsewhere")),
    )
    made.excludes(
        "no_training_subsidy",
        "这份证书没有领过培训补贴",
        "no training subsidy was paid for the certificate",
        schemes=TRAINING_SUBSIDIES,
        per=(Certificate.id,),
    )
    return made


subsidy = scheme("unemployment-skill-subsidy", "失业保险技能提升补贴", "skill subsidy of unemployment insurance")
subsidy.amount(by_level, rounding=HALF_UP)
subsidy.once("once", "同一职业同一等级只领一次", "once for an occupation and level", per=trade_and_level)
subsidy.cap(
    "yearly",
    "每人每自然年度的次数",
    "payments to a person in a calendar year",
    top=param("unemployment-yearly-limit"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=(SUBSIDY,),
)

addition = scheme(
    "unemployment-addition",
    "失业保险技能提升补贴的紧缺工种加发",
    "addition to it for shortage trades",
)
addition.criterion(
    "shortage",
    "职业在取证城市的紧缺工种目录里",
    "the trade stands in the city's list of shortage trades",
    listed("city-shortage-trades", key=(Certificate.city, Certificate.occupation), edition_on=Certificate.issued_on),
)
addition.amount(by_level.part(param("unemployment-uplift")), rounding=HALF_UP)
addition.once("once", "同一职业同一等级只加发一次", "once for an occupation and level", per=trade_and_level)
addition.cap(
    "yearly",
    "每人每自然年度的次数",
    "payments to a person in a calendar year",
    top=param("unemployment-yearly-limit"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=("guangdong.unemployment-addition",),
)
