"""台账的写和查: transfers in a chain, written in the transaction of what they tell; nothing is ever changed or removed.

The hash is keyed (HMAC-SM3), as that of the log of events, and its head is published beside that one, day by day.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import Sum
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.keys import key_of, key_ring
from bole.apps.payments.models import Batch, Budget, LedgerHead, Payable, Transfer
from bole.apps.registry.bulk import rows_insert
from bole.kernel.home import home

SOURCE, AVAILABLE, COMMITTED, SENT, PAID = "source", "available", "committed", "sent", "paid"
RECEIVABLE, CLAIMED = "receivable", "claimed"
ACCOUNTS: Final = (SOURCE, AVAILABLE, COMMITTED, SENT, PAID, RECEIVABLE, CLAIMED)
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "appropriate": (SOURCE, AVAILABLE),
    "reduce": (AVAILABLE, SOURCE),
    "commit": (AVAILABLE, COMMITTED),
    "uncommit": (COMMITTED, AVAILABLE),
    "send": (COMMITTED, SENT),
    "pay": (SENT, PAID),
    "bounce": (SENT, COMMITTED),
    "recall": (PAID, COMMITTED),
    "demand": (CLAIMED, RECEIVABLE),
    "receive": (RECEIVABLE, CLAIMED),
    "return": (PAID, AVAILABLE),
    "write-off": (RECEIVABLE, CLAIMED),
}
"""事项 to the accounts that it moves money between."""


@dataclass(frozen=True, slots=True)
class Moved:
    """一笔: so many fen of one kind, and what it is for."""

    kind: str
    budget: int
    fen: int
    payable: Payable | None = None
    batch: Batch | None = None
    day: date | None = None
    """On which the bank did it; None: the day on which it is written."""


def transfers_write(moved: Sequence[Moved], *, actor: Actor, at: datetime) -> int:
    """记账, in the transaction of the caller; the number of the last one."""
    head = _head()
    key = key_ring("chain").current
    secret, hash_, number = key_of("chain", key), bytes(head.hash), head.number
    rows: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    today = localdate(at)
    for one in moved:
        number += 1
        day = one.day or today
        told = _told(number, one, at, actor, day.isoformat(), key)
        hash_ = _hash(secret, hash_, told)
        for name, value in {**told, "at": at, "booked_on": day, "hash": hash_}.items():
            rows[name].append(value)
    rows_insert(Transfer, rows)
    head.number, head.hash = number, hash_
    head.save(update_fields=["number", "hash"])
    return number


_COLUMNS: Final = (
    "number", "kind", "budget_id", "debit", "credit", "fen", "at", "booked_on", "user", "actor", "payable_id", "case",
    "receipt", "batch_id", "scheme", "district", "key", "hash",
)  # fmt: skip


def _told(number: int, one: Moved, at: datetime, actor: Actor, day: str, key: int) -> dict[str, Any]:
    debit, credit = KINDS[one.kind]
    owed, batch = one.payable, one.batch
    return {
        "number": number,
        "kind": one.kind,
        "budget_id": one.budget,
        "debit": debit,
        "credit": credit,
        "fen": one.fen,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "booked_on": day,
        "user": actor.user,
        "actor": actor.name,
        "payable_id": None if owed is None else owed.pk,
        "case": None if owed is None else owed.case,
        "receipt": "" if owed is None else owed.receipt,
        "batch_id": None if batch is None else batch.pk,
        "scheme": "" if owed is None else owed.scheme,
        "district": "" if owed is None else owed.district,
        "key": key,
    }


def _hash(secret: bytes, before: bytes, told: Mapping[str, Any]) -> bytes:
    text = json.dumps(list(told.values()), ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(secret, before + text.encode(), "sm3")


def _head() -> LedgerHead:
    """The row that all writers stand in line at."""
    last = LedgerHead.objects.select_for_update().filter(pk=1).first()
    if last is None:
        LedgerHead.objects.get_or_create(pk=1)
        last = LedgerHead.objects.select_for_update().get(pk=1)
    return last


# --- whether it holds ---


def first_broken() -> int | None:
    """台账上第一处断开: the number of the first transfer that was changed, is missing or was put in; None: all hold."""
    before, number = bytes(32), 0
    published = dict(_published())
    for row in Transfer.objects.order_by("number").iterator(chunk_size=2_000):
        number += 1
        held = bytes(row.hash)
        if row.number != number or not hmac.compare_digest(held, _hash(key_of("chain", row.key), before, _of(row))):
            return number
        if published.pop(number, held.hex()) != held.hex():
            return number
        before = held
    if published:
        return number + 1
    kept = LedgerHead.objects.filter(pk=1).first()
    ends = (kept.number, bytes(kept.hash)) if kept is not None else (0, bytes(32))
    return None if ends == (number, before) else number + 1


def _of(row: Transfer) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS if name != "hash"}
    told["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    told["booked_on"] = row.booked_on.isoformat()
    return told


def heads_file() -> Path:
    """Where the published heads of the ledger stand; it may not exist yet."""
    return home() / "ledger-heads.txt"


def head_publish(*, at: datetime) -> int:
    """公布台账的链头: one line more outside the database, where there are new transfers; the number of the last one."""
    kept = LedgerHead.objects.filter(pk=1).first()
    if kept is None or not kept.number:
        return 0
    line = (kept.number, bytes(kept.hash).hex())
    if [*_published()][-1:] != [line]:
        with heads_file().open("a", encoding="ascii") as file:
            file.write(f"{at.astimezone(UTC).isoformat(timespec='seconds')} {line[0]} {line[1]}\n")
    return kept.number


def chain_told() -> tuple[int, str, int]:
    """链头: the number and hash of the last transfer, and up to which number the head stands outside the database."""
    kept = LedgerHead.objects.filter(pk=1).first()
    published = [number for number, _hash in _published()]
    return (kept.number if kept else 0), (bytes(kept.hash).hex() if kept else ""), max(published, default=0)


def _published() -> Iterator[tuple[int, str]]:
    """The heads in that file; a line that was cut off while it was written does not count."""
    path = heads_file()
    if not path.is_file():
        return
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1].isdigit() and len(parts[2]) == 64:
            yield int(parts[1]), parts[2]


def balances(budget: Budget) -> dict[str, int]:
    """各账户余额 of a budget by the ledger alone, in fen; together they are zero."""
    found = dict.fromkeys(ACCOUNTS, 0)
    rows = Transfer.objects.filter(budget=budget).values_list("debit", "credit").annotate(fen=Sum("fen"))
    for debit, credit, fen in rows:
        found[debit] -= fen
        found[credit] += fen
    return found


def unequal() -> list[int]:
    """账表不符: the budgets whose sums are not those of the ledger."""
    found = []
    for budget in Budget.objects.all():
        told = balances(budget)
        kept = {AVAILABLE: budget.left, COMMITTED: budget.committed, SENT: budget.sent, PAID: budget.paid}
        if any(told[account] != fen for account, fen in kept.items()) or sum(told.values()) != 0:
            found.append(budget.pk)
    return found
