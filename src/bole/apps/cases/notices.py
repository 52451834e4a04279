"""通知: what somebody is told: rows with a key, so that nobody hears the same twice; words are made as they are read.

What goes out as a text message is an outbox that the worker empties: attempts, next try, and an end to trying. Nothing
is sent inside a request, and nothing that names a person is kept in a notice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.db.models import Q

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases import kinds, ports
from bole.apps.cases.models import Case, Entitlement, Notice
from bole.apps.registry.applicants import phone_of
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

Data = Mapping[str, str | int]

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "received": (N_("已收到申请"), N_("受理号 {number}。办到哪一步，随时可以在办件页看。")),
        "missing": (N_("需要您补充"), N_("{number}：请在办件页看缺什么，一次补齐。")),
        "outcome": (N_("办理有了结果"), N_("{number}：{state}。")),
        "paid": (N_("已支付"), N_("{number}：款项已支付。")),
        "bounced": (N_("账户有误"), N_("{number}：银行退回了款项，请更正收款账户。")),
        "overpaid": (N_("同一事项付了两次"), N_("{number}：要追回多付的，请看办件页。")),
        "reminder": (N_("快到截止日期了"), N_("{number}：截止 {day}（当日有效）。")),
        "draft": (N_("草稿快到期了"), N_("您没有提交的申请保留到 {day}，以后会删除。")),
        "due-soon": (N_("有快到期的件"), N_("您手上有 {count} 件在 {day} 以前到期。")),
        "overdue": (N_("有超期的件"), N_("您负责的范围里有 {count} 件超期。")),
        "bulk-done": (N_("批量办理完成"), N_("已办 {done} 件，未办 {left} 件。")),
        "found": (N_("您可以领取一项待遇"), N_("系统查到您符合条件，请看“我的待遇”。")),
        "changed": (N_("在办的件资料变了"), N_("{number}：冻结以后资料或规则变了，请在办件页看有什么不同。")),
        "last-day": (N_("有一项待遇快过期了"), N_("您可以领的一项待遇到 {day} 为止（当日有效），请看“我的待遇”。")),
        "assigned": (N_("有件转给您"), N_("{count} 件转到您手上。")),
    }
)
"""A notice's kind to its title and its sentence."""
OUTSIDE: Final = frozenset({"missing", "outcome", "bounced", "reminder", "found", "last-day"})
"""What is sent as a text message too, where somebody delivers them."""
BACK_OFF: Final = (1, 5, 30, 120, 720)
"""Minutes after a failed attempt; then it is given up and told on the page of notices alone."""
NO_PHONE: Final = "no-phone"
"""Why a message did not go out: the register has no phone of him."""
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """通知 in the language in use."""

    notice: int
    kind: str
    title: str
    text: str
    at: datetime
    read: bool
    case: int | None
    entitlement: int | None


def notice_make(
    kind: str,
    key: str,
    *,
    at: datetime,
    person: int | None = None,
    organisation: int | None = None,
    user: int | None = None,
    case: Case | None = None,
    entitlement: int | None = None,
    data: Data | None = None,
) -> None:
    """通知 somebody, once for each key."""
    row = _row(kind, key, at=at, person=person, organisation=organisation, user=user, case=case, data=data)
    row.entitlement_id = entitlement
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def _row(
    kind: str, key: str, *, at: datetime, person: int | None, organisation: int | None, user: int | None,
    case: Case | None, data: Data | None,
) -> Notice:  # fmt: skip
    sent = bool(settings.CASES_MESSENGER) and kind in OUTSIDE and person is not None
    return Notice(
        kind=kind,
        key=key[:80],
        person=person,
        organisation=organisation,
        user=user,
        case=case,
        data=dict(data or {}),
        made_at=at,
        state=Notice.WAITING if sent else Notice.NONE,
        next_at=at if sent else None,
    )


