"""What became of the applications for a matter: received, approved, refused, withdrawn, lapsed and open, told apart."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.cases.counts import MatterCounts, matter_counts
from bole.apps.cases.models import Case
from bole.kernel.errors import BoleError

KIND = "zhongshan.registration-letter"
AT = datetime(2025, 3, 5, 6, 5, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
MANY = st.integers(0, 5000)


@pytest.fixture
def cases(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two approved, one of each other end, two open; one of another half-year, one of another matter."""
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    ends = [("approved", "granted"), ("approved", "granted"), ("refused", "refused"), ("upheld", "refused")]
    ends += [("withdrawn", "withdrawn"), ("lapsed", "lapsed"), ("accepted", ""), ("appealed", "")]
    rows = [
        (KIND, state, outcome, date(2025, 1 + n % 6, 30 if n % 6 != 1 else 28))
        for n, (state, outcome) in enumerate(ends)
    ]
    rows += [(KIND, "approved", "granted", date(2025, 7, 1)), ("zhongshan.flat", "accepted", "", date(2025, 3, 1))]
    for number, (kind, state, outcome, applied) in enumerate(rows, 1):
        Case.objects.create(
            number=f"N{number}", kind=kind, flow="nation.letter", state=state, outcome=outcome, origin=Case.APPLIED,
            person=number, answers=b"sealed", applied_on=applied, opened_at=AT, changed_at=AT,
            closed_at=AT if outcome else None, district="442000101" if number % 2 else "442000102",
        )  # fmt: skip


def officer(district: str = "") -> Actor:
    return Actor(1, "x", (Granted("officer", district=district),))


def test_each_end_is_told_apart_and_together_they_are_what_was_received(cases: None) -> None:
    found = matter_counts(kind=KIND, since=FIRST, until=LAST, actor=officer())
    assert (found.approved, found.refused, found.withdrawn, found.lapsed, found.open) == (2, 2, 1, 1, 2)
    assert found.received == 8
    assert found.approved_share == "25.0%"
    one_day = matter_counts(kind=KIND, since=date(2025, 7, 1), until=date(2025, 7, 1), actor=officer())
    assert (one_day.received, one_day.approved_share) == (1, "100.0%")
    assert matter_counts(kind=KIND, since=LAST, until=FIRST, actor=officer()).approved_share == ""


def test_an_officer_of_a_town_counts_his_town_and_who_may_not_counts_nothing(cases: None) -> None:
    town = [
        matter_counts(kind=KIND, since=FIRST, until=LAST, actor=officer(d)).received
        for d in ("442000101", "442000102", "442000103")
    ]
    assert town == [4, 4, 0]
    for role in ("worker", "system-administrator", "expert"):
        with pytest.raises(BoleError):
            matter_counts(kind=KIND, since=FIRST, until=LAST, actor=Actor(1, "x", (Granted(role),)))
    with pytest.raises(BoleError) as raised:
        matter_counts(kind="zhongshan.nothing", since=FIRST, until=LAST, actor=officer())
    assert raised.value.code == "BOLE-P046"


def test_the_share_of_the_reply_letter() -> None:
    """4,352 of 4,562 are 95.4 per cent; the other 210 were refused or were open."""
    assert MatterCounts(FIRST, LAST, 4352, 0, 0, 0, 210).approved_share == "95.4%"


@given(MANY, MANY)
def test_a_share_is_rounded_half_up_and_never_above_the_whole(approved: int, other: int) -> None:
    found = MatterCounts(FIRST, LAST, approved, other, 0, 0, 0)
    if not found.received:
        assert found.approved_share == ""
        return
    tenths = int(found.approved_share.rstrip("%").replace(".", ""))
    assert abs(tenths * found.received - 1000 * approved) * 2 <= found.received
    assert 0 <= tenths <= 1000
