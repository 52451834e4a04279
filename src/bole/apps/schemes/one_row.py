"""一行的判定: one row of one person decided by one scheme, explained, with its receipt; what a case stands on.

The day of the application is the case's own: where the register has no claim of that row yet, one of that day is laid
beside the facts, so that nobody loses a right by waiting for the office.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bole.apps.registry.declared_facts import DeclaredFact, fact_row
from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.apps.schemes.benefits import Benefit, benefit_of
from bole.apps.schemes.models import SchemeVersion
from bole.apps.schemes.place import LocalRules, place_of_register, rules_of
from bole.apps.schemes.versions import whole_digest
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import LARGEST_ID
from bole.kernel.messages import language
from bole.policy.answers import Case
from bole.policy.contests import looked_at
from bole.policy.explain import explain_traced
from bole.policy.explain_words import Told
from bole.policy.explanations import Explained
from bole.policy.person_facts import PERSON, File, file_of
from bole.policy.person_rows import is_of, row_told
from bole.policy.readings.wording import naming
from bole.policy.receipt import Receipt, receipt_of
from bole.policy.scheme import Scheme


@dataclass(frozen=True, slots=True)
class RowDecided:
    """一行的判定: the outcome, its words and its receipt."""

    scheme: str
    fact: int
    outcome: str
    fen: int | None
    law_date: date | None
    as_of: date
    version: int | None
    benefit: Benefit
    receipt: Receipt
    unknown: frozenset[str]
    """Names of the criteria that cannot be told."""


def row_decided(
    *, person: int, scheme: str, fact: int, applied_on: date, as_of: date, declared: DeclaredFact | None = None
) -> RowDecided | None:
    """What a scheme of the place says of a row now; None where it does not decide that row, or nobody has it.

    `declared` is what the application itself tells; the register may not have it yet, or not as it was corrected.
    """
    local = rules_of(place_of_register())
    named = {one.id: one for one in local.schemes}
    if scheme not in named:
        return None
    rows = RegisterRows(Reading(as_of))
    file = file_of(rows, person, local.schemes, as_of)
    if not file[PERSON]:
        return None
    if declared is not None:
        _declared_laid(file, declared, as_of)
    _claim_laid(file, named[scheme], person, fact, applied_on)
    return _decided(local, file, person, (named[scheme], fact), as_of)


def _declared_laid(file: File, declared: DeclaredFact, day: date) -> None:
    """The row that the application tells, in the place of what the register has of it."""
    key = STANDARD.table(declared.table).key
    others = [row for row in file[declared.table] if row[key] != declared.thing]
    file[declared.table][:] = [*others, fact_row(declared, day)]


def _claim_laid(file: File, scheme: Scheme, person: int, fact: int, applied_on: date) -> None:
    """A claim of that day beside the facts, where the register has none of that row."""
    if any(row["scheme"] == scheme.id and row["fact"] == fact for row in file["claim"]):
        return
    claim: dict[str, Any] = dict.fromkeys(column.name for column in scheme.facts.table("claim").columns)
    claim |= {"claim_id": LARGEST_ID, "scheme": scheme.id, "fact": fact, "person": person, "applied_on": applied_on}
    file["claim"].append(claim)


def _decided(local: LocalRules, file: File, person: int, asked: tuple[Scheme, int], as_of: date) -> RowDecided | None:
    wanted, fact = asked
    covered, packs = covered_on(as_of), local.packs
    titles = {id: document.title for pack in packs.values() for id, document in pack.library.documents.items()}
    case = Case(file, as_of, covered, local.rules.parameters, local.rules.catalogues)
    with naming(packs.names, packs.titles, packs.names_en):
        for scheme, decision, trace in local.rules.traced(file, as_of=as_of, covered=covered):
            if scheme.id != wanted.id or decision.fact != fact:
                continue
            key = scheme.facts.table(scheme.per).key
            row = next(row for row in file[scheme.per] if row[key] == fact)
            if not is_of(scheme.facts, scheme.per, row, person):
                continue
            told = explain_traced(scheme, decision, trace, case, local.rules, language())
            beside = looked_at(scheme, local.rules.rounds)
            receipt = receipt_of(scheme, decision, file, as_of=as_of, covered=covered, beside=beside)
            version = _version(local, scheme)
            shown = Explained(told, receipt, row_told(scheme.facts, scheme.per, row))
            return RowDecided(
                scheme.id, fact, decision.outcome, decision.fen, decision.law_date, as_of, version,
                benefit_of(shown, Told(person, as_of, as_of, titles), version), receipt,
                frozenset(c.name for c, told in zip(scheme.criteria, decision.criteria, strict=True) if told is None),
            )  # fmt: skip
    return None


def rows_of(*, person: int, scheme: str, as_of: date) -> list[tuple[int, str, str]]:
    """可申领的行 of a person in a scheme: its number, what it is in words, and what the scheme says of it now."""
    local = rules_of(place_of_register())
    named = {one.id: one for one in local.schemes}
    if scheme not in named:
        return []
    file = file_of(RegisterRows(Reading(as_of)), person, local.schemes, as_of)
    if not file[PERSON]:
        return []
    wanted, packs = named[scheme], local.packs
    key = wanted.facts.table(wanted.per).key
    rows = {row[key]: row for row in file[wanted.per] if is_of(wanted.facts, wanted.per, row, person)}
    with naming(packs.names, packs.titles, packs.names_en):
        found = [d for d in local.rules.decide(file, as_of=as_of, covered=covered_on(as_of)) if d.scheme == scheme]
        return [(d.fact, row_told(wanted.facts, wanted.per, rows[d.fact]), d.outcome) for d in found if d.fact in rows]


def _version(local: LocalRules, scheme: Scheme) -> int | None:
    used = SchemeVersion.objects.filter(
        place=local.place, scheme=scheme.id, withdrawn_at=None, whole=whole_digest(scheme)
    )
    return used.values_list("number", flat=True).first()
