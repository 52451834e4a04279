"""What an import writes, what it leaves alone, and what it keeps for somebody to decide."""

import json
from datetime import date

import pytest
from django.db import transaction

from bole.apps.accounts.models import Event
from bole.apps.accounts.sealing import place, unseal
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.imports.outcome import batch_shown
from bole.apps.registry.indexes import id_index, phone_index
from bole.apps.registry.models import (
    Batch,
    BatchRow,
    Certificate,
    Contact,
    Education,
    Insurance,
    Mark,
    Organisation,
    PendingRow,
    Person,
    Source,
    Thing,
    Training,
    Workforce,
)
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM, Imports, Uploads, came_of, checked, source_made, written
from tests.apps.registry.people import certificate, code, householder, insured, number

pytestmark = pytest.mark.django_db


def test_a_row_brings_the_person_the_body_the_phone_and_the_record(imports: Imports) -> None:
    came = imports("insurance", [insured()])
    assert came == {"created": 1}
    person, body, spell, contact = (
        Person.objects.get(),
        Organisation.objects.get(),
        Insurance.objects.get(),
        Contact.objects.get(),
    )
    assert (person.name, person.pinyin, person.sex, person.born_on) == ("张三", "zhang san", "male", date(1990, 3, 7))
    assert bytes(person.id_index or b"") == id_index(number(1))
    assert unseal(person.id_number or b"", place(Person, "id_number", person.thing)) == number(1)
    assert (body.name, body.credit_code) == ("样例一号有限公司", code(1))
    assert (spell.person, spell.organisation, spell.kind, spell.city) == (person.thing, body.thing, "pension", "442000")
    assert (spell.started_on, spell.until, spell.valid_from, spell.months) == (
        date(2024, 5, 3),
        None,
        date(2024, 5, 3),
        12,
    )
    assert contact.thing == person.thing
    assert bytes(contact.phone_index or b"") == phone_index("12000000001")
    assert unseal(contact.phone or b"", place(Contact, "phone", contact.thing)) == "12000000001"
    assert {row.batch_id for row in (person, body, spell, contact)} == {came.batch}
    assert Thing.objects.filter(pk__in=[person.thing, body.thing, spell.thing]).count() == 3


def test_the_same_file_twice_changes_nothing_and_says_so(imports: Imports) -> None:
    rows = [insured(n, 姓名=f"王{'一二三四五'[n]}") for n in range(5)]
    first = imports("insurance", rows)
    before = list(Insurance.objects.order_by("pk").values())
    again = imports("insurance", rows)
    assert first == {"created": 5}
    assert again == {"unchanged": 5}
    assert list(Insurance.objects.order_by("pk").values()) == before
    assert batch_shown(batch=again.batch, actor=SYSTEM).same_as == first.batch
    assert Person.objects.count() == Contact.objects.count() == 5


def test_what_changed_is_closed_and_added_and_the_rest_is_left_alone(imports: Imports) -> None:
    first = imports("insurance", [insured(1), insured(2, 姓名="李四")])
    came = imports("insurance", [insured(1, 累计缴费月数="13"), insured(2, 姓名="李四")])
    assert came == {"changed": 1, "unchanged": 1}
    old, new = Insurance.objects.filter(months__in=(12, 13), person=Person.objects.get(name="张三").thing).order_by(
        "pk"
    )
    assert (old.thing, old.batch_id, old.closed_by_id, old.closed_at) == (new.thing, first.batch, came.batch, AT)
    assert (new.months, new.closed_at, new.batch_id) == (13, None, came.batch)
    assert Insurance.objects.count() == 3


def test_an_empty_cell_and_a_column_that_is_not_there_say_nothing(imports: Imports) -> None:
    imports("insurance", [insured()])
    short = {key: value for key, value in insured().items() if key not in ("单位名称", "统一社会信用代码", "手机号码")}
    assert imports("insurance", [short | {"累计缴费月数": "", "参保地区划": ""}]) == {"unchanged": 1}


def test_a_spell_that_ends_and_one_that_goes_on(imports: Imports) -> None:
    imports("insurance", [insured(缴费截止日期="2024-12-31")])
    assert Insurance.objects.get().until is None  # 参保缴费: still going on, whatever the last month paid
    came = imports("insurance", [insured(参保状态="暂停缴费", 缴费截止日期="2024年12月")])
    assert came == {"changed": 1}
    spell = Insurance.objects.get(closed_at=None)
    assert (spell.until, spell.valid_until) == (date(2024, 12, 31), date(2024, 12, 31))


