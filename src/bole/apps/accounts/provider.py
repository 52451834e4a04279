"""统一身份认证 as the sign-in library wants it: its OpenID Connect provider, with our checks of what comes from there.

The library finds this file by its name.
"""

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.timezone import now

from bole.apps.accounts.errors import NO_PROVIDER, PROVIDER_TOKEN, SIGN_IN_STALE
from bole.apps.accounts.single_sign_on import Provider, configuration_of, id_token_read, keys_of
from bole.kernel.errors import BoleError

CALLBACK: Final = "single-sign-on-callback"
"""The route that the provider sends the browser back to."""


def sign_in_begin(request: HttpRequest, *, linking: bool) -> HttpResponse:
    """去统一身份认证: to sign in, or to link who has signed in already. Raises BoleError."""
    nonce = get_random_string(43)
    process = AuthProcess.CONNECT if linking else AuthProcess.LOGIN
    next_url = None if linking else get_next_redirect_url(request)
    told: dict[str, Any] = {"next_url": next_url, "data": {"nonce": nonce}, "auth_params": {"nonce": nonce}}
    provider = get_adapter(request).get_provider(request, provider_set().issuer)
    answer = provider.redirect(request, process, **told)
    assert isinstance(answer, HttpResponse)
    return answer


def sign_in_finish(request: HttpRequest) -> HttpResponse:
    """从统一身份认证回来: signed in, linked, or asked for a second factor. Raises BoleError that says why not."""
    answer = _Return.adapter_view(OpenIdAdapter(request, provider_set().issuer))(request)
    assert isinstance(answer, HttpResponse)
    return answer


def provider_set() -> Provider:
    """统一身份认证 of the settings. Raises BoleError where there is none."""
    if settings.IDENTITY_PROVIDER is None:
        raise BoleError(NO_PROVIDER)
    assert isinstance(settings.IDENTITY_PROVIDER, Provider)
    return settings.IDENTITY_PROVIDER


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """统一身份认证: how the identity provider is talked to."""

    nonce = ""
    """What was sent along with the browser."""

    @property
    def openid_config(self) -> Mapping[str, Any]:
        return configuration_of(provider_set())

    @property
    def basic_auth(self) -> bool:
        """As the provider says; where it says nothing the standard means the header."""
        methods = self.openid_config.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_post" not in methods and "client_secret_basic" in methods

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        protocol = "https" if settings.SESSION_COOKIE_SECURE else None
        return str(build_absolute_uri(request, reverse(CALLBACK), protocol))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The library would trust a token that came over TLS as it is; here its signature is always looked at."""
        given = kwargs["response"].get("id_token")
        if not isinstance(given, str):
            raise BoleError(PROVIDER_TOKEN, what="id_token")
        at, keys = now(), keys_of(self.openid_config)
        identity = id_token_read(given, keys=keys, provider=provider_set(), nonce=self.nonce, at=at)
        login = self.get_provider().sociallogin_from_response(request, {"sub": identity.subject})
        login.identity = identity
        return login


class _Return(OAuth2CallbackView):  # type: ignore[misc]
    """The library's view, which keeps the nonce of the state for the token that comes."""

    adapter: OpenIdAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        if state is None:
            raise BoleError(SIGN_IN_STALE)
        self.adapter.nonce = str((state.get("data") or {}).get("nonce", ""))
        return state, answer


class CityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """统一身份认证: of the identity provider nothing but the subject is asked; the exchange is bound to us (PKCE)."""

    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = OpenIdAdapter
    pkce_enabled_default = True

    def get_callback_url(self) -> str:
        return reverse(CALLBACK)

    def get_scope(self) -> list[str]:
        return ["openid"]

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        return []


provider_classes = [CityProvider]
"""What the library looks for here."""
