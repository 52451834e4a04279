"""Catalogues of a pack: rows by key and date, one clear fault with file and line for each way to write them wrong."""

import time
from datetime import date
from pathlib import Path

import pytest

from bole.kernel.levels import SkillLevel
from tests.policy.pack_folders import CATALOGUE, ROWS, faults_of, load, told, write_pack

SENIOR = SkillLevel.SENIOR


def test_rows_are_found_by_key_with_money_in_fen_and_levels_by_rank(tmp_path: Path) -> None:
    catalogue = load(write_pack(tmp_path))["langyu"].library.catalogue("standard")
    edition = catalogue.at(date(2040, 1, 1))
    assert edition is not None
    assert dict(edition.rows) == {("船模工", 4): (104050,), ("船模工", 5): (200000,), ("灯塔工", 4): (90000,)}
    assert (edition.status, edition.complete, edition.file) == ("known", True, "standard-2031.csv")
    assert [column.name for column in (*catalogue.keys, *catalogue.values)] == ["trade", "level", "amount"]
    assert catalogue.at(date(2030, 12, 31)) is None


def test_byte_order_mark_full_width_digits_blank_lines_notes_and_column_order_change_nothing(tmp_path: Path) -> None:
    plain = load(write_pack(tmp_path / "a"))["langyu"].library.catalogue("standard")
    head = "\ufeffamount , level,trade,note\r\n"
    odd = head + "１０４０．５０,高级工,船模工,\r\n\r\n2000,５, 船模工 ,一句话\r\n900,高级工,灯塔工,\r\n"
    other = load(write_pack(tmp_path / "b", {"catalogues/standard-2031.csv": odd}))["langyu"].library.catalogue(
        "standard"
    )
    assert dict(other.editions[0].rows) == dict(plain.editions[0].rows)
    assert other.digest == plain.digest
    assert other.editions[0].sha256 != plain.editions[0].sha256


ROWS_CHANGED = [
    ("unknown column", "amount\n", "sum\n", ["BOLE-P024:1", "BOLE-P025:1"]),
    (
        "column twice",
        "trade,level,amount\n船模工,高级工,1040.50",
        "trade,level,amount,level\n船模工,高级工,1,4",
        ["BOLE-P003:1", "BOLE-P030:3", "BOLE-P030:4"],
    ),
    ("row twice", "灯塔工,高级工", "船模工,４", ["BOLE-P026:4"]),
    ("unknown level", "灯塔工,高级工", "灯塔工,特高级", ["BOLE-P028:4"]),
    ("printed number of a level", "灯塔工,高级工", "灯塔工,三级", ["BOLE-P028:4"]),
    ("level beyond the scale", "灯塔工,高级工", "灯塔工,9", ["BOLE-P028:4"]),
    ("half a fen", "900", "900.005", ["BOLE-P028:4"]),
    ("negative money", "900", "-900", ["BOLE-P028:4"]),
    ("money with a thousands separator", ",900", ',"1,900"', ["BOLE-P028:4"]),
    ("no money", ",900", ",", ["BOLE-P028:4"]),
    ("no key", "灯塔工,高级工", ",高级工", ["BOLE-P028:4"]),
    ("cell too many", ",900", ",900,1", ["BOLE-P030:4"]),
    ("cell too few", ",900", "", ["BOLE-P030:4"]),
    ("quote left open", "灯塔工", '"灯塔工', ["BOLE-P002:4"]),
    ("only the head", ROWS.partition("\n")[2], "", ["BOLE-P029:1"]),
    ("only blanks", ROWS, "\n\n", ["BOLE-P025:1", "BOLE-P025:1", "BOLE-P025:1"]),
]


