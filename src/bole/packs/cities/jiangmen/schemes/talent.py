"""制造业人才: who is treated as high-level talent, and what key manufacturers and their teams get (jiangmen-2021-1).

The plan sets directions: its text names no threshold, no rate and no unit, and its annex is not at hand.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Claim,
    Employment,
    Mark,
    Nomination,
    Organisation,
    Scheme,
    at,
    clause,
    date,
    during,
    exists,
    param,
    since,
)

JIANGMEN = "440700"

plan = "jiangmen-2021-1"
# In force from the day of issue, for the plan gives no other; its goals reach to 2025, and no end is laid down.
window = since(date(2021, 1, 26))
key_firms, bases, evaluation, bodies = (clause(plan, f"二/({n})") for n in "二五七八")
employed_here = (Employment.city == JIANGMEN) & during(Employment, Claim.applied_on)
# Who registered as unemployed, studying, drawing a pension or self-employed has no employer that could be looked up.
with_an_employer = Employment.status.one_of("employee", "flexible", "established")

scarce = Scheme(
    id="jiangmen.scarce-by-pay",
    title="紧缺人才参照高层次人才",
    title_en="scarce talent treated as high-level talent",
    per=Employment,
    cites=evaluation,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
scarce.scope("企业的职工", "posts at enterprises", with_an_employer & (Employment.organisation.kind == "enterprise"))
scarce.criterion("employed", "申领时在本市任职", "holds the post in the city when claiming", employed_here)
scarce.criterion(
    "pay",
    "年薪达到紧缺人才的门槛",
    "the pay of a year reaches that of scarce talent",
    Employment.wages >= param("scarce-pay"),
)
scarce.needs_person(
    "manufacturing", "是不是制造业的优秀紧缺人才", "whether it is excellent scarce talent of manufacturing"
)
scarce.grant(
    "as_high_level",
    "参照高层次人才享受待遇",
    "is treated as high-level talent",
    Employment.wages >= param("scarce-pay"),
)

nomination = Scheme(
    id="jiangmen.nomination",
    title="重点企业举荐高层次人才",
    title_en="nomination of high-level talent by key firms",
    per=Nomination,
    cites=key_firms,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
nomination.scope("高层次人才的举荐", "nominations of high-level talent", Nomination.programme == "high-level")
nomination.criterion(
    "nominator",
    "举荐单位是本市的制造业重点企业",
    "the nominator is a key manufacturer of the city",
    (Nomination.nominator.city == JIANGMEN)
    & at(
        Nomination.nominator,
        exists(Mark.organisation, (Mark.kind == "key-manufacturer") & during(Mark, Claim.applied_on)),
    ),
)
nomination.needs_person(
    "quota", "一家企业能举荐几名：文件没有写", "how many a firm may nominate: the text does not say"
)
nomination.needs_person("recognition", "举荐的人是否认定", "whether the nominee is recognised")

differentiated = Scheme(
    id="jiangmen.differentiated-support",
    title="重点企业差异化支持",
    title_en="differentiated support of key firms",
    per=Organisation,
    cites=key_firms,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
differentiated.scope(
    "认定过的制造业重点企业",
    "firms that were recognised as key manufacturers",
    exists(Mark.organisation, Mark.kind == "key-manufacturer"),
)
differentiated.criterion(
    "key_firm",
    "申领时是本市的制造业重点企业",
    "is a key manufacturer of the city",
    (Organisation.city == JIANGMEN)
    & exists(Mark.organisation, (Mark.kind == "key-manufacturer") & during(Mark, Claim.applied_on)),
)
differentiated.needs_person(
    "contribution",
    "贡献有多大，条件放宽多少，怎样发放：文件没有写",
    "how great the contribution is, and how terms and payment are eased: the text does not say",
)
differentiated.grant("uplift", "补贴水平提高多少", "how much subsidies rise", param("contribution-uplift"))

base = Scheme(
    id="jiangmen.training-base-grant",
    title="高技能人才培训基地建设补贴",
    title_en="grant to build a high-skill training base",
    per=Mark,
    pays=Mark.organisation,
    cites=bases,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
base.scope("认定的高技能人才培训基地", "recognised high-skill training bases", Mark.kind == "training-base")
base.criterion(
    "firm",
    "由本市企业建设，认定仍然有效",
    "built by an enterprise of the city, and still recognised",
    (Mark.organisation.kind == "enterprise") & (Mark.organisation.city == JIANGMEN) & during(Mark, Claim.applied_on),
)
base.needs_person(
    "leading", "是不是符合条件的制造业龙头骨干企业", "whether it is a leading or backbone manufacturer that qualifies"
)
base.amount(param("base-grant"), rounding=HALF_UP)

performance = Scheme(
    id="jiangmen.performance-pay",
    title="事业单位绩效工资倾斜",
    title_en="performance pay of public institutions for key teams",
    per=Employment,
    cites=bodies,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
performance.scope(
    "事业单位在编人员",
    "established staff of public bodies",
    (Employment.status == "established") & (Employment.organisation.kind == "public"),
)
performance.criterion("employed", "申领时在本市任职", "holds the post in the city when claiming", employed_here)
performance.criterion("technical", "任专业技术岗位", "in a technical post", Employment.post == "technical")
performance.needs_person(
    "team",
    "是不是承担重大专项或攻关任务、作出突出贡献的团队或骨干",
    "whether he is of a team or a core member that carries a major project and contributed outstandingly",
)
