"""计分、表决、报名: numbers of a rule by which people are scored, vote or choose. None of them is promised.

加20分, 最高不超过15分, 三分之二以上委员出席, 每人限报2个志愿: the sentence is of a kind, whatever its words of duty.
"""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.numbers import Quantity
from bole.documents.surroundings import Surroundings

_POINTS = r"\d+(?:\.\d+)?分(?![之钟别成类期步析级布贝])"
_SCORES = re.compile(
    rf"(?:[加计积扣减记赋][^,。;\d]{{0,4}}|得(?!分)[^,。;\d]{{0,4}}|每[^,。;\d]{{1,10}}|分值[^,。;\d]{{0,4}}|满分为?){_POINTS}"
    rf"|不得分|得满分|[加扣]分(?=[,。;]|$)"
)
"""A sentence that gives points: each number in it is a step of the scale or what earns them."""
_POINTS_TO_REACH = re.compile(r"平均|测评|评估|评价|满意度|指数|成绩|分数线|测试")
_PARTS_OF_SCORE = re.compile(
    r"(?:成绩|分数|得分|分值|权重|笔试|面试|机试|口试|答辩|量化|(?:技能|理论|实操|知识)(?:考核|考试|测试)?)(?:占|按|为|占比为?)(?:综合成绩|总成绩|总分|权重)?的?$"
)
_SUM_OF_SCORES = re.compile(r"(?:成绩|得分|总分)由[^。;]*$|[总综][^,。;]{0,4}(?:成绩|得分)[^。;]{0,20}按[^。;]{0,40}$")
_VOTES = re.compile(
    r"(?:\([^()]{0,8}\))?(?:及?以上)?(?:的)?[^,。;\d]{0,12}(?:出席|到会|同意|赞成|表决|投票|联名|通过(?!率|验收|认[定证]|评))"
)
_BODY_VOTES = re.compile(r"委员|代表|理事|专家|成员|会员|业主|村民|出席|表决|决议|股东|职工大会")
_TERM = re.compile(r"连任|连选|任期|任职")
_CHOOSES = re.compile(
    r"(?:(?:申请|申报|报名|参赛|参保|持证|承租|用人|享受|投标)(?:人员?|者|单位|企业|对象|家庭)|考生|家长|学[生员]|幼儿|儿童|选手|居民|村民|租户|客户|职工本人|每[名位人户家个][\u4e00-\u9fff]{0,6}|[同单]一[\u4e00-\u9fff]{1,8})"
    r"(?:[^,。;]{0,12}[,、])?[^,。;]{0,16}(?:填报|报考|[选限只仅]报|选择|[选限可]?[领购租][取买用]?|申领|申请|申报|登记|提交)[^,。;\d]{0,8}$"
)
_LIMITED = re.compile(
    r"(?:每[^,。;每]{1,8}|[同单]一[^,。;]{1,10}|累计|每年|一个[^,。;]{0,6}年度内)[^。;]{0,10}(?:最多|限|不(?:得)?超过|不(?:得)?多于)[^,。;\d]{0,8}$"
)
_OF_USERS = re.compile(r"申请|申报|申领|领取|享受|支持|资助|报[名考]|填报|补贴|奖励|使用")
_RECKONED = re.compile(r"(?:视同|视作|视为|折合|折算[为成]?|计为|按(?:照)?[^,。;]{0,16}(?:最多|不超过)?)$")
_RECKONED_AS = re.compile(r"[^,。;\d]{0,6}(?:计算|核算|核定|计入|测算)")
_ASSIGNED_MARK = re.compile(r"[^,。;\d]{0,8}(?:账户|账号|户头|号码|编号|编码|代码|条形码|二维码|密码|顺序号|标识)")
_ENTRUSTED = re.compile(r"(?:推举|推选|委托|授权|指定|指派)[^,。;]{0,4}$")
_PIECES = frozenset("个项所次套种类名户人件份篇家张处组")


def is_scored(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Whether a number is a step of a scale of points, or what earns them."""
    # What stands behind the next comma is what a failure costs (每逾期一次扣5分), not what the duty is.
    sentence = s.sentence_before + s.printed + s.clause_after
    if s.dated_goal and q.unit != "分":
        return False
    if q.unit == "分":
        reached = c.explicit and _POINTS_TO_REACH.search(s.clause_before) is not None
        return not reached or _SCORES.search(sentence) is not None
    if q.unit == "%" and (_PARTS_OF_SCORE.search(s.clause_before) or _SUM_OF_SCORES.search(s.sentence_before)):
        return True
    return "分" in sentence and _SCORES.search(sentence) is not None


def is_voted(q: Quantity, s: Surroundings) -> bool:
    """三分之二以上委员出席, 连任不超过两届: how a body decides and how long it sits."""
    if q.unit in ("届", "任", "年") and _TERM.search(s.clause_before):
        return True
    if q.unit not in ("%", "人", "名", "位"):
        return False
    return (
        _VOTES.match(s.clause_after) is not None
        and _BODY_VOTES.search(s.clause_before[-20:] + s.clause_after[:20]) is not None
    )


def is_chosen(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """每名考生可填报3个志愿, 同一企业最多申报2项, 开立1个账户: what one applicant may or must do."""
    if q.value == 1 and q.unit in _PIECES and _ASSIGNED_MARK.match(s.clause_after):
        return True
    if q.value == 1 and _ENTRUSTED.search(s.clause_before):
        return True
    if _RECKONED.search(s.clause_before) and (not c.explicit or _RECKONED_AS.match(s.clause_after)):
        return "视" in s.clause_before[-3:] or "折" in s.clause_before or _RECKONED_AS.match(s.clause_after) is not None
    if s.dated_goal:
        return False
    if q.unit in _PIECES and _CHOOSES.search(s.clause_before):
        return True
    limited = c.comparator == "<=" or "限" in s.clause_before[-4:]
    return limited and _LIMITED.search(s.clause_before) is not None and _OF_USERS.search(s.clause_before) is not None
