"""量词: the counters and measures that stand behind a number in official texts (家, 人次, 个百分点, 千瓦)."""

from __future__ import annotations

import re

DURATIONS = ("个工作日", "工作日", "个自然日", "自然日", "个月", "小时", "分钟", "年", "日", "天", "周", "秒", "月")
"""Units of time: mostly handling times and validity, so they need more than a verb to be a target."""

_COUNTERS = """
    人次 人天 人日 人 名 位 个百分点 百分点 个标准箱 标准箱 个 家次 家 户次 户 所 座 间 处 栋 幢 套次 套
    台次 台 件次 件 项次 项 条 场次 场 期 次 届 批次 批 轮 班次 班 课时 学时 节 门 本 册 部 篇 份 张 幅 片
    支 只 头 株 棵 辆次 辆 艘 架次 架 列 对 组 队 种 类 款 例 起 宗 笔 枚 床 亩 微克/立方米 毫克/立方米
    毫克/升 平方米/人 公顷 平方公里 平方千米 平方米 立方米 公里 千米 海里 厘米 毫米 米 吨标准煤 吨标煤 吨
    公斤 千克 斤 克 颗 发 面 根 粒 题 分贝 分 升 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦 瓦 千伏安 度 车次 航班 标箱
    标台 学位 床位 车位 工位 站点 县 村 镇 校 倍 万步 字 PFlops EFLOPS PFLOPS EFlops Gbps Mbps Tbps TEU MW
    GW KW kW PB TB GB EB km ㎡ m2 P
"""
_MEASURED = sorted((*_COUNTERS.split(), *DURATIONS), key=len, reverse=True)

UNIT = re.compile(
    r"(?:(?:人|家|户|台|件|项|辆)\(次\)|台\(套\)|件\(套\)|人\(户\)|户\(人\)|名\(次\)|个\(次\)|名\(家\)|辆\(台\)"
    r"|所\(个\)|个\(家\)|家\(个\)"
    r"|(?:人|家|项|个|户|台|篇|所|件|名|条|场|本)\((?!含)[\u4e00-\u9fff]\)(?=以|$|,|。|、|;)"
    rf"|(?:{'|'.join(re.escape(u) for u in _MEASURED)}))"
)
"""One counter, the longest first; matched directly behind a number in folded text."""

NOT_COUNTED = re.compile(
    r"次性|次元|次生|期工程|期项目|期建设|人一|级|名师|家庭|门户|项目制|年级|年制|年度|年期|年代|年龄|年来|日报|"
    r"题(?!以|[,。;、)]|$)|名录|对一|对多|条龙|条例|条第|条线|节课堂|类人员|部门|部委|部分|个基点|面积|面向|面对"
    r"|面临|发展|发布|发放|根据|"
    r"对(?=[\u4e00-\u9fff])(?!以[上下内]|左右|师徒|夫妻)|分(?:[别类级期批步层布支校院局公配工解析享散担成为之列店]|析)|"
    r"位一体|岁|周岁|维|代表|本账|科|组团|头在外|位数|度角|期间|起止|支箭|份额|人(?:以上)?户|人才?小组"
    r"|所高(?=校区)|倍速|部委|部门委"
)
"""What looks like a counter but begins another word (一次性, 二期工程, 三年级)."""

ABSTRACT_NOUN = re.compile(
    r"(?:大|个|项|条|类|种|级|重|点|张|套|部|件|步|本|块|道|层|维|轮|支|方|份)?(?:[\u4e00-\u9fff]{0,6}?)"
    r"(?:方面|环节|层面|维度|阶段|类型|原则|关系|意识|自信|维护|统筹|问题|领域|方向|转变|结合|要素|情形|条件|要求"
    r"|步骤|任务|举措|措施|"
    r"机制|体系|模式|制度|理念|主体|主线|层次|内容|部分|优势|功能|特征|目标|抓手|清单|重点|关键|确立|坚持|能力"
    r"|渠道|时段|事项|因素|指标|"
    r"途径|途徑|级别|等级|档次|档|等次|专章|环境|板块|片区|行动|计划|战略|专项|方式|样设施|类岗位|类人员|类别"
    r"|支撑|平台功能|大平台)"
)
"""Nouns whose count describes the text itself or a way of working (三个方面, 六大行动), never a quantity to reach."""


def is_duration(unit: str) -> bool:
    """Whether a unit measures time."""
    return unit in DURATIONS
