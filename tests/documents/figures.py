"""Short ways to read targets, facts and money in tests: as plain tuples."""

from __future__ import annotations

from bole.documents.layout import layout
from bole.documents.outline import outline
from bole.documents.quantities import Quantities, quantities
from tests.documents.outlines import text_of

ISSUED = "2031-03-18"


def read(raw: str, *, reply: bool = False, issued: str | None = ISSUED) -> Quantities:
    """All that is counted in a text of its own."""
    text = text_of(raw)
    return quantities(text, outline(text, layout(text)), issued=issued, reply=reply)


def in_clause(sentence: str) -> str:
    """A sentence as the body of a clause of a plan."""
    return f"某市技能提升工作方案\n\n为做好工作，制定本方案。\n\n一、主要任务\n\n（一）抓好落实。{sentence}\n"


def targets(sentence: str, *, reply: bool = False) -> list[tuple[str, object, str, str]]:
    """Comparator, value, unit and period of each target of a sentence that stands in a clause."""
    found = read(in_clause(sentence), reply=reply).targets
    return [(t.comparator, t.value, t.unit, t.period) for t in found]


def facts(sentence: str, *, reply: bool = False) -> list[tuple[object, str]]:
    """Value and unit of each acknowledged fact."""
    return [(f.value, f.unit) for f in read(in_clause(sentence), reply=reply).facts]


def sums(sentence: str, *, reply: bool = False) -> list[tuple[str, object]]:
    """Comparator and yuan of each sum of money."""
    return [(s.comparator, s.value) for s in read(in_clause(sentence), reply=reply).money]
