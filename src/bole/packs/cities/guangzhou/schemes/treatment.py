"""同等待遇: which treatment comes with a level of skill, by purpose (guangzhou-2025-7 三/(六), 四/(九)).

Treated the same is neither the degree nor the title: each purpose is a grant of its own, and none is the degree.
"""

from bole.kernel.levels import TitleLevel
from bole.policy.vocabulary import (
    SENIOR,
    SENIOR_TECHNICIAN,
    SPECIAL_TECHNICIAN,
    TECHNICIAN,
    Certificate,
    Claim,
    Employment,
    Scheme,
    clause,
    date,
    during,
    exists,
    level,
    param,
    since,
)

degrees, titles = clause("guangzhou-2025-7", "四/(九)"), clause("guangzhou-2025-7", "三/(六)")
held = Certificate.kind.one_of("skill", "qualification")


def treatment(name: str, title: str, title_en: str) -> Scheme:
    """One treatment of the holder of a certificate: what all of them have in common."""
    made = Scheme(
        id=f"guangzhou.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        cites=degrees,
        # The text has its day of issue and no day of entry into force.
        in_force=since(date(2025, 4, 10)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    return made


def for_each_purpose(made: Scheme, degree: str, degree_en: str) -> None:
    """The five purposes that the text names."""
    purposes = (
        ("hiring", "企业招聘", "when a firm hires"),
        ("grading", "考核定级", "when grades are set"),
        ("titles", "职称评定", "when titles are reviewed"),
        ("promotion", "职位晋升", "when posts are raised"),
        ("pay", "工资待遇", "for pay"),
    )
    for name, zh, en in purposes:
        made.grant(
            name, f"{zh}与{degree}学历同等对待，不是学历", f"treated as {degree_en} {en}; no degree", Certificate.valid
        )


college = treatment("as-college", "高级工与大专学历同等待遇", "senior worker treated as a college graduate")
college.scope(
    "高级工的职业技能等级证书或职业资格证书",
    "skill level and qualification certificates of senior workers",
    held & (Certificate.level == SENIOR),
)
for_each_purpose(college, "大专", "a college graduate")

bachelor = treatment(
    "as-bachelor", "技师、高级技师与本科学历同等待遇", "technician treated as holder of a bachelor's degree"
)
bachelor.scope(
    "技师、高级技师的职业技能等级证书或职业资格证书",
    "skill level and qualification certificates of technicians and senior technicians",
    held & Certificate.level.one_of(TECHNICIAN, SENIOR_TECHNICIAN),
)
for_each_purpose(bachelor, "本科", "holder of a bachelor's degree")

OF_THE_HIGHEST = (
    "特级技师、首席技师的职业技能等级证书或职业资格证书",
    "skill level and qualification certificates of special and chief technicians",
    held & (Certificate.level >= SPECIAL_TECHNICIAN),
)
senior_title = treatment(
    "as-senior-title",
    "特级技师、首席技师与正高级职称和高级管理人员同等待遇",
    "special and chief technicians treated as senior titles and senior managers",
)
senior_title.scope(*OF_THE_HIGHEST, cites=titles)
senior_title.criterion(
    "appointed",
    "受聘在岗",
    "appointed and at work",
    exists(Employment.person, (Employment.status == "employee") & during(Employment, Claim.applied_on)),
    cites=titles,
)
senior_title.grant(
    "title",
    "在本单位可以比照的职称，不是职称本身",
    "the title that the treatment in the firm is likened to; it is not the title",
    level("title-level", TitleLevel.SENIOR),
    cites=titles,
)
senior_title.grant(
    "senior_manager",
    "在本单位可以比照高级管理人员",
    "the treatment in the firm may be likened to that of senior managers",
    Certificate.valid,
    cites=titles,
)

founder = treatment(
    "studio-founder", "特级技师、首席技师设立技能大师工作室", "special and chief technicians may found a master studio"
)
founder.scope(*OF_THE_HIGHEST, cites=titles)
founder.grant("may_found", "可以设立技能大师工作室", "may found a master studio", Certificate.valid, cites=titles)

highly_skilled = treatment("highly-skilled", "高技能人才", "highly skilled worker")
highly_skilled.scope("职业技能等级证书或职业资格证书", "skill level and vocational qualification certificates", held)
highly_skilled.criterion(
    "level",
    "等级达到高技能人才",
    "the level is that of a highly skilled worker",
    Certificate.level >= param("highly-skilled"),
)
highly_skilled.grant("level_held", "证书的等级", "level of the certificate", Certificate.level)
