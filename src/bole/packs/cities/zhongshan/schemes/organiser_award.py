"""数字化培训承办奖励: organiser award, for bodies that train people of small firms (zhongshan-134203 三/二是).

The rules of the fund are not at hand: the letters name what counts and the ceiling, and no rate.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Claim,
    Organisation,
    Scheme,
    Training,
    clause,
    count,
    date,
    distinct,
    exists,
    least,
    param,
    since,
    year,
)

ZHONGSHAN = "442000"

organiser_award = Scheme(
    id="zhongshan.organiser-award",
    title="数字化培训承办奖励",
    title_en="award to organisers of digital training",
    per=Organisation,
    pays=Organisation.id,
    cites=clause("zhongshan-134203", "三/二是"),
    # The day on which the award is first heard of; the rules themselves may be older.
    in_force=since(date(2025, 9, 15)),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)

# Trainings of the calendar year before the claim are another claim's: one award a year, for that year.
counted = (
    Training.digital
    & (Training.city == ZHONGSHAN)
    & Training.employer.size.one_of("medium", "small", "micro")
    & (year(Training.ended_on) == year(Claim.applied_on))
)
trainees = distinct(Training.organiser, Training.person, counted)
certificates = count(Training.organiser, counted & Training.passed & Training.certified)

organiser_award.scope(
    "办过数字化培训的单位",
    "organisations that held digital training",
    exists(Training.organiser, Training.digital),
)
organiser_award.criterion(
    "trained", "当年办过面向中小企业的数字化培训", "held digital training for small firms in the year", trainees >= 1
)
# The text names two kinds and leaves the others open: of those a person decides, until a figure or a rule is at hand.
organiser_award.criterion(
    "third_party",
    "是服务单位、商会协会，或别的可以领奖的第三方机构",
    "a service provider, an association or another third party that may be awarded",
    Organisation.kind.one_of("service", "association") | param("other-organisers"),
)
organiser_award.amount(
    least(
        trainees * param("organiser-award-per-trainee") + certificates * param("organiser-award-per-certificate"),
        param("organiser-award-ceiling"),
    ),
    rounding=HALF_UP,
)
organiser_award.grant(
    "ceiling", "一家单位最多可得", "most that one organiser can get", param("organiser-award-ceiling")
)
organiser_award.once(
    "yearly",
    "一家单位每自然年度一次",
    "once a calendar year for an organiser",
    per=(Organisation.id, year(Claim.applied_on)),
)
