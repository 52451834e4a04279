"""账户的读取: who somebody is, what he may do at a moment, and the lists that administrators see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.errors import NO_ACCOUNT
from bole.apps.accounts.models import Administrator, Event, Grant, Look, Unit, User
from bole.apps.accounts.roles import ROLES
from bole.kernel.errors import BoleError

Account = User
"""账户, for the annotations of those who must not touch the tables."""


def actor_of(user: User, *, at: datetime) -> Actor:
    """操作人 that an account is at a moment: its grants in force then, or the one administrator it is."""
    return Actor(
        user=user.pk,
        name=str(user),
        grants=granted_to(user, at=at) if user.is_active else (),
        person=user.person,
        organisation=user.unit.organisation if user.unit else None,
    )


def granted_to(user: User, *, at: datetime) -> tuple[Granted, ...]:
    """授权 in force at a moment."""
    found = _in_force(Grant.objects.filter(user=user), at).order_by("pk")
    grants = [Granted(g.role, g.unit_id, g.district, g.purpose) for g in found]
    grants += [Granted(a.role) for a in Administrator.objects.filter(user=user)]
    return tuple(grants)


def has_second_factor(user: Any) -> bool:
    """Whether an account has one of its own here."""
    from allauth.mfa.models import Authenticator

    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def second_factor_made_since(user: Any, moment: datetime) -> bool:
    """Whether an account's own one was set up after a moment, and so shown then."""
    from allauth.mfa.models import Authenticator

    made = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP, created_at__gt=moment)
    return bool(made.exists())


def needs_second_factor(user: Any) -> bool:
    """Whether an account has a role of staff and no second factor yet."""
    if has_second_factor(user):
        return False
    roles = {*Grant.objects.filter(user=user).values_list("role", flat=True)}
    roles |= {*Administrator.objects.filter(user=user).values_list("role", flat=True)}
    return any(ROLES[role].staff for role in roles if role in ROLES)


def user_named(username: str) -> User:
    """The account of that name; raises BoleError where there is none."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise BoleError(NO_ACCOUNT, name=username)
    return found


def demo_users_exist() -> bool:
    """Whether this register has demo accounts."""
    return User.objects.filter(demo=True, is_active=True).exists()


def users(*, actor: Actor, words: str = "") -> QuerySet[User]:
    """账户 for the administrators of accounts and of roles."""
    if not actor.may("account.manage"):
        actor.require("grant.manage")
    found = User.objects.select_related("unit", "administrator").prefetch_related("grants__unit").order_by("username")
    return found.filter(Q(username__icontains=words) | Q(display_name__icontains=words)) if words else found


def grants_in_force(*, user: int, actor: Actor, at: datetime) -> Sequence[Grant]:
    """授权 of an account at a moment."""
    if actor.user != user:
        actor.require("grant.manage")
    return list(_in_force(Grant.objects.filter(user_id=user), at).select_related("unit").order_by("pk"))


def units(*, actor: Actor) -> QuerySet[Unit]:
    """单位 whose people sign in."""
    if not actor.may("account.manage"):
        actor.require("grant.manage")
    return Unit.objects.order_by("name")


def events(*, actor: Actor, kind: str = "", about: tuple[str, int] | None = None) -> QuerySet[Event]:
    """操作日志, the latest first; `kind` is the beginning of it."""
    actor.require("event.read")
    found = Event.objects.order_by("-number")
    if kind:
        found = found.filter(kind__startswith=kind)
    return found.filter(about=about[0], about_id=about[1]) if about else found


def looks(*, actor: Actor, user: int | None = None) -> QuerySet[Look]:
    """查阅记录, the latest first; for the audit administrator."""
    actor.require("look.read")
    found = Look.objects.order_by("-pk")
    return found if user is None else found.filter(user=user)


def _in_force(grants: QuerySet[Grant], at: datetime) -> QuerySet[Grant]:
    day = localdate(at)
    return grants.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


def administrators_missing() -> list[str]:
    """Codes of the administrators that nobody in use is."""
    held = set(Administrator.objects.filter(user__is_active=True).values_list("role", flat=True))
    return [role.code for role in ROLES.values() if role.administrates and role.code not in held]
