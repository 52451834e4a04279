"""流程: how a case goes from state to state, as a table: which verb leads where, who does it, under which guards.

The table comes from a pack. It makes the buttons of a page, draws its own picture, and tests walk over it: every state
with every verb and every role. Nothing here knows what a guard looks at or what an effect does; it knows their names.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

APPLICANT: Final = "applicant"
"""Whose case it is: he acts on his own cases, and nobody else does for him."""
SYSTEM: Final = "system"
"""The system itself, when a day has come or when what it waits for has happened."""


@dataclass(frozen=True, slots=True)
class State:
    """状态: where a case stands."""

    code: str
    title: str
    title_en: str
    days: int = 0
    """办理时限: working days that whoever has it in hand may take; 0: no limit."""
    waits: bool = False
    """Whether it waits for the applicant, so that the office's time stands still."""
    lapses: str = ""
    """到期: the verb that the system does when the days have run out; "": the case is overdue and stays."""
    outcome: str = ""
    """办结: how the case has ended, one of OUTCOMES; "" while it is open."""
    changes: tuple[tuple[date, int], ...] = ()
    """办理时限的改动: from which day on other days than `days` hold, by date; what came before stays as it was."""

    @property
    def ends(self) -> bool:
        """Whether the case is closed here."""
        return bool(self.outcome)

    def days_on(self, day: date) -> int:
        """办理时限 of a case that comes into this state on a day."""
        return next((days for start, days in reversed(self.changes) if start <= day), self.days)


OUTCOMES: Final = ("granted", "refused", "withdrawn", "lapsed")
"""办结方式: granted, refused with reasons, withdrawn by the applicant, lapsed because nothing came."""


@dataclass(frozen=True, slots=True)
class Step:
    """流程的一步: a flow step, a verb that leads from one of some states to another, or stays where it is (`to` "")."""

    verb: str
    title: str
    title_en: str
    sources: tuple[str, ...]
    to: str
    who: str
    """A permission, or APPLICANT, or SYSTEM."""
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    reason: bool = False
    """Whether a reason has to be written, for the applicant to read."""
    bulk: bool = False
    """Whether it can be done to a whole filtered list."""


