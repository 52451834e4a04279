"""承诺与事实: whether a number is promised, reached already, or neither (a condition, a benefit, a name).

The rules are those of the genre: words of the future (力争, 将, 到2031年) and of duty (不少于, 每年)
promise; words of the past (已, 累计, 截至) report; conditions (满…的, 注册资本) and benefits (给予…补贴,
上浮) are neither. In a reply letter a bare number is a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bole.documents.comparators import Comparison
from bole.documents.counters import ABSTRACT_NOUN, is_duration
from bole.documents.numbers import Quantity
from bole.documents.periods import Reach, TimeExpression


class Standing(Enum):
    """性质: what a number is to the authority that printed it."""

    PROMISE = "promise"
    FACT = "fact"
    NEITHER = "neither"
    UNSURE = "unsure"


class Section(Enum):
    """段落性质: what the headings above a passage make of the numbers in it."""

    PLAIN = "plain"
    CONDITIONS = "conditions"
    BACKGROUND = "background"
    UPCOMING = "upcoming"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """上下文: the words around a number, cut at its comma clause and its sentence, and what holds there."""

    sentence_before: str
    clause_before: str
    clause_after: str
    sentence_after: str
    time: TimeExpression | None
    section: Section
    reply: bool
    continues: bool
    """A promise stands before it in the same sentence."""
    past_cited: bool = False
    time_at: int = -1
    """Where in `sentence_before` the time expression begins; negative where it stands before."""
    tabled: bool = False
    """It stands in the task cell of a table."""


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

_CONDITION_BEFORE = re.compile(
    r"满(?!足)$|满(?!足|意)(?:[一二三四五六七八九十\d]+年)?$|注册资(?:本|金)|实收资本|实缴"
    r"|(?<!劳动)(?<!适)年龄(?!段)|学历(?!提升|教育|层次|人)|(?<!\d)周岁|年满|工龄|从事[^,。;]{0,12}$|从业(?!人员"
    r"|者)[^,。;]{0,12}$|"
    r"具[备有](?!有)[^,。;的]{0,20}$|连续[^,。;]{0,12}$|上一?(?:年度?)?(?:营业|销售|主营|纳税)|缴纳[^,。;]{0,20}$"
    r"|参保(?!率|人数|覆盖|规模|面|扩)|缴费(?!率|人)|在职(?!教|培|职)|放宽|"
    r"(?:近|(?<!学)前)[一二两三四五六七八九十\d]+年[^,。;]{0,12}$|(?:不足|未满|未达到?|不到|不满)$|属于|持有"
    r"|成立(?:时间)?[^,。;]{0,6}$|"
    r"申请人|申报(?:单位|人|企业|对象|主体)|申请(?:单位|人|企业)|(?<![其集])中标|每[^,。;]{0,6}限|每(?:多|增加?"
    r"|新增|超|吸纳|引进|培养|培育|招用|录用|取得|带)[\u4e00-\u9fff]{0,6}$|限[领报享申定额]?$|最多可?(?:享受|申"
    r"|领)|有效期|聘期|任期|试用期|服务期|贷款期|享受期|贴息期|期限|为期|宽限|资格期|周期"
)
_CONDITION_AFTER = re.compile(r"(?:\([^()]{0,8}\))?(?:及?以[上下]|以内)?(?:\([^()]{0,8}\))?(?:的|[^,。;的]{0,14}的)")
_CONDITION_REST = re.compile(
    r"[^。;]{0,70}的[^,。;]{0,20}[,:]?(?:并|同时)?(?:一次性|可|按|每[\u4e00-\u9fff]{1,3}|另|由[^,。;]{0,10}|分别"
    r"|再|额外|市级|省级|区级|财政)*(?:给予|予以|奖励|补贴|补助|资助|享受|发给|申请|申领)"
)
_CONDITION_OPENED = re.compile(r"(?:^|[,;。:)])(?:凡|对(?!外|接|口|标|照|象|全[市省区县])|符合|经)[^。;]{0,90}$")
_GRANTED_IF = re.compile(r"[^。;]{0,80}的,(?:给予|予以|可申请|可享受)|[^,。;的]{0,6}的[^,。;]{1,16}(?:给予|予以)")
_ATTRIBUTE = re.compile(r"(?:及?以[上下]|以内)的[^,。;\d]{1,30}\d")
_RAISED_FROM = re.compile(
    r"[由从][^,。;]{0,24}\d[^,。;]{0,12}(?:增加|提高|提升|增长|扩大|扩充|拓展|下降|降低|减少|压缩|缩短"
    r"|发展)[到至]$"
)
_CONDITION_CLOSED = re.compile(r"(?:(?:\(含\))?(?:及?以[上下]|以内)(?:\(含\))?[^,。;的\d]{0,8})?的(?:,|$)")
_RATE_PER_HEAD = re.compile(r"[^,。;\d]{0,14}率")
_DEFINITION = re.compile(
    r"是指|所称|指的是|系指|(?:申报|申请)(?:单位|人|企业|对象|主体|者|机构)[^。;]{0,30}(?:应|须|需)"
    r"|应当?(?:同时)?具[备有]"
    r"|^(?:申请|申领|享受|购买|承租)[^,。;]{2,24}的?(?:家庭|人员|单位|企业|职工|个人|学员|机构|对象|者|人),"
)
_CUT = re.compile(r"(?:扣[减除回罚]|核减)[^,。;]{0,14}$")
_FOR_EACH = re.compile(r"每(?![年月季周日天个家名人])[\u4e00-\u9fff]{2,6}$")
_RATE_REACHED = re.compile(r"(?:率|比例|比重|占比)(?:要|应|须)?(?:达到?|超过|突破|提高到|提升到|稳定在|保持在)$")
_FINED = re.compile(r"[^,。;]{0,24}(?:罚款|违约金|滞纳金)")
_ALLOTTED = re.compile(r"(?:左右|以上)?(?:足额|提取|计提|安排|配备|设置|设立|配置|预留|用于|列支)")
_MENTIONED = re.compile(r"(?:(?:提出|明确|确定|规定|列出|部署|已[^,。;]{1,6})的|(?:上述|下列|前述|剩余|其余|这)的?)$")
_SIZE_OF_THING = re.compile(r"(?:直径|口径|量级|级|宽|高|长|深|厚|径)")
_BENEFIT = re.compile(
    r"给予|予以|奖励|奖补|补助|补贴|资助|贴息|返还|享受|发给|兑现|补偿|减免|免收|免除|上浮|优惠|报销|贷款|奖金"
    r"|津贴|代偿|分担|可申[请领]|贴现|抵扣|拨付|支付|扣除|免征|暂免|缓缴|减征"
)
_BENEFIT_BEFORE = re.compile(
    r"给予|予以|奖励(?!资金)|奖补(?!资金)|补助(?!资金|经费)|补贴(?!性|目录|工种|申|资金)|资助|贴息|返还|发给|兑现|补偿|减免|免收|上浮|下浮|优惠"
    r"|报销|奖金|津贴(?!的)|代偿|分担|贴现|抵扣|扣除|(?<!担保)费率|征收|免征|缓缴|减征|减半|基准利率|利率|比例给|标准的"
    r"|的标准|限额|折(?!合|算)|支持比例|扶持比例|支持额度|支持标准|可享受|享受(?!津贴|补贴|政策)|最高可?贷|额度"
)
_SHARE_OF_FUNDS = re.compile(
    r"(?:用于|占|的|到位|覆盖|兑[付现]|发放|及时|申[请领])[^,。;]*(?:率|比重|占比|比例(?!给|予|返)|数)|^(?:覆盖"
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
_FIELD = re.compile(
    r"(?:围绕|聚焦|针对|对照|依托|立足|瞄准|结合|根据|按照|参照|落实|贯彻|依据|紧扣|紧盯|对标|适应|服务于"
    r"|按(?=[^期时月年季照])|涵盖|包含|包括|涉及|分为|分成|由(?=[^,。;]{0,12}组成)|(?:聚力|立足于)|面对|比照"
    r"|覆盖(?=全[市省县区])|"
    r"属于|适用于|符合|总结|借鉴|在(?=[^,。;]{0,24}(?:基础上|范围内|领域|环节|行业)))[^,。;]{0,30}$"
)
_FACING = re.compile(r"(?:面向|对(?!外|接|口|标|于|照|象|全|重)|针对|在)[^,。;]{0,16}$")
_TRAINING_OF_PEOPLE = re.compile(r"培训|宣讲|辅导|轮训|指导|服务|体检|帮扶|发放|救助")
_AS_OBJECT = re.compile(r"[^,。;]{0,24}为(?:主要|重点)?(?:对象|重点|目标|主体|基础|抓手|依托|单元)")
_DOING = re.compile(
    r"培训|培养|培育|建设|建成|新建|新增|打造|认定|遴选|评选|举办|开展|组织|引进|招收|招引|招募|设立|创建|发放"
    r"|设(?![施备计想定区])|选调|选录|招考|招才|改造|发布|推广|实现|完成|安排|选派|提供|形成|推动|开设|配备|选拔|选聘|达到"
)
_VERB = re.compile(
    r"发展|安排|培训|培养|培育|建设|建成|建立|新建|新增|增设|新设|改建|扩建|改造|翻新|升级|打造|认定|遴选|评选|评定|评出"
    r"|选树|选拔|选派|选聘|选送|选出|聘请|聘任|招募|招聘|招引|招收|招生|招录|引进|引育|引入|引导|举办|承办|开展"
    r"|组织|"
    r"开办|开设|开发|开放|编写|编制|编印|制定|制订|修订|研制|发布|推出|推广|推荐|推动|推进|实现|完成|达|提高|提升"
    r"|增加|增长|扩大|保持|稳定|控制|降|压减|压缩|减少|缩短|覆盖|服务|帮扶|扶持|支持|资助|发放|配发|配备|配置"
    r"|配套|设立|设置|"
    r"创建|创办|孵化|组建|成立|布局|布设|布点|建档|入库|纳入|储备|输送|吸纳|吸引|带动|带出|促进|转移|安置|解决"
    r"|攻克|突破|实施|落地|签约|签订|接入|联通|上云|接待|调度|督导|督查|检查|抽查|核查|巡查|通报|评估|考评|考核"
    r"|测评|评价|评议|"
    r"演练|宣讲|走访|调研|更新|召开|参训|轮训|访谈|抽取|抽检|集聚|汇聚|形成|争创|争取|获批|申报|备案|种植|治理"
    r"|整治|投放|投用|开工|竣工|开通|供应|筹集|输出|占|率|比例|比重|规模|总量|总数|数量|人数|建|设|评|聘|招|办|选"
    r"|拓展|推行|"
    r"提供|普查|搭建|集中|参加|参与|承接|征集|收集|采集|归集|梳理|公布|公开|出台|试点|辐射|惠及|受益|孵|赋能|转化"
    r"|制作|拍摄|开行|开播|播出|运营|运行|部署|安装|铺设|架设|整合|清理|压降|淘汰|关停|腾退|回收|利用|种|养|挂牌"
    r"|授牌|建有|开|用于|不少于|不低于|至少|强化|加强|配齐|增强|做大|做强|盘活|储|绘制|录制|派遣|派驻|驻点|联系"
    r"|结对|共建|签|育|优选|筛选|精选|评审|轮岗|实践|实训|学习|值守|回访|办理|解答|调解|仲裁|援助|救助|慰问|表彰"
    r"|奖励|补助|补贴|奖补|通过|保障|新招|扩招|吸收|录用|见习|就业|创业|毕业|持证|取证|获证"
)
STRONG_VERB = re.compile(
    r"(?:培训|培养|培育|建设|建成|新建|新增|增设|新设|改建|扩建|改造|翻新|打造|认定|遴选|评选|评定|评出|选树|选派"
    r"|聘请|招募|招引|招聘|引进|举办|承办|开展|组织|开办|开设|开发|编写|编制|编印|制定|发布|推出|设立|创建|孵化"
    r"|组建|成立|召开|建立|完成|举行|"
    r"配备|设置|布局|配发|实施|申报|争创|争取|获批|推广|签约|演练|抽查|检查|督查|督导|巡查|通报|评估|考评|调度"
    r"|更新|修订|攻克|普查|研制|制作|培树|推荐|安排|选聘|达到?|建)(?:约|近|超|至少|不少于|好|出|成|全市|市级"
    r"|全省)?$"
)
_RATE = re.compile(
    r"占|完成|提取|安排|率|比例|比重|占比|覆盖|面|度|不低于|不少于|不超过|纳入|实现|达|提高|提升|增长|增加|降|减"
)
_FORMULA = re.compile(r"[+=×÷/]\s*$")
_HANDLING = re.compile(
    r"办结|办理|审核|初审|复核|复审|受理|公示|答复|回复|反馈|报送|报告|提交|送达|备案|整改|限期|时限|有效期"
    r"|自[^,。;]{0,30}之日|提前|响应|处置|放行|移交|拨付|到账|审批|签发|出具|通知|告知|保存|保管|留存|保修|申请"
    r"|提出"
)
_LASTING = re.compile(
    r"每|全年|培训|实践|学习|开放|课|实习|跟岗|轮训|研修|集中|脱产|累计|时间|时长|服务|锻炼|挂职|驻|岗|学时|年限"
)
_PER_CLASS = re.compile(r"每(?:个)?(?:班|期|车|组|场)[^,。;每]{0,8}$")
_PER_SUBJECT = re.compile(r"每(?!年|季|月|半|周|日|天|学|两|三|五|二|四|十|批)[\u4e00-\u9fff]{1,14}")
_TIMES_LIMIT = re.compile(r"限|最多|不得超过|不超过|不重复|可申|可享|可领|申领|领取|享受")


def standing(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    """What a number that is no money is: a promise, a fact, or neither."""
    if s.section is Section.CONDITIONS:
        return Standing.NEITHER
    if _is_baseline(s):
        return Standing.FACT
    if _is_named_count(q, c, s) or _is_conditional(q, c, s) or _is_benefit(q, c, s):
        return Standing.NEITHER
    if is_duration(q.unit) and not _is_duty_in_time(q, c, s):
        return Standing.NEITHER
    if _reports(s, c):
        return Standing.FACT
    return _promised(q, c, s)


def _is_baseline(s: Surroundings) -> bool:
    """由310座增加到450座: the first number is where things stand."""
    return _BASELINE_BEFORE.search(s.clause_before) is not None and _BASELINE_AFTER.match(s.sentence_after) is not None


def _is_named_count(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """三个方面, 六大行动, 权重60%: counts of the text itself and parts of a formula."""
    if _COUNT_OF_TEXT.search(s.clause_before):
        return True
    if not c.duty and _CUT.search(s.clause_before):
        return True
    if not c.duty and (_PENALTY.search(s.clause_before[-24:]) or _PENALTY.match(s.clause_after[:6])):
        return True
    if _FINED.match(s.sentence_after) and "处" in s.clause_before:
        return True
    if q.unit == "%" and (_FORMULA.search(s.clause_before) or re.match(r"\)?[+×=]", s.clause_after)):
        return True
    if q.unit in ("%", "个百分点"):
        return False
    if q.unit in ("米", "公里") and _WITHIN_WALK.match(s.clause_after):
        return True
    if q.unit in _LENGTHS and _SIZE_OF_THING.match(s.clause_after):
        return True
    if q.unit in _LOOSE and not isinstance(q.value, tuple) and q.value < _MANY and _POLISHING.search(s.clause_before):
        return True
    if q.unit in _LOOSE and _CARRYING_OUT.search(s.clause_before) and _WORKS.match(s.clause_after):
        return True
    if not c.explicit and _MENTIONED.search(s.clause_before):
        return True
    if s.clause_before.endswith("等") and _BODIES.match(s.clause_after):
        return True
    if q.unit in _PLACE_UNITS and _PLACES.search(s.clause_before):
        return True
    if _COUNTED_AS.search(s.clause_before) or _is_sum_of_list(q, s) or _is_size(q, c, s):
        return True
    many = not q.chinese and not isinstance(q.value, tuple) and q.value >= _MANY
    return q.unit in _LOOSE and not c.duty and not many and _is_abstract(s.clause_after)


_POLISHING = re.compile(r"(?:健全|完善|用好|强化|细化|深化|夯实)(?:好|和完善)?$")
_CARRYING_OUT = re.compile(
    r"(?:实施|推进|落实|开展|启动|抓好|突出|聚焦|坚持|做好|做到|打好|部署|统筹)(?:好|了|推进|实施)?$"
)
_WORKS = re.compile(r"(?:□+|[^,。;、\d]{0,10}(?:工程|行动|计划|战役|攻坚战|专项))(?![^,。;]{0,4}项目)")
_MANY = 15
"""So many 事项 or 任务 in figures are counted work, not the parts of a text."""
_WITHIN_WALK = re.compile(r"(?:范围|半径|以?内)?[^,。;\d]{0,2}(?:覆盖|半径|范围|服务|见绿|见园|生活圈)")
_LENGTHS = frozenset(("米", "厘米", "毫米", "公里", "千米", "吨"))
_LOOSE = frozenset(
    ("个", "项", "条", "类", "种", "级", "张", "套", "件", "道", "轮", "支", "方", "份", "点", "面", "部", "")
)
_NOUN_END = re.compile(
    r"$|[,。;、:()“”‘’!?\n\t□]|的|等|和|及|与|中|上|内|下|进行|开展|全|为|是|不|都|均|统筹|协同|发力|推进|落实"
    r"|相结合|一体"
)


_ALWAYS_ABSTRACT = re.compile(r"(?:个|大|项)?(?:方面|环节|维度|层面)")


def _is_abstract(after: str) -> bool:
    named = len(after) - len(after.lstrip("□"))
    if _ALWAYS_ABSTRACT.match(after, named):
        return True
    m = ABSTRACT_NOUN.match(after, named)
    return m is not None and _NOUN_END.match(after, m.end()) is not None


_CAPACITIES = frozenset(
    "千瓦 兆瓦 万千瓦 蒸吨 吨 平方米 立方米 公里 亩 公顷 千伏 千伏安 兆伏安 MW kW KW 米 床 张 升".split()
)
_OF_SIZE = re.compile(
    r"(?:\(含\))?(?:(?:及|或)?以[上下]|以内)(?:\(含\))?的?(?![,。;、)]|$|并|且|和|或|以及|左右|用于|为|由|要|可)[\u4e00-\u9fff]{2}"
)
"""30万千瓦以上的机组, 10蒸吨以下锅炉: the size of a thing."""
_COUNTED_AS = re.compile(r"(?:每[^,。;]{1,10}(?<![累预设统审会总])(?:计|折合|折算|计算|视为|视同)(?:为|作)?)$")
_LIMIT_OF_ADMISSION = re.compile(r"准入|标准线|限额基准|认定标准|起付|封顶线|收入线|控制线")
_BODIES = re.compile(
    r"(?:市直|市级|省直|省级|区级|县级|政府|有关|职能|成员|相关)*(?:部门|单位|委办局|机构|地区|县|区|市|镇|乡)"
)
_PLACES = re.compile(r"\d+个?[省市州盟区县旗镇乡街][、和]?$")
_PLACE_UNITS = frozenset("市县区镇乡村旗州省街")
_EXCEEDED = re.compile(r"[^。;]{0,20}(?:超额|提前|圆满|如期)完成|[^,。;]{0,6},(?:完成|实现)了")
_SHARE_DONE = re.compile(r"[^,。;]{0,6},(?:已)?完成(?:全年|年度|年初|目标)[^,。;]{0,6}任务")
_OF_THE_TASK = re.compile(r"完成(?:全年|年度|年初|目标)[^,。;]{0,6}任务(?:数|量)?的?$")
_COUNT_OF_TEXT = re.compile(r"(?:每|新政|(?:主要|分别|共|具体|内容)有)$")
_ENUMERATED = re.compile(r"[、和及与]")


def _is_sum_of_list(q: Quantity, s: Surroundings) -> bool:
    """甲区、乙区、丙区和丁区四个功能区: the number only counts what was just listed."""
    if not q.chinese or not isinstance(q.value, int) or not 2 <= q.value <= 12 or q.unit not in _LOOSE:
        return False
    items = [part for part in _ENUMERATED.split(s.clause_before) if part]
    return len(items) == q.value and _DOING.match(s.clause_before) is None


def _is_size(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    return q.unit.partition("/")[0] in _CAPACITIES and not c.before and _OF_SIZE.match(s.clause_after) is not None


def _is_conditional(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """Eligibility (参保满4个月的, 吸纳3人以上的…给予): who may have something, not what is promised."""
    before = s.clause_before[-44:]
    if _LIMIT_OF_ADMISSION.search(before):
        return True
    held = c.duty or _STEADY.search(before) is not None
    rated = q.unit == "%" and _RATE_REACHED.search(before) is not None
    if not rated and _CONDITION_BEFORE.search(before) and (not held or "放宽" in before):
        return True
    if _CONDITION_CLOSED.match(s.clause_after) or (_RATE_PER_HEAD.match(s.clause_after) and q.chinese):
        return True
    if s.sentence_before.startswith(("适用范围", "适用对象", "实施范围")) or _DEFINITION.search(s.sentence_before):
        return True
    if (
        q.value == 1
        and not q.chinese
        and not c.explicit
        and _FOR_EACH.search(before)
        and _BENEFIT.search(s.sentence_after[:60])
    ):
        return True
    if q.unit != "%" and _ATTRIBUTE.match(s.clause_after):
        return True
    if _annual_selection(s) and not s.clause_before.startswith(("对", "凡")):
        return False
    if _GRANTED_IF.match(s.sentence_after):
        return True
    benefit_follows = _BENEFIT.search(s.sentence_after[:90]) is not None
    if not benefit_follows or (c.duty and _dated_goal(s)) or (c.duty and s.continues):
        return False
    if _CONDITION_AFTER.match(s.clause_after) and (q.unit != "%" or c.explicit):
        return True
    opened = _CONDITION_OPENED.search(s.sentence_before)
    if opened and _BENEFIT_BEFORE.search(opened.group()) is None:
        return not (q.unit in _PEOPLE and _TRAINING_OF_PEOPLE.search(s.sentence_after[:30]))
    return c.explicit and not c.duty and _CONDITION_REST.match(s.sentence_after) is not None


_GRANTED_UP_TO = re.compile(
    r"(?:提供|给予|予以|享受|可申请|获得|免费使用)[^,。;]{0,8}(?:最高|最多|最大|不超过)[^,。;]{0,4}$"
)
_PEOPLE = frozenset(("人", "名", "位", "人次"))


def _is_benefit(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """What a beneficiary gets: 返还40%, 上浮15%, 每人每年限两次."""
    if q.unit in _CAPACITIES and _GRANTED_UP_TO.search(s.clause_before):
        return True
    if q.unit not in ("%", "个百分点", "倍", "次", "年", "个月", "项", "成") or (_dated_goal(s) and c.explicit):
        return False
    nearby = s.clause_before[-30:]
    benefits = list(_BENEFIT_BEFORE.finditer(nearby))
    benefit = benefits[-1] if benefits else None
    if benefit is not None and q.unit not in ("次", "项") and not _SHARE_OF_FUNDS.search(nearby[benefit.end() :]):
        return True
    if q.unit == "%" and _RATE_OF_BENEFIT.search(s.sentence_before):
        return True
    if q.unit in ("%", "倍"):
        if (
            re.search(r"按(?!期|时|照规定|规定)[^,。;]{0,40}$", nearby)
            and not c.duty
            and not _ALLOTTED.match(s.clause_after)
        ):
            return True
        given = re.match(
            r"(?:以内|以上)?的?(?:比例|标准|额度)?,?(?:给予|予以|奖|补|资助|贴息|享受|返还|支付|发放)", s.clause_after
        )
        return given is not None
    limited = (
        _TIMES_LIMIT.search(nearby) is not None and re.search(r"每[人家户企名个单]|申|享受|领", nearby) is not None
    )
    return q.unit in ("次", "项") and limited


_RATE_OF_BENEFIT = re.compile(
    r"(?:返还|补贴|补助|奖励|奖补|减免|贴息|报销|支付|分担|抵扣)(?:比例|标准|额度|幅度)(?:[,:]|(?:分别)?[为按])[^。;]{0,60}$"
    r"|(?:(?<!担保)费率|缴费比例|税率)[^。;]{0,40}$"
)


def _annual_selection(s: Surroundings) -> bool:
    """每年认定10家: a choice that the authority makes, also when a benefit follows."""
    return _SELECTION.search(s.clause_before[-24:]) is not None


def _dated_goal(s: Surroundings) -> bool:
    return s.time is not None and s.time.reach is Reach.PASSAGE and not s.time.past and s.time.deadline


_FREE = re.compile(r"(?:以[上内])?的?免[费收租]")
_ON_AVERAGE = re.compile(r"平均(?!工资)[^,。;\d]{2,16}(?:控制在|[至到]|不超过|不高于|低于|达到?|不少于|不低于|为)$")


def _is_duty_in_time(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """每年开放不少于200日 is a duty, 10个工作日内办结 a handling time."""
    if _FREE.match(s.clause_after):
        return False
    if c.explicit and (_ON_AVERAGE.search(s.clause_before) or _STEADY.search(s.clause_before)):
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


def _last(pattern: re.Pattern[str], text: str) -> int:
    at = -1
    for m in pattern.finditer(text):
        at = m.start()
    return at


_STEADY = re.compile(r"(?:稳定|保持|维持|控制)在$")


def _reports(s: Surroundings, c: Comparison) -> bool:
    """Whether the words before the number say that it was reached already."""
    if _OF_THE_TASK.search(s.clause_before) or _SHARE_DONE.match(s.sentence_after):
        return True
    future = _last(_FUTURE, s.sentence_before)
    if future < 0 and s.past_cited and not s.continues and not _OBLIGED.search(s.sentence_before):
        return True
    if not s.reply:
        future = max(future, _last(_FUTURE_IN_PLAN, s.sentence_before))
    ahead = s.time is not None and not s.time.past and s.time.periods[0] != ""
    if (
        ahead
        and s.time_at > 0
        and s.time is not None
        and s.time.reach is not Reach.OWN
        and (_dated_goal(s) or _recurs(s))
    ):
        future = max(future, s.time_at)
    if _last(_PAST, s.sentence_before) > future:
        return True
    if future < 0 and not (ahead and not s.reply):
        raised = _RAISED_FROM.search(s.clause_before) is not None
        if not raised and (
            _PAST_PERHAPS.search(s.sentence_before)
            or (not c.duty and not _STEADY.search(s.clause_before) and _PAST_PERHAPS_HERE.search(s.clause_before))
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
    return not (obliged or _recurs(s) or _dated_goal(s))


def _recurs(s: Surroundings) -> bool:
    return s.time is not None and s.time.periods[0].startswith(("annual", "every"))


def _promised(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    before = s.clause_before
    if _PER_CLASS.search(before) and q.unit in _PEOPLE:
        return Standing.NEITHER
    if q.chinese and q.unit != "%":
        return _chinese_promised(q, c, s)
    if c.duty:
        return Standing.PROMISE
    if q.unit == "分" and not c.explicit:
        return Standing.NEITHER
    if not c.explicit and q.unit not in ("%", "个百分点") and _is_field(q, s):
        return Standing.NEITHER
    if _trains(q, s):
        return Standing.PROMISE
    if q.unit in ("%", "个百分点"):
        evident = (
            c.explicit
            or _RATE.search(before)
            or _RATE.search(s.clause_after[:30])
            or s.continues
            or _SHARE_DOES.match(s.clause_after)
        )
        return Standing.PROMISE if evident or _in_full_sentence(s) else Standing.UNSURE
    if c.explicit or s.continues or _VERB.search(before):
        return Standing.PROMISE
    if _recurs(s) or _dated_goal(s) or s.tabled or _PER_SUBJECT.search(before):
        return Standing.PROMISE
    return Standing.PROMISE if _in_full_sentence(s) else Standing.UNSURE


_RULES = re.compile(r"(?:□+)?[^,。;]{0,6}(?:措施|意见|举措|规定|办法|规章|法规|标准|政策|决定)")
_STOP = re.compile(r"[,。;:!]")


def _in_full_sentence(s: Surroundings) -> bool:
    """Whether the number stands in running text: in a plan what nothing marks as done or demanded is to be done."""
    if len(s.clause_before) < 2 or _RULES.match(s.clause_after):
        return False
    return _STOP.search(s.sentence_before) is not None or _STOP.search(s.sentence_after) is not None


_SHARE_DOES = re.compile(
    r"(?:以上)?(?:用于|作为|预留|划[转拨归]|归|交由|的[^,。;]{2,24}(?:设[置立]|建[立成设]|开[展设通]|用于|配[备齐]|达|具备|参[加与]|接受|使用|有|掌握))"
)


def _is_field(q: Quantity, s: Surroundings) -> bool:
    """围绕15个集群, 面向9个区: on what work is done; training of so many people stays a promise."""
    before = s.clause_before
    if _AS_OBJECT.match(s.clause_after):
        return True
    field = _FIELD.search(before) or _FACING.search(before)
    if field is None or STRONG_VERB.search(before) or _DOING.search(before, field.start() + 2):
        return False
    return not _trains(q, s)


def _trains(q: Quantity, s: Surroundings) -> bool:
    """面向3万名…开展培训: people who are to be trained or paid, not a field of work."""
    if q.unit not in _PEOPLE or not _FACING.search(s.clause_before):
        return False
    return _TRAINING_OF_PEOPLE.search(s.sentence_after[:60]) is not None


_CONCRETE = frozenset("个家所名位次场期座支条套批门处间人项户件部篇份本台辆届轮班册")
_CONCRETE_LONG = frozenset(("人次", "场次", "课时", "学时", "批次", "年", "日", "天", "个月", "小时"))
_ONCE_NOT = re.compile(r"[跑只]|最多|少|又|另|再|首")


def _chinese_promised(q: Quantity, c: Comparison, s: Surroundings) -> Standing:
    """Numbers in Chinese characters are mostly words (一个, 三方面); they need a stated duty or a plain verb."""
    before = s.clause_before
    if q.unit not in _CONCRETE and q.unit not in _CONCRETE_LONG:
        return Standing.NEITHER
    if q.value == 1:
        return Standing.PROMISE if _once(q, c, s) else Standing.NEITHER
    if c.duty or c.explicit or _PER_SUBJECT.search(before) is not None or s.continues:
        return Standing.PROMISE
    if _recurs(s) and q.unit in ("次", "场", "期", "轮", "场次"):
        return Standing.PROMISE
    verb = _VERB.search(before) is not None
    if verb and (_recurs(s) or s.tabled or re.match(r"[,。;、]|$", s.clause_after)):
        return Standing.PROMISE
    return Standing.PROMISE if STRONG_VERB.search(before) and not _is_field(q, s) else Standing.NEITHER


def _once(q: Quantity, c: Comparison, s: Surroundings) -> bool:
    """一次, 一个: a count only behind 至少, 每年, 每个; 一次 also right behind its verb (普查一次)."""
    if q.unit in ("批", "项", "类", "种", "条", "套") and not c.duty:
        return False
    if c.duty:
        return True
    verb = STRONG_VERB.search(s.clause_before) is not None and not s.clause_before.endswith(("达到", "达", "实现"))
    if _recurs(s):
        return verb or q.unit in "次场期届轮"
    if _PER_SUBJECT.search(s.clause_before):
        return verb
    return (
        q.unit in "次场期届"
        and re.search(r"[\u4e00-\u9fff]{2}$", s.clause_before) is not None
        and (_ONCE_NOT.search(s.clause_before[-3:]) is None and verb)
    )
