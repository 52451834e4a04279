"""学徒制补贴: apprentices of firms and students who are apprentices, paid to the firm by person and year.

The province's method ran out on 2025-12-31 and is not at hand. Of a firm's apprentice the copies give a range and no
amount by occupation or level; a student's is one sum. Jiangmen's plan and Zhongshan's letters rest on this method.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    Claim,
    Scheme,
    Table,
    Training,
    clause,
    date,
    full_years,
    listed,
    param,
    since,
    year,
)

GUANGDONG = "440000"
YEARLY_KINDS = (
    "guangdong.assessment-subsidy",
    "guangdong.new-apprenticeship",
    "guangdong.project-training",
    "zhongshan.skill-upgrade",
)
"""The kinds of training subsidy of which a person has each once and three together in a calendar year."""

method = clause("guangdong-training-subsidies")
apprentice = Training.person
years_trained = full_years(Training.started_on, Training.ended_on)


def scheme(name: str, title: str, title_en: str, programme: str) -> Scheme:
    """What both kinds of apprenticeship have in common."""
    made = Scheme(
        id=f"guangdong.{name}",
        title=title,
        title_en=title_en,
        per=Training,
        pays=Training.employer,
        cites=method,
        in_force=since(date(2023, 8, 15)).until(date(2025, 12, 31)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.scope(
        "登记为这一类学徒培训的",
        "trainings registered as this kind of apprenticeship",
        Training.programme == programme,
    )
    made.criterion(
        "employer",
        "学徒所在单位是本省的企业",
        "the apprentice's employer is an enterprise of the province",
        (Training.employer.kind == "enterprise") & (Training.employer.province == GUANGDONG),
    )
    made.criterion("passed", "考核合格", "passed the examination", Training.passed)
    # The sources pay by person and year and say nothing of a part of a year: full years are counted.
    made.criterion("a_year", "培训满一年", "trained for a year", years_trained >= 1)
    made.criterion("ended", "培训已经结束", "the training is over", Training.ended_on <= Claim.applied_on)
    return made


student = scheme("student-apprenticeship", "学生学徒制补贴", "student apprenticeship subsidy", "student-apprenticeship")
student.amount(param("student-apprenticeship") * years_trained, rounding=HALF_UP)
student.once(
    "once",
    "一名学徒的一个等级只补一次",
    "once for an apprentice's level",
    per=(Training.employer, apprentice, Training.occupation, Training.level),
)

firm = scheme("new-apprenticeship", "企业新型学徒制补贴", "enterprise apprenticeship subsidy", "new-apprenticeship")
standard = Table("apprenticeship-standard", key=Training.level, edition_on=Training.started_on)
shortage = listed("city-shortage-trades", key=(Training.city, Training.occupation), edition_on=Training.started_on)
firm.criterion("listed", "等级列入补贴标准", "the level stands in the standard", standard.lists)
# The firm is paid and the apprentice counts: what was paid for him elsewhere stands in the ledger, not in its file.
firm.criterion(
    "this_kind_this_year",
    "这名学徒本自然年度没有领过学徒制补贴",
    "no apprenticeship subsidy was paid for the apprentice in the calendar year",
    firm.paid_count(("guangdong.new-apprenticeship",), (apprentice, year(Claim.applied_on))) < 1,
)
firm.criterion(
    "together_this_year",
    "这名学徒本自然年度领过的各类培训补贴未满规定次数",
    "fewer training subsidies of all kinds than the limit were paid for the apprentice in the calendar year",
    firm.paid_count(YEARLY_KINDS, (apprentice, year(Claim.applied_on))) < param("yearly-limit-together"),
)
firm.criterion(
    "no_insurance_subsidy",
    "同一职业同一等级没有领过失业保险技能提升补贴",
    "the skill subsidy of unemployment insurance was not paid for the occupation and level",
    firm.paid_count(("guangdong.unemployment-skill-subsidy",), (apprentice, Training.occupation, Training.level)) < 1,
)
firm.amount(
    (standard.amount * years_trained).uplifted(
        percent=param("apprenticeship-uplift"), when=shortage & (Training.level >= SENIOR)
    ),
    rounding=HALF_UP,
)
firm.grant("least", "每人每年的最低数，不含上浮", "least for a person-year", param("apprenticeship-least"))
firm.grant("most", "每人每年的最高数，不含上浮", "most for a person-year", param("apprenticeship-most"))
firm.once(
    "once",
    "一名学徒的一个等级只补一次",
    "once for an apprentice's level",
    per=(Training.employer, apprentice, Training.occupation, Training.level),
    counting=YEARLY_KINDS,
)
