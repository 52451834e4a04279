"""失业保险技能提升补贴: skill subsidy of unemployment insurance, for a worker's own certificate.

Zibo's measures name it without figures; amounts, insured months and limits come from reports of 2022 and are not
verified. The province's document is not at hand.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    MIDDLE,
    SENIOR,
    Certificate,
    Claim,
    Insurance,
    Scheme,
    Table,
    clause,
    date,
    during,
    exists,
    param,
    since,
    total,
    year,
)

SHANDONG = "370000"
FIRST_DAY = date(2022, 1, 1)
OWN = "shandong.unemployment-skill-subsidy"
TRAINING_SUBSIDIES = ("zibo.training-subsidy",)
"""What shuts it out for one certificate: paid by the cities, so the province's ledger names them."""

source = clause("shandong-unemployment-skill")
holder = Certificate.person
standard = Table("unemployment-skill-standard", key=Certificate.level)

subsidy = Scheme(
    id=OWN,
    title="失业保险技能提升补贴",
    title_en="skill subsidy of unemployment insurance",
    per=Certificate,
    pays=holder,
    cites=source,
    # The reports are of 2022 and name no day.
    in_force=since(FIRST_DAY),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)

in_the_fund = (Insurance.kind == "unemployment") & (Insurance.province == SHANDONG)

# Whose claim period was over before the first day of the rule was never meant by it.
subsidy.scope(
    "施行以来还在申领期限内的职业技能等级证书或职业资格证书",
    "skill level certificates and vocational qualifications that could be claimed on since the rule began",
    Certificate.kind.one_of("skill", "qualification")
    & (Certificate.issued_on + param("unemployment-skill-claim-period") >= FIRST_DAY),
)
subsidy.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
subsidy.criterion("level", "等级列入补贴标准", "the level stands in the standard", standard.lists)
subsidy.criterion(
    "in_time",
    "在申领期限内申领，自证书核发之日起算",
    "claimed within the claim period from the day of issue",
    Claim.applied_on <= Certificate.issued_on + param("unemployment-skill-claim-period"),
)
subsidy.criterion(
    "insured",
    "申领时在本省参加失业保险",
    "in the province's unemployment insurance when claiming",
    exists(Insurance.person, in_the_fund & during(Insurance, Claim.applied_on)),
)
subsidy.criterion(
    "months",
    "失业保险累计缴费满规定月数",
    "the months paid to unemployment insurance are complete",
    total(Insurance.person, Insurance.months, in_the_fund) >= param("unemployment-skill-months"),
)
subsidy.excludes(
    "no_training_subsidy",
    "同一证书没有领过职业培训补贴",
    "the certificate has not drawn a training subsidy",
    schemes=TRAINING_SUBSIDIES,
    per=(Certificate.id,),
)
# A level below one that was paid is not paid afterwards.
subsidy.criterion(
    "no_middle_paid",
    "初级工：同一职业的中级工没有领过",
    "a junior worker's: the middle level of the occupation was not paid before",
    (Certificate.level >= MIDDLE) | (subsidy.paid_count((OWN,), (holder, Certificate.occupation, MIDDLE)) < 1),
)
subsidy.criterion(
    "no_senior_paid",
    "初级工、中级工：同一职业的高级工没有领过",
    "a junior or middle worker's: the senior level of the occupation was not paid before",
    (Certificate.level >= SENIOR) | (subsidy.paid_count((OWN,), (holder, Certificate.occupation, SENIOR)) < 1),
)

subsidy.amount(standard.amount, rounding=HALF_UP)

subsidy.once(
    "once",
    "同一职业同一等级只领一次",
    "once for an occupation and level",
    per=(holder, Certificate.occupation, Certificate.level),
)
subsidy.cap(
    "yearly",
    "每人每自然年度的次数",
    "payments to a person in a calendar year",
    top=param("unemployment-skill-yearly-limit"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=(OWN,),
)
