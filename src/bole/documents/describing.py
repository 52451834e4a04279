"""描述性数字: numbers that only describe: copies to hand in, ranks, places, examples, and which ones are meant."""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.numbers import Quantity
from bole.documents.surroundings import Surroundings
from bole.documents.verbs import STRONG_VERB

_COPIES = re.compile(r"一式$|(?:[表册告结件书函案本料单]|□)\(?$")
_HANDED_IN = re.compile(r"一式|报送|提交|递交|送交|寄送|填报|上报|附(?![近属加])")
_RANK = re.compile(r"前$")
_CHAINS = re.compile(r"[^,。;\d]{0,8}(?:产业链|赛道|主线)(?!项目|企业)")
_PLACES = frozenset(("个", "县", "镇", "村", "市"))
_COVERED = re.compile(r"(?:县区|区县|乡镇|街道|县|区|镇|乡|村|社区)[^,。;]{0,16}全覆盖")
"""16个县区学校全覆盖: the number says what is covered."""
_MOSTLY = re.compile(r"(?:左右)?为[主宜限](?!要)")
_STATE_OF_PLACE = re.compile(
    r"(?:(?:国土|幅员|辖区|行政区域|区域|土地|规划)(?:总)?|^)面积(?:为|共)?$|(?:常住|户籍|总)人口(?:为)?$|[东西南北]{2}[长宽](?:为)?$|(?<!管)辖(?:\d+个?[县区市]、?)*$"
    r"|规划范围[^,。;]{0,8}$"
)
"""规划范围为全市7个县区,面积8600平方公里: what the place is."""
_SUBDIVIDED = re.compile(r"(?:下设|内设|分设|划分为|分成)$")
_COUNTED_LIST = re.compile(
    r"(?:^|[,;])(?:覆盖|涉及|涵盖|包括|聚焦|围绕|突出)[^,。;]{2,30}、[^,。;]{1,30}等$|(?:科目|范围|内容|类别|对象|种类|课程|成员|单位|项目|专业)[^,。;]{0,4}(?:为|是|包括|包含|有|涵盖|分为)[^,。;]{2,}等$"
)
_EXAMPLE = re.compile(r"[^,。;]{0,40}为例")
_SUCH_A = r"的(?:项目|企业|单位|机构|学校|个人|家庭|园区|产品|人员)"
_MAY = r"(?:可(?:以|直接|优先|按|申)|优先|直接)"
_QUALIFIES = re.compile(
    rf"[^,。;]*{_SUCH_A}(?:,[^。;]{{0,60}}{_SUCH_A}){{0,4}},{_MAY}|,(?:并|且)[^。;]{{0,60}}的,{_MAY}"
)
_CONCERNED = re.compile(r"(?:^|[,;:])对(?![外口])[^。;]{2,60}\([约近]?$")
_AMONG = re.compile(r"中的$")
_KINDS = frozenset("种类项个")
_WHICH_ONES = re.compile(
    r"[^,。;\d]{0,6}(?:及?以[上下])[^,。;\d]{0,24}的(?:行政村|自然村|村|社区|街|镇|乡|学校|企业|单位|园区|县|区)"
    r"(?:\([镇乡街道]\))?[^,。;]{0,2}(?:都|均|各|应|要|须|全部)"
)
_LEAVE = re.compile(r"休假|探亲")
_ONCE_A_YEAR = re.compile(r"[每一]年(?:可|限)?")
_WHERE = re.compile(r"(?:海拔|高程)[^,。;\d]{0,4}$|(?:^|[东西南北、])距(?:离)?[^,。;\d]{1,20}$")
_HEADING_WORKS = re.compile(r"(?:大)?(?:工程|行动|计划|体系)")


def describes(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Whether a number only says which, where, how many copies or which rank."""
    before, after = s.clause_before, s.clause_after
    if q.unit == "份":
        return not s.recurs and _COPIES.search(before) is not None and _HANDED_IN.search(s.sentence_before) is not None
    if q.unit == "%" and _RANK.search(before):
        return True
    if _SUBDIVIDED.search(before) or (_MOSTLY.match(after) and "以" in before[-12:]):
        return True
    if q.unit == "条" and _CHAINS.match(after) and not c.explicit and not STRONG_VERB.search(before):
        return True
    if q.unit in _PLACES and _COVERED.match(after) and not c.explicit:
        return True
    if _STATE_OF_PLACE.search(before) and not (s.dated_goal or c.explicit):
        return True
    if _EXAMPLE.match(after) and "以" in before:
        return True
    if _WHERE.search(before) or (
        q.unit == "次" and _ONCE_A_YEAR.fullmatch(before) and _LEAVE.search(s.sentence_before)
    ):
        return True
    if _QUALIFIES.match(s.sentence_after) and not s.dated_goal and (c.explicit or not STRONG_VERB.search(before)):
        return True
    if _WHICH_ONES.match(after):
        return True
    if c.explicit and c.comparator != "≈":
        return False
    if after.startswith(")") and _CONCERNED.search(s.sentence_before):
        return True
    if q.chinese and STRONG_VERB.fullmatch(before) and _HEADING_WORKS.match(after):
        return True
    return _COUNTED_LIST.search(before) is not None or (_AMONG.search(before) is not None and q.unit in _KINDS)
