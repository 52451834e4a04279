"""批量办理: one verb on a whole filtered list, as its count and sum were shown and confirmed.

What is kept is the filter, the count and the sum: where the list has changed by the time of the confirmation, nothing
is done. The worker goes through it in the order of the cases' numbers, a chunk to a transaction, with a mark of how far
it has come in the same transaction: killed, it goes on behind the mark; two at once stand in line at its row. A case
that changed since the confirmation is left out, and each one left out has its reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.cases import errors, kinds
from bole.apps.cases.acting import doing_of, follow, step_do, verb_title
from bole.apps.cases.models import BulkAct, Case, LeftOut
from bole.apps.cases.notices import notice_make
from bole.apps.cases.sealed import text_of, text_seal
from bole.apps.cases.work_list import Filters, flows_of_place, listed
from bole.apps.schemes.place import place_of_register
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

CHUNK: Final = 100
"""Cases to a transaction: between two chunks others get at the log of events."""


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """办之前: how many cases, what they come to, and how many stand where the verb cannot be done."""

    verb: str
    title: str
    count: int
    fen: int
    elsewhere: int
    """Of those in states without the verb, which will be left out."""
    needs_reason: bool
    needs_officer: bool


@dataclass(frozen=True, slots=True)
class BulkShown:
    """批量办理: a bulk act as it stands."""

    bulk: int
    title: str
    count: int
    fen: int
    handled: int
    """Done and left out together."""
    done: int
    left: int
    state: str
    asked_at: datetime
    ended_at: datetime | None
    actor: str
    reasons: Sequence[tuple[str, str, int]]
    """Why cases were left out: code, words, how many."""
    refusals: Sequence[tuple[int, str, str]]
    """The first of those left out: case, its number, words."""

    @property
    def going(self) -> bool:
        """Whether it goes on."""
        return self.state in (BulkAct.ASKED, BulkAct.GOING)


def verbs_in_bulk(kind: str = "") -> Mapping[str, str]:
    """动词 that can be done to a whole list, of a kind or of all: to their words."""
    found: dict[str, str] = {}
    known = kinds.kinds_of(place_of_register())
    for one in [known[kind]] if kind in known else known.values():
        for step in one.flow.steps:
            if step.bulk and step.who not in ("applicant", "system"):
                found.setdefault(step.verb, kinds.step_title(step))
    return found


def bulk_preview(*, verb: str, filters: Filters, actor: Actor, at: datetime) -> BulkPreview:
    """件数和合计 of what would be done. Raises BoleError: not in bulk, nothing in the list."""
    titles = verbs_in_bulk(filters.kind)
    if verb not in titles:
        raise BoleError(errors.NOT_IN_BULK, verb=verb)
    rows = listed(filters, actor, at)
    count, fen = _counted(rows)
    if not count:
        raise BoleError(errors.BULK_EMPTY)
    can = rows.filter(_where(verb)).count()
    reason = any(
        step.reason for flow in flows_of_place().values() for step in flow.steps if step.verb == verb and step.bulk
    )
    return BulkPreview(verb, titles[verb], count, fen, count - can, reason, verb in ("assign", "reassign"))


def _counted(rows: QuerySet[Case]) -> tuple[int, int]:
    told = rows.aggregate(count=Count("pk"), fen=Sum("fen"))
    return told["count"], told["fen"] or 0


def _where(verb: str) -> Q:
    """The states in which the verb can be done in bulk."""
    found = Q(pk__in=[])
    for flow in flows_of_place().values():
        states = [code for code in flow.states if (step := flow.step(code, verb)) is not None and step.bulk]
        if states:
            found |= Q(flow=flow.id, state__in=states)
    return found


@transaction.atomic
def cases_act_bulk(
    *, verb: str, filters: Filters, count: int, fen: int, reason: str = "", actor: Actor, at: datetime, **given: str
) -> int:
    """确认批量办理 of a list as it was shown; the number of the job, which the worker does.

    Raises BoleError where the list is not what was shown, or the verb cannot be done in bulk.
    """
    from bole.apps.cases.background import bulk_enqueue

    preview = bulk_preview(verb=verb, filters=filters, actor=actor, at=at)
    if (preview.count, preview.fen) != (count, fen):
        raise BoleError(errors.LIST_CHANGED, count=preview.count, sum=f"{preview.fen // 100}.{preview.fen % 100:02}")
    told = " ".join(reason.split())
    if preview.needs_reason and len(told) < 4:
        raise BoleError(errors.REASON_NEEDED)
    if actor.user is None:
        raise not_allowed("case.review")
    made = BulkAct.objects.create(
        verb=verb, kind=filters.kind, filters=filters.to_json(), count=count, fen=fen, asked_at=at,
        given={name: value for name, value in given.items() if value}, user=actor.user,
        actor=actor.name,
    )  # fmt: skip
    text_seal(made, "reason", told)
    record(
        "case.bulk-asked", actor=actor, at=at, about=("bulk", made.pk), data={"verb": verb, "cases": count, "fen": fen}
    )
    bulk_enqueue(bulk=made.pk)
    return made.pk


def bulk_run(*, bulk: int, clock: Callable[[], datetime], chunk: int = CHUNK) -> None:
    """办 what was confirmed, from behind the mark, until it is done or stopped."""
    while _chunk_done(bulk, clock(), chunk):
        pass


@transaction.atomic
def _chunk_done(bulk: int, at: datetime, chunk: int) -> bool:
    """One chunk; whether there may be more. Two workers stand in line at the row of the job."""
    job = BulkAct.objects.select_for_update().filter(pk=bulk, state__in=(BulkAct.ASKED, BulkAct.GOING)).first()
    if job is None:
        return False
    account = Account.objects.filter(pk=job.user, is_active=True).first()
    actor = actor_of(account, at=at) if account is not None else Actor(job.user, job.actor)
    ids = _ids_behind(job, actor, at, chunk)
    if not ids:
        _end(job, actor, at)
        return False
    # The cases before the log, as whoever handles one alone: else the two would wait for each other.
    list(Case.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    event = record(
        "case.bulk-chunk", actor=actor, at=at, about=("bulk", job.pk), data={"verb": job.verb, "cases": len(ids)}
    )
    reason = text_of(job, "reason")
    for case in ids:
        error = _one(case, job, reason, actor, at, event.number)
        if error is None:
            job.done += 1
        else:
            _leave_out(job, case, error)
    job.last, job.state = ids[-1], BulkAct.GOING
    job.save(update_fields=["last", "state", "done", "left_out"])
    return True


def _ids_behind(job: BulkAct, actor: Actor, at: datetime, chunk: int) -> list[int]:
    """The next cases of the list as it was confirmed; those that were opened since do not belong to it."""
    try:
        rows = listed(Filters.of(job.filters), actor, at)
    except BoleError:
        return []  # he may see none any more
    behind = rows.filter(pk__gt=job.last, opened_at__lte=job.asked_at).order_by("pk")
    return list(behind.values_list("pk", flat=True)[:chunk])


def _one(case: int, job: BulkAct, reason: str, actor: Actor, at: datetime, event: int) -> BoleError | None:
    """The step on one case, in a savepoint of its own; why not, where it was not done."""
    try:
        with transaction.atomic():
            row = Case.objects.select_for_update().get(pk=case)
            if row.changed_at > job.asked_at:
                raise BoleError(errors.BULK_CHANGED)
            doing = doing_of(row, job.verb, actor, at, reason=reason, given=job.given)
            if not doing.step.bulk:
                raise BoleError(errors.NOT_IN_BULK, verb=verb_title(doing.kind, job.verb))
            step_do(doing, event=event)
            follow(row, at)
    except BoleError as error:
        return error
    return None


def _leave_out(job: BulkAct, case: int, error: BoleError) -> None:
    LeftOut.objects.create(bulk=job, case_id=case, code=error.code, message=error.kind.message[:300])
    job.left_out[error.code] = job.left_out.get(error.code, 0) + 1


def _end(job: BulkAct, actor: Actor, at: datetime) -> None:
    """Done: what was in the list when it was confirmed and is not any more was changed by somebody meanwhile."""
    gone = job.count - job.done - sum(job.left_out.values())
    if gone > 0:
        job.left_out[errors.BULK_CHANGED.code] = job.left_out.get(errors.BULK_CHANGED.code, 0) + gone
    job.state, job.ended_at = BulkAct.DONE, at
    job.save(update_fields=["state", "ended_at", "left_out"])
    left = sum(job.left_out.values())
    data = {"verb": job.verb, "done": job.done, "left": left}
    record("case.bulk-done", actor=actor, at=at, about=("bulk", job.pk), data=data)
    notice_make("bulk-done", f"bulk-done:{job.pk}", at=at, user=job.user, data={"done": job.done, "left": left})


@transaction.atomic
def bulk_cancel(*, bulk: int, actor: Actor, at: datetime) -> None:
    """停止, between two chunks: what was done stands. Raises BoleError where it has ended."""
    job = _reached(bulk, actor)
    open_ = BulkAct.objects.filter(pk=job.pk, state__in=(BulkAct.ASKED, BulkAct.GOING))
    if not open_.update(state=BulkAct.STOPPED, ended_at=at):
        raise BoleError(errors.BULK_OVER)
    record("case.bulk-stopped", actor=actor, at=at, about=("bulk", job.pk), data={"done": job.done})


@transaction.atomic
def bulk_continue(*, bulk: int, actor: Actor, at: datetime) -> None:
    """继续 what was stopped, behind its mark. Raises BoleError."""
    from bole.apps.cases.background import bulk_enqueue

    job = _reached(bulk, actor)
    if not BulkAct.objects.filter(pk=job.pk, state=BulkAct.STOPPED).update(state=BulkAct.GOING, ended_at=None):
        raise BoleError(errors.BULK_OVER)
    record("case.bulk-resumed", actor=actor, at=at, about=("bulk", job.pk), data={"done": job.done})
    bulk_enqueue(bulk=job.pk)


def _reached(bulk: int, actor: Actor) -> BulkAct:
    job = BulkAct.objects.filter(pk=bulk).first()
    if job is None or (job.user != actor.user and not actor.may("case.assign")):
        raise not_allowed("case.assign")
    return job


def bulk_shown(*, bulk: int, actor: Actor) -> BulkShown:
    """批量办理: how far it has come, and what was left out and why. Raises BoleError."""
    return _shown(_reached(bulk, actor), refusals=500)


def bulks_shown(*, actor: Actor) -> list[BulkShown]:
    """批量办理记录 of somebody, the latest first."""
    return [_shown(job, refusals=0) for job in BulkAct.objects.filter(user=actor.user or 0).order_by("-pk")[:50]]


def _shown(job: BulkAct, *, refusals: int) -> BulkShown:
    words = dict(LeftOut.objects.filter(bulk=job).values_list("code", "message").distinct())
    words.setdefault(errors.BULK_CHANGED.code, errors.BULK_CHANGED.message)
    rows = LeftOut.objects.filter(bulk=job).select_related("case").order_by("pk")[:refusals]
    left = sum(job.left_out.values())
    titles = verbs_in_bulk(job.kind)
    return BulkShown(
        bulk=job.pk,
        title=titles.get(job.verb, job.verb),
        count=job.count,
        fen=job.fen,
        handled=job.done + left,
        done=job.done,
        left=left,
        state=job.state,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        actor=job.actor,
        reasons=[(code, _plain(words.get(code, code)), count) for code, count in sorted(job.left_out.items())],
        refusals=[(row.case_id, row.case.number, _plain(row.message)) for row in rows],
    )


def _plain(message: str) -> str:
    """The words of an error without what fills its places."""
    told = _(message)
    for name in ("verb", "missing", "day", "have", "need", "quota", "permission"):
        told = told.replace("{" + name + "}", "…")
    return told
