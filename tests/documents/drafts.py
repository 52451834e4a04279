"""Texts of invented cities that the tests of the table and of its forms share."""

from dataclasses import replace

from bole.documents.reader import read_text
from bole.documents.reading import Contact, Reading

PLAN = """澜州市人民政府办公室关于印发澜州市港口技能人才两年行动方案的通知

澜政办〔2031〕8号

各区人民政府，市直有关单位：

《澜州市港口技能人才两年行动方案》已经市政府同意，现印发给你们，请照此办理。

澜州市人民政府办公室
2031年3月5日

澜州市港口技能人才两年行动方案

一、总体目标

到2032年，全市港口技能人才总量达到12万人以上，其中高级工以上占比不低于35%。

二、重点任务

（一）扩大培训规模。每年举办装卸技能培训班不少于20期，培训3000人次。（牵头单位：市人社局、市总工会，配合单位：市交通运输局、各区人民政府）

（二）建设实训基地。2031年底前建成智慧码头实训基地2个，每个基地最高给予80万元补助。（责任单位：市人力资源社会保障局、市财政局）

（三）办好技能竞赛。鼓励码头企业举办班组练兵活动，推动竞赛成果进课堂。

三、保障措施

市财政安排专项资金1500万元，支持港口技能人才队伍建设。
"""

HOSTILE = """=cmd|'/c calc'!A1 & <script>alert(1)</script>市方案

一、<img src=x onerror=alert(1)>工作安排

（一）=1+1推进港口实训基地建设，每年培训"班组长"300人。（责任单位：@市人社局<b>、-市财政局）

（二）\x1b[31m红字\x1b[0m加强管理，开展检查不少于4次。（牵头单位：+市交通运输局）
"""


MERGED = """<html><head><title>分工</title></head><body>
<p>澜州市港口实训任务清单</p>
<p>一、总体安排</p><p>三年培训装卸机械司机1800人，具体任务见附件。</p>
<p>附件</p><p>任务分工表</p>
<table><tr><td rowspan="2">序号</td><td rowspan="2">任务</td><td colspan="2">分工</td><td rowspan="2">完成时限</td></tr>
<tr><td>牵头单位</td><td>配合单位</td></tr>
<tr><td>1</td><td>建设岸桥实训台4座</td><td>市人社局</td><td>市财政局、市交通运输局</td><td>2032年6月</td></tr>
<tr><td>2</td><td>编写拖轮驾驶教材2册</td><td>市教育局</td><td>市总工会</td><td>2032年9月</td></tr></table>
</body></html>
"""


def plan() -> Reading:
    """The plan as it is read."""
    return read_text(PLAN, "港口方案.txt")


def plan_with_contact() -> Reading:
    """The plan with a named contact in its last line."""
    line = "（联系人：欧阳小明，电话：13812340021，0760-88301234）\n"
    reading = read_text(PLAN + "\n" + line, "港口方案.txt")
    start = reading.raw.index("联系人")
    contacts = (
        Contact("欧阳小明", "13812340021", start, start + len(line)),
        Contact("欧阳小明", "0760-88301234", start, start + len(line)),
    )
    return replace(reading, metadata=replace(reading.metadata, contacts=contacts))


def merged() -> Reading:
    """A web page with an annex table whose head has merged cells."""
    return read_text(MERGED, "清单.html")


def hostile() -> Reading:
    """A text full of mark-up, formulas and control characters."""
    return read_text(HOSTILE, "=坏文件<b>.txt")
