"""动态口令这一步 of a sign-in: left out where the identity provider has seen a second factor that is trusted here."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from bole.apps.accounts.login import factor_elsewhere_note
from bole.apps.accounts.single_sign_on import Identity


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """动态口令这一步."""

    def handle(self) -> tuple[Any, bool]:
        # Only in the very request that brought the token: what is kept of a sign-in for later does not hold it.
        brought = (self.login.signal_kwargs or {}).get("sociallogin")
        identity = getattr(brought, "identity", None)
        if isinstance(identity, Identity) and identity.second_factor:
            factor_elsewhere_note(self.request, self.login.user.pk)
            return None, True
        answer, goes_on = super().handle()
        return answer, bool(goes_on)
