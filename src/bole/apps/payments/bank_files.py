"""银行文件: a released batch as the bank's own file, and who reads what comes back; what leaves is noted."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.sealing import place, unseal
from bole.apps.payments import errors
from bole.apps.payments.models import BankFile, Batch, BatchLine
from bole.apps.payments.ports import BankFormat, BankLine, BankOrder, BankRow
from bole.apps.registry.labels import scheme_words
from bole.kernel.errors import BoleError


@dataclass(frozen=True, slots=True)
class FileMade:
    """银行文件: its name, its bytes and their hash."""

    name: str
    content: bytes
    sha256: str


@cache
def formats() -> Mapping[str, BankFormat]:
    """银行文件的格式, by code, as the settings name them."""
    found: dict[str, BankFormat] = {}
    for name in settings.BANK_FORMATS:
        made: BankFormat = import_string(name)()
        found[made.code] = made
    return found


def format_named(code: str) -> BankFormat:
    """The format of that code. Raises BoleError."""
    found = formats().get(code)
    if found is None:
        raise BoleError(errors.NO_FORMAT, format=code, known="、".join(formats()))
    return found


def reader_of(code: str) -> Callable[[bytes], Iterator[BankRow]]:
    """Who reads a return file of that format. Raises BoleError."""
    return format_named(code).read


@transaction.atomic
def bank_file_make(*, batch: int, format: str, actor: Actor, at: datetime) -> FileMade:
    """制作银行文件 of a released batch. The same batch gives the same payments under the same references.

    Raises BoleError: not allowed, no such batch, not released.
    """
    if not (actor.may("payment.prepare") or actor.may("payment.release")):
        actor.require("payment.release")
    row = Batch.objects.filter(pk=batch).first()
    if row is None:
        raise BoleError(errors.NO_BATCH, batch=batch)
    if row.state not in (Batch.RELEASED, Batch.DONE):
        from bole.apps.payments.batching import STATES
        from bole.kernel.messages import _

        raise BoleError(errors.WRONG_STATE, batch=row.number, state=_(STATES[row.state]), verb=_("制作银行文件"))
    writer = format_named(format)
    order = BankOrder(
        row.number, settings.BOLE_PAYER, settings.BOLE_PAYER_ACCOUNT, localdate(at), at, row.lines_count, row.fen
    )
    content = b"".join(writer.write(order, _lines(row)))
    made = FileMade(f"{row.number}{writer.ending}", content, hashlib.sha256(content).hexdigest())
    BankFile.objects.create(
        batch=row, direction=BankFile.OUT, format=format, name=made.name, sha256=made.sha256, bytes=len(content),
        rows=row.lines_count, done=row.lines_count, at=at, user=actor.user, actor=actor.name,
    )  # fmt: skip
    data: Data = {"format": format, "rows": row.lines_count, "fen": row.fen, "sha256": made.sha256[:16]}
    record("payment.file-made", actor=actor, at=at, about=("batch-of-payments", row.pk), data=data)
    return made


def _lines(row: Batch) -> Iterator[BankLine]:
    found = BatchLine.objects.filter(batch=row).exclude(state=BatchLine.TAKEN_OUT).select_related("payable")
    for line in found.order_by("pk").iterator(chunk_size=2_000):
        yield BankLine(
            line.reference,
            unseal(line.payee or b"", place(BatchLine, "payee", line.pk)),
            unseal(line.account or b"", place(BatchLine, "account", line.pk)),
            line.bank,
            line.fen,
            scheme_words(line.payable.scheme),
        )