def test_one_person_with_several_records_and_a_body_with_several_people(imports: Imports) -> None:
    rows = [insured(1), insured(1, 险种="失业保险"), insured(2, 姓名="李四"), insured(1, 缴费起始日期="2020-01-01")]
    assert imports("insurance", rows) == {"created": 4}
    assert (Person.objects.count(), Organisation.objects.count(), Insurance.objects.count()) == (2, 1, 4)


def test_a_number_in_any_writing_is_the_same_person(imports: Imports) -> None:
    right = number(2, "19880808")
    wide = right.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    rows = [
        insured(证件号码=right),
        insured(证件号码=wide.lower(), 险种="失业保险"),
        insured(证件号码=f" {right} ", 险种="工伤"),
    ]
    assert imports("insurance", rows) == {"created": 3}
    assert Person.objects.count() == 1


def test_a_name_that_does_not_fit_is_a_conflict_and_not_a_merger(imports: Imports) -> None:
    imports("insurance", [insured()])
    came = imports("insurance", [insured(姓名="欧阳春晓", 险种="失业保险")])
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "姓名", "BOLE-R210")]
    assert (Person.objects.count(), Insurance.objects.count()) == (1, 1)
    kept = PendingRow.objects.get()
    told = json.loads(unseal(kept.cells or b"", place(PendingRow, "cells", kept.thing)))
    assert told["cells"]["person.name"] == "欧阳春晓"
    assert told["cells"]["person.id_number"] == number(1)


@pytest.mark.parametrize("name", ["张 三", "張三", "张山", "张三丰"])
def test_another_spelling_of_the_name_fits(imports: Imports, name: str) -> None:
    imports("insurance", [insured()])
    assert imports("insurance", [insured(姓名=name, 险种="失业保险")]) == {"created": 1}
    assert Person.objects.get().name == "张三"


@pytest.mark.parametrize(
    ("written_as", "error"),
    [
        ("", "BOLE-R201"),
        ("600000199003071000", "BOLE-R202"),
        ("6.00000E+17", "BOLE-R203"),
        ("6000**********0012", "BOLE-R204"),
        ("600000199003070019", "BOLE-R205"),
        ("12345", "BOLE-R206"),
    ],
)
def test_a_row_without_a_usable_number_is_kept_for_linkage(imports: Imports, written_as: str, error: str) -> None:
    assert written_as[-1:] != number(1)[-1:] or not written_as.startswith("60000019900307001")
    came = imports("insurance", [insured(证件号码=written_as), insured(2)])
    assert came == {"conflicting": 1, "created": 1}
    assert came.codes == [(2, "证件号码", error)]
    assert (PendingRow.objects.get().code, PendingRow.objects.get().row) == (error, 2)
    assert imports("insurance", [insured(证件号码=written_as), insured(2)]) == {"conflicting": 1, "unchanged": 1}
    assert PendingRow.objects.count() == 1, "the same row is kept once"


def test_a_number_of_class_s1_never_stands_with_a_fault_in_clear(imports: Imports) -> None:
    wrong = number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2")
    came = imports("insurance", [insured(证件号码=wrong, 手机号码="12000")])
    shown = {fault.column: fault.value for fault in came.faults}
    assert shown == {"证件号码": f"{wrong[:4]}{'*' * 10}{wrong[-4:]}", "手机号码": "***00"}
    assert not any(wrong in json.dumps(event.data) for event in Event.objects.all())


def test_a_number_that_ends_in_000_needs_somebody_who_has_it(imports: Imports) -> None:
    from bole.kernel.identifiers import Standing, read_id_number

    passing = next(
        n
        for n in (
            f"60{d:04}19900307{o:02}0000"[:14] + f"{o:02}00"[:3] + "0" for d in range(2000) for o in range(10, 99)
        )
        if read_id_number(n).standing is Standing.UNPROVEN
    )
    assert imports("insurance", [insured(证件号码=passing)]) == {"conflicting": 1}
    with transaction.atomic():
        from bole.apps.registry.history import defaults

        row = dict(zip(Person.values(), defaults(Person), strict=True))
        source = Source.objects.get().pk
        row |= {"name": "张三", "pinyin": "zhang san", "id_index": id_index(passing)}
        rows_replace(model=Person, rows=[NewRow(99, row)], source=source, batch=None, actor=SYSTEM, at=AT)
    assert imports("insurance", [insured(证件号码=passing)]) == {"created": 1}


