"""The file of a person: what it tells, to whom, masked for whom; and that nobody opens it without being written down."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event, Look
from bole.apps.registry.corrections import correction_answer, correction_request, corrections
from bole.apps.registry.entry_history import entry_history
from bole.apps.registry.models import Certificate, Correction, Employment, Insurance, Person
from bole.apps.registry.number_reveal import REVEALED, number_reveal
from bole.apps.registry.person_export import person_export
from bole.apps.registry.person_file import file_kinds, person_file
from bole.kernel.errors import BoleError
from bole.kernel.messages import use_language
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import householder, insured, number
from tests.apps.registry.reading import (
    ADMINISTRATORS,
    NOBODY,
    OTHER_TOWN,
    TOWN,
    clerk,
    employer,
    manager,
    officer,
    provider,
    worker,
)
from tests.apps.registry.recorded import body_made, person_made, record_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> int:
    """Somebody of a town, insured by two bodies at once, who works, has a certificate and a phone."""
    found = person_made(1, town=TOWN, phone="12000000001")
    person_made(2, "李四", town=OTHER_TOWN)
    one, two, centre = body_made(1), body_made(2), body_made(3, "样例评价中心")
    spells = (
        (one, date(2020, 1, 1), date(2020, 6, 30)),
        (one, date(2021, 1, 1), date(2022, 12, 31)),
        (two, date(2022, 3, 1), None),
    )
    for body, first, last in spells:
        told: dict[str, Any] = {"organisation": body, "kind": "pension", "started_on": first, "until": last}
        record_made(Insurance, source="insurance", person=found, **told)
    told = {"level": 4, "issuer": centre, "issued_on": date(2024, 5, 3), "number": "S60001", "kind": "skill"}
    record_made(Certificate, source="certificates", person=found, **told)
    told = {"status": "unemployed", "started_on": date(2022, 5, 1), "until": date(2022, 10, 1)}
    record_made(Employment, source="jobs", person=found, **told)
    return found


OTHERS = (clerk(OTHER_TOWN), officer(OTHER_TOWN), manager("440106"), employer(1), provider(1), NOBODY, *ADMINISTRATORS)


def test_the_file_tells_everything_with_its_source_the_newest_first(person: int) -> None:
    file = person_file(person=person, actor=clerk(TOWN), at=AT)
    dated = [(entry.kind, entry.on) for entry in file.entries if entry.on]
    assert {entry.kind for entry in file.entries[-2:]} == {"contact", "identity"}
    assert dated == [
        ("certificate", date(2024, 5, 3)),
        ("employment", date(2022, 5, 1)),
        ("insurance", date(2022, 3, 1)),
        ("insurance", date(2021, 1, 1)),
        ("insurance", date(2020, 1, 1)),
        ("household", date(2020, 1, 1)),
    ]
    first = file.entries[0]
    assert (first.title, first.source, first.batch is not None) == ("高级工", "来源certificates", False)
    assert "样例评价中心" in first.detail
    assert {entry.kind for entry in file.entries} <= {code for code, _ in file_kinds()}
    head = file.head
    assert (head.education, head.level, head.household, head.residence) == ("", "高级工", "中山市", "石岐街道")
    assert head.sources == 4
    assert [entry.going_on for entry in file.entries if entry.kind == "insurance"] == [True, False, False]


def test_it_is_masked_for_an_office_and_whole_for_himself(person: int) -> None:
    head = person_file(person=person, actor=clerk(TOWN), at=AT).head
    assert (head.name, head.born, head.phone) == ("张*", "1990", "120****0001")
    assert head.id_number == number(1)[:4] + "*" * 10 + number(1)[-4:]
    assert person_file(person=person, actor=officer(TOWN), at=AT).head.born == "1990-03-07"
    own = person_file(person=person, actor=worker(person), at=AT)
    assert (own.head.name, own.head.id_number, own.head.phone) == ("张三", number(1), "12000000001")
    assert own.own


def test_nothing_unmasked_stands_anywhere_in_it(person: int) -> None:
    for actor in (clerk(TOWN), manager()):
        told = repr(person_file(person=person, actor=actor, at=AT))
        assert [secret for secret in (number(1), "12000000001", "张三") if secret in told] == []


def test_contradictions_are_told_with_both_sources_and_mark_their_entries(person: int) -> None:
    file = person_file(person=person, actor=clerk(TOWN), at=AT)
    told = [(one.what, one.one.source, one.other.source) for one in file.contradictions]
    assert ("同一险种同时在两家单位参保", "来源insurance", "来源insurance") in told
    assert ("登记为失业，同时有单位为其参保", "来源jobs", "来源insurance") in told
    work_entry = next(entry for entry in file.entries if entry.kind == "employment")
    assert work_entry.faults == ("登记为失业，同时有单位为其参保",)
    assert [(gap.kind, gap.first, gap.last, gap.months) for gap in file.gaps] == [
        ("职工养老保险", date(2020, 7, 1), date(2020, 12, 31), 6)
    ]


def test_who_opens_it_is_written_down_and_he_can_see_it(person: int) -> None:
    person_file(person=person, actor=clerk(TOWN), at=AT, purpose="窗口查询")
    (look,) = Look.objects.all()
    assert (look.person, look.user, look.purpose, look.revealed) == (person, 11, "窗口查询", False)


def test_out_of_reach_and_not_there_are_the_same(person: int) -> None:
    for actor in OTHERS:
        refused(person, actor)
    assert not Look.objects.exists()


def refused(person: int, actor: Actor) -> None:
    told = set()
    for wanted in (person, 123_456_789):
        with pytest.raises(BoleError, match="BOLE-A005") as error:
            person_file(person=wanted, actor=actor, at=AT)
        told.add(str(error.value))
        with pytest.raises(BoleError, match="BOLE-A005"):
            number_reveal(person=wanted, field="phone", reason="核对电话号码", actor=actor, at=AT)
        with pytest.raises(BoleError, match="BOLE-A005"):
            person_export(person=wanted, actor=actor, at=AT)
        with pytest.raises(BoleError, match="BOLE-A005"):
            correction_request(person=wanted, what="姓名", text="不对", actor=actor, at=AT)
    assert len(told) == 1
    row = Insurance.objects.filter(person=person).first()
    assert row is not None
    with pytest.raises(BoleError, match="BOLE-A005"):
        entry_history(table="insurance", thing=row.thing, actor=actor, at=AT)


def test_one_who_is_not_there_is_refused_to_who_may_see_everybody(db: None) -> None:
    for actor in (clerk(), SYSTEM):
        with pytest.raises(BoleError, match="BOLE-A005"):
            person_file(person=1, actor=actor, at=AT)


def test_a_worker_sees_nobody_elses_file(person: int) -> None:
    other = Person.objects.get(name="李四").thing
    with pytest.raises(BoleError, match="BOLE-A005"):
        person_file(person=other, actor=worker(person), at=AT)


def test_the_file_is_as_it_was_at_that_moment(person: int) -> None:
    before = AT - timedelta(days=1)
    file = person_file(person=person, actor=SYSTEM, at=before)
    assert file.entries == ()
    assert file.head.recorded_last is None


def test_in_english_there_is_no_chinese_word_of_ours(person: int) -> None:
    use_language("en")
    try:
        file = person_file(person=person, actor=clerk(TOWN), at=AT)
        assert [kind for _, kind in file_kinds() if not kind.isascii()] == []
        assert all(one.what.isascii() for one in file.contradictions)
        assert file.head.sex == "male"
    finally:
        use_language(None)


# --- history ---


def test_the_history_tells_who_said_what_when(imports: Imports) -> None:
    imports("household", [householder(1, 镇街=TOWN)])
    imports("insurance", [insured(1)])
    came = imports("insurance", [insured(1, 累计缴费月数="24")], name="更正.csv")
    row = Insurance.objects.get(months=24)
    history = entry_history(table="insurance", thing=row.thing, actor=clerk(TOWN), at=AT)
    assert (history.person, history.organisation, len(history.versions)) == (row.person, None, 2)
    newest, oldest = history.versions
    assert (newest.batch, newest.closed_at, oldest.closed_at) == (came.batch, None, AT)
    assert (newest.source, newest.who) == ("来源insurance", "test")
    values = {item.column: (item.value, item.changed) for item in newest.items}
    assert values["months"] == ("24", True)
    assert values["kind"] == ("职工养老保险", False)
    assert values["organisation"] == ("样例一号有限公司", False)
    assert Look.objects.get().fields == "history:insurance"


def test_the_history_of_a_person_is_masked(person: int) -> None:
    for table in ("person", "contact"):
        history = entry_history(table=table, thing=person, actor=clerk(TOWN), at=AT)
        told = repr(history)
        assert [secret for secret in (number(1), "12000000001", "张三", "1990-03-07") if secret in told] == []
    own = entry_history(table="contact", thing=person, actor=worker(person), at=AT)
    assert "12000000001" in repr(own)


def test_a_history_that_is_not_there_is_out_of_reach(person: int) -> None:
    for table, thing in (("insurance", 99), ("batch", 1), ("nothing", 1)):
        with pytest.raises(BoleError, match="BOLE-A005"):
            entry_history(table=table, thing=thing, actor=clerk(), at=AT)


# --- whole numbers ---


def test_a_whole_number_is_shown_for_a_reason_and_written_down_twice(person: int) -> None:
    shown = number_reveal(person=person, field="id_number", reason="核对领款账户", actor=officer(TOWN), at=AT)
    assert shown == number(1)
    look = Look.objects.get()
    assert (look.revealed, look.reason, look.fields) == (True, "核对领款账户", "id_number")
    event = Event.objects.get(kind="person.revealed")
    assert (event.about_id, event.data) == (person, {"field": "id_number"})
    assert first_broken() is None
    assert number_reveal(person=person, field="phone", reason="联系本人", actor=officer(TOWN), at=AT) == "12000000001"
    assert number_reveal(person=person, field="name", reason="联系本人", actor=officer(TOWN), at=AT) == "张三"


def test_without_a_reason_or_the_right_it_is_not(person: int) -> None:
    for reason in ("", "  ", "核对 ", "a b"):
        with pytest.raises(BoleError, match="BOLE-R402"):
            number_reveal(person=person, field="phone", reason=reason, actor=officer(TOWN), at=AT)
    with pytest.raises(BoleError, match="BOLE-A005"):
        number_reveal(person=person, field="phone", reason="核对电话号码", actor=clerk(TOWN), at=AT)
    with pytest.raises(BoleError, match="BOLE-R403"):
        number_reveal(person=person, field="pinyin", reason="核对电话号码", actor=officer(TOWN), at=AT)
    with pytest.raises(BoleError, match="BOLE-R404"):
        number_reveal(person=person, field="bank_account", reason="核对电话号码", actor=officer(TOWN), at=AT)
    assert not Look.objects.exists()


def test_he_needs_no_reason_himself(person: int) -> None:
    assert number_reveal(person=person, field="phone", reason="", actor=worker(person), at=AT) == "12000000001"
    assert Look.objects.get().revealed
    assert set(REVEALED) == {"id_number", "phone", "bank_account", "address", "name"}


# --- one's own data ---


def test_he_takes_his_data_away_whole_and_it_is_written_down(person: int) -> None:
    person_file(person=person, actor=clerk(TOWN), at=AT)
    told = person_export(person=person, actor=worker(person), at=AT)
    text = json.dumps(told, ensure_ascii=False)
    assert [
        fact for fact in (number(1), "12000000001", "张三", "样例2号有限公司", "来源insurance") if fact not in text
    ] == []
    records = told["records"]
    assert isinstance(records, dict)
    assert set(records) == {"person", "contact", "insurance", "certificate", "employment"}
    assert "窗口" in text
    assert Event.objects.filter(kind="person.exported", about_id=person).count() == 1
    assert "李四" not in text


def test_nobody_else_takes_it(person: int) -> None:
    for actor in (officer(TOWN), manager(), SYSTEM, worker(person + 1)):
        with pytest.raises(BoleError, match="BOLE-A005"):
            person_export(person=person, actor=actor, at=AT)


def test_a_correction_is_asked_for_and_answered(person: int) -> None:
    own = worker(person)
    made = correction_request(
        person=person, what="手机", text="号码已换", actor=own, at=AT, table="contact", thing=person
    )
    assert (made.state, made.name, made.text) == ("open", "张三", "号码已换")
    assert "号码已换".encode() not in bytes(Correction.objects.get().text or b"")
    (seen,) = corrections(actor=officer(TOWN), at=AT).rows
    assert (seen.name, seen.what, seen.state_label) == ("张*", "手机", "待答复")
    answered = correction_answer(correction=made.number, accepted=True, answer="已通知来源", actor=officer(TOWN), at=AT)
    assert (answered.state, answered.answered_by) == ("accepted", f"经办{TOWN}")
    (mine,) = corrections(actor=own, at=AT).rows
    assert (mine.state_label, mine.answer) == ("同意更正", "已通知来源")
    kinds = list(Event.objects.filter(kind__startswith="correction").order_by("number").values_list("kind", flat=True))
    assert kinds == ["correction.requested", "correction.answered"]
    assert "号码已换" not in json.dumps(list(Event.objects.values_list("data", flat=True)), ensure_ascii=False)


def test_corrections_stay_in_their_district(person: int) -> None:
    made = correction_request(person=person, what="手机", text="号码已换", actor=worker(person), at=AT)
    assert corrections(actor=officer(OTHER_TOWN), at=AT).rows == ()
    assert corrections(actor=worker(person + 1), at=AT).rows == ()
    for actor in (officer(OTHER_TOWN), clerk(TOWN), worker(person), *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            correction_answer(correction=made.number, accepted=True, answer="好", actor=actor, at=AT)
    for actor in (clerk(TOWN), employer(1), NOBODY):
        with pytest.raises(BoleError, match="BOLE-A005"):
            corrections(actor=actor, at=AT)
    with pytest.raises(BoleError, match="BOLE-A005"):
        correction_answer(correction=made.number + 1, accepted=True, answer="好", actor=officer(), at=AT)


def test_what_is_open_is_not_asked_twice_nor_answered_twice(person: int) -> None:
    made = correction_request(person=person, what="手机", text="号码已换", actor=worker(person), at=AT)
    with pytest.raises(BoleError, match="BOLE-R406"):
        correction_request(person=person, what="手机", text="又一次", actor=worker(person), at=AT)
    for text in ("", " ", "长" * 1001):
        with pytest.raises(BoleError, match="BOLE-R405"):
            correction_request(person=person, what="住址", text=text, actor=worker(person), at=AT)
    correction_answer(correction=made.number, accepted=False, answer="来源无误", actor=officer(TOWN), at=AT)
    with pytest.raises(BoleError, match="BOLE-R407"):
        correction_answer(correction=made.number, accepted=True, answer="好", actor=officer(TOWN), at=AT)
    again = correction_request(person=person, what="手机", text="又一次", actor=worker(person), at=AT)
    found = corrections(actor=worker(person), at=AT)
    assert [row.number for row in found.rows] == [again.number, made.number]
    assert corrections(actor=worker(person), at=AT, state="refused").total == 1


def test_an_officer_does_not_answer_his_own(person: int) -> None:
    himself = officer(TOWN)
    himself = Actor(himself.user, himself.name, himself.grants, person=person)
    made = correction_request(person=person, what="手机", text="号码已换", actor=himself, at=AT)
    with pytest.raises(BoleError, match="BOLE-R408"):
        correction_answer(correction=made.number, accepted=True, answer="好", actor=himself, at=AT)


def test_revoked_certificates_give_no_level(person: int) -> None:
    row = Certificate.objects.get(person=person)
    record_made(Certificate, thing=row.thing, revoked_why="撤销")
    file = person_file(person=person, actor=clerk(TOWN), at=AT)
    assert file.head.level == ""
    assert "撤销" in next(entry.detail for entry in file.entries if entry.kind == "certificate")
