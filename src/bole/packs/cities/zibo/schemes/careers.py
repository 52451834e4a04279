"""职业发展贯通和破格申报: skilled and technical careers open to each other, and the exceptional way (八)."""

from bole.kernel.levels import TitleLevel
from bole.policy.vocabulary import (
    SENIOR,
    SENIOR_TECHNICIAN,
    TECHNICIAN,
    Award,
    Certificate,
    Claim,
    Person,
    Scheme,
    Table,
    choose,
    clause,
    count,
    date,
    exists,
    level,
    param,
    since,
)

source = clause("zibo-20250411", "八")
province = clause("shandong-2020-16")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 11))
junior_title, middle_title, senior_title = (
    level("title-level", rank) for rank in (TitleLevel.JUNIOR, TitleLevel.MIDDLE, TitleLevel.ASSOCIATE_SENIOR)
)

to_title = Scheme(
    id="zibo.skilled-to-title",
    title="数字领域高技能人才参加职称评审",
    title_en="title review open to highly skilled workers of the digital field",
    per=Certificate,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
to_title.scope(
    "职业技能等级证书或职业资格证书",
    "skill level and vocational qualification certificates",
    Certificate.kind.one_of("skill", "qualification"),
)
to_title.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
to_title.criterion("level", "高级工以上", "senior worker or above", Certificate.level >= SENIOR)
to_title.criterion(
    "digital",
    "是数字职业",
    "a digital occupation",
    Table("nation.occupation", key=Certificate.occupation).digital,
)
to_title.grant(
    "highest_title",
    "等级对应、可以参加评审或考试的最高职称；年限和考核见省里规定",
    "the highest title whose review or examination fits the level; years and appraisals are the province's",
    choose(
        Certificate.level >= SENIOR_TECHNICIAN,
        senior_title,
        choose(Certificate.level >= TECHNICIAN, middle_title, junior_title),
    ),
    cites=province,
)

to_level = Scheme(
    id="zibo.technical-to-skill",
    title="数字技术人才参加技能等级认定",
    title_en="skill assessment open to digital technical talents",
    per=Certificate,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
to_level.scope(
    "数字技术工程师的等级证书或培训合格证书",
    "digital engineers' grade and training pass certificates",
    Certificate.kind.one_of("engineer", "training-pass"),
)
to_level.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
to_level.grant(
    "level",
    "可以报考的技能等级",
    "the skill level that may be assessed",
    param("technical-to-skill-level"),
)

exceptional = Scheme(
    id="zibo.senior-title-exception",
    title="数字技术人才破格申报高级职称",
    title_en="exceptional application of a digital technical talent for the senior title",
    per=Person,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
proofs = Award.kind.one_of("honour", "achievement", "breakthrough", "conversion", "invention")
exceptional.scope(
    "有数字技术工程师证书的人",
    "holders of a digital engineer's certificate",
    exists(Certificate.person, Certificate.kind.one_of("engineer", "training-pass")),
)
exceptional.criterion(
    "technical",
    "是数字技术人才：有有效的数字技术工程师证书",
    "is a digital technical talent: holds a valid digital engineer's certificate",
    exists(Certificate.person, Certificate.kind.one_of("engineer", "training-pass") & Certificate.valid),
)
exceptional.criterion(
    "proof",
    "有荣誉、成果、攻关、转化或发明的证明",
    "has proof of an honour, a prize, a breakthrough, a result put to use or an invention",
    exists(Award.person, proofs),
)
exceptional.needs_person(
    "outstanding",
    "业绩是否卓著、贡献是否突出，由评审委员会判断",
    "whether results and contribution are outstanding: the committee's judgement",
)
exceptional.grant("proofs", "登记在册的证明", "proofs on record", count(Award.person, proofs))
exceptional.grant(
    "may_apply_for",
    "可以破格申报的职称，不是职称本身",
    "the title that may be applied for exceptionally; it is not the title",
    senior_title,
)