def test_rows_with_faults_are_rejected_and_the_others_go_in(imports: Imports) -> None:
    rows = [
        insured(1),
        insured(2, 险种="其他9"),
        insured(3, 缴费起始日期="2024-02-30"),
        insured(4, 累计缴费月数="-1"),
        insured(5, 险种=""),
        insured(6, 统一社会信用代码="91600000"),
        insured(7, 参保状态="停保", 缴费截止日期="2020-01-01"),
    ]
    came = imports("insurance", rows)
    assert came == {"created": 1, "rejected": 6}
    assert came.codes == [
        (3, "险种", "BOLE-R105"),
        (4, "缴费起始日期", "BOLE-R102"),
        (5, "累计缴费月数", "BOLE-R107"),
        (6, "险种", "BOLE-R101"),
        (7, "统一社会信用代码", "BOLE-R111"),
        (8, "缴费截止日期", "BOLE-R116"),
    ]
    assert "职工养老保险" in came.faults[0].remedy


def test_equal_rows_of_a_file_count_once_and_a_different_one_is_held(imports: Imports) -> None:
    rows = [insured(), insured(), insured(累计缴费月数="99")]
    came = imports("insurance", rows)
    assert came == {"created": 1, "unchanged": 1, "conflicting": 1}
    assert came.codes == [(4, "", "BOLE-R212")]
    assert came.faults[0].message.startswith("与第 2 行")
    assert imports("insurance", rows) == {"unchanged": 2, "conflicting": 1}
    assert Insurance.objects.get().months == 12


def test_of_two_phones_of_a_person_in_a_file_the_first_counts(imports: Imports) -> None:
    rows = [insured(1), insured(1, 险种="工伤", 手机号码="12999999999"), insured(1, 险种="失业", 手机号码="")]
    came = imports("insurance", rows)
    assert came == {"created": 3}
    assert came.codes == [(3, "手机号码", "BOLE-R220")]
    assert imports("insurance", rows) == {"unchanged": 3}
    assert Contact.objects.count() == 1


def test_a_row_without_a_name_goes_by_its_number_wherever_the_name_stands(imports: Imports) -> None:
    nameless = [insured(1, 姓名="", 险种="工伤"), insured(1), insured(2, 姓名="")]
    came = imports("insurance", nameless)
    assert came == {"created": 2, "conflicting": 1}
    assert came.codes == [(4, "姓名", "BOLE-R211")]
    assert imports("insurance", nameless) == {"unchanged": 2, "conflicting": 1}


def test_a_certificate_does_not_change_hands(imports: Imports) -> None:
    imports("certificates", [certificate(1)])
    came = imports("certificates", [certificate(2, 姓名="李四", 证书编号=certificate(1)["证书编号"])])
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "证书编号", "BOLE-R213")]
    assert Certificate.objects.count() == 1


def test_a_certificate_with_its_level_its_issuer_and_its_end(imports: Imports) -> None:
    assert imports("certificates", [certificate()]) == {"created": 1}
    found = Certificate.objects.get()
    issuer = Organisation.objects.get()
    assert (found.level, found.kind, found.route, found.issued_on) == (4, "skill", "social", date(2024, 5, 3))
    assert (found.issuer, issuer.name, issuer.credit_code, found.revoked_why) == (issuer.thing, "样例评价中心", "", "")
    assert imports("certificates", [certificate(证书状态="注销")]) == {"changed": 1}
    assert Certificate.objects.get(closed_at=None).revoked_why == "注销"
    assert imports("certificates", [certificate(证书状态="有效")]) == {"changed": 1}


def test_certificates_without_levels_have_none_and_others_are_not_known(imports: Imports) -> None:
    special = certificate(1, 证书类别="专项职业能力证书", 技能等级="")
    imports("certificates", [special, certificate(2, 姓名="李四", 技能等级="")])
    assert [found.level for found in Certificate.objects.order_by("number")] == [0, None]


def test_a_body_known_by_name_gets_its_code_and_stays_one(imports: Imports) -> None:
    imports("certificates", [certificate(发证机构="样例一号有限公司")])
    imports("insurance", [insured(2, 姓名="李四")])
    body = Organisation.objects.get(closed_at=None)
    assert body.credit_code == code(1)
    assert Insurance.objects.get().organisation == Certificate.objects.get().issuer == body.thing
    came = imports(
        "employers",
        [{"单位名称": "样例一号有限公司", "统一社会信用代码": code(1), "企业规模": "小型", "注册镇街": "442000001"}],
    )
    assert came == {"changed": 1}
    assert Organisation.objects.get(closed_at=None).town == "442000001"


