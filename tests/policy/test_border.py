"""The border: each kind of bad row is set apart, listed with its value and counted; the others stay."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.messages import use_language
from bole.policy.border import Border, Fault
from bole.policy.schema import schema_of
from bole.policy.snapshot import Counts, open_snapshot
from tests.policy.small_register import AS_OF, frames, small_snapshot

Changed = Mapping[str, Mapping[int, Mapping[str, Any]]]
Line = tuple[str, int, int | None, str, str, str | None]


def listing(path: Path) -> list[Line]:
    with open_snapshot(path) as snapshot:
        return [tuple(row) for row in snapshot.quarantine.rows()]


def test_a_clean_register_passes_whole(tmp_path: Path) -> None:
    with open_snapshot(small_snapshot(tmp_path / "s")) as snapshot:
        assert snapshot.quarantine.height == 0
        assert snapshot.quarantine.columns == ["table", "row", "key", "column", "code", "value"]
        assert snapshot.counts["certificate"] == Counts(3, 3, 0)


# What is changed, and the lines that must come out: table, row from 1, key, column, code, value.
BAD: dict[str, tuple[Changed, list[Line]]] = {
    "an id twice, neither is taken": (
        {"organisation": {2: {"organisation_id": 7}}},
        [
            ("organisation", 1, 7, "organisation_id", "duplicate-key", "7"),
            ("organisation", 3, 7, "organisation_id", "duplicate-key", "7"),
        ],
    ),
    "no id": (
        {"certificate": {1: {"certificate_id": None}}},
        [("certificate", 2, None, "certificate_id", "null-key", None)],
    ),
    "an id that could be an identity number": (
        {"person": {2: {"person_id": 60010519491231002}}},
        [("person", 3, 60010519491231002, "person_id", "out-of-bounds", "60010519491231002")],
    ),
    "a negative id": ({"person": {2: {"person_id": -1}}}, [("person", 3, -1, "person_id", "out-of-bounds", "-1")]),
    "a level off the scale": (
        {"certificate": {0: {"level": 9}, 1: {"level": -1}}},
        [("certificate", 1, 3, "level", "out-of-bounds", "9"), ("certificate", 2, 1, "level", "out-of-bounds", "-1")],
    ),
    "a sum beyond belief": (
        {"payment": {0: {"fen": 10**12}}},
        [("payment", 1, 1, "fen", "out-of-bounds", str(10**12))],
    ),
    "a day after the snapshot": (
        {"certificate": {1: {"issued_on": date(2031, 4, 1)}}},
        [("certificate", 2, 1, "issued_on", "future-date", "2031-04-01")],
    ),
    "days that stand for something else": (
        {
            "certificate": {1: {"issued_on": date(1, 1, 1)}},
            "training": {0: {"training_id": 1, "person": 10, "ended_on": date(9999, 12, 31)}},
        },
        [
            ("certificate", 2, 1, "issued_on", "out-of-bounds", "0001-01-01"),
            ("training", 1, 1, "ended_on", "out-of-bounds", "9999-12-31"),
        ],
    ),
    "nothing where something must be": (
        {"payment": {0: {"fen": None}}},
        [("payment", 1, 1, "fen", "missing", None)],
    ),
    "a link to nobody": (
        {"certificate": {2: {"person": 11}}},
        [("certificate", 3, 2, "person", "unresolved-link", "11")],
    ),
    "a link that may be empty and leads nowhere": (
        {"certificate": {0: {"issuer": 8}}},
        [("certificate", 1, 3, "issuer", "unresolved-link", "8")],
    ),
    "a code that nobody knows": (
        {"certificate": {0: {"kind": "skil"}}},
        [("certificate", 1, 3, "kind", "unknown-code", "skil")],
    ),
    "two claims on one fact": (
        {"claim": {1: {"fact": 3}}},
        [
            ("claim", 1, 1, "scheme+fact", "duplicate", "lanting.grant 3"),
            ("claim", 2, 2, "scheme+fact", "duplicate", "lanting.grant 3"),
        ],
    ),
    "two faults of one row": (
        {"payment": {0: {"fen": None, "paid_on": date(2032, 1, 1)}}},
        [("payment", 1, 1, "fen", "missing", None), ("payment", 1, 1, "paid_on", "future-date", "2032-01-01")],
    ),
    "a row goes with the one it needs": (
        {"person": {1: {"born_on": date(2099, 1, 1)}}},
        [
            ("person", 2, 10, "born_on", "future-date", "2099-01-01"),
            ("certificate", 1, 3, "person", "linked-row", "10"),
            ("certificate", 3, 2, "person", "linked-row", "10"),
        ],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows_are_listed_and_counted(tmp_path: Path, case: str) -> None:
    changed, expected = BAD[case]
    path = small_snapshot(tmp_path / "s", frames(**changed))
    assert sorted(listing(path), key=str) == sorted(expected, key=str)
    with open_snapshot(path) as snapshot:
        for name, counts in snapshot.counts.items():
            apart = {line[1] for line in expected if line[0] == name}
            assert counts.quarantined == len(apart)
            assert counts.rows == counts.kept + counts.quarantined
            kept = snapshot.tables[name].collect()
            assert kept.height == counts.kept == pl.read_parquet(snapshot.files(name)).height


@pytest.mark.parametrize(
    ("days", "shown"), [(10_000_000, "10000000"), (2**31 - 1, "2147483647"), (-(2**31), "-2147483648")]
)
def test_a_day_that_no_calendar_has_is_set_apart(tmp_path: Path, days: int, shown: str) -> None:
    """A Parquet file can hold it, Python's dates cannot."""
    whole = frames()
    far = pl.Series([days], dtype=pl.Int32).cast(pl.Date)
    first = pl.int_range(pl.len()) == 0
    whole["certificate"] = whole["certificate"].with_columns(
        issued_on=pl.when(first).then(pl.lit(far)).otherwise("issued_on")
    )
    [line] = [line for line in listing(small_snapshot(tmp_path / "s", whole)) if line[0] == "certificate"]
    code = "future-date" if days > 0 else "out-of-bounds"
    assert line[3:] == ("issued_on", code, f"1970-01-01 {shown} d")


