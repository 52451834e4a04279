"""Many persons are decided exactly as each would be alone."""

from datetime import date

import pytest

from bole.apps.registry.models import Person
from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.many_persons import files_of
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.apps.schemes.many import persons_decided
from bole.apps.schemes.place import rules_of
from bole.policy.explanations import explained_file, own_decisions
from bole.policy.person_facts import file_of
from tests.apps.schemes.town import LAW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("place", ["442000", "440100"])
@pytest.mark.parametrize("chunk", [1, 3, 500])
def test_each_file_is_the_one_he_has_alone(town: object, place: str, chunk: int) -> None:
    local = rules_of(place)
    persons = list(Person.objects.filter(closed_at=None).values_list("thing", flat=True))
    assert len(persons) > 5
    files = dict(files_of(persons, local.schemes, LAW, chunk))
    assert sorted(files) == sorted(persons)
    for person in persons:
        assert files[person] == file_of(RegisterRows(Reading(LAW)), person, local.schemes, LAW)


@pytest.mark.parametrize("as_of", [LAW, date(2026, 5, 1)])
def test_each_is_decided_as_alone(town: object, as_of: date) -> None:
    local = rules_of("442000")
    persons = list(Person.objects.filter(closed_at=None).values_list("thing", flat=True))
    decided = {one.person: one for one in persons_decided(persons, as_of, local)}
    outcomes = set()
    for person in persons:
        file = file_of(RegisterRows(Reading(as_of)), person, local.schemes, as_of)
        alone = own_decisions(local.rules, file, person, as_of, covered_on(as_of))
        assert decided[person].decisions == alone
        told = explained_file(local.rules, file, person, as_of, covered_on(as_of), "zh")
        days = {(one.explanation.scheme, one.explanation.fact): one.explanation for one in told}
        entitled = {pair for pair, one in days.items() if one.outcome == "entitled" and one.last_day is not None}
        assert decided[person].last_days == {pair: days[pair].last_day for pair in entitled}, "as his page tells it"
        outcomes |= {decision.outcome for decision in alone}
    assert len(outcomes) > 1


def test_who_is_not_there_is_left_out(town: object) -> None:
    assert list(persons_decided([10**9], LAW, rules_of("442000"))) == []
