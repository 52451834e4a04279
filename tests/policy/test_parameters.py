"""Parameters of a pack: what is read, and one clear fault with file and line for each way to write them wrong."""

from datetime import date
from pathlib import Path

import pytest

from bole.kernel.dates import Period
from bole.kernel.levels import SkillLevel
from bole.policy.types import MONEY, PERCENT, PERIOD, Base, Type
from tests.policy.pack_folders import PARAMETER, faults_of, load, told, write_pack


def one(unit: str, value: str) -> str:
    """A parameter with one entry; the value stands on line 7."""
    return (
        f"id: langyu.uplift\ntitle: 一\ntitle_en: one\nunit: {unit}\nentries:\n"
        f"  - from: 2031-01-01\n    value: {value}\n"
        "    cites: {document: langyu-6, path: 二/(一)}\n    verified: true\n"
    )


def test_the_entry_of_a_day_is_found_and_ends_count(tmp_path: Path) -> None:
    uplift = load(write_pack(tmp_path))["langyu"].library.parameter("uplift")
    days = (date(2030, 12, 31), date(2031, 1, 1), date(2031, 12, 31), date(2032, 1, 1), date(2099, 1, 1))
    found = [uplift.at(day) for day in days]
    assert [entry and entry.value for entry in found] == [None, 3000, 3000, 1250, 1250]
    assert uplift.entries[1].line == 11
    assert str(uplift.entries[0].cites) == "langyu-6#二/(一)"


@pytest.mark.parametrize(
    ("unit", "written", "value", "kind"),
    [
        ("yuan", "800", 80000, MONEY),
        ("yuan", '"800.50"', 80050, MONEY),
        ("yuan", '"0.01"', 1, MONEY),
        ("percent", "30", 3000, PERCENT),
        ("percent", '"0.25"', 25, PERCENT),
        ("months", "12", Period(months=12), PERIOD),
        ("years", "3", Period(months=36), PERIOD),
        ("days", "20", Period(days=20), PERIOD),
        ("date", "2032-02-29", date(2032, 2, 29), Type(Base.DATE)),
        ("flag", "false", False, Type(Base.TRUTH)),
        ("count:year", "16", 16, Type(Base.COUNT, "year")),
        ("level:skill-level", "高级工", SkillLevel.SENIOR.value, Type(Base.LEVEL, "skill-level")),
        ("level:skill-level", "4", SkillLevel.SENIOR.value, Type(Base.LEVEL, "skill-level")),
    ],
)
def test_each_unit_gives_an_exact_value(tmp_path: Path, unit: str, written: str, value: object, kind: Type) -> None:
    write_pack(tmp_path, {"parameters/uplift.yaml": one(unit, written)})
    parameter = load(tmp_path)["langyu"].library.parameter("langyu.uplift")
    assert parameter.entries[0].value == value
    assert type(parameter.entries[0].value) is type(value)
    assert parameter.type == kind


