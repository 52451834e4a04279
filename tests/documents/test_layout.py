"""版面要素: what is body and what is not; real text is never cut."""

from __future__ import annotations

import time

import pytest

from bole.documents.layout import Layout, Span, layout
from bole.documents.reader import read_text
from bole.documents.text import Text
from tests.documents.outlines import text_of

PROSE = "为让手艺人在本地留得住、有奔头，依照上级安排并结合实际，现提出以下做法，请各单位照此推进。"

NOTICE = f"""首页 > 政务公开
发布日期：2031-04-11　来源：市政府办　浏览次数：12
字号：[大 中 小]　打印
杉川市人民政府办公室文件
杉政办发〔2031〕9号
杉川市人民政府办公室关于印发杉川市竹编振兴计划的通知
各县区人民政府：
现将《杉川市竹编振兴计划》印发给你们，请认真落实。
杉川市人民政府办公室
2031年7月1日
（此件公开发布）
杉川市竹编振兴计划
目　录
一、目标……………………1
二、措施……………………3
一、目标
三年内带出徒弟六百名，{PROSE}
二、措施
{PROSE}
附件：1.任务分工表
2.进度表
附件1
任务分工表
1.办好学堂，由市教育局承担，{PROSE}
抄送：市委办公室，市人大办公室。
杉川市人民政府办公室　2031年7月3日印发
【打印本页】【关闭窗口】
上一篇：竹编学堂开学　下一篇：竹编大赛落幕
主办：杉川市人民政府　杉ICP备31000001号
"""


def read(raw: str) -> tuple[Text, Layout]:
    text = text_of(raw)
    return text, layout(text)


def shown(text: Text, spans: tuple[Span, ...]) -> list[str]:
    return [text.shown[s.start : s.end] for s in spans]


def test_a_notice_with_a_plan_falls_into_its_parts() -> None:
    text, parts = read(NOTICE)
    assert shown(text, parts.masthead) == ["杉川市人民政府办公室文件"]
    assert shown(text, parts.number) == ["杉政办发〔2031〕9号"]
    assert shown(text, parts.title) == ["杉川市人民政府办公室关于印发杉川市竹编振兴计划的通知"]
    assert shown(text, parts.addressee) == ["各县区人民政府："]
    assert shown(text, parts.letter) == ["现将《杉川市竹编振兴计划》印发给你们，请认真落实。"]
    assert shown(text, parts.signatures) == ["杉川市人民政府办公室\n2031年7月1日"]
    assert shown(text, parts.attached_title) == ["杉川市竹编振兴计划"]
    assert [c[:4] for c in shown(text, parts.contents)] == ["目 录", "一、目标", "二、措施"]
    assert shown(text, parts.annex_notes) == ["附件：1.任务分工表", "2.进度表"]
    assert shown(text, parts.imprint) == [
        "（此件公开发布）", "抄送：市委办公室，市人大办公室。", "杉川市人民政府办公室 2031年7月3日印发",
    ]  # fmt: skip
    assert len(parts.furniture) == 6


def test_body_holds_the_clauses_and_the_annex_and_nothing_else() -> None:
    text, parts = read(NOTICE)
    for inside in ("三年内带出", "二、措施\n", "附件1\n", "1.办好学堂"):
        assert parts.in_body(text.shown.index(inside)), inside
    for outside in ("首页 >", "2031年7月1日", "一、目标…", "1.任务分工表", "抄送", "上一篇", "杉ICP备"):
        assert not parts.in_body(text.shown.index(outside)), outside


def test_positions_move_to_the_flow_without_blanks() -> None:
    text, parts = read(NOTICE)
    moved = parts.moved(text, text.tight)
    assert [text.tight.shown[s.start : s.end] for s in moved.title] == shown(text, parts.title)
    assert moved.in_body(text.tight.shown.index("三年内带出"))
    assert not moved.in_body(text.tight.shown.index("2031年7月1日"))


def test_a_word_of_the_page_inside_a_table_cuts_nothing() -> None:
    raw = "项目内容 实施进度 承办部门 责任人 " + " ".join(
        f"第{n}项竹编学堂改造 年内完工 市教育局 林见鹿" for n in range(20)
    )
    text, parts = read(raw + "\n")
    assert parts.in_body(text.shown.index("第19项"))


