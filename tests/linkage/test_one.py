"""A new record finds its file at once, as it would in a run over everything."""

import time
from datetime import date

import pytest

from bole.linkage import Prepared, Record, link, link_one, prepare
from tests.linkage.conftest import Town
from tests.linkage.records import Row, filler, number, records, somebody

BORN = date(1985, 2, 3)
MINE = number(BORN, 121)
FULL: Row = {**somebody(1), "name": "郝思嘉", "id_no": MINE, "birth": "1985-02-03", "phone": "12012345678"}


def test_one_at_a_time_comes_out_as_all_at_once(town: Town) -> None:
    late = town.records.sample(120, seed=2)
    early = town.records.filter(~town.records["record_id"].is_in(late["record_id"].to_list()))
    before = prepare(link(early))
    file_before = dict(zip(before.stubs["record_id"], before.cluster_ids, strict=True))
    file_of = dict(town.linked.clusters.select("record_id", "cluster_id").iter_rows())
    as_in_the_whole = 0
    for row in late.iter_rows(named=True):
        mine = file_of[row["record_id"]]
        mates = {file_before[other] for other, file in file_of.items() if file == mine and other in file_before}
        found = link_one(before, record_of(row))
        as_in_the_whole += found.cluster_id in mates if mates else found.cluster_id is None
    assert as_in_the_whole >= 119


def record_of(row: dict[str, str | None]) -> Record:
    """A row of a register as a record."""
    found: Record = {column: value for column, value in row.items() if column in Record.__annotations__}  # type: ignore[assignment]
    return found


def test_it_takes_the_time_of_a_request(town: Town, prepared: Prepared) -> None:
    rows = [record_of(row) for row in town.records.head(30).iter_rows(named=True)]
    link_one(prepared, rows[0])
    used = []
    for row in rows:
        started = time.process_time()
        link_one(prepared, row)
        used.append(time.process_time() - started)
    assert sorted(used)[len(used) // 2] < 0.1


@pytest.fixture(scope="module")
def small() -> Prepared:
    child: Row = {
        "name": "郝小丫",
        "id_no": number(BORN.replace(year=2011), 8),
        "birth": "2011-02-03",
        "phone": "12012345678",
    }
    return prepare(link(records(FULL, {**FULL, "source": "training"}, child, *filler())))


def test_a_proven_number_and_a_name_decide(small: Prepared) -> None:
    register = small
    mine = dict(zip(register.stubs["record_id"], register.cluster_ids, strict=True))["r000"]
    for typed in (MINE, MINE[:6] + MINE[8:17], f"{MINE[:6]}********{MINE[14:]}", f"{MINE[:15]}000"):
        found = link_one(register, Record(name="郝思佳", id_no=typed))
        assert (found.cluster_id, found.by_number, found.doubtful) == (mine, True, False)


def test_the_number_of_another_goes_to_a_person(small: Prepared) -> None:
    register = small
    mine = dict(zip(register.stubs["record_id"], register.cluster_ids, strict=True))
    found = link_one(register, Record(name="郝小丫", id_no=MINE, birth="2011-02-03", phone="12012345678"))
    assert (found.cluster_id, found.detached, found.doubtful) == (mine["r002"], True, True)


def test_somebody_new_has_no_file_yet(small: Prepared) -> None:
    found = link_one(small, Record(name="万子豪", id_no=number(BORN, 555), birth="1985-02-03"))
    assert (found.cluster_id, found.detached) == (None, False)
    assert link_one(small, Record()).cluster_id is None


def test_the_candidates_come_with_their_waterfalls(small: Prepared) -> None:
    found = link_one(small, Record(name="郝思嘉", birth="1985年2月3日", phone="12012345678"))
    assert {match.record_id for match in found.matches} >= {"r000", "r001"}
    best = found.matches[0].waterfall
    assert (best.level("name"), best.level("birth"), best.level("phone")) == ("same characters", "same day", "same")
    assert found.cluster_id == found.matches[0].cluster_id