def test_rows_without_an_id_and_twins_stay_out_of_every_reading(tmp_path: Path) -> None:
    path = small_snapshot(tmp_path / "s", frames(organisation={2: {"organisation_id": 7}}))
    with open_snapshot(path) as snapshot:
        assert snapshot.tables["organisation"].collect()["organisation_id"].to_list() == [9]
        assert snapshot.files("organisation").parent != path
        assert snapshot.files("person") == path / "person.parquet"


def test_links_lead_through_several_tables(tmp_path: Path) -> None:
    """A person set apart takes his certificate along; the ledger's row, which may do without either, stays."""
    path = small_snapshot(tmp_path / "s", frames(person={1: {"sex": "?"}}))
    with open_snapshot(path) as snapshot:
        assert set(snapshot.quarantine["table"]) == {"person", "certificate"}
        assert snapshot.counts["payment"] == Counts(1, 1, 0)


def test_ids_with_gaps_resolve_too(tmp_path: Path) -> None:
    """10, 20, 30 are no unbroken run: 11 lies between them and is nobody."""
    path = small_snapshot(tmp_path / "s", frames(claim={0: {"person": 20}, 1: {"person": 11}}))
    assert listing(path) == [("claim", 2, 2, "person", "unresolved-link", "11")]


def test_links_into_a_table_that_is_not_there_are_not_judged(tmp_path: Path) -> None:
    tables = {name: frame for name, frame in frames().items() if name != "organisation"}
    with open_snapshot(small_snapshot(tmp_path / "s", tables)) as snapshot:
        assert snapshot.quarantine.height == 0
        assert snapshot.tables["organisation"].collect().height == 0


def test_borders_themselves_are_inside(tmp_path: Path) -> None:
    changed: Changed = {
        "certificate": {0: {"level": 8, "issued_on": AS_OF}},
        "payment": {0: {"fen": -(10**11)}},
        "person": {3: {"person_id": 10**14 - 1, "born_on": date(1900, 1, 1)}},
        "training": {0: {"training_id": 1, "person": 10, "ended_on": date(2199, 12, 31)}},
    }
    assert listing(small_snapshot(tmp_path / "s", frames(**changed))) == []


