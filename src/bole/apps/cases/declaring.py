"""申报: what an application tells, as a row of facts: from the answers, what is fixed, and the day of application.

The case is what holds. The rules read the row from it at once, and the register follows (`claiming`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bole.apps.cases.models import Case
from bole.apps.cases.sealed import answers_of
from bole.apps.registry.declared_facts import DeclaredFact, declared_thing
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Kind
from bole.kernel.money import fen_of
from bole.policy.case_kinds import CaseKind, Declares

GRANTED = "granted"


def declared_values(
    kind: CaseKind, answers: Mapping[str, str], *, person: int | None, organisation: int | None, applied_on: date
) -> dict[str, Any]:
    """The columns that an application tells; one that is not answered is left out."""
    declares = kind.declares
    if declares is None:
        return {}
    kinds = {column.name: column.kind for column in STANDARD.table(declares.table).columns}
    told = {name: _value(kinds[name], text) for name, text in declares.fixed.items()}
    told |= _answered(kind, declares, answers, kinds)
    if declares.day:
        told[declares.day] = applied_on
    told["person"] = person
    if "organisation" in kinds:
        told["organisation"] = organisation
    return told


def _answered(
    kind: CaseKind, declares: Declares, answers: Mapping[str, str], kinds: Mapping[str, Kind]
) -> dict[str, Any]:
    told = {}
    for question in kind.questions:
        table, _dot, column = question.known_from.partition(".")
        if table == declares.table and answers.get(question.name):
            told[column] = _value(kinds[column], answers[question.name])
    return told


def _value(kind: Kind, text: str) -> Any:
    """An answer in the form in which it is kept, as a fact."""
    if kind is Kind.DATE:
        return date.fromisoformat(text)
    if kind is Kind.MONEY:
        return fen_of(text)
    if kind is Kind.FLAG:
        return text in ("yes", "true")
    return int(text) if kind is Kind.COUNT else text


def fact_declared(
    kind: CaseKind, answers: Mapping[str, str], *, person: int | None, organisation: int | None, applied_on: date,
    at: datetime,
) -> int | None:  # fmt: skip
    """The number of the row that an application declares; None where its kind declares none."""
    if kind.declares is None:
        return None
    told = declared_values(kind, answers, person=person, organisation=organisation, applied_on=applied_on)
    return declared_thing(table=kind.declares.table, values=told, at=at)


def declared_of(case: Case, kind: CaseKind) -> DeclaredFact | None:
    """申报的行 of a case; None where its kind declares none."""
    if kind.declares is None or case.fact is None:
        return None
    told = declared_values(
        kind, answers_of(case), person=case.person, organisation=case.organisation, applied_on=case.applied_on
    )
    return DeclaredFact(kind.declares.table, case.fact, told)


def holds(case: Case) -> bool:
    """Whether what it declares stands: it is in hand, or it was granted."""
    return case.closed_at is None or case.outcome == GRANTED
