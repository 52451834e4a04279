"""承办奖励 of an invented city: persons counted once, clipped, half of the applicants, a fund paid in part."""

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
    first,
    least,
    param,
    since,
    year,
)

organiser_award = Scheme(
    id="langyu.organiser-award",
    title="承办奖励",
    title_en="organiser award",
    per=Organisation,
    pays=Organisation.id,
    cites=clause("langyu-7", "三"),
    in_force=since(date(2023, 8, 15)).until(date(2025, 12, 31)),
)

counted = Training.digital & (year(Training.ended_on) == year(Claim.applied_on))
trainees = distinct(Training.organiser, Training.person, counted)
certificates = count(Training.organiser, counted & Training.passed & Training.certified)

organiser_award.criterion(
    "third_party",
    "商会协会、服务机构或院校",
    "an association, a service provider or a school",
    Organisation.kind.one_of("association", "service", "school"),
    cites=clause("langyu-7", "三/(一)"),
)
organiser_award.criterion(
    "trained",
    "当年办过数字化培训",
    "held digital training in the year",
    trainees >= 1,
    cites=clause("langyu-7", "三/(一)"),
)
organiser_award.amount(
    least(
        trainees * param("award-per-trainee") + certificates * param("award-per-certificate"), param("award-ceiling")
    ),
    rounding=HALF_UP,
    cites=clause("langyu-7", "三/(一)"),
)
organiser_award.grant("trainees", "当年学员人数", "trainees of the year", trainees)
organiser_award.once(
    "yearly", "每个自然年度一次", "once in a calendar year", per=(Organisation.id, year(Claim.applied_on))
)
organiser_award.quota(
    "half",
    "每类单位按学员人数取前一半",
    "the half with the most trainees of each kind of organisation",
    share=param("award-share"),
    per=(Organisation.kind,),
    order=(first(trainees),),
    cites=clause("langyu-7", "三/(二)"),
)
organiser_award.ceiling(
    "fund",
    "年度资金",
    "the year's fund",
    limit=param("award-fund"),
    per=(year(Claim.applied_on),),
    order=(first(trainees), Claim.applied_on),
    cites=clause("langyu-7", "三/(二)"),
)
