"""公文用语: the fixed wording by which the parts of an official document and of a web page are known.

All patterns are for folded text without blanks and of bounded length (`SHORT`): none is ever run on a whole paragraph.
"""

from __future__ import annotations

import re

SHORT = 200
"""Only lines up to this length are held against the patterns of a part."""

NUMERAL = "零〇一二三四五六七八九十"
DATE = (
    rf"(?:(?:1[89]|20)\d\d年\d{{1,2}}月\d{{1,2}}[日号]"
    rf"|[二一][{NUMERAL}Oo0]{{3}}年[{NUMERAL}元]{{1,3}}月[{NUMERAL}]{{1,3}}日)"
)
"""A printed date in Arabic or Chinese numerals."""
_YEAR_MARK = r"[〔\[(【〈<{„‟“](?:19|20)\d\d年?[〕\])】〉>}„‟”]"
NUMBER = (
    rf"(?:(?![的于为及])[\u4e00-\u9fffA-Za-z]){{1,20}}(?:\([\u4e00-\u9fff]{{1,4}}\))?"
    rf"{_YEAR_MARK}年?第?\d{{1,5}}(?:-\d{{1,3}})?号"
)
"""发文字号."""
_COUNT = rf"第?(?:\d{{1,4}}|[{NUMERAL}百]{{1,5}})号"
ORDER_NUMBER = (
    rf"[\u4e00-\u9fff]{{2,40}}(?:令|公告)(?:[(〔\[]?(?:(?:19|20)\d\d年)?{_COUNT}[)〕\]]?|{_YEAR_MARK}{_COUNT})"
)
"""令第9号, 公告2031年第3号."""

ORGAN_END = (
    r"(?:政府|办公室|办公厅|[局厅署]|委员会|委|部|法院|检察院|科学院|研究院|[总协学商工公]会|联合会|中心|银行|[总支分]行|中共中央|国务院|中央军委|总队|支队"
    r"|公司|集团|小组|指挥部|联席会议|大学|学院|学校|管理[处区]|常委会|办|社|馆|联|海关|党校|政协|人大|开发区|园区)"
)
ORGAN = rf"(?:中共中央|国务院|[\u4e00-\u9fff“”()·、]{{1,45}}?{ORGAN_END})(?:\((?:盖章|印章|章|代章|代)\))?"
"""A public body as it signs."""
TITLE_END = (
    r"(?:通知|意见|办法|方案|规定|条例|细则|措施|函|计划|规划|纲要|要点|公告|通告|决定|批复|答复|回复|报告|清单|目录|政策|制度|规则"
    r"|标准|规范|指引|指南|公示|通报|决议|议案|章程|准则|预案|守则|[一二三四五六七八九十]+条|举措|分工|分工表|一览表|规程|公报|倡议书"
    r"|请示|安排|体系|任务书|路线图|工作法|解释|声明|纪要|手册|一本通|名单|(?:分解|任务|汇总|明细|计划)表|\d{1,3}条|令)"
)
_TAG = r"(?:\([^()]{1,30}\)|〔[^〔〕]{1,20}〕)"

