"""Headings as people write them, and what they are taken for."""

import pytest

from bole.apps.registry.imports.columns import match_columns
from bole.apps.registry.imports.headings import bare_key, heading_key, headings_at
from bole.apps.registry.imports.kinds import all_kinds, kind_named
from bole.kernel.errors import BoleError

SENT = {
    "insurance": "姓名,证件类型,证件号码,性别,手机号码,险种,单位名称,统一社会信用代码,参保地区划,缴费起始日期,缴费截止日期,参保状态,累计缴费月数,月缴费基数",
    "certificates": "姓名,身份证号,联系电话,证书类别,证书编号,职业编码,职业名称,技能等级,评价方式,发证机构,发证日期,证书状态,理论成绩",
    "training": "学员姓名,身份证号码,出生年月日,联系电话,所在单位,培训项目,培训机构,培训工种,学员层次,开班日期,结业日期,课时,考核结果",
    "school": "姓名,性别,出生日期,身份证件号,学校名称,专业名称,培养层次,入学年月,毕业日期,学籍状态,学分,联系电话",
    "household": "户号,与户主关系,姓名,性别,出生日期,公民身份号码,户籍地区划,镇街,迁入日期,户内人数,联系电话",
    "employers": "单位名称,统一社会信用代码,单位类型,行业门类,企业规模,注册镇街,成立日期,职工人数,单位电话",
}
"""As the departments of a synthetic city send them."""


@pytest.mark.parametrize("kind", SENT)
def test_what_departments_send_is_known_to_the_last_heading(kind: str) -> None:
    known = kind_named(kind)
    columns = match_columns(known, SENT[kind].split(","), {}, {}, place="")
    assert [heading for heading in columns.left_out if heading not in known.passed_over] == []


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_no_heading_of_a_kind_stands_for_two_things_and_english_does_as_well(kind: str) -> None:
    known = kind_named(kind)
    seen: dict[str, object] = {}
    for column in known.columns:
        for heading in (*column.headings, *column.headings_en):
            assert seen.setdefault(heading_key(heading), column) is column, heading
    english = [column.headings_en[0] for column in known.columns]
    assert len(match_columns(known, english, {}, {}, place="").matched) == len(known.columns)


@pytest.mark.parametrize(
    "heading",
    ["证件号码", "证件号码（必填）", "*证件号码", " 证件 号码 ", "證件號碼", "证件号码：", "ID Number", "id_number"],
)
def test_headings_in_any_dress(heading: str) -> None:
    columns = match_columns(kind_named("household"), ["姓名", heading], {}, {}, place="")
    assert columns.targets == ("person.name", "person.id_number")


def test_brackets_may_matter_and_may_not() -> None:
    assert heading_key("职业（工种）") != heading_key("职业")
    assert bare_key("出生日期（yyyy-mm-dd）") == heading_key("出生日期")


def test_missing_columns_are_named() -> None:
    with pytest.raises(BoleError) as raised:
        match_columns(kind_named("insurance"), ["姓名", "险种"], {}, {}, place="参保.xlsx")
    assert raised.value.code == "BOLE-R015"
    assert "证件号码、缴费起始日期" in raised.value.message


def test_two_columns_for_one_item_are_told() -> None:
    with pytest.raises(BoleError) as raised:
        match_columns(kind_named("household"), ["姓名", "身份证号", "证件号码"], {}, {}, place="")
    assert raised.value.code == "BOLE-R018"


def test_what_somebody_chose_comes_before_what_is_remembered_and_usual() -> None:
    kind = kind_named("household")
    headings = ["姓名", "证件号码", "住处", "镇街"]
    assert (
        match_columns(kind, headings, {}, {"住处": "residence_town", "镇街": ""}, place="").to_json()["住处"]
        == "residence_town"
    )
    chosen = match_columns(kind, headings, {"住处": "household_city"}, {"住处": "residence_town"}, place="")
    assert chosen.to_json() == {
        "姓名": "person.name",
        "证件号码": "person.id_number",
        "住处": "household_city",
        "镇街": "residence_town",
    }
    with pytest.raises(BoleError) as raised:
        match_columns(kind, headings, {"住处": "nothing"}, {}, place="")
    assert raised.value.code == "BOLE-R019"


def test_the_headings_may_stand_below_a_title() -> None:
    rows = [["2031年参保名册", "", ""], ["填报单位：某局", "", ""], ["姓名", "证件号码", "别的"], ["张三", "1", "2"]]
    known = {heading_key("姓名"), heading_key("证件号码")}
    assert headings_at(rows, known) == 2
    assert headings_at(rows[:2], known) is None
    assert headings_at([["", ""], ["姓名", ""]], known) == 1
