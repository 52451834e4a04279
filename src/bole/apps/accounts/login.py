"""登录: what the sign-in library asks of us. Nobody signs himself up, whether here or at the identity provider; the
secret of a second factor is sealed.
"""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.timezone import now

from bole.apps.accounts import errors
from bole.apps.accounts.events import record
from bole.apps.accounts.sealing import seal, unseal
from bole.apps.accounts.selectors import actor_of, has_second_factor, needs_second_factor, second_factor_made_since
from bole.apps.accounts.single_sign_on import Provider
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

_said: Final = lazy(_, str)
"""In the language of the request that shows it."""
FACTOR_PLACE: Final = "second-factor"
_ELSEWHERE: Final = "bole_second_factor_elsewhere"
"""In the session: the account whose second factor the identity provider has seen."""
_STAGE: Final = "allauth.mfa.stages.AuthenticateStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """账户 are opened by the system administrator."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _said(N_("用户名或口令不对，请核对后再输")),
        "incorrect_password": _said(N_("口令不对，请再输一次")),
        "enter_current_password": _said(N_("现在的口令不对，请再输一次")),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """The password once more before a way of signing in is changed; not at sign-in, nor within minutes of it.

        Coming back from the identity provider is no proof of that: it may have asked nothing, hours after its own.
        """
        user = self.request.user
        if needs_second_factor(user):
            return False
        since = now() - timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
        shown = get_authentication_records(self.request, user)
        lately = any(one["method"] in ("password", "mfa") and one["at"] > since.timestamp() for one in shown)
        return not lately and not second_factor_made_since(user, since)

    def get_login_stages(self) -> list[str]:
        """Ours in place of the library's where a code is asked for."""
        ours = "bole.apps.accounts.factor_stage.SecondFactorStage"
        return [ours if stage == _STAGE else stage for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """A sign-in through the identity provider is an event, with whose second factor it was."""
        if "sociallogin" in (kwargs.get("signal_kwargs") or {}):
            at = now()
            factor = "provider" if factor_elsewhere(request) else "own" if has_second_factor(user) else ""
            told = {"second_factor": factor}
            record("identity.signed-in", actor=actor_of(user, at=at), at=at, about=("user", user.pk), data=told)
        answer = super().post_login(request, user, **kwargs)
        assert isinstance(answer, HttpResponse)
        return answer


def factor_elsewhere(request: HttpRequest) -> bool:
    """Whether who is signed in has shown a second factor to the identity provider that is trusted for it."""
    return request.user.is_authenticated and request.session.get(_ELSEWHERE) == request.user.pk


def factor_elsewhere_note(request: HttpRequest, user: int) -> None:
    """Note it in the session that is about to be this account's."""
    request.session[_ELSEWHERE] = user


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """统一身份: opens the account that has it, and makes none; the provider is the one of the settings."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        from allauth.socialaccount.models import SocialApp

        told = settings.IDENTITY_PROVIDER
        if not isinstance(told, Provider) or provider not in (None, "oidc", told.issuer):
            return []
        if client_id not in (None, told.client):
            return []
        name, place = told.name or _("统一身份认证"), {"server_url": told.configuration}
        who = {"client_id": told.client, "secret": told.secret}
        # The issuer names whose identities these are: those of another provider open nothing.
        return [SocialApp(provider="oidc", provider_id=told.issuer, name=name, settings=place, **who)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link it, or sign in whose it is; raises BoleError where it is nobody's."""
        from bole.apps.accounts.identities import identity_link

        sociallogin.token = None  # it has told who it is, and is kept nowhere
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            at, user = now(), request.user
            if not user.is_authenticated:
                raise BoleError(errors.SIGN_IN_STALE)
            identity_link(user=user.pk, subject=sociallogin.account.uid, actor=actor_of(user, at=at), at=at)
            messages.success(request, _("已关联，以后可以用它登录。"))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("own-account")))
        if not sociallogin.is_existing:
            raise BoleError(errors.IDENTITY_UNKNOWN, subject=sociallogin.account.uid)
        credentials = {"username": sociallogin.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            raise ImmediateHttpResponse(get_lockout_response(request, credentials=credentials))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Mapping[str, Any] | None = None,
    ) -> None:
        """What the library could not do, as an error with a code. Always raises BoleError."""
        import requests

        if isinstance(exception, requests.RequestException):
            raise BoleError(errors.PROVIDER_AWAY) from exception
        if exception is not None:
            raise BoleError(errors.CLIENT_REFUSED) from exception
        if "state" not in (extra_context or {}):
            raise BoleError(errors.SIGN_IN_STALE)
        if error == AuthError.CANCELLED:
            raise BoleError(errors.PROVIDER_REFUSED, why="access_denied")
        raise BoleError(errors.PROVIDER_REFUSED, why=_word(request.GET.get("error", "")))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: officials have no address here; the log of events tells it."""


def _word(told: str) -> str:
    """A code of an error as the standard has them; anything else that stands in an address is not shown."""
    return told if told and len(told) <= 60 and told.isascii() and told.replace("_", "").isalpha() else "error"


def login_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """用户名 by which wrong passwords are counted, wherever it stands."""
    given = credentials or {}
    return str(given.get("username") or given.get("login") or request.POST.get("login") or "")


def client_address(request: HttpRequest) -> str:
    """来访地址: behind so many proxies, what the outermost of ours saw; what stands left of it anybody can write."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BOLE_PROXIES:
        return direct
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return told[-settings.BOLE_PROXIES] if len(told) >= settings.BOLE_PROXIES else direct


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """动态口令: its secret lies sealed in the database; no letters are sent about it."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _said(N_("动态口令不对，请填验证器上现在显示的 6 位数")),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, FACTOR_PLACE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), FACTOR_PLACE)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: officials have no address here; the log of events tells it."""
