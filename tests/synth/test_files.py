"""The departments' files: nobody real, every slip there, and the truth beside them right."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from bole.kernel.errors import BoleError
from bole.policy.pack import load_packs
from bole.policy.snapshot import open_snapshot
from bole.synth import Register, city_of
from bole.synth.city import SLIPS, WRONG_ROWS
from bole.synth.files import check_size, write_files
from bole.synth.files import writing as files_writing
from bole.synth.files.departments import DEPARTMENTS
from bole.synth.files.numbers import CHECK, NOWHERE, WEIGHTS, check_place, credit_code
from bole.synth.files.roster import Roster, roster_of, rows_of
from bole.synth.files.workbook import write_workbook

PEOPLE = 12_000
NUMBERS = {
    "insurance": "证件号码",
    "employment": "身份证号码",
    "certificate": "身份证号",
    "training": "身份证号码",
    "school": "身份证件号",
    "household": "公民身份号码",
}
NAMES = {"training": "学员姓名"}
BIRTHS = {
    "training": ("出生年月日", "%Y.%m.%d"),
    "school": ("出生日期", "%Y年%-m月%-d日"),
    "household": ("出生日期", "%Y%m%d"),
}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@cache
def register() -> Register:
    return Register(city_of(load_packs(), "zhongshan"), PEOPLE, 7)


@cache
def roster() -> Roster:
    return roster_of(register())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synth")
    write_files(register(), made)
    return made / "files"


def sheet(folder: Path, name: str) -> pl.DataFrame:
    """A file's rows beside the truth about them."""
    truth = pl.read_parquet(folder / "truth.parquet").filter(pl.col("source") == name).sort("row")
    rows = pl.read_parquet(folder / f"{name}.parquet")
    assert truth["row"].to_list() == list(range(1, rows.height + 1))
    return pl.concat([rows, truth], how="horizontal")


def told(folder: Path, name: str, error: str) -> list[dict[str, Any]]:
    return sheet(folder, name).filter(pl.col("errors").list.contains(error)).to_dicts()


def right(row: Mapping[str, Any], of: pl.Series) -> str:
    return str(of[row["person_id"] - 1])


def in_workbook(file: Path) -> list[tuple[Any, ...]]:
    """Every row of the only sheet."""
    return list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))


# nobody real


def test_check_digits_are_those_of_the_standard() -> None:
    """Two numbers published as examples, and codes of invented firms, by the rules of the standards."""
    assert check_place("11010519491231002") == "X"
    assert check_place("44052418800101001") == "4"
    for number in (1, 7_263, 899_999):
        code = credit_code("442000", number)
        assert re.fullmatch("91602000[0-9A-Z]{10}", code)
        total = sum(ALPHABET.index(c) * pow(3, at, 31) for at, c in enumerate(code[:17]))
        assert ALPHABET.index(code[17]) == (31 - total) % 31


def test_everybody_has_a_number_of_his_own_that_nobody_real_can_have() -> None:
    numbers = roster().numbers
    assert numbers.n_unique() == PEOPLE
    residents = numbers.filter(numbers.str.len_chars() == 18)
    assert residents.str.contains("^60[0-9]{15}[0-9X]$").all()
    digits = np.asarray([[int(c) for c in number[:17]] for number in residents.to_list()])
    check = [CHECK[total % 11] for total in (digits * np.asarray(WEIGHTS)).sum(axis=1)]
    assert check == residents.str.slice(17).to_list()
    permits = numbers.filter(numbers.str.len_chars() != 18)
    assert permits.str.contains("^X[0-9]{8}$").all()
    assert 0.005 < len(permits) / PEOPLE < 0.03


def test_numbers_bear_the_day_of_birth_and_the_sex() -> None:
    people = register().frames()["person"].sort("person_id")
    number = roster().numbers
    both = pl.DataFrame({"number": number, "born": people["born_on"], "sex": people["sex"]}).drop_nulls()
    both = both.filter(pl.col("number").str.len_chars() == 18)
    assert (both["number"].str.slice(6, 8) == both["born"].dt.strftime("%Y%m%d")).all()
    odd = both["number"].str.slice(16, 1).cast(pl.Int64) % 2 == 1
    assert (odd == (both["sex"] == "male")).all()


