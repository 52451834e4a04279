"""登录: what the sign-in library asks of us. Nobody signs himself up; the secret of a second factor is sealed."""

import base64
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from bole.apps.accounts.sealing import seal, unseal

FACTOR_PLACE: Final = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """账户 are opened by the system administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """动态口令: its secret lies sealed in the database; no letters are sent about it."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, FACTOR_PLACE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), FACTOR_PLACE)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: officials have no address here; the log of events tells it."""
