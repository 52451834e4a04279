"""Short ways to read a text in tests: clauses and units as plain values."""

from __future__ import annotations

from bole.documents.formats.plain import lines_of
from bole.documents.layout import layout
from bole.documents.outline import Outline, outline
from bole.documents.reading import UnitMention
from bole.documents.stacked import with_stacked_tables
from bole.documents.text import Text, assemble
from bole.documents.units import units


def text_of(raw: str) -> Text:
    return assemble(with_stacked_tables(lines_of(raw)))


def outline_of(raw: str) -> Outline:
    text = text_of(raw)
    return outline(text, layout(text))


def paths(raw: str) -> list[str]:
    return [c.path for c in outline_of(raw).clauses]


def units_of(raw: str) -> tuple[UnitMention, ...]:
    text = text_of(raw)
    return units(text, outline(text, layout(text)))


def roles(raw: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return [(u.path, u.lead, u.cooperating, u.responsible) for u in units_of(raw)]
