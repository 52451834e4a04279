"""What the provider for tests says in its tokens besides the usual."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Claims(DefaultOIDCAdapter):  # type: ignore[misc]
    """`amr` as RFC 8176 has it."""

    def get_claims(self, purpose: str, user: Any, *told: Any, **named: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_claims(purpose, user, *told, **named)
        return claims | {"amr": ["pwd", "otp"] if user.username.startswith("factor") else ["pwd"]}
