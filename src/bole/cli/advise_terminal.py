"""下一步的终端: what `bole advise` prints: what can be claimed today, then documents, certificates, later days."""

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bole.cli import advise_words as words
from bole.kernel.messages import _
from bole.policy.readings.advice_words import headline, notes

if TYPE_CHECKING:
    from bole.policy.advise import Advice, Step
    from bole.policy.explain_words import Told
    from bole.policy.readings.advice_words import Handlings

_STYLES: Final = {"claim": "green", "bring": "yellow", "obtain": "cyan", "wait": ""}


def print_advice(told: "Told", advice: "Advice", handlings: "Handlings", console: Console) -> None:
    """Every step, by kind."""
    console.print(Text(words.heading(told), "bold"))
    console.print(Text(told.days))
    for line in words.summary(advice):
        console.print(Text(line))
    for kind, steps in words.groups(advice).items():
        console.print()
        console.print(Text(_(words.HEADINGS[kind]), "bold"))
        for step in steps:
            _print_step(told, step, handlings, console)
    waiting = words.waiting_told(advice)
    if waiting:
        console.print()
        console.print(Text(_("已经申领、等待发放的"), "bold"))
        for line in waiting:
            _indented(line, console)


def _print_step(told: "Told", step: "Step", handlings: "Handlings", console: Console) -> None:
    style = f"bold {_STYLES[step.kind]}".strip()
    near = words.near(step, told)
    head = Text.assemble(
        (words.SHAPES[step.kind], style), " ", headline(step), (f"  {near}" if near else "", "bold red")
    )
    console.print(Padding(head, (0, 0, 0, 2)))
    for note in notes(step, told.as_of, handlings):
        _indented(note, console, 6)
    _indented(_("依据：{clause}", clause=told.clause(str(step.clause))), console, 6)


def _indented(text: str, console: Console, by: int = 2) -> None:
    console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, by)))
