"""bole pack test: the examples of packs through the command."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Bole

LANGYU = ROOT / "tests" / "packs" / "langyu"


@pytest.fixture
def langyu(tmp_path: Path) -> Path:
    """A copy of the invented city, to be spoilt."""
    return Path(shutil.copytree(LANGYU, tmp_path / "langyu"))


def test_every_example_of_every_pack_holds(bole: Bole) -> None:
    ended = bole("pack", "test", "--packs", LANGYU, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["differs"]) == (0, [])
    assert told["examples"] > 90


def test_one_pack_alone(bole: Bole) -> None:
    ended = bole("pack", "test", "zibo")
    assert ended.code == 0
    assert "不一致 0 处" in ended.out


def test_an_example_that_does_not_hold_is_told_with_its_line(bole: Bole, langyu: Path) -> None:
    file = langyu / "examples" / "organiser_award.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("yuan: 841", "yuan: 840"), encoding="utf-8")
    ended = bole("pack", "test", "langyu", "--packs", langyu)
    assert ended.code == 1
    assert "organiser_award.yaml:16" in ended.err
    assert "840.00" in ended.err
    assert "841.00" in ended.err


def test_an_example_that_cannot_be_read_is_an_error(bole: Bole, langyu: Path) -> None:
    file = langyu / "examples" / "organiser_award.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("kind: association", "sort: association"), encoding="utf-8"
    )
    ended = bole("pack", "test", "langyu", "--packs", langyu)
    assert (ended.code, ended.out) == (2, "")
    assert "BOLE-P091" in ended.err
