"""个人的待遇: one person's rows out of the register, decided and explained in the same request.

Here, and in `runs`, the register meets the engine. The rows are those that a snapshot of that day would hold, by the
same mapping, and the decisions are those that a run over it would make.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.looks import look
from bole.apps.registry.person_file import purpose_of
from bole.apps.registry.reach import person_reached
from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.apps.schemes.benefits import Benefit, benefit_of
from bole.apps.schemes.models import SchemeVersion
from bole.apps.schemes.place import LocalRules, place_of_register, rules_of
from bole.apps.schemes.versions import whole_digest
from bole.kernel.messages import N_, language
from bole.policy.border_rows import RowFault
from bole.policy.decision import Decision
from bole.policy.explain_words import ORDER, Told
from bole.policy.explanations import Explained, explained_file, own_decisions
from bole.policy.person_facts import PERSON, File, file_of
from bole.policy.readings.wording import naming
from bole.policy.scheme import ENTITLED

_LOOKED_AT: Final = ("entitlements",)
_PURPOSE: Final = N_("看政策匹配")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """个人的事实: what is decided from, and what was left out of it as faulty."""

    local: LocalRules
    file: File
    covered: frozenset[str]
    faults: Sequence[RowFault]


@dataclass(frozen=True, slots=True)
class Benefits:
    """个人的待遇: each decision in words, by outcome in the order in which a person reads them."""

    person: int
    name: str
    """Masked, unless he looks himself."""
    own: bool
    as_of: date
    place: str
    groups: Mapping[str, Sequence[Benefit]]
    faults: int
    """Records of his that are faulty and were left out."""
    uncovered: bool
    """Whether nobody knows what was paid before, so that much cannot be told."""
    fen: int
    """All that he can have, together."""

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.groups.values()))


def person_decisions(*, person: int, as_of: date, actor: Actor, at: datetime, purpose: str = "") -> list[Decision]:
    """判定 of every row of this person, for every scheme of the place that decides about persons.

    The look is written down first. Raises BoleError where he is out of reach, and the same where there is none.
    """
    _look(person, actor, at, purpose)
    facts = _facts(person, as_of)
    if not facts.file[PERSON]:
        return []
    return own_decisions(facts.local.rules, facts.file, person, as_of, facts.covered)


def person_benefits(*, person: int, as_of: date, actor: Actor, at: datetime, purpose: str = "") -> Benefits:
    """待遇 of this person, in words. Raises BoleError as `person_decisions` does."""
    name = _look(person, actor, at, purpose)
    facts = _facts(person, as_of)
    packs, versions = facts.local.packs, _versions(facts.local)
    titles = {id: document.title for pack in packs.values() for id, document in pack.library.documents.items()}
    told = Told(person, as_of, as_of, titles)
    found: list[Explained] = []
    groups: dict[str, list[Benefit]] = {outcome: [] for outcome in ORDER}
    with naming(packs.names, packs.titles, packs.names_en):
        if facts.file[PERSON]:
            found = explained_file(facts.local.rules, facts.file, person, as_of, facts.covered, language())
        for one in found:
            version = versions.get(one.explanation.scheme)
            groups[one.explanation.outcome].append(benefit_of(one, told, version))
    return Benefits(
        person=person,
        name=name,
        own=actor.person == person,
        as_of=as_of,
        place=facts.local.place,
        groups={outcome: group for outcome, group in groups.items() if group},
        faults=len({(fault.table, fault.key) for fault in facts.faults}),
        uncovered="payment" not in facts.covered,
        fen=sum(one.explanation.fen or 0 for one in found if one.explanation.outcome == ENTITLED),
    )


def _look(person: int, actor: Actor, at: datetime, purpose: str) -> str:
    """Asks whether he may, writes the look down, gives the name as he may see it."""
    found = person_reached(person, actor, "person.read")
    why = purpose or purpose_of(actor, _PURPOSE)
    look(actor=actor, person=person, purpose=why, fields=_LOOKED_AT, at=at)
    return found.name if actor.person == person else masks.name(found.name)


def _facts(person: int, as_of: date) -> PersonFacts:
    local = rules_of(place_of_register())
    rows = RegisterRows(Reading(as_of))
    file = file_of(rows, person, local.schemes, as_of)
    return PersonFacts(local, file, covered_on(as_of), rows.faults)


def _versions(local: LocalRules) -> dict[str, int]:
    used = SchemeVersion.objects.filter(place=local.place, withdrawn_at=None).values_list("scheme", "whole", "number")
    now = {scheme.id: whole_digest(scheme) for scheme in local.schemes}
    return {scheme: number for scheme, whole, number in used if now.get(scheme) == whole}
