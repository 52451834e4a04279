"""技能提升补贴 of an invented city: with exceptions, two amounts, yearly limits and a fund."""

from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    STOP,
    Award,
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

HOME = ("609900", "440000")
"""The city's own code, and that of the people of generated registers."""
TRAINING_SUBSIDIES = ("langyu.apprenticeship", "langyu.assessment", "langyu.project-training", "langyu.skill-upgrade")

persons, standards, limits = (clause("langyu-7", f"二/({n})") for n in "一二三")

skill_upgrade = Scheme(
    id="langyu.skill-upgrade",
    title="技能提升补贴",
    title_en="skill-upgrade subsidy",
    per=Certificate,
    pays=Certificate.person,
    cites=clause("langyu-7", "二"),
    in_force=since(date(2023, 8, 15)).until(date(2025, 12, 31)),
)

holder = Certificate.person
standard = Table(
    "skill-upgrade-standard", key=(Certificate.occupation, Certificate.level), edition_on=Certificate.issued_on
)
shortage = listed("shortage-trades", key=Certificate.occupation, edition_on=Certificate.issued_on)

insured = exists(
    Insurance.person,
    Insurance.province.one_of(*HOME) & during(Insurance, Claim.applied_on),
)
then = during(Employment, Claim.applied_on)
unemployed = exists(Employment.person, (Employment.status == "unemployed") & Employment.province.one_of(*HOME) & then)
elsewhere = exists(Employment.person, Employment.status.one_of("established", "student", "pensioner") & then)
age = full_years(holder.born_on, Claim.applied_on)

skill_upgrade.scope("技能等级证书", "skill level certificates", Certificate.kind == "skill", cites=persons)
skill_upgrade.criterion(
    "assessed",
    "由社会评价组织认定",
    "given by an assessment body open to all",
    Certificate.route == "social",
    cites=persons,
)
skill_upgrade.exception(
    "contest",
    "竞赛晋级的证书同样可以",
    "a certificate won in a contest will do",
    Certificate.route == "contest",
    overrides="assessed",
    cites=persons,
)
skill_upgrade.criterion(
    "listed", "职业和等级在补贴标准里", "occupation and level stand in the standard", standard.lists, cites=standards
)
skill_upgrade.criterion(
    "in_time",
    "在期限内申领",
    "claimed in time",
    Claim.applied_on <= Certificate.issued_on + param("claim-period"),
    cites=persons,
)
skill_upgrade.criterion(
    "belongs",
    "本地户籍、参保或登记失业",
    "of a household of the place, or insured or registered unemployed there",
    holder.household_province.one_of(*HOME) | insured | unemployed,
    cites=persons,
)
skill_upgrade.criterion(
    "not_excluded",
    "不是在编人员、在校学生或领取养老金的人",
    "no established staff, student or pensioner",
    ~elsewhere,
    cites=persons,
)
skill_upgrade.criterion("old_enough", "已到最低年龄", "old enough", age >= param("minimum-age"), cites=persons)
skill_upgrade.criterion(
    "young_enough",
    "不超过年龄上限",
    "not too old",
    (age <= param("maximum-age-women")) | ((holder.sex == "male") & (age <= param("maximum-age-men"))),
    cites=persons,
)
skill_upgrade.exception(
    "honoured",
    "得过国家级荣誉的不受年龄上限",
    "who has a national honour may be older",
    exists(Award.person, (Award.kind == "honour") & (Award.tier == "nation")),
    overrides="young_enough",
    cites=persons,
)
skill_upgrade.excludes(
    "no_insurance_subsidy",
    "这份证书没有领过失业保险的补贴",
    "the certificate has not drawn the subsidy of unemployment insurance",
    schemes=("langyu.unemployment-skill-subsidy",),
    per=(Certificate.id,),
    cites=limits,
)
skill_upgrade.amount(
    standard.amount.uplifted(percent=param("shortage-uplift"), when=shortage),
    name="senior_amount",
    when=Certificate.level >= SENIOR,
    rounding=HALF_UP,
    cites=standards,
)
skill_upgrade.amount(
    standard.amount, name="base_amount", when=Certificate.level < SENIOR, rounding=HALF_UP, cites=standards
)
skill_upgrade.once(
    "once",
    "同一职业同一等级只领一次",
    "once for an occupation and level",
    per=(holder, Certificate.occupation, Certificate.level),
    counting=TRAINING_SUBSIDIES,
    cites=limits,
)
skill_upgrade.cap(
    "yearly_of_kind",
    "本类每人每年的次数",
    "of this kind to a person in a year",
    top=param("yearly-limit-each"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=("langyu.skill-upgrade",),
    cites=limits,
)
skill_upgrade.cap(
    "yearly_together",
    "各类每人每年合计的次数",
    "of all kinds to a person in a year",
    top=param("yearly-limit-together"),
    per=(holder, year(Claim.applied_on)),
    order=Claim.applied_on,
    counting=TRAINING_SUBSIDIES,
    cites=limits,
)
skill_upgrade.ceiling(
    "fund",
    "年度资金",
    "the year's fund",
    limit=param("upgrade-fund"),
    per=(year(Claim.applied_on),),
    order=Claim.applied_on,
    short=STOP,
    cites=limits,
)
