"""金额: what a sum is to the authority (fact, commitment, standard, threshold, goal) and what it is paid for."""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.reading import MoneyKind

_GOAL = re.compile(
    r"产值|营业(?:总)?收入|主营业务收入|营收|收入|增加值|产业规模|市场规模|交易[额量规]|劳动生产率|销售[额收]|利润|税收"
    r"|进出口|出口额|贸易额|生产总值|GDP|工资|薪酬|"
    r"经济规模|总规模(?=达|突|超)|技术合同|成交[额金]|消费[额总]|零售[额总]|产业总量|总量|交易总额|增收|薪"
    r"|融资(?:总?额|规模)|余额|到位资金|[引利]用?[^,。;]{0,4}(?:外资|内资)|引资|"
    r"投资[额量](?=达|突|超)|新增贷款|贷款(?:余额|规模|总量)|规模(?=达|突|超|迈|跃)|实现产值"
)
_BENEFIT = re.compile(
    r"给予|予以|奖励|奖补|补助|补贴|资助|贴息|返还|发给|兑现|补偿|减免|奖金|津贴|标准|每人|每[家户名个生套件项篇]"
    r"|贷款|可贷|授信|额度|罚款|"
    r"收费|收取|一次性|生活费|保险费|元/"
)
_BENEFIT_AFTER = re.compile(
    r"(?:的|以内|以下|一次性|/[\u4e00-\u9fff]{1,3})*(?:奖励|奖补|补助|补贴|资助|奖金|津贴|贷款|罚款|支持|扶持"
    r"|经费补)"
)
_FUNDING = re.compile(r"安排|预算|投入|设立|总规模|规模|基金|专项资金|投资|经费|筹集|统筹|列支|资金|投放|到位|首期")
_THRESHOLD = re.compile(
    r"注册资|实收资本|采购|单[台笔项套]|价值|原值|净资产|(?:上一?|年)(?:年度?)?(?:营业|销售|主营|纳税)|缴税|纳税"
    r"|造价|限额以上"
)
_CONDITIONAL = re.compile(
    r"(?:\(含\))?(?:及?以[上下]|以内)?(?:\(含\))?(?:的|[^,。;\d]{0,20}的)[^。;]{0,40}(?:给予|奖|补|资助|享受|可申)"
)
_PAYEE = re.compile(
    r"(每(?:人|户|家|生|名|个|套|件|项|篇|场|期|班|亩|台|辆|单|次|企业|单位|项目)){1,2}?[^,。;每]{0,8}(每(?:月|年"
    r"|天|日|学期|课时|季度|次))?[^,。;每\d]{0,10}$"
)
_AFTER_SLASH = re.compile(r"(?:/|每)([人月年天日户家生次个亩课时场期平方米]{1,4}(?:[/·•.][人月年天日次期]{1,2}){0,2})")


def money_kind(
    c: Comparison, before: str, after: str, sentence_before: str, sentence_after: str, *, fact: bool, conditions: bool
) -> MoneyKind:
    """The kind of a sum from the words around it; `fact` and `conditions` come from the context."""
    if fact:
        return "fact"
    given = _BENEFIT.search(before[-40:]) is not None or _BENEFIT_AFTER.match(after) is not None
    if (conditions and c.explicit and not given) or _is_threshold(c, before, after, sentence_after):
        return "threshold"
    if is_goal(before, after, sentence_before):
        return "goal"
    if given:
        return "standard"
    if _FUNDING.search(before) or _FUNDING.search(after[:20]):
        return "commitment"
    earlier = sentence_before[-80:]
    funded = _FUNDING.search(earlier) is not None and _BENEFIT.search(earlier) is None
    return "commitment" if funded else "standard"


_GIVEN_BEHIND = re.compile(r"(?:的|以内|以下|一次性)*[^,。;的\d]{0,8}(?:贷款|补贴|补助|奖励|资助|奖金|津贴|扶持|支持)")
_INCOME_LIMIT = re.compile(r"(?:收入|资产|存款)[^,。;]{0,6}(?:不超过|不高于|低于|不足|不得超过)$|准入|限额基准")
_UP_TO_THE = re.compile(
    r"(?:[、和]\d[\d.,]{0,12}[万亿]{0,2}元)*(?:及?以[上下]的(?!奖|补|资助|扶持|支持|罚|贷|标准|经费)[\u4e00-\u9fff]|的[^,。;]{0,10}(?:企业|项目|单位|园区))"
)


