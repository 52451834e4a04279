"""TOML with lines: the same fields as YAML, each on the line where it stands."""

from pathlib import Path

import pytest

from bole.policy.errors import Faults
from bole.policy.marked_toml import read_sheet
from bole.policy.marked_yaml import Fields

SHEET = '''\
# a sheet
id = "langyu.x"
"quoted key" = 'one'
text = """
inside = "not a key"
[[not.a.table]]
"""
list = [
  "a[",
  "b",  # ] = no end
]
day = 2031-01-05
half = 0.5

[head]
deep.er = 3

[[parts]]
name = "one"

[[parts.steps]]
verb = "go"

[[parts.steps]]
verb = "come"

[[parts]]
name = "two"
small = [
  {code = "x"},
]
'''


def read(folder: Path, text: str) -> tuple[Fields | None, Faults]:
    file, faults = folder / "x.toml", Faults()
    file.write_text(text, encoding="utf-8")
    return read_sheet(file, faults), faults


def sheet(folder: Path) -> tuple[Fields, Faults]:
    fields, faults = read(folder, SHEET)
    assert fields is not None
    return fields, faults


def test_every_key_knows_its_line(tmp_path: Path) -> None:
    fields, faults = sheet(tmp_path)
    lines = {key: fields.line_of(key) for key in fields.keys}
    assert lines == {"id": 2, "quoted key": 3, "text": 4, "list": 8, "day": 12, "half": 13, "head": 15, "parts": 18}
    assert faults.found == []


def test_lists_of_tables_and_tables_in_them_know_theirs(tmp_path: Path) -> None:
    fields, faults = sheet(tmp_path)
    one, two = fields.mappings("parts")
    assert (one.line, one.line_of("name"), two.line, two.line_of("name")) == (18, 19, 27, 28)
    assert [step.line for step in one.mappings("steps")] == [21, 24]
    assert [step.line_of("verb") for step in one.mappings("steps")] == [22, 25]
    [small] = two.mappings("small")
    assert (small.line, small.text("code")) == (29, "x")  # an array's insides stand on its key's line
    head = fields.mapping("head")
    deep = head.mapping("deep") if head else None
    assert deep is not None
    assert deep.line_of("er") == 16
    assert faults.found == []


def test_values_are_taken_for_what_they_are(tmp_path: Path) -> None:
    fields, faults = sheet(tmp_path)
    assert fields.words("list") == ("a[", "b")
    assert str(fields.day("day")) == "2031-01-05"
    assert fields.text("quoted key") == "one"
    assert faults.found == []
    assert fields.count("half") == 0
    assert fields.text("day") == ""
    assert [(fault.code, fault.place.rpartition(":")[2]) for fault in faults.found] == [
        ("BOLE-P250", "13"),
        ("BOLE-P006", "12"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = ", "2"), ("a = 1\na = 2\n", "2"), ("[x]\n[x]\n", "2"), ("a = {b = 1\n", "1"), ("é\n", "1")],
)
def test_what_cannot_be_read_is_a_fault_on_its_line(tmp_path: Path, text: str, line: str) -> None:
    fields, faults = read(tmp_path, text)
    assert fields is None
    [fault] = faults.found
    assert (fault.code, fault.place.rpartition(":")[2]) == ("BOLE-P002", line)


def test_a_file_that_is_not_there_or_no_utf8_is_a_fault(tmp_path: Path) -> None:
    faults = Faults()
    assert read_sheet(tmp_path / "none.toml", faults) is None
    (tmp_path / "x.toml").write_bytes("标题 = 1".encode("gb18030"))
    assert read_sheet(tmp_path / "x.toml", faults) is None
    assert [fault.code for fault in faults.found] == ["BOLE-P012", "BOLE-P011"]
