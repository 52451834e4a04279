"""流程表: `flows/<name>.toml` of a pack, the states of a flow and its steps; see docs/guide/cases.md.

id = "langyu.review"            # the pack and the file's name
title = "审核"
title_en = "review"
start = "submitted"
verified = false                # whether somebody compared steps and days with a document of the office

[[states]]
code = "submitted"
title = "已提交"
title_en = "submitted"
days = 5                        # working days; 0: no limit

[[steps]]
verb = "accept"
title = "受理"
title_en = "accept"
from = ["submitted"]
to = "accepted"                 # left out: it stays where it is
who = "case.accept"             # a permission, or applicant, or system
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.flow import APPLICANT, OUTCOMES, SYSTEM, Flow, FlowFault, State, Step
from bole.policy import errors, flow_errors
from bole.policy.case_kinds import EFFECTS, GUARDS
from bole.policy.errors import Faults
from bole.policy.marked_toml import read_sheet
from bole.policy.marked_yaml import Fields, nearest

FLOWS: Final = "flows"
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_PERMISSION: Final = re.compile(r"[a-z][a-z-]*\.[a-z][a-z-]*", re.ASCII)
_TOLD: Final[dict[str, ErrorKind]] = {
    "start": flow_errors.FLOW_START,
    "state": flow_errors.FLOW_STATE,
    "outcome": flow_errors.FLOW_WORD,
    "guard": flow_errors.FLOW_WORD,
    "effect": flow_errors.FLOW_WORD,
    "who": flow_errors.FLOW_WHO,
    "twice": flow_errors.FLOW_TWICE,
    "lapse": flow_errors.FLOW_LAPSE,
    "closed": flow_errors.FLOW_CLOSED,
    "unreached": flow_errors.FLOW_UNREACHED,
    "stuck": flow_errors.FLOW_STUCK,
}
_KNOWN: Final = {"outcome": OUTCOMES, "guard": tuple(GUARDS), "effect": tuple(EFFECTS)}
"""The words that a sheet may write."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where states and steps stand in the file."""

    states: dict[str, int]
    steps: list[int]


def read_flow(file: Path, pack: str, faults: Faults) -> Flow | None:
    """Read and check one flow; None where none can be made of it. Whether a permission exists, the caller knows."""
    fields = read_sheet(file, faults)
    if fields is None:
        return None
    before = len(faults.found)
    id_, title, title_en = read_names(fields, pack)
    start, verified = fields.text("start"), fields.flag("verified", required=True)
    note, note_en = fields.text("note", required=False), fields.text("note_en", required=False)
    lines = _Lines({}, [])
    states = [state for part in fields.mappings("states") if (state := _state(part, lines))]
    steps = [step for part in fields.mappings("steps") if (step := _step(part, lines))]
    fields.close()
    if len(faults.found) > before:
        return None
    flow = Flow(
        id=id_,
        title=title,
        title_en=title_en,
        start=start,
        states=states,
        steps=steps,
        verified=verified,
        note=note,
        note_en=note_en,
        place=f"{file}:1",
    )
    for fault in flow.faults(guards=GUARDS, effects=EFFECTS, whos=flow.whos):
        _tell(fault, flow, fields, lines)
    return None if len(faults.found) > before else flow


def read_names(fields: Fields, pack: str) -> tuple[str, str, str]:
    """编号和名称: the id as the pack and the file's name make it, the title, and that in English."""
    id_, wanted = fields.text("id"), f"{pack}.{fields.file.stem}"
    if id_ and id_ != wanted:
        fields.fault(errors.OTHER_ID, fields.line_of("id"), found=id_, wanted=wanted)
    if not _CODE.fullmatch(fields.file.stem):
        fields.fault(errors.BAD_ID, fields.line_of("id"), key="id", found=id_)
    return id_, fields.text("title"), fields.text("title_en")


def read_code(fields: Fields, key: str) -> str:
    """A word of small letters, digits and hyphens; "" where it is none (a fault)."""
    code = fields.text(key)
    if code and not _CODE.fullmatch(code):
        fields.fault(flow_errors.BAD_CODE, fields.line_of(key), key=key, found=code)
        return ""
    return code


def _state(fields: Fields, lines: _Lines) -> State | None:
    state = State(
        code=read_code(fields, "code"),
        title=fields.text("title"),
        title_en=fields.text("title_en"),
        days=fields.count("days"),
        waits=fields.flag("waits"),
        lapses=fields.text("lapses", required=False),
        outcome=fields.choice("outcome", OUTCOMES, required=False),
        changes=_changes(fields),
    )
    fields.close()
    if state.code in lines.states:
        fields.fault(flow_errors.CODE_TWICE, code=state.code, line=lines.states[state.code])
    lines.states.setdefault(state.code, fields.line)
    return state if state.code else None


def _changes(fields: Fields) -> tuple[tuple[date, int], ...]:
    """Days that hold from a later day on, in the order of the days."""
    found: dict[date, int] = {}
    for part in fields.mappings("changes", required=False):
        start, days = part.day("from"), part.count("days", required=True)
        part.close()
        if start in found or (found and start and start < max(found)):
            part.fault(flow_errors.CHANGE_ORDER, fields.line_of("changes"), start=start)
        if start:
            found[start] = days
    return tuple(found.items())


def _step(fields: Fields, lines: _Lines) -> Step | None:
    step = Step(
        verb=read_code(fields, "verb"),
        title=fields.text("title"),
        title_en=fields.text("title_en"),
        sources=fields.words("from"),
        to=fields.text("to", required=False),
        who=fields.text("who"),
        guards=fields.words("guards", required=False),
        effects=fields.words("effects", required=False),
        reason=fields.flag("reason"),
        bulk=fields.flag("bulk"),
    )
    fields.close()
    if step.who and step.who not in (APPLICANT, SYSTEM) and not _PERMISSION.fullmatch(step.who):
        fields.fault(flow_errors.FLOW_WHO, fields.line_of("who"), word=step.who)
    if not step.verb:
        return None
    lines.steps.append(fields.line)
    return step


def _tell(fault: FlowFault, flow: Flow, fields: Fields, lines: _Lines) -> None:
    line = lines.states.get(fault.state, 0) or (lines.steps[fault.step] if fault.step >= 0 else fields.line_of("start"))
    known = _KNOWN.get(fault.kind, tuple(flow.states))
    fields.fault(_TOLD[fault.kind], line, word=fault.word, nearest=nearest(fault.word, known), known=", ".join(known))
