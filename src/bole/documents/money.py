"""金额: what a sum of money is to the authority (fact, commitment, standard, threshold, goal) and what it is paid for."""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.numbers import Quantity
from bole.documents.reading import MoneyKind

_GOAL = re.compile(
    r"产值|营业(?:总)?收入|主营业务收入|营收|收入|增加值|产业规模|市场规模|交易[额量规]|销售[额收]|利润|税收|进出口|出口额|贸易额|生产总值|GDP|工资|薪酬|"
    r"经济规模|总规模(?=达|突|超)|技术合同|成交[额金]|消费[额总]|零售[额总]|产业总量|投资[额量](?=达|突|超)|规模(?=达|突|超|迈|跃)|实现产值"
)
_BENEFIT = re.compile(
    r"给予|予以|奖励|奖补|补助|补贴|资助|贴息|返还|发给|兑现|补偿|减免|奖金|津贴|标准|每人|每[家户名个生套件项篇]|贷款|可贷|额度|罚款|收费|收取|费用|保底|最高|一次性|分档|按|生活费|保险|元/"
)
_FUNDING = re.compile(r"安排|预算|投入|设立|总规模|基金|专项资金|总投资|经费|筹集|统筹|列支|资金|投放|发放|授信|融资")
_THRESHOLD = re.compile(r"注册资|实收资本|满|采购|单[台笔项套]|价值|原值|净资产|年(?:度)?(?:营业|销售|主营|纳税)|缴税|纳税|投资[^,。]{0,6}$|对[^,。]{0,40}$|造价|估算|限额")
_CONDITIONAL = re.compile(r"(?:\(含\))?(?:及?以上|及?以下|以内)?(?:\(含\))?(?:的|[^,。;]{0,14}的)")
_PAYEE = re.compile(r"(每(?:人|户|家|生|名|个|套|件|项|篇|场|期|班|亩|台|辆|单|次|企业|单位|项目)){1,2}?[^,。;每]{0,8}(每(?:月|年|天|日|学期|课时|季度|次))?[^,。;每\d]{0,10}$")
_AFTER_SLASH = re.compile(r"(?:/|每)([人月年天日户家生次个亩课时场期平方米]{1,4}(?:[/·•.][人月年天日次期]{1,2}){0,2})")


def money_kind(q: Quantity, before: str, after: str, sentence_after: str, *, fact: bool, conditions: bool) -> MoneyKind:
    """The kind of a sum from the words of its comma clause; `fact` and `conditions` come from the context."""
    if fact:
        return "fact"
    if conditions or (_CONDITIONAL.match(after) and (_THRESHOLD.search(before[-30:]) or _BENEFIT.search(sentence_after[:60]))):
        return "threshold"
    if is_goal(before):
        return "goal"
    if _THRESHOLD.search(before[-14:]) and not re.search(r"给予|奖|补", before[-14:]):
        return "threshold"
    if _BENEFIT.search(before[-40:]) or _BENEFIT.search(after[:12]):
        return "standard"
    return "commitment" if _FUNDING.search(before) or _FUNDING.search(after[:20]) else "standard"


def is_goal(before: str) -> bool:
    """Whether a sum measures output or wages (产值, 月均收入), which makes it a target as well."""
    tail = before[-30:]
    return _GOAL.search(tail) is not None and not re.search(r"给予|奖|补|罚|上一?年|贷|[凡对][^,。]{0,40}(?:的|企业)", tail)


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


def purpose(c: Comparison, before: str, after: str) -> str:
    """用途: a short noun phrase for what the sum is, from the words around it."""
    noun = re.match(r"(?:的|以上|以下|左右)?([\u4e00-\u9fff“”]{2,16}(?:补贴|补助|奖励|资助|奖金|津贴|贷款|经费|资金|基金|费|奖))", after)
    if noun:
        return noun[1]
    head = re.sub(r"^(?:其中|同时|并|且|由)", "", before)
    head = re.sub(
        r"(?:最高|不超过|不低于|约|达到?|给予|分别|一次性|可|按|为|每人|每年|每月|标准|安排|总规模|共计?|合计|超过?|拨付|金额|上限|发放)+$", "", head
    )
    return head[-20:] or before[-20:]
