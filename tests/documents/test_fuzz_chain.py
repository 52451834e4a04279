"""Fuzzing the whole chain: from any text to a reading that keeps its promises, and to outputs that open."""

import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.documents import Reading, read_text
from bole.documents.page_numbers import is_page_number
from bole.documents.reading import Citation, Contact, Doubt, Fact, Sum, Target
from bole.documents.render.docx import write as write_docx
from bole.documents.render.html import write as write_html
from bole.documents.render.xlsx import write as write_xlsx
from bole.kernel.errors import BoleError

PIECES = (
    "一、", "二、", "（一）", "（二）", "1.", "2．", "（1）", "①", "②", "一是", "二是", "第一条", "第二章", "附件", "附件1\n", "目录\n", "(三)",
    "三", "十", "百", "0", "1", "25", "２０３１", "2031", "年", "月", "日", "到2031年", "每年", "2031年底前", "今年", "分别", "均", "其中",
    "人", "人次", "万", "亿", "元", "%", "个百分点", "家", "所", "达到", "不少于", "以上", "不超过", "约", "左右", "培训", "給予", "萬元", "責任單位：",
    "牵头单位：", "配合单位：", "责任单位：", "甲局", "市人社局", "各有关单位", "负责", "（甲局、乙局负责）", "（牵头单位：甲局）", "下同", "会同",
    "《", "》", "〔2031〕6号", "某政发", "通知", "关于", "某市人民政府\n", "2031年5月6日\n", "联系人：张三，电话：12345678", "抄送：",
    "（", "）", "【", "】", "“", "”", "\"", "'", "、", "，", "。", "；", "：", "—", "-", "～", "|", "\t", "\n", "\n\n", "\r\n", " ", "\u3000",
    "序号\t任务\t责任单位\n", "1\t办班\t甲局\n", "|序号|任务|\n|-|-|\n|1|办班|\n", "\u200b", "\u2028", "\ue000", "😀", "𠮷", "\x00", "\x0b", "é", "٣",
    "<p>", "</p>", "<table><tr><td>", "<br>", "&nbsp;", "<script>alert(1)</script>", "]]>", "javascript:alert(1)", "</title>", "=1+1",
)  # fmt: skip
CLAUSES = (
    "\n一、甲事。", "\n二、乙事。", "\n（一）丙事。", "到2031年，培训1.2万人次以上", "每年安排资金300万元", "新建站点不少于8个", "达标率达到95%",
    "截至目前，累计培训3万人", "给予每人500元补贴", "2032年、2033年各办班40期", "由310座增加到450座", "分别为10%、20%和30%", "（责任单位：甲局、乙局）",
)  # fmt: skip
"""Pieces alone hardly ever make a number that is read: without these most texts would have nothing to check."""
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
texts = st.lists(st.sampled_from(PIECES) | st.sampled_from(CLAUSES), max_size=80).map("".join)
names = st.sampled_from(("甲.txt", "甲.md", "甲.html"))
LABELLED = sorted(
    path for path in (Path(__file__).parent / "labelled").glob("*.*") if path.suffix in (".txt", ".md", ".html")
)


def printed(text: str) -> str:
    """A text without what is furniture to a quote: page numbers, blanks, controls, marks of lists and tables."""
    lines = [line for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]", text) if not is_page_number(line.strip())]
    return re.sub(r"[\s\u200b\ue000-\uf8ff\x00-\x1f|*#]|&nbsp;", "", "".join(lines))


def checked(raw: str, name: str) -> Reading | None:
    """Read, and hold the result to its promises; a BoleError is a fair answer."""
    try:
        reading = read_text(raw, name)
    except BoleError:
        return None
    size = len(reading.raw)
    for clause in reading.clauses:
        assert 0 <= clause.start_char <= clause.end_char <= size
    starts = [clause.start_char for clause in reading.clauses]
    assert starts == sorted(starts)
    paths = [clause.path for clause in reading.clauses]
    assert len(paths) == len(set(paths))
    known = {"", *paths}
    for unit in reading.units:
        assert 0 <= unit.mention_start <= unit.mention_end <= size
        assert 0 <= unit.scope_start <= unit.scope_end <= size
        assert unit.path in known
    items: list[Target | Fact | Sum] = [*reading.targets, *reading.facts, *reading.money]
    for item in items:
        assert 0 <= item.start_char <= item.end_char <= size
        assert item.path in known
        assert item.quote
        first = printed(item.quote)[:1]
        assert not first or name.endswith(".html") or first in printed(reading.raw[item.start_char : item.end_char])
        if name.endswith(".txt"):
            assert (
                printed(item.quote) in printed(reading.raw[item.start_char : item.end_char + 40]) or "—" in item.quote
            )
    others: list[Citation | Contact | Doubt] = [*reading.cites, *reading.metadata.contacts, *reading.doubts]
    for other in others:
        assert 0 <= other.start_char <= size
    reading.to_json()
    return reading


@SETTINGS
@given(texts, names)
def test_any_policy_like_text_is_read(raw: str, name: str) -> None:
    checked(raw, name)


@cache
def labelled(number: int) -> tuple[str, str]:
    path = LABELLED[number]
    return path.read_bytes().decode("utf-8", "replace"), f"甲{path.suffix}"


@pytest.mark.parametrize("number", range(len(LABELLED)))
def test_mutated_documents_are_read(number: int) -> None:
    """Pieces of a real shape deleted, doubled and shuffled."""
    raw, name = labelled(number)
    dice = random.Random(number)  # noqa: S311 - a repeatable choice, not a secret
    for _ in range(4):
        cuts = sorted(dice.sample(range(len(raw)), min(12, len(raw))))
        parts = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
        match dice.randrange(3):
            case 0:
                del parts[dice.randrange(len(parts))]
            case 1:
                parts.insert(dice.randrange(len(parts)), dice.choice(parts))
            case _:
                dice.shuffle(parts)
        checked("".join(parts), name)


@settings(SETTINGS, max_examples=25)
@given(texts, names)
def test_every_output_of_any_reading_is_written_and_escaped(
    tmp_path_factory: pytest.TempPathFactory, raw: str, name: str
) -> None:
    reading = checked(f"一、甲<script>alert(1)</script>，“]]>”到2031年培训30人。\n{raw}", name)
    if reading is None:
        return
    folder = tmp_path_factory.mktemp("out")
    write_xlsx([reading], folder / "a.xlsx")
    write_docx([reading], folder / "a.docx")
    write_html([reading], folder / "a.html")
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert not re.search(r"(?:href|src)\s*=\s*[\"']?\s*javascript:", page)
    assert "\x00" not in page