def entitled_tell(
    rows: Sequence[Entitlement], kind: str, *, at: datetime, key: Callable[[Entitlement], str],
    data: Callable[[Entitlement], Data],
) -> int:  # fmt: skip
    """通知 those whom entitlements wait for, once for each key; how many had not heard."""
    notices = []
    for row in rows:
        made = _row(kind, key(row), at=at, person=row.person, organisation=row.organisation, user=None, case=None,
                    data=data(row))  # fmt: skip
        made.entitlement = row
        notices.append(made)
    known = set(Notice.objects.filter(key__in=[one.key for one in notices]).values_list("key", flat=True))
    fresh = [one for one in notices if one.key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def tell_applicants(cases: Sequence[Case], kind: str, *, at: datetime, data: Callable[[Case], Data]) -> None:
    """通知 the applicants of many cases, each once for each step of his."""
    Notice.objects.bulk_create(
        (
            _row(
                kind, f"{kind}:{case.pk}:{case.steps_done}", at=at, person=case.person, organisation=case.organisation,
                user=None, case=case, data=data(case),
            )
            for case in cases
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def tell_applicant(case: Case, kind: str, *, at: datetime, data: Data | None = None) -> None:
    """通知申请人 of something about his case: once for each step of it."""
    notice_make(
        kind,
        f"{kind}:{case.pk}:{case.steps_done}",
        at=at,
        person=case.person,
        organisation=case.organisation,
        case=case,
        data=data,
    )


def _mine(actor: Actor) -> Q:
    found = Q(user=actor.user) if actor.user is not None else Q(pk__in=[])
    if actor.person is not None:
        found |= Q(person=actor.person)
    if actor.organisation is not None:
        found |= Q(organisation=actor.organisation)
    return found


def notices_of(*, actor: Actor, limit: int = 100) -> Sequence[NoticeShown]:
    """我的通知, the latest first: of the account, of the person and of the body that it is."""
    rows = Notice.objects.filter(_mine(actor)).select_related("case").order_by("-made_at", "-pk")[:limit]
    return [notice_shown(row) for row in rows]


def notices_unread(*, actor: Actor) -> int:
    """How many he has not read."""
    return Notice.objects.filter(_mine(actor), read_at=None).count()


def notices_read(*, actor: Actor, at: datetime, notices: Sequence[int] | None = None) -> int:
    """已读: all of his, or some of them."""
    rows = Notice.objects.filter(_mine(actor), read_at=None)
    return (rows if notices is None else rows.filter(pk__in=notices)).update(read_at=at)


def notice_shown(row: Notice) -> NoticeShown:
    """通知 in words."""
    title, text = WORDS.get(row.kind, (N_("通知"), N_("{number}")))
    told = {"number": row.case.number if row.case else "", "state": "", "day": "", "count": 0, "done": 0, "left": 0}
    told |= row.data
    if row.case is not None and "state" in row.data:
        told["state"] = _state(row.case, str(row.data["state"]))
    return NoticeShown(
        row.pk, row.kind, _(title), _(text, **told), row.made_at, row.read_at is not None, row.case_id,
        row.entitlement_id,
    )  # fmt: skip


def _state(case: Case, state: str) -> str:
    try:
        return kinds.state_title(kinds.kind_of(case.kind), state)
    except BoleError:
        return state


# --- the outbox ---


def notices_send(*, at: datetime, clock: Callable[[], datetime] | None = None) -> tuple[int, int]:
    """发送: what is due goes out, one by one; how many went, and how many did not come through.

    Each is claimed before it is sent, so that two workers send none twice; the key makes a second send of one that was
    killed in between the same message.
    """
    messenger = ports.messenger()
    if messenger is None:
        return 0, 0
    sent = failed = 0
    due = Notice.objects.filter(state=Notice.WAITING, next_at__lte=at).order_by("next_at", "pk")
    for row in due.select_related("case")[:_BATCH]:
        moment = clock() if clock else at
        if not _claimed(row, moment):
            continue
        phone = phone_of(row.person) if row.person is not None else ""
        if not phone:
            Notice.objects.filter(pk=row.pk).update(state=Notice.FAILED, next_at=None, fault=NO_PHONE)
            continue
        shown = notice_shown(row)
        try:
            messenger.send(phone=phone, text=f"{shown.title}：{shown.text}", key=row.key)
        except OSError as error:
            failed += 1
            given_up = {"state": Notice.FAILED, "next_at": None} if row.attempts + 1 > len(BACK_OFF) else {}
            Notice.objects.filter(pk=row.pk).update(fault=type(error).__name__[:40], **given_up)
            continue
        Notice.objects.filter(pk=row.pk).update(state=Notice.SENT, sent_at=moment, next_at=None, fault="")
        sent += 1
    if sent or failed:
        record("notice.sent", actor=Actor.system("worker"), at=at, data={"sent": sent, "failed": failed})
    return sent, failed


def _claimed(row: Notice, at: datetime) -> bool:
    """Whether this worker has it: the attempt is counted and the next one set before anything goes out."""
    wait = BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)]
    mine = Notice.objects.filter(pk=row.pk, state=Notice.WAITING, attempts=row.attempts)
    return bool(mine.update(attempts=row.attempts + 1, next_at=at + timedelta(minutes=wait)))
