"""Where the rules name no sum an officer settles it with a reason and another decides; what they name is theirs."""

import pytest

from bole.apps.cases.case_file import case_file
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, SYSTEM, Ledger, Office, Rules, act, opened, upload

pytestmark = pytest.mark.django_db
WHY = "按租赁备案的租金核定"


def accepted(office: Office) -> Case:
    case = opened(office)
    file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    return act(case, "accept", office.clerk)


def reviewed(office: Office, sum: str = "", reason: str = "") -> Case:
    return act(accepted(office), "review", office.officer, reason=reason, sum=sum)


def test_settled_by_one_and_granted_by_another(office: Office, rules: Rules, ledger: Ledger) -> None:
    rules.said[71] = ("needs_person", None)
    case = accepted(office)
    assert case.fen is None
    assert case_file(case=case.pk, actor=office.officer, at=AT).settles
    case = act(case, "review", office.officer, sum="1,500.50", reason=WHY)
    assert (case.fen, case.settled_fen) == (150_050, 150_050)
    shown = case_file(case=case.pk, actor=office.manager, at=AT)
    assert (shown.fen, shown.settles) == (150_050, True), "who returns it may settle it anew; who grants it may not"
    case = act(case, "grant", office.manager)
    assert case.state == "granted"
    assert ledger.committed[case.pk].fen == 150_050


def test_without_a_sum_nothing_is_committed(office: Office, rules: Rules, ledger: Ledger) -> None:
    rules.said[71] = ("needs_person", None)
    case = reviewed(office)
    with pytest.raises(BoleError) as refused:
        act(case, "grant", office.manager)
    assert refused.value.code == "BOLE-B140"
    assert ledger.committed == {}


def test_who_decides_settles_nothing(office: Office, rules: Rules) -> None:
    rules.said[71] = ("needs_person", None)
    with pytest.raises(BoleError) as refused:
        act(reviewed(office), "grant", office.manager, sum="1500", reason=WHY)
    assert refused.value.code == "BOLE-B138"


def test_what_the_rules_name_is_not_settled(office: Office, rules: Rules) -> None:
    for outcome in ("entitled", "refused"):
        rules.said[71] = (outcome, 150_000)
        case = accepted(office)
        assert not case_file(case=case.pk, actor=office.officer, at=AT).settles
        with pytest.raises(BoleError) as refused:
            act(case, "review", office.officer, sum="9999", reason=WHY)
        assert refused.value.code == "BOLE-B138"
        act(case, "withdraw", office.worker)


@pytest.mark.parametrize("told", ["0", "-5", "1.234", "一千", "99999999999999"])
def test_a_sum_that_is_none_is_refused_and_nothing_is_done(office: Office, rules: Rules, told: str) -> None:
    rules.said[71] = ("needs_person", None)
    case = accepted(office)
    with pytest.raises(BoleError) as refused:
        act(case, "review", office.officer, sum=told, reason=WHY)
    assert refused.value.code == "BOLE-B139"
    case.refresh_from_db()
    assert (case.state, case.settled_fen) == ("accepted", None)


def test_a_sum_needs_a_reason(office: Office, rules: Rules) -> None:
    rules.said[71] = ("needs_person", None)
    case = accepted(office)
    with pytest.raises(BoleError) as refused:
        act(case, "review", office.officer, sum="1500")
    assert refused.value.code == "BOLE-B107"


def test_once_the_rules_name_a_sum_theirs_counts(office: Office, rules: Rules, ledger: Ledger) -> None:
    rules.said[71] = ("needs_person", None)
    case = reviewed(office, sum="1500", reason=WHY)
    rules.said[71] = ("entitled", 80_000)
    case = act(case, "grant", office.manager)
    assert ledger.committed[case.pk].fen == 80_000
