"""高技能人才入户: settlement of highly skilled workers, before and after the limits were relaxed (四/(十一)).

Two rules side by side: the old one asks everybody for an age and a trade, whose figures are not at hand; since the
opinion neither keeps a highly skilled worker out. How far the limits are relaxed and what else settlement asks for, the
text does not say: what is decided is that the route is open, not that the person is settled.
"""

from bole.policy.vocabulary import (
    Certificate,
    Claim,
    Scheme,
    clause,
    date,
    full_years,
    listed,
    param,
    since,
)

GUANGZHOU = "440100"

source = clause("guangzhou-2025-7", "四/(十一)")
before = clause("guangzhou-settlement-before")
holder = Certificate.person
highly_skilled = Certificate.level >= param("highly-skilled")


def certified(made: Scheme) -> Scheme:
    """What both rules ask for of the certificate and its holder."""
    made.scope(
        "户籍还不在本市的人的职业技能等级证书或职业资格证书",
        "skill level and vocational qualification certificates of persons not yet of a household of the city",
        Certificate.kind.one_of("skill", "qualification") & (holder.household_city != GUANGZHOU),
    )
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    return made


def limits(made: Scheme) -> None:
    """The limits of age and trade, as the old rules have them."""
    made.criterion(
        "age",
        "申请时不超过年龄上限",
        "not beyond the upper age when applying",
        full_years(holder.born_on, Claim.applied_on) <= param("settlement-age"),
        cites=before,
    )
    made.criterion(
        "trade",
        "职业列入工种目录",
        "the occupation is a listed trade",
        listed("settlement-trades", key=Certificate.occupation),
        cites=before,
    )


old = certified(
    Scheme(
        id="guangzhou.settlement-before",
        title="引进人才入户（放宽以前）",
        title_en="settlement before the limits were relaxed",
        per=Certificate,
        cites=before,
        # Neither the first nor the last day of the old rules is at hand; they end where the opinion begins.
        in_force=since(date(2021, 1, 1)).until(date(2025, 4, 9)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
)
limits(old)

relaxed = certified(
    Scheme(
        id="guangzhou.settlement",
        title="引进人才入户，对高技能人才放宽年龄和工种",
        title_en="settlement, age and trade relaxed for highly skilled workers",
        per=Certificate,
        cites=source,
        # The text has its day of issue and no day of entry into force.
        in_force=since(date(2025, 4, 10)),
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
)
limits(relaxed)
relaxed.exception(
    "age_relaxed",
    "高级工以上的高技能人才放宽年龄限制",
    "for a highly skilled worker the limit of age is relaxed",
    highly_skilled,
    overrides="age",
)
relaxed.exception(
    "trade_relaxed",
    "高级工以上的高技能人才放宽工种限制",
    "for a highly skilled worker the limit of trade is relaxed",
    highly_skilled,
    overrides="trade",
)
relaxed.grant(
    "relaxed",
    "年龄和工种不再挡住这条入户通道；其他入户条件另有规定",
    "age and trade no longer close this route to settlement; its other conditions stand elsewhere",
    highly_skilled,
)