def _is_threshold(c: Comparison, before: str, after: str, sentence_after: str) -> bool:
    """满足多少才可享受: 注册资本100万元, 50万元以上的…给予奖励."""
    if _INCOME_LIMIT.search(before) or (c.explicit and (_OF_A_THING.match(after) or _UP_TO_THE.match(after))):
        return True
    given = _BENEFIT.search(before[-20:]) or _GIVEN_BEHIND.match(after)
    if given is None and _THRESHOLD.search(before[-20:]):
        return True
    return given is None and c.explicit and _CONDITIONAL.match(sentence_after) is not None


_OF_A_THING = re.compile(
    r"(?:及?以[上下])?(?:的|[、,][^,。;]{0,16}的)?[^,。;]{0,6}(?:企业|项目|集群|园区|平台|街区|产业链|单位|基地"
    r"|商圈)"
)


_SLICE = re.compile(r"(?:及?以[上下])?的?部分")
_AT_MOST = re.compile(r"收入[^,。;]{0,6}(?:不超过|不高于|低于|不足)$")


def is_goal(before: str, after: str = "", sentence_before: str = "") -> bool:
    """Whether a sum measures output or wages (产值, 月均收入), which makes it a target as well."""
    if _OF_A_THING.match(after) or _UP_TO_THE.match(after) or _AT_MOST.search(before) or _SLICE.match(after):
        return False
    bare = re.sub(
        r"^(?:[,、]|先|再|到|(?:20\d\d|[今明])年[底末]?)+|(?:达到?|突破|超过?|提高到|增加到|约|力争|将|到)*$",
        "",
        before,
    )
    tail = sentence_before[-60:] if len(bare) <= 2 else before[-30:]
    return _GOAL.search(tail) is not None and not re.search(
        r"最低工资|工资标准|缴费|基数|给予|奖|补|罚|上一?年|起征|起付|免征|(?<!新增)贷(?!款(?:余额|规模|总量))|[凡对][^,。]{0,40}(?:的|企业)",
        tail,
    )


def payment_basis(before: str, after: str) -> str:
    """按何计发: 人, 人/月, 年: the basis of a sum (每人每月350元, 600元/人); empty where none is printed."""
    if m := _AFTER_SLASH.match(after):
        return m[1]
    if m := _PAYEE.search(before[-24:]):
        who = m[1].removeprefix("每")
        return f"{who}/{m[2].removeprefix('每')}" if m[2] else who
    if m := re.search(r"每(月|年|天|日|学期|课时|次)[^,。;\d]{0,14}$", before[-20:]):
        return m[1]
    return "月" if "月均" in before[-14:] else ""


_NOUN_BEHIND = re.compile(
    r"(?:的|以上|以下|左右|以内|一次性)*([\u4e00-\u9fff“”]{0,12}(?:补贴|补助|奖励|资助|奖金|津贴|贷款|经费|资金"
    r"|基金|费|奖|罚款|产值|投资))"
)
_NOT_PURPOSE = re.compile(
    r"(?:^|(?<=,))(?:其中|同时|并|且|由|再|另|按照?|一般|到|分别|每(?:人|年|月|天|户|家|名|个|次)|为)+|"
    r"(?:最高|最低|不得?(?:超过|低于|高于|少于)|大?约|近|达到?|给予|予以|分别|一次性|可(?:贷|获|享受)?|按照?|为"
    r"|每(?:人|年|月|天|日|户|家|名|个|次|课时|亩|学期|期)|"
    r"安排|共计?|合计|总计|超过?|突破|拨付|金额|上限|发放|发给|奖励?|处|以|的|再|另|从|至|到|先|投入|筹集|标准为?"
    r"|限额内|[、,和及与或])+$"
)


