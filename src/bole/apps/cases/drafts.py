"""草稿: an application as it is written, saved with every step, gone on with on any machine, kept for ninety days.

Its end is told seven days before; what was not handed in by then is erased, files and all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look
from bole.apps.cases import errors, kinds
from bole.apps.cases.answers import answer_read
from bole.apps.cases.completeness import lacking, materials_asked
from bole.apps.cases.files import FileShown, files_erase, files_of
from bole.apps.cases.models import Case, CaseFile, Draft
from bole.apps.cases.notices import notice_make
from bole.apps.cases.opening import case_open
from bole.apps.cases.sealed import answers_of, answers_seal, text_of
from bole.apps.registry.applicants import district_of, organisation_names, person_names
from bole.apps.registry.person_file import purpose_of
from bole.apps.schemes.one_row import row_decided, rows_of
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import CaseKind, Material

COUNTER: Final = "case.accept"
"""Who hands in at the counter."""
KEPT: Final = timedelta(days=90)
WARNED: Final = timedelta(days=7)
_CHUNK: Final = 200
_PURPOSE: Final = N_("窗口代办")


@dataclass(frozen=True, slots=True)
class DraftShown:
    """草稿, as its pages show it."""

    draft: int
    kind: CaseKind
    title: str
    answers: Mapping[str, str]
    files: Sequence[FileShown]
    materials: Sequence[Material]
    """Those that are asked for, as far as the register cannot tell."""
    fact: int | None
    saved_at: datetime
    keeps_until: date
    missing: Sequence[str]
    person: int | None
    applicant: str
    """Whose it is, masked, on the pages of an officer who writes it; "" on the applicant's own."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """草稿, a line of a list."""

    draft: int
    kind: str
    title: str
    saved_at: datetime
    keeps_until: date


def draft_reached(draft: int, actor: Actor) -> Draft:
    """The draft of one's own, or that one writes at the counter. Raises BoleError: another's, handed in, or gone."""
    row = Draft.objects.filter(pk=draft).first()
    if row is None or not (_written_here(row, actor) if row.officer is not None else _is_own(row, actor)):
        raise not_allowed("case.own")
    if row.case_id is not None:
        raise BoleError(errors.DRAFT_GONE)
    return row


def _is_own(row: Draft, actor: Actor) -> bool:
    return actor.may("case.own") and (
        (row.person is not None and row.person == actor.person)
        or (row.organisation is not None and row.organisation == actor.organisation)
    )


def _written_here(row: Draft, actor: Actor) -> bool:
    """Whether it is he who writes it at the counter, and may still do so there."""
    district = district_of(person=row.person, organisation=row.organisation)
    return row.officer == actor.user and actor.may(COUNTER, district=district)


def applicant_of(kind: CaseKind, actor: Actor) -> tuple[int | None, int | None]:
    """Person or body in whose name an account applies for a kind. Raises BoleError."""
    actor.require("case.own")
    if kind.by == "organisation":
        if actor.organisation is None:
            raise BoleError(errors.NOT_OF_YOURS)
        return None, actor.organisation
    if actor.person is None:
        raise BoleError(errors.NOT_OF_YOURS)
    return actor.person, None


@transaction.atomic
def draft_begin(*, kind: str, actor: Actor, at: datetime, fact: int | None = None) -> int:
    """开始申请, or go on with what was begun. Raises BoleError where the kind is not his to apply for."""
    of = kinds.kind_of(kind)
    person, organisation = applicant_of(of, actor)
    own = Draft.objects.filter(kind=kind, person=person, organisation=organisation, case=None, officer=None)
    if (found := own.order_by("-pk").first()) is not None:
        return found.pk
    if fact is None:
        fact = only_fact(facts_of(of, person, at))
    made = Draft.objects.create(
        kind=kind, person=person, organisation=organisation, fact=fact, begun_at=at, saved_at=at,
        saved_by=actor.name, keeps_until=localdate(at) + KEPT,
    )  # fmt: skip
    record("draft.begun", actor=actor, at=at, about=("draft", made.pk), data={"kind": kind})
    return made.pk


def asks_fact(kind: CaseKind) -> bool:
    """Whether an application names what it rests on: a scheme decides, a person applies, and he declares it not."""
    return bool(kind.scheme) and kind.by == "person" and kind.declares is None


def facts_of(kind: CaseKind, person: int | None, at: datetime) -> list[tuple[int, str, str]]:
    """可申领的行: what the kind's scheme decides about of this person: number, words, what the rules say now."""
    if not asks_fact(kind) or person is None:
        return []
    return rows_of(person=person, scheme=kind.scheme, as_of=localdate(at))


def only_fact(facts: Sequence[tuple[int, str, str]]) -> int | None:
    """The row there is, where there is one alone: nobody has to choose it."""
    return facts[0][0] if len(facts) == 1 else None


@transaction.atomic
def draft_save(
    *, draft: int, answers: Mapping[str, str], actor: Actor, at: datetime, fact: int | None = None
) -> Mapping[str, BoleError]:
    """保存: what is good is kept, and what is not is told by the name of its question."""
    row = draft_reached(draft, actor)
    questions = {question.name: question for question in kinds.kind_of(row.kind).questions}
    kept, faults = dict(answers_of(row)), {}
    for name, text in answers.items():
        if name in questions:
            try:
                kept[name] = answer_read(questions[name], text)
            except BoleError as error:
                faults[name] = error
    answers_seal(row, kept)
    if fact is not None:
        row.fact = fact
    row.saved_at, row.saved_by, row.keeps_until = at, actor.name, localdate(at) + KEPT
    row.save()
    return faults


