"""账户的写入: accounts, units, roles. Every act is an event; who may do it is asked first."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bole.apps.accounts import errors
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.models import Administrator, Grant, Unit, User
from bole.apps.accounts.roles import ROLES, Role
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""


@dataclass(frozen=True, slots=True)
class Opened:
    """新开的账户 and its password, which is told this once."""

    user: int
    username: str
    password: str
    role: str = ""


@transaction.atomic
def unit_create(
    *, name: str, kind: str, actor: Actor, at: datetime, district: str = "", organisation: int | None = None
) -> int:
    """设立单位, or the number of the one of that name."""
    actor.require("unit.manage")
    unit, new = Unit.objects.get_or_create(
        name=name, defaults={"kind": kind, "district": district, "organisation": organisation}
    )
    if new:
        record("unit.created", actor=actor, at=at, about=("unit", unit.pk), data={"kind": kind})
    return unit.pk


# --- accounts ---


@transaction.atomic
def user_create(
    *,
    username: str,
    display_name: str,
    actor: Actor,
    at: datetime,
    password: str | None = None,
    unit: int | None = None,
    person: int | None = None,
    language: str = "zh",
    demo: bool = False,
) -> Opened:
    """开户: with a password made at random where none is given."""
    actor.require("account.manage")
    if User.objects.filter(username=username).exists():
        raise BoleError(errors.TAKEN, name=username)
    chosen = password or password_made()
    user = User(username=username, display_name=display_name, unit_id=unit, person=person, language=language, demo=demo)
    _checked(chosen, user)
    user.set_password(chosen)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise BoleError(errors.TAKEN, name=username) from error
    record("user.created", actor=actor, at=at, about=("user", user.pk), data={"demo": demo})
    return Opened(user.pk, username, chosen)


@transaction.atomic
def password_set(*, user: int, password: str | None, actor: Actor, at: datetime) -> str:
    """改口令: one's own, or, for the system administrator, anybody's; made at random where none is given."""
    if actor.user != user:
        actor.require("account.manage")
    account = _locked(user)
    chosen = password or password_made()
    _checked(chosen, account)
    account.set_password(chosen)
    account.save(update_fields=["password"])
    record("user.password-set", actor=actor, at=at, about=("user", user))
    return chosen


@transaction.atomic
def user_deactivate(*, user: int, actor: Actor, at: datetime) -> None:
    """停用账户; nothing of what it did is removed."""
    actor.require("account.manage")
    _not_oneself(actor, user)
    account = _locked(user)
    if not account.is_active:
        return
    _keep_one_administrator(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record("user.deactivated", actor=actor, at=at, about=("user", user))


@transaction.atomic
def user_reactivate(*, user: int, actor: Actor, at: datetime) -> None:
    """恢复账户."""
    actor.require("account.manage")
    _not_oneself(actor, user)
    if User.objects.filter(pk=user, is_active=False).update(is_active=True):
        record("user.reactivated", actor=actor, at=at, about=("user", user))


@transaction.atomic
def preferences_set(*, user: int, language: str, large_text: bool, actor: Actor) -> None:
    """界面偏好 of one's own account."""
    if actor.user != user:
        actor.require("account.manage")
    User.objects.filter(pk=user).update(language=language, large_text=large_text)


@transaction.atomic
def second_factor_reset(*, user: int, actor: Actor, at: datetime) -> None:
    """清除动态口令 of somebody who lost his telephone; he sets up another when he signs in."""
    from allauth.mfa.models import Authenticator

    actor.require("account.manage")
    _not_oneself(actor, user)
    if Authenticator.objects.filter(user_id=user).delete()[0]:
        record("user.second-factor-reset", actor=actor, at=at, about=("user", user))


# --- roles ---


@transaction.atomic
def grant_give(
    *,
    user: int,
    role: str,
    actor: Actor,
    at: datetime,
    since: date,
    until: date | None = None,
    unit: int | None = None,
    district: str = "",
    purpose: str = "",
) -> int:
    """授权: a role for a unit, in a district, for a purpose. Raises BoleError for an administrator's account."""
    actor.require("grant.manage")
    _not_oneself(actor, user)
    wanted = _role(role, administrates=False)
    if until is not None and until < since:
        raise BoleError(errors.GRANT_ENDS_BEFORE)
    account = _locked(user)
    if Administrator.objects.filter(user=account).exists():
        raise BoleError(errors.ADMINISTRATOR_HAS_NO_BUSINESS)
    _belongs(account, wanted)
    given = {"user": account, "role": role, "unit_id": unit, "district": district, "purpose": purpose}
    if Grant.objects.filter(**given, until__isnull=True).exists():
        raise BoleError(errors.GRANTED_ALREADY)
    grant = Grant.objects.create(**given, since=since, until=until)
    last = until.isoformat() if until else None
    data = {"role": role, "district": district, "since": since.isoformat(), "until": last}
    record("grant.given", actor=actor, at=at, about=("user", user), data=data)
    return grant.pk


@transaction.atomic
def grant_end(*, grant: int, actor: Actor, at: datetime, on: date) -> None:
    """收回授权: its last day is `on`; one that had not begun is as if it had never been given."""
    actor.require("grant.manage")
    given = Grant.objects.select_for_update().get(pk=grant)
    _not_oneself(actor, given.user_id)
    data = {"role": given.role, "district": given.district, "until": on.isoformat()}
    if given.since > on:
        given.delete()
    else:
        given.until = on
        given.save(update_fields=["until"])
    record("grant.ended", actor=actor, at=at, about=("user", given.user_id), data=data)


