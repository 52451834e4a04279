"""文书: the receipt, the decision and the letter of a case as a PDF: what each says, and who may have which.

A paper tells what the page of the case tells: whoever looks at it looks at the case, and that is written down. The
applicant's own carries his name in full; an officer's is masked as his page is, unless he says why he needs the name.
A decision that nobody has made yet, or an office that has not said what it is called, makes a draft.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.cases import errors
from bole.apps.cases.answers import answer_told
from bole.apps.cases.case_file import CaseShown, case_file
from bole.apps.cases.completeness import title_of
from bole.apps.cases.declaring import declared_of
from bole.apps.cases.judging import favours, refuses
from bole.apps.cases.models import Case, CaseStep, Letter
from bole.apps.cases.sealed import answers_of, text_of
from bole.apps.registry.applicants import person_names
from bole.apps.registry.number_reveal import number_reveal
from bole.apps.schemes.benefits import Benefit
from bole.apps.schemes.one_row import row_decided
from bole.apps.schemes.place import packs_now
from bole.documents.papers.setting import Paper, Point, paper_set
from bole.kernel.errors import BoleError
from bole.kernel.flow import APPLICANT, SYSTEM
from bole.kernel.messages import N_, _, language, use_language
from bole.kernel.money import capitals
from bole.policy.explain_words import clause_told
from bole.policy.scheme import ENTITLED, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bole.policy.case_kinds import CaseKind

RECEIPT, DECISION, LETTER = "receipt", "decision", "letter"
TITLES: Final = {RECEIPT: N_("受理回执"), DECISION: N_("办理决定书"), LETTER: N_("确认函")}
"""文书 by its code to what it is called."""
_SIGNS: Final = {"ok": "●", "no": "▲", "ask": "◆"}
_GRANTED, _REFUSED = "granted", "refused"


@dataclass(frozen=True, slots=True)
class PaperListed:
    """一份文书 that can be had of a case."""

    paper: str
    title: str
    """A word to be told."""
    draft: bool
    code: str
    """核验码 that stands on it; "" on a draft."""


@dataclass(frozen=True, slots=True)
class PaperMade:
    """排好的文书."""

    name: str
    content: bytes


def papers_listed(*, shown: CaseShown) -> tuple[PaperListed, ...]:
    """可以下载的文书 of a case, as its page shows it."""
    row = Case.objects.select_related("frozen").get(pk=shown.case)
    made = decision_of(row, shown.kind)
    # What the rules say is a draft for who decides; the applicant hears of it once it is decided.
    drafted = not shown.own and row.closed_at is None and shown.opinion in (ENTITLED, REFUSED)
    there = {RECEIPT: True, DECISION: bool(made) or drafted, LETTER: bool(shown.letter)}
    return tuple(_listed(row, paper, shown, made) for paper, is_there in there.items() if is_there)


def _listed(row: Case, paper: str, shown: CaseShown, made: str) -> PaperListed:
    """A paper under a red head is a draft while nobody has decided, and while the office has not said its name."""
    draft = paper != RECEIPT and (not settings.CASES_OFFICE or (paper == DECISION and not made))
    return PaperListed(paper, TITLES[paper], draft, "" if draft else _check_code(row, paper, shown.letter))


def _check_code(row: Case, paper: str, letter: str) -> str:
    """核验码: of what was decided on, where that is frozen; else of what the case was from its first moment."""
    if paper == DECISION and row.frozen is not None:
        code = row.frozen.hash
    else:
        of = row.number, row.kind, row.person, row.organisation, row.applied_on.isoformat(), row.opened_at.isoformat()
        code = hashlib.sha256(json.dumps([paper, *of, letter if paper == LETTER else ""]).encode()).hexdigest()
    return "-".join(code[at : at + 4].upper() for at in range(0, 16, 4))


def paper_made(*, case: int, paper: str, actor: Actor, at: datetime, reason: str = "") -> PaperMade:
    """文书 of a case in reach; with a reason, an officer's has the applicant's name in full.

    Raises BoleError: out of reach, no such paper of it, no font, and whatever seeing the name asks for.
    """
    # What goes out under a red head is in the language of the law, whoever prints it.
    with _spoken(language() if paper == RECEIPT else "zh"):
        shown = case_file(case=case, actor=actor, at=at)
        listed = next((one for one in papers_listed(shown=shown) if one.paper == paper), None)
        if listed is None:
            raise BoleError(errors.NO_PAPER)
        row = Case.objects.select_related("frozen").get(pk=case)
        told = _WRITTEN[paper](row, shown, _name(shown, actor, at, reason))
        draft, check = (_("草稿"), "") if listed.draft else ("", _check(row, listed))
        return PaperMade(f"{row.number}-{paper}.pdf", paper_set(replace(told, draft=draft, check=check), at=at))


def _check(row: Case, listed: PaperListed) -> str:
    told = _("核验：受理号 {number}，核验码 {code}。", number=row.number, code=listed.code)
    return told + _("向经办部门报这两项，可以核对真假。")


@contextmanager
def _spoken(code: str) -> "Iterator[None]":
    before = language()
    use_language(code)
    try:
        yield
    finally:
        use_language(before)


def _name(shown: CaseShown, actor: Actor, at: datetime, reason: str) -> str:
    """申请人 as it stands on the paper."""
    if shown.person is None:
        return shown.applicant
    if shown.own:
        return person_names([shown.person]).get(shown.person, "")
    if reason.strip():
        return number_reveal(person=shown.person, field="name", reason=reason, actor=actor, at=at)
    return shown.applicant


# --- whether it was decided ---


def decision_of(row: Case, kind: "CaseKind") -> str:
    """决定 that stands: granted, refused, "" where nobody has decided or it is being looked at again."""
    if row.outcome in (_GRANTED, _REFUSED):
        return row.outcome
    if row.closed_at is not None or _undecided(row, kind):
        return ""
    last = _decider(row)
    if last is None:
        return _GRANTED if row.payable is not None else ""
    step = next((step for step in kind.flow.steps if step.verb == last.verb and step.to == last.after), None)
    if step is None:
        return ""
    return _REFUSED if refuses(kind, step) else _GRANTED


def _undecided(row: Case, kind: "CaseKind") -> bool:
    """Whether somebody of the office has still to say yes or no; an appeal leaves the decision standing meanwhile."""
    return any(
        (favours(step) or refuses(kind, step)) and step.who not in (APPLICANT, SYSTEM, "case.appeal")
        for step in kind.flow.steps_from(row.state)
    )


def _decider(row: Case) -> CaseStep | None:
    return CaseStep.objects.filter(case=row, decides=True).order_by("-number").first()


def _benefit_then(row: Case, kind: "CaseKind") -> Benefit | None:
    """系统意见 as it was frozen; None where the same decision made anew is not that one to the last bit."""
    frozen = row.frozen
    if frozen is None or row.person is None:
        return None
    found = row_decided(
        person=row.person, scheme=frozen.scheme, fact=frozen.fact, applied_on=row.applied_on, as_of=frozen.as_of,
        declared=declared_of(row, kind),
    )  # fmt: skip
    return found.benefit if found is not None and found.receipt.id == frozen.hash else None


# --- what each says ---


def _receipt(row: Case, shown: CaseShown, name: str) -> Paper:
    rows = [*_of_case(row, shown, name), (_("来由"), _(_ORIGINS[row.origin]))]
    if row.ends_on is not None and row.closed_at is None:
        rows.append((_("承诺办结"), _("最迟 {day}（当日有效）", day=_day(row.ends_on))))
    answers = answers_of(row)
    for question in shown.kind.questions:
        # A paper that lies about on a table tells no account, whoever printed it.
        rows.append((title_of(question), answer_told(question, answers.get(question.name, ""), masked=True) or "—"))
    for line in shown.materials:
        rows.append((line.title, _("已收 {count} 份", count=len(line.files)) if line.files else _("没有交")))
    closing = [_("办理有进展会通知您，也可以随时登录看办到哪一步。")]
    if row.closed_at is None and shown.missing:
        closing.insert(0, _("还缺：{missing}。请一次补齐。", missing=_("、").join(shown.missing)))
    return Paper(
        title=_(TITLES[RECEIPT]), number=row.number, to=_("{name}：", name=name), rows=rows, closing=closing,
        paragraphs=[_("您的申请已收到，受理号 {number}。", number=row.number)], signed=settings.CASES_OFFICE,
        day=_day(localdate(row.opened_at)),
    )  # fmt: skip


def _decision(row: Case, shown: CaseShown, name: str) -> Paper:
    made = decision_of(row, shown.kind)
    granted = (made or (_GRANTED if shown.opinion == ENTITLED else _REFUSED)) == _GRANTED
    last = _decider(row) if made else None
    said = _("您的申请，决定同意。") if granted else _("您的申请，决定不予同意。")
    rows = _of_case(row, shown, name)
    fen = row.fen if made else shown.fen
    if granted and fen is not None:
        rows.append((_("金额"), _("{sum} 元（{words}）", sum=f"{fen // 100:,}.{fen % 100:02}", words=capitals(fen))))
    benefit = _benefit_then(row, shown.kind) if made else shown.benefit
    if shown.kind.cites is not None:
        rows.append((_("依据"), clause_told(str(shown.kind.cites), packs_now().documents)))
    closing = []
    reason = text_of(last, "reason") if last is not None else ""
    if reason:
        closing.append(_("说明：{reason}", reason=reason))
    if not granted and row.appeal_until is not None:
        closing.append(_("如有异议，可以申请复核，截止 {day}（当日有效）。", day=_day(row.appeal_until)))
    decided_at = row.decided_at or (row.frozen.frozen_at if row.frozen is not None else None)
    return _issued(
        DECISION, row.number, name, [said], rows, closing, _day(localdate(decided_at)) if made and decided_at else "",
        points=_points(benefit),
    )  # fmt: skip


def _letter(row: Case, shown: CaseShown, name: str) -> Paper:
    letter = Letter.objects.get(case=row, revoked_at=None)
    rows = _of_case(row, shown, name)
    if shown.kind.cites is not None:
        rows.append((_("依据"), clause_told(str(shown.kind.cites), packs_now().documents)))
    if letter.until is not None:
        rows.append((_("有效期"), _("至 {day}（当日有效）", day=_day(letter.until))))
    said = _("经核对，{name} 符合“{matter}”的条件，特此确认。", name=name, matter=shown.title)
    return _issued(LETTER, letter.number, "", [said], rows, [], _day(localdate(letter.issued_at)))


_WRITTEN: Final = {RECEIPT: _receipt, DECISION: _decision, LETTER: _letter}
_ORIGINS: Final = {
    Case.FOUND: N_("系统查到，本人确认"),
    Case.APPLIED: N_("本人提交"),
    Case.COUNTER: N_("窗口代办"),
}


def _issued(
    paper: str, number: str, name: str, paragraphs: Sequence[str], rows: Sequence[tuple[str, str]],
    closing: Sequence[str], day: str, *, points: Sequence[Point] = (),
) -> Paper:  # fmt: skip
    """A paper under the red head."""
    office = settings.CASES_OFFICE
    return Paper(
        title=_(TITLES[paper]), head=office, number=number, to=_("{name}：", name=name) if name else "",
        paragraphs=paragraphs, rows=rows, heading=_("逐项条件") if points else "", points=points, closing=closing,
        signed=office, day=day,
    )  # fmt: skip


def _of_case(row: Case, shown: CaseShown, name: str) -> list[tuple[str, str]]:
    who = (_("申请人"), name) if row.person is not None else (_("申请单位"), name)
    return [
        (_("受理号"), row.number),
        who,
        (_("事项"), shown.title),
        (_("申请日期"), _day(row.applied_on)),
    ]


def _points(benefit: Benefit | None) -> list[Point]:
    if benefit is None:
        return []
    return [
        Point(f"{_SIGNS[line.kind]} {line.word}", line.told, (*line.facts, *((line.clause,) if line.clause else ())))
        for line in benefit.criteria
    ]


def _day(day: date) -> str:
    """日期 as a letter has it: without leading noughts."""
    if language() == "en":
        return f"{day.day} {day:%B %Y}"
    return f"{day.year}年{day.month}月{day.day}日"
