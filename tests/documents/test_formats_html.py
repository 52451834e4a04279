"""Web pages: the document and not the page around it; every character with its place in the source."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from bole.documents.source import Source, source_from_bytes
from tests.conftest import ROOT
from tests.documents.offsets import grid, misplaced, of_text, texts

BODY = (
    "<p>　　一、总体目标。到2031年，培训数字技能人才900人，其中高级工不少于100人，建设实训基地5个，由各单位负责。</p>"
    "<p>　　二、保障措施。市财政每年安排资金300万元，对参加培训的人员每人补助500元，连续安排三年，专款专用。</p>"
)
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于加强技能培训的通知_澄湾市政府网</title>
<script>var a = "<p>三、脚本，不是正文。</p>";</script><style>p {{ content: "四、样式" }}</style></head><body>
<!-- 五、注释，不是正文。 -->
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul>
<div class="crumbs">您现在的位置：<a href="/">首页</a> &gt; <a href="/b">通知</a></div>
<div class="left-side"><h3>热门</h3><p><a href="/1">一季度发放补贴2亿元</a></p><p><a href="/2">二、三产业招工1200人</a></p></div>
<div class="article"><h1>关于加强技能培训的通知</h1><div class="info">发布日期：2031-05-06 来源：市人社局</div>
<div class="share">分享到：<a href="#">微信</a></div>
<div class="TRS_Editor">{body}<p>澄湾市人力资源和社会保障局</p><p>2031年5月1日</p></div>
<div class="xgxw"><h3>相关新闻</h3><a href="/3">最高补贴1800元怎么领</a></div></div>
<div class="footer">主办：澄湾市政府 版权所有 网站标识码：0000000001</div></body></html>"""


def page(body: str = BODY) -> Source:
    return of_text(PAGE.format(body=body), "甲.html")


def test_only_the_document_is_kept_of_a_page() -> None:
    assert [text.strip() for text in texts(page())] == [
        "关于加强技能培训的通知",
        "发布日期：2031-05-06 来源：市人社局",
        *re.findall(r"<p>\s*(.*?)</p>", BODY),
        "澄湾市人力资源和社会保障局",
        "2031年5月1日",
    ]


def test_every_character_knows_its_place_in_the_source() -> None:
    source = page("<p>培训&nbsp;<b>1</b>&#44;200人&ge;3&amp;x</p>" + BODY)
    assert misplaced(source) == []
    line = next(line for line in source.lines if "培训\xa0" in line.text)
    assert line.text == "培训\xa01,200人≥3&x"
    assert source.raw[line.starts[2] : line.starts[2] + line.wide[2]] == "&nbsp;"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("<div>甲<br>乙<br/><br>丙</div>", ["甲", "乙", "丙"]),
        ("<ul><li>甲<li>乙</ul>丙", ["甲", "乙", "丙"]),
        ("<p>甲<span>乙</span><o:p></o:p>丙</p>", ["甲乙丙"]),
        ("<pre>甲\n  乙</pre>", ["甲", "  乙"]),
        ("<p>甲 < 乙 & 丙 &未 &amp丁</p>", ["甲 < 乙 & 丙 &未 &丁"]),
        ("<p>甲<!-- - > -- >-->乙<![if !x]>丙<![endif]></p>", ["甲乙丙"]),
        ("<p title='a>b' class=\"x>y\">甲</p>", ["甲"]),
        ("<p>甲<a href=x>乙</a><p>丙</a>丁", ["甲乙", "丙丁"]),
        ("<p>甲<select><option>省</select><input value=乙><button>查</button></p>", ["甲"]),
        ("<div style='DISPLAY : none'>藏</div><div hidden>藏</div><p>甲</p>", ["甲"]),
        ("</p></div></table><p>甲</body></html><p>乙</p>", ["甲", "乙"]),
        ("<p>甲<script>'</p>'</script>乙</p><style>丙", ["甲乙"]),
        ("<p>甲<table><tr><td>乙</table>丙", ["甲", "乙", "丙"]),
        ("<h1>甲<h2>乙", ["甲", "乙"]),
        ("<p>甲<b 乙</p>", ["甲"]),
    ],
)
def test_broken_and_odd_markup_is_read_as_browsers_show_it(written: str, shown: list[str]) -> None:
    source = of_text(f"<html><body>{written}", "甲.html")
    assert texts(source) == shown
    assert misplaced(source) == []


def test_blocks_are_firm_and_line_breaks_are_not() -> None:
    source = of_text("<html><div>甲<br>乙</div><p>丙</p>", "甲.html")
    assert [(line.text, line.firm) for line in source.lines] == [("甲", True), ("乙", False), ("丙", True)]


def test_two_line_breaks_leave_an_empty_line() -> None:
    source = of_text("<html><div>甲<br><br><br>乙</div>", "甲.html")
    assert [line.text for line in source.lines] == ["甲", "", "乙"]


# --- tables -----------------------------------------------------------------------------------------------------------


def test_data_table_becomes_cells_with_spans() -> None:
    source = of_text(
        "<html><table><tr><th rowspan=2>序号<th colspan='2'>分工</tr><tr><td>牵头<td>配合</tr>"
        "<tr><td>1<td>甲局<br>乙局<td></tr></table>",
        "甲.html",
    )
    assert [line.cell for line in source.lines if line.text in ("序号", "分工", "牵头")] == [
        (0, 0, 0, 2, 1), (0, 0, 1, 1, 2), (0, 1, 1, 1, 1),
    ]  # fmt: skip
    assert grid(source)[2, 1] == "甲局|乙局"
    assert grid(source)[2, 2] == ""


