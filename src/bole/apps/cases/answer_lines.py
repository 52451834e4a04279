"""申报值与登记值: each answer of an application beside what the register says of it, and whether the two agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bole.apps.cases.answers import answer_told
from bole.apps.cases.completeness import title_of
from bole.apps.cases.models import Case
from bole.apps.cases.sealed import answers_of
from bole.apps.registry.known_values import KnownValue, known_account, known_values
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.kernel.money import fen_of, yuan_of
from bole.policy.case_kinds import BANK_ACCOUNT, CaseKind, Question
from bole.policy.readings.wording import told_code

_MOST: Final = 3
"""So many different values are shown; more than that are counted by the page of the person."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """申请表的一行: what was asked, what the applicant says, what the register says, and whether they agree."""

    title: str
    answer: str
    registered: str
    same: bool | None
    """None: the register says nothing of it, or nothing was answered."""
    sources: Sequence[str] = ()
    """Who told the register so."""


def answer_lines(row: Case, kind: CaseKind, *, own: bool) -> list[AnswerLine]:
    """申请表 of a case in its order; the applicant's own shows his account in full."""
    answers = answers_of(row)
    return [_line(question, answers.get(question.name, ""), row, kind, own=own) for question in kind.questions]


def _line(question: Question, answer: str, row: Case, kind: CaseKind, *, own: bool) -> AnswerLine:
    known = _known(question, row, kind)
    told = list(dict.fromkeys(_told(question, one, masked=not own) for one in known))
    same = any(_agrees(question, answer, one.value) for one in known) if known and answer else None
    return AnswerLine(
        title_of(question), answer_told(question, answer, masked=not own), "；".join(told[:_MOST]), same,
        tuple(dict.fromkeys(one.source for one in known if one.source)),
    )  # fmt: skip


def _known(question: Question, row: Case, kind: CaseKind) -> list[KnownValue]:
    """What the register says to a question."""
    if question.name == BANK_ACCOUNT:
        account = known_account(row.person) if row.person is not None else None
        return [account] if account is not None else []
    table, _dot, column = question.known_from.partition(".")
    if not table:
        return []
    found = known_values(
        table=table, column=column, person=row.person, organisation=row.organisation, on=row.applied_on, thing=row.fact
    )
    if kind.declares is not None and kind.declares.table == table and not _lasts(table):
        # Another loan that he asked for is another loan, and contradicts nothing.
        return [one for one in found if one.thing == row.fact]
    return found


def _lasts(table: str) -> bool:
    return any(one.name == "until" for one in STANDARD.table(table).columns)


def _column(question: Question) -> Column:
    table, _dot, name = question.known_from.partition(".")
    return next(one for one in STANDARD.table(table).columns if one.name == name)


def _told(question: Question, known: KnownValue, *, masked: bool) -> str:
    """A value of the register in the words of the question."""
    text = _as_answer(known.value)
    if question.name == BANK_ACCOUNT:
        return answer_told(question, text, masked=masked)
    column = _column(question)
    if column.kind is Kind.MONEY:
        return yuan_of(known.value)
    if column.kind is Kind.CODE and text not in {code for code, _zh, _en in question.choices}:
        return told_code(STANDARD, column.system, known.value)
    return answer_told(question, text, masked=masked)


def _as_answer(value: Any) -> str:
    """A value as an answer is kept."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _agrees(question: Question, answer: str, value: Any) -> bool:
    if question.name == BANK_ACCOUNT:
        return bool(answer == value)
    column = _column(question)
    if column.kind is Kind.MONEY:
        try:
            return bool(fen_of(answer) == value)
        except ValueError:
            return False
    if column.kind is Kind.CODE:
        return answer in (str(value), told_code(STANDARD, column.system, value).partition("（")[0])
    return answer == _as_answer(value)