_DATE_LINE = re.compile(DATE)
SUMMARY = re.compile(r"(?:摘要|简介|内容简介|内容摘要|内容提要|导读|核心提示|检索(?:时间|关键词)):")
NUMBER_LINE = re.compile(
    rf"[(〔\[]?(?:文件编号|发文字号|发文文号|文号|编号|字号)?:?(?P<number>{NUMBER}|{ORDER_NUMBER})[)〕\]]?"
    rf"(?:签发人:?[\u4e00-\u9fff、,]{{2,20}})?(?:{DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})?"
)
ORDER_HEAD = re.compile(r"[\u4e00-\u9fff、]{2,40}(?:令|公告)")
ORDER_COUNT = re.compile(rf"[(〔\[]?(?:(?:19|20)\d\d年)?{_COUNT}[)〕\]]?|{_YEAR_MARK}{_COUNT}")
_TITLE_LINE = re.compile(rf".*{TITLE_END}{_TAG}*[》”\"]?{_TAG}*")
TITLE_WITH_NUMBER = re.compile(
    rf"(?P<title>.*{TITLE_END}{_TAG}*[》”\"]?{_TAG}*)"
    rf"[(〔]?(?P<number>[\u4e00-\u9fff]{{2,12}}{_YEAR_MARK}年?第?\d{{1,5}}号)[)〕]?"
)
"""A title with the document's number glued to it."""
TITLE_TAG_LINE = re.compile(rf"{_TAG}+")
TITLE_HEAD = re.compile(
    r".{2,60}(?:关于(?:印发|公布|发布|转发|修改|废止)?|印发|转发|等\d{1,2}(?:个)?(?:部门|单位|委办局)|等部门)"
)
TITLE_WHOLE = re.compile(r"[\u4e00-\u9fff()、等\d]{2,160}(?:关于|印发|转发)|[\u4e00-\u9fff]{2,12}[省市县区州盟旗]")
TITLE_TAIL = re.compile(
    r"(?:实施细则|若干(?:措施|规定|意见|政策)|暂行(?:办法|规定)|管理办法|(?:工作|实施|行动)(?:方案|计划|意见)|指导意见)(?:的通知)?"
    rf"{_TAG}*$"
)
"""A last line that is no title by itself."""
TITLE_REST = re.compile(rf"(?!.*(?:关于|印发|转发)).*的(?:通知|函|意见|决定|批复|公告|通告|报告|答复|回复){_TAG}*")
"""的通知 without 关于 has its beginning on the line above."""
BEGUN = re.compile(r"[\u4e00-\u9fff]{2,6}?[省市县区州盟旗][\u4e00-\u9fff“”、]{4,60}$")
"""A line that begins with a place and ends without the name of a kind of document."""
ISSUING = re.compile(r"关于(?:印发|转发|公布|发布|下达|修改|废止)|[局厅委室部会府门]印发|转发")
ABOUT = re.compile(r"关于|印发|转发")
NAMED = re.compile(r"《([^《》]{4,100}(?:〈[^〈〉]{1,80}〉[^《》]{0,60})?)》")
"""Titles a letter names."""
SANCTION = re.compile(
    rf"\({DATE}\)|[-—]{{1,4}}{DATE}在.*(?:会议|大会|全会)上|\((?:{DATE}|(?:19|20)\d\d年).*(?:通过|批准|公布|发布|施行|修[正订]|印发).*"
)
MASTHEAD = re.compile(
    r".{2,45}(?:文件|函件|\(函\)|公函|便函)|[(\[【]?[ABC]类[)\]】]?|办理结果:?.{0,6}|.{0,6}签发人:?.{0,20}|(?:机密|秘密|绝密|特急|加急|急件|平急)[★\d年月]*"
    r"|[(\[【]?(?:是否)?(?:同意)?(?:主动|依申请|不予)?公开[)\]】]?|(?:是否)?(?:同意)?对外公开:?.{0,6}|\d{6}"
)
ADDRESSEE = re.compile(
    r"(?!.*(?:如下|以下|附件|抄送|说明|标准)[::]?$)(?!.*签发)(?!发|制定|公开|责任|主管|联系|承办|主办|编制|编印|来源|牵头|配合)[^。;!?《》]{1,190}"
    r"(?:[局厅署委办部院会区县市州盟旗镇乡处中心组行司团校]|政府|部门|单位|机构|委员|代表|企业|同志|园区|街道|协会|学校|党派|社会组织|组织|人员|公民|各界|集团|人|站|所):"
)
_ORGAN_LINE = re.compile(ORGAN)
PERSON_LINE = re.compile(
    r"(?:代理?)?(?:[市县区省州盟旗局厅部会院镇乡行署]长|主任|主席|书记|总理):?[\u4e00-\u9fff·]{0,8}(?:\(.{1,6}\))?"
)
SIGNED_LINE = re.compile(
    rf"(?!.*(?:印发|通过|公布|发布|施行|至)).*{ORGAN_END}(?:\(.{{1,4}}\))?(?:[\u4e00-\u9fff]{{0,3}}长[\u4e00-\u9fff·]{{2,4}})?{DATE}"
)
"""Signatories and date on one line."""
SIGNED_LIST = re.compile(r"[^。;,!?《》]*\d{1,2} ?日")
"""The same while blanks still part the names."""
COPY_TO = re.compile(r"(?:主题词|抄送|抄报|分送|抄发|主送)(?:机关|单位)?:")
IMPRINT = re.compile(
    rf".{{0,60}}{DATE}印发"
    r"|[(\[]?此件.{0,20}公开.{0,10}[)\]]?|[(\[]?(?:政府)?(?:信息)?公开(?:方式|属性|选项|类别|形式|类型):?.{0,20}[)\]]?"
    r"|(?:[(\[](?:此件|联系|公开|主动公开|依申请公开|不予公开)[^()]{0,80}[)\]]){1,4}|\((?:联系|经办|承办).{2,80}\)|\(?共?印(?:发)?\d{1,5}份\)?"
    r"|校对:?[\u4e00-\u9fff]{2,10}|打字:?[\u4e00-\u9fff]{2,10}|[(\[]此件.{2,20}[)\]]|\((?:本文)?有删减\)"
)

