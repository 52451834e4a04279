"""既成事实: whether the words around a number say that it was reached already.

Decision 0005 puts this second: words of the past (已, 累计, 截至) against words of the future (力争, 将, 到2031年);
the last of them before the number decides.
"""

from __future__ import annotations

import re

from bole.documents.comparators import STEADY, Comparison
from bole.documents.periods import Reach
from bole.documents.surroundings import Section, Surroundings

_PAST = re.compile(
    r"已(?!满|取得|获得|具备|缴|参保|办理|达到法定|[^,。;]{1,8}的)|截[至止](?!日)|现有|现已|现拥?有|原有|近年"
    r"|以来|先后|曾|"
    r"(?<!\d)前[一二两三四五六七八九十]届|荣获|历年|"
    r"(?:建设|建成|开展|开设|组织|举办|完成|培训|培养|发放|引进|认定|评选|新增|形成|吸引|实现|建立|成立|出台|印发"
    r"|制定|打造|培育|带动|服务|取得|获得|达到|签订|受理|涌现|吸纳|解决|推出|拥有)(?:了|过)"
    r"|涌现|由此|现存|(?<![比较])上年|去年|过去|占到"
)
_PAST_PERHAPS = re.compile(
    r"目前(?!为止)?|当前(?!和今后|及今后|阶段)|(?<!新)(?<!争取)获[评批]|入选(?![者人]|对象|项目|名单|的|后)|位居|位列|排名(?:第|全[国省市]第)|一直"
    r"|[全我]市有"
)
_PAST_PERHAPS_HERE = re.compile(
    r"累计(?!达到|达|不|新|到|完成率|下降|降低|提高|减少|压减|提升)|成功(?!率)|建有|设有|涉及(?!面)|"
    r"共有"
)
_PAST_IN_REPLY = re.compile(
    r"共(?!建|同|享|育|创|治|商|管|用|融|性|青|识|设(?!有)|投|培|新|引|赢|认定|遴选|招|安排|举办不|需)"
)
_FUTURE = re.compile(
    r"力争|争取|预计|预期|确保|下一步|今后|未来|接下来|努力|拟(?!定|订|合|人|真|态|任|写)|目标(?:是|为|[:])|有望|"
    r"将(?=要|会|继续|进一步|持续|加快|加大|大力|积极|新增|新建|扩大|组织|开展|举办|建成|建设|投入|安排|培训|培养"
    r"|培育|力争|重点|全面|在|于|按|达到|突破|超过|增加|提高到|实现|推动|推进|完成|打造|引进|认定|遴选|"
    r"支持|围绕|以|联合|通过|向|为|从|面向|计划|陆续|逐步|每|努力|争取|分|再|有|优化|发放|增设|翻新|改造|启动"
    r"|着力|深入|结合|依托|选派|招|承办|选)"
    r"|计划(?=在|于|到|用|至|新|培|招|建|投|组织|举办|开展|完成|引进|发放|实现|安排|总|再|每|增加|扩大|推|遴选"
    r"|认定|选|设|翻|改|支持|打造|人数|规模|承办|聘|\d)"
)
_FUTURE_IN_PLAN = re.compile(
    r"新增|再建|再培|再增|要(?=[^求素点件领闻道])|应当?(?!急|用|对|届|运|变|邀|聘|征|时|激)|须|必须|年底前"
)
_OBLIGED = re.compile(r"要(?=[^求素点件领闻道])|应当?(?!急|用|对|届|运|变|邀|聘|征|时|激)|须|必须|年底前")
_BASELINE_BEFORE = re.compile(r"(?:由|从|自)[^,。;由从]{0,24}$")
_BASELINE_AFTER = re.compile(
    r"(?:以上|左右|的水平|\([^()]{0,12}\))?,?(?:逐步|稳步|进一步|再)?(?:增加|提高|提升|增长|扩大|下降|降低|降"
    r"|减少|压缩|压减|缩短|缩减|延长|扩展|扩充|拓展|发展|上升|升|增|减|扩|调整|跃升)(?:到|至|为)"
)
_RAISED_FROM = re.compile(
    r"[由从][^,。;]{0,24}\d[^,。;]{0,12}(?:增加|提高|提升|增长|扩大|扩充|拓展|下降|降低|减少|压缩|缩短"
    r"|发展)[到至]$"
)


def is_baseline(s: Surroundings) -> bool:
    """由310座增加到450座: the first number is where things stand."""
    return _BASELINE_BEFORE.search(s.clause_before) is not None and _BASELINE_AFTER.match(s.sentence_after) is not None


_EXCEEDED = re.compile(r"[^。;]{0,20}(?:超额|提前|圆满|如期)完成|[^,。;]{0,6},(?:完成|实现)了")
_SHARE_DONE = re.compile(r"[^,。;]{0,6},(?:已)?完成(?:全年|年度|年初|目标)[^,。;]{0,6}任务")
_OF_THE_TASK = re.compile(r"完成(?:全年|年度|年初|目标)[^,。;]{0,6}任务(?:数|量)?的?$")


def _last(pattern: re.Pattern[str], text: str) -> int:
    at = -1
    for m in pattern.finditer(text):
        at = m.start()
    return at


def reports(s: Surroundings, c: Comparison) -> bool:
    """Whether the words before the number say that it was reached already."""
    if _OF_THE_TASK.search(s.clause_before) or _SHARE_DONE.match(s.sentence_after):
        return True
    future = _last(_FUTURE, s.sentence_before)
    if future < 0 and s.past_cited and not s.continues and not _OBLIGED.search(s.sentence_before):
        return True
    if not s.reply:
        future = max(future, _last(_FUTURE_IN_PLAN, s.sentence_before))
    ahead = s.time is not None and not s.time.past and s.time.periods[0] != ""
    if ahead and s.time_at > 0 and s.time is not None and s.time.reach is not Reach.OWN and (s.dated_goal or s.recurs):
        future = max(future, s.time_at)
    if _last(_PAST, s.sentence_before) > future:
        return True
    if future < 0 and not (ahead and not s.reply):
        raised = _RAISED_FROM.search(s.clause_before) is not None
        if not raised and (
            _PAST_PERHAPS.search(s.sentence_before)
            or (not c.duty and not STEADY.search(s.clause_before) and _PAST_PERHAPS_HERE.search(s.clause_before))
        ):
            return True
        if s.reply and _PAST_IN_REPLY.search(s.clause_before):
            return True
    if s.past_cited and future < 0:
        return True
    if future < 0 and not ahead and _EXCEEDED.match(s.sentence_after):
        return True
    if s.section is Section.BACKGROUND and future < 0 and not ahead:
        return True
    if not s.reply or s.section is Section.UPCOMING or future >= 0 or s.continues:
        return False
    obliged = c.duty or re.search(r"提高到|提升到|增加到|控制在|稳定在", s.clause_before) is not None
    return not (obliged or s.recurs or s.dated_goal)
