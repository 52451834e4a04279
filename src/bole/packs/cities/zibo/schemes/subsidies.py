"""职业培训补贴和职业技能评价补贴: training and assessment subsidies for a certificate of a digital occupation (十).

The text names them and gives no amount; the directory of training in demand is not at hand. One certificate draws one
subsidy of a kind: the training subsidy and the skill subsidy of unemployment insurance are of one kind, the assessment
subsidy is another.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Certificate,
    Claim,
    Scheme,
    Table,
    clause,
    date,
    listed,
    param,
    since,
)

ZIBO = "370300"

source = clause("zibo-20250411", "十")
occupation = Table("nation.occupation", key=Certificate.occupation)
kinds = Certificate.kind.one_of("skill", "qualification", "special")


def subsidy(name: str, title: str, title_en: str) -> Scheme:
    """A subsidy for a certificate that is in demand: what both have in common."""
    made = Scheme(
        id=f"zibo.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        pays=Certificate.person,
        cites=source,
        # The text has its day of issue and no day of entry into force.
        in_force=since(date(2025, 4, 11)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.scope("技能类证书", "certificates of a skill", kinds)
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    made.criterion("place", "在本市取证", "assessed in the city", Certificate.city == ZIBO)
    made.criterion("digital", "是数字职业", "a digital occupation", occupation.digital)
    made.needs_person(
        "by_rule",
        "申领条件按有关规定：文件没有写",
        "the conditions of the subsidy's own rules: the text does not state them",
    )
    made.amount(param(name), rounding=HALF_UP)
    made.once("once", "同一证书只领一次", "once for a certificate", per=(Certificate.person, Certificate.id))
    return made


training = subsidy("training-subsidy", "职业培训补贴", "training subsidy")
training.criterion(
    "in_demand",
    "职业列入培训需求指导目录",
    "the occupation stands in the directory of training in demand",
    listed("training-demand", key=Certificate.occupation),
)
training.excludes(
    "no_insurance_subsidy",
    "同一证书没有领过失业保险技能提升补贴",
    "the certificate has not drawn the skill subsidy of unemployment insurance",
    schemes=("shandong.unemployment-skill-subsidy",),
    per=(Certificate.id,),
    cites=clause("shandong-unemployment-skill"),
)

assessment = subsidy("assessment-subsidy", "职业技能评价补贴", "assessment subsidy")