_LABEL = (
    r"(?:您?(?:现在|当前|所在)?的?位置|您所在位置|热点搜索|热门搜索|热搜词?|分享到?|字体|字号|文字大小"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)?|信息来源|文章来源|稿件来源|来源|发[布表](?:日期|时间|机构|机关|部门|单位|人|字号)"
    r"|发文(?:日期|时间|机关|机构|单位|字号|文号)|(?:制定|公开|编制|制作)(?:机关|机构|单位)|(?:成文|生成|印发|公开|更新|生效|废止|失效|公布|施行|实施|录入)(?:日期|时间)|责任编辑|信息索引号?|索引号"
    r"|主题分类|组配分类|体裁分类|服务对象|信息名称|信息分类|公文种类|有效性|时效性|效力状态|效力级别|效力等级|文件状态|统一编号|规范性文件(?:统一)?编号"
    r"|法规类别|内容概述|主题词|关键词|检索时间|检索关键词|主办单位|承办单位|技术支持|版权所有|(?:政府)?网站标识码|网站管理|备案编号|备案号"
    r"|上一[篇条]|下一[篇条]|上一页|下一页|附件下载|相关附件|相关文件|解读文本|解读链接|相关解读|图文解读|文件解读|延伸阅读|相关链接"
    r"|法宝引证码|制定机关|公布日期|有效期状态|下载地址|浏览)"
)
_LABEL_DOUBT = (
    r"(?:(?:文件)?名称|标题|文号|发文字号|时间|日期|作者|编辑|审核|初审|终审|主办|承办|协办|地址|邮编|邮箱|电子邮箱|传真|监督电话|返回|搜索|原文|解读"
    r"|政策解读|主题|分类|状态|体裁|机构|公开范围|有效期|页数|格式|大小)"
)
_BUTTON = (
    r"[\[【(]?(?:打印(?:本页|此页|页面|文章|内容|正文)?|关闭(?:窗口|本页|页面|此页)?|收藏(?:本页)?|分享到?|返回(?:顶部|首页|列表|上页)?|TOP|[大中小]{1,3}"
    r"|繁体版?|简体版?|无障碍(?:浏览|阅读|模式)?|长者模式|适老化|关怀版|设为首页|加入收藏|字[号体]|语音播报|导出|我要纠错|网页纠错|纠错"
    r"|微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|人人网|豆瓣|朋友圈|复制链接|点赞|扫一扫)[\]】)]?[::]?"
)
SURE_FURNITURE = re.compile(
    rf"(?!.*[。;].)(?:【?{_LABEL}】?[::].*|【{_LABEL}】.*|{_BUTTON}|[^。]{{0,20}}当前位置.*|[^。]{{0,20}}首页[>»›/|].*|【?法宝引证码】?.*|原文链接.*|https?://.*|www\..*"
    r"|.*(?:ICP备|公网安备|网安备|版权所有|Copyright|©|网站标识码|最佳浏览).*"
    r"|.{0,12}(?:扫一扫|扫码).{0,20}|.{0,120}\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)(?:[\])(].*)?)"
)
FILE = re.compile(r".{1,120}\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)(?:[\])(].*)?")
"""A link to a file."""
FURNITURE = re.compile(
    rf"{SURE_FURNITURE.pattern}|-?{_LABEL_DOUBT}[::].*|{_LABEL}"
    r"|首页|网站首页|个人中心|联系我们|关于我们|网站地图|网站声明|采购及招聘|培训及考核|推荐|取消|登录|注册|退出|搜索|更多>*|政务公开"
    r"|政府信息公开|新闻中心|政民互动|互动交流|政务服务|办事服务|专题专栏|数据开放|机构概况|下载|手机版|电脑版|English|公众号|法宝.{0,4}"
    r"|相关(?:文章|链接|新闻|阅读|推荐|稿件|政策|解读|信息|文档|附件|内容|报道)|推荐阅读|热门文章|最新(?:文章|信息|动态)"
    r"|解读|政策解读|图解|视频解读|专家解读|政策原文|通知公告|政策法规|政策文件|规范性文件|其他文件|法定主动公开内容"
)
"""Sure furniture and what is furniture only above or below the text."""
BUTTONS = re.compile(rf"(?:{_BUTTON}[|/]?){{2,30}}")
FOOTER_CUE = re.compile(
    r"(?:[\[【(]?(?:打印(?:本页|此页|页面|文章)?|关闭(?:窗口|本页|页面)?|分享到?|返回(?:顶部|列表|首页)|扫一扫.{0,30})[\]】)]?[::|]?){1,6}$"
    r"|(?:上一[篇条]|下一[篇条]|相关(?:文章|链接|新闻|阅读|推荐|稿件|政策|解读|信息|文档|报道|附件)|主办(?:单位)?|承办(?:单位)?|协办|解读文本"
    r"|延伸阅读|附件下载|责任编辑|信息来源|文章来源|来源|网站地图|联系我们|友情链接|推荐阅读)(?:[::]|$)|推荐$|版权所有"
    r"|.{0,100}(?:ICP备|公网安备|网站标识码|Copyright)"
)
"""The first line of a page's footer."""
CONTENTS = re.compile(r"[\[【(]?目[录次][\])】]?")
NAMED_ANNEX = re.compile(r"附[件表录](?:\d{1,2}|[一二三四五六七八九十]{1,2})?[^:\d]")
ANNEX_NOTE = re.compile(r"附(?:[件表]\d{0,2}(?:[::]|[.、])?|[::])(?=.)")
ANNEX_ALONE = re.compile(rf"附[件表](?:\d{{1,2}}(?:-\d{{1,2}})?|[{NUMERAL}]{{1,3}})?:?")
NOTE_LINE = re.compile(r"\d{1,2}[.、．]?(?!年)|\(\d{1,2}\)|[一二三四五六七八九十]{1,2}、")
DOTS = re.compile(r"[.…·\-—_]{2,60}\(?\d{0,3}\)?$|(?<=[^\d年第])\(?\d{1,3}\)?$")
_PROSE_STOP = re.compile(r"[。;!?]")


