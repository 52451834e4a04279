"""高层次数字人才: pay and services for high-level digital talents (九, 十二).

High-level is who has been recognised so; digital is who has a certificate of it or works in a digital occupation. Who
pays decides what: of the pay rules the text gives none in figures.
"""

from bole.policy.vocabulary import (
    Certificate,
    Claim,
    Employment,
    Mark,
    Person,
    Scheme,
    Table,
    Talent,
    clause,
    date,
    during,
    exists,
    param,
    since,
)

ZIBO = "370300"

pay_rules, services = clause("zibo-20250411", "九"), clause("zibo-20250411", "十二")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 11))

certified = exists(
    Certificate.person,
    Certificate.valid
    & (
        Certificate.kind.one_of("engineer", "training-pass")
        | (
            Certificate.kind.one_of("skill", "qualification", "special")
            & Table("nation.occupation", key=Certificate.occupation).digital
        )
    ),
)
at_work = during(Employment, Claim.applied_on)
# Who registered as unemployed, studying, drawing a pension or self-employed has no employer that could be looked up.
with_an_employer = Employment.status.one_of("employee", "flexible", "established")
IN_PUBLIC_BODY = (
    "机关事业单位的人员",
    "staff of public bodies",
    with_an_employer & (Employment.organisation.kind == "public"),
)
working = exists(Employment.person, at_work & Table("nation.occupation", key=Employment.occupation).digital)
digital = certified | working
recognised = exists(
    Talent.person, (Talent.kind == "high-level") & (Talent.city == ZIBO) & during(Talent, Claim.applied_on)
)
said_digital = (
    "是数字人才：有数字技术工程师证书、数字职业的证书，或正在从事数字职业",
    "is a digital talent: a digital engineer's certificate, one of a digital occupation, or at work in one",
)
said_recognised = ("在本市认定为高层次人才", "is recognised as a high-level talent in the city")

green_lane = Scheme(
    id="zibo.green-lane",
    title="高层次数字人才绿色通道服务",
    title_en="green lane services for high-level digital talents",
    per=Person,
    cites=services,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
green_lane.scope(
    "本市认定过的高层次人才",
    "persons whom the city recognised as high-level talents",
    exists(Talent.person, (Talent.kind == "high-level") & (Talent.city == ZIBO)),
)
green_lane.criterion("recognised", *said_recognised, recognised)
green_lane.criterion("digital", *said_digital, digital)
green_lane.grant("travel", "交通出行服务", "travel services", recognised)
green_lane.grant("health", "医疗保健服务", "health services", recognised)
green_lane.grant("schooling", "子女入学服务", "a school place for a child", recognised)


def pay(name: str, title: str, title_en: str) -> Scheme:
    """A pay rule for one post: what all of them have in common."""
    made = Scheme(
        id=f"zibo.{name}",
        title=title,
        title_en=title_en,
        per=Employment,
        cites=pay_rules,
        in_force=window,
        in_force_verified=False,
        law_of_verified=False,
    )
    made.criterion("at_work", "正在这个单位工作", "works there now", at_work)
    return made


flexible = pay("flexible-pay", "事业单位高层次数字人才灵活薪酬", "flexible pay of high-level digital talents")
flexible.scope(*IN_PUBLIC_BODY)
flexible.criterion("recognised", *said_recognised, recognised)
flexible.criterion("digital", *said_digital, digital)
flexible.needs_person(
    "institution",
    "是不是事业单位、用不用年薪制或协议工资，由单位和主管部门定",
    "whether it is an institution, and whether it agrees on yearly or negotiated pay: the body and its superior decide",
)
flexible.grant("apart", "在绩效工资总量中单列", "has its own line in the total of performance pay", recognised)

research = pay("research-income", "事业单位数字科研人员的项目和转化收入", "research income of digital researchers")
research.scope(*IN_PUBLIC_BODY)
research.criterion("technical", "在专业技术岗位", "in a technical post", Employment.post == "technical")
research.criterion("digital", *said_digital, digital)
research.needs_person(
    "income",
    "这笔收入是不是科研项目的人员绩效或按规定取得的成果转化现金奖励",
    "whether the income is performance pay of a research project or a cash award for a result put to use",
)
research.grant("in_total", "计入绩效工资总量", "counts into the total of performance pay", at_work)
research.grant("outside_cap", "不受总量限制，不作调控基数", "outside its cap and not part of its base", at_work)

state_firm = pay(
    "state-firm-pay", "国有企业高层次数字人才薪酬", "pay of high-level digital talents in state-owned firms"
)
state_owned = exists(Mark.organisation, (Mark.kind == "state-owned") & during(Mark, Claim.applied_on))
state_firm.scope("国有企业的职工", "staff of state-owned firms", with_an_employer & state_owned)
state_firm.criterion("recognised", *said_recognised, recognised)
state_firm.criterion("digital", *said_digital, digital)
state_firm.needs_person(
    "agreement",
    "是不是关键核心人才、要不要一人一策协议薪酬，由企业和国资部门定",
    "whether the talent is a key one with pay agreed for one person: the firm and its superior decide",
)
state_firm.grant("in_total", "薪酬计入工资总额", "the pay counts into the wage total", recognised)
state_firm.grant("support", "给予的工资总额支持", "support to the wage total", param("wage-total-support"))
