"""Facts: the schema checks itself, says everything in both languages, and its page agrees with it."""

import re
from dataclasses import replace

import pytest

from bole.kernel.codes import CODES
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import LARGEST_ID, Column, Facts, Kind, Table
from bole.kernel.levels import SCALES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLES = (
    "person employment insurance certificate title training award organisation workforce mark talent slate nomination "
    "loan housing voucher service claim payment"
).split()
COLUMNS = [(table, column) for table in STANDARD.tables.values() for column in table.columns]

DOG_ID = Column("dog_id", Kind.ID, "编号", "id", nullable=False)
DOG = Table("dog", "犬", "dog", "dog_id", (DOG_ID,))


def test_the_standard_tables() -> None:
    assert list(STANDARD.tables) == TABLES
    assert all(name == table.name for name, table in STANDARD.tables.items())


def test_everything_is_said_in_chinese_and_in_english() -> None:
    named = [(table.label, table.label_en) for table in STANDARD.tables.values()]
    named += [(column.label, column.label_en) for _, column in COLUMNS]
    named += [(name.label, name.label_en) for names in CODES.values() for name in names.values()]
    assert [zh for zh, _ in named if not CHINESE.search(zh)] == []
    assert [zh for zh, en in named if not en or CHINESE.search(en)] == []
    brought = [column for _, column in COLUMNS if column.evidence]
    assert len(brought) > 20
    assert [column.name for column in brought if CHINESE.search(column.evidence_en)] == []


def test_labels_of_a_table_are_told_apart() -> None:
    for table in STANDARD.tables.values():
        labels = [column.label for column in table.columns]
        assert sorted(set(labels)) == sorted(labels)


def test_links_and_children() -> None:
    assert [link.name for link in STANDARD.links("training")] == ["person", "organiser", "employer"]
    trained = [link.name for table, link in STANDARD.children("organisation") if table.name == "training"]
    assert trained == ["organiser", "employer"]
    assert {table.name for table, _ in STANDARD.children("certificate")} == {"payment"}


def test_ids_cannot_pass_for_numbers_of_identity_documents() -> None:
    assert len(str(LARGEST_ID)) < 15
    keys = [table.column(table.key) for table in STANDARD.tables.values()]
    assert {key.bounds for key in keys} == {(0, LARGEST_ID)}
    assert not any(key.nullable for key in keys)


def test_every_number_is_bounded_so_that_ten_million_of_them_fit_in_64_bits() -> None:
    added = (Kind.COUNT, Kind.LEVEL, Kind.MONEY, Kind.PERCENT)
    counted = [column for _, column in COLUMNS if column.kind in added]
    assert all(column.bounds and max(map(abs, column.bounds)) * 10**7 < 2**63 for column in counted)


def test_a_correction_may_be_negative_and_a_wage_may_not() -> None:
    assert STANDARD.table("payment").column("fen").bounds == (-(10**11), 10**11)
    assert STANDARD.table("workforce").column("wages").bounds == (0, 9 * 10**11)


def test_bounds_of_a_level_are_those_of_its_scale() -> None:
    levels = [column for _, column in COLUMNS if column.kind is Kind.LEVEL]
    assert levels
    assert all(column.bounds == (0, SCALES[column.system].highest) for column in levels)
    assert replace(levels[0], low=1).bounds == (1, 8)


def test_the_ledger_knows_what_it_shares_with_other_tables() -> None:
    shared = {column.ledger: column for table, column in COLUMNS if column.ledger and table.name != "payment"}
    assert set(shared) >= {"person", "organisation", "certificate", "occupation", "level", "applied_on"}
    for name, column in shared.items():
        assert STANDARD.table("payment").column(name).system == column.system


def test_a_column_that_is_not_there() -> None:
    assert "born_on" in STANDARD.table("person")
    assert "name" not in STANDARD.table("person")
    with pytest.raises(KeyError, match=r"person\.name"):
        STANDARD.table("person").column("name")


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ((DOG_ID, DOG_ID), "two of column of dog are called dog_id"),
        ((Column("dog_id", Kind.COUNT, "编号", "id", system="dog"),), "dog has no id column dog_id"),
        ((DOG_ID, Column("owner", Kind.LINK, "主人", "owner", to="person")), "leads to no table"),
        ((DOG_ID, Column("owner", Kind.CODE, "主人", "owner", to="dog", system="x")), "is no link but leads somewhere"),
        ((DOG_ID, Column("rank", Kind.LEVEL, "等级", "rank", system="dan")), "is on no scale"),
        ((DOG_ID, Column("legs", Kind.COUNT, "腿数", "legs")), "has neither classification nor unit"),
        ((DOG_ID, Column("born", Kind.DATE, "生日", "")), "has no label in both languages"),
        ((DOG_ID, Column("born", Kind.DATE, "生日", "born", evidence="证")), "names its evidence in one language only"),
    ],
)
def test_a_schema_that_does_not_hold_together_is_refused(columns: tuple[Column, ...], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Facts([replace(DOG, columns=columns)])


def test_two_tables_of_one_name_and_unknown_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="two of table are called dog"):
        Facts([DOG, DOG])
    with pytest.raises(ValueError, match="dog has no column tail to be unique"):
        Facts([replace(DOG, unique=(("tail",),))])


def test_a_ledger_column_that_payment_lacks_is_refused() -> None:
    paid = Table("payment", "发放", "payment", "payment_id", (Column("payment_id", Kind.ID, "编号", "id"),))
    with pytest.raises(ValueError, match="stands in no column of payment"):
        Facts([replace(DOG, columns=(replace(DOG_ID, ledger="dog"),)), paid])