def test_two_bodies_of_one_name_need_the_code(imports: Imports) -> None:
    both = [{"单位名称": "样例公司", "统一社会信用代码": code(n)} for n in (1, 2)]
    assert imports("employers", both) == {"created": 2}
    came = imports("certificates", [certificate(发证机构="样例公司")])
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "发证机构", "BOLE-R216")]


def test_household_fills_the_person_that_insurance_brought(imports: Imports) -> None:
    imports("insurance", [insured()])
    assert imports("household", [householder(), householder(2, 姓名="李四")]) == {"changed": 1, "created": 1}
    person = Person.objects.get(closed_at=None, name="张三")
    assert (person.household_city, person.household_province, person.residence_town) == (
        "442000",
        "440000",
        "442000001",
    )
    insurer = Source.objects.get(code="insurance").pk
    assert person.told_by["name"] == insurer
    assert "household_city" not in person.told_by
    assert imports("household", [householder(), householder(2, 姓名="李四")]) == {"unchanged": 2}


def test_a_less_trusted_source_changes_nothing_and_is_listed(imports: Imports) -> None:
    source_made("police", rank=10)
    source_made("street", rank=50)
    imports("household", [householder()], source="police")
    came = imports("household", [householder(镇街="442000002", 迁入日期="20200101")], source="street")
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "镇街", "BOLE-R214")]
    assert (came.faults[0].value, "来源police" in came.faults[0].message) == ("442000002", True)
    assert Person.objects.get(closed_at=None).residence_town == "442000001"
    assert imports("household", [householder(镇街="442000003")], source="police") == {"changed": 1}


def test_a_more_trusted_source_changes_and_confirms(imports: Imports) -> None:
    source_made("police", rank=10)
    source_made("street", rank=50)
    source_made("club", rank=90)
    imports("household", [householder()], source="club")
    assert imports("household", [householder(镇街="442000002")], source="police") == {"changed": 1}
    police = Source.objects.get(code="police").pk
    person = Person.objects.get(closed_at=None)
    club = Source.objects.get(code="club").pk
    assert person.source_id == police
    assert person.told_by == dict.fromkeys(("id_kind", "id_number", "id_index"), club), "equal values are confirmed"
    came = imports("household", [householder(户籍地区划="440100", 镇街="442000002")], source="street")
    assert came.codes == [(2, "户籍地区划", "BOLE-R214")]


def test_a_source_changes_only_what_it_owns_but_may_fill_a_gap(imports: Imports) -> None:
    source_made("police", rank=10)
    source_made("street", rank=5, owns={"household": ["residence_town", "residence_city"]})
    imports("household", [householder(迁入日期="")], source="police")
    came = imports(
        "household", [householder(户籍地区划="440100", 镇街="442000002", 迁入日期="20210101")], source="street"
    )
    assert came == {"conflicting": 1}
    assert {fault.code for fault in came.faults} == {"BOLE-R215"}
    person = Person.objects.get(closed_at=None)
    assert (person.household_city, person.residence_town, person.household_since) == (
        "442000",
        "442000002",
        date(2021, 1, 1),
    )


def test_a_phone_of_a_less_trusted_source_is_listed_and_the_row_goes_in(imports: Imports) -> None:
    source_made("one", rank=10)
    source_made("two", rank=20)
    imports("insurance", [insured()], source="one")
    came = imports("certificates", [certificate() | {"联系电话": "12999999999"}], source="two")
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "联系电话", "BOLE-R214")]
    assert Certificate.objects.count() == 1
    assert bytes(Contact.objects.get(closed_at=None).phone_index or b"") == phone_index("12000000001")