def purpose(before: str, after: str, sentence_before: str) -> str:
    """用途: a short noun phrase for what the sum is, from the words around it."""
    name = _purpose_head(before)
    if len(name) < 2 and "," in sentence_before:
        earlier = re.sub(
            r"(?:\d[\d.,]*(?:万|亿)?元?[、和及]?)+", "", sentence_before[: len(sentence_before) - len(before)]
        )
        for clause in reversed(re.split(r"[,;:]", earlier)):
            name = _purpose_head(clause) or name
            if len(name) >= 2:
                break
    noun = _NOUN_BEHIND.match(after)
    behind = noun[1] if noun else ""
    return (name if not behind or behind in name else f"{name}{behind}")[-24:] or "款项"


_PURPOSE_WITHIN = 90
"""Characters of a clause in which its purpose is looked for."""


def _purpose_head(clause: str) -> str:
    shortened = re.sub(r"\d[\d.,]*(?:万|亿)?元?", "", clause[-_PURPOSE_WITHIN:])
    for _ in range(4):
        trimmed = _NOT_PURPOSE.sub("", shortened).strip("□、,:()")
        if trimmed == shortened:
            break
        shortened = trimmed
    return shortened[-18:]


_PAYMENT = (
    r"(?:以奖代补|奖励性?补[助贴]|奖补|奖励|补贴|补助|资助|奖金|津贴|生活费|安家费|扶持|支持|贷款|贴息|罚款|补偿"
    r"|经费|资金)"
)
_PAYMENTS = re.compile(r"奖励|奖补|补贴|补助|资助|奖金|津贴|贷款|贴息|罚款")
_BARE_PAYMENT = re.compile(rf"(?:标准|一次性|最高|给予|予以|的|另|再|享受|发放|每人|{_PAYMENT}(?:经费|资金)?)+")
_BENEFIT_BEHIND = re.compile(
    r"(?:[、和或及至到~-]?\d[\d.,]{0,14}[万亿]{0,2}元?(?![\d.,万亿元])|/[人年月天日户家生次个亩]|及?以[上下内]|左右|的|一次性|标准|不等|给予|予以)*"
    rf"([\u4e00-\u9fff]{{0,8}}?{_PAYMENT})"
)
_BENEFIT_IN_FRONT = re.compile(rf"({_PAYMENT})(?:标准|金额|额度)?(?:资金)?(?:[,为按共每人家最高不超过达约近至]|分别)*$")
_GIVING = re.compile(
    r"(?:按照?[^,。;]{0,12}|分别|每[人家户名个年月]|一次性|可|再|最高|市财政|由[^,。;]{0,10})*(?:给予|予以|发放|发给|奖励|补贴|补助|资助).*$"
)


def bare_payment(what: str) -> bool:
    """Whether a purpose names a kind of payment and nobody who gets it (奖励, 一次性补贴)."""
    return _BARE_PAYMENT.fullmatch(what) is not None


def benefit_of(what: str, before: str, after: str, sentence_before: str) -> str:
    """奖励 or 补贴: the kind of payment a sum belongs to, from the words around it; empty where none is named."""
    if re.search(_PAYMENT, what):
        return ""
    if m := _BENEFIT_BEHIND.match(after):
        return m[1].lstrip("的")
    m = _BENEFIT_IN_FRONT.search(before[-24:])
    if m:
        return m[1]
    earlier = _PAYMENTS.findall(sentence_before[-60:])
    return earlier[-1] if earlier else ""


_NOT_NAMING = re.compile(r"每[人户家名生月年个]|给予|予以|一次性|发放|享受|标准为?|可?按(?=标准)|并?处以?(?=罚款)")


def shortened_purpose(what: str) -> str:
    """A purpose without the words of giving (每人给予一次性交通补助 -> 交通补助)."""
    short = _NOT_NAMING.sub("", what)
    return short if len(short) >= 2 else what


def beneficiary(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words stand for who is paid: 企业 of 对首次入选的企业,给予…奖励; None where none is named."""
    last: re.Match[str] | None = None
    for m in re.finditer(r"(?:^|(?<=[,;。:)]))(?:凡|对于?|向)([^,。;:]{2,60})", folded[start:end]):
        last = m
    if last is None:
        return None
    begin, stop = last.span(1)
    words = _GIVING.sub("", last[1]).removesuffix("的")
    stop = begin + len(words)
    cut = words.rfind("的")
    begin += cut + 1 if 0 <= cut < len(words) - 1 else 0
    begin = max(begin, stop - 16)
    return (start + begin, start + stop) if stop - begin >= 2 else None