def is_organ(bare: str) -> bool:
    """Whether a folded line without blanks is the name of a public body and nothing else."""
    return 3 <= len(bare) <= 50 and _ORGAN_LINE.fullmatch(bare) is not None and "关于" not in bare


HALF_NAME = re.compile(
    r"(?:中共|中国|[\u4e00-\u9fff]{2,6}[省市县区州盟旗])(?!.*(?:通知|意见|方案|办法|关于|[局厅署部院]$))[\u4e00-\u9fff]{2,24}(?:工作|建设|发展|管理|综合|改革|保障|服务)"
)
"""A long name of a body that goes on in the next line (某市人才工作 | 领导小组办公室)."""
_HEADING = re.compile(
    r"(?:主要|具体|重点|保障|政策|工作|总体|有关|基本|发展|实施|组织|扶持|奖励){1,2}(?:措施|安排|政策|规定|规划|方案|计划|意见|制度|标准|办法)"
)
"""An unnumbered heading inside a document that ends like a title."""
_NOT_IN_NAMES = re.compile(r"[,。;:!?《》\d]")
_ROLE_FIRST = re.compile(r"[\[【(]?(?:牵头|责任|配合|主办|协办|承办|负责)(?:责任)?(?:单位|部门)")
_ENDS_AS_ORGAN = re.compile(rf"{ORGAN_END}(?:\([^()]{{1,4}}\))?$")


_CLAUSE_MARK = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、]|第.{1,3}[章节条]"
)
"""二、空间布局 ends like the name of a bureau."""


def all_organs(bare: str) -> bool:
    """Whether a folded line without blanks holds names of public bodies and nothing else."""
    if not 3 <= len(bare) <= 400 or "关于" in bare or _NOT_IN_NAMES.search(bare) or _CLAUSE_MARK.match(bare):
        return False
    return _ENDS_AS_ORGAN.search(bare) is not None and not is_title(bare) and _ROLE_FIRST.match(bare) is None


def is_date(bare: str) -> bool:
    """Whether a folded line without blanks is a date and nothing else."""
    return len(bare) < 20 and _DATE_LINE.fullmatch(bare) is not None


def is_title(bare: str) -> bool:
    """Whether a folded line without blanks ends as the title of a document does."""
    if not 4 <= len(bare) <= SHORT or "。" in bare or _HEADING.fullmatch(bare):
        return False
    return _TITLE_LINE.fullmatch(bare) is not None or TITLE_WITH_NUMBER.fullmatch(bare) is not None


_WELCOME = re.compile(r"欢迎|访问|网站|星期")


def is_page_line(bare: str) -> bool:
    """Whether a folded line without blanks belongs to the web page for certain, or is a line of the masthead."""
    if len(bare) > SHORT:
        return False
    return any(p.fullmatch(bare) for p in (SURE_FURNITURE, BUTTONS, NUMBER_LINE)) or bare.endswith("人民政府文件")


def is_prose(bare: str) -> bool:
    """Whether a folded line without blanks is running text for certain."""
    if len(bare) < 40:
        return False
    return "。" in bare or ("," in bare and not is_title(bare) and _WELCOME.search(bare) is None)


def is_sentence(bare: str) -> bool:
    """Whether a folded line without blanks holds at least one closed sentence."""
    return len(bare) >= 20 and _PROSE_STOP.search(bare) is not None
