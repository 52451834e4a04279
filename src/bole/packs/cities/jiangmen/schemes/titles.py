"""贯通: highly skilled workers may apply for engineering titles (jiangmen-2021-1 二/(七)); none of these is the title.

The plan encourages it and gives no terms; the years are those of the nation's pilot of 2018, read in a copy.
"""

from bole.kernel.levels import TitleLevel
from bole.policy.vocabulary import (
    SENIOR,
    SENIOR_TECHNICIAN,
    TECHNICIAN,
    Certificate,
    Claim,
    Scheme,
    choose,
    clause,
    date,
    level,
    param,
    since,
)

pilot = clause("jiangmen-titles-pilot-2018")
junior, middle, senior = (
    level("title-level", of) for of in (TitleLevel.JUNIOR, TitleLevel.MIDDLE, TitleLevel.ASSOCIATE_SENIOR)
)

titles = Scheme(
    id="jiangmen.engineering-title",
    title="高技能人才申报工程技术职称",
    title_en="engineering titles open to highly skilled workers",
    per=Certificate,
    cites=clause("jiangmen-2021-1", "二/(七)"),
    in_force=since(date(2021, 1, 26)),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
at_senior = (Certificate.level == SENIOR) & (Certificate.issued_on + param("title-years-senior") <= Claim.applied_on)
at_technician = (Certificate.level == TECHNICIAN) & (
    Certificate.issued_on + param("title-years-technician") <= Claim.applied_on
)
at_senior_technician = (Certificate.level == SENIOR_TECHNICIAN) & (
    Certificate.issued_on + param("title-years-senior-technician") <= Claim.applied_on
)

titles.scope(
    "职业技能等级证书或职业资格证书",
    "skill level and vocational qualification certificates",
    Certificate.kind.one_of("skill", "qualification"),
)
titles.criterion(
    "skilled",
    "是高级工、技师或高级技师的有效证书",
    "a valid certificate of senior worker, technician or senior technician",
    Certificate.level.one_of(SENIOR, TECHNICIAN, SENIOR_TECHNICIAN) & Certificate.valid,
)
titles.criterion(
    "years",
    "取证后已满规定年限",
    "the years after the certificate are complete",
    at_senior | at_technician | at_senior_technician,
    cites=pilot,
)
titles.grant(
    "may_apply_for",
    "可以申报评审的职称，不是职称本身",
    "the title whose review is open; it is not the title",
    choose(Certificate.level == SENIOR_TECHNICIAN, senior, choose(Certificate.level == TECHNICIAN, middle, junior)),
    cites=pilot,
)