class Flow:
    """流程: the states of a kind of case and the steps between them."""

    def __init__(
        self,
        *,
        id: str,
        title: str,
        title_en: str,
        start: str,
        states: Iterable[State],
        steps: Iterable[Step],
        verified: bool = False,
        note: str = "",
        note_en: str = "",
        place: str = "",
    ) -> None:
        self.id = id
        self.title = title
        self.title_en = title_en
        self.start = start
        self.states: Mapping[str, State] = {state.code: state for state in states}
        self.steps: tuple[Step, ...] = tuple(steps)
        self.verified = verified
        """Whether somebody compared the steps and the days with a document of the office."""
        self.note = note
        self.note_en = note_en
        self.place = place
        """File and line."""

    def __repr__(self) -> str:
        return f"Flow({self.id!r})"

    def state(self, code: str) -> State:
        """The state of that code. Raises KeyError for one that the flow does not have."""
        return self.states[code]

    def step(self, state: str, verb: str) -> Step | None:
        """What the verb does to a case in that state; None: it cannot be done there."""
        return self._steps.get((state, verb))

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """What can be done to a case in that state, in the order of the table."""
        return tuple(step for step in self.steps if state in step.sources)

    @cached_property
    def _steps(self) -> Mapping[tuple[str, str], Step]:
        return {(source, step.verb): step for step in self.steps for source in step.sources}

    @cached_property
    def verbs(self) -> tuple[str, ...]:
        """动词, each once, in the order of the table."""
        return tuple(dict.fromkeys(step.verb for step in self.steps))

    @cached_property
    def guards(self) -> tuple[str, ...]:
        """前提, each once, in the order of the table."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.guards))

    @cached_property
    def effects(self) -> tuple[str, ...]:
        """后果, each once, in the order of the table."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.effects))

    @cached_property
    def whos(self) -> tuple[str, ...]:
        """经办者: the permissions that its steps ask for, the applicant and the system left out."""
        every = dict.fromkeys(step.who for step in self.steps)
        return tuple(who for who in every if who not in (APPLICANT, SYSTEM))

    @property
    def pays(self) -> bool:
        """Whether something is committed on a fund on the way."""
        return "commit" in self.effects

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states in which a case is not closed."""
        return tuple(code for code, state in self.states.items() if not state.ends)

    # --- whether the table holds together ---

    def faults(self, *, guards: Collection[str], effects: Collection[str], whos: Collection[str]) -> list["FlowFault"]:
        """不通之处: what is wrong with the table; nothing where it holds together.

        `guards`, `effects` and `whos` (permissions) are the words that the program knows.
        """
        return [*self._strangers(guards, effects, whos), *self._twice(), *self._unreached(), *self._stuck()]

    def _strangers(
        self, guards: Collection[str], effects: Collection[str], whos: Collection[str]
    ) -> Iterable["FlowFault"]:
        if self.start not in self.states or self.states[self.start].ends:
            yield FlowFault("start", self.start)
        for state in self.states.values():
            yield from self._state_faults(state)
        for number, step in enumerate(self.steps):
            wrong = [code for code in (*step.sources, *([step.to] if step.to else [])) if code not in self.states]
            yield from (FlowFault("state", code, step=number) for code in wrong)
            yield from (FlowFault("guard", name, step=number) for name in step.guards if name not in guards)
            yield from (FlowFault("effect", name, step=number) for name in step.effects if name not in effects)
            if step.who not in (*whos, APPLICANT, SYSTEM):
                yield FlowFault("who", step.who, step=number)

    def _state_faults(self, state: State) -> Iterable["FlowFault"]:
        if state.outcome and state.outcome not in OUTCOMES:
            yield FlowFault("outcome", state.outcome, state=state.code)
        if state.lapses and not self._by_system(state):
            yield FlowFault("lapse", state.lapses, state=state.code)
        if state.ends and (state.days or state.changes or state.waits or state.lapses):
            yield FlowFault("closed", state.code, state=state.code)

    def _by_system(self, state: State) -> bool:
        step = self.step(state.code, state.lapses)
        always = all(days > 0 for days in (state.days, *(days for _start, days in state.changes)))
        return step is not None and step.who == SYSTEM and always

    def _twice(self) -> Iterable["FlowFault"]:
        seen: set[tuple[str, str]] = set()
        for number, step in enumerate(self.steps):
            for source in step.sources:
                if (source, step.verb) in seen:
                    yield FlowFault("twice", f"{source} {step.verb}", step=number)
                seen.add((source, step.verb))

    def _unreached(self) -> Iterable["FlowFault"]:
        reached, open_ = {self.start}, [self.start]
        while open_:
            here = open_.pop()
            for step in self.steps_from(here):
                if step.to and step.to not in reached:
                    reached.add(step.to)
                    open_.append(step.to)
        return [FlowFault("unreached", code, state=code) for code in self.states if code not in reached]

    def _stuck(self) -> Iterable["FlowFault"]:
        """States from which no end can be reached."""
        ends = {code for code, state in self.states.items() if state.ends}
        while True:
            more = {source for step in self.steps if step.to in ends for source in step.sources} - ends
            if not more:
                break
            ends |= more
        return [FlowFault("stuck", code, state=code) for code in self.states if code not in ends]


@dataclass(frozen=True, slots=True)
class FlowFault:
    """流程的一处不通: of which kind, and the word that is wrong."""

    kind: str
    """One of FAULTS."""
    word: str
    state: str = ""
    """The state it stands at, by its code; "" for a step or the whole."""
    step: int = -1
    """The step it stands at, counted from 0; -1 for a state or the whole."""


FAULTS: Final = (
    "start",  # it does not begin in an open state of its own
    "state",  # no such state
    "outcome",  # no such end
    "guard",  # no such guard
    "effect",  # no such effect
    "who",  # no such permission
    "twice",  # two steps of one verb lead from one state
    "lapse",  # what is done when the days run out is no step of the system, or there are no days
    "closed",  # what is closed has days, waits or lapses
    "unreached",  # nothing leads there
    "stuck",  # no end can be reached from there
)
"""不通的种类."""
