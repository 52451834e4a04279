"""排除: numbers that are neither promised nor reached, whatever the sentence says.

Names and counts of the text (六大行动), conditions (参保满4个月), benefits (返还40%), penalties, sizes, time limits.
Decision 0005 puts this first: what is excluded here is not looked at again.
"""

from __future__ import annotations

import re

from bole.documents.comparators import STEADY, Comparison
from bole.documents.counters import ABSTRACT_NOUN, PEOPLE, is_duration
from bole.documents.describing import describes
from bole.documents.numbers import Quantity
from bole.documents.qualifying import qualifies
from bole.documents.scoring import is_chosen, is_scored, is_voted
from bole.documents.surroundings import Surroundings
from bole.documents.verbs import DOING, TRAINING_OF_PEOPLE


def is_excluded(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Whether a number is a name, a condition, a benefit or a time limit."""
    if _is_named_count(q, c, s) or describes(q, c, s) or _is_conditional(q, c, s) or _is_benefit(q, c, s):
        return True
    if is_scored(q, c, s) or is_voted(q, s) or is_chosen(q, c, s) or qualifies(q, c, s):
        return True
    return is_duration(q.unit) and not _is_duty_in_time(q, c, s)


_CONDITION_BEFORE = re.compile(
    r"满(?!足)$|满(?!足|意)(?:[一二三四五六七八九十\d]+年)?$|注册资(?:本|金)|实收资本|实缴"
    r"|(?<!劳动)(?<!适)年龄(?!段)|学历(?!提升|教育|层次|人)|(?<!\d)周岁|年满|工龄|从事[^,。;]{0,12}$|从业(?!人员"
    r"|者)[^,。;]{0,12}$|"
    r"具[备有](?!有)[^,。;的]{0,20}$|连续[^,。;]{0,12}$|(?<!以)上一?(?:年度?)?(?:营业|销售|主营|纳税)|缴纳[^,。;]{0,20}$"
    r"|参保(?!率|人数|人员[增达总规新]|覆盖|规模|面|扩)|缴费(?!率|人)|在职(?!教|培|职)|放宽|"
    r"(?:近|(?<!学)前)[一二两三四五六七八九十\d]+年[^,。;]{0,12}$|(?:不足|未满|未达到?|不到|不满)$|属于|持有(?![率量])"
    r"|成立(?:时间)?[^,。;]{0,6}$|"
    r"申请人|申报(?:单位|人|企业|对象|主体)|申请(?:单位|人|企业)|(?<![其集])中标|每[^,。;]{0,6}限|每(?:多|增加?"
    r"|新增|超|吸纳|引进|培养|培育|招用|录用|取得|带)[\u4e00-\u9fff]{0,6}$|限[领报享申定额]?$|最多可?(?:享受|申"
    r"|领)|有效期|聘期|任期(?!内)|试用期|服务期|贷款期|享受期|贴息期|期限|为期|宽限|资格期|周期"
)
_CONDITION_AFTER = re.compile(r"(?:\([^()]{0,8}\))?(?:及?以[上下]|以内)?(?:\([^()]{0,8}\))?(?:的|[^,。;的]{0,14}的)")
_CONDITION_REST = re.compile(
    r"[^。;]{0,70}的[^,。;]{0,20}[,:]?(?:并|同时)?(?:一次性|可|按|每[\u4e00-\u9fff]{1,3}|另|由[^,。;]{0,10}|分别"
    r"|再|额外|市级|省级|区级|财政)*(?:给予|予以|奖励|补贴|补助|资助|享受|发给|申请|申领)"
)
_FOR_WHOM = re.compile(r"(?:^|[、,])(?:凡|对(?!外|接|口|标|照|象|全[市省区县]))[^,。;]{2,40}$")
_OF_WHOM = re.compile(
    r"(?:及?以[上下]|以内)的?[^,。;的\d]{0,8}(?:企业|单位|机构|个人|家庭|项目|学校|园区|主体|村|社区)(?:,|给|予|优先|可|按|实行)"
)
"""对吸纳100人以上的企业,优先…: which ones it is for."""
_CONDITION_OPENED = re.compile(r"(?:^|[,;。:)])(?:凡|对(?!外|接|口|标|照|象|全[市省区县])|符合|经)[^。;]{0,90}$")
_GRANTED_IF = re.compile(r"[^。;]{0,80}的,(?:给予|予以|可申请|可享受)|[^,。;的]{0,6}的[^,。;]{1,16}(?:给予|予以)")
_ATTRIBUTE = re.compile(r"(?:及?以[上下]|以内)的[^,。;\d]{1,30}\d")
_RATE_BEFORE = re.compile(r"(?:率|比例|比重|占比|浓度|含量)(?:为|在|达到?|超过)?$")
"""节水率20%以上的厂房达到9万平方米: the share says which ones."""
_CONDITION_CLOSED = re.compile(r"(?:(?:\(含\))?(?:及?以[上下]|以内)(?:\(含\))?[^,。;的\d]{0,8})?的(?:,|$)")
_RATE_PER_HEAD = re.compile(r"[^,。;\d]{0,14}率")
_DEFINITION = re.compile(
    r"是指|所称|指的是|系指|[数率量度]指(?!标|数|导|引|定)|(?:申报|申请)(?:单位|人|企业|对象|主体|者|机构)[^。;]{0,30}(?:应|须|需)"
    r"|应当?(?:同时)?具[备有]"
    r"|^(?:申请|申领|享受|购买|承租)[^,。;]{2,24}的?(?:家庭|人员|单位|企业|职工|个人|学员|机构|对象|者|人),"
)
_LABELLED = re.compile(
    r"[^,。;:]{0,4}(?:申请|申报|申领|享受|认定|补贴|补助|奖励|奖补|资助|扶持|支持|准入|评选|入选|资格|收费|待遇|支付|贷款|适用|实施|政策|发放|救助|保障)"
    r"(?:人员|企业|单位)?(?:条件|对象|范围|标准|额度|期限|资格)(?:[及和与][^,。;:]{0,6})?[:为是]|(?:适用|实施)(?:范围|对象)"
)
"""申领条件:…; 补贴标准:…: a line of a guide that names itself."""
_CUT = re.compile(r"(?:扣[减除回罚]|核减)[^,。;]{0,14}$")
_FOR_EACH = re.compile(r"每(?![年月季周日天个家名人])[\u4e00-\u9fff]{2,6}$")
_RATE_REACHED = re.compile(
    r"(?:率|比例|比重|占比)(?:要|应|须|总体|平均|均|都|稳定)*(?:达到?|超过|突破|提高到|提升到|稳定在|保持在)$"
)
_FINED = re.compile(r"[^,。;]{0,24}(?:罚款|违约金|滞纳金)")
_ALLOTTED = re.compile(r"(?:左右|以上)?(?:的比例)?(?:足额|提取|计提|安排|配备|设置|设立|配置|预留|用于|列支)")
_MENTIONED = re.compile(
    r"(?:(?:提出|明确|确定|规定|列出|部署|已[^,。;]{1,6})的|第[一二三四五六七八九十]批的?|(?:上述|下列|前述|剩余|其余|这|在建)的?)$"
)
_SIZE_OF_THING = re.compile(r"(?:直径|口径|量级|级|宽|高|长|深|厚|径)")
_BENEFIT = re.compile(
    r"给予|予以|奖励|奖补|补助|补贴|资助|贴息|返还|享受|发给|兑现|补偿|减免|免收|免除|上浮|优惠|报销|贷款|奖金"
    r"|津贴|代偿|分担|可申[请领]|贴现|抵扣|拨付|支付|扣除|免征|暂免|缓缴|减征"
)
_BENEFIT_BEFORE = re.compile(
    r"给予|予以|奖励(?!资金)|奖补(?!资金)|补助(?!资金|经费)|补贴(?!性|目录|工种|申|资金)|资助|贴息|返还|发给|兑现|补偿|减免|免收|上浮|下浮|优惠"
    r"|报销|奖金|津贴(?!的)|代偿|分担(?!率)|贴现|抵扣|扣除|(?<!担保)费率|征收|免征|缓缴|减征|减半|基准利率|利率|比例给|标准的"
    r"|的标准|限额|折(?!合|算)|支持比例|扶持比例|支持额度|支持标准|可享受|享受(?!津贴|补贴|政策)|最高可?贷|额度"
)
_SHARE_OF_FUNDS = re.compile(
    r"名额|^率(?:达|要|应|须|稳定|保持|不低于|提高到)|(?:用于|占|的|到位|覆盖|兑[付现]|发放|及时|申[请领])[^,。;]*(?:率|比重|占比|比例(?!给|予|返)|数)|^(?:覆盖"
    r"|兑[付现]|发放|到位)率|(?:人|户|企业)数"
)
_PENALTY = re.compile(
    r"罚款|处罚|处以|并处|追回|追缴|不再受理|不得再|取消(?:其)?资格|扣[减除]?\d*分|扣分|计分|得分|分值|权重|满分"
    r"|记\d"
)
_SELECTION = re.compile(
    r"培养|培训|选派|选聘|聘请|招收|招引|招募|配备|评选|评出|认定|遴选|培育|建设|建成|选树|选拔|打造|新建|新增"
    r"|扶持|举办|开展|组织|引进|评定|推动|实现|确保|力争|每年(?:资助|支持|奖励|选)|不超过$|资助$|支持$|奖励$"
)
_FORMULA = re.compile(r"[+=×÷/*]\s*$")
_HANDLING = re.compile(
    r"办结|办理|审核|初审|复核|复审|受理|公示|答复|回复|反馈|报送|报告|提交|送达|备案|整改|限期|时限|有效期"
    r"|自[^,。;]{0,30}之日|提前|响应|处置|放行|移交|拨付|到账|审批|签发|出具|通知|告知|保存|保管|留存|保修|申请"
    r"|提出"
)
_LASTING = re.compile(
    r"每|全年|培训|实践|学习|开放|课|实习|跟岗|轮训|研修|集中|脱产|累计|时间|时长|服务|锻炼|挂职|驻|岗|学时|年限"
)
_TIMES_LIMIT = re.compile(r"限|最多|不得超过|不超过|不重复|可申|可享|可领|申领|领取|享受")


def _is_named_count(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """三个方面, 六大行动, 权重60%: counts of the text itself and parts of a formula."""
    many = not q.chinese and not isinstance(q.value, tuple) and q.value >= _MANY
    if _COUNT_OF_TEXT.search(s.clause_before):
        return True
    if not c.duty and _CUT.search(s.clause_before):
        return True
    if not c.duty and (_PENALTY.search(s.clause_before[-24:]) or _PENALTY.match(s.clause_after[:6])):
        return True
    if _SCORED.match(s.clause_after):
        return True
    if _FINED.match(s.sentence_after) and "处" in s.clause_before:
        return True
    if q.unit == "%" and (_FORMULA.search(s.clause_before) or re.match(r"\)?[+×=]", s.clause_after)):
        return True
    if _AS_STANDARD.match(s.clause_after) or (q.unit == "%" and _WITHIN_MEASURE.match(s.clause_after)):
        return True
    if q.unit in ("%", "个百分点"):
        return False
    if _DIMENSION.search(s.clause_before) and s.clause_after.startswith("的"):
        return True
    if _is_awarded(c, s):
        return True
    if q.unit in ("米", "公里") and _WITHIN_WALK.match(s.clause_after):
        return True
    if q.unit in _LENGTHS and _SIZE_OF_THING.match(s.clause_after):
        return True
    if q.unit in LOOSE and not isinstance(q.value, tuple) and q.value < _MANY and _POLISHING.search(s.clause_before):
        return True
    works = q.unit in LOOSE and not c.explicit and not many and _CARRYING_OUT.search(s.clause_before) is not None
    if works and _WORKS.match(s.clause_after):
        return True
    if q.unit == "次" and _ONE_VISIT.search(s.clause_before):
        return True
    if q.unit == "项" and not c.explicit and (s.clause_before.endswith("指标") or _ADDED_UP.search(s.clause_before)):
        return True
    if q.unit == "吨" and not c.explicit and _OF_PLANT.match(s.clause_after) and not DOING.search(s.clause_before[-8:]):
        return True
    if q.unit == "千伏" or (q.unit in LOOSE and not c.explicit and _gets_better(s)):
        return True
    if not c.explicit and _MENTIONED.search(s.clause_before):
        return True
    if s.clause_before.endswith("等") and _BODIES.match(s.clause_after):
        return True
    if q.unit in _PLACE_UNITS and _PLACES.search(s.clause_before):
        return True
    if _counts_what_follows(q, c, s):
        return True
    if _COUNTED_AS.search(s.clause_before) or _is_sum_of_list(q, s) or _is_size(q, c, s):
        return True
    return q.unit in LOOSE and not c.duty and not many and _is_abstract(s.clause_after)


_SCORED = re.compile(r"(?:及?以[上下]|以内)?的?,?(?:得|加|计|扣|记)(?:满分|\d)")
_AS_STANDARD = re.compile(r"(?:/[\u4e00-\u9fff]{1,3})?的标准(?:[,。;、()]|配|建|执|设|落|向|给|发|予|支|拨|补|缴|收|$)")
"""不低于100立方米/小时的标准: what a rule demands of a thing."""
_WITHIN_MEASURE = re.compile(r"的[^,。;\d]{2,24}的[^,。;\d]{1,14}(?:达到?|占|不低于|不少于|超过|提高到)[^,。;]{0,20}\d")
"""将70%的雨水就地利用的面积达到建成区的20%: the first share says what is measured."""
_DIMENSION = re.compile(
    r"(?:厚度|直径|口径|高度|长度|深度|宽度|浓度|含量|重量|容积|跨度)(?:[不]?(?:低于|高于|小于|大于|少于)|不足|超过|达到?)$"
)
_AWARDED = re.compile(r"(?:授予|追授)[^,。;]{2,}$")
_HONOUR = re.compile(r"[^,。;]{0,20}(?:奖|称号|勋章)")


def _is_awarded(c: Comparison, s: Surroundings) -> bool:
    """授予…等37项成果二等奖: the document itself awards them."""
    if c.explicit or s.recurs or s.dated_goal or not _AWARDED.search(s.clause_before):
        return False
    return _HONOUR.match(s.clause_after) is not None


_POLISHING = re.compile(r"(?:健全|完善|用好|强化|细化|深化|夯实)(?:好|和完善)?$")
_CARRYING_OUT = re.compile(
    r"(?:实施|推进|落实|开展|启动|抓好|突出|聚焦|坚持|做好|做到|打好|部署|统筹)(?:好|了|推进|实施)?$"
)
_WORKS = re.compile(r"(?:□+|[^,。;、\d]{0,10}(?:工程|行动|计划|战役|攻坚战|专项))(?![^,。;]{0,4}项目)")
_ONE_VISIT = re.compile(r"(?:最多|只需?|仅需?)跑$")
_ADDED_UP = re.compile(r"(?:以上|上述)[^,。;]{0,4}共计?$")
_OF_PLANT = re.compile(r"[一-鿿]{1,8}?(?:项目|装置|生产线)")
"""抓好年产60万吨油料等项目: the size of a plant."""
_FURTHERED = re.compile(r"(?:推动|推进|支持|促进)(?![^,。;]*(?:新[建增]|建[成设]|改造))[^,。;]{0,24}$")
_THRIVES = re.compile(r"[^,。;\d]{0,20}(?:高质量发展|高效运营|提质升级|提质增效|落地见效|做大做强)(?![一-鿿]*\d)")


def _gets_better(s: Surroundings) -> bool:
    """推动竹山、溪口2个园区高质量发展: whom the work is to help, no count to reach."""
    return _FURTHERED.search(s.clause_before) is not None and _THRIVES.match(s.clause_after) is not None


_MANY = 15
"""So many 事项 or 任务 in figures are counted work, not the parts of a text."""
_WITHIN_WALK = re.compile(r"(?:范围|半径|以?内)?[^,。;\d]{0,2}(?:覆盖|半径|范围|服务|见绿|见园|生活圈|换乘)")
_LENGTHS = frozenset(("米", "厘米", "毫米", "公里", "千米", "吨"))
LOOSE = frozenset(
    ("个", "项", "条", "类", "种", "级", "张", "套", "件", "道", "轮", "支", "方", "份", "点", "面", "部", "")
)
_NOUN_END = re.compile(
    r"$|[,。;、:()“”‘’!?\n\t□]|的|等|和|及|与|中|上|内|下|进行|开展|全|为|是|不|都|均|统筹|协同|发力|推进|落实"
    r"|相结合|一体"
)
_ABSTRACT = re.compile(f"{ABSTRACT_NOUN.pattern}(?:{_NOUN_END.pattern})")
_BOUND_BEHIND = re.compile(r"^(?:及?以[上下内]|左右)")
_ALWAYS_ABSTRACT = re.compile(r"(?:个|大|项)?(?:方面|环节|维度|层面)")


def _is_abstract(after: str) -> bool:
    after = _BOUND_BEHIND.sub("", after)
    named = len(after) - len(after.lstrip("□"))
    if after[named : named + 1] == "有" and after[named + 1 : named + 2] != "关":
        return False
    if _ALWAYS_ABSTRACT.match(after, named):
        return True
    return _ABSTRACT.match(after, named) is not None


_CAPACITIES = frozenset(
    "千瓦 兆瓦 万千瓦 蒸吨 吨 平方米 立方米 公里 亩 公顷 千伏 千伏安 兆伏安 MW kW KW 米 床 张 升".split()
)
_OF_SIZE = re.compile(
    r"(?:/[年月日时天])?(?:\(含\))?(?:(?:及|或)?以[上下]|以内)(?:\(含\))?的?(?![,。;、)]|$|并|且|和|或|以及|左右|用于|为|由|要|可)[\u4e00-\u9fff]{2}"
)
"""30万千瓦以上的机组, 10蒸吨以下锅炉: the size of a thing."""
_COUNTED_AS = re.compile(r"(?:每[^,。;]{1,10}(?<![累预设统审会总])(?:计|折合|折算|计算|视为|视同)(?:为|作)?)$")
_LIMIT_OF_ADMISSION = re.compile(r"准入|标准线|限额基准|认定标准|起付|封顶线|收入线|控制线")
_LISTED = re.compile(
    r"(?:^|[,。;:]|□)[^,。;:]{0,16}(?:举措|措施|任务|事项|经验|做法|政策|内容|清单|项目|案例|方面|类)(?:\(?共?计?|有|为)$"
)
_LIST_ENDS = re.compile(r"\)?(?:[:。;、,]|$)|\([^()]{1,40}\)[:。;]?$")
_ATTRIBUTE_BEFORE = re.compile(r"[^,。;:]*的")
_IN_PARTS = re.compile(r"(?:方面|类)$")
_BODIES = re.compile(
    r"(?:市直|市级|省直|省级|区级|县级|政府|有关|职能|成员|相关)*(?:部门|单位|委办局|机构|地区|县|区|市|镇|乡|省|自治区|盟|州|旗)"
)
_PLACES = re.compile(r"\d+个?[省市州盟区县旗镇乡街][、和]?$")
_PLACE_UNITS = frozenset("市县区镇乡村旗州省街")
_COUNT_OF_TEXT = re.compile(r"(?:每|新政|(?:主要|分别|共|具体|内容)有)$")
_ENUMERATED = re.compile(r"[、和及与]")


def _counts_what_follows(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """推广的举措(共23项), 人才保障方面5项:…: the number counts the text's own list."""
    if q.unit not in LOOSE or c.explicit or s.recurs or s.dated_goal or not _LIST_ENDS.match(s.clause_after):
        return False
    if _IN_PARTS.search(s.clause_before):
        return not s.continues and DOING.search(s.sentence_before) is None
    if not _LISTED.search(s.clause_before):
        return False
    counted = "(" in s.clause_before[-3:]
    return counted and DOING.search(_ATTRIBUTE_BEFORE.sub("", s.clause_before)) is None


def _is_sum_of_list(q: Quantity, s: Surroundings) -> bool:
    """甲区、乙区、丙区和丁区四个功能区: the number only counts what was just listed."""
    if not q.chinese or not isinstance(q.value, int) or not 2 <= q.value <= 12 or q.unit not in LOOSE:
        return False
    items = [part for part in _ENUMERATED.split(s.clause_before) if part]
    return len(items) == q.value and DOING.match(s.clause_before) is None


def _is_size(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    return q.unit.partition("/")[0] in _CAPACITIES and not c.before and _OF_SIZE.match(s.clause_after) is not None


def _is_conditional(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Eligibility (参保满4个月的, 吸纳3人以上的…给予): who may have something, not what is promised."""
    if q.unit in ("%", "个百分点") and _caps_cost(s):
        return False
    before = s.clause_before[-44:]
    if _LIMIT_OF_ADMISSION.search(before) and not (q.unit == "%" and c.duty and s.dated_goal):
        return True
    held = c.duty or STEADY.search(before) is not None
    rated = q.unit == "%" and _RATE_REACHED.search(before) is not None
    if not rated and _CONDITION_BEFORE.search(before) and (not held or "放宽" in before):
        return True
    if _CONDITION_CLOSED.match(s.clause_after) or (_RATE_PER_HEAD.match(s.clause_after) and q.chinese):
        return True
    if _LABELLED.match(s.sentence_before) or _DEFINITION.search(s.sentence_before):
        return True
    if (
        q.value == 1
        and not q.chinese
        and not c.explicit
        and _FOR_EACH.search(before)
        and _BENEFIT.search(s.sentence_after[:60])
    ):
        return True
    if _ATTRIBUTE.match(s.clause_after) and (q.unit != "%" or _RATE_BEFORE.search(before)):
        return True
    if _annual_selection(s) and not s.clause_before.startswith(("对", "凡")):
        return False
    if _GRANTED_IF.match(s.sentence_after):
        return True
    if c.explicit and _OF_WHOM.match(s.clause_after) and _FOR_WHOM.search(s.clause_before):
        return q.unit not in PEOPLE or TRAINING_OF_PEOPLE.search(s.sentence_after[:30]) is None
    benefit_follows = _BENEFIT.search(s.sentence_after[:90]) is not None
    if not benefit_follows or (c.duty and s.dated_goal) or (c.duty and s.continues):
        return False
    if _CONDITION_AFTER.match(s.clause_after) and (q.unit != "%" or c.explicit):
        return True
    opened = _CONDITION_OPENED.search(s.sentence_before)
    if opened and _BENEFIT_BEFORE.search(opened.group()) is None:
        return not (q.unit in PEOPLE and TRAINING_OF_PEOPLE.search(s.sentence_after[:30]))
    return c.explicit and not c.duty and _CONDITION_REST.match(s.sentence_after) is not None


_GRANTED_UP_TO = re.compile(
    r"(?:提供|给予|予以|享受|可申请|获得|免费使用)[^,。;]{0,8}(?:最高|最多|最大|不超过)[^,。;]{0,4}$"
)


def _is_benefit(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """What a beneficiary gets: 返还40%, 上浮15%, 每人每年限两次."""
    if q.unit in _CAPACITIES and _GRANTED_UP_TO.search(s.clause_before):
        return True
    if _LIMIT_OF_BENEFIT.search(s.sentence_before[-40:]) and not s.dated_goal:
        return True
    if _ENJOYED.search(s.clause_before) and q.unit not in PEOPLE and q.unit not in ("家", "户"):
        return True
    if q.unit == "%" and _PRICE_CUT.search(s.clause_before):
        return True
    if q.unit in ("%", "倍") and _GIVEN_BEHIND.match(s.clause_after):
        return True
    if q.unit not in ("%", "个百分点", "倍", "次", "年", "个月", "项", "成") or (s.dated_goal and c.explicit):
        return False
    nearby = s.clause_before[-30:]
    if _RATE_KEPT.search(nearby) or _caps_cost(s) or (c.duty and _CHARGED.search(nearby)):
        return False
    if q.unit == "%" and (
        _PAID_OUT.search(s.clause_before)
        or _PAID_OUT_BEHIND.match(s.clause_after)
        or _SHARED_OUT.search(s.sentence_before + s.clause_after)
    ):
        return True
    benefits = list(_BENEFIT_BEFORE.finditer(nearby))
    benefit = benefits[-1] if benefits else None
    if benefit is not None and q.unit not in ("次", "项") and not _SHARE_OF_FUNDS.search(nearby[benefit.end() :]):
        return True
    if q.unit == "%" and _RATE_OF_BENEFIT.search(s.sentence_before):
        return True
    if q.unit in ("%", "倍") and not c.duty and _BY_SHARE.search(nearby) and not _ALLOTTED.match(s.clause_after):
        return True
    limited = (
        _TIMES_LIMIT.search(nearby) is not None and re.search(r"每[人家户企名个单]|申|享受|领", nearby) is not None
    )
    return q.unit in ("次", "项") and limited


_BY_SHARE = re.compile(r"按(?!期|时|照规定|规定)(?![^,。;]{0,30}(?:覆盖|占比|达到))[^,。;]{0,40}$")
_GIVEN_BEHIND = re.compile(
    r"(?:以内|以上)?的?(?:比例|标准|额度)?,?(?:给予|予以|奖|补(?!录|充|齐)|资助|贴息|享受|返还|支付|发放)"
)
_LIMIT_OF_BENEFIT = re.compile(
    r"(?:补贴|补助|奖励|资助|租赁|保障|减免|优惠|申请|享受|贴息)(?:建筑)?(?:面积|次数|年限|期限|时间|月数|天数)(?:标准)?[^,。;\d]{0,10}$"
    r"|累计(?:贴息|享受|补贴|申请|支持|发放)?(?:次数|年限|期限)[^,。;\d]{0,10}$"
    r"|(?:补贴|补助|给予|支付|报销|资助)[^。;]{0,40}(?:不(?:得)?超过|最高)[^,。;\d]{0,8}(?:缴费|缴纳|缴存|学费|租金|工资|费用|支出)[^,。;\d]{0,6}$"
    r"|每[户人套][^。;]{0,16}限[^。;]{0,20}面积[^,。;\d]{0,8}$"
)
_CHARGED = re.compile(r"收取|收费|管理费|服务费|手续费")
_PAID_OUT = re.compile(
    r"(?:拨付|预拨|拨款|兑付|结算|余款|尾款|负担|承担|分担|出资)[^,。;率\d]{0,4}$|按[^,。;]{2,20}占比$"
)
_PAID_OUT_BEHIND = re.compile(
    r"(?:的?(?:资金|奖金|经费|余款|款项))?[^,。;\d]{0,6}(?:后)?(?:拨付|预拨|兑付|结算|由[^,。;]{1,8}(?:负担|承担|分担))(?!率)"
)
_SHARED_OUT = re.compile(r"权重(?:为|:|分别)|分配(?:因素|系数|权重)|(?:占比|比重)[^。;]{0,6}分配资金")
"""奖补资金先拨付70%, 省级承担40%, 学员数权重占50%: who pays how much and when."""
_ENJOYED = re.compile(r"享受(?:相应的|最多|最长|不超过|为期|连续|累计)*$")
_PRICE_CUT = re.compile(
    r"(?:电价|水价|气价|租金|房租|收费|费用|票价|价格|缴费|税款|社保费|费率|[学住餐伙宿]{1,2}费)(?:标准)?(?:下调|上调|减半|减收|减征|优惠|下浮|上浮|打折)[^,。;\d]{0,4}$"
)
_RATE_KEPT = re.compile(
    r"享受[^,。;]{0,8}(?:补贴|补助|资助|津贴)的?(?:比例|率)[^,。;\d]{0,6}$|(?:报销|支付|补偿)(?:比例|率)(?:稳定在|保持在|维持在|提高到|提升到)$"
)
"""报销比例稳定在75%: here the rate is what the year is measured by."""
_COST_OF_CREDIT = re.compile(
    r"(?:确保|力争|使|推动|争取)[^,。;]{0,30}(?:利率|费率)(?:水平)?(?:低于|不超过|不高于|降[至到]|控制在|保持在)$"
    r"|(?:融资成本|综合费率|担保费率?|贷款(?:平均)?利率)(?:要|再|总体|平均)*(?:降[至到]|下降|降低|压降|低于|不超过|不高于|控制在)[^,。;\d]{0,4}$"
    r"|(?:降低|压降|下调)[^,。;]{0,12}(?:融资成本|综合费率|担保费率?|贷款(?:平均)?利率)(?:[至到])?$"
)
"""担保费率降至1%: what lenders and guarantors are to charge; social insurance and tax rates are what is given."""
_RATE_OF_BENEFIT = re.compile(
    r"(?:返还|补贴|补助|奖励|奖补|减免|贴息|报销|支付|分担|抵扣)(?:比例|标准|额度|幅度)(?:[,:](?![^。;]*(?:确保|力争|覆盖|达))|(?:分别)?[为按])[^。;]{0,60}$"
    r"|(?:(?<!担保)费率|缴费比例|税率)[^。;]{0,40}$"
)


def _caps_cost(s: Surroundings) -> bool:
    """贷款利率低于1.6%, 担保费率降至1%: a cap on what is charged, unless it only says which loans."""
    return _COST_OF_CREDIT.search(s.clause_before) is not None and _OF_WHICH.match(s.clause_after) is None


_OF_WHICH = re.compile(r"(?:及?以[上下]|以内)?的")


def _annual_selection(s: Surroundings) -> bool:
    """每年认定10家: a choice that the authority makes, also when a benefit follows."""
    return _SELECTION.search(s.clause_before[-24:]) is not None


_FREE = re.compile(r"(?:以[上内])?的?免[费收租]")
_STANDING_TIME = re.compile(r"(?:等待期|有效期|宽限期|保护期|冷静期|公示期|存续期|锁定期)[^,。;]{0,12}$")
_SHORTENED = re.compile(r"(?:时间|时长|用时|间隔)(?:要|总体|平均)*(?:缩短|压缩|压减|控制|减少|缩减)(?:[至到]|在)$")
"""有效救助时间缩短至10小时以内: how quickly the authority is to be there."""
_AS_A_RULE = re.compile(r"(?:实习|实训|实践|锻炼|轮训|跟岗)(?:时间|期限|周期|时长)?(?:一般|原则上)(?:为|不少于)?$")
_DAYS = re.compile(r"(?:天数|日数|寿命)[^,。;\d]{0,6}$")
"""重污染天数不超过2天: days that are counted, not a time limit."""
_ON_AVERAGE = re.compile(r"平均(?!工资)[^,。;\d]{2,16}(?:控制在|[至到]|不超过|不高于|低于|达到?|不少于|不低于|为)$")


def _is_duty_in_time(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """每年开放不少于200日 is a duty, 10个工作日内办结 a handling time."""
    if _FREE.match(s.clause_after) or _STANDING_TIME.search(s.clause_before):
        return False
    if _SHORTENED.search(s.clause_before) and not _HANDLING.search(s.clause_before):
        return True
    if _AS_A_RULE.search(s.clause_before):
        return True
    if c.explicit and _DAYS.search(s.clause_before) and not _HANDLING.search(s.clause_before[-24:]):
        return True
    if c.explicit and (_ON_AVERAGE.search(s.clause_before) or STEADY.search(s.clause_before)):
        return True
    if "工作日" in q.unit or "自然日" in q.unit or not c.explicit or c.comparator == "≈":
        return False
    if re.search(r"(?:最长|最多|最高|可)[^,。;]{0,6}$", s.clause_before):
        return False
    if (
        re.match(r"以?内", s.clause_after)
        or _HANDLING.search(s.clause_before[-24:])
        or _HANDLING.search(s.clause_after[:16])
    ):
        return False
    return _LASTING.search(s.sentence_before[-60:]) is not None