@pytest.mark.parametrize(
    ("unit", "written", "code"),
    [
        ("yuan", "800.5", "BOLE-P016"),
        ("yuan", "1e3", "BOLE-P015"),
        ("yuan", "8.0e+2", "BOLE-P016"),
        ("yuan", ".nan", "BOLE-P016"),
        ("yuan", '"0.001"', "BOLE-P015"),
        ("yuan", "-5", "BOLE-P015"),
        ("yuan", '"1,000"', "BOLE-P015"),
        ("yuan", "060", "BOLE-P015"),
        ("yuan", "0x1F", "BOLE-P015"),
        ("yuan", '"200000000000"', "BOLE-P015"),
        ("percent", "12.5", "BOLE-P016"),
        ("percent", '"30%"', "BOLE-P015"),
        ("percent", '"0.125"', "BOLE-P015"),
        ("months", "0", "BOLE-P015"),
        ("months", '"1.5"', "BOLE-P015"),
        ("date", "2031-02-29", "BOLE-P015"),
        ("flag", "yes", "BOLE-P015"),
        ("count:year", "sixteen", "BOLE-P015"),
        ("level:skill-level", "9", "BOLE-P015"),
        ("level:skill-level", "三级", "BOLE-P015"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_told_with_its_line(
    tmp_path: Path, unit: str, written: str, code: str
) -> None:
    write_pack(tmp_path, {"parameters/uplift.yaml": one(unit, written)})
    assert told(tmp_path) == [f"{code} parameters/uplift.yaml:7"]


CHANGED = [
    ("unknown key", "    until: 2031-12-31", "    untill: 2031-12-31", ["BOLE-P004:7", "BOLE-P018:11"]),
    ("key twice", "title_en: uplift", "title: 上浮\ntitle_en: uplift", ["BOLE-P003:3"]),
    ("missing key", "title_en: uplift\n", "", ["BOLE-P005:1"]),
    ("missing verified", "    verified: true\n  - from", "  - from", ["BOLE-P005:6"]),
    ("number as text", "title: 上浮比例", "title: 2031", ["BOLE-P006:2"]),
    ("entries is no list", "entries:", "entries: {}\nother:", ["BOLE-P007:5", "BOLE-P005:5", "BOLE-P004:6"]),
    ("entry is no mapping", "entries:\n", "entries:\n  - 30\n", ["BOLE-P008:6"]),
    ("flag", "verified: true\n  - from", "verified: yes\n  - from", ["BOLE-P009:10"]),
    ("no such day", "from: 2031-01-01", "from: 2031-02-30", ["BOLE-P010:6"]),
    ("other form of a day", "from: 2031-01-01", "from: 2031/1/1", ["BOLE-P010:6"]),
    ("id", "id: langyu.uplift", "id: langyu.uplifts", ["BOLE-P013:1"]),
    ("unknown unit", "unit: percent", "unit: per-cent", ["BOLE-P014:4"]),
    ("unknown scale", "unit: percent", "unit: level:trade-level", ["BOLE-P014:4"]),
    ("from after until", "until: 2031-12-31", "until: 2030-12-31", ["BOLE-P017:6"]),
    ("overlap", "until: 2031-12-31", "until: 2032-01-01", ["BOLE-P018:11"]),
    ("open entry before another", "    until: 2031-12-31\n", "", ["BOLE-P018:10"]),
    ("gap", "until: 2031-12-31", "until: 2031-12-30", ["BOLE-P019:11"]),
    ("value and missing", "    value: 30\n", "    value: 30\n    missing: true\n", ["BOLE-P020:8"]),
    ("null without a word", "    value: 30\n", "    value: null\n", ["BOLE-P020:8"]),
    (
        "missing and repealed",
        "    value: 30\n",
        "    value: ~\n    missing: true\n    repealed: true\n",
        ["BOLE-P020:8"],
    ),
    (
        "unknown document",
        "langyu-6, path: 二/(一)}\n    verified: true\n  -",
        "langyu-7, path: 二/(一)}\n    verified: true\n  -",
        ["BOLE-P021:9"],
    ),
    (
        "unknown clause",
        "path: 二/(一)}\n    verified: true\n  -",
        "path: 三}\n    verified: true\n  -",
        ["BOLE-P022:9"],
    ),
    (
        "whole document instead of a clause",
        ", path: 二/(一)}\n    verified: true\n  -",
        "}\n    verified: true\n  -",
        ["BOLE-P022:9"],
    ),
    (
        "verified, unseen",
        "langyu-6, path: 二/(一)}\n    verified: true\n  -",
        "langyu-unseen}\n    verified: true\n  -",
        ["BOLE-P023:10"],
    ),
    ("bad yaml", "unit: percent", "unit: [percent", ["BOLE-P002:5"]),
    ("no entries", PARAMETER.partition("entries:")[2], " []\n", ["BOLE-P005:5"]),
]


@pytest.mark.parametrize(("old", "new", "codes"), [case[1:] for case in CHANGED], ids=[case[0] for case in CHANGED])
def test_each_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in PARAMETER
    write_pack(tmp_path, {"parameters/uplift.yaml": PARAMETER.replace(old, new, 1)})
    assert [one.replace(" parameters/uplift.yaml", "") for one in told(tmp_path)] == codes


def test_an_unknown_key_names_the_nearest_known_one(tmp_path: Path) -> None:
    write_pack(tmp_path, {"parameters/uplift.yaml": PARAMETER.replace("title_en", "titel_en")})
    faults = {fault.code: fault.params for fault in faults_of(tmp_path)}
    assert faults["BOLE-P004"]["nearest"] == "title_en"
    assert "unit" in str(faults["BOLE-P004"]["known"])


def test_a_gap_is_bridged_by_an_entry_that_says_repealed(tmp_path: Path) -> None:
    text = PARAMETER.replace("until: 2031-12-31", "until: 2031-06-30") + (
        "  - {from: 2031-07-01, until: 2031-12-31, value: null, repealed: true,\n"
        "     cites: {document: langyu-6, path: 二/(二)}, verified: true}\n"
    )
    write_pack(tmp_path, {"parameters/uplift.yaml": text})
    entry = load(tmp_path)["langyu"].library.parameter("uplift").at(date(2031, 8, 1))
    assert entry is not None
    assert (entry.value, entry.status) == (None, "repealed")


def test_a_figure_that_the_source_does_not_give_is_kept_as_missing(tmp_path: Path) -> None:
    text = PARAMETER.replace("    value: 30\n", "    value: null\n    missing: true\n")
    write_pack(tmp_path, {"parameters/uplift.yaml": text})
    assert load(tmp_path)["langyu"].library.parameter("uplift").entries[0].status == "missing"


def test_a_document_not_at_hand_is_cited_as_unverified(tmp_path: Path) -> None:
    text = PARAMETER.replace("document: langyu-6, path: 二/(一)", "document: langyu-unseen, path: 第九条")
    write_pack(tmp_path, {"parameters/uplift.yaml": text.replace("verified: true", "verified: false")})
    entry = load(tmp_path)["langyu"].library.parameter("uplift").entries[0]
    assert (str(entry.cites), entry.verified) == ("langyu-unseen#第九条", False)


def test_all_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    wrong = PARAMETER.replace("value: 30", "value: 3.5").replace("2032-01-01", "2032-13-01")
    write_pack(tmp_path, {"parameters/uplift.yaml": wrong, "parameters/limit.yaml": "- 3\n"})
    found = told(tmp_path)
    assert found == [
        "BOLE-P008 parameters/limit.yaml:1",
        "BOLE-P016 parameters/uplift.yaml:8",
        "BOLE-P010 parameters/uplift.yaml:11",
    ]
    assert str(faults_of(tmp_path)[1]).startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("title: 上浮比例".encode("gb18030"), "BOLE-P011"),
        (b"\x00", "BOLE-P002"),
        (b"# only a comment\n", "BOLE-P008"),
        (b"[" * 20_000, "BOLE-P002"),
        (b"a: &a [*a]\n", "BOLE-P004"),
        (b"id: !!python/object/apply:os.system [ls]\n", "BOLE-P006"),
        (b"id: a\n---\nid: b\n", "BOLE-P002"),
    ],
)
def test_a_hostile_file_is_a_fault_and_nothing_else(tmp_path: Path, content: bytes, code: str) -> None:
    write_pack(tmp_path, {"parameters/uplift.yaml": content})
    assert code in [fault.code for fault in faults_of(tmp_path)]


def test_the_digest_follows_what_decides_and_not_what_explains(tmp_path: Path) -> None:
    def digest(name: str, text: str) -> str:
        return (
            load(write_pack(tmp_path / name, {"parameters/uplift.yaml": text}))["langyu"]
            .library.parameter("uplift")
            .digest
        )

    first = digest("a", PARAMETER)
    assert digest("b", "# a comment\n" + PARAMETER.replace("title: 上浮比例", "title: 另一个名称")) == first
    assert digest("c", PARAMETER.replace('"12.5"', '"12.50"')) == first
    assert digest("d", PARAMETER.replace("value: 30", "value: 31")) != first
    assert digest("e", PARAMETER.replace("path: 二/(一)", "path: 二/(二)", 1)) != first
