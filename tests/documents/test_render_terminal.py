"""终端: what is printed, in 80 columns and when piped."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from bole.documents.compare import Finding, Place
from bole.documents.lineage import lineage
from bole.documents.reading import Citation, Doubt
from bole.documents.render.terminal import print_findings, print_lineage, print_reading
from bole.kernel.messages import use_language
from tests.documents.drafts import PLAN, hostile, plan


def console(width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, highlight=False)


def printed(to: Console) -> str:
    assert isinstance(to.file, io.StringIO)
    return to.file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    out = console(width)
    print_reading(plan(), out)
    assert max(cell_len(line) for line in printed(out).splitlines()) <= width


def test_tree_table_and_marked_blank() -> None:
    out = console()
    print_reading(plan(), out)
    told = printed(out)
    assert "├── （一） 扩大培训规模" in told
    assert "重点任务分工表" in told
    assert told.count("文件未写明") == 3
    assert "牵头：" in told
    assert "\x1b" not in told


def test_a_wide_terminal_shows_every_role_in_its_column() -> None:
    out = console(160)
    print_reading(plan(), out)
    assert "配合单位" in printed(out)


def test_mark_up_and_control_characters_of_a_document_are_not_obeyed() -> None:
    out = Console(file=io.StringIO(), width=160, force_terminal=True, color_system=None, highlight=False)
    print_reading(replace(hostile(), doubts=(Doubt("x", "[red]数字\x1b[2J断开[/red]", 0),)), out)
    assert "\x1b[2J" not in printed(out)
    assert "[red]" in printed(out)


def test_findings_are_told_with_both_places() -> None:
    places = (
        Place("甲.txt", "一/(二)", 3, "发放补贴461人次", 461, "人次", "from:2025"),
        Place("乙.txt", "三", 9, "发放补贴396人次", 396, "人次", "from:2024"),
    )
    findings = [
        Finding("share", "高技能人才占比", "consistent", places, ""),
        Finding("conflict", "发放补贴", "contradiction", places, "较长的时期合计反而较小"),
    ]
    out = console()
    print_findings(findings, out)
    told = printed(out)
    assert told.index("▲ 矛盾") < told.index("● 一致")
    assert "甲.txt 一（二）" in told
    assert "“发放补贴396人次”" in told
    assert "矛盾 1 处，存疑 0 处，核对一致 1 处" in told


def test_lineage_names_level_and_number() -> None:
    place = PLAN.index("《澜州市港口")
    cites = (Citation("东岬省港口技能人才行动计划", "岬政发〔2030〕3号", place, place + 4),)
    out = console()
    print_lineage(lineage([replace(plan(), cites=cites)]), out)
    assert "岬政发〔2030〕3号" in printed(out)


def test_it_speaks_english() -> None:
    use_language("en")
    out = console()
    print_reading(plan(), out)
    assert "扩大培训规模" in printed(out)
