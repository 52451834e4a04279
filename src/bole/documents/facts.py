"""既成事实: whether the words around a number say that it was reached already.

Decision 0005 puts this second: words of the past (已, 累计, 截至) against words of the future (力争, 将, 到2031年);
the last of them before the number decides.
"""

from __future__ import annotations

import re

from bole.documents.comparators import STEADY, Comparison
from bole.documents.periods import Reach
from bole.documents.surroundings import Section, Surroundings
from bole.documents.verbs import VERB

# The first characters of all its words spare the trial of each at every place.
_PAST = re.compile(
    r"(?=[已截现原近以先曾前荣历建开组举完培发引认评新形吸实成出印制打带服取获达签受涌解推拥由上去过占头只仅])(?:"
    r"已(?!满|取得|获得|具备|缴|参保|办理|达到法定|[^,。;]{1,8}的)|截[至止](?!日)|现有(?![^,。;]{0,6}基础)|现已|现拥有|原有|近年"
    r"|以来|先后|曾|"
    r"(?<!\d)前[一二两三四五六七八九十]届|荣获|历年|"
    r"(?:建设|建成|开展|开设|组织|举办|完成|培训|培养|发放|引进|认定|评选|新增|形成|吸引|实现|建立|成立|出台|印发"
    r"|制定|打造|培育|带动|服务|取得|获得|达到|签订|受理|涌现|吸纳|解决|推出|拥有)(?:了|过)"
    r"|涌现|由此|现存|[只仅](?:占|有|为)$|(?<![比较以])上年|去年|过去|占到|原定|原计划|[只仅](?:完成|建成|达到)|(?<![\d每])[前头][一二两三四五六七八九十\d]{1,2}个(?:月|季度)"
    r")"
)
_MONTHS = re.compile(r"(?<!\d)1(?:-|—|~|至|到)\d{1,2}月|上半年|[一二三]季度")
_IN_MONTHS_OVER = re.compile(rf"{_MONTHS.pattern}|前[一二三]个?季度")
_YEAR_ON_YEAR = re.compile(r"同比")
"""1-9月…同比增长11%: measured already, whatever the date of the document."""
_LAGS = re.compile(
    r"(?:[与和同比较][^,。;]{2,20}相比,?|[比较](?![例重率赛武如])[^,。;]{2,16})[^。;]{0,20}(?:(?:低|(?<!提)高|少|多)出?|相差|落后)[近约]?$"
)
"""与先进地区相比,我市占比低5个百分点: how things stand."""
_RANKED = re.compile(r"[^,。;]{0,12},(?:总量)?(?:位?居|位列|名列|排名)[^,。;]{0,6}第")
_DRAWN_ON = re.compile(
    r"(?:依托|利用|盘活|整合|挖掘|统筹|改扩建|改建|扩建|改造|升级|提升|完善|优化|用好|巩固|修缮)[^,。;]{0,8}$"
)
_PAST_SPAN = re.compile(
    r"以来|截[至止](?!日)|近[几两三]?年|历年|(?<![比较以])上年|去年|过去|先后|(?<![\d每])[前头][一两二三四五六七八九十\d]{1,2}个(?:月|季度)"
)
"""A stretch of time that is over: also 新增 in it is done."""
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
    r"(?=[力争预确下今未接努拟目有将计])(?:"
    r"力争|争取|预计|预期|确保|下一步|今后|未来(?![产学]|科技|城|网络|社区|工厂|乡村|空间|之星)|接下来|努力|拟(?!定|订|合|人|真|态|任|写)|目标(?:是|为|[:])|有望|"
    r"将(?=要|会|继续|进一步|持续|加快|加大|大力|积极|新增|新建|扩大|组织|开展|举办|建成|建设|投入|安排|培训|培养"
    r"|培育|力争|重点|全面|在|于|按|达到|突破|超过|增加|提高到|实现|推动|推进|完成|打造|引进|认定|遴选|"
    r"支持|围绕|以|联合|通过|向|为|从|面向|计划|陆续|逐步|每|努力|争取|分|再|有|优化|发放|增设|翻新|改造|启动"
    r"|着力|深入|结合|依托|选派|招|承办|选)"
    r"|计划(?=在|于|到|用|至|新|培|招|建|投|组织|举办|开展|完成|引进|发放|实现|安排|总|再|每|增加|扩大|推|遴选"
    r"|认定|选|设|翻|改|支持|打造|人数|规模|承办|聘|\d)"
    r")"
)
_FUTURE_IN_PLAN = re.compile(
    r"(?=[新再要应须必年])(?:"
    r"新增(?![了过的])|再建|再培|再增|(?<![主重纲概摘首必只不次提紧简扼])要(?=[^求素点件领闻道])|应当?(?!急|用|对|届|运|变|邀|聘|征|时|激)|须|必须|年底前"
    r")"
)
_OBLIGED = re.compile(
    r"(?=[要应须必年])(?:"
    r"(?<![主重纲概摘首必只不次提紧简扼])要(?=[^求素点件领闻道])|应当?(?!急|用|对|届|运|变|邀|聘|征|时|激)|须|必须|年底前"
    r")"
)
_BASELINE_BEFORE = re.compile(r"(?:由|从|自)[^,。;由从]{0,24}$")
_BASELINE_AFTER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?=增加到|扩大到|减少到|增加至|扩大至|减少至))?(?:以上|左右|的水平|\([^()]{0,12}\))?,?(?:逐步|稳步|进一步|再)?(?:增加|提高|提升|增长|扩大|下降|降低|降"
    r"|减少|压缩|压减|缩短|缩减|延长|扩展|扩充|拓展|发展|上升|升|增|减|扩|调整|跃升)(?:到|至|为)"
)
_RAISED = re.compile(r"提高到|提升到|增加到|控制在|稳定在")
_RAISED_FROM = re.compile(
    r"[由从][^,。;]{0,24}\d[^,。;]{0,12}(?:增加|提高|提升|增长|扩大|扩充|拓展|下降|降低|减少|压缩|缩短"
    r"|发展)[到至]$"
)


