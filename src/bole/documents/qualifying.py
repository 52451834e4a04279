"""定语: numbers that say which persons, bodies or loans are meant (30人以上企业, 井深超过800米的矿山), not how many.

The counter tells: 30人 before 企业 measures the firm, 30家 before 企业 counts firms.
"""

from __future__ import annotations

import re

from bole.documents.comparators import Comparison
from bole.documents.numbers import Quantity
from bole.documents.surroundings import Surroundings

_BODY = (
    r"(?:企业|企(?=[,。;、给予可应]|$)|单位|机构|车间|合作社|工坊|作坊|基地|学校|学堂|院校|园区|医院|场所|矿山|煤矿|平台|组织|协会|公司|中心|厂|[场馆店站所](?![^,。;]{0,2}[员长])|主体|商户|大户"
    r"|用户|建筑|商场|综合体|社区|村(?!民)|街道|乡镇|项目|工程|活动(?!室|中心|场)|展会|业务|贷款|锅炉|机组|设备|车辆|船舶|水库|仓库|楼宇|住宅|团队|家庭|农户|政策|市县|区县|县区|城市|科技型)"
)
_NOT_BODY = r"(?![^,。;]{0,6}(?:职工|员工|人员|用工|负责人|经营者|数|家|户|个))"
_STATED_BOUND = r"(?:\(含\))?(?:(?:及|或|含)?以[上下]|以内)(?:\(含\))?(?:\([^()]{0,30}\))?"
_BOUND = r"(?:\(含\))?(?:(?:及|或|含)?以[上下]|以内)?(?:\(含\))?(?:\([^()]{0,30}\))?"
_SIZED = re.compile(
    rf"(?:/[年月日天])?(?:{_BOUND}的[^,。;\d的]{{0,16}}|{_STATED_BOUND}[^,。;\d的、在到于赴向从由把将被给]{{0,8}}){_BODY}{_NOT_BODY}"
)
"""30人以上企业, 30人以上(县域20人)的员工制企业."""
_SIZED_TOGETHER = re.compile(
    rf"{_BOUND}[、和且并及][^,。;\d]{{0,12}}\d[\d.万]{{0,8}}[^,。;\d、的]{{1,4}}{_BOUND}的[^,。;\d的]{{0,16}}{_BODY}{_NOT_BODY}"
)
"""入井人数超过30人、井深超过800米的矿山."""
_MEASURES_OF_BODIES = frozenset(
    "人 名 位 人次 平方米 平米 平方公里 公顷 亩 米 公里 千米 厘米 吨 蒸吨 千瓦 兆瓦 千伏 立方米 张"
    " 床 床位 学位 年 个月 天 小时 升 元".split()
)
_COUNTED_BY_DEED = re.compile(
    r"(?:培训|培养|服务|接待|容纳|招收|吸纳|带动|覆盖|惠及|引进|新增|转移|输送|安置|组织|完成|达到?|为|向|对|使|让|有)"
    r"(?:约|近|超|至少|不少于|不低于|超过|各类)?$"
)

_ADDRESSED = re.compile(r"对(?!外|接|口|标|照|象|全[市省县区])[^,。;]*$")
_THOSE = re.compile(rf"{_STATED_BOUND}的[^,。;\d]{{1,16}},")
"""对用工40人以下的竹企,…: whom a rule is for."""
_PROVIDED = re.compile(r"(?:配备|配置|配建|设置|设立|建设|建成|提供|安排|预留|建)$")
_RELATIVE = re.compile(
    rf"{_BOUND}[^,。;的]{{0,24}}的[^,。;的\d]{{0,20}}"
    r"(?:(?:,|$)|(?:须|应|需|必须|可|方可|才可|才能|不得|不予|优先|均可|予以|给予|列[入为]|纳入|取消|按|享受|划为|评为|定为|视为|认定为|判为))"
)
_CONSEQUENCE = re.compile(
    r"[^,。;]{0,30},?(?:须|应当?|必须|方可|才可|才能|不得|不予|取消|优先|可(?:以|直接|按|列入|享受|申|向|获|参|优|给|适当|在)|列[入为]|划为|评为|定为|视为|认定为|判为|给予|予以|予关停|关停|停发|暂停|退出|约谈|通报批评|按[^,。;]{1,12}(?:给予|奖|补)|"
    r"一次性(?:给予|奖|补)|奖励|补助|补贴|免收|免除|减免|扣减|核减|处以|并处|责令)"
)
_IF = re.compile(r"(?:^|[,;。:])(?:如果?|若|倘若?|凡|一旦|只要|对于?因)[^。;]{1,80}$")
_AIM = re.compile(r"确保|力争|争取|努力|目标|实现|推动|提高到|提升到|稳定在|保持在|控制在")
_UNDER_AIM = re.compile(r"确保|力争|争取|努力|保持|应|须|要(?!求)|使|目标|控制|实现|到20\d\d年|年均|平均")
_LEVEL_NOUN = re.compile(
    rf"{_BOUND}的(?:目标|要求|水平|比例|标准|速度|任务|规模|幅度|名额|份额|资金|经费|收入|部分|学时|课时|时间)"
)
_APPLICANTS = re.compile(
    r"(?:^|[,;。:])[^,。;]{0,8}(?:申报|申请|入选|参评|入围|参选|推荐|候选|报考|应聘|拟聘|承租)[^,。;数总]{0,10}"
    r"(?:人选?|者|单位|企业|机构|对象|主体|项目|名师|团队|学校)(?:,|应|须|需|必须|要|原则上)[^。;]*$"
)
_MUST = re.compile(r"应|须|需|必须|要求|为|不(?:少|低)于|以上|达")
_LAID_OFF = re.compile(r"裁员率|(?<!达)标准[^,。;]{0,16}(?:调整|放宽)(?:至|为|到)$|门槛|起点(?:为|由)?|调整后?的?标准")
_WORDS = re.compile(
    r"(?:不(?:少|低|高|大|小)于|不(?:得)?超过|不足|不满|未满|超过|超出|高于|低于|少于|大于|达到?|至少|最多|约|近)$"
)