def test_a_day_to_come_is_allowed_where_the_column_says_so(tmp_path: Path) -> None:
    changed: Changed = {"training": {0: {"training_id": 1, "person": 10, "ended_on": date(2031, 9, 1)}}}
    assert listing(small_snapshot(tmp_path / "s", frames(**changed))) == []


KEYS = st.sampled_from([1, 2, 3, 4, None])
PEOPLE = st.lists(st.fixed_dictionaries({"person_id": KEYS, "sex": st.sampled_from(["male", None, "?"])}), max_size=5)
CERTIFICATES = st.lists(
    st.fixed_dictionaries({"certificate_id": KEYS, "person": KEYS, "level": st.sampled_from([4, None, 9])}), max_size=6
)
PAYMENTS = st.lists(
    st.fixed_dictionaries({"payment_id": KEYS, "certificate": KEYS, "fen": st.sampled_from([5, -5, None])}), max_size=5
)
Rows = list[dict[str, Any]]


def sound(people: Rows, certificates: Rows, payments: Rows) -> tuple[Rows, Rows, Rows]:
    """The rows that pass, told in plain words."""

    def once(row: dict[str, Any], key: str, rows: Rows) -> bool:
        return row[key] is not None and [other[key] for other in rows].count(row[key]) == 1

    ids = {row["person_id"] for row in people if row["person_id"]}
    held_ids = {row["certificate_id"] for row in certificates if row["certificate_id"]}
    good_people = [row for row in people if once(row, "person_id", people) and row["sex"] != "?"]
    good_ids = {row["person_id"] for row in good_people}
    good_certificates = [
        row
        for row in certificates
        if once(row, "certificate_id", certificates) and row["person"] in ids & good_ids and row["level"] != 9
    ]
    good_payments = [
        row
        for row in payments
        if once(row, "payment_id", payments) and row["certificate"] in {None, *held_ids} and row["fen"] is not None
    ]
    return good_people, good_certificates, good_payments


@given(PEOPLE, CERTIFICATES, PAYMENTS)
@settings(max_examples=60, deadline=None)
def test_what_passes_is_what_plain_words_let_pass(people: Rows, certificates: Rows, payments: Rows) -> None:
    payments = [{"scheme": "a", "fact": 1, "applied_on": AS_OF, "paid_on": AS_OF, **row} for row in payments]
    given_rows = {"person": people, "certificate": certificates, "payment": payments}
    tables = {
        name: pl.DataFrame(rows, schema=schema_of(STANDARD.table(name)), orient="row").lazy()
        for name, rows in given_rows.items()
    }
    border = Border(STANDARD, AS_OF, tables)
    bad = border.check()
    for (name, rows), passed in zip(given_rows.items(), sound(people, certificates, payments), strict=True):
        apart = set(bad[name]["row"]) if name in bad else set()
        assert [row for at, row in enumerate(rows, 1) if at not in apart] == passed
        assert apart == set(border.listing().filter(pl.col("table") == name)["row"])


def test_a_table_without_rows_passes(tmp_path: Path) -> None:
    tables = {name: frame.clear() for name, frame in frames().items()}
    with open_snapshot(small_snapshot(tmp_path / "s", tables)) as snapshot:
        assert all(counts == Counts(0, 0, 0) for counts in snapshot.counts.values())


def test_a_row_in_ten_without_values_is_no_fault(tmp_path: Path) -> None:
    """Missing is unknown, and unknown is for the rules to answer; only what must be there is asked for."""
    tables = frames()
    nullable = ["level", "grade", "issued_on", "kind", "issuer"]
    tables["certificate"] = tables["certificate"].with_columns(
        pl.when(pl.col("certificate_id") != 2).then(pl.col(name)).alias(name) for name in nullable
    )
    assert listing(small_snapshot(tmp_path / "s", tables)) == []


@pytest.mark.parametrize("fault", list(Fault))
def test_every_reason_is_told_in_both_languages(fault: Fault) -> None:
    told = {}
    for language in ("zh", "en"):
        use_language(language)
        told[language] = fault.text
    assert len(told["zh"]) > 4
    assert told["en"].isascii()


def test_a_register_of_other_facts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match="dog") as refused:
        small_snapshot(tmp_path / "s", {"dog": pl.DataFrame({"dog_id": [1]})})
    assert refused.value.code == "BOLE-P106"
