"""技能评价: what a contest's result and the standard of digital artisans do for a person's level."""

from bole.policy.vocabulary import (
    NONE,
    SENIOR,
    Award,
    Certificate,
    Claim,
    Person,
    Scheme,
    choose,
    clause,
    date,
    exists,
    listed,
    param,
    since,
)

contest = Scheme(
    id="zhongshan.contest-certificate",
    title="竞赛晋级高级工",
    title_en="level-3 certificate by a contest",
    per=Award,
    pays=Award.person,
    cites=clause("zhongshan-134115", "二/(二)/一是"),
    in_force=since(date(2020, 1, 1)),
    in_force_verified=False,
    law_of=Award.awarded_on,
    law_of_verified=False,
)
contest.scope("职业技能竞赛的成绩", "results of skills contests", Award.kind == "contest")
contest.criterion("contest", "是市级竞赛", "the contest is one of the city", Award.tier == "city")
contest.criterion(
    "place",
    "名次够得上晋级",
    "the place won is high enough",
    Award.place <= param("contest-places"),
    cites=clause("zhongshan-contest-rules"),
)
contest.grant(
    "certificate_level",
    "可以发给的技能等级证书",
    "the level that the certificate is issued at",
    choose(Award.kind == "contest", SENIOR, NONE),
)
contest.once(
    "once",
    "同一职业只晋级一次",
    "once for an occupation",
    per=(Award.person, Award.occupation),
    order=Award.awarded_on,
)

artisan = Scheme(
    id="zhongshan.digital-artisan",
    title="数智工匠认定",
    title_en="recognition of a digital artisan",
    per=Person,
    cites=clause("zhongshan-134115", "五/(二)"),
    in_force=since(date(2025, 9, 20)),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
artisan.scope(
    "有技能等级证书的人",
    "holders of a skill level certificate",
    exists(Certificate.person, Certificate.kind == "skill"),
)
artisan.criterion(
    "digital",
    "持有数字化相关工种的有效证书",
    "holds a valid certificate of a digital-related trade",
    exists(Certificate.person, Certificate.valid & listed("digital-trades", key=Certificate.occupation))
    | (exists(Certificate.person, Certificate.valid & (Certificate.kind == "skill")) & param("other-digital-trades")),
)
artisan.needs_person(
    "standard",
    "是否达到团体标准：标准文本没有拿到",
    "whether the group standard is met: its text is not at hand",
    cites=clause("zhongshan-artisan-standard"),
)
