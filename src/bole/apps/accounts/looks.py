"""查阅记录: every look at a person's file is written down before anything is shown."""

from collections.abc import Sequence
from datetime import datetime

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.models import Look

Looked = Look
"""一次查阅, for the annotations of those who must not touch the tables."""


def look(
    *,
    actor: Actor,
    person: int,
    purpose: str,
    fields: Sequence[str],
    at: datetime,
    reason: str = "",
    revealed: bool = False,
    unit: str = "",
) -> Look:
    """记一次查阅: who looked at whose file, at which fields, for what purpose."""
    return Look.objects.create(
        at=at,
        user=actor.user,
        actor=actor.name,
        unit=unit,
        person=person,
        purpose=purpose[:60],
        fields=" ".join(fields)[:300],
        reason=reason[:200],
        revealed=revealed,
    )


def looks_of_fields(*, person: int, fields: Sequence[str], limit: int = 100) -> list[Look]:
    """谁看过 these things of a person (a case, a file), the latest first; who may see them was asked before."""
    return list(Look.objects.filter(person=person, fields__in=fields).order_by("-pk")[:limit])


def looks_at(*, actor: Actor, person: int, limit: int = 200) -> Sequence[Look]:
    """谁看过: the looks at one person's file, the latest first; for himself and for the audit administrator."""
    if actor.person != person:
        actor.require("look.read")
    return list(Look.objects.filter(person=person).order_by("-pk")[:limit])
