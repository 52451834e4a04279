"""银行文件的格式: what an adapter gets and gives; which there are, by the settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from bole.apps.payments import errors
from bole.kernel.errors import BoleError

PAID, PARTLY, BOUNCED = "paid", "partly", "bounced"
OUTCOMES: Final = (PAID, PARTLY, BOUNCED)


@dataclass(frozen=True, slots=True)
class FileHead:
    """文件头: who pays, and what all lines come to."""

    number: str
    made_at: datetime
    pay_on: date
    payer: str
    payer_account: str
    payer_bank: str
    count: int
    fen: int
    purpose: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """一笔支付: to whom, where and how much."""

    reference: str
    payee: str
    account: str
    bank: str
    fen: int


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """一笔结果: what the bank says of a payment."""

    reference: str
    outcome: str
    fen: int | None
    """What was paid; None: the file does not say."""
    why: str
    day: date


class BankFormat(Protocol):
    """一种银行文件."""

    title: str
    ending: str
    """Of its name; "" where nothing goes out in it."""
    reads: bool

    def write(self, target: BinaryIO, head: FileHead, lines: Iterable[PaymentLine]) -> None:
        """The file for the bank."""

    def read(self, content: bytes) -> Sequence[ReturnLine]:
        """What came back. Raises BoleError (RETURN_UNREADABLE)."""


def formats() -> Mapping[str, BankFormat]:
    """Every format by its code."""
    return {code: import_string(dotted)() for code, dotted in settings.BANK_FORMATS.items()}


def format_of(code: str) -> BankFormat:
    """The format of that code. Raises BoleError."""
    known = formats()
    if code not in known:
        raise BoleError(errors.NO_FORMAT, format=code, known="、".join(known))
    return known[code]


def yuan(fen: int) -> str:
    """元, exact, with two decimals and no groups, as banks write it."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"
