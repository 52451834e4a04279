"""下一步的网页: a page for the person himself: what to claim, what to bring, what to go for; no script."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bole.cli import advise_words as words
from bole.cli.person_page import contents, person_page, status
from bole.documents.render.markup import Html, el
from bole.kernel.messages import _
from bole.policy.readings.advice_words import headline, notes

if TYPE_CHECKING:
    from bole.policy.advise import Advice, Step
    from bole.policy.explain_words import Told
    from bole.policy.readings.advice_words import Handlings


def advice_page(told: "Told", advice: "Advice", handlings: "Handlings") -> str:
    """The page as text."""
    groups = words.groups(advice)
    lines = [
        (kind, kind, f"{words.SHAPES[kind]} {_(words.HEADINGS[kind])}", words.most_told(steps))
        for kind, steps in groups.items()
    ]
    return person_page(
        _("伯乐 · 下一步"),
        words.heading(told),
        told.days,
        *(el("p", {"class": "count"}, line) for line in words.summary(advice)),
        contents(lines) if lines else Html(""),
        *(_group(told, kind, steps, handlings) for kind, steps in groups.items()),
        _waiting(words.waiting_told(advice)),
    )


def _group(told: "Told", kind: str, steps: "Sequence[Step]", handlings: "Handlings") -> Html:
    return el(
        "section",
        {"aria-labelledby": kind},
        el("h2", {"id": kind}, _(words.HEADINGS[kind])),
        *(el("article", {"class": "decision"}, *_inside(told, step, handlings)) for step in steps),
    )


def _inside(told: "Told", step: "Step", handlings: "Handlings") -> Iterator[Html]:
    yield el("h3", {}, headline(step))
    if near := words.near(step, told):
        yield el("p", {}, status("hurry", near))
    yield el("ul", {"class": "steps"}, *(el("li", {}, note) for note in notes(step, told.as_of, handlings)))
    yield el("p", {"class": "row"}, _("依据：{clause}", clause=told.clause(str(step.clause))))


def _waiting(lines: Sequence[str]) -> Html:
    if not lines:
        return Html("")
    return el(
        "section",
        {"aria-labelledby": "waiting"},
        el("h2", {"id": "waiting"}, _("已经申领、等待发放的")),
        el("ul", {"class": "steps"}, *(el("li", {}, line) for line in lines)),
    )