def test_training_school_workforce_marks_titles_and_awards(imports: Imports) -> None:
    who = {"姓名": "张三", "身份证号": number(1)}
    training = who | {
        "培训项目": "项目制培训",
        "培训机构": "样例培训中心",
        "开班日期": "2024.05.03",
        "结业日期": "2024.06.03",
        "课时": "40",
        "考核结果": "合格",
    }
    school = who | {
        "学校名称": "样例技工学校",
        "培养层次": "高级工班",
        "专业名称": "数控加工",
        "入学年月": "202009",
        "毕业日期": "2023-06-30",
        "学籍状态": "毕业",
    }
    body = {"单位名称": "样例一号有限公司", "统一社会信用代码": code(1)}
    staff = body | {"统计日期": "2024-12-31", "职工人数": "1,200", "年工资总额（万元）": "1,234.5678"}
    mark = body | {"标签类别": "专精特新", "认定层级": "省级", "认定日期": "2023-01-01", "有效期至": "长期"}
    title = who | {"职称系列": "工程技术", "专业": "机械", "职称级别": "副高级", "取得日期": "2020-12-31"}
    award = who | {
        "奖项类别": "技能竞赛",
        "奖项层级": "国家级",
        "奖项名称": "样例大赛",
        "名次": "1",
        "获奖日期": "2024-10-01",
        "获奖单位": "",
    }
    given = {
        "training": training,
        "school": school,
        "workforce": staff,
        "marks": mark,
        "titles": title,
        "awards": award,
    }
    for kind, row in given.items():
        assert imports(kind, [row]) == {"created": 1}, kind
        assert imports(kind, [row]) == {"unchanged": 1}, kind
    trained, learnt = Training.objects.get(), Education.objects.get()
    assert (trained.programme, trained.hours, trained.passed) == ("project-training", 40, True)
    assert (learnt.education, learnt.entered_on, learnt.status) == ("47", date(2020, 9, 1), "graduated")
    assert (Workforce.objects.get().wages, Workforce.objects.get().staff) == (1_234_567_800, 1200)
    assert (Mark.objects.get().kind, Mark.objects.get().until) == ("specialised", None)
    imports("school", [school | {"入学年月": "202409", "学籍状态": "在籍", "毕业日期": "2027-06-30"}])
    assert Education.objects.get(status="enrolled").graduated_on is None


def test_an_award_of_a_body_has_no_person(imports: Imports) -> None:
    row = {
        "姓名": "",
        "身份证号": "",
        "获奖单位": "样例一号有限公司",
        "奖项类别": "荣誉称号",
        "奖项名称": "样例奖",
        "获奖日期": "2024-10-01",
    }
    assert imports("awards", [row]) == {"created": 1}
    assert imports("awards", [row]) == {"unchanged": 1}


def test_every_step_is_recorded_with_who_and_what(imports: Imports) -> None:
    came = imports("insurance", [insured(), insured(2, 险种="")])
    events = Event.objects.filter(about="batch", about_id=came.batch).order_by("number")
    assert [event.kind for event in events] == [
        "import.uploaded",
        "import.checked",
        "import.confirmed",
        "import.chunk",
        "import.done",
    ]
    assert {event.actor for event in events} == {"test"}
    assert events[4].data == {"created": 1, "changed": 0, "unchanged": 0, "conflicting": 0, "rejected": 1}


def test_headings_are_remembered_for_the_source(uploads: Uploads) -> None:
    from bole.apps.registry.imports.choosing import columns_choose

    odd = [{**{k: v for k, v in insured().items() if k != "累计缴费月数"}, "月份数": "7"}]
    batch = checked(uploads("insurance", odd))
    assert batch_shown(batch=batch, actor=SYSTEM).passed_over == ["月份数"]
    columns_choose(batch=batch, chosen={"月份数": "months"}, actor=SYSTEM, at=AT)
    written(checked(batch))
    assert Insurance.objects.get().months == 7
    again = checked(uploads("insurance", odd))
    assert batch_shown(batch=again, actor=SYSTEM).columns["月份数"] == "months"
    other = checked(uploads("insurance", odd, source="elsewhere"))
    assert batch_shown(batch=other, actor=SYSTEM).columns["月份数"] == ""


def test_rows_replace_refuses_a_row_that_somebody_closed_meanwhile(imports: Imports) -> None:
    from bole.apps.registry.bulk import rows_close

    imports("insurance", [insured()])
    spell = Insurance.objects.get()
    with transaction.atomic():
        rows_close(Insurance, [spell.pk], batch=None, at=AT)
    with pytest.raises(BoleError) as raised, transaction.atomic():
        rows_close(Insurance, [spell.pk], batch=None, at=AT)
    assert raised.value.code == "BOLE-R301"


def test_rows_replace_tells_what_it_did(imports: Imports) -> None:
    came = imports("insurance", [insured()])
    spell = Insurance.objects.get()
    source = Source.objects.get().pk
    rows = [
        NewRow(spell.thing, {"months": 13}),
        NewRow(77_777, {"person": 1, "kind": "injury", "started_on": date(2030, 1, 1)}),
    ]
    first = rows_replace(model=Insurance, rows=rows, source=source, batch=came.batch, actor=SYSTEM, at=AT)
    again = rows_replace(model=Insurance, rows=rows, source=source, batch=came.batch, actor=SYSTEM, at=AT)
    assert (first.created, first.changed, first.unchanged) == (1, 1, 0)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert Insurance.objects.filter(closed_at=None).count() == 2
    assert not BatchRow.objects.exists()
    assert Batch.objects.count() == 1
    assert came_of(came.batch) == {"created": 1}
