"""职业技能提升补贴: skill-upgrade subsidy, a grant for each listed skill certificate (zhongshan-134115 一/(二)/一是).

Persons, periods and limits are those of the province's method, which ran out on 2025-12-31 and is not at hand.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    Certificate,
    Claim,
    Employment,
    Insurance,
    Scheme,
    Table,
    clause,
    date,
    during,
    exists,
    full_years,
    listed,
    param,
    since,
    year,
)

GUANGDONG = "440000"
FIRST_DAY = date(2023, 8, 15)
TRAINING_SUBSIDIES = (
    "zhongshan.skill-upgrade",
    "guangdong.new-apprenticeship",
    "guangdong.project-training",
    "guangdong.assessment-subsidy",
)
"""The four kinds that share the yearly limit; two of them are known by their payments alone (ledger.yaml)."""

letter = clause("zhongshan-134115", "一/(二)/一是")
method = clause("guangdong-training-subsidies")

skill_upgrade = Scheme(
    id="zhongshan.skill-upgrade",
    title="职业技能提升补贴",
    title_en="skill-upgrade subsidy",
    per=Certificate,
    pays=Certificate.person,
    cites=letter,
    # The sources do not say whether the day of the certificate, of the claim or of the payment chooses the law.
    in_force=since(FIRST_DAY).until(date(2025, 12, 31)),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)

holder = Certificate.person
# Which edition counts when a certificate of one year is claimed in the next: that of the certificate's day, by choice.
standard = Table(
    "guangdong.skill-upgrade-standard",
    key=(Certificate.occupation, Certificate.level),
    edition_on=Certificate.issued_on,
)
shortage = listed("shortage-trades", key=Certificate.occupation, edition_on=Certificate.issued_on)

insured = exists(
    Insurance.person,
    (Insurance.province == GUANGDONG) & during(Insurance, Claim.applied_on),
)
employed_then = during(Employment, Claim.applied_on)
unemployed = exists(
    Employment.person,
    Employment.status.one_of("unemployed", "drawing-benefit") & (Employment.province == GUANGDONG) & employed_then,
)
elsewhere = exists(Employment.person, Employment.status.one_of("established", "student", "pensioner") & employed_then)
age = full_years(holder.born_on, Claim.applied_on)

# Whose claim period was over before the first day of the method was never meant by it.
skill_upgrade.scope(
    "办法施行以来还在申领期限内的职业技能等级证书",
    "skill level certificates that could be claimed on since the method began",
    (Certificate.kind == "skill") & (Certificate.issued_on + param("guangdong.claim-period") >= FIRST_DAY),
    cites=letter,
)
skill_upgrade.criterion(
    "assessed",
    "证书由社会培训评价组织认定",
    "the certificate is of an assessment body open to all",
    Certificate.route == "social",
    cites=letter,
)
skill_upgrade.criterion(
    "issuer_published",
    "发证机构在省里公布的评价组织之列",
    "the issuing body is one that the province has published",
    Certificate.issuer.assessor,
    cites=method,
)
skill_upgrade.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid, cites=method)
skill_upgrade.criterion(
    "listed",
    "证书的职业和等级列入省补贴标准目录",
    "occupation and level stand in the province's standard",
    standard.lists,
    cites=letter,
)
skill_upgrade.criterion(
    "in_time",
    "在申领期限内申领，自证书核发之日起算",
    "claimed within the claim period from the day of issue",
    Claim.applied_on <= Certificate.issued_on + param("guangdong.claim-period"),
    cites=method,
)
skill_upgrade.criterion(
    "belongs",
    "本省户籍，或在本省参保，或在本省登记失业",
    "of a household of the province, or insured there, or registered unemployed there",
    (holder.household_province == GUANGDONG) | insured | unemployed,
    cites=method,
)
skill_upgrade.criterion(
    "not_excluded",
    "不是机关事业单位在编人员、全日制在校学生或领取养老金的人",
    "no established staff of public bodies, no full-time student, no pensioner",
    ~elsewhere,
    cites=method,
)
skill_upgrade.criterion(
    "old_enough", "申领时已到最低年龄", "old enough when claiming", age >= param("guangdong.minimum-age"), cites=method
)
# Women's limit first: below it a person qualifies though the sex is not known.
skill_upgrade.criterion(
    "young_enough",
    "申领时不超过年龄上限",
    "not beyond the upper age when claiming",
    (age <= param("guangdong.maximum-age-women"))
    | ((holder.sex == "male") & (age <= param("guangdong.maximum-age-men"))),
    cites=method,
)
skill_upgrade.excludes(
    "no_insurance_subsidy",
    "同一证书没有领过失业保险技能提升补贴",
    "the certificate has not drawn the skill subsidy of unemployment insurance",
    schemes=("guangdong.unemployment-skill-subsidy",),
    per=(Certificate.id,),
    cites=method,
)

skill_upgrade.amount(
    standard.amount.uplifted(percent=param("shortage-uplift"), when=shortage & (Certificate.level >= SENIOR)),
    rounding=HALF_UP,
    cites=letter,
)
skill_upgrade.grant("least", "本市标准的最低数，不含上浮", "least of the city's standard", param("skill-upgrade-least"))
skill_upgrade.grant(
    "most", "本市标准的最高数，不含上浮", "greatest of the city's standard", param("skill-upgrade-most")
)

skill_upgrade.once(
    "once",
    "同一职业同一等级只领一次培训补贴",
    "one training subsidy ever for an occupation and level",
    per=(holder, Certificate.occupation, Certificate.level),
    counting=TRAINING_SUBSIDIES,
    cites=method,
)
skill_upgrade.cap(
    "yearly_of_kind",
    "本类补贴每人每自然年度的次数",
    "payments of this kind to a person in a calendar year",
    top=param("guangdong.yearly-limit-each"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=("zhongshan.skill-upgrade",),
    cites=method,
)
skill_upgrade.cap(
    "yearly_together",
    "各类培训补贴每人每自然年度合计的次数",
    "training subsidies of all kinds to a person in a calendar year",
    top=param("guangdong.yearly-limit-together"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=TRAINING_SUBSIDIES,
    cites=method,
)
