"""数据来源: who hands data over, how far each is trusted, and what each may change."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry import errors
from bole.apps.registry.models import Source
from bole.kernel.errors import BoleError

_LONGEST_INTERVAL = 3_660
"""Days."""
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def source_found(code: str) -> Source:
    """The source of that code, in use; raises BoleError."""
    found = Source.objects.filter(code=code).first()
    if found is None:
        known = "、".join(Source.objects.filter(active=True).order_by("rank", "code").values_list("code", flat=True))
        raise BoleError(errors.UNKNOWN_SOURCE, found=code, known=known or "-")
    if not found.active:
        raise BoleError(errors.SOURCE_RESTING, source=found.name)
    return found


def source_known(code: str) -> bool:
    """Whether there is a source of that code, in use or not."""
    return Source.objects.filter(code=code).exists()


def sources(*, actor: Actor) -> Sequence[Source]:
    """数据来源, the most trusted first."""
    actor.require("import.read")
    return list(Source.objects.order_by("rank", "code"))


@transaction.atomic
def source_add(
    *,
    code: str,
    name: str,
    actor: Actor,
    at: datetime,
    rank: int = 100,
    owns: Mapping[str, Sequence[str]] | None = None,
) -> Source:
    """新增来源. Raises BoleError: not allowed, a code that cannot be one or is taken."""
    actor.require("source.manage")
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise BoleError(errors.BAD_SOURCE_CODE, found=code)
    if Source.objects.filter(code=code).exists():
        raise BoleError(errors.SOURCE_TAKEN, code=code)
    source = Source.objects.create(code=code, name=name, rank=rank, owns=_owns(owns))
    record("source.added", actor=actor, at=at, about=("source", source.pk), data={"rank": rank})
    return source


@transaction.atomic
def source_change(
    *,
    code: str,
    actor: Actor,
    at: datetime,
    name: str | None = None,
    rank: int | None = None,
    owns: Mapping[str, Sequence[str]] | None = None,
    active: bool | None = None,
    intervals: Mapping[str, int] | None = None,
) -> Source:
    """更改来源; what is None stays as it is."""
    actor.require("source.manage")
    source = Source.objects.select_for_update().filter(code=code).first()
    if source is None:
        return source_found(code)
    source.name = source.name if name is None else name
    source.rank = source.rank if rank is None else rank
    source.owns = source.owns if owns is None else _owns(owns)
    source.active = source.active if active is None else active
    source.intervals = source.intervals if intervals is None else _intervals(intervals)
    source.save()
    told = {"rank": source.rank, "active": source.active}
    record("source.changed", actor=actor, at=at, about=("source", source.pk), data=told)
    return source


def _intervals(intervals: Mapping[str, int]) -> dict[str, int]:
    """Kinds and the days within which the next file is due, each one known."""
    from bole.apps.registry.imports.kinds import kind_named

    for id, days in intervals.items():
        if not 1 <= days <= _LONGEST_INTERVAL:
            raise BoleError(errors.OUT_OF_BOUNDS, place=kind_named(id).label, low=1, high=_LONGEST_INTERVAL)
    return {kind_named(id).id: days for id, days in intervals.items()}


def _owns(owns: Mapping[str, Sequence[str]] | None) -> dict[str, list[str]]:
    """Kinds and their items, each one known."""
    from bole.apps.registry.imports.kinds import kind_named

    for id, items in (owns or {}).items():
        kind = kind_named(id)
        known = {*kind.items, *kind.links, "contact.phone", "name", "sex", "born_on", "origin", "credit_code"}
        for item in items:
            if item not in known:
                raise BoleError(errors.UNKNOWN_TARGET, found=item, kind=kind.label, known="、".join(sorted(known)))
    return {id: list(items) for id, items in (owns or {}).items()}
