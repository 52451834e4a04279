"""单位名录: which printed names are one body, and where."""

import pytest

from bole.documents.unit_register import Alias, UnitRegister, place_in, register_rows, unit_register

REGISTER = unit_register()


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("市人社局", "市人力资源社会保障局", "澜州市"),
        ("市人社局", "澜州市人力资源和社会保障局", "澜州市"),
        ("市国资委", "澜州市人民政府国有资产监督管理委员会", "澜州市"),
        ("市委网信办", "中共澜州市委网络安全和信息化委员会办公室", "澜州市"),
        ("团市委", "共青团澜州市委员会", "澜州市"),
        ("市发展改革委", "市发展和改革委员会", "澜州市"),
        ("市工業和信息化局", "市工信局", "澜州市"),
        ("区人社局", "青岬区人力资源和社会保障局", "澜州市青岬区"),
        ("市人社局", "澜州市人社局", "澜州市青岬区"),
        ("省人社厅", "省人力资源和社会保障厅", "澜州市"),
        ("人社部", "人力资源社会保障部", ""),
        ("市场监管局", "市市场监督管理局", "澜州市"),
        ("市税务局", "国家税务总局澜州市税务局", "澜州市"),
    ],
)
def test_aliases_are_one_body(one: str, other: str, place: str) -> None:
    assert REGISTER.same_body(one, other, place)


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("市人社局", "区人社局", "澜州市青岬区"),
        ("市教育局", "霁州市教育局", "澜州市"),
        ("市教育局", "市体育局", "澜州市"),
        ("市财政局", "省财政厅", "澜州市"),
        ("各区人民政府", "各镇人民政府", "澜州市"),
        ("市发展和改革委员会", "市科技局", "澜州市"),
    ],
)
def test_different_bodies_stay_apart(one: str, other: str, place: str) -> None:
    assert not REGISTER.same_body(one, other, place)


def test_a_citys_own_alias_holds_only_there() -> None:
    assert REGISTER.same_body("市教育局", "市教育和体育局", "中山市")
    assert not REGISTER.same_body("市教育局", "市教育和体育局", "澜州市")


def test_collectives_stay_as_printed() -> None:
    assert REGISTER.canonical("各区（县）人民政府", "澜州市") == "各区(县)人民政府"


def test_an_alias_counts_from_its_day() -> None:
    register = UnitRegister([Alias("澜州市", "市数据局", "市大数据中心", since="2031-01-01")])
    assert register.same_body("市数据局", "市大数据中心", "澜州市", on="2031-06-01")
    assert not register.same_body("市数据局", "市大数据中心", "澜州市", on="2030-06-01")


def test_each_body_is_shown_by_the_name_printed_most_often() -> None:
    printed = ["市人社局", "市人力资源社会保障局", "市人力资源社会保障局", "各区政府"]
    shown = REGISTER.one_name_each(printed, "澜州市")
    assert shown["市人社局"] == "市人力资源社会保障局"
    assert shown["各区政府"] == "各区政府"


def test_an_alias_of_two_bodies_is_refused() -> None:
    with pytest.raises(ValueError, match="市文旅局"):
        UnitRegister([Alias("*", "市文化和旅游局", "市文旅局"), Alias("*", "市旅游发展局", "市文旅局")])


@pytest.mark.parametrize("text", ["place,name\n*,市甲局", "place,name,alias,since,verified,note\n*,,市甲局,,,"])
def test_a_register_with_holes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"columns|line 2"):
        register_rows(text)


def test_every_row_that_is_marked_as_verified_has_a_day() -> None:
    assert all(len(row.verified) in (0, 10) for row in REGISTER.rows)
    assert any(row.verified for row in REGISTER.rows)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("澜州市人民政府办公室", "澜州市"),
        ("东岬省澜州市人民政府", "澜州市"),
        ("东岬省人力资源和社会保障厅", "东岬省"),
        ("澜州市青岬区人民政府办公室", "澜州市青岬区"),
        ("中共澜州市委组织部", "澜州市"),
        ("江門市人民政府", "江门市"),
        ("市人社局", ""),
        ("国务院办公厅", ""),
        ("全市技能人才行动方案", ""),
    ],
)
def test_the_place_is_read_from_a_bodys_name(name: str, place: str) -> None:
    assert place_in(name) == place