@transaction.atomic
def administrator_appoint(*, user: int, role: str, actor: Actor, at: datetime) -> None:
    """任命管理员: one of the three, which no account is twice and none with business may be."""
    actor.require("grant.manage")
    _not_oneself(actor, user)
    wanted = _role(role, administrates=True)
    account = _locked(user)
    held = Administrator.objects.filter(user=account).first()
    if held is not None and held.role == role:
        raise BoleError(errors.ADMINISTRATOR_ALREADY, role=_(wanted.label))
    if held is not None:
        raise BoleError(errors.TWO_ADMINISTRATORS)
    if Grant.objects.filter(user=account).exclude(until__lt=localdate(at)).exists():
        raise BoleError(errors.ADMINISTRATOR_HAS_NO_BUSINESS)
    try:
        with transaction.atomic():
            Administrator.objects.create(user=account, role=role)
    except IntegrityError as error:
        raise BoleError(errors.TWO_ADMINISTRATORS) from error
    record("administrator.appointed", actor=actor, at=at, about=("user", user), data={"role": role})


@transaction.atomic
def administrator_dismiss(*, user: int, actor: Actor, at: datetime) -> None:
    """免去管理员; the last of its kind stays, or nobody could appoint another."""
    actor.require("grant.manage")
    _not_oneself(actor, user)
    account = _locked(user)
    held = Administrator.objects.filter(user=account).first()
    if held is None:
        return
    _keep_one_administrator(account)
    held.delete()
    record("administrator.dismissed", actor=actor, at=at, about=("user", user), data={"role": held.role})


# --- demonstration ---


@transaction.atomic
def demo_users_create(
    *, actor: Actor, at: datetime, organisation: int | None = None, person: int | None = None, district: str = ""
) -> list[Opened]:
    """演示账户: one of each role; the server refuses other addresses than this machine's while they exist."""
    made = []
    department = unit_create(name="演示人社局", kind="department", actor=actor, at=at)
    for role in ROLES.values():
        if (role.code == "worker" and person is None) or (role.needs_unit and organisation is None):
            continue
        unit = department
        if role.needs_unit:
            kind = "provider" if role.code == "provider" else "employer"
            name = f"演示{_(role.label)}"
            unit = unit_create(name=name, kind=kind, actor=actor, at=at, organisation=organisation)
        opened = user_create(
            username=f"demo-{role.code}",
            display_name=f"演示{role.label}",
            actor=actor,
            at=at,
            unit=None if role.code == "worker" else unit,
            person=person if role.code == "worker" else None,
            demo=True,
        )
        if role.administrates:
            administrator_appoint(user=opened.user, role=role.code, actor=actor, at=at)
        else:
            grant_give(user=opened.user, role=role.code, actor=actor, at=at, since=localdate(at), district=district)
        made.append(Opened(opened.user, opened.username, opened.password, role.code))
    return made


def password_made() -> str:
    """A password at random, of 80 bits, in groups that can be read out."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


# --- what must hold ---


def _role(code: str, *, administrates: bool) -> Role:
    allowed = {role.code: role for role in ROLES.values() if role.administrates == administrates}
    if code not in allowed:
        raise BoleError(errors.NO_ROLE, role=code, roles="、".join(allowed))
    return allowed[code]


def _belongs(account: User, role: Role) -> None:
    """A role over one's own things says whose they are."""
    known = account.person is not None if role.code == "worker" else account.unit is not None
    if (role.code == "worker" or role.needs_unit) and not known:
        raise BoleError(errors.UNIT_NEEDED, role=_(role.label))


@transaction.atomic
def account_repoint(*, person: int, to: int) -> int | None:
    """改归: the account of a person is another file's, where that has none; its number, None where nothing changed.

    Called by who merges two files or parts them, which is the event; nobody signs in to a file that is gone.
    """
    account = User.objects.select_for_update().filter(person=person).first()
    if account is None or User.objects.filter(person=to).exists():
        return None
    User.objects.filter(pk=account.pk).update(person=to)
    return account.pk


def _locked(user: int) -> User:
    """The account, held until the transaction ends: two appointments of one account stand in line."""
    account = User.objects.select_for_update().filter(pk=user).first()
    if account is None:
        raise BoleError(errors.NO_ACCOUNT, name=user)
    return account


def _not_oneself(actor: Actor, user: int) -> None:
    if actor.user is not None and actor.user == user:
        raise BoleError(errors.NOT_ONESELF)


def _keep_one_administrator(account: User) -> None:
    held = Administrator.objects.filter(user=account).first()
    if held is None:
        return
    # All of the kind are locked first: of two who dismiss each other at once, the second finds the first gone.
    of_kind = [one.user_id for one in Administrator.objects.select_for_update().filter(role=held.role)]
    if not User.objects.filter(pk__in=of_kind, is_active=True).exclude(pk=account.pk).exists():
        raise BoleError(errors.LAST_ADMINISTRATOR, role=_(ROLES[held.role].label))


def _checked(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BoleError(errors.WEAK_PASSWORD, why=" ".join(error.messages)) from error
