"""草稿: an application as it is written, saved with every step, gone on with on any machine, kept for ninety days.

Its end is told seven days before; what was not handed in by then is erased, files and all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.cases import errors, kinds
from bole.apps.cases.answers import answer_read
from bole.apps.cases.completeness import lacking, materials_asked
from bole.apps.cases.files import FileShown, files_erase, files_of
from bole.apps.cases.models import Case, CaseFile, Draft
from bole.apps.cases.notices import notice_make
from bole.apps.cases.opening import case_open
from bole.apps.cases.sealed import answers_of, answers_seal
from bole.apps.schemes.one_row import row_decided, rows_of
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.policy.case_kinds import CaseKind, Material

KEPT: Final = timedelta(days=90)
WARNED: Final = timedelta(days=7)
_CHUNK: Final = 200


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


@dataclass(frozen=True, slots=True)
class DraftRow:
    """草稿, a line of a list."""

    draft: int
    kind: str
    title: str
    saved_at: datetime
    keeps_until: date


def draft_reached(draft: int, actor: Actor) -> Draft:
    """The draft of one's own. Raises BoleError where it is another's, handed in, or gone."""
    row = Draft.objects.filter(pk=draft).first()
    mine = row is not None and actor.may("case.own") and (
        (row.person is not None and row.person == actor.person)
        or (row.organisation is not None and row.organisation == actor.organisation)
    )  # fmt: skip
    if row is None or not mine:
        raise not_allowed("case.own")
    if row.case_id is not None:
        raise BoleError(errors.DRAFT_GONE)
    return row


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
    found = Draft.objects.filter(kind=kind, person=person, organisation=organisation, case=None).order_by("-pk").first()
    if found is not None:
        return found.pk
    facts = facts_to_claim(of, actor, at)
    if fact is None and len(facts) == 1:
        fact = facts[0][0]
    made = Draft.objects.create(
        kind=kind, person=person, organisation=organisation, fact=fact, begun_at=at, saved_at=at,
        saved_by=actor.name, keeps_until=localdate(at) + KEPT,
    )  # fmt: skip
    record("draft.begun", actor=actor, at=at, about=("draft", made.pk), data={"kind": kind})
    return made.pk


def asks_fact(kind: CaseKind) -> bool:
    """Whether an application names what it rests on: a scheme decides, a person applies, and he declares it not."""
    return bool(kind.scheme) and kind.by == "person" and kind.declares is None


def facts_to_claim(kind: CaseKind, actor: Actor, at: datetime) -> list[tuple[int, str, str]]:
    """可申领的行: what the kind's scheme decides about of this person: number, words, what the rules say now."""
    if not asks_fact(kind) or actor.person is None:
        return []
    return rows_of(person=actor.person, scheme=kind.scheme, as_of=localdate(at))


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
    """草稿 with everything that is still missing. Raises BoleError."""
    row = draft_reached(draft, actor)
    kind = kinds.kind_of(row.kind)
    answers, files = answers_of(row), files_of(row)
    unknown = _unknown(row, kind, at)
    missing = lacking(kind, answers, {file.material for file in files}, unknown)
    if asks_fact(kind) and row.fact is None and row.person is not None:
        missing.insert(0, _("申领依据"))
    return DraftShown(
        row.pk, kind, kinds.kind_title(kind), answers, files, materials_asked(kind, unknown), row.fact, row.saved_at,
        row.keeps_until, missing,
    )  # fmt: skip


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
        origin=Case.APPLIED,
        answers=shown.answers,
        files=[file.file for file in shown.files],
        applied_on=localdate(at),
        actor=actor,
        at=at,
    )
    row.case_id, row.answers = case, None
    row.save(update_fields=["case", "answers"])
    return case


@transaction.atomic
def draft_discard(*, draft: int, actor: Actor, at: datetime) -> None:
    """放弃 a draft: it is erased, files and all. Raises BoleError."""
    row = draft_reached(draft, actor)
    _erase([row])
    record("draft.discarded", actor=actor, at=at, about=("draft", draft))


def drafts_of(*, actor: Actor) -> Sequence[DraftRow]:
    """我的草稿, the latest first."""
    rows = Draft.objects.filter(case=None).order_by("-saved_at")
    if actor.person is not None:
        rows = rows.filter(person=actor.person)
    elif actor.organisation is not None:
        rows = rows.filter(organisation=actor.organisation)
    else:
        return []
    return [DraftRow(row.pk, row.kind, _title(row.kind), row.saved_at, row.keeps_until) for row in rows[:50]]


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
        notice_make("draft", key, at=at, person=row.person, organisation=row.organisation, data=data)
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
