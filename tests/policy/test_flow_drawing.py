"""Drawings of flows: every state and every step is in them, in both languages, and lines do not run into each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from bole.apps.accounts.roles import PERMISSIONS
from bole.kernel.flow import Flow, State, Step
from bole.kernel.messages import language, use_language
from bole.policy.flow_drawing import drawing_of, flow_svg
from bole.policy.flow_words import state_told, step_told, who_told
from bole.policy.pack import load_packs

FLOWS = list(load_packs().flows.values())
SVG = "{http://www.w3.org/2000/svg}"


@contextmanager
def spoken(code: str) -> Iterator[None]:
    before = language()
    use_language(code)
    try:
        yield
    finally:
        use_language(before)


def drawn(flow: Flow) -> ElementTree.Element:
    return ElementTree.fromstring(flow_svg(flow, PERMISSIONS))  # noqa: S314 - our own


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_every_state_and_every_step_is_drawn(flow: Flow, code: str) -> None:
    with spoken(code):
        picture = drawn(flow)
        words = [text.text or "" for text in picture.iter("text")]
        for state in flow.states.values():
            assert [w for w in words if w.startswith(state_told(state))], state.code
            for step in flow.steps_from(state.code):
                who = who_told(step.who, PERMISSIONS)
                assert f"{step_told(step)}{f'（{who}）' if code == 'zh' else f' ({who})'}" in words
    assert len(list(picture.iter("rect"))) == len(flow.states)
    assert len(list(picture.iter("circle"))) == 1
    assert picture.get("role") == "img"
    assert not [one for one in picture.iter() if one.get("style")]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_lines_of_one_lane_never_meet_and_boxes_never_overlap(flow: Flow) -> None:
    picture = drawing_of(flow, PERMISSIONS)
    spans = [(line.lane, min(*line.outs, line.at), max(*line.outs, line.at)) for line in picture.lines]
    for (lane, low, high), (other, least, most) in combinations(spans, 2):
        assert lane != other or high < least or most < low
    tops = [(box.top, box.top + box.height) for box in picture.boxes]
    assert all(end < start for (_top, end), (start, _end) in pairwise(tops))
    assert picture.width < 600
    led = {step.to for code in flow.states for step in flow.steps_from(code) if step.to}
    assert {line.to for line in picture.lines} == led


def test_what_a_pack_writes_is_escaped_and_a_long_word_keeps_its_box() -> None:
    states = (State("a", "<b>&", '"<i>'), State("b", "办" * 60, "x", outcome="granted"))
    step = Step("go", "</svg><script>", "go", ("a",), "b", "x.y")
    flow = Flow(id="langyu.x", title='"><script>', title_en="x", start="a", states=states, steps=(step,))
    text = flow_svg(flow, {})
    assert "<script>" not in text
    assert "<b>" not in text
    assert drawing_of(flow, {}).box_width < 500
    assert any(word.text == "</svg><script>（x.y）" for word in drawn(flow).iter("text"))
