"""承诺: whether a number is promised, reached already, or neither; decision 0005 gives the order.

`exclusions` first (a condition, a benefit, a name), then `facts` (words of the past), then what is left here: words of
duty (不少于, 每年) and verbs of work promise. In a reply letter a bare number is a fact.
"""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.counters import PEOPLE
from bole.documents.exclusions import LOOSE, is_excluded
from bole.documents.facts import is_baseline, reports
from bole.documents.numbers import Quantity
from bole.documents.surroundings import Section, Standing, Surroundings
from bole.documents.verbs import DOING, STRONG_VERB, TRAINING_OF_PEOPLE, VERB

_FIELD = re.compile(
    r"(?:围绕|聚焦|针对|对照|依托|立足|瞄准|结合|根据|按照|参照|落实|贯彻|依据|紧扣|紧盯|对标|适应|服务于"
    r"|按(?=[^期时月年季照])|涵盖|包含|包括|涉及|分为|分成|由(?=[^,。;]{0,12}组成)|(?:聚力|立足于)|面对|比照|串联|途经|横跨|贯穿"
    r"|覆盖(?=全[市省县区])|"
    r"属于|适用于|符合|总结|借鉴|在(?=[^,。;]{0,24}(?:基础上|范围内|领域|环节|行业)))[^,。;]{0,30}$"
)
_PARTS = re.compile(r"^(?:(?:其中)?(?:包括|包含)|其中|、)")
_FACING = re.compile(r"(?:面向|对(?!外|接|口|标|于|照|象|全|重)|针对|在(?![建册校岗训读库线编]))[^,。;]{0,16}$")
_FOR_THEM = re.compile(r"(?:^|[,。;:])为(?:全[市省县区])?$")
_AS_OBJECT = re.compile(r"[^,。;]{0,24}为(?:主要|重点)?(?:对象|重点|目标|主体|基础|抓手|依托|单元)")
_RATE = re.compile(
    r"占|完成|提取|安排|率|比例|比重|占比|覆盖|面|度|不低于|不少于|不超过|纳入|实现|达|提高|提升|增长|增加|降|减"
)
_PER_CLASS = re.compile(r"每(?:个)?(?:班|期|车|组|场)[^,。;每]{0,8}$")
_PER_SUBJECT = re.compile(r"每(?!年|季|月|半|周|日|天|学|两|三|五|二|四|十|批)[\u4e00-\u9fff]{1,14}")


