"""bole simulate: on the terminal, as JSON, as a page and as a workbook; what cannot be simulated is told."""

import html
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.registers import DAY, INVENTED, said, snapshot
from tests.conftest import Bole

SET = ("--set", "langyu.shortage-uplift=40")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("registers") / "快照", persons=1000)


def test_json_has_the_promised_keys(bole: Bole, register: Path) -> None:
    told = said(bole("simulate", register, "--as-of", DAY, "--packs", INVENTED, *SET, "--budget", "5000000", "--json"))
    assert {"before", "after", "winners", "losers", "by"} <= told.keys()
    assert told["after"]["fen"] - told["before"]["fen"] == told["won_fen"] - told["lost_fen"] > 0
    assert set(told["by"]) == {"langyu.skill-upgrade", "langyu-dongshan.skill-upgrade"}
    assert told["budget"]["fen"] == 5_000_000
    assert told["budget"]["after"]["paid_rows"] <= told["budget"]["before"]["paid_rows"]


def test_the_terminal_tells_both_sides(bole: Bole, register: Path) -> None:
    ended = bole("simulate", register, "--as-of", DAY, "--packs", INVENTED, *SET)
    assert ended.code == 0
    assert "32.5% → 40%" in ended.out
    assert "高级工（三级）" in ended.out
    english = bole("--lang", "en", "simulate", register, "--as-of", DAY, "--packs", INVENTED, *SET)
    assert "Simulation as of 30 November 2025" in english.out


def test_page_and_workbook_have_the_figures_of_the_json(bole: Bole, register: Path, tmp_path: Path) -> None:
    page, book = tmp_path / "测算.html", tmp_path / "测算.xlsx"
    ended = bole(
        "simulate", register, "--as-of", DAY, "--packs", INVENTED, *SET, "--budget", "5000000",
        "--html", page, "--xlsx", book, "--json",
    )  # fmt: skip
    told = said(ended)
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")))
    after = f"{told['after']['fen'] / 100:,.2f}"
    assert after in text
    assert "default-src &#x27;none&#x27;" in page.read_text(encoding="utf-8")
    assert "<script" not in page.read_text(encoding="utf-8")
    sheets = load_workbook(book)
    totals = [[cell.value for cell in row] for row in sheets["汇总"].iter_rows(min_row=2)]
    assert totals[0][1] == "langyu.skill-upgrade"
    assert totals[-1][5] == told["after"]["fen"] / 100
    assert {"设定", "汇总", "等级", "职业", "资金"} <= set(sheets.sheetnames)
    gains = [float(str(row[6].value)) for row in sheets["等级"].iter_rows(min_row=2)]
    assert round(sum(gains) * 100) == told["after"]["fen"] - told["before"]["fen"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--set", "langyu.shortage-uplift"), "BOLE-P215"),
        (("--set", "langyu.shortage=40"), "BOLE-P046"),
        (("--set", "langyu.shortage-uplift=x"), "BOLE-P216"),
        ((*SET, "--budget", "5万"), "BOLE-C007"),
        ((*SET, "--budget", "-1"), "BOLE-C007"),
        ((*SET, "--budget", "9" * 17), "BOLE-C007"),
        ((*SET, "--engine", "abacus"), "BOLE-P"),
        ((*SET, "--scheme", "zibo.title-recognised"), "BOLE-P218"),
    ],
)
def test_what_cannot_be_simulated_is_told(bole: Bole, register: Path, arguments: tuple[str, ...], code: str) -> None:
    ended = bole("simulate", register, "--as-of", DAY, "--packs", INVENTED, *arguments)
    assert ended.code == 2
    assert code in ended.err
    assert "Traceback" not in ended.err


def test_without_a_setting_there_is_nothing_to_do(bole: Bole, register: Path) -> None:
    assert bole("simulate", register, "--as-of", DAY).code == 2


def test_no_output_takes_the_place_of_the_snapshot(bole: Bole, register: Path) -> None:
    target = register / "person.parquet"
    ended = bole("simulate", register, "--as-of", DAY, "--packs", INVENTED, *SET, "--html", target)
    assert (ended.code, "BOLE-C003" in ended.err) == (2, True)
