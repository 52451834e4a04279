"""指标: the short noun phrase that says what a number measures, in the printed script."""

from __future__ import annotations

import re

_LEAD_IN = re.compile(
    r"^(?:[—\-·•●]+|其中|同时|另|并且?|且|再|共|各地?|力争|争取|确保|预计|原则上|到|在|从|自|今年|全年|年内|年底前|计划|将|要|拟|应当?|每年度?|每季度|每半年|每月|每批次|分别|累计)+[,]?"
)
_TAIL = re.compile(
    r"(?:不(?:得|能)?(?:少|低|超|高|多|大)[于过]|至少|最高|最低|最长|至多|达到?|提高到|提升到|增加到|增长到|扩大到|稳定在|保持在|控制在|降至|降到|增至|超过|突破|超|约|近|为|均|分别|总体|的|共|总数|在|以上|到|至|由.{0,14}$)+$"
)
_VERB_HEAD = re.compile(
    r"^(?:新增|新建|建设|建成|培育|培养|培训|打造|认定|遴选|评选|举办|开展|组织|引进|设立|创建|发放|改造|招募|招收|支持|推动|实现|完成|组建|聘请|开办|编写|发布|推广|遴选建设|新增培育|培育打造)+"
)
_NOUN_AFTER = re.compile(r"(?:\([^()]{0,6}\))?(?:及?以[上下内]|左右|的)?([\u4e00-\u9fffA-Za-z0-9“”+()]{2,28})")

LONGEST = 30


def indicator(shown_before: str, folded_before: str, shown_after: str, folded_after: str, carried: str) -> str:
    """Name of the measured thing from the comma clause before and the noun behind the number.

    `carried`: the verb of an earlier item of the same list (新增培育), put in front where the clause has none.
    """
    lead = _LEAD_IN.match(folded_before)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(folded_before, begin)
    stop = tail.start() if tail else len(folded_before)
    head = shown_before[begin:stop]
    noun = _NOUN_AFTER.match(folded_after)
    behind = shown_after[noun.start(1) : noun.end(1)] if noun else ""
    if behind and (len(head) <= 10 or _VERB_HEAD.fullmatch(head)):
        name = head[-14:] + behind
    else:
        name = head
    if carried and not _VERB_HEAD.match(name):
        name = carried + name
    return name.strip("、,，和及与")[-LONGEST:] or behind or carried


def carried_verb(folded_before: str) -> str:
    """The verb (新增培育, 遴选建设) that later items of the same list share."""
    lead = _LEAD_IN.match(folded_before)
    m = _VERB_HEAD.match(folded_before[lead.end() if lead else 0 :])
    return m.group() if m else ""
