"""登录: what the sign-in library asks of us. Nobody signs himself up; the secret of a second factor is sealed."""

import base64
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy

from bole.apps.accounts.sealing import seal, unseal
from bole.apps.accounts.selectors import needs_second_factor
from bole.kernel.messages import N_, _

_said: Final = lazy(_, str)
"""In the language of the request that shows it."""
FACTOR_PLACE: Final = "second-factor"


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
        """The password once more before a second factor is changed; not before the first one is set up, at sign-in."""
        return not needs_second_factor(self.request.user)


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
