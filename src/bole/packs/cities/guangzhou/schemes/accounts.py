"""年度报表: what a firm's yearly account must show: money for the front line, pay that grows alike (四/(十), 六).

Refused means that the account shows a breach: it is listed with what is short.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    ROUND_UP,
    Claim,
    Mark,
    Organisation,
    Scheme,
    Term,
    Workforce,
    clause,
    count,
    date,
    during,
    exists,
    greatest,
    highest,
    param,
    per_head,
    ratio,
    since,
    year,
    years,
    yuan,
)

GUANGZHOU = "440100"

front_line = Scheme(
    id="guangzhou.front-line-fund",
    title="职工教育经费用于一线职工",
    title_en="education expenses for the front line",
    per=Workforce,
    cites=clause("guangzhou-2025-7", "六"),
    # The text has its day of issue and no day of entry into force.
    in_force=since(date(2025, 4, 10)),
    in_force_verified=False,
    law_of=Workforce.counted_on,
    law_of_verified=False,
)
firm = Workforce.organisation
needed = Workforce.education_fund.part(param("front-line-share"), rounding=ROUND_UP)

front_line.scope("企业的年度报表", "accounts of enterprises", firm.kind == "enterprise")
front_line.criterion("city", "在本市", "in the city", firm.city == GUANGZHOU)
front_line.criterion(
    "used", "当年使用了职工教育经费", "spent on staff education in the year", Workforce.education_fund > yuan(0)
)
front_line.criterion(
    "share",
    "用于一线职工的不低于规定比例",
    "the front line's part is at least the share",
    Workforce.education_front_line >= needed,
)
front_line.grant(
    "front_line_share",
    "实际比例",
    "the share as it is",
    ratio(Workforce.education_front_line, Workforce.education_fund, rounding=HALF_UP),
)
front_line.grant("short", "还差多少", "what is short of it", greatest(needed - Workforce.education_front_line, yuan(0)))

# Two accounts are compared: that of the calendar year before the check, and the one before that.
last = year(Workforce.counted_on + years(1)) == year(Claim.applied_on)
before = year(Workforce.counted_on + years(2)) == year(Claim.applied_on)


pay_growth = Scheme(
    id="guangzhou.pay-growth",
    title="国有企业高技能人才人均工资增幅不低于管理人员",
    title_en="pay growth of highly skilled workers not below managers'",
    per=Organisation,
    cites=clause("guangzhou-2025-7", "四/(十)"),
    in_force=since(date(2025, 4, 10)),
    in_force_verified=False,
    law_of_verified=False,
)


def average(account: Term, wages: Term, heads: Term) -> Term:
    """人均工资 of the one account that meets the condition."""
    sum_ = highest(Workforce.organisation, wages, account, if_none=yuan(0))
    return per_head(sum_, highest(Workforce.organisation, heads, account, if_none=0), rounding=HALF_UP)


skilled_pay = Workforce.highly_skilled_wages, Workforce.highly_skilled
managers_pay = Workforce.managers_wages, Workforce.managers
skilled_now, skilled_then = average(last, *skilled_pay), average(before, *skilled_pay)
managers_now, managers_then = average(last, *managers_pay), average(before, *managers_pay)
# 100 % is no growth.
skilled = ratio(skilled_now, skilled_then, rounding=HALF_UP)
managers = ratio(managers_now, managers_then, rounding=HALF_UP)

pay_growth.scope(
    "国有企业",
    "state-owned firms",
    exists(Mark.organisation, (Mark.kind == "state-owned") & during(Mark, Claim.applied_on)),
)
pay_growth.criterion("city", "在本市", "in the city", Organisation.city == GUANGZHOU)
pay_growth.criterion(
    "last_account",
    "上一年度报表有且只有一份",
    "there is one account of the last year, and no second one",
    count(Workforce.organisation, last) == 1,
)
pay_growth.criterion(
    "account_before",
    "再上一年度报表有且只有一份",
    "there is one account of the year before, and no second one",
    count(Workforce.organisation, before) == 1,
)
# The text says "in principle": a breach is listed and explained, it is no fine.
pay_growth.criterion(
    "growth",
    "高技能人才人均工资增幅原则上不低于管理人员",
    "in principle the average pay of highly skilled workers grows no less than that of managers",
    skilled >= managers,
)
pay_growth.grant(
    "skilled",
    "高技能人才人均工资相当于前一年的",
    "highly skilled workers' average pay against the year before",
    skilled,
)
pay_growth.grant(
    "managers", "管理人员人均工资相当于前一年的", "managers' average pay against the year before", managers
)
pay_growth.grant(
    "skilled_now", "高技能人才上一年度人均工资", "highly skilled workers' average pay, last year", skilled_now
)
pay_growth.grant(
    "skilled_then", "高技能人才再上一年度人均工资", "highly skilled workers' average pay, the year before", skilled_then
)
pay_growth.grant("managers_now", "管理人员上一年度人均工资", "managers' average pay, last year", managers_now)
pay_growth.grant("managers_then", "管理人员再上一年度人均工资", "managers' average pay, the year before", managers_then)
