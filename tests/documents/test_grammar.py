"""Random documents of a grammar, read back: nothing lost, nothing added, every offset right."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bole.documents.reader import read_text
from tests.documents.grammar import Expected, documents


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_what_was_built_is_read_back(built: tuple[str, Expected]) -> None:
    raw, expected = built
    reading = read_text(raw)
    assert [(c.path, c.start_char) for c in reading.clauses] == expected.clauses
    assert [(u.path, u.lead, u.cooperating, u.responsible, u.mention_start) for u in reading.units] == expected.units
    same_unit = {"名": "人"}
    found = [(t.path, t.value, same_unit.get(t.unit, t.unit), t.comparator) for t in reading.targets]
    assert found == [(p, v, same_unit.get(u, u), c) for p, v, u, c in expected.targets]
    assert [(s.path, s.value, s.comparator) for s in reading.money] == expected.money
