"""账户的读取: who somebody is and what he may do on a day."""

from datetime import date
from typing import Any

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import Administrator, Grant, User
from bole.apps.accounts.roles import ROLES


def actor_of(user: User, *, on: date) -> Actor:
    """操作人 that an account is on a day: its grants in force then, or the one administrator it is."""
    if not user.is_active:
        return Actor(user.pk, str(user))
    return Actor(
        user=user.pk,
        name=str(user),
        grants=granted_to(user, on=on),
        person=user.person,
        organisation=user.unit.organisation if user.unit else None,
    )


def granted_to(user: User, *, on: date) -> tuple[Granted, ...]:
    """授权 in force on a day."""
    found = Grant.objects.filter(user=user, since__lte=on).exclude(until__lt=on).order_by("pk")
    grants = [Granted(g.role, g.unit_id, g.district, g.purpose) for g in found]
    grants += [Granted(a.role) for a in Administrator.objects.filter(user=user)]
    return tuple(grants)


def needs_second_factor(user: Any) -> bool:
    """Whether an account has a role of staff and no second factor yet."""
    from allauth.mfa.adapter import get_adapter

    if get_adapter().is_mfa_enabled(user):
        return False
    roles = {*Grant.objects.filter(user=user).values_list("role", flat=True)}
    roles |= {*Administrator.objects.filter(user=user).values_list("role", flat=True)}
    return any(ROLES[role].staff for role in roles if role in ROLES)
