"""许多人的判定: thousands of persons decided out of the register, as each would be alone on his page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.many_persons import files_of
from bole.apps.schemes.place import LocalRules, place_of_register, rules_of
from bole.policy.decision import Decision
from bole.policy.explanations import own_decisions
from bole.policy.last_days import last_days
from bole.policy.readings.function import Pair
from bole.policy.scheme import ENTITLED


@dataclass(frozen=True, slots=True)
class PersonDecided:
    """一个人的判定: every decision about his rows, and until when those he is entitled to can be claimed."""

    person: int
    decisions: list[Decision]
    last_days: Mapping[Pair, date]


def persons_decided(persons: Collection[int], as_of: date, local: LocalRules | None = None) -> Iterator[PersonDecided]:
    """判定 of each of these persons who is in the register, by every scheme of the place that decides about persons.

    No look is written: nobody sees what is read here, and who is told of the outcome is the person himself.
    """
    found = local or rules_of(place_of_register())
    covered = covered_on(as_of)
    for person, file in files_of(persons, found.schemes, as_of):
        decisions = own_decisions(found.rules, file, person, as_of, covered)
        entitled = {(one.scheme, one.fact) for one in decisions if one.outcome == ENTITLED}
        yield PersonDecided(person, decisions, last_days(found.rules, file, entitled, as_of=as_of, covered=covered))
