"""Figures that a pack hands in to one above it: only what is missing, and always with the name of who gave them."""

from datetime import date
from pathlib import Path

import pytest

from bole.policy.catalogues import Catalogue, Edition
from bole.policy.pack import Packs
from tests.policy.pack_folders import CATALOGUE, PARAMETER, ROWS, faults_of, load, write_pack

EDITION = """\
  - file: standard-2031.csv
    from: 2031-01-01
    cites: {document: langyu-6, path: 二/(二)}
    verified: true
"""
MISSING = """\
  - rows_missing: true
    from: 2031-01-01
    until: 2032-12-31
    cites: {document: langyu-6, path: 二/(二)}
    verified: false
  - rows_missing: true
    from: 2033-01-01
    cites: {document: langyu-6, path: 二/(二)}
    verified: false
"""
SHEET = """\
id = "langyu-more"
title = "琅屿市补充"
title_en = "additions for Langyu"
place = "609900"
level = "supplement"
parent = "langyu"
"""
DOCUMENTS = """\
- id: langyu-more-standard
  title: 别处抄来的标准
  number: null
  issued_on: null
  in_force_from: null
  status: not_at_hand
  clauses: {}
"""
SUPPLY = """\
supplies: langyu.standard
editions:
  - file: standard.csv
    from: 2032-01-01
    until: 2033-06-30
    cites: {document: langyu-more-standard}
    verified: false
"""


def packs(folder: Path, *, editions: str = MISSING, supply: str = SUPPLY, rows: str = ROWS) -> Path:
    """A city whose standard is not at hand, and a pack below that hands one in."""
    assert EDITION in CATALOGUE
    sheet = {"catalogues/standard.yaml": CATALOGUE.replace(EDITION, editions)}
    if "standard-2031.csv" not in editions:
        sheet["catalogues/standard-2031.csv"] = ""
    write_pack(folder / "langyu", sheet)
    files = {
        "pack.toml": SHEET,
        "documents.yaml": DOCUMENTS,
        "catalogues/standard.yaml": supply,
        "catalogues/standard.csv": rows,
    }
    below = folder / "more"
    (below / "catalogues").mkdir(parents=True)
    for name, text in files.items():
        (below / name).write_text(text, encoding="utf-8")
    return folder


def standard(loaded: Packs) -> Catalogue:
    return loaded["langyu"].library.catalogue("standard")


def said(edition: Edition) -> tuple[str, str, str, int, str]:
    by = edition.supplier.pack if edition.supplier else ""
    return (edition.start.isoformat(), str(edition.end), edition.status, len(edition.rows), by)


def test_the_days_handed_in_have_rows_and_the_days_before_and_after_have_none(tmp_path: Path) -> None:
    assert [said(edition) for edition in standard(load(packs(tmp_path))).editions] == [
        ("2031-01-01", "2031-12-31", "missing", 0, ""),
        ("2032-01-01", "2032-12-31", "known", 3, "langyu-more"),
        ("2033-01-01", "2033-06-30", "known", 3, "langyu-more"),
        ("2033-07-01", "None", "missing", 0, ""),
    ]


def test_an_open_end_reaches_the_open_end_of_the_catalogue(tmp_path: Path) -> None:
    loaded = load(packs(tmp_path, supply=SUPPLY.replace("    until: 2033-06-30\n", "")))
    assert [said(edition)[1] for edition in standard(loaded).editions] == ["2031-12-31", "2032-12-31", "None"]


def test_what_is_handed_in_keeps_its_own_clause_and_is_not_verified(tmp_path: Path) -> None:
    edition = standard(load(packs(tmp_path))).at(date(2032, 5, 1))
    assert edition is not None
    assert (str(edition.cites), edition.verified) == ("langyu-more-standard", False)
    assert edition.supplier is not None
    assert (edition.supplier.title, edition.supplier.title_en) == ("琅屿市补充", "additions for Langyu")


def test_rows_not_at_hand_cannot_be_called_verified(tmp_path: Path) -> None:
    [fault] = faults_of(packs(tmp_path, supply=SUPPLY.replace("verified: false", "verified: true")))
    assert fault.code == "BOLE-P023"


PARTIAL = EDITION.replace("verified: true", "verified: true\n    rows_partial: true")
SINCE = SUPPLY.replace("from: 2032-01-01\n    until: 2033-06-30", "from: 2031-01-01")


def test_a_partial_edition_gets_the_rows_it_lacks_and_keeps_its_own(tmp_path: Path) -> None:
    rows = ROWS + "灯塔工,技师,1500\n"
    edition = standard(load(packs(tmp_path, editions=PARTIAL, supply=SINCE, rows=rows))).at(date(2031, 1, 1))
    assert edition is not None
    assert (len(edition.rows), edition.status, edition.complete) == (4, "known", True)


