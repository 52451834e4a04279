"""数字职业培训券: a voucher for training in a digital occupation: to whom, how it is spent, and who is paid (二).

The text has no value, no term and no list of key groups: the voucher itself says until when, the list of providers is
the register's, and a person says who belongs to the key groups.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Claim,
    Insurance,
    Mark,
    Person,
    Scheme,
    Voucher,
    clause,
    date,
    during,
    exists,
    param,
    since,
)

ZIBO = "370300"

source = clause("zibo-20250411", "二")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 11))

issue = Scheme(
    id="zibo.voucher-issue",
    title="发放数字职业培训券",
    title_en="digital training voucher for a person",
    per=Person,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
insured = exists(Insurance.person, (Insurance.city == ZIBO) & during(Insurance, Claim.applied_on))
issue.criterion(
    "belongs",
    "本市户籍、常住或参保",
    "of a household of the city, living or insured there",
    (Person.household_city == ZIBO) | (Person.residence_city == ZIBO) | insured,
)
issue.needs_person(
    "key_group",
    "是不是有培训需求的重点群体：文件没有列出是哪些人",
    "whether the person is of a key group that needs training: the text names no groups",
)
issue.grant("value", "培训券面值", "value of the voucher", param("voucher-value"))

use = Scheme(
    id="zibo.voucher-use",
    title="使用数字职业培训券",
    title_en="digital training voucher that can be spent",
    per=Voucher,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
use.criterion("issued", "已经发券", "the voucher was issued", Voucher.issued_on <= Claim.applied_on)
use.criterion("unspent", "还没有用过", "not spent yet", ~Voucher.used)
use.criterion("in_time", "没有过有效期末日", "not past its last day", Claim.applied_on <= Voucher.expires_on)
use.grant("until", "可以用到哪一天", "the last day to spend it", Voucher.expires_on)
use.grant("value", "培训券面值", "value of the voucher", param("voucher-value"))

settlement = Scheme(
    id="zibo.voucher-settlement",
    title="结算数字职业培训券",
    title_en="settlement of a digital training voucher",
    per=Voucher,
    pays=Voucher.provider,
    cites=source,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
settlement.scope("已经使用的券", "vouchers that were spent", Voucher.used)
settlement.criterion(
    "in_time",
    "在发券日到有效期末日之间使用",
    "spent between its day of issue and its last day",
    (Voucher.issued_on <= Voucher.used_on) & (Voucher.used_on <= Voucher.expires_on),
)
settlement.criterion(
    "listed",
    "核销机构在名单上",
    "the provider is on the list",
    exists(Mark.organisation, (Mark.kind == "white-list") & during(Mark, Claim.applied_on)),
)
settlement.amount(param("voucher-value"), rounding=HALF_UP)
settlement.once("once", "一张券只结算一次", "settled once", per=(Voucher.id,))