def is_baseline(s: Surroundings) -> bool:
    """由310座增加到450座: the first number is where things stand."""
    if _BASELINE_BEFORE.search(s.clause_before) and _BASELINE_AFTER.match(s.sentence_after):
        return True
    if s.time is not None or s.tabled or _BARE_BEFORE_GOAL.match(s.sentence_after) is None:
        return False
    return VERB.search(s.sentence_before) is None


_BARE_BEFORE_GOAL = re.compile(
    r"[^。;]{0,60}(?:到|至)(?:19|20)\d\d年[底末]?[^。;]{0,20}(?:提高|增加|提升|增长|扩大|发展|达)到"
)
_EXCEEDED = re.compile(r"[^。;]{0,20}(?:超额|提前|圆满|如期)完成|[^,。;]{0,6},(?:完成|实现)了")
_TASK_SET = (
    r"完成(?:(?:全年|年度|年初|目标|省定|市定|省下达|市下达)[^,。;]{0,6}(?:任务|目标|计划)|目标任务|任务)(?:数|量)?的?"
)
_SHARE_DONE = re.compile(rf"[^,。;]{{0,6}},(?:已)?{_TASK_SET}\d")
_OF_THE_TASK = re.compile(rf"{_TASK_SET}$|占(?:全年|年度|年初)[^,。;\d]{{0,8}}(?:计划|任务|目标)的?$")


def _last(pattern: re.Pattern[str], text: str) -> int:
    at = -1
    for m in pattern.finditer(text):
        at = m.start()
    return at


def _dated_at(s: Surroundings) -> int:
    """Where in the sentence a deadline, a later year or a cycle stands; -1 where none does."""
    return s.time_at if s.dated_goal or s.later or s.recurs else -1


def _planned_at(s: Surroundings, c: Comparison, telling: bool) -> int:
    """Where in the sentence the last word of duty or plan stands, or the time to come; -1 where none does."""
    words = -1 if s.reply else _last(_OBLIGED if telling else _FUTURE_IN_PLAN, s.sentence_before)
    time = s.time
    if time is None or time.past or time.periods[0] == "" or time.reach is Reach.OWN or s.time_at <= 0:
        return words
    return max(words, s.time_at) if s.dated_goal or s.recurs or (s.later and c.explicit) else words


_YARDSTICK = re.compile(r"(?:低于|高于|超过|达到)[^,。;\d]{0,6}上一?年度?")
"""不低于全市上年度人均收入的60%: last year's figure is what the goal is measured by."""
_DONE_JUST_NOW = re.compile(r"(?<![为除])了$")
_REPORTED = re.compile(r"据[^,。;]{2,24}(?:介绍|反映|汇报|统计|监测|测定|调查)")
_OPENED_AS_DONE = re.compile(r"[^,。;]{0,12}以来|截[至止]|(?:今年|目前|现|[^,。;]{2,8})?已(?!满|[^,。;]{1,8}的)")
"""What a full sentence tells it tells to its full stop, over semicolons."""
_STILL_TO_COME = re.compile(r"再[建培办增新]|下半年|[三四]季度|年底")


