"""Flows: what is found wrong with a table, and what holds of every table that is right."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.kernel.flow import APPLICANT, FAULTS, SYSTEM, Flow, State, Step

GUARDS, EFFECTS, WHOS = ("complete",), ("notify", "commit"), ("case.decide",)
OPEN = State("open", "在办", "open", days=5, lapses="lapse")
WAITS = State("waits", "等候", "waiting", waits=True)
DONE = State("done", "办结", "done", outcome="granted")
LAPSED = State("lapsed", "失效", "lapsed", outcome="lapsed")
GRANT = Step("grant", "同意", "grant", ("open",), "done", "case.decide", ("complete",), ("notify",))
RETURN = Step("return", "退回", "return", ("open",), "waits", "case.decide", reason=True)
COMPLETE = Step("complete", "补正", "complete", ("waits",), "open", APPLICANT)
LAPSE = Step("lapse", "失效", "lapse", ("open",), "lapsed", SYSTEM)
STATES = (OPEN, WAITS, DONE, LAPSED)
STEPS = (GRANT, RETURN, COMPLETE, LAPSE)


def flow(*, states: tuple[State, ...] = STATES, steps: tuple[Step, ...] = STEPS, start: str = "open") -> Flow:
    return Flow(id="langyu.review", title="审核", title_en="review", start=start, states=states, steps=steps)


def kinds(made: Flow) -> list[tuple[str, str]]:
    return [(fault.kind, fault.word) for fault in made.faults(guards=GUARDS, effects=EFFECTS, whos=WHOS)]


def test_a_table_that_holds_together_has_no_fault() -> None:
    made = flow()
    assert kinds(made) == []
    assert made.step("open", "grant") is GRANT
    assert made.step("done", "grant") is None
    assert made.steps_from("open") == (GRANT, RETURN, LAPSE)
    assert made.verbs == ("grant", "return", "complete", "lapse")
    assert made.open_states == ("open", "waits")
    assert (made.guards, made.effects, made.whos, made.pays) == (("complete",), ("notify",), ("case.decide",), False)
    assert made.state("waits").waits
    with pytest.raises(KeyError):
        made.state("gone")


WRONG = [
    ("start", flow(start="begin"), ("start", "begin")),
    ("start closed", flow(start="done"), ("start", "done")),
    ("state from", flow(steps=(*STEPS, replace(GRANT, verb="x", sources=("opn",)))), ("state", "opn")),
    ("state to", flow(steps=(*STEPS, replace(GRANT, verb="x", to="don"))), ("state", "don")),
    ("outcome", flow(states=(OPEN, WAITS, replace(DONE, outcome="paid"), LAPSED)), ("outcome", "paid")),
    ("guard", flow(steps=(replace(GRANT, guards=("full",)), *STEPS[1:])), ("guard", "full")),
    ("effect", flow(steps=(replace(GRANT, effects=("shout",)), *STEPS[1:])), ("effect", "shout")),
    ("who", flow(steps=(replace(GRANT, who="case.grant"), *STEPS[1:])), ("who", "case.grant")),
    ("twice", flow(steps=(*STEPS, replace(GRANT, to="waits"))), ("twice", "open grant")),
    ("lapse by an officer", flow(steps=(*STEPS[:3], replace(LAPSE, who="case.decide"))), ("lapse", "lapse")),
    ("lapse without days", flow(states=(replace(OPEN, days=0), *STATES[1:])), ("lapse", "lapse")),
    (
        "lapse without days from a day on",
        flow(states=(replace(OPEN, changes=((date(2031, 1, 1), 0),)), *STATES[1:])),
        ("lapse", "lapse"),
    ),
    ("closed", flow(states=(OPEN, WAITS, replace(DONE, days=3), LAPSED)), ("closed", "done")),
    ("unreached", flow(steps=(GRANT, COMPLETE, LAPSE)), ("unreached", "waits")),
    ("stuck", flow(steps=(GRANT, RETURN, LAPSE)), ("stuck", "waits")),
]


@pytest.mark.parametrize(("made", "wanted"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_each_fault_is_found(made: Flow, wanted: tuple[str, str]) -> None:
    found = kinds(made)
    assert wanted in found
    assert {kind for kind, _word in found} <= set(FAULTS)


def test_every_kind_of_fault_is_tried() -> None:
    assert {wanted[0] for _name, _made, wanted in WRONG} == set(FAULTS)


def test_a_fault_says_where_it_stands() -> None:
    [fault] = flow(steps=(replace(GRANT, guards=("full",)), *STEPS[1:])).faults(
        guards=GUARDS, effects=EFFECTS, whos=WHOS
    )
    assert (fault.step, fault.state) == (0, "")
    [fault] = flow(states=(OPEN, WAITS, replace(DONE, waits=True), LAPSED)).faults(
        guards=GUARDS, effects=EFFECTS, whos=WHOS
    )
    assert (fault.step, fault.state) == (-1, "done")


def test_days_change_from_a_day_on_and_what_came_before_stays() -> None:
    state = replace(OPEN, changes=((date(2031, 1, 1), 3), (date(2032, 1, 1), 2)))
    days = [state.days_on(date(year, month, 1)) for year, month in ((2030, 12), (2031, 1), (2031, 12), (2033, 5))]
    assert days == [5, 3, 3, 2]


# Any table


CODES = st.sampled_from(["a", "b", "c", "d", "e"])


@st.composite
def tables(draw: st.DrawFn) -> Flow:
    codes = draw(st.lists(CODES, min_size=1, unique=True))
    outcome = st.sampled_from(["", "", "granted", "refused"])
    states = tuple(State(code, code, code, outcome=draw(outcome)) for code in codes)
    verbs, whos = st.sampled_from(["x", "y", "z"]), st.sampled_from([APPLICANT, SYSTEM, "case.decide"])
    steps = tuple(
        Step(draw(verbs), "步", "step", tuple(draw(st.lists(CODES, min_size=1, unique=True))), to, draw(whos))
        for to in draw(st.lists(st.one_of(CODES, st.just("")), max_size=6))
    )
    return flow(states=states, steps=steps, start=draw(CODES))


@given(tables())
def test_of_a_table_without_faults_every_walk_stays_inside_and_can_end(made: Flow) -> None:
    if kinds(made):
        return
    reached = {made.start}
    while more := {step.to for code in reached for step in made.steps_from(code) if step.to} - reached:
        reached |= more
    assert reached == set(made.states)
    ends = {code for code, state in made.states.items() if state.ends}
    for code in reached - ends:
        seen = {code}
        while more := {step.to for one in seen for step in made.steps_from(one) if step.to} - seen:
            seen |= more
        assert seen & ends, code


@given(tables())
def test_a_step_is_found_exactly_where_the_table_has_it(made: Flow) -> None:
    for code in made.states:
        for verb in ("x", "y", "z"):
            listed = [step for step in made.steps_from(code) if step.verb == verb]
            assert (made.step(code, verb) in listed) if listed else (made.step(code, verb) is None)
        assert {step.verb for step in made.steps_from(code)} <= set(made.verbs)
