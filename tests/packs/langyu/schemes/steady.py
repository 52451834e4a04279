"""用工单位和稳定就业奖励 of an invented city: the words that the other schemes have no use for."""

from bole.policy.vocabulary import (
    HALF_EVEN,
    NONE,
    ROUND_DOWN,
    SENIOR,
    TECHNICIAN,
    TODAY,
    Certificate,
    Claim,
    Insurance,
    Organisation,
    Person,
    Scheme,
    Workforce,
    choose,
    clause,
    date,
    first,
    greatest,
    highest,
    least,
    lowest,
    param,
    percent,
    since,
    total,
    years,
    yuan,
)

firms, workers = clause("langyu-9", "一"), clause("langyu-9", "二")

firm_award = Scheme(
    id="langyu.firm-award",
    title="用工单位奖励",
    title_en="award to firms",
    per=Organisation,
    pays=Organisation.id,
    cites=firms,
    in_force=since(date(2024, 3, 1)),
)
recent = Workforce.counted_on > Claim.applied_on - years(1)
wages = highest(Workforce.organisation, Workforce.wages, recent, if_none=yuan(0))
skilled = highest(Workforce.organisation, Workforce.highly_skilled, recent, if_none=0)
small = Organisation.size.one_of("small", "micro")
by_wages = choose(
    small,
    wages.part(param("wage-share-small"), rounding=HALF_EVEN),
    wages.part(param("wage-share"), rounding=HALF_EVEN),
)

firm_award.scope("企业", "enterprises", Organisation.kind == "enterprise")
firm_award.criterion(
    "a_year_old", "登记满一年", "registered for a year", Organisation.registered_on + years(1) <= Claim.applied_on
)
firm_award.criterion(
    "skilled",
    "高技能人才不少于职工的十分之一",
    "a tenth of the staff is highly skilled",
    total(Workforce.organisation, Workforce.highly_skilled, recent) * 10
    >= total(Workforce.organisation, Workforce.staff, recent),
)
firm_award.amount(least(greatest(by_wages, skilled * param("per-skilled-worker")), yuan(200000)), rounding=ROUND_DOWN)
firm_award.once("yearly", "只奖一次", "one award", per=(Organisation.id,))

steady_worker = Scheme(
    id="langyu.steady-worker",
    title="稳定就业奖励",
    title_en="bonus for steady workers",
    per=Person,
    pays=Person.id,
    cites=workers,
    in_force=since(date(2024, 3, 1)),
    law_of=TODAY,
)
months_insured = total(Insurance.person, Insurance.months, Insurance.kind == "pension")
level_held = highest(Certificate.person, Certificate.level, Certificate.valid, if_none=NONE)
first_held = lowest(Certificate.person, Certificate.issued_on, Certificate.valid, if_none=date(9999, 12, 31))

steady_worker.criterion(
    "insured", "养老保险缴费满规定月数", "insured for the months asked", months_insured >= param("insured-months")
)
steady_worker.criterion("senior", "有高级工以上证书", "a certificate of senior level or above", level_held >= SENIOR)
steady_worker.criterion("known", "出生日期有记录", "the date of birth is on record", Person.born_on.known)
steady_worker.amount(
    choose(level_held >= TECHNICIAN, param("technician-bonus"), param("worker-bonus")).uplifted(
        percent=percent(5), when=first_held <= date(2015, 12, 31)
    ),
    rounding=HALF_EVEN,
)
steady_worker.once("once", "每人一次", "once for a person", per=(Person.id,))
steady_worker.quota(
    "places",
    "按等级和缴费月数取前若干名",
    "the first by level and months insured",
    share=param("worker-places"),
    order=(first(level_held), first(months_insured)),
)
