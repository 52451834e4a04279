"""The manifest: written as agreed, and each way of not being so told by key."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bole.kernel.errors import BoleError
from bole.policy.manifest import Coverage, Entry, Manifest

MANIFEST = Manifest(
    "990100",
    date(2031, 3, 31),
    {"person": Entry(3, "ab" * 32, "兰亭市登记库", Coverage("all", date(2031, 3, 31)))},
)


def written(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    value = json.loads(MANIFEST.to_json())
    change(value)
    (folder / "manifest.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(MANIFEST.to_json(), encoding="utf-8")
    assert Manifest.read(tmp_path) == MANIFEST


def test_a_table_is_covered_for_everybody_up_to_a_day() -> None:
    whole = Coverage("all", date(2031, 3, 31))
    assert whole.reaches(date(2031, 3, 31))
    assert not whole.reaches(date(2031, 4, 1))
    assert not Coverage("市属企业职工", date(2031, 3, 31)).reaches(date(2031, 3, 31))


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (lambda m: m.pop("as_of"), "BOLE-P102", "as_of"),
        (lambda m: m["tables"]["person"].pop("coverage"), "BOLE-P102", "tables.person.coverage"),
        (lambda m: m["tables"]["person"]["coverage"].pop("until"), "BOLE-P102", "tables.person.coverage.until"),
        (lambda m: m.update(note="好"), "BOLE-P103", "note"),
        (lambda m: m["tables"]["person"].update(coverge="all"), "BOLE-P103", "tables.person.coverge"),
        (lambda m: m.update(as_of="2031-02-30"), "BOLE-P104", '"2031-02-30"'),
        (lambda m: m.update(as_of="20310331"), "BOLE-P104", "as_of"),
        (lambda m: m.update(as_of=20310331), "BOLE-P104", "20310331"),
        (lambda m: m.update(place=""), "BOLE-P104", "place"),
        (lambda m: m.update(tables=[]), "BOLE-P104", "tables"),
        (lambda m: m["tables"].update(person=7), "BOLE-P104", "tables.person"),
        (lambda m: m["tables"]["person"].update(rows=-1), "BOLE-P104", "tables.person.rows"),
        (lambda m: m["tables"]["person"].update(rows=True), "BOLE-P104", "tables.person.rows"),
        (lambda m: m.update(schema_version=2), "BOLE-P105", "2"),
    ],
)
def test_what_is_not_as_agreed_is_named(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], code: str, named: str
) -> None:
    with pytest.raises(BoleError) as refused:
        Manifest.read(written(tmp_path, change))
    assert refused.value.code == code
    assert named in refused.value.message
    assert refused.value.place == str(tmp_path / "manifest.json")


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b'{"place": "990100",\n "as_of"\n', "BOLE-P101", "3"),
        (b"", "BOLE-P101", "1"),
        (b"\xff\xfe\x00", "BOLE-P101", "1"),
        (b"[" * 100_000, "BOLE-P101", "1"),
        (b'{"schema_version": ' + b"9" * 5000 + b"}", "BOLE-P101", "1"),
        (b"[]", "BOLE-P104", "manifest.json"),
        (b'{"place": "990100", "place": "990200"}', "BOLE-P117", "place"),
    ],
    ids=["cut off", "empty", "not text", "nested", "a number of 5000 digits", "a list", "key twice"],
)
def test_what_is_no_manifest_at_all(tmp_path: Path, content: bytes, code: str, named: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(BoleError) as refused:
        Manifest.read(tmp_path)
    assert refused.value.code == code
    assert named in refused.value.message


def test_a_pipe_in_place_of_the_manifest_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(BoleError) as refused:
        Manifest.read(tmp_path)
    assert refused.value.code == "BOLE-P100"


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_folder_without_a_manifest_is_no_snapshot(tmp_path: Path, name: str) -> None:
    with pytest.raises(BoleError) as refused:
        Manifest.read(tmp_path / name)
    assert refused.value.code == "BOLE-P100"
