"""What the worker does by itself: lapse, remind, escalate, send, erase; twice is as once."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings

from bole.apps.accounts.events import first_broken
from bole.apps.accounts.keys import key_rotate
from bole.apps.accounts.models import Event
from bole.apps.accounts.resealing import reseal, versions_in_use
from bole.apps.cases.background import cases_duties
from bole.apps.cases.deadlines import deadlines_keep
from bole.apps.cases.drafts import draft_begin, drafts_keep
from bole.apps.cases.files import file_add, file_open, file_remove, kind_of_bytes, path_of
from bole.apps.cases.letters import letter_issue
from bole.apps.cases.models import Case, CaseFile, Draft, Notice, Place, Stock
from bole.apps.cases.notices import notices_of, notices_read, notices_send, notices_unread
from bole.apps.cases.scores import points_of
from bole.apps.cases.stock import place_take, thing_add
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, FLAT, GRANT, PDF, SYSTEM, Office, act, opened, upload
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
CALL = "zhongshan.digital-artisan-call"


def test_what_waited_too_long_lapses_and_nothing_before(office: Office) -> None:
    case = act(opened(office), "return", office.clerk, reason="缺劳动合同")
    assert case.due_on is not None
    last = AT + (case.due_on - AT.date())
    assert deadlines_keep(at=last) == 0, "the last day counts"
    assert deadlines_keep(at=last + timedelta(days=1)) == 1
    assert deadlines_keep(at=last + timedelta(days=1)) == 0
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("lapsed", "lapsed")


def test_reminders_go_out_before_the_day_and_once(office: Office) -> None:
    waits = act(opened(office), "return", office.clerk, reason="缺劳动合同")
    opened(office, fact=72)
    assert waits.due_on is not None
    near = AT + (waits.due_on - AT.date()) - timedelta(days=1)
    for _twice in range(2):
        deadlines_keep(at=near)
    assert Notice.objects.filter(kind="reminder", case=waits).count() == 1
    overdue = Notice.objects.filter(kind="overdue")
    assert {row.user for row in overdue} == {office.manager.user, office.chief.user}, "who assigns there"
    assert all(row.data == {"count": 1} for row in overdue)
    told = notices_of(actor=office.worker)
    assert "快到截止日期了" in {one.title for one in told}
    assert notices_unread(actor=office.worker) == len(told)
    assert notices_read(actor=office.worker, at=near) == len(told)
    assert notices_unread(actor=office.worker) == 0


class Deliverer:
    def __init__(self, fails: int) -> None:
        self.fails = fails
        self.sent: dict[str, str] = {}

    def send(self, *, phone: str, text: str, key: str) -> str:
        if self.fails:
            self.fails -= 1
            raise OSError
        self.sent[key] = text
        return "1"


def test_messages_are_tried_again_and_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CASES_MESSENGER", "x.y")
    deliverer = Deliverer(fails=2)
    monkeypatch.setattr("bole.apps.cases.ports.messenger", lambda: deliverer)
    office.people[0] = person_made(9, "赵六", town="442000001", phone="12345678901")
    case = opened(office)
    assert not deliverer.sent, "nothing is sent inside the act"
    act(case, "return", office.clerk, reason="缺劳动合同")
    assert notices_send(at=AT) == (0, 1)
    assert notices_send(at=AT) == (0, 0), "not before its time"
    assert notices_send(at=AT + timedelta(minutes=1)) == (0, 1)
    assert notices_send(at=AT + timedelta(minutes=6)) == (1, 0)
    assert notices_send(at=AT + timedelta(days=2)) == (0, 0)
    assert ["赵" in text or "123456" in text for text in deliverer.sent.values()] == [False]
    deliverer.fails = 99
    other = act(opened(office, fact=5), "return", office.clerk, reason="缺劳动合同")
    moment = AT
    for _try in range(8):
        notices_send(at=moment)
        moment += timedelta(days=1)
    assert Notice.objects.get(case=other, kind="missing").state == Notice.FAILED


def test_a_draft_is_warned_of_and_erased_with_its_files(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.apps.cases.drafts.rows_of", lambda **given: [])
    draft = draft_begin(kind=GRANT, actor=office.worker, at=AT)
    file = file_add(draft=draft, material="agreement", name="a.pdf", stream=upload(), actor=office.worker, at=AT)
    path = path_of(CaseFile.objects.get(pk=file).stored)
    for _twice in range(2):
        assert drafts_keep(at=AT + timedelta(days=84)) == 0
    assert Notice.objects.filter(kind="draft").count() == 1
    assert path.exists()
    assert drafts_keep(at=AT + timedelta(days=91)) == 1
    assert not path.exists()
    assert (Draft.objects.count(), CaseFile.objects.count()) == (0, 0)


def test_files_lie_sealed_and_are_told_by_their_content(office: Office) -> None:
    case = opened(office)
    file = file_add(case=case.pk, material="agreement", name="C:\\x\\合同.pdf", stream=upload(), actor=SYSTEM, at=AT)
    row = CaseFile.objects.get(pk=file)
    sealed = path_of(row.stored).read_bytes()
    assert b"%PDF" not in sealed
    assert path_of(row.stored).stat().st_mode & 0o777 == 0o600
    opened_ = file_open(file=file, actor=office.worker, at=AT)
    assert (opened_.name, opened_.kind, opened_.content) == ("合同.pdf", "application/pdf", PDF)
    other = CaseFile.objects.get(
        pk=file_add(case=case.pk, material="agreement", name="b.pdf", stream=upload(), actor=SYSTEM, at=AT)
    )
    path_of(other.stored).write_bytes(sealed)
    with pytest.raises(BoleError, match="BOLE-A004"):
        file_open(file=other.pk, actor=office.worker, at=AT)
    with pytest.raises(BoleError, match="BOLE-B309"):
        file_add(case=case.pk, material="nothing", name="b.pdf", stream=upload(), actor=SYSTEM, at=AT)
    with pytest.raises(BoleError):
        file_remove(file=file, actor=office.worker, at=AT)


def test_after_a_change_of_keys_files_are_sealed_anew_and_the_old_key_can_go(office: Office) -> None:
    case = opened(office)
    file = file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    path = path_of(CaseFile.objects.get(pk=file).stored)
    before = path.read_bytes()[0]
    key_rotate("sealing")
    assert before in versions_in_use()
    reseal(actor=SYSTEM, at=AT)
    assert path.read_bytes()[0] != before
    assert before not in versions_in_use()
    assert file_open(file=file, actor=office.worker, at=AT).content == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "B307"),
        (b"MZ", "B306"),
        (b"%PDF-1.4 cut", "B307"),
        (b"<svg onload=x>", "B306"),
        (b"\xff\xd8\xff cut", "B307"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, code: str, office: Office) -> None:
    with pytest.raises(BoleError, match=code):
        file_add(
            case=opened(office).pk, material="agreement", name="a.pdf", stream=upload(content), actor=SYSTEM, at=AT
        )


def test_pictures_are_known(office: Office) -> None:
    assert kind_of_bytes(b"\xff\xd8\xff\xe0 ... \xff\xd9") == "image/jpeg"
    assert kind_of_bytes(b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82") == "image/png"


def test_a_file_that_is_too_large_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CASE_FILE_BYTES", 40)
    with pytest.raises(BoleError, match="BOLE-B305"):
        file_add(case=opened(office).pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)


def test_a_flat_is_leased_to_one_and_free_again(office: Office) -> None:
    thing = thing_add(kind="flat", code="A-1", title="样例苑", actor=office.manager, at=AT)
    cases = [opened(office, FLAT, fact=None, person=n, answers={"household": "1"}) for n in (0, 1)]
    for case in cases:
        Case.objects.filter(pk=case.pk).update(state="chosen")
    assert act(cases[0], "lease", office.manager, thing=str(thing)).state == "leased"
    with pytest.raises(BoleError, match="BOLE-B115"):
        act(cases[1], "lease", office.manager, thing=str(thing))
    act(cases[0], "end", office.chief, reason="合同到期")
    assert Stock.objects.get(pk=thing).case_id is None
    assert act(cases[1], "lease", office.manager).state == "leased"
    assert Stock.objects.get(pk=thing).case_id == cases[1].pk


def test_experts_score_and_a_tie_keeps_one_out(office: Office) -> None:
    from tests.apps.cases.handling import account

    case = opened(office, CALL, answers={"plan": "做了很多"})
    Case.objects.filter(pk=case.pk).update(state="scoring")
    with pytest.raises(BoleError, match="BOLE-B113"):
        act(case, "rank", office.officer)
    experts = [account("expert", f"expert-{n}") for n in range(3)]
    for at, expert in enumerate(experts):
        act(case, "score", expert, points=f"{80 + at}.5", note="有成果")
    act(case, "score", experts[0], points="90", note="改过")
    assert act(case, "rank", office.officer).state == "ranked"
    own = account("expert", "expert-own", person=office.people[1])
    his = opened(office, CALL, fact=72, person=1)
    Case.objects.filter(pk=his.pk).update(state="scoring")
    with pytest.raises(BoleError, match="BOLE-B103"):
        act(his, "score", own, points="100")
    for bad in ("101", "-1", "80.123", "x", "NaN"):
        with pytest.raises(BoleError, match="BOLE-B130"):
            points_of(bad)


def test_places_of_a_quota_are_given_one_by_one(office: Office) -> None:
    from dataclasses import replace

    from bole.apps.cases import kinds

    kind = replace(kinds.kind_of(CALL), quota=2)
    cases = [opened(office, CALL, fact=fact) for fact in (1, 2, 3)]
    place_take(kind, cases[0], "2031")
    place_take(kind, cases[1], "2031")
    place_take(kind, cases[1], "2031")
    with pytest.raises(BoleError, match="BOLE-B114"):
        place_take(kind, cases[2], "2031")
    Place.objects.filter(case=cases[0]).delete()
    place_take(kind, cases[2], "2031")
    assert sorted(Place.objects.values_list("number", flat=True)) == [1, 2]
    assert letter_issue(case=cases[0], at=AT).number == "L2031-000001"
    assert letter_issue(case=cases[0], at=AT).number == "L2031-000001"


def test_logs_and_events_hold_nothing_of_a_person(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    from tests.apps.registry.people import number

    caplog.set_level(logging.DEBUG)
    case = opened(office, answers={"bank_account": "6222000000001234567"})
    act(case, "return", office.clerk, reason="张三明的合同没有盖章")
    cases_duties(at=AT + timedelta(days=60))
    events = " ".join(str(event.data) + event.kind for event in Event.objects.all())
    notices = " ".join(str(notice.data) + notice.key for notice in Notice.objects.all())
    raw = b" ".join(bytes(sealed) for sealed in Case.objects.values_list("answers", flat=True) if sealed)
    for told in ("张三明", "盖章", "6222000000001234567", number(1)):
        assert told not in events + notices + caplog.text
        assert told.encode() not in raw
    assert first_broken() is None