def standing(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    """What a number that is no money is: a promise, a fact, or neither."""
    if s.section is Section.CONDITIONS:
        return Standing.NEITHER
    if is_baseline(s):
        return Standing.FACT
    if is_excluded(q, c, s):
        return Standing.NEITHER
    if reports(s, c):
        return Standing.FACT
    return _promised(q, c, s)


def _promised(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    before = s.clause_before
    if _PER_CLASS.search(before) and q.unit in PEOPLE:
        return Standing.NEITHER
    if q.chinese and q.unit != "%" and not (c.explicit and _is_large(q)):
        return _chinese_promised(q, c, s)
    if c.duty:
        return Standing.PROMISE
    if q.unit == "分" and not c.explicit:
        return Standing.NEITHER
    if not c.explicit and q.unit not in ("%", "个百分点") and _is_field(q, s):
        return Standing.NEITHER
    if (
        c.comparator == "≈"
        and _IN_FIELDS.match(s.clause_after)
        and s.clause_before.endswith(("在", "围绕", "聚焦", "针对"))
    ):
        return Standing.NEITHER
    if _trains(q, s):
        return Standing.PROMISE
    if q.unit in ("%", "个百分点"):
        evident = (
            c.explicit
            or _RATE.search(before)
            or _RATE.search(s.clause_after[:30])
            or s.continues
            or s.dated_goal
            or _SHARE_DOES.match(s.clause_after)
        )
        return Standing.PROMISE if evident or _in_full_sentence(s) else Standing.UNSURE
    if c.explicit or s.continues or VERB.search(before):
        return Standing.PROMISE
    if s.recurs or s.dated_goal or s.tabled or _PER_SUBJECT.search(before):
        return Standing.PROMISE
    return Standing.PROMISE if _in_full_sentence(s) else Standing.UNSURE


def _is_large(q: Quantity) -> bool:
    """百万吨以上: so large a number is no word, in whatever script it is printed."""
    return not isinstance(q.value, tuple) and q.value >= 100_000


_IN_FIELDS = re.compile(r"左右[^,。;]{0,16}(?:领域|行业|产业|专业|学科|赛道)")
"""在10个左右紧缺领域开展培训."""
_RULES = re.compile(r"(?:□+)?[^,。;]{0,6}(?:措施|意见|举措|规定|办法|规章|法规|标准(?!化)|政策|决定)")
_STOP = re.compile(r"[,。;:!]")


def _in_full_sentence(s: Surroundings) -> bool:
    """Whether the number stands in running text: in a plan what nothing marks as done or demanded is to be done."""
    if len(s.clause_before) < 2 or _RULES.match(s.clause_after):
        return False
    return _STOP.search(s.sentence_before) is not None or _STOP.search(s.sentence_after) is not None


_SHARE_DOES = re.compile(
    r"(?:以上)?(?:用于|作为|预留|划[转拨归]|归|交由|的[^,。;]{2,24}(?:设[置立]|建[立成设]|开[展设通]|用于|配[备齐]|达|具备|参[加与]|接受|使用|有|掌握)|(?:执行|落实|实行|采用|推行|纳入|实现|完成|建立|达到|达标|覆盖|配备))"
)


_MEASURED = re.compile(r"(?:数量|人数|总数|总量|规模)(?:为|达)?$")
"""在某校新进教师数量200名: the number measures, whatever stands before it."""


def _is_field(q: Quantity, s: Surroundings) -> bool:
    """围绕15个集群, 面向9个区: on what work is done; training of so many people stays a promise."""
    before = s.clause_before
    if _AS_OBJECT.match(s.clause_after):
        return True
    if s.continues and _PARTS.search(before):
        return False
    field = _FIELD.search(before) or _FACING.search(before)
    if field and field.group() == "落实" and q.unit not in LOOSE:
        return False
    if field and _MEASURED.search(before):
        return False
    if field is None or STRONG_VERB.search(before) or DOING.search(before, field.start() + 2):
        return False
    return not _trains(q, s)


def _trains(q: Quantity, s: Surroundings) -> bool:
    """面向3万名…开展培训: people who are to be trained or paid, not a field of work."""
    if q.unit not in PEOPLE or not (_FACING.search(s.clause_before) or _FOR_THEM.search(s.clause_before)):
        return False
    return TRAINING_OF_PEOPLE.search(s.sentence_after[:60]) is not None


_ITEMS_OF_RIGHT = re.compile(r"(?:补贴|津贴|待遇|保险|费用|收费|经费|政策|改革|权[利益])")
"""残疾人两项补贴: a name."""
_USING = re.compile(r"(?:使用|采用|应用|开设|配备|掌握)$")
_CONCRETE = frozenset("个家所名位次场期座支条套批门处间人项户件部篇份本台辆届轮班册")
_CONCRETE_LONG = frozenset(("人次", "场次", "课时", "学时", "批次", "年", "日", "天", "个月", "小时"))
_ONCE_NOT = re.compile(r"[跑只]|最多|少|又|另|再|首")


def _chinese_promised(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    """Numbers in Chinese characters are mostly words (一个, 三方面); they need a stated duty or a plain verb."""
    before = s.clause_before
    if c.duty and c.comparator == ">=" and q.unit in ("种", "类", "项") and _USING.search(before):
        return Standing.PROMISE
    if q.unit == "项" and _ITEMS_OF_RIGHT.match(s.clause_after):
        return Standing.NEITHER
    if q.unit not in _CONCRETE and q.unit not in _CONCRETE_LONG:
        return Standing.NEITHER
    if q.value == 1:
        return Standing.PROMISE if _once(q, c, s) else Standing.NEITHER
    if c.duty or c.explicit or _PER_SUBJECT.search(before) is not None or s.continues:
        return Standing.PROMISE
    if s.recurs and q.unit in ("次", "场", "期", "轮", "场次"):
        return Standing.PROMISE
    verb = VERB.search(before) is not None
    if verb and (s.recurs or s.tabled or re.match(r"[,。;、]|$", s.clause_after)):
        return Standing.PROMISE
    return Standing.PROMISE if STRONG_VERB.search(before) and not _is_field(q, s) else Standing.NEITHER


def _once(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """一次, 一个: a count only behind 至少, 每年, 每个; 一次 also right behind its verb (普查一次)."""
    if q.unit in ("批", "项", "类", "种", "条", "套") and not c.duty:
        return False
    if c.duty:
        return True
    verb = STRONG_VERB.search(s.clause_before) is not None and not s.clause_before.endswith(("达到", "达", "实现"))
    if s.recurs:
        return verb or q.unit in "次场期届轮"
    if _PER_SUBJECT.search(s.clause_before):
        return verb
    return (
        q.unit in "次场期届"
        and re.search(r"[\u4e00-\u9fff]{2}$", s.clause_before) is not None
        and (_ONCE_NOT.search(s.clause_before[-3:]) is None and verb)
    )
