"""端口: how files for a bank are written and read; each bank has an adapter, found by its name in the settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BankLine:
    """一笔支付, as the bank gets it; the account in clear, for the bank alone."""

    reference: str
    payee: str
    account: str
    bank: str
    fen: int
    purpose: str


@dataclass(frozen=True, slots=True)
class BankOrder:
    """支付指令: a whole batch."""

    number: str
    payer: str
    payer_account: str
    on: date
    made_at: datetime
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class BankRow:
    """回盘的一行: what became of one payment."""

    reference: str
    fen: int | None
    """What the file says was sent; None where it says nothing."""
    paid_fen: int
    """0: bounced."""
    why: str
    on: date | None


class BankFormat(Protocol):
    """银行文件的格式."""

    code: str
    title: str
    ending: str

    def write(self, order: BankOrder, lines: Iterable[BankLine]) -> Iterator[bytes]:
        """The file, piece by piece."""

    def read(self, content: bytes) -> Iterator[BankRow]:
        """The rows of a return file. Raises BoleError (BOLE-M031) where it cannot be read."""
