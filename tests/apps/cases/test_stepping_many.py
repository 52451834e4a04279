"""Many moved at once stand as each would alone: the same case, step and notice, whichever way it went."""

from datetime import date, timedelta

import pytest

from bole.apps.cases import kinds
from bole.apps.cases.acting import step_do
from bole.apps.cases.doing import Doing
from bole.apps.cases.models import Case, CaseStep, Notice
from bole.apps.cases.paying import cases_bounced, cases_paid
from bole.apps.cases.stepping_many import is_plain, steps_do
from tests.apps.cases.handling import AT, GRANT, SYSTEM, Office, opened

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)
_OF_CASE = ("state", "outcome", "closed_at", "due_on", "ends_on", "waits_since", "changed_at", "steps_done")
_OF_STEP = ("number", "verb", "before", "after", "at", "user", "actor", "by_applicant", "decides", "event", "fen")
_OF_NOTICE = ("kind", "data", "made_at", "state", "next_at", "organisation")


@pytest.mark.parametrize("waits", [None, date(2031, 6, 4)])
def test_alone_or_with_others_it_is_the_same(office: Office, waits: date | None) -> None:
    alone, among = opened(office, person=0, fact=1), opened(office, person=1, fact=2)
    Case.objects.update(state="granted", waits_since=waits)
    kind = kinds.kind_of(GRANT)
    step = kind.flow.step("granted", "pay")
    assert step is not None
    assert is_plain(step)
    step_do(Doing(Case.objects.get(pk=alone.pk), kind, step, SYSTEM, LATER), event=7)
    steps_do([(Case.objects.get(pk=among.pk), kind, step)], event=7, actor=SYSTEM, at=LATER)
    for model, fields, of in ((Case, _OF_CASE, "pk"), (CaseStep, _OF_STEP, "case"), (Notice, _OF_NOTICE, "case")):
        one, other = (
            list(model.objects.filter(**{of: case.pk}).order_by("-pk").values_list(*fields)[:1])
            for case in (alone, among)
        )
        assert one == other


def test_told_again_they_stay_as_they_are(office: Office) -> None:
    cases = [opened(office, person=n, fact=n + 1).pk for n in range(3)]
    Case.objects.update(state="granted")
    assert cases_bounced(whys={cases[0]: "账户已销户"}, actor=SYSTEM, at=LATER) == 1
    assert cases_paid(cases=cases, actor=SYSTEM, at=LATER) == 2
    assert cases_paid(cases=cases, actor=SYSTEM, at=LATER) == 0
    assert cases_bounced(whys={cases[0]: "账户已销户"}, actor=SYSTEM, at=LATER) == 0
    states = Case.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["account-wrong", "paid", "paid"]
    assert CaseStep.objects.filter(verb="pay").count() == 2
