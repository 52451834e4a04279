"""直接申报: the green channel to special and chief technician for a major contribution (guangzhou-2025-7 三/(七)).

It opens the application, without the years that the levels otherwise ask for; the assessment follows.
"""

from bole.policy.vocabulary import (
    CHIEF_TECHNICIAN,
    SPECIAL_TECHNICIAN,
    Award,
    Certificate,
    Claim,
    Employment,
    Person,
    Scheme,
    clause,
    count,
    date,
    during,
    exists,
    since,
)

GUANGZHOU = "440100"

direct = Scheme(
    id="guangzhou.direct-application",
    title="有重大贡献的技能人才直接申报首席技师、特级技师",
    title_en="direct application for chief or special technician after a major contribution",
    per=Person,
    cites=clause("guangzhou-2025-7", "三/(七)"),
    # The text has its day of issue and no day of entry into force.
    in_force=since(date(2025, 4, 10)),
    in_force_verified=False,
    law_of_verified=False,
)
of_a_skill = Certificate.kind.one_of("skill", "qualification", "special")
certified = exists(Certificate.person, of_a_skill & Certificate.valid)
working = exists(Employment.person, (Employment.city == GUANGZHOU) & during(Employment, Claim.applied_on))
contribution = Award.kind.one_of("breakthrough", "conversion", "invention")

direct.scope("有技能类证书的人", "persons with a certificate of a skill", exists(Certificate.person, of_a_skill))
direct.criterion(
    "skilled", "是技能人才：有有效的技能证书", "is skilled: holds a valid certificate of a skill", certified
)
direct.criterion(
    "belongs", "在本市工作或常住", "works or lives in the city", (Person.residence_city == GUANGZHOU) | working
)
direct.criterion(
    "contribution",
    "登记了重大技术攻关、成果转化或技术发明的贡献",
    "a major breakthrough, a result put to use or an invention is on record",
    exists(Award.person, contribution),
)
direct.grant("contributions", "登记的贡献", "contributions on record", count(Award.person, contribution))
direct.grant(
    "special",
    "可以直接申报的等级，不是等级本身",
    "a level that may be applied for directly; it is not the level",
    SPECIAL_TECHNICIAN,
)
direct.grant(
    "chief",
    "可以直接申报的最高等级，不是等级本身",
    "the highest level that may be applied for directly; it is not the level",
    CHIEF_TECHNICIAN,
)