@pytest.mark.parametrize(
    ("old", "new", "codes"), [case[1:] for case in ROWS_CHANGED], ids=[case[0] for case in ROWS_CHANGED]
)
def test_each_fault_of_a_row_is_told_with_its_line(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in ROWS
    write_pack(tmp_path, {"catalogues/standard-2031.csv": ROWS.replace(old, new)})
    assert [one.replace(" catalogues/standard-2031.csv", "") for one in told(tmp_path)] == codes


def test_two_rows_for_one_key_name_both_lines(tmp_path: Path) -> None:
    write_pack(tmp_path, {"catalogues/standard-2031.csv": ROWS + "船模工,技师,1\n"})
    [fault] = faults_of(tmp_path)
    assert (fault.code, fault.params["line"]) == ("BOLE-P026", 3)
    assert fault.place.endswith(":5")


SHEET_CHANGED = [
    ("unknown kind", "kind: money", "kind: euro", ["BOLE-P014:8"]),
    ("a link is no key", "kind: code}", "kind: link}", ["BOLE-P014:5"]),
    ("unknown scale", "system: skill-level", "system: skills", ["BOLE-P014:6"]),
    ("unknown classification", "kind: code}", "kind: code, system: occupations}", ["BOLE-P014:4"]),
    ("unknown key of a column", "label: 标准", "lable: 标准", ["BOLE-P004:8"]),
    ("two columns of one name", "name: level", "name: trade", ["BOLE-P038:6"]),
    (
        "no such file",
        "standard-2031.csv",
        "standard-2032.csv",
        ["BOLE-P012:10", "BOLE-P033 catalogues/standard-2031.csv"],
    ),
    (
        "a file elsewhere",
        "standard-2031.csv",
        "../standard-2031.csv",
        ["BOLE-P014:10", "BOLE-P033 catalogues/standard-2031.csv"],
    ),
    ("file and rows missing", "    from:", "    rows_missing: true\n    from:", ["BOLE-P032:10"]),
    (
        "neither file nor a word",
        "  - file: standard-2031.csv\n    from:",
        "  - from:",
        ["BOLE-P032:10", "BOLE-P033 catalogues/standard-2031.csv"],
    ),
    ("id", "langyu.standard", "langyu.other", ["BOLE-P013:1"]),
    ("unknown clause", "二/(二)", "九", ["BOLE-P022:12"]),
]


@pytest.mark.parametrize(
    ("old", "new", "codes"), [case[1:] for case in SHEET_CHANGED], ids=[case[0] for case in SHEET_CHANGED]
)
def test_each_fault_of_a_sheet_is_told_with_its_line(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in CATALOGUE
    write_pack(tmp_path, {"catalogues/standard.yaml": CATALOGUE.replace(old, new, 1)})
    assert [one.replace(" catalogues/standard.yaml", "") for one in told(tmp_path)] == codes


def edition(start: str, end: str, said: str = "rows_missing: true") -> str:
    cites = "cites: {document: langyu-6, path: 二/(二)}"
    return f"  - {{{said}, from: {start}, {f'until: {end}, ' if end else ''}{cites}, verified: true}}\n"


@pytest.mark.parametrize(
    ("editions", "codes"),
    [
        (edition("2031-01-01", "2031-12-31") + edition("2032-01-01", ""), []),
        (edition("2031-01-01", "2031-12-31") + edition("2031-12-31", ""), ["BOLE-P018:11"]),
        (edition("2031-01-01", "2031-12-31") + edition("2032-01-02", ""), ["BOLE-P019:11"]),
        (edition("2032-01-01", "") + edition("2031-01-01", "2031-12-30"), ["BOLE-P019:10"]),
        (
            edition("2031-01-01", "2031-12-31")
            + edition("2032-01-01", "2032-12-31", "repealed: true")
            + edition("2033-01-01", ""),
            [],
        ),
    ],
)
def test_editions_follow_each_other_or_say_why_not(tmp_path: Path, editions: str, codes: list[str]) -> None:
    text = CATALOGUE.partition("  - file")[0] + editions
    write_pack(tmp_path, {"catalogues/standard.yaml": text, "catalogues/standard-2031.csv": ""})
    if codes:
        assert [one.replace(" catalogues/standard.yaml", "") for one in told(tmp_path)] == codes
    else:
        assert len(load(tmp_path)["langyu"].library.catalogue("standard").editions) == editions.count("from")


def test_after_the_last_edition_nothing_is_in_force(tmp_path: Path) -> None:
    text = CATALOGUE.replace("    from: 2031-01-01", "    from: 2031-01-01\n    until: 2031-12-31")
    catalogue = load(write_pack(tmp_path, {"catalogues/standard.yaml": text}))["langyu"].library.catalogue("standard")
    assert catalogue.at(date(2031, 12, 31)) is not None
    assert catalogue.at(date(2032, 1, 1)) is None


@pytest.mark.parametrize(
    ("said", "status", "complete"),
    [("rows_partial: true", "partial", False), ("rows_missing: true", "missing", False), ("", "known", True)],
)
def test_an_edition_says_whether_its_rows_are_all(tmp_path: Path, said: str, status: str, complete: bool) -> None:
    text = CATALOGUE.replace("    from:", f"    {said}\n    from:") if said else CATALOGUE
    files = {"catalogues/standard.yaml": text}
    if status == "missing":
        text = text.replace("  - file: standard-2031.csv\n    rows", "  - rows")
        files = {"catalogues/standard.yaml": text, "catalogues/standard-2031.csv": ""}
    write_pack(tmp_path, files)
    found = load(tmp_path)["langyu"].library.catalogue("standard").editions[0]
    assert (found.status, found.complete) == (status, complete)


def test_codes_are_those_of_the_classification_of_the_nation(tmp_path: Path) -> None:
    national = CATALOGUE.replace("langyu.standard", "nation.occupation").replace(
        "name: trade, kind: code", "name: trade, kind: code, system: occupation"
    )
    national = national.replace("langyu-6", "nation-6").replace("standard-2031", "occupation-2031")
    write_pack(
        tmp_path / "nation",
        {
            "pack.toml": 'id = "nation"\ntitle = "某国"\ntitle_en = "A land"\nplace = "600000"\nlevel = "nation"\n',
            "catalogues/occupation.yaml": national,
            "catalogues/occupation-2031.csv": "trade,level,amount\n6-01-02-03,高级工,1\n",
        },
        id="nation",
    )
    sheet = CATALOGUE.replace("kind: code}", "kind: code, system: occupation}")
    rows = "trade,level,amount\n６－０１－０２－０３,高级工,1\n6-01-02-04,高级工,1\n"
    write_pack(
        tmp_path / "city", {"catalogues/standard.yaml": sheet, "catalogues/standard-2031.csv": rows}, parent="nation"
    )
    [fault] = faults_of(tmp_path)
    assert (fault.code, fault.params["nearest"]) == ("BOLE-P027", "6-01-02-03")
    assert fault.place.endswith("standard-2031.csv:3")


def test_a_code_of_a_closed_list_is_checked_against_it(tmp_path: Path) -> None:
    sheet = CATALOGUE.replace("kind: code}", "kind: code, system: sex}")
    rows = "trade,level,amount\nfemale,高级工,1\nfemail,高级工,1\n"
    write_pack(tmp_path, {"catalogues/standard.yaml": sheet, "catalogues/standard-2031.csv": rows})
    assert told(tmp_path) == ["BOLE-P027 catalogues/standard-2031.csv:3"]


def test_a_value_may_be_left_out_where_the_column_says_so(tmp_path: Path) -> None:
    sheet = CATALOGUE.replace("kind: money,", "kind: money, optional: true,")
    write_pack(tmp_path, {"catalogues/standard.yaml": sheet, "catalogues/standard-2031.csv": ROWS.replace("900", "")})
    rows = load(tmp_path)["langyu"].library.catalogue("standard").editions[0].rows
    assert rows["灯塔工", 4] == (None,)


@pytest.mark.parametrize("content", ["工种,等级".encode("gb18030"), b"\xff\xfe\x00"])
def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path, content: bytes) -> None:
    write_pack(tmp_path, {"catalogues/standard-2031.csv": content})
    assert told(tmp_path) == ["BOLE-P011 catalogues/standard-2031.csv"]


def test_of_many_faults_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = "trade,level,amount\n" + "".join(f"工种{n},高级工,?\n" for n in range(1000))
    write_pack(tmp_path, {"catalogues/standard-2031.csv": rows})
    faults = faults_of(tmp_path)
    assert [fault.code for fault in faults] == ["BOLE-P028"] * 50 + ["BOLE-P031"]
    assert faults[-1].params["count"] == 950


def test_the_nearest_code_is_looked_for_only_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand codes of another list took minutes."""
    asked: list[str] = []

    def nearest(word: str, _: object) -> str:
        asked.append(word)
        return "female"

    monkeypatch.setattr("bole.policy.edition_rows.nearest", nearest)
    sheet = CATALOGUE.replace("kind: code}", "kind: code, system: sex}")
    rows = "trade,level,amount\n" + "".join(f"x{n},高级工,1\n" for n in range(200))
    write_pack(tmp_path, {"catalogues/standard.yaml": sheet, "catalogues/standard-2031.csv": rows})
    assert faults_of(tmp_path)[-1].params["count"] == 150
    assert len(asked) == 50


def test_ten_thousand_rows_are_read_in_well_under_a_second(tmp_path: Path) -> None:
    rows = "trade,level,amount\n" + "".join(f"工种{n},{n % 8 + 1},{n}.50\n" for n in range(10_000))
    write_pack(tmp_path, {"catalogues/standard-2031.csv": rows})
    began = time.process_time()
    catalogue = load(tmp_path)["langyu"].library.catalogue("standard")
    assert time.process_time() - began < 0.8
    assert len(catalogue.editions[0].rows) == 10_000
