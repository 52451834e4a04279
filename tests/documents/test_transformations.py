"""What must not change a reading: line ends, width of punctuation, page numbers, blank lines, the frame of a web page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bole.documents.fold import fold
from bole.documents.reader import read_text

DOCUMENTS = sorted((Path(__file__).parent / "labelled").glob("*.txt"))
FRAME = (
    "首页 > 政务公开 > 政策文件\n字号：大 中 小  打印  分享到：微信 微博\n",
    "\n【打印本页】 【关闭窗口】\n相关新闻\n我市召开就业工作会议 2031-03-01\n版权所有：云岭市人民政府 ICP备案：云ICP备00000001号\n",
)


def paged(text: str) -> str:
    """Page numbers behind every seventh line that ends a sentence."""
    out: list[str] = []
    for i, line in enumerate(text.split("\n")):
        out.append(line)
        if i % 7 == 6 and line.rstrip().endswith("。"):
            out += ["", f"— {i // 7 + 1} —", ""]
    return "\n".join(out)


TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "carriage returns": lambda t: t.replace("\n", "\r\n"),
    "half-width punctuation": lambda t: t.translate(str.maketrans("（），；：", "(),;:")),
    "page numbers": paged,
    "frame of a page": lambda t: FRAME[0] + t + FRAME[1],
}


def text_of(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("gb18030").replace("\r\n", "\n")


def said(raw: str) -> list[Counter[tuple[object, ...]]]:
    """All that a reading says, without offsets, in one script and width."""
    r = read_text(raw)
    return [
        Counter((fold(c.path), c.kind) for c in r.clauses),
        Counter(
            (fold(u.path), *(tuple(map(fold, n)) for n in (u.lead, u.cooperating, u.responsible))) for u in r.units
        ),
        Counter((fold(t.path), t.value, fold(t.unit), t.comparator, t.period) for t in r.targets),
        Counter((fold(s.path), s.value, s.comparator) for s in r.money),
    ]


@pytest.mark.parametrize("change", TRANSFORMATIONS)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_reading_stays_the_same(path: Path, change: str) -> None:
    raw = text_of(path)
    assert said(TRANSFORMATIONS[change](raw)) == said(raw)
