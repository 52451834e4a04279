"""Messages that did not go out: told with why, within reach, and sent once more: one, or the list that was seen."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from bole.apps.accounts.models import Event
from bole.apps.cases.models import Notice
from bole.apps.cases.notices import BACK_OFF, notices_send
from bole.apps.cases.undelivered import RETRYING, MessageFilters, message_again, messages_again, undelivered
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, Office, account, act, opened
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
TOWN = "442000001"
PHONE = "13800001111"


class Broken:
    """Whoever delivers, while the line is down; what he says names the number."""

    def __init__(self) -> None:
        self.down = True
        self.sent: list[str] = []

    def send(self, *, phone: str, text: str, key: str) -> str:
        if self.down:
            raise TimeoutError(f"no answer for {phone}")
        self.sent.append(key)
        return "1"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Broken:
    found = Broken()
    monkeypatch.setattr(settings, "CASES_MESSENGER", "x.y")
    monkeypatch.setattr("bole.apps.cases.ports.messenger", lambda: found)
    return found


@pytest.fixture
def given_up(office: Office, line: Broken) -> Office:
    """Two messages that were given up: one for want of an answer, one for want of a phone."""
    office.people[0] = person_made(9, "赵六一", town=TOWN, phone=PHONE)
    for person in (0, 1):
        act(opened(office, fact=person + 1, person=person), "return", office.clerk, reason="缺劳动合同")
    moment = AT
    for _try in range(len(BACK_OFF) + 2):
        notices_send(at=moment)
        moment += timedelta(days=1)
    return office


def found(office: Office, actor: Any = None, **filters: str) -> Any:
    return undelivered(filters=MessageFilters.of(filters), actor=actor or office.manager)


def test_what_was_given_up_is_told_with_why_and_without_a_number(given_up: Office) -> None:
    told = found(given_up)
    assert {row.why for row in told.rows} == {"短信服务没有回应", "登记库里没有手机号"}
    assert {row.who for row in told.rows} == {"赵*一", "李*海"}
    assert told.counts == {"given-up": 2, "retrying": 0}
    assert PHONE not in repr(told)
    assert PHONE not in repr(list(Notice.objects.values()))
    assert [row.why for row in found(given_up, fault="no-phone").rows] == ["登记库里没有手机号"]
    assert found(given_up, kind="bounced").total == 0
    assert found(given_up, kind="missing", fault="TimeoutError").total == 1


def test_one_goes_out_again_with_the_same_key(given_up: Office, line: Broken) -> None:
    [row] = found(given_up, fault="TimeoutError").rows
    key = Notice.objects.get(pk=row.notice).key
    line.down = False
    later = AT + timedelta(days=20)
    message_again(notice=row.notice, actor=given_up.manager, at=later)
    assert notices_send(at=later) == (1, 0)
    assert line.sent == [key]
    done = Notice.objects.get(pk=row.notice)
    assert (done.state, done.fault) == ("sent", "")
    assert Event.objects.get(kind="notice.again").data == {"notices": 1}
    message_again_refused(given_up, row.notice)
    assert notices_send(at=later) == (0, 0), "what went out does not go out twice"


def message_again_refused(office: Office, notice: int) -> None:
    message_again(notice=notice, actor=office.manager, at=AT)
    assert Notice.objects.get(pk=notice).state == "sent"
    with pytest.raises(BoleError, match="BOLE-A005"):
        message_again(notice=10**6, actor=office.manager, at=AT)


def test_the_whole_filtered_list_as_it_was_seen(given_up: Office, line: Broken) -> None:
    every = MessageFilters()
    with pytest.raises(BoleError, match="BOLE-B143"):
        messages_again(filters=every, count=1, actor=given_up.manager, at=AT)
    some = MessageFilters(fault="no-phone")
    assert messages_again(filters=some, count=1, actor=given_up.manager, at=AT + timedelta(days=20)) == 1
    assert found(given_up).total == 1
    assert messages_again(filters=every, count=1, actor=given_up.manager, at=AT + timedelta(days=20)) == 1
    assert notices_send(at=AT + timedelta(days=20)) == (0, 1)
    assert found(given_up, state=RETRYING).total == 1
    assert found(given_up, fault="no-phone").total == 1, "still no phone"


def test_only_of_his_districts_and_only_who_assigns(given_up: Office) -> None:
    assert found(given_up, actor=given_up.elsewhere).total == 0
    here = account("manager", "manager-9", district=TOWN)
    assert found(given_up, actor=here).total == 2
    notice = found(given_up).rows[0].notice
    for actor in (given_up.elsewhere, given_up.officer):
        with pytest.raises(BoleError, match="BOLE-A005"):
            message_again(notice=notice, actor=actor, at=AT)
    with pytest.raises(BoleError, match="BOLE-A005"):
        found(given_up, actor=given_up.officer)


def test_where_nobody_delivers_it_says_so(given_up: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.apps.cases.ports.messenger", lambda: None)
    assert found(given_up).connected is False
    with pytest.raises(BoleError, match="BOLE-B144"):
        messages_again(filters=MessageFilters(), count=2, actor=given_up.manager, at=AT)
    assert found(given_up).total == 2
