"""单点登录: signing in through the city's own OpenID provider, which says who somebody is, not what he may do.

In four steps:

1. The browser is sent to the provider with a state, a nonce and the hash of a secret that stays here (PKCE).
2. It comes back with a code, which this server changes for an ID token.
3. The token is read here: signed by a key that the provider publishes, from it, for us, for now, with the nonce.
4. Its subject opens the account that has it; where none has, nobody is signed in and none is made.

Nothing but the subject is asked for or kept: no name, no address, no token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache

from bole.apps.accounts.errors import (
    PROVIDER_AWAY,
    PROVIDER_CLOCK,
    PROVIDER_MISFIT,
    PROVIDER_TOKEN,
)
from bole.kernel.errors import BoleError

ALWAYS: Final = "any"
"""As the one trusted value: every sign-in there has a second factor, whether its tokens say so or not."""
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key: whoever holds nothing but the client's secret can make none."""
LEEWAY: Final = 60
"""Seconds by which the clocks may differ."""
TIMEOUT: Final = 5
_FRESH: Final = 600
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LONGEST_SUBJECT: Final = 190


@dataclass(frozen=True, slots=True)
class Provider:
    """统一身份认证: the identity provider that the settings name."""

    issuer: str
    client: str
    secret: str = ""
    name: str = ""
    trusted: tuple[str, ...] = ()
    """Values of `amr` or `acr` that tell a second factor."""
    origins: tuple[str, ...] = ()
    """Other origins through which it leads the browser."""

    @property
    def configuration(self) -> str:
        """Where it publishes its configuration."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def form_origins(self) -> tuple[str, ...]:
        """Where a form of ours may lead: to the provider and nowhere else."""
        return tuple(dict.fromkeys((origin_of(self.issuer), *self.origins)))


@dataclass(frozen=True, slots=True)
class Identity:
    """统一身份: who somebody is to the provider, and whether he showed a second factor there."""

    subject: str
    second_factor: bool


def origin_of(address: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_safe_address(address: object) -> bool:
    """Whether what is sent there stays secret on the way: https, or this machine itself."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def configuration_of(provider: Provider) -> Mapping[str, Any]:
    """What the provider publishes of itself, kept for ten minutes. Raises BoleError where it is away or unfit."""
    told: Mapping[str, Any] | None = cache.get(provider.configuration)
    if told is None:
        told = configuration_fetch(provider)
        cache.set(provider.configuration, told, _FRESH)
    return told


def configuration_fetch(provider: Provider) -> Mapping[str, Any]:
    """The same, asked now."""
    told, _date = fetch(provider.configuration)
    configuration_fits(provider, told)
    return told


def configuration_fits(provider: Provider, told: Mapping[str, Any]) -> None:
    """Raises BoleError that names the first entry with which nobody could sign in."""
    if told.get("issuer") != provider.issuer:
        raise BoleError(PROVIDER_MISFIT, what=f"issuer = {str(told.get('issuer'))[:100]}")
    for name in _ENDPOINTS:
        if not is_safe_address(told.get(name)):
            raise BoleError(PROVIDER_MISFIT, what=f"{name} = {str(told.get(name))[:100]}")
    if origin_of(told["authorization_endpoint"]) not in provider.form_origins:
        raise BoleError(PROVIDER_MISFIT, what=f"authorization_endpoint = {told['authorization_endpoint'][:100]}")
    for name, wanted in (
        ("response_types_supported", ("code",)),
        ("code_challenge_methods_supported", ("S256",)),
        ("id_token_signing_alg_values_supported", ALGORITHMS),
    ):
        # What is not listed may still be there: the two last are optional in what is published.
        if name in told and not set(wanted) & set(told[name] or ()):
            raise BoleError(PROVIDER_MISFIT, what=f"{name} = {str(told[name])[:100]}")


def keys_of(configuration: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys that sign the provider's tokens now: it may change them at any time."""
    told, _date = fetch(configuration["jwks_uri"])
    if not isinstance(told.get("keys"), list):
        raise BoleError(PROVIDER_MISFIT, what="jwks_uri: keys")
    return told


def fetch(address: str) -> tuple[Mapping[str, Any], str]:
    """What an address of the provider answers, and the date it puts on it. Raises BoleError."""
    import requests

    try:
        # Who is sent elsewhere for the keys may be sent to keys of somebody else: what moves is set anew.
        wanted = {"Accept": "application/json"}
        answer = requests.get(address, timeout=TIMEOUT, headers=wanted, allow_redirects=False)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise BoleError(PROVIDER_AWAY, place=origin_of(address)) from error
    try:
        told = answer.json()
    except requests.JSONDecodeError as error:
        raise BoleError(PROVIDER_MISFIT, what=address) from error
    if not isinstance(told, Mapping):
        raise BoleError(PROVIDER_MISFIT, what=address)
    return told, answer.headers.get("Date", "")


def id_token_read(token: str, *, keys: Mapping[str, Any], provider: Provider, nonce: str, at: datetime) -> Identity:
    """身份凭据: who it says somebody is. Raises BoleError for one that is not from there, not for us, not for now."""
    claims = _signed(token, keys, provider)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != provider.client:
        raise BoleError(PROVIDER_TOKEN, what="azp")
    if not nonce or claims.get("nonce") != nonce:
        raise BoleError(PROVIDER_TOKEN, what="nonce")
    _in_time(claims, at)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise BoleError(PROVIDER_TOKEN, what="sub")
    return Identity(subject, _second_factor(claims, provider.trusted))


def _signed(token: str, keys: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """The claims of a token that the provider has signed for us; their times are looked at elsewhere."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
        published = _key(keys, header)
        algorithm = published.get("alg") or header["alg"]
        if algorithm not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        return jwt.decode(
            token,
            jwt.PyJWK.from_dict(published, algorithm),
            algorithms=[algorithm],
            audience=provider.client,
            issuer=provider.issuer,
            options={
                "require": ["iss", "aud", "sub", "exp", "iat"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_sub": False,
            },
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise BoleError(PROVIDER_TOKEN, what=type(error).__name__) from error


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Any]:
    """The key that the token names, or the only one where it names none."""
    known = [key for key in keys["keys"] if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    named = [key for key in known if "kid" in header and key.get("kid") == header["kid"]]
    if named:
        return dict(named[0])
    if "kid" in header or len(known) != 1:
        raise ValueError("kid")
    return dict(known[0])


def _in_time(claims: Mapping[str, Any], at: datetime) -> None:
    """Neither over nor from a time to come, by more than the leeway."""
    now = at.astimezone(UTC).timestamp()
    try:
        until, since = float(claims["exp"]), max(float(claims["iat"]), float(claims.get("nbf", 0)))
    except (TypeError, ValueError) as error:
        raise BoleError(PROVIDER_TOKEN, what="exp") from error
    if now > until + LEEWAY or now < since - LEEWAY:
        raise BoleError(PROVIDER_CLOCK, seconds=round(max(now - until, since - now)))


def _second_factor(claims: Mapping[str, Any], trusted: tuple[str, ...]) -> bool:
    """Whether the token says so, in words that are trusted here."""
    amr = claims.get("amr")
    said = {str(claims.get("acr", "")), *(map(str, amr) if isinstance(amr, list) else ())}
    return ALWAYS in trusted or bool(said & set(trusted))