def test_no_number_in_any_file_is_of_a_province(folder: Path) -> None:
    for name, heading in NUMBERS.items():
        typed = sheet(folder, name)[heading].drop_nulls()
        assert typed.str.contains(f"^({NOWHERE}|X)").all(), name
    for file in folder.glob("*.csv"):
        text = file.read_bytes().decode("gb18030")
        found = re.findall(r"(?<![0-9])[1-9][0-9]{16}[0-9X](?![0-9])|(?<![0-9])[1-9][0-9]{14}(?![0-9])", text)
        # Credit codes of firms have the division behind two places.
        assert all(number.startswith((NOWHERE, f"91{NOWHERE}")) for number in found)
        assert not re.search(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", text)


def test_twins_share_fourteen_places_and_the_surname() -> None:
    place = np.flatnonzero(roster().twin)
    pairs = [(a, a + 1) for a in place if a % 2 == 0]
    assert len(pairs) > 30
    for first, second in pairs:
        one, two = roster().numbers[int(first)], roster().numbers[int(second)]
        assert roster().surnames[int(first)] == roster().surnames[int(second)]
        if len(one) == len(two) == 18:
            assert one[:14] == two[:14]
            assert one != two


def test_names_are_of_the_lists() -> None:
    known = {row["surname"] for row in rows_of("surnames.csv")}
    characters = set("".join(row["given_name"] for row in rows_of("given_names.csv")))
    assert set(roster().surnames) <= known
    assert set("".join(roster().given)) <= characters
    assert roster().names.n_unique() > PEOPLE * 0.8


# every slip, and the truth


def test_every_slip_and_every_wrong_row_occurs(folder: Path) -> None:
    truth = pl.read_parquet(folder / "truth.parquet")
    assert truth.columns == ["source", "row", "person_id", "organisation_id", "errors"]
    assert set(truth["errors"].explode(empty_as_null=False).drop_nulls()) == {*SLIPS, *WRONG_ROWS, "permit", "twin"}
    assert set(truth["source"]) == set(DEPARTMENTS)


def test_where_nothing_is_told_all_is_right(folder: Path) -> None:
    for name, heading in NUMBERS.items():
        rows = sheet(folder, name).filter(pl.col("errors").list.set_difference(["twin", "permit"]).list.len() == 0)
        assert rows.height > 200
        place = rows["person_id"] - 1
        assert (rows[heading] == roster().numbers.gather(place)).all()
        assert (rows[NAMES.get(name, "姓名")] == roster().names.gather(place)).all()
        if name in BIRTHS:
            column, form = BIRTHS[name]
            born = pl.Series(roster().born.astype(np.int32)).cast(pl.Date).gather(place).dt.strftime(form)
            assert (rows[column] == born).all()


def number_slips(folder: Path, error: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Right number, typed number and row, wherever the cell was not emptied afterwards."""
    found = [
        (right(row, roster().numbers), row[heading], row)
        for name, heading in NUMBERS.items()
        for row in told(folder, name, error)
        if row[heading] is not None
    ]
    assert len(found) > 10
    return found


def test_a_wrong_digit_is_one(folder: Path) -> None:
    for one, typed, _ in number_slips(folder, "wrong-digit"):
        assert sum(a != b for a, b in zip(one, typed, strict=True)) == 1


def test_two_neighbours_are_swapped(folder: Path) -> None:
    for one, typed, _ in number_slips(folder, "swapped-digits"):
        apart = [at for at in range(18) if one[at] != typed[at]]
        assert len(apart) == 2
        assert apart[1] == apart[0] + 1
        assert sorted(one) == sorted(typed)


def test_old_masked_and_rounded_numbers(folder: Path) -> None:
    for one, typed, _ in number_slips(folder, "fifteen-digit"):
        assert typed == one[:6] + one[8:17]
    for one, typed, _ in number_slips(folder, "masked"):
        assert len(typed) == 18
        assert re.fullmatch(typed.replace("*", "."), one)
    for one, typed, _ in number_slips(folder, "rounded"):
        assert typed == one[:15] + "000"


def test_the_number_of_the_row_above(folder: Path) -> None:
    for name, heading in NUMBERS.items():
        rows = sheet(folder, name)
        for row in told(folder, name, "row-above"):
            above = row["row"] - 2
            while "duplicate-row" in rows["errors"][above].to_list() or rows["row"][above] == row["row"]:
                above -= 1
            if row[heading] is not None and "duplicate-row" not in row["errors"]:
                assert row[heading] == roster().numbers[rows["person_id"][above] - 1]


def test_a_parents_number_is_of_somebody_older(folder: Path) -> None:
    born = dict(zip(roster().numbers, roster().born.tolist(), strict=True))
    same = 0
    for one, typed, row in number_slips(folder, "parent"):
        assert typed in born
        if born[typed] < roster().born[row["person_id"] - 1]:
            same += 1
        assert typed != one
    assert same > 10


def test_names_are_misheard_misread_turned_and_spaced(folder: Path) -> None:
    for name in NUMBERS:
        heading = NAMES.get(name, "姓名")
        for error in ("homophone", "look-alike"):
            for row in told(folder, name, error):
                if row[heading]:
                    one = right(row, roster().names)
                    changed = [(a, b) for a, b in zip(one, row[heading], strict=True) if a != b]
                    assert len(changed) == 1
                    pair = {"character": changed[0][0], "other": changed[0][1], "kind": error}
                    assert pair in rows_of("mistaken_characters.csv")
        for row in told(folder, name, "spaced-name"):
            if row[heading]:
                assert re.sub(r"\s", "", row[heading]) == right(row, roster().names)
        for row in told(folder, name, "swapped-name"):
            if row[heading]:
                assert sorted(row[heading]) == sorted(right(row, roster().names))
        for row in told(folder, name, "traditional"):
            if row[heading]:
                assert row[heading] != right(row, roster().names)
                assert len(row[heading]) == len(right(row, roster().names))


def test_days_of_birth_are_turned_or_the_first_of_the_year(folder: Path) -> None:
    seen = 0
    for name, (heading, form) in BIRTHS.items():
        born = pl.Series(roster().born.astype(np.int32)).cast(pl.Date)
        for row in told(folder, name, "new-year"):
            assert row[heading] == born[row["person_id"] - 1].replace(month=1, day=1).strftime(form)
        for row in told(folder, name, "day-month"):
            day = born[row["person_id"] - 1]
            assert row[heading] == day.replace(month=day.day, day=day.month).strftime(form)
            seen += 1
    assert seen > 5


def test_an_office_has_one_phone_for_many(folder: Path) -> None:
    offices = pl.DataFrame(told(folder, "insurance", "office-phone"))["手机号码"]
    assert offices.str.starts_with("129").all()
    assert offices.n_unique() < len(offices)


def test_wrong_rows_cannot_be_read(folder: Path) -> None:
    for row in told(folder, "insurance", "bad-date"):
        with pytest.raises(ValueError, match=r"."):
            date.fromisoformat(f"{row['缴费起始日期']:-<10}")
    assert all(row["险种"] not in ("职工养老保险",) for row in told(folder, "insurance", "unknown-code"))
    assert all(row["月缴费基数"] < 0 for row in told(folder, "insurance", "negative"))
    assert all(row["证件号码"] is None for row in told(folder, "insurance", "missing-cell"))
    rows = pl.read_parquet(folder / "insurance.parquet").to_dicts()
    for row in told(folder, "insurance", "duplicate-row"):
        assert rows[row["row"] - 1] == rows[row["row"] - 2]


# the files


def test_all_three_kinds_say_the_same(folder: Path) -> None:
    for name in DEPARTMENTS:
        rows = pl.read_parquet(folder / f"{name}.parquet")
        text = (folder / f"{name}.csv").read_bytes().decode("gb18030")
        listed = list(csv.reader(io.StringIO(text)))
        cells = [["" if cell is None else str(cell) for cell in row] for row in in_workbook(folder / f"{name}.xlsx")]
        wanted = [list(rows.columns), *([("" if v is None else str(v)) for v in row] for row in rows.rows())]
        assert [len(row) for row in cells] == [len(rows.columns)] * len(cells)
        assert listed == wanted
        assert cells == wanted
        assert all(re.fullmatch("[\u4e00-\u9fff]+", heading) for heading in rows.columns)


def test_the_snapshot_beside_them_still_opens(tmp_path: Path) -> None:
    small = Register(city_of(load_packs(), "zibo"), 200, 1)
    small.write(tmp_path / "s", also=lambda beside: write_files(small, beside))
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.quarantine.height == 0
    assert len(list((tmp_path / "s" / "files").iterdir())) == 3 * len(DEPARTMENTS) + 2


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_files(Register(city_of(load_packs(), "jiangmen"), 500, 5), tmp_path / name)
    one, two = (
        {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (tmp_path / name / "files").iterdir()}
        for name in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize("name", ["guangzhou", "jiangmen", "zhongshan", "zibo"])
@pytest.mark.parametrize("people", [1, 2, 30])
def test_few_people_have_files_too(tmp_path: Path, name: str, people: int) -> None:
    write_files(Register(city_of(load_packs(), name), people, 1), tmp_path)
    listed = json.loads((tmp_path / "files" / "files.json").read_text(encoding="utf-8"))
    assert list(listed) == list(DEPARTMENTS)


def test_a_workbook_holds_the_first_rows_of_a_long_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_writing, "MOST_IN_WORKBOOK", 50)
    write_files(Register(city_of(load_packs(), "zhongshan"), 400, 1), tmp_path)
    listed = json.loads((tmp_path / "files" / "files.json").read_text(encoding="utf-8"))
    assert len(in_workbook(tmp_path / "files" / "insurance.xlsx")) == 51
    assert listed["insurance"]["rows_in_workbook"] == 50
    assert pl.read_parquet(tmp_path / "files" / "insurance.parquet").height == listed["insurance"]["rows"] > 50


def test_signs_of_markup_stay_text(tmp_path: Path) -> None:
    write_workbook(pl.DataFrame({"甲<乙": ["a & b", "<c>", None], "数": [1, None, -2]}), "一&二", tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["一&二"]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows == [("甲<乙", "数"), ("a & b", 1), ("<c>", None), (None, -2)]


def test_too_many_people_for_files() -> None:
    check_size(1_000_000)
    with pytest.raises(BoleError, match="BOLE-S008"):
        check_size(1_000_001)
