"""A small grammar of policy documents: builds a text together with what must be read back out of it.

Offsets are known because the text is put together piece by piece; wrapping and flattening happen while it is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

NUMERALS = "一二三四五六七八九十"
UNITS = ["市茶叶局", "市教育局", "市人力资源社会保障局", "市财政局", "市总工会", "各县（区）人民政府", "市委组织部"]
TASKS = ["办好茶艺学堂", "编好技艺教材", "选好传习讲师", "搭好展示平台", "用好实训场地", "管好培训经费", "抓好质量评价"]
FILLERS = [
    "深入开展调查研究，听取基层和从业人员的意见",
    "推动技艺传承与数字设计相结合",
    "加强宣传引导，营造尊重劳动的氛围",
    "完善工作机制，压实各方责任",
]


@dataclass(frozen=True)
class Figure:
    """A target or a sum with the words that print it: `value` and `unit` (元 for money)."""

    words: str
    value: float | tuple[float, float]
    comparator: str
    unit: str
    money: bool = False


FIGURES = [
    Figure("每年培训茶艺师{n}人以上", 0, ">=", "人"),
    Figure("新建传习所不少于{n}所", 0, ">=", "所"),
    Figure("遴选建设{n}个示范工坊", 0, "=", "个"),
    Figure("培养高级茶艺师{n}名", 0, "=", "名"),
    Figure("举办技能竞赛{n}场", 0, "=", "场"),
]
SUMS = [
    Figure("对考核合格的给予每人{n}元补贴", 0, "=", "元", money=True),
    Figure("对示范工坊给予最高{n}万元奖励", 0, "<=", "元", money=True),
    Figure("安排专项资金{n}万元", 0, "=", "元", money=True),
]


@dataclass
class Expected:
    """What must be read back."""

    clauses: list[tuple[str, int]] = field(default_factory=list)
    units: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], int]] = field(default_factory=list)
    targets: list[tuple[str, float, str, str]] = field(default_factory=list)
    money: list[tuple[str, float, str]] = field(default_factory=list)


class Sheet:
    """The text as it grows, with an optional width at which lines are broken by hand."""

    def __init__(self, width: int, flat: bool) -> None:
        self.text = ""
        self.width = width
        self.flat = flat
        self.column = 0

    def paragraph(self, indent: str = "　　") -> None:
        """Begin a paragraph (or, in flattened text, leave a blank)."""
        if self.text:
            self.text += " " if self.flat else "\n"
        self.column = 0
        if not self.flat:
            self.text += indent
            self.column = len(indent)

    def write(self, words: str) -> int:
        """Write words, breaking lines at the width; returns the offset of the first character."""
        start = -1
        for c in words:
            if self.width and self.column >= self.width:
                self.text += "\n"
                self.column = 0
            if start < 0:
                start = len(self.text)
            self.text += c
            self.column += 1
        return start


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Expected]:
    """A document and what it says; wrapped, flattened or plain."""
    shape = draw(st.sampled_from(["plain", "wrapped", "flat"]))
    sheet = Sheet(draw(st.integers(34, 48)) if shape == "wrapped" else 0, shape == "flat")
    expected = Expected()
    sheet.paragraph("")
    sheet.write("云岭市人民政府关于发展茶艺技能的实施意见")
    sheet.paragraph("")
    sheet.write("各县（区）人民政府，市政府各部门：")
    sheet.paragraph()
    sheet.write("为了传承茶艺，促进就业，经市政府同意，现就发展茶艺技能提出以下实施意见，请认真贯彻落实。")
    for s in range(draw(st.integers(2, 4))):
        _section(draw, sheet, expected, NUMERALS[s])
    return sheet.text + "\n", expected


def _section(draw: st.DrawFn, sheet: Sheet, expected: Expected, numeral: str) -> None:
    sheet.paragraph()
    expected.clauses.append((numeral, sheet.write(f"{numeral}、{draw(st.sampled_from(TASKS))}")))
    subs = draw(st.integers(0, 3))
    if subs < 2:
        sheet.paragraph()
        _sentences(draw, sheet, expected, numeral)
        return
    for k in range(subs):
        path = f"{numeral}/({NUMERALS[k]})"
        sheet.paragraph()
        expected.clauses.append((path, sheet.write(f"（{NUMERALS[k]}）{draw(st.sampled_from(TASKS))}。")))
        _sentences(draw, sheet, expected, path)


def _sentences(draw: st.DrawFn, sheet: Sheet, expected: Expected, path: str) -> None:
    for _ in range(draw(st.integers(1, 3))):
        sheet.write(draw(st.sampled_from(FILLERS)) + "。")
        if draw(st.booleans()):
            _figure(draw, sheet, expected, path)
    if draw(st.booleans()):
        _assignment(draw, sheet, expected, path)


def _figure(draw: st.DrawFn, sheet: Sheet, expected: Expected, path: str) -> None:
    figure = draw(st.sampled_from(FIGURES + SUMS))
    n = draw(st.integers(11, 9999))
    sheet.write(figure.words.format(n=n) + "。")
    value = n * 10000 if "万元" in figure.words else n
    if figure.money:
        expected.money.append((path, value, figure.comparator))
    else:
        expected.targets.append((path, value, figure.unit, figure.comparator))


def _assignment(draw: st.DrawFn, sheet: Sheet, expected: Expected, path: str) -> None:
    names = draw(st.lists(st.sampled_from(UNITS[:5]), min_size=2, max_size=4, unique=True))
    first, rest = names[0], tuple(names[1:])
    listed = "、".join(rest)
    words, lead, cooperating, responsible = draw(
        st.sampled_from(
            [
                (f"（牵头单位：{first}，配合单位：{listed}）", (first,), rest, ()),
                (f"（责任单位：{first}、{listed}）", (), (), (first, *rest)),
                (f"（{first}牵头，{listed}配合）", (first,), rest, ()),
                (f"（{first}、{listed}负责）", (), (), (first, *rest)),
                (f"（{first}牵头，{listed}按职责分工负责）", (first,), (), rest),
            ]
        )
    )
    expected.units.append((path, lead, cooperating, responsible, sheet.write(words)))