def qualifies(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Whether a number says which ones are meant, or from where on something applies."""
    if _LAID_OFF.search(s.clause_before):
        return True
    before = _WORDS.sub("", s.clause_before)
    if (
        c.explicit
        and q.unit in _MEASURES_OF_BODIES
        and _ADDRESSED.match(s.clause_before)
        and _THOSE.match(s.clause_after)
    ):
        return q.unit not in ("名", "位", "人次")
    if c.explicit and q.unit.partition("/")[0] in _MEASURES_OF_BODIES and _is_size_of_body(c, s, before):
        return True
    if c.comparator == "<=" and c.strict and _MEANS_OF_FAMILY.search(s.sentence_before):
        return True
    if c.strict and c.comparator == "<=" and not (s.dated_goal or _UNDER_AIM.search(s.clause_before)):
        return _UNDER_WHICH.match(s.clause_after) is not None or _applies_behind(s)
    if not c.explicit or _AIM.search(s.clause_before):
        return False
    if _APPLICANTS.search(s.sentence_before) and _MUST.search(s.clause_before[-24:] + s.clause_after[:4]):
        return True
    if (s.dated_goal and s.time_at >= 0) or s.recurs:
        return False
    if q.unit == "%" and _OF_LOANS.match(s.clause_after):
        return True
    if _IF.search(s.sentence_before) and _CONSEQUENCE.match(s.sentence_after):
        return True
    if _LEVEL_NOUN.match(s.clause_after):
        return False
    relative = _RELATIVE.match(s.clause_after)
    measured = q.unit not in ("%", "个百分点") or _RATE.search(before) is not None
    if relative and measured and _NAMES_MORE.search(before) and _CONSEQUENCE.match(s.sentence_after):
        return True
    if _ONLY_THEN.match(s.sentence_after):
        return True
    return not c.duty and _applies_behind(s) and not _PROMISED.search(before)


_UNDER_WHICH = re.compile(r"[^,。;的]{0,24}的(?!目标|要求|水平)")
_MEANS_OF_FAMILY = re.compile(r"(?:家庭|申请人?|人均)[^。;]{0,8}(?:收入|资产|财产|住房|面积|存款)[^。;]{0,30}$")
_OF_LOANS = re.compile(rf"{_BOUND}的[^,。;\d]{{0,16}}(?:业务|贷款|担保)(?:,|$|给|按)")
"""年化费率不超过1.5%的担保业务."""
_ONLY_THEN = re.compile(r"(?:以上)?的?,?(?:方可|才可|才能|方能|方予)")
_RATE = re.compile(r"(?:率|比例|比重|占比|数量?|度|增速|增幅|总数的?|总额的?)$")
_NAMES_MORE = re.compile(r"[\u4e00-\u9fff]{2}$")
_PROMISED = re.compile(
    r"(?:建设|建成|新建|打造|认定|遴选|评选|举办|引进|新增|设立|发放|评出|选出|扶持|资助|支持|奖励|选派|聘请|招募|每年|每季度|全年)[^,。;]{0,8}$"
)
_APPLIES = re.compile(
    r"(?:以上|以下|以内)?(?:\([^()]{0,16}\))?的?(?:[^,。;\d]{0,8}),(?:且[^,。;]{2,30},)?(?:可|方可|按[^,。;]{1,16})?(?:一次性)?(?:给予|予以|可申请|可享受|奖励\d|补贴\d|补助\d)"
)


def _applies_behind(s: Surroundings) -> bool:
    """…超过50%,给予补贴: what is given stands right behind."""
    return _APPLIES.match(s.sentence_after) is not None


def _is_size_of_body(c: Comparison, s: Surroundings, before: str) -> bool:
    """30人以上企业: unless the verb counts (培训100人以上) or the floor is on what is built (设置不少于20平方米的…)."""
    if _COUNTED_BY_DEED.search(before) or (c.duty and _PROVIDED.search(before)):
        return False
    return _SIZED.match(s.clause_after) is not None or _SIZED_TOGETHER.match(s.clause_after) is not None
