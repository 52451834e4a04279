"""办件页: everything about one case: opinion, answers, files, history, looks, and what can be done.

An officer's look at a person's case is written down before anything is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.looks import Looked, look, looks_of_fields
from bole.apps.cases import kinds, scores, stock
from bole.apps.cases.acting import Allowed, may_act, verb_title
from bole.apps.cases.answer_lines import AnswerLine, answer_lines
from bole.apps.cases.authority import case_reached, is_applicant
from bole.apps.cases.completeness import missing_of, title_of
from bole.apps.cases.deciding import Changed, changed, decided, may_settle
from bole.apps.cases.files import FileShown, files_of
from bole.apps.cases.models import Case, CaseStep, Letter
from bole.apps.cases.sealed import text_of
from bole.apps.cases.work_list import applicants_named, officers_named
from bole.apps.registry.labels import place_words
from bole.apps.registry.person_file import purpose_of
from bole.apps.schemes.benefits import Benefit
from bole.kernel.flow import APPLICANT
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import CaseKind

_PURPOSE: Final = N_("办理申请")
VERBS: Final = {
    "open": N_("提交申请"),
    "handover": N_("转交"),
    "overpaid": N_("发现重复支付"),
    "overpayment-closed": N_("重复支付不再追回"),
}
"""Steps that stand in no flow."""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """一份材料: what was asked for, and the files that came."""

    name: str
    title: str
    optional: bool
    files: Sequence[FileShown]


@dataclass(frozen=True, slots=True)
class StepLine:
    """经过的一步."""

    number: int
    at: datetime
    title: str
    before: str
    after: str
    who: str
    on_behalf: str
    reason: str
    by_applicant: bool


@dataclass(frozen=True, slots=True)
class CaseShown:
    """办件页."""

    case: int
    number: str
    kind: CaseKind
    title: str
    applicant: str
    person: int | None
    organisation: int | None
    own: bool
    state: str
    state_code: str
    outcome: str
    waits: bool
    town: str
    origin: str
    applied_on: date
    opened_at: datetime
    due_on: date | None
    left: int | None
    ends_on: date | None
    closed_at: datetime | None
    opinion: str
    fen: int | None
    assignee: str
    entered_by: str
    """Who handed it in at the counter; "" where the applicant did so himself."""
    appeal_until: date | None
    seen: int
    benefit: Benefit | None
    changed: Changed | None
    answers: Sequence[AnswerLine]
    materials: Sequence[MaterialLine]
    other_files: Sequence[FileShown]
    steps: Sequence[StepLine]
    looks: Sequence[Looked]
    allowed: Sequence[Allowed]
    missing: Sequence[str]
    letter: str
    scores: Sequence[scores.Scored]
    score: int | None
    things: Sequence[stock.Thing]
    last_reason: str
    settles: bool
    """Whether the sum is to be settled with one of the steps that can be done now."""

    @property
    def differing(self) -> int:
        """How many answers are otherwise than the register has them."""
        return sum(line.same is False for line in self.answers)

    @property
    def can(self) -> list[Allowed]:
        """What can be done now."""
        return [one for one in self.allowed if one.why_not is None]

    @property
    def cannot(self) -> list[Allowed]:
        """What is his to do and cannot be done now, with why."""
        return [one for one in self.allowed if one.why_not is not None]


def case_file(*, case: int, actor: Actor, at: datetime) -> CaseShown:
    """办件页 of a case in reach. Raises BoleError for one out of reach, and the same where there is none."""
    row = case_reached(case, actor, at)
    own = is_applicant(row, actor)
    if row.person is not None and not own:
        look(actor=actor, person=row.person, purpose=purpose_of(actor, _PURPOSE), fields=(f"case:{row.pk}",), at=at)
    kind = kinds.kind_of(row.kind)
    found = decided(row, at) if row.closed_at is None or row.frozen_id is None else None
    files, today, days = files_of(row), localdate(at), kinds.working_days()
    steps = _steps(row, kind, own)
    letter = Letter.objects.filter(case=row, revoked_at=None).first()
    allowed = may_act(row, actor, at)
    return CaseShown(
        case=row.pk,
        number=row.number,
        kind=kind,
        title=kinds.kind_title(kind),
        applicant=applicants_named([row])[row.pk],
        person=row.person,
        organisation=row.organisation,
        own=own,
        state=kinds.state_title(kind, row.state),
        state_code=row.state,
        outcome=row.outcome,
        waits=row.waits_since is not None,
        town=place_words(row.district),
        origin=row.origin,
        applied_on=row.applied_on,
        opened_at=row.opened_at,
        due_on=row.due_on,
        left=days.between(today, row.due_on) if row.due_on is not None and row.closed_at is None else None,
        ends_on=row.ends_on,
        closed_at=row.closed_at,
        opinion=found.outcome if found is not None else row.opinion,
        fen=row.fen if found is None or found.fen is None or row.frozen_id is not None else found.fen,
        assignee=_officer(row.assignee),
        entered_by=_officer(row.entered_by),
        appeal_until=row.appeal_until,
        seen=row.steps_done,
        benefit=found.benefit if found is not None else None,
        changed=changed(row, at) if row.closed_at is None else None,
        answers=answer_lines(row, kind, own=own),
        materials=[
            MaterialLine(one.name, title_of(one), one.optional, [f for f in files if f.material == one.name])
            for one in kind.materials
        ],
        other_files=[f for f in files if f.material not in {one.name for one in kind.materials}],
        steps=steps,
        looks=_looks(row),
        allowed=allowed,
        settles=any(one.why_not is None and may_settle(row, kind, one.step, at) for one in allowed),
        missing=missing_of(row, kind, at) if row.closed_at is None else (),
        letter=letter.number if letter is not None else "",
        scores=scores.scores_of(row) if kind.scorers and not own else (),
        score=scores.average_of(row) if kind.scorers and not own else None,
        things=stock.things_to_choose(kind.stock) if kind.stock and row.closed_at is None else (),
        last_reason=next((step.reason for step in steps if step.reason and not step.by_applicant and step.before), ""),
    )


def _officer(user: int | None) -> str:
    return officers_named({user}).get(user, "") if user is not None else ""


def _steps(row: Case, kind: CaseKind, own: bool) -> list[StepLine]:
    """经过, the latest first; the applicant does not see who of the office did what, but when and why."""
    lines = []
    for step in CaseStep.objects.filter(case=row).order_by("-number"):
        system = step.user is None and not step.by_applicant
        who = _("系统") if system else _("申请人") if step.by_applicant else step.actor
        lines.append(
            StepLine(
                number=step.number,
                at=step.at,
                title=_title(step, kind),
                before=kinds.state_title(kind, step.before) if step.before else "",
                after=kinds.state_title(kind, step.after),
                who=_("经办部门") if own and not step.by_applicant and not system else who,
                on_behalf="" if own else step.on_behalf,
                reason=text_of(step, "reason"),
                by_applicant=step.by_applicant,
            )
        )
    return lines


def _title(step: CaseStep, kind: CaseKind) -> str:
    if step.verb == "open" and not step.by_applicant and step.user is not None:
        return _("窗口代为提交")
    return _(VERBS[step.verb]) if step.verb in VERBS else verb_title(kind, step.verb)


def _looks(row: Case) -> Sequence[Looked]:
    """谁看过本件: of a person's case and its files."""
    if row.person is None:
        return []
    files = [f"case-file:{file}" for file in row.files.values_list("pk", flat=True)]
    return looks_of_fields(person=row.person, fields=[f"case:{row.pk}", *files])


