"""没有送达的通知: messages that were given up, or are being tried again; sent anew one by one or as a whole list.

What is shown has no phone and no name in clear. A message keeps its key: whoever delivers it knows one that had gone
out after all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.cases import errors, ports
from bole.apps.cases.models import Notice
from bole.apps.cases.notices import NO_PHONE, OUTSIDE, WORDS, notice_shown
from bole.apps.registry.applicants import person_names
from bole.apps.registry.reach import begins
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

NEEDED: Final = "case.assign"
GIVEN_UP, RETRYING = "given-up", "retrying"
STATES: Final[Mapping[str, str]] = MappingProxyType({GIVEN_UP: N_("不再发了"), RETRYING: N_("还会再发")})
FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NO_PHONE: N_("登记库里没有手机号"),
        "TimeoutError": N_("短信服务没有回应"),
        "ConnectionRefusedError": N_("短信服务不接受连接"),
        "ConnectionResetError": N_("短信服务断开了连接"),
        "": N_("原因没有记下"),
    }
)
"""Why a message did not go out, in words; another kind of failure is told as it is called."""


@dataclass(frozen=True, slots=True)
class MessageFilters:
    """筛选条件 of the list."""

    state: str = GIVEN_UP
    kind: str = ""
    fault: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "MessageFilters":
        """As an address says it; what is not known is left out."""
        state, kind = given.get("state", ""), given.get("kind", "")
        return cls(state if state in STATES else GIVEN_UP, kind if kind in OUTSIDE else "", given.get("fault", "")[:40])

    @property
    def address(self) -> dict[str, str]:
        """For links."""
        return {"state": self.state, "kind": self.kind, "fault": self.fault}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """一条没有送达的通知."""

    notice: int
    at: datetime
    title: str
    text: str
    who: str
    case: int | None
    attempts: int
    next_at: datetime | None
    why: str
    read: bool
    """Whether he has read it in the system meanwhile."""


@dataclass(frozen=True, slots=True)
class MessagesFound:
    """一页没有送达的通知."""

    rows: Sequence[MessageRow]
    total: int
    page: int
    size: int
    counts: Mapping[str, int]
    """Of each state."""
    kinds: Sequence[tuple[str, str]]
    faults: Sequence[tuple[str, str]]
    connected: bool
    """Whether anybody delivers messages at all."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def undelivered(*, filters: MessageFilters, actor: Actor, page: int = 1, size: int = 50) -> MessagesFound:
    """没有送达的通知 of the districts that he has in hand, the latest first. Raises BoleError."""
    mine = _reached(actor)
    counts = {state: _in_state(mine, state).count() for state in STATES}
    of_state = _in_state(mine, filters.state)
    found = _filtered(mine, filters)
    total = found.count()
    at = min(max(page, 1), max(1, -(-total // size)))
    rows = list(found.select_related("case").order_by("-made_at", "-pk")[(at - 1) * size : at * size])
    names = person_names({row.person for row in rows if row.person is not None})
    faults = of_state.order_by("fault").values_list("fault", flat=True).distinct()
    return MessagesFound(
        [_row(row, names) for row in rows], total, at, size, counts,
        [(kind, _(WORDS[kind][0])) for kind in sorted(OUTSIDE)], [(fault or "-", why_told(fault)) for fault in faults],
        ports.messenger() is not None,
    )  # fmt: skip


def why_told(fault: str) -> str:
    """原因 in words."""
    return _(FAULTS[fault]) if fault in FAULTS else fault


def _row(row: Notice, names: Mapping[int, str]) -> MessageRow:
    shown = notice_shown(row)
    return MessageRow(
        row.pk, row.made_at, shown.title, shown.text, masks.name(names.get(row.person or 0, "")), row.case_id,
        row.attempts, row.next_at, why_told(row.fault), row.read_at is not None,
    )  # fmt: skip


def _reached(actor: Actor) -> QuerySet[Notice]:
    """Those about cases and entitlements of his districts; of nothing that has one, for the whole city alone."""
    actor.require(NEEDED)
    districts = actor.districts(NEEDED)
    if districts is None:
        return Notice.objects.all()
    within = Q(pk__in=[])
    for district in districts:
        within |= begins("case__district", district) | begins("entitlement__district", district)
    return Notice.objects.filter(within)


def _in_state(rows: QuerySet[Notice], state: str) -> QuerySet[Notice]:
    if state == RETRYING:
        return rows.filter(state=Notice.WAITING, attempts__gt=0)
    return rows.filter(state=Notice.FAILED)


def _filtered(rows: QuerySet[Notice], filters: MessageFilters) -> QuerySet[Notice]:
    found = _in_state(rows, filters.state)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.fault:
        found = found.filter(fault="" if filters.fault == "-" else filters.fault)
    return found


# --- again ---


@transaction.atomic
def message_again(*, notice: int, actor: Actor, at: datetime) -> None:
    """再发一条. Raises BoleError: out of reach or not there, nobody delivers."""
    found = _reached(actor).filter(pk=notice)
    if not found.exists():
        raise not_allowed(NEEDED)
    _send_again(found, actor, at)


@transaction.atomic
def messages_again(*, filters: MessageFilters, count: int, actor: Actor, at: datetime) -> int:
    """再发全部筛选结果, of which he saw `count`; how many. Raises BoleError: there are others now, nobody delivers."""
    found = _filtered(_reached(actor), filters)
    now = found.count()
    if now != count:
        raise BoleError(errors.MESSAGES_CHANGED, count=now)
    return _send_again(found, actor, at)


def _send_again(found: QuerySet[Notice], actor: Actor, at: datetime) -> int:
    """They wait for the worker, as if for the first time."""
    if ports.messenger() is None:
        raise BoleError(errors.NO_MESSENGER)
    waits = Q(state=Notice.FAILED) | Q(state=Notice.WAITING, attempts__gt=0)
    again = Notice.objects.filter(pk__in=found.values("pk")).filter(waits)
    done = again.update(state=Notice.WAITING, attempts=0, next_at=at, fault="")
    if done:
        record("notice.again", actor=actor, at=at, data={"notices": done})
    return done
