"""服务保障: imported talents, the green card, and what districts add (guangzhou-2025-7 五/(十二)).

The text points to other rules or to the districts and gives no figure: who is meant is computed, a person does the
rest.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Award,
    Certificate,
    Claim,
    Employment,
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

GUANGZHOU = "440100"

source = clause("guangzhou-2025-7", "五/(十二)")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 10))
recruitment = (
    "按有关人才引进政策的待遇：文件没有写",
    "the treatment by the recruitment rules, which the text does not state",
)
skilled_certificate = (
    Certificate.kind.one_of("skill", "qualification")
    & Certificate.valid
    & (Certificate.level >= param("highly-skilled"))
)
at_work = during(Employment, Claim.applied_on)
with_an_employer = Employment.status.one_of("employee", "flexible", "established")
certified = exists(Certificate.person, Certificate.kind.one_of("skill", "qualification", "special") & Certificate.valid)
working = exists(Employment.person, (Employment.city == GUANGZHOU) & at_work)
highly_skilled = exists(Certificate.person, skilled_certificate)
with_a_skill = exists(Certificate.person, Certificate.kind.one_of("skill", "qualification", "special"))
imported = Scheme(
    id="guangzhou.imported-experts",
    title="引进的高技能专家和世界技能大赛专家教练",
    title_en="imported highly skilled experts and WorldSkills coaches",
    per=Talent,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
imported.scope(
    "引进的高技能专家或世界技能大赛专家教练",
    "imported highly skilled experts, WorldSkills experts and coaches",
    Talent.kind.one_of("expert", "coach"),
)
imported.criterion("city", "在本市认定", "recognised in the city", Talent.city == GUANGZHOU)
imported.criterion("running", "认定还有效", "the recognition holds", during(Talent, Claim.applied_on))
imported.needs_person("package", *recruitment)

winners = Scheme(
    id="guangzhou.worldskills-winners",
    title="世界技能大赛获奖选手",
    title_en="WorldSkills winners",
    per=Award,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
winners.criterion("person", "获奖的是个人", "the winner is a person", Award.person.known)
winners.scope(
    "世界级职业技能竞赛的获奖",
    "prizes of world skills contests",
    (Award.kind == "contest") & (Award.tier == "world"),
)
winners.needs_person("package", *recruitment)
winners.grant("place", "获奖名次", "place won", Award.place)

green_card = Scheme(
    id="guangzhou.talent-green-card",
    title="高技能人才申领人才绿卡",
    title_en="talent green card for highly skilled workers",
    per=Person,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
green_card.scope(
    "有职业技能等级证书或职业资格证书的人",
    "holders of a skill level or a vocational qualification certificate",
    exists(Certificate.person, Certificate.kind.one_of("skill", "qualification")),
)
green_card.criterion("highly_skilled", "是高技能人才", "is a highly skilled worker", highly_skilled)
green_card.criterion(
    "belongs", "在本市工作或常住", "works or lives in the city", (Person.residence_city == GUANGZHOU) | working
)
green_card.needs_person(
    "conditions",
    "是否符合人才绿卡的其他条件：文件没有写",
    "whether the other conditions of the card are met: the text does not state them",
)


def district_subsidy(name: str, title: str, title_en: str) -> Scheme:
    """A subsidy that a district may set: in its own catalogue, by the district where the person works."""
    made = Scheme(
        id=f"guangzhou.{name}",
        title=title,
        title_en=title_en,
        per=Employment,
        pays=Employment.person,
        cites=source,
        in_force=window,
        in_force_verified=False,
        law_of_verified=False,
    )
    made.scope("有技能类证书的职工", "employees with a certificate of a skill", with_an_employer & with_a_skill)
    made.criterion(
        "at_work", "正在本市单位工作", "works for a body of the city", (Employment.city == GUANGZHOU) & at_work
    )
    made.criterion("skilled", "是技能人才", "is a skilled worker", certified)
    # A district's own rule is a row of its catalogue; no row is not known to be none.
    made.amount(Table(name, key=Employment.organisation.town).amount, rounding=HALF_UP)
    return made


social_insurance = district_subsidy(
    "district-insurance", "各区技能人才社会保险补贴", "district social-insurance subsidy for skilled workers"
)
living = district_subsidy("district-living", "各区技能人才生活补贴", "district living subsidy for skilled workers")