# --- the applicant's own ---


@dataclass(frozen=True, slots=True)
class OwnRow:
    """我的办件, a line."""

    case: int
    number: str
    title: str
    state: str
    outcome: str
    applied_on: date
    due_on: date | None
    left: int | None
    ends_on: date | None
    waits: bool
    fen: int | None


def own_cases(*, actor: Actor, at: datetime) -> list[OwnRow]:
    """我的办件, the open ones first, the latest first. Raises BoleError."""
    actor.require("case.own")
    rows = Case.objects.none()
    if actor.person is not None:
        rows = Case.objects.filter(person=actor.person)
    elif actor.organisation is not None:
        rows = Case.objects.filter(organisation=actor.organisation)
    today, days = localdate(at), kinds.working_days()
    found = []
    for row in rows.defer("answers").order_by("-pk")[:300]:
        kind = kinds.kind_of(row.kind)
        left = days.between(today, row.due_on) if row.due_on is not None and row.closed_at is None else None
        found.append(
            OwnRow(
                row.pk,
                row.number,
                kinds.kind_title(kind),
                kinds.state_title(kind, row.state),
                row.outcome,
                row.applied_on,
                row.due_on,
                left,
                row.ends_on,
                row.waits_since is not None,
                row.fen,
            )
        )
    return sorted(found, key=lambda one: bool(one.outcome))


def own_steps(shown: CaseShown) -> list[Allowed]:
    """What the applicant himself can do with his case."""
    return [one for one in shown.allowed if one.step.who == APPLICANT]
