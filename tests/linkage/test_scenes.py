"""What is joined and what never is: one small scene each, all of them in one register."""

from collections.abc import Callable, Iterator

import polars as pl
import pytest

from bole.linkage import Linked, link
from tests.linkage.records import Row, files, filler, records, somebody

SLIPS: dict[str, Callable[[str], str]] = {
    "old": lambda n: n[:6] + n[8:17],
    "rounded": lambda n: f"{n[:15]}000",
    "masked": lambda n: f"{n[:6]}********{n[14:]}",
    "wrong digit": lambda n: n[:15] + str((int(n[15]) + 3) % 10) + n[16:],
    "swapped digits": lambda n: n[:14] + n[15] + n[14] + n[16:],
    "digit too few": lambda n: n[:9] + n[10:],
}


def slips() -> Iterator[tuple[str, list[Row]]]:
    """A second record with a wrong number, the name as it is, spaced, or with another character of the sound."""
    for kind, wrong in SLIPS.items():
        at = list(SLIPS).index(kind)
        for way, given in enumerate(("思嘉", " 思嘉", "思佳")):
            mine = somebody(at * 3 + way)
            typed: Row = {
                "source": "training",
                "name": str(mine["name"])[0] + given,
                "id_no": wrong(str(mine["id_no"])),
            }
            yield f"{kind}/{way}", [mine, typed]


def row_above(at: int) -> list[Row]:
    other = somebody(at + 1, "子豪")
    wrong = {**other, "id_no": somebody(at)["id_no"], "source": "training"}
    return [somebody(at), {**somebody(at), "source": "school"}, other, wrong]


def parent(at: int) -> list[Row]:
    mine = somebody(at)
    child = {**mine, "name": str(mine["name"])[0] + "小丫", "sex": "女", "birth": "2011-07-08", "source": "school"}
    return [mine, {**mine, "source": "training"}, child]


def twins(at: int) -> list[Row]:
    one, other = somebody(at), somebody(at, "思远", 123)
    seen = {**other, "id_no": "", "source": "training"}
    return [one, {**one, "source": "school"}, other, seen]


def two_slips(at: int) -> list[Row]:
    """A number one place away from two numbers of one name."""
    one, other = somebody(at), {**somebody(at, order=141), "phone": "12099990001", "source": "school"}
    typed = str(one["id_no"])[:15] + "3" + str(one["id_no"])[16:17] + str(one["id_no"])[17]
    return [one, other, {"name": one["name"], "source": "training", "id_no": typed}]


def office(at: int) -> list[Row]:
    names = ("一凡", "二宝", "三石", "四维", "五福", "六一", "七夕", "八方")
    people = (somebody(at + each, given) for each, given in enumerate(names))
    return [{"name": person["name"], "phone": "076088001234", "town": "东升镇"} for person in people]


def same_number(at: int) -> list[Row]:
    return [{**row, "phone": None, "id_no": somebody(at)["id_no"]} for row in office(at)]


def stranger(at: int, phone: str) -> list[Row]:
    """Another number, of another region, with the same name and birth."""
    mine = somebody(at)
    other = {**mine, "id_no": "600002" + str(mine["id_no"])[6:], "source": "training", "phone": phone}
    seventeen = str(other["id_no"])[:14] + "34"
    good = next(f"{seventeen}1{c}" for c in "0123456789X" if _passes(f"{seventeen}1{c}"))
    return [mine, {**other, "id_no": good}]


def _passes(text: str) -> bool:
    from bole.linkage.numbers import NumberClass, read_number

    return read_number(text).number_class is NumberClass.PROVEN


def bare(at: int) -> list[Row]:
    mine = {key: value for key, value in somebody(at).items() if key != "id_no"}
    homophone = {**mine, "name": str(mine["name"])[0] + "思佳", "source": "school"}
    return [mine, {**mine, "birth": str(mine["birth"]).replace("-", ""), "source": "training"}, homophone]


def other_name(at: int, **changed: str) -> list[Row]:
    """A record of the same day, phone and town under another given name, or what `changed` says of it."""
    mine = somebody(at)
    other = {key: value for key, value in mine.items() if key != "id_no"} | {"source": "training"} | changed
    return [mine, {**other, "name": str(mine["name"])[0] + "书豪"}]


SCENES: dict[str, tuple[list[Row], list[set[str]]]] = {
    **{name: (rows, [{"0", "1"}]) for name, rows in slips()},
    "row above": (row_above(18), [{"0", "1"}, {"2", "3"}]),
    "parent": (parent(20), [{"0", "1"}, {"2"}]),
    "twins": (twins(21), [{"0", "1"}, {"2", "3"}]),
    "twin unseen": (other_name(22), [{"0"}, {"1"}]),
    "renamed": ([somebody(23), {**somebody(23, "万里"), "source": "training"}], [{"0", "1"}]),
    "two slips": (two_slips(24), [{"0"}, {"1"}, {"2"}]),
    "neighbour": (other_name(25, id_no=f"{str(somebody(25)['id_no'])[:15]}000", phone=""), [{"0"}, {"1"}]),
    "two keys, two phones": (stranger(26, "12077770001"), [{"0"}, {"1"}]),
    "no number": (bare(28), [{"0", "1", "2"}]),
    "nothing": ([{}, {"name": "无", "id_no": "111111", "phone": "13800000000"}], [{"0"}, {"1"}]),
    "office": (office(30), [{str(at)} for at in range(8)]),
    "one filler": (same_number(38), [{str(at)} for at in range(8)]),
}
"""Rows by scene, and the files they should come to."""


@pytest.fixture(scope="module")
def played() -> Linked:
    """All scenes in one register, among people who have nothing to do with them."""
    rows = [{**row, "record_id": f"{name}:{at}"} for name, (acted, _) in SCENES.items() for at, row in enumerate(acted)]
    return link(records(*rows, *filler()))


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene(played: Linked, scene: str) -> None:
    assert files(played, f"{scene}:") == SCENES[scene][1]


def test_the_doubtful_are_listed_for_a_person(played: Linked) -> None:
    kinds = played.doubts.filter(pl.col("one_record_id").str.contains("row above|parent"))["kind"].to_list()
    assert "detached" in kinds
    unlikely = played.doubts.filter(pl.col("probability") < 0.5)
    assert unlikely["kind"].unique().to_list() in ([], ["detached"])
    for steps, weight in played.doubts.drop_nulls("weight").select("waterfall", "weight").iter_rows():
        assert sum(step["bits"] for step in steps) == pytest.approx(weight, abs=0.01)


def test_two_keys_of_one_person_are_told(played: Linked) -> None:
    both = link(records(*stranger(1, "12000015678"), *filler()))
    assert "two-keys" in both.doubts["kind"].to_list()
    assert played.doubts.columns == both.doubts.columns


def test_small_registers_are_linked_too() -> None:
    mine = somebody(1)
    assert files(link(records(mine))) == [{"r000"}]
    assert files(link(records(mine, {**mine, "source": "training"}))) == [{"r000", "r001"}]
    assert files(link(records({}, {}))) == [{"r000"}, {"r001"}]
