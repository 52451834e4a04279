"""bole rules: a scheme in sentences, the list with states, near matches for an unknown one; JSON alone."""

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT, Bole, Ended

PACKS = ("--packs", ROOT / "tests" / "packs")


def said(ended: Ended) -> Any:
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    return json.loads(ended.out)


def squeezed(ended: Ended) -> str:
    """What is on the screen, without the line ends of its width."""
    return re.sub(r"\s+", "", ended.out)


def test_a_rule_in_chinese(bole: Bole) -> None:
    ended = bole("rules", "langyu.skill-upgrade", "--as-of", "2025-12-31", *PACKS)
    shown = squeezed(ended)
    assert ended.code == 0
    assert shown.startswith("技能提升补贴langyu.skill-upgrade现行2025-12-31")
    for part in (
        "申领日不晚于证书的核发日期后“申领期限”（12个月）",
        "竞赛晋级的证书同样可以",
        "台账中已发放的“技能提升补贴”先占名额",
        "紧缺工种上浮比例：32.5%2025-01-01至2025-12-31",
        "langyu.shortage-upliftlangyu-7#二/(二)",
        "技能提升补贴标准：39行",
    ):
        assert part in shown
    assert "未核实" not in shown


def test_a_rule_in_english(bole: Bole) -> None:
    shown = " ".join(bole("rules", "langyu.skill-upgrade", "--lang", "en", *PACKS).out.split())
    assert shown.startswith("skill-upgrade subsidy langyu.skill-upgrade ended")
    assert (
        "the day of the claim is no later than “claim period” (12 months) after the certificate's date of issue"
        in shown
    )
    assert "uplift for shortage trades: 32.5% 2025-01-01 to 2025-12-31" in shown
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"langyu-\d#\S+", "", shown))


def test_what_is_open_is_shown(bole: Bole) -> None:
    shown = squeezed(bole("rules", "zhongshan.skill-upgrade"))
    assert "（未核实）" in shown
    assert "职业技能提升补贴标准：来源没有给出" in shown
    assert "“guangdong.skill-upgrade-standard”在2023-08-15至2025-12-31没有数据或数据不全" in shown


def test_a_rule_as_json(bole: Bole) -> None:
    told = said(bole("rules", "zhongshan.organiser-award", "--as-of", "2025-10-01", "--json"))
    assert (told["id"], told["state"], told["from"], told["until"]) == (
        "zhongshan.organiser-award",
        "in_force",
        "2025-09-15",
        None,
    )
    assert {"criterion", "amount", "grant", "cap"} <= {line["kind"] for line in told["lines"]}
    assert {p["value"] for p in told["parameters"]} == {"", "30万元"}
    assert {finding["severity"] for finding in told["open"]} == {"warning"}
    assert told["missing"] == [
        "zhongshan.organiser-award-per-certificate",
        "zhongshan.organiser-award-per-trainee",
        "zhongshan.other-organisers",
    ]


@pytest.mark.parametrize(
    ("day", "state"), [("2023-08-14", "not_yet"), ("2023-08-15", "in_force"), ("2026-01-01", "ended")]
)
def test_the_list_has_the_state_of_every_scheme(bole: Bole, day: str, state: str) -> None:
    told = {one["id"]: one for one in said(bole("rules", "--as-of", day, "--json", *PACKS))["schemes"]}
    assert told["langyu.skill-upgrade"]["state"] == state
    assert told["langyu.skill-upgrade"]["missing"] == []
    assert told["zhongshan.skill-upgrade"]["missing"] != []
    assert list(told) == sorted(told)


def test_the_list_for_a_reader(bole: Bole) -> None:
    shown = bole("rules", "--as-of", "2026-01-01").out
    lines = shown.splitlines()
    [row] = [at for at, line in enumerate(lines) if line.strip() == "zhongshan.skill-upgrade"]
    assert lines[row - 1].startswith("职业技能提升补贴 ")
    assert "已失效" in lines[row - 1]


@pytest.mark.parametrize("asked", ["zhongshan.skill-upgrad", "skill-upgrade", "技能提升", "skill-upgrade subsidy"])
def test_an_unknown_scheme_names_those_near_it(bole: Bole, asked: str) -> None:
    ended = bole("rules", asked)
    assert (ended.code, ended.out) == (2, "")
    assert "BOLE-P090" in ended.err
    assert "zhongshan.skill-upgrade" in ended.err


def test_what_is_like_no_scheme_still_has_a_way_out(bole: Bole) -> None:
    ended = bole("rules", "！")
    assert ended.code == 2
    assert "bole rules" in ended.err


def test_a_day_that_is_none_is_refused(bole: Bole) -> None:
    assert bole("rules", "--as-of", "2026-02-30").code == 2
