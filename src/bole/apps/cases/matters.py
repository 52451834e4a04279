"""办事指南: the matters that a place handles, and one of them as its start page tells it; reads alone.

Nothing here is about a person but when he saved the draft that he may go on with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Min, Sum

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.roles import PERMISSIONS
from bole.apps.cases.kinds import kind_of, kind_title, kinds_of
from bole.apps.cases.models import Draft, Entitlement
from bole.apps.schemes.place import packs_now, place_of_register
from bole.kernel.messages import N_, language
from bole.policy.case_kinds import CLASSES
from bole.policy.explain_words import clause_told
from bole.policy.flow_drawing import flow_svg
from bole.policy.flow_words import MODES_TOLD, StepTold, flow_told, steps_told
from bole.policy.readings.rule import STATES, Line, rule_of, state_of

if TYPE_CHECKING:
    from bole.policy.case_kinds import CaseKind, Question
    from bole.policy.pack import Packs
    from bole.policy.scheme import Scheme

AUDIENCES: Final = {"person": N_("个人办的"), "organisation": N_("单位办的")}
"""谁申请, and the heading of their matters."""
_PARTS: Final = (
    (N_("谁可以办"), ("scope", "criterion", "exception", "judgement")),
    (N_("给什么、给多少"), ("amount", "grant", "top_up")),
    (N_("限制"), ("exclusion", "cap", "ceiling", "quota")),
    (N_("从哪天起"), ("in_force", "law_date", "recurs")),
)
"""The parts of a rule as a start page tells them, and the kinds of lines in each."""
_APPLY: Final = "case.own"
_UNANSWERED: Final = (Entitlement.FOUND, Entitlement.TOLD)


@dataclass(frozen=True, slots=True)
class MatterListed:
    """一个事项 in a list."""

    id: str
    title: str
    mode: str
    """办理方式, a word to be told."""
    note: str
    ended: bool
    """Whether the scheme it rests on is not in force on the day."""


@dataclass(frozen=True, slots=True)
class RulePart:
    """规则的一部分: a heading to be told, and its lines, each with its clause in words."""

    heading: str
    lines: tuple[tuple[Line, str], ...]


@dataclass(frozen=True, slots=True)
class MaterialShown:
    """一份材料: its title, and whether it is only asked for where the register cannot tell, or may be left out."""

    title: str
    optional: bool
    where_unknown: bool


@dataclass(frozen=True, slots=True)
class FoundForMe:
    """系统查到的: what the register has found of this matter for who looks, and that he has not answered yet."""

    count: int
    fen: int | None
    """Together; None where no sum is known."""
    last_day: date | None
    """The first day after which one of them cannot be had."""


@dataclass(frozen=True, slots=True)
class MatterShown:
    """事项的开始页."""

    id: str
    title: str
    note: str
    mode: str
    by: str
    clause: str
    promised: int
    legal: int
    appeal_days: int
    quota: int
    verified: bool
    """Whether days, questions and materials were compared with a document of the office."""
    state: str
    """现行 ... of its scheme, a word to be told; "" where none decides."""
    rule: tuple[RulePart, ...]
    questions: tuple[str, ...]
    materials: tuple[MaterialShown, ...]
    flow: str
    drawing: str
    """流程图 as SVG, made of nothing that anybody has typed into a page."""
    steps: tuple[StepTold, ...]
    may_apply: bool
    """Whether who looks can begin it himself."""
    draft_saved_at: datetime | None
    """When his draft was saved; None where he has none."""
    found: FoundForMe | None
    """None where nothing waits for his answer."""


def matters(*, actor: Actor, day: date) -> dict[str, list[MatterListed]]:
    """事项 of the register's place by who applies, their own side first; what is found first, what has ended last.

    Raises BoleError where no place is said.
    """
    packs, kinds = packs_now(), kinds_of(place_of_register())
    order = sorted(AUDIENCES, key=lambda by: not _is_own(by, actor))
    listed = {by: [_listed(kind, packs, day) for kind in kinds.values() if kind.by == by] for by in order}
    modes = [MODES_TOLD[mode] for mode in CLASSES]
    return {by: sorted(found, key=lambda one: (one.ended, modes.index(one.mode))) for by, found in listed.items()}


def matter_shown(*, kind: str, actor: Actor, day: date) -> MatterShown:
    """事项的开始页. Raises BoleError where the place has no such kind."""
    found, packs = kind_of(kind), packs_now()
    scheme = packs.schemes.get(found.scheme)
    documents = packs.documents
    return MatterShown(
        id=found.id,
        title=kind_title(found),
        note=_told(found.note, found.note_en),
        mode=MODES_TOLD[found.mode],
        by=AUDIENCES[found.by],
        clause=clause_told(str(found.cites), documents) if found.cites else "",
        promised=found.promised,
        legal=found.legal,
        appeal_days=found.appeal_days,
        quota=found.quota,
        verified=found.verified and found.flow.verified,
        state=STATES[state_of(scheme, day)] if scheme else "",
        rule=_rule(scheme, packs) if scheme else (),
        questions=tuple(_question(question) for question in found.questions),
        materials=tuple(
            MaterialShown(_told(one.title, one.title_en), one.optional, bool(one.unless)) for one in found.materials
        ),
        flow=flow_told(found.flow),
        drawing=flow_svg(found.flow, PERMISSIONS),
        steps=tuple(steps_told(found.flow, PERMISSIONS)),
        may_apply=actor.may(_APPLY) and _is_own(found.by, actor),
        draft_saved_at=_draft_saved_at(found, actor),
        found=_found(found, actor),
    )


def _listed(kind: "CaseKind", packs: "Packs", day: date) -> MatterListed:
    scheme = packs.schemes.get(kind.scheme)
    ended = scheme is not None and not scheme.in_force.holds(day)
    return MatterListed(kind.id, kind_title(kind), MODES_TOLD[kind.mode], _told(kind.note, kind.note_en), ended)


def _is_own(by: str, actor: Actor) -> bool:
    return (actor.person if by == "person" else actor.organisation) is not None


def _rule(scheme: "Scheme", packs: "Packs") -> tuple[RulePart, ...]:
    lines: Sequence[Line] = rule_of(scheme, language(), schemes=packs.schemes).lines
    documents = packs.documents
    parts = (
        RulePart(heading, tuple((line, clause_told(line.clause, documents)) for line in lines if line.kind in of_kinds))
        for heading, of_kinds in _PARTS
    )
    return tuple(part for part in parts if part.lines)


def _question(question: "Question") -> str:
    return _told(question.title, question.title_en)


def _draft_saved_at(kind: "CaseKind", actor: Actor) -> datetime | None:
    if not _is_own(kind.by, actor):
        return None
    drafts = Draft.objects.filter(kind=kind.id, case__isnull=True, officer=None, **_whose(kind, actor))
    return drafts.order_by("-saved_at").values_list("saved_at", flat=True).first()


def _found(kind: "CaseKind", actor: Actor) -> FoundForMe | None:
    if not _is_own(kind.by, actor):
        return None
    waiting = Entitlement.objects.filter(kind=kind.id, state__in=_UNANSWERED, **_whose(kind, actor))
    told = waiting.aggregate(count=Count("pk"), fen=Sum("fen"), last_day=Min("last_day"))
    return FoundForMe(**told) if told["count"] else None


def _whose(kind: "CaseKind", actor: Actor) -> dict[str, int | None]:
    return {"person": actor.person} if kind.by == "person" else {"organisation": actor.organisation}


def _told(chinese: str, english: str) -> str:
    return english if language() == "en" else chinese