def test_of_a_supply_that_is_partial_itself_a_person_still_looks_up_the_others(tmp_path: Path) -> None:
    supply = SINCE.replace("verified: false", "verified: false\n    rows_partial: true")
    edition = standard(load(packs(tmp_path, supply=supply))).at(date(2031, 1, 1))
    assert edition is not None
    assert (edition.status, edition.complete) == ("partial", False)


REFUSED = {
    "rows that are there": (EDITION, SINCE, ROWS, "BOLE-P240"),
    "a row that says otherwise": (PARTIAL, SINCE, ROWS.replace("900", "901"), "BOLE-P243"),
    "days before the first edition": (MISSING, SUPPLY.replace("2032-01-01", "2030-12-31"), ROWS, "BOLE-P241"),
    "days after the last edition": (
        MISSING.replace("2033-01-01", "2033-01-01\n    until: 2033-03-31"),
        SUPPLY,
        ROWS,
        "BOLE-P241",
    ),
    "the same days twice": (
        MISSING,
        SUPPLY + SUPPLY.partition("editions:\n")[2].replace("2032-01-01", "2033-06-30"),
        ROWS,
        "BOLE-P242",
    ),
    "an unknown catalogue": (MISSING, SUPPLY.replace("langyu.standard", "langyu.standart"), ROWS, "BOLE-P035"),
    "columns of another catalogue": (MISSING, SUPPLY, ROWS.replace("amount", "sum"), "BOLE-P024"),
    "missing rows in place of missing rows": (
        MISSING,
        SUPPLY.replace("file: standard.csv", "rows_missing: true"),
        ROWS,
        "BOLE-P005",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_else_can_be_handed_in(tmp_path: Path, name: str) -> None:
    editions, supply, rows, code = REFUSED[name]
    faults = faults_of(packs(tmp_path, editions=editions, supply=supply, rows=rows))
    assert code in [fault.code for fault in faults]
    assert all("/more/" in fault.place for fault in faults)


VALUE = """\
supplies: langyu.uplift
entries:
  - from: 2032-01-01
    value: 20
    cites: {document: langyu-more-standard}
    verified: false
"""
NO_UPLIFT = PARAMETER.replace('value: "12.5"', "value: null\n    missing: true")


def uplift_given(folder: Path, value: str) -> Path:
    """The city lacks the uplift from 2032 on, and the pack below hands it in."""
    packs(folder)
    (folder / "langyu/parameters/uplift.yaml").write_text(NO_UPLIFT, encoding="utf-8")
    (folder / "more/parameters").mkdir()
    (folder / "more/parameters/uplift.yaml").write_text(value, encoding="utf-8")
    return folder


def test_a_value_that_is_missing_can_be_handed_in(tmp_path: Path) -> None:
    loaded = load(uplift_given(tmp_path, VALUE))
    before, after = loaded["langyu"].library.parameter("uplift").entries
    assert (before.value, before.supplier) == (3000, None)
    assert (after.value, after.status, after.verified) == (2000, "known", False)
    assert after.supplier is not None
    assert after.supplier.pack == "langyu-more"


VALUES_REFUSED = {
    "a value that is there": (VALUE.replace("2032", "2031"), ["BOLE-P240"]),
    "another unit": (VALUE.replace("value: 20", "value: 一倍"), ["BOLE-P015"]),
    "no value": (VALUE.replace("value: 20", "value: null\n    missing: true"), ["BOLE-P020"]),
    "an unknown parameter": (VALUE.replace("langyu.uplift", "langyu.uplif"), ["BOLE-P034"]),
    "no entries": (VALUE.partition("entries")[0] + "entries: []\n", ["BOLE-P005"]),
}


@pytest.mark.parametrize("name", VALUES_REFUSED)
def test_no_other_value_can_be_handed_in(tmp_path: Path, name: str) -> None:
    value, codes = VALUES_REFUSED[name]
    faults = faults_of(uplift_given(tmp_path, value))
    assert [fault.code for fault in faults] == codes
    assert all("/more/" in fault.place for fault in faults)


def test_two_packs_cannot_hand_in_the_same_days(tmp_path: Path) -> None:
    packs(tmp_path)
    other = tmp_path / "other"
    (other / "catalogues").mkdir(parents=True)
    (other / "pack.toml").write_text(SHEET.replace("langyu-more", "langyu-most"), encoding="utf-8")
    (other / "documents.yaml").write_text(DOCUMENTS.replace("langyu-more", "langyu-most"), encoding="utf-8")
    (other / "catalogues/standard.yaml").write_text(SUPPLY.replace("langyu-more", "langyu-most"), encoding="utf-8")
    (other / "catalogues/standard.csv").write_text(ROWS, encoding="utf-8")
    [fault] = faults_of(tmp_path)
    assert (fault.code, fault.params["pack"]) == ("BOLE-P242", "langyu-more")


def test_what_decides_has_another_digest(tmp_path: Path) -> None:
    folder = packs(tmp_path)
    alone, together = load(folder / "langyu"), load(folder)
    assert standard(alone).digest != standard(together).digest
    assert alone["langyu"].digest != together["langyu"].digest
