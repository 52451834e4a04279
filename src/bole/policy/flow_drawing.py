"""流程图: a flow as SVG: a box for each state with what can be done there, and a line to where it leads.

Everything that leads to one state shares one line, so that a flow of thirty steps stays readable; lines that do not
meet share a lane. It is drawn in the colour of the text around it and scrolls in its frame; beside it stands the table
of `flow_words`, which says the same in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from bole.kernel.flow import Flow, State, Step
from bole.kernel.messages import _
from bole.policy.flow_words import days_told, flow_told, state_told, step_told, who_told

_WIDE: Final = 14
"""Width of a Chinese character, in the units of the drawing."""
_NARROW: Final = 7.6
"""Width of a letter, on average."""
_ROW: Final = 24
_HEAD: Final = 30
_GAP: Final = 14
_PAD: Final = 10
_LANE: Final = 14
_LEAST, _MOST = 200, 420
"""Widths of a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """状态框: where the box of a state stands."""

    state: State
    top: float
    rows: tuple[tuple[str, str], ...]
    """What can be done there, in words, and the state that it leads to ("": it stays)."""

    @property
    def middle(self) -> float:
        """The middle of its head, where lines come in."""
        return self.top + _HEAD / 2

    def row(self, number: int) -> float:
        """The middle of a row, where its line goes out."""
        return self.top + _HEAD + _ROW * number + _ROW / 2

    @property
    def height(self) -> float:
        return _HEAD + _ROW * len(self.rows) + (_PAD / 2 if self.rows else 0)


@dataclass(frozen=True, slots=True)
class Line:
    """连线: all that leads to one state, in a lane to the right of the boxes."""

    to: str
    lane: int
    outs: tuple[float, ...]
    """Heights at which it leaves boxes."""
    at: float
    """Height at which it comes in."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """流程图: boxes and lines."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_width: float
    width: float
    height: float


def drawing_of(flow: Flow, permissions: Mapping[str, str]) -> Drawing:
    """流程图 of a flow in the language in use; `permissions` are their names."""
    boxes = tuple(_boxes(flow, permissions))
    words = [text for box in boxes for text in (_head(box.state), *(text for text, _to in box.rows))]
    wide = min(_MOST, max(_LEAST, *(_width(text) for text in words)) + 3 * _PAD)
    lines = tuple(_lines(boxes))
    lanes = 1 + max((line.lane for line in lines), default=0)
    return Drawing(boxes, lines, wide, wide + _LANE * (lanes + 1) + _PAD, boxes[-1].top + boxes[-1].height + _PAD)


def _boxes(flow: Flow, permissions: Mapping[str, str]) -> Iterator[Box]:
    top: float = _PAD
    for state in flow.states.values():
        steps = flow.steps_from(state.code)
        rows = tuple((_row(step, permissions), step.to) for step in steps)
        box = Box(state, top, rows)
        yield box
        top += box.height + _GAP


def _row(step: Step, permissions: Mapping[str, str]) -> str:
    return _("{verb}（{who}）", verb=step_told(step), who=who_told(step.who, permissions))


def _lines(boxes: tuple[Box, ...]) -> Iterator[Line]:
    """One for each state that something leads to, the short ones nearest to the boxes."""
    spans = []
    for box in boxes:
        outs = tuple(b.row(n) for b in boxes for n, (_text, to) in enumerate(b.rows) if to == box.state.code)
        if outs:
            low, high = min(*outs, box.middle), max(*outs, box.middle)
            spans.append((high - low, low, high, box, outs))
    taken: list[list[tuple[float, float]]] = []
    for _length, low, high, box, outs in sorted(spans, key=lambda span: span[:3]):
        lane = next((n for n, used in enumerate(taken) if all(high < a or b < low for a, b in used)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        yield Line(box.state.code, lane, outs, box.middle)


def _width(text: str) -> float:
    return sum(_WIDE if ord(sign) > 0x2E7F else _NARROW for sign in text)


def _head(state: State) -> str:
    days = days_told(state)
    return f"{state_told(state)} · {days}" if days else state_told(state)


# --- as SVG ---


def flow_svg(flow: Flow, permissions: Mapping[str, str]) -> str:
    """流程图 as text of an SVG, to stand in a page: no style, no script, the colour of the words around it."""
    drawn = drawing_of(flow, permissions)
    named = _("流程图：{title}。内容见下面的表。", title=flow_told(flow))
    inside = [*(_box_svg(box, drawn, flow) for box in drawn.boxes), *(_line_svg(line, drawn) for line in drawn.lines)]
    size = f'width="{drawn.width:g}" height="{drawn.height:g}" viewBox="0 0 {drawn.width:g} {drawn.height:g}"'
    return (
        f'<svg class="flow" {size} role="img" aria-label={quoteattr(named)} font-size="{_WIDE}" '
        f'fill="none" stroke="currentColor">{"".join(inside)}</svg>'
    )


def _box_svg(box: Box, drawn: Drawing, flow: Flow) -> str:
    """A box: heavy where a case ends, dashed where it waits for the applicant, a dot where it begins."""
    kind = ' stroke-width="3"' if box.state.ends else ' stroke-dasharray="6 4"' if box.state.waits else ""
    frame = f'<rect x="2" y="{box.top:g}" width="{drawn.box_width - 2:g}" height="{box.height:g}" rx="4"{kind}/>'
    begins = box.state.code == flow.start
    dot = f'<circle cx="{_PAD + 4}" cy="{box.middle:g}" r="4" fill="currentColor"/>' if begins else ""
    head = _text(_PAD + (14 if begins else 0), box.middle, _head(box.state), bold=True)
    rows = (_text(2 * _PAD, box.row(number), text) for number, (text, _to) in enumerate(box.rows))
    return f"{frame}{dot}{head}{''.join(rows)}"


def _text(x: float, middle: float, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{middle + 5:g}" fill="currentColor" stroke="none"{weight}>{escape(text)}</text>'


def _line_svg(line: Line, drawn: Drawing) -> str:
    """From each row out to the lane, along it, and in with an arrow."""
    edge, x = drawn.box_width, drawn.box_width + _LANE * (line.lane + 1)
    low, high = min(*line.outs, line.at), max(*line.outs, line.at)
    outs = "".join(f"M{edge:g} {out:g}H{x:g}" for out in line.outs)
    path = f"{outs}M{x:g} {low:g}V{high:g}M{x:g} {line.at:g}H{edge + 7:g}"
    arrow = f"M{edge:g} {line.at:g}l8 -4v8z"
    return f'<path d="{path}"/><path d="{arrow}" fill="currentColor"/>'