def reports(s: Surroundings, c: Comparison) -> bool:
    """Whether the words around the number say that it was reached already."""
    before = _YARDSTICK.sub("", s.sentence_before)
    if _OF_THE_TASK.search(s.clause_before) or _SHARE_DONE.match(s.sentence_after):
        return True
    if s.time is None and s.later:
        return False
    if s.section is Section.RETROSPECT:
        return not s.later
    hoped, past = _last(_FUTURE, before), _last(_PAST, before)
    unpromised = hoped < 0 and not s.dated_goal and not c.duty and not _OBLIGED.search(before)
    ahead = s.time is not None and s.time_at >= 0 and not s.time.past
    opened = not ahead and not _STILL_TO_COME.search(before) and _OPENED_AS_DONE.match(s.opening) is not None
    if unpromised and (opened or _DONE_JUST_NOW.search(s.clause_before) or _REPORTED.search(before)):
        return True
    if hoped < 0 and s.past_cited and not s.continues and not _OBLIGED.search(before):
        return True
    if past >= 0 and _last(_PAST_SPAN, before) > max(hoped, _dated_at(s)) and not _OBLIGED.search(before):
        return True
    if unpromised and s.time is None and _is_measured(s):
        return True
    telling = s.report or s.section is Section.BACKGROUND
    future = max(hoped, _planned_at(s, c, telling))
    if past > future and not _draws_on_what_there_is(s, c, past):
        return True
    return future < 0 and _tells(s, c) if not s.reply else _answers(s, c, future)


def _is_measured(s: Surroundings) -> bool:
    """与先进地区相比,…低5个百分点; 上半年…,同比增长9.5%: what was found, not what is wanted."""
    if _LAGS.search(s.sentence_before):
        return True
    compared = _YEAR_ON_YEAR.search(s.sentence_before + s.sentence_after) is not None
    return compared and _IN_MONTHS_OVER.search(s.sentence_before) is not None


_TOLD = re.compile(r"以来|已(?!满|[^,。;]{1,8}的)|目前|截[至止]|累计|同比|[\u4e00-\u9fff]{2}了(?=\d)")
_GRANTS = re.compile(r"给予|予以|补贴|申请|申报|标准|第[一1]条")
_LONGEST_NEWS = 3000
_LEAST_TOLD = 5


def only_tells(folded: str) -> bool:
    """新闻、简报: whether a short text tells throughout what was done and holds no word of duty, plan or grant."""
    if len(folded) > _LONGEST_NEWS or len(_TOLD.findall(folded)) < _LEAST_TOLD:
        return False
    return not any(pattern.search(folded) for pattern in (_FUTURE, _OBLIGED, _GRANTS))


def _draws_on_what_there_is(s: Surroundings, c: Comparison, past: int) -> bool:
    """依托现有资源,改建50座: 现有 says what the work is done with, and no more."""
    before = s.sentence_before
    if not before.startswith("现有", past) or "," not in before[past:]:
        return False
    return c.duty or _DRAWN_ON.search(before, 0, past) is not None


def _tells(s: Surroundings, c: Comparison) -> bool:
    """Whether a number of a plan or a report that no word of the future governs is told as done."""
    if s.tabled and s.section is Section.UPCOMING:
        return s.past_cited
    if _YEAR_ON_YEAR.search(s.sentence_before + s.sentence_after) and _MONTHS.search(s.sentence_before):
        return True
    if s.time is None and _RANKED.match(s.sentence_after):
        return True
    ahead = s.time is not None and not s.time.past and s.time.periods[0] != ""
    if s.past_cited or (not ahead and (_perhaps(s, c) or _EXCEEDED.match(s.sentence_after))):
        return True
    if s.section is Section.BACKGROUND and not (s.dated_goal or s.later):
        return True
    to_come = ahead and (not s.news or s.later or s.dated_goal or s.recurs)
    return s.report and s.section is not Section.UPCOMING and not to_come and not c.duty


def _answers(s: Surroundings, c: Comparison, future: int) -> bool:
    """Whether a number of a reply is told as done: there a bare one is."""
    ahead = s.time is not None and not s.time.past and s.time.periods[0] != ""
    if future < 0:
        if s.past_cited or _perhaps(s, c) or _PAST_IN_REPLY.search(s.clause_before):
            return True
        if not ahead and (_EXCEEDED.match(s.sentence_after) or s.section is Section.BACKGROUND):
            return True
    if s.section is Section.UPCOMING or future >= 0 or s.continues:
        return False
    return not (c.duty or _RAISED.search(s.clause_before) or s.recurs or s.dated_goal)


def _perhaps(s: Surroundings, c: Comparison) -> bool:
    """目前, 累计, 共有: told as done where nothing says otherwise."""
    if _RAISED_FROM.search(s.clause_before):
        return False
    if _PAST_PERHAPS.search(s.sentence_before):
        return True
    return not c.duty and not STEADY.search(s.clause_before) and _PAST_PERHAPS_HERE.search(s.clause_before) is not None
