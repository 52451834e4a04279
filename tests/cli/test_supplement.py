"""Figures assumed for a demonstration, through the commands: everywhere told as supplied, never as known."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.registers import SKILL, of, said, snapshot
from tests.conftest import ROOT, Bole

ASSUMED = ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"
STANDARD = "guangdong.skill-upgrade-standard"
BY = "由规则包“中山市演示用的假定数字”补充"


def joined(out: str) -> str:
    """What a terminal broke into lines, in one."""
    return "".join(out.split())


def test_its_examples_hold_and_those_of_the_packs_above_do_not_see_it(bole: Bole) -> None:
    ended = bole("pack", "test", "--json", "--packs", ASSUMED)
    told = json.loads(ended.out)
    assert (ended.code, told["differs"]) == (0, [])
    alone = json.loads(bole("pack", "test", "zhongshan-assumed", "--json", "--packs", ASSUMED).out)
    assert alone["examples"] > 20


def test_the_check_counts_it_as_not_verified_and_names_what_it_supplies(bole: Bole) -> None:
    told = json.loads(bole("pack", "check", "--json", "--packs", ASSUMED).out)
    packs = {pack["id"]: pack for pack in told["packs"]}
    assumed = packs["zhongshan-assumed"]
    assert STANDARD in assumed["supplies"]
    assert (assumed["schemes"], assumed["level"]) == ([], "supplement")
    assert {part["id"] for part in assumed["unverified"]} == set(assumed["supplies"])
    assert STANDARD not in {part["id"] for part in packs["guangdong"]["missing"]}


@pytest.mark.parametrize(("lang", "words"), [("zh", "由规则包“zhongshan-assumed”补充"), ("en", "supplied by")])
def test_the_catalogue_names_who_supplied_it(bole: Bole, lang: str, words: str) -> None:
    assert words in bole("pack", "show", STANDARD, "--packs", ASSUMED, "--lang", lang).out
    told = json.loads(bole("pack", "show", STANDARD, "--packs", ASSUMED, "--json").out)
    assert [part["supplied_by"] for part in told["editions"]] == ["zhongshan-assumed"]


def test_the_rule_names_who_supplied_its_figures(bole: Bole) -> None:
    assert BY in joined(bole("rules", SKILL, "--packs", ASSUMED).out)
    assert "补充" not in bole("rules", SKILL).out


def test_a_run_computes_with_it_and_says_so(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "register")
    asked = ("run", folder, "--as-of", "2025-11-30", "--scheme", SKILL, "--json")
    alone, told = said(bole(*asked)), said(bole(*asked, "--packs", ASSUMED))
    assert (of(alone, SKILL)["fen"], of(alone, SKILL)["decided"]["entitled"]) == (0, 0)
    assert of(told, SKILL)["fen"] > 0
    notes = [note for note in told["notes"] if note["kind"] == "supplied"]
    assert [STANDARD in note["subjects"] for note in notes] == [True]
    assert "假定" in notes[0]["text"]
    assert [note for note in alone["notes"] if note["kind"] == "supplied"] == []


def test_an_explanation_names_it_beside_the_figure(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "register")
    asked = ("--as-of", "2025-11-30", "--scheme", SKILL, "--packs", ASSUMED)
    # Whoever is told why not reads which standard does not list his trade, or what he missed.
    holders = pl.read_parquet(folder / "certificate.parquet")["person"].unique().sort()
    assert any(BY in joined(bole("explain", folder, "--person", person, *asked).out) for person in holders)
