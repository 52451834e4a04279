"""What was claimed and paid stands in the register: told twice it is there once, merged it moves, the rules read it."""

from datetime import date

import pytest

from bole.apps.registry.identity import certificate_numbers, id_indexes, person_numbers
from bole.apps.registry.linking.merging import merge_undo, persons_merge
from bole.apps.registry.models import Certificate, Claim, Payment, Person
from bole.apps.registry.payment_facts import ClaimFact, PaymentFact, claims_close, claims_record, payments_record
from bole.apps.registry.person_file import person_file
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from tests.apps.registry.importing import AT, SYSTEM, checked, upload, written
from tests.apps.registry.people import certificate, code, number
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
TODAY = AT.date()
SCHEME = "zhongshan.skill-upgrade"
PAID = {
    "姓名": "张三", "证件号码": number(1), "补贴项目": "职业技能提升补贴", "支付编号": "ZF-1", "证书编号": "S6000" + "1".zfill(17),
    "技能等级": "三级/高级工", "发放金额": "1,500.00", "申领日期": "2030-02-03", "发放日期": "2030-03-04",
}  # fmt: skip


def payment(person: int, number: str = "L1", **more: int | None) -> PaymentFact:
    told = {"certificate": None, "level": 4, "fen": 150_000, **more}
    return PaymentFact(
        SCHEME,
        person,
        person,
        None,
        told["certificate"],
        "",
        told["level"],
        int(told["fen"] or 0),
        TODAY,
        TODAY,
        number,
    )


def facts(person: int, table: str) -> list[dict[str, object]]:
    return RegisterRows(Reading(TODAY)).own(person)[table]


def test_a_payment_told_twice_is_there_once() -> None:
    person = person_made(1, "张明华")
    rows = [payment(person), payment(person), payment(person, "L2", fen=-150_000)]
    assert payments_record(rows=rows, actor=SYSTEM, at=AT) == 2
    assert payments_record(rows=rows, actor=SYSTEM, at=AT) == 0
    assert sorted(row.fen for row in Payment.objects.all()) == [-150_000, 150_000]


def test_the_rules_and_the_file_read_it() -> None:
    person = person_made(1, "张明华")
    payments_record(rows=[payment(person)], actor=SYSTEM, at=AT)
    claims_record(rows=[ClaimFact(SCHEME, person, person, None, TODAY)], actor=SYSTEM, at=AT)
    [paid] = facts(person, "payment")
    assert (paid["scheme"], paid["fact"], paid["fen"], paid["paid_on"]) == (SCHEME, person, 150_000, TODAY)
    [claimed] = facts(person, "claim")
    assert (claimed["scheme"], claimed["applied_on"]) == (SCHEME, TODAY)
    told = {entry.kind: entry for entry in person_file(person=person, actor=SYSTEM, at=AT, purpose="test").entries}
    assert told["payment"].title == told["claim"].title == "职业技能提升补贴"
    assert "1,500.00 元" in told["payment"].detail


def test_a_claim_keeps_its_first_day_and_can_be_taken_back() -> None:
    person = person_made(1, "张明华")
    first, later = (ClaimFact(SCHEME, person, person, None, day) for day in (date(2030, 1, 5), TODAY))
    assert [claims_record(rows=[row], actor=SYSTEM, at=AT) for row in (first, later)] == [1, 0]
    assert [row["applied_on"] for row in facts(person, "claim")] == [date(2030, 1, 5)]
    assert claims_close(claims=[(SCHEME, person), (SCHEME, person + 1)], actor=SYSTEM, at=AT) == 1
    assert facts(person, "claim") == []
    assert claims_record(rows=[later], actor=SYSTEM, at=AT) == 1


def test_what_was_paid_follows_the_person_into_another_file_and_back() -> None:
    kept, gone = person_made(1, "张明华"), person_made(2, "张明华")
    payments_record(rows=[payment(kept), payment(gone, "L2")], actor=SYSTEM, at=AT)
    merged = persons_merge(kept=kept, gone=gone, reason="本人来说明", actor=SYSTEM, at=AT)
    assert sorted(str(row["payment_id"]) for row in facts(kept, "payment")) == sorted(
        str(thing) for thing in Payment.objects.filter(closed_at=None).values_list("thing", flat=True)
    )
    assert len(facts(kept, "payment")) == 2
    assert len(person_numbers([kept])[kept]) == len(id_indexes([kept])[kept]) == 2
    merge_undo(merge=merged.merge, reason="本人说并错了", actor=SYSTEM, at=AT)
    assert (len(facts(kept, "payment")), len(facts(gone, "payment"))) == (1, 1)
    assert [len(numbers) for numbers in person_numbers([kept, gone]).values()] == [1, 1]


def test_what_was_paid_before_comes_by_a_file() -> None:
    written(checked(upload("certificates", [certificate(1)])))
    came = written(checked(upload("payments", [PAID, PAID | {"支付编号": "ZF-2", "证书编号": "不在库里"}])))
    assert came.faults == []
    held = Certificate.objects.get(closed_at=None).thing
    person = Person.objects.get(closed_at=None).thing
    told = {(row.number, row.certificate) for row in Payment.objects.filter(closed_at=None)}
    assert told == {("ZF-1", held), ("ZF-2", None)}
    assert sorted((row["fact"], row["certificate"]) for row in facts(person, "payment") if row["certificate"]) == [
        (held, held)
    ]
    assert {row["fact"] for row in facts(person, "payment")} == {held, person}
    assert certificate_numbers([held]) == {held: PAID["证书编号"]}


def test_the_same_list_twice_changes_nothing_and_a_body_can_be_paid() -> None:
    row = {
        "领取单位": "样例一号有限公司", "统一社会信用代码": code(1), "补贴项目": "zhongshan.organiser-award",
        "支付编号": "J-1", "发放金额": "300000", "申领日期": "2030-02-03", "发放日期": "2030-03-04",
    }  # fmt: skip
    for _ in range(2):
        written(checked(upload("payments", [row])))
    paid = Payment.objects.get()
    assert (paid.person, paid.organisation is None, paid.fen) == (None, False, 30_000_000)


@pytest.mark.parametrize(
    ("column", "value"),
    [("补贴项目", "没有这一项"), ("发放金额", "-5"), ("发放日期", "2029-01-01"), ("申领日期", "")],
)
def test_what_cannot_be_is_given_back(column: str, value: str) -> None:
    came = written(checked(upload("payments", [PAID | {column: value}])))
    assert [told for _, told, _ in came.codes] == [column]
    assert not Payment.objects.exists()


def test_claims_of_all_are_told_apart_by_scheme_and_row() -> None:
    person = person_made(1, "张明华")
    rows = [ClaimFact(scheme, person, person, None, TODAY) for scheme in (SCHEME, "zhongshan.living-allowance")]
    assert claims_record(rows=rows, actor=SYSTEM, at=AT) == 2
    assert Claim.objects.filter(closed_at=None).count() == 2