def test_layout_table_is_text() -> None:
    source = of_text(f"<html><table><tr><td><a href=a>首页</a><td>{BODY * 8}</tr><tr><td>左<td>右</table>", "甲.html")
    assert grid(source) == {}
    assert sum("总体目标" in text for text in texts(source)) == 8


def test_page_that_is_one_table_of_data_has_its_cells() -> None:
    rows = "".join(f"<tr><td>{i}<td>开办第{i}个培训班，场地由各区自行落实</tr>" for i in range(1, 9))
    source = of_text(f"<html><body><p>附件</p><table><tr><td>序号<td>任务</tr>{rows}</table></body></html>", "甲.html")
    assert grid(source)[0, 1] == "任务"
    assert grid(source)[8, 0] == "8"


def test_data_table_inside_a_layout_table_is_data() -> None:
    inner = "<table><tr><td>序号<td>任务</tr><tr><td>1<td>办班</tr></table>"
    source = of_text(f"<html><table><tr><td>{BODY}{inner}</td></tr></table>", "甲.html")
    assert grid(source) == {(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): "办班"}


def test_table_of_particulars_becomes_lines_of_label_and_value() -> None:
    source = page(
        "<table><tr><td>索 引 号：<td>CW-1<td>发文机关：<td>市人社局</tr>"
        "<tr><td>成文日期：<td>2031-05-01<td>文号：<td>澄人社发〔2031〕7号</tr></table>" + BODY
    )
    assert [t for t in texts(source) if "：" in t][1:5] == [
        "索 引 号： CW-1", "发文机关： 市人社局", "成文日期： 2031-05-01", "文号： 澄人社发〔2031〕7号",
    ]  # fmt: skip


# --- never dropping the document --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nav", "footer", "share", "sidebar", "right-menu", "hot"])
def test_a_document_in_a_badly_named_box_is_kept(name: str) -> None:
    source = of_text(f"<html><body><div class='{name}'>{BODY}</div><div>版权所有</div></body></html>", "甲.html")
    assert len(texts(source)) == 2


def test_a_document_in_html5_header_or_aside_is_kept() -> None:
    assert len(texts(of_text(f"<html><aside>{BODY}</aside>", "甲.html"))) == 2


def test_an_annex_beside_the_main_part_is_kept() -> None:
    source = of_text(
        f"<html><body><div id=zoom>{BODY * 3}</div><div>附件1</div><div>一、办好培训班</div><div>首页</div></body>",
        "甲.html",
    )
    assert texts(source)[-2:] == ["附件1", "一、办好培训班"]


def test_a_paragraph_full_of_links_in_the_document_is_kept() -> None:
    linked = "<p>依照<a href=a>《甲办法》</a>、<a href=b>《乙办法》</a>办理</p>"
    assert "依照《甲办法》、《乙办法》办理" in texts(page(BODY + linked))


def test_no_text_of_the_body_is_lost() -> None:
    """A second parser (lxml) must find no character that this reader loses from a page without furniture."""
    written = (
        BODY + "<div>甲<div>乙<i>丙</i></div><table><tr><td>1<td>2<tr><td>3<td>4</table><dl><dt>丁<dd>戊</dl></div>"
    )
    source = of_text(f"<html><body>{written}</body></html>", "甲.html")
    other = str(lxml_html.fromstring(source.raw).xpath("string()"))
    assert sorted("".join("".join(line.text for line in source.lines).split())) == sorted("".join(other.split()))


@pytest.mark.parametrize("path", sorted((ROOT / "tests/documents/labelled").glob("*.html")), ids=lambda p: p.stem)
def test_own_pages_lose_no_offset(path: Path) -> None:
    from bole.documents.source import source_of

    assert misplaced(source_of(path)) == []


def test_a_page_that_is_mostly_one_table_keeps_what_stands_above_it() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>建设第{n}类实训基地，培训技工{n}人次</td><td>甲局、乙局</td></tr>" for n in range(1, 30)
    )
    page = (
        "<html><body><h1>某市重点任务方案</h1><p>一、总体要求</p><p>做好工作。</p><p>附件1</p><p>任务分工表</p>"
        f"<table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr>{rows}</table></body></html>"
    )
    found = source_from_bytes(page.encode(), "甲.html")
    assert [line.text for line in found.lines[:5]] == [
        "某市重点任务方案",
        "一、总体要求",
        "做好工作。",
        "附件1",
        "任务分工表",
    ]


def test_a_heading_in_a_short_cell_leaves_the_table_a_table() -> None:
    rows = "<tr><td><h1>持证匠人（人）</h1></td><td>300</td></tr><tr><td>学堂（所）</td><td>12</td></tr>"
    table = f"<table><tr><td>指标</td><td>2035年目标</td></tr>{rows}</table>"
    raw = f"<html><body><p>某市竹艺方案</p><p>一、目标</p>{table}</body></html>"
    assert grid(source_from_bytes(raw.encode(), "甲.html"))[1, 0] == "持证匠人（人）"
    long = raw.replace("<td>300</td>", f"<td><p>{'各县办好学堂。' * 30}</p></td>")
    assert grid(source_from_bytes(long.encode(), "甲.html")) == {}