def draft_shown(*, draft: int, actor: Actor, at: datetime) -> DraftShown:
    """草稿 with everything that is still missing; an officer's look is written down. Raises BoleError."""
    row = draft_reached(draft, actor)
    kind = kinds.kind_of(row.kind)
    if row.officer is not None and row.person is not None:
        look(actor=actor, person=row.person, purpose=purpose_of(actor, _PURPOSE), fields=(f"draft:{row.pk}",), at=at)
    answers, files = answers_of(row), files_of(row)
    unknown = _unknown(row, kind, at)
    missing = lacking(kind, answers, {file.material for file in files}, unknown)
    if asks_fact(kind) and row.fact is None and row.person is not None:
        missing.insert(0, _("申领依据"))
    return DraftShown(
        row.pk, kind, kinds.kind_title(kind), answers, files, materials_asked(kind, unknown), row.fact, row.saved_at,
        row.keeps_until, missing, row.person, _applicant(row),
    )  # fmt: skip


def _applicant(row: Draft) -> str:
    if row.officer is None:
        return ""
    if row.person is not None:
        return masks.name(person_names([row.person]).get(row.person, ""))
    return organisation_names([row.organisation or 0]).get(row.organisation or 0, "")


def _unknown(row: Draft, kind: CaseKind, at: datetime) -> frozenset[str] | None:
    if not any(material.unless for material in kind.materials) or row.person is None or row.fact is None:
        return None
    today = localdate(at)
    found = row_decided(person=row.person, scheme=kind.scheme, fact=row.fact, applied_on=today, as_of=today)
    return None if found is None else found.unknown


@transaction.atomic
def draft_submit(*, draft: int, actor: Actor, at: datetime) -> int:
    """提交申请; the number of the case. Raises BoleError: everything missing at once, or one is open already."""
    row = Draft.objects.select_for_update().get(pk=draft_reached(draft, actor).pk)
    if row.case_id is not None:
        raise BoleError(errors.DRAFT_GONE)
    shown = draft_shown(draft=draft, actor=actor, at=at)
    if shown.missing:
        raise BoleError(errors.INCOMPLETE, missing=_("、").join(shown.missing))
    case = case_open(
        kind=row.kind,
        person=row.person,
        organisation=row.organisation,
        scheme=shown.kind.scheme,
        fact=row.fact,
        origin=Case.APPLIED if row.officer is None else Case.COUNTER,
        answers=shown.answers,
        files=[file.file for file in shown.files],
        applied_on=localdate(at),
        actor=actor,
        at=at,
        identity=row.identity,
        why=text_of(row, "why"),
    )
    row.case_id, row.answers, row.why = case, None, None
    row.save(update_fields=["case", "answers", "why"])
    return case


@transaction.atomic
def draft_discard(*, draft: int, actor: Actor, at: datetime) -> None:
    """放弃 a draft: it is erased, files and all. Raises BoleError."""
    row = draft_reached(draft, actor)
    _erase([row])
    record("draft.discarded", actor=actor, at=at, about=("draft", draft))


def drafts_of(*, actor: Actor) -> Sequence[DraftRow]:
    """我的草稿, the latest first."""
    rows = Draft.objects.filter(case=None, officer=None).order_by("-saved_at")
    if actor.person is not None:
        rows = rows.filter(person=actor.person)
    elif actor.organisation is not None:
        rows = rows.filter(organisation=actor.organisation)
    else:
        return []
    return [draft_row(row) for row in rows[:50]]


def draft_row(row: Draft) -> DraftRow:
    """草稿 as a line."""
    return DraftRow(row.pk, row.kind, _title(row.kind), row.saved_at, row.keeps_until)


def _title(kind: str) -> str:
    try:
        return kinds.kind_title(kinds.kind_of(kind))
    except BoleError:
        return kind


# --- the worker's duty ---


def drafts_keep(*, at: datetime) -> int:
    """到期的草稿: warn seven days before, erase what is past; how many were erased. Safe to do twice."""
    today = localdate(at)
    soon = Draft.objects.filter(case=None, keeps_until__range=(today, today + WARNED))
    for row in soon.order_by("pk")[:2_000]:
        key, data = f"draft:{row.pk}:{row.keeps_until}", {"day": row.keeps_until.isoformat()}
        # Whoever writes it is told: the applicant at the counter has no draft of his own.
        whose = (row.person, row.organisation, None) if row.officer is None else (None, None, row.officer)
        notice_make("draft", key, at=at, person=whose[0], organisation=whose[1], user=whose[2], data=data)
    erased = 0
    while rows := list(Draft.objects.filter(case=None, keeps_until__lt=today).order_by("pk")[:_CHUNK]):
        with transaction.atomic():
            _erase(rows)
            record("draft.erased", actor=Actor.system("worker"), at=at, data={"drafts": len(rows)})
        erased += len(rows)
    return erased


def _erase(rows: Sequence[Draft]) -> None:
    files_erase(list(CaseFile.objects.filter(draft__in=rows, case=None)))
    Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
