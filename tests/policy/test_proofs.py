"""What the static checks prove holds for every file, and every random rule can be put into words."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bole.policy.bounds import Bounds, interval_of
from bole.policy.checks import check_scheme
from bole.policy.contradictions import atoms, clash, decided
from bole.policy.decision import Decision
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import rule_of
from bole.policy.scheme import Scheme
from tests.policy import interpreter
from tests.policy.random_rules import COVERED, DAYS, files, schemes


def answers(draw: Random, made: list[Scheme]) -> list[Decision]:
    """The decisions of the schemes over one random file; none where two amounts hold for a row."""
    file, as_of, covered = files(draw), draw.choice(DAYS), draw.choice(COVERED)
    try:
        return [d for each in interpreter.decide_all(made, file, as_of, covered) for d in each]
    except interpreter.TwoAmountsError:
        return []


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_what_is_said_to_hold_always_or_never_does(seed: int, depth: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = schemes(draw, depth)
    proved = {s.id: [decided(c.decided_by, Bounds()) for c in s.criteria] for s in made}
    clashing = {s.id: clash([a for c in s.criteria for a in atoms(c.decided_by)]) is not None for s in made}
    for _ in range(6):
        for decision in answers(draw, made):
            for answer, result in zip(proved[decision.scheme], decision.criteria, strict=True):
                assert answer is None or result is None or result is answer
            if clashing[decision.scheme]:
                assert decision.outcome != "entitled"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_no_number_leaves_its_bounds(seed: int, depth: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = schemes(draw, depth)
    bounds = {s.id: [interval_of(grant.term) for grant in s.grants] for s in made}
    for _ in range(6):
        for decision in answers(draw, made):
            for interval, value in zip(bounds[decision.scheme], decision.grants, strict=True):
                if interval is not None and isinstance(value, int):
                    assert interval[0] <= value <= interval[1]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_every_rule_can_be_told_and_checked(seed: int, depth: int) -> None:
    for made in schemes(Random(seed), depth):  # noqa: S311 - a test that can be repeated
        for language in ("zh", "en"):
            for line in rule_of(made, language).lines:
                assert line.sentence
                assert line.sentence.count("（") == line.sentence.count("）")
                assert line.sentence.count("(") == line.sentence.count(")")
        assert all(finding.code.startswith("BOLE-P0") for finding in check_scheme(made))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_a_scheme_without_errors_can_be_made_a_function(seed: int) -> None:
    made = [s for s in schemes(Random(seed)) if not any(f.severity == "error" for f in check_scheme(s))]  # noqa: S311
    assert PersonRules(made).source() or not made
