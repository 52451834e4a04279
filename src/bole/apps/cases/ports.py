"""端口: what cases need of the apps above them and of the world outside, and who does it, by the settings.

`Money` is done by payments, which stands above cases and so is looked up by its dotted name; `Messenger` by an adapter
to whoever delivers text messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from bole.apps.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Owed:
    """应付: what a decision promises to pay, and by which keys it may be paid once only."""

    case: int
    kind: str
    scheme: str
    fact: int
    person: int | None
    organisation: int | None
    fen: int
    fund: str
    district: str
    applied_on: date
    receipt: str
    """Hash of the receipt it was decided on."""


class Money(Protocol):
    """资金: commits what is granted and frees it again; both in the transaction of the step that they belong to."""

    def commit(self, owed: Sequence[Owed], *, actor: Actor, at: datetime) -> Sequence["Committed"]:
        """承付 each, in the order given: its number, or the error why not; none stops the others."""

    def uncommit(self, payable: int, *, reason: str, actor: Actor, at: datetime) -> None:
        """Free what is committed and not yet in a batch. Raises BoleError where it is."""


@dataclass(frozen=True, slots=True)
class Committed:
    """承付的结果: the number of what is to be paid, or why it was not committed."""

    case: int
    payable: int | None
    error: Exception | None = None


class Messenger(Protocol):
    """短信: hands a message to whoever delivers it. Raises OSError where it does not come through."""

    def send(self, *, phone: str, text: str, key: str) -> str:
        """The number under which it was taken; the same key twice is one message."""


@cache
def money() -> Money:
    """Who commits money, by the settings."""
    found: Money = import_string(settings.CASES_MONEY)()
    return found


@cache
def messenger() -> Messenger | None:
    """Who delivers messages, by the settings; None where nobody does."""
    if not settings.CASES_MESSENGER:
        return None
    found: Messenger = import_string(settings.CASES_MESSENGER)()
    return found
