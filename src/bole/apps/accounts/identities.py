"""统一身份: which subject of the identity provider opens which account; linked by oneself or by an administrator.

An identity belongs to the issuer that gave it: after a change of provider none of the old ones opens anything.
"""

from datetime import datetime
from typing import Final

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from bole.apps.accounts import errors
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.models import User
from bole.apps.accounts.single_sign_on import Provider
from bole.kernel.errors import BoleError

LONGEST: Final = 190


def identity_of(*, user: int, actor: Actor) -> str:
    """统一身份 of an account at the provider that is set, for himself and for administrators; "" where it has none."""
    if actor.user != user and not actor.may("account.manage"):
        actor.require("grant.manage")
    if settings.IDENTITY_PROVIDER is None:
        return ""
    found = SocialAccount.objects.filter(provider=settings.IDENTITY_PROVIDER.issuer, user_id=user).first()
    return found.uid if found else ""


@transaction.atomic
def identity_link(*, user: int, subject: str, actor: Actor, at: datetime) -> None:
    """关联统一身份: one's own, or, for the system administrator, that of somebody else. Raises BoleError."""
    _may(user, actor)
    issuer = _provider().issuer
    if not 0 < len(subject) <= LONGEST or subject != "".join(subject.split()):
        raise BoleError(errors.BAD_SUBJECT, most=LONGEST)
    # Two who link the same account stand in line at it; two accounts with one subject are kept apart by its key.
    if User.objects.select_for_update().filter(pk=user).first() is None:
        raise BoleError(errors.NO_ACCOUNT, name=user)
    if SocialAccount.objects.filter(provider=issuer, user_id=user).exists():
        raise BoleError(errors.IDENTITY_THERE)
    try:
        with transaction.atomic():
            SocialAccount.objects.create(provider=issuer, uid=subject, user_id=user)
    except IntegrityError as error:
        raise BoleError(errors.IDENTITY_TAKEN) from error
    record("identity.linked", actor=actor, at=at, about=("user", user))


@transaction.atomic
def identity_remove(*, user: int, actor: Actor, at: datetime) -> None:
    """解除统一身份: one's own, or, for the system administrator, that of somebody else; of every provider there was."""
    _may(user, actor)
    if SocialAccount.objects.filter(user_id=user).delete()[0]:
        record("identity.removed", actor=actor, at=at, about=("user", user))


def _may(user: int, actor: Actor) -> None:
    if actor.user != user:
        actor.require("account.manage")


def _provider() -> Provider:
    provider = settings.IDENTITY_PROVIDER
    if provider is None:
        raise BoleError(errors.NO_PROVIDER)
    assert isinstance(provider, Provider)
    return provider
