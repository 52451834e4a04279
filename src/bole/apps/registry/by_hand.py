"""手工登记: what officers record on pages, under a source of its own, one row at a time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.registry import errors
from bole.apps.registry.bulk import things_made
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.models import Recorded, Source
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

OFFICE: Final = "office"
_NAME: Final = "经办人登记"
_RANK: Final = 50
"""Trusted more than a file of a source whose rank nobody set."""


def office_source() -> int:
    """经办人登记: the source of what is recorded on pages; made when it is first needed."""
    return Source.objects.get_or_create(code=OFFICE, defaults={"name": _NAME, "rank": _RANK})[0].pk


def recorded(
    model: type[Recorded], values: Mapping[str, Any], *, actor: Actor, at: datetime, thing: int | None = None
) -> int:
    """A row of a new thing, or what is known now of `thing`; its number. In the transaction of the caller."""
    number = things_made(model._meta.model_name or "", 1, at)[0] if thing is None else thing
    rows_replace(model=model, rows=[NewRow(number, values)], source=office_source(), batch=None, actor=actor, at=at)
    return number


def day_checked(on: date, at: datetime, *, first: date | None = None, why: str = "") -> date:
    """A day that is not ahead, nor before `first`. Raises BoleError."""
    if on > localdate(at):
        raise BoleError(errors.DAY_AHEAD, day=on.isoformat())
    if first is not None and on < first:
        raise BoleError(errors.DAY_TOO_EARLY, day=first.isoformat(), why=_(why))
    return on


def filled(words: str, field: str, *, least: int = 2, most: int = 200) -> str:
    """What somebody wrote, of a fitting length. Raises BoleError."""
    told = " ".join(words.split())
    if not least <= len(told) <= most:
        raise BoleError(errors.NOT_FILLED, field=_(field), least=least, most=most)
    return told
