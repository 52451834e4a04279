"""最迟申领日: until when each entitled row of one person can be claimed, as his page tells it."""

from collections.abc import Collection, Mapping
from datetime import date

from bole.policy.answers import CriterionAnswer
from bole.policy.flips import earliest, scheme_last_day
from bole.policy.person_facts import File
from bole.policy.readings.function import Pair, PersonRules
from bole.policy.scheme import Scheme


def last_day_of(scheme: Scheme, answers: Collection[CriterionAnswer]) -> date | None:
    """最迟申领日: the earliest that a criterion or the scheme's end sets."""
    return earliest([scheme_last_day(scheme), *(answer.last_day for answer in answers)])


def last_days(
    rules: PersonRules, file: File, pairs: Collection[Pair], *, as_of: date, covered: frozenset[str]
) -> Mapping[Pair, date]:
    """最迟申领日 of these rows; those without one are left out."""
    if not pairs:
        return {}
    schemes = {scheme.id: scheme for scheme in rules.schemes}
    found: dict[Pair, date] = {}
    for decision, answers in rules.explained(file, as_of=as_of, covered=covered):
        pair = decision.scheme, decision.fact
        if pair in pairs and (day := last_day_of(schemes[decision.scheme], answers)) is not None:
            found[pair] = day
    return found