@pytest.mark.parametrize("line", ["附件", "附件1", "附件二：", "附表3"])
def test_an_annex_heading_alone_opens_an_annex(line: str) -> None:
    text, parts = read(f"关于竹编的通知\n各县区：\n{PROSE}\n杉川市商务局\n2031年1月2日\n{line}\n任务表\n1.{PROSE}\n")
    assert not parts.annex_notes
    assert parts.in_body(text.shown.index(line))


@pytest.mark.parametrize("note", ["附件：申领表", "附件：1.申领表\n2.名册", "附件1：申领表\n附件2：名册"])
def test_lines_that_only_announce_annexes(note: str) -> None:
    text, parts = read(f"关于竹编的通知\n各县区：\n{PROSE}\n{note}\n杉川市商务局\n2031年1月2日\n")
    assert shown(text, parts.annex_notes) == note.split("\n")


def test_a_notice_with_its_own_clauses_is_no_letter() -> None:
    text, parts = read(
        f"关于印发竹编计划的通知\n各县区：\n一、抓好落实\n{PROSE}\n二、按季报送\n{PROSE}\n杉川市商务局\n2031年1月2日\n竹编计划\n{PROSE}\n"
    )
    assert not parts.letter
    assert parts.in_body(text.shown.index("二、按季报送"))


def test_a_plan_without_signature_before_it_is_known_by_its_name() -> None:
    text, parts = read(
        "关于印发《竹编学堂办学办法》的通知\n各县区：\n现将《竹编学堂办学办法》印发给你们，请遵照执行。\n"
        f"竹编学堂办学办法\n第一条　{PROSE}\n"
    )
    assert shown(text, parts.attached_title) == ["竹编学堂办学办法"]


def test_dates_and_names_inside_the_text_are_no_signature() -> None:
    _, parts = read(f"关于竹编的通知\n各县区：\n一、时间\n{PROSE}\n由市教育局负责。\n二、地点\n{PROSE}\n")
    assert not parts.signatures


def test_chapters_listed_before_the_text_are_a_contents_page() -> None:
    text, parts = read(f"竹编条例\n目录\n{CHAPTERS}第一章　总则\n第一条　{PROSE}\n第二章　扶持\n第二条　{PROSE}\n")
    assert shown(text, parts.contents) == ["目录", "第一章 总则", "第二章 扶持", "第三章 附则"]


def test_a_contents_page_without_its_word() -> None:
    text, parts = read(f"竹编条例\n{CHAPTERS}第一章　总则\n第一条　{PROSE}\n第二章　扶持\n第二条　{PROSE}\n")
    assert shown(text, parts.contents) == ["第一章 总则", "第二章 扶持", "第三章 附则"]


def test_headings_without_text_are_kept_where_nothing_repeats_them() -> None:
    raw = f"竹编规划\n目录\n一、目标\n二、措施\n{PROSE}\n"
    text, parts = read(raw)
    assert parts.in_body(text.shown.index("一、目标"))


CHAPTERS = "第一章　总则\n第二章　扶持\n第三章　附则\n"

HOSTILE = {
    "open titles": "《" * 200_000,
    "digits": "1" * 200_000,
    "markers": "（一）" * 60_000,
    "names": "甲市局\n" * 10_000,
    "annex notes": "附件：1.甲\n" * 20_000,
    "contents": "目录\n" + "一、甲\n" * 20_000,
    "signatures": "甲市局 2031年1月1日\n附件\n" * 10_000,
    "one list of names": " ".join(["甲市乙局"] * 40_000) + " 2031年1月1日",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_takes_no_time(kind: str) -> None:
    text = text_of(HOSTILE[kind])
    started = time.process_time()
    layout(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("raw", ["", "\n", "甲", "附件", "目录", "2031年1月1日", "《"])
def test_next_to_nothing_is_read_too(raw: str) -> None:
    text = text_of(raw)
    parts = layout(text)
    assert all(0 <= s.start <= s.end <= len(text.shown) for s in parts.body)


def test_a_heading_that_ends_like_a_bureau_is_no_signature() -> None:
    raw = "云岭市茶艺发展行动方案\n一、目标\n办好茶艺学堂，提升技艺水平。\n二、空间布局\n形成一核三区。\n三、保障\n抓好落实。\n"
    assert [c.path for c in read_text(raw).clauses] == ["一", "二", "三"]
