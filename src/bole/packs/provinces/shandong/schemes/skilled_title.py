"""高技能人才申报职称: which engineer's title a skilled worker may apply for, and from which day (shandong-2020-16).

The document is not at hand; what is known of it comes from an incomplete copy. To apply is not to have the title, and
two of its conditions only a person can judge.
"""

from bole.kernel.levels import TitleLevel
from bole.policy.vocabulary import (
    SENIOR,
    SENIOR_TECHNICIAN,
    TECHNICIAN,
    Certificate,
    Claim,
    Scheme,
    clause,
    date,
    greatest,
    level,
    param,
    since,
)

source = clause("shandong-2020-16")
# Work counts from the certificate on: who was in the trade before waits all the same.
working_since = greatest(Certificate.issued_on, Certificate.field_since)


def route(name: str, title: str, title_en: str, *, years: str) -> Scheme:
    """One route from a skill level to a title: what all three have in common."""
    made = Scheme(
        id=f"shandong.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        cites=source,
        # The number says 2020 and no day is known: the first day by which it was surely there.
        in_force=since(date(2021, 1, 1)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.scope(
        "职业技能等级证书或职业资格证书",
        "skill level and vocational qualification certificates",
        Certificate.kind.one_of("skill", "qualification"),
    )
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    made.criterion(
        "years",
        "取得证书后从事本专业已满规定年限",
        "the years in the field since the certificate are complete",
        working_since + param(years) <= Claim.applied_on,
    )
    made.needs_person(
        "appraisals", "近三年的年度考核是否都合格", "whether the last three yearly appraisals were all passed"
    )
    made.needs_person("education", "继续教育是否达到要求", "whether continuing education is complete")
    made.grant("since", "从哪一天起可以申报", "the day from which it may apply", working_since + param(years))
    return made


def opens(made: Scheme, title: TitleLevel) -> None:
    """The title that the route leads to."""
    made.grant(
        "may_apply_for",
        "可以申报的职称，不是职称本身",
        "the title that may be applied for; it is not the title",
        level("title-level", title),
    )


assistant_engineer = route(
    "assistant-engineer",
    "高级工申报助理工程师",
    "senior worker may apply for assistant engineer",
    years="assistant-engineer-years",
)
assistant_engineer.criterion(
    "level", "证书为高级工以上", "the level is senior worker or above", Certificate.level >= SENIOR
)
opens(assistant_engineer, TitleLevel.JUNIOR)

engineer = route("engineer", "技师申报工程师", "technician may apply for engineer", years="engineer-years")
engineer.criterion("level", "证书为技师以上", "the level is technician or above", Certificate.level >= TECHNICIAN)
opens(engineer, TitleLevel.MIDDLE)

senior_engineer = route(
    "senior-engineer",
    "高级技师申报高级工程师",
    "senior technician may apply for senior engineer",
    years="senior-engineer-years",
)
senior_engineer.criterion(
    "level",
    "证书为高级技师以上",
    "the level is senior technician or above",
    Certificate.level >= SENIOR_TECHNICIAN,
)
opens(senior_engineer, TitleLevel.ASSOCIATE_SENIOR)
