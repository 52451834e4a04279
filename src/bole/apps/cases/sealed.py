"""密封的内容: answers and reasons of cases, in and out of their sealed columns."""

import json
from collections.abc import Mapping
from typing import Any

from bole.apps.accounts.sealing import place, seal, unseal
from bole.apps.cases.models import BulkAct, Case, CaseFile, CaseStep, Draft, Frozen


def answers_of(row: Case | Draft) -> dict[str, str]:
    """申请内容: each question by name to its answer."""
    if row.answers is None:
        return {}
    found: dict[str, str] = json.loads(unseal(row.answers, place(type(row), "answers", row.pk)))
    return found


def answers_seal(row: Case | Draft, answers: Mapping[str, str]) -> None:
    """Put answers into a row that has its number; who calls saves it."""
    text = json.dumps(dict(answers), ensure_ascii=False, sort_keys=True)
    row.answers = seal(text, place(type(row), "answers", row.pk))


def text_of(row: CaseStep | Frozen | CaseFile | BulkAct | Draft, field: str) -> str:
    """A sealed text; "" where there is none."""
    sealed = getattr(row, field)
    return unseal(sealed, place(type(row), field, row.pk)) if sealed is not None else ""


def text_seal(row: Any, field: str, text: str) -> None:
    """Seal a text into a row that has its number, and save that column."""
    if text:
        setattr(row, field, seal(text, place(type(row), field, row.pk)))
        row.save(update_fields=[field])
