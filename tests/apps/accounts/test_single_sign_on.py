"""What the provider publishes must fit, and its tokens are read to the letter."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bole.apps.accounts.single_sign_on import Identity, Provider, configuration_fits, id_token_read
from bole.kernel.errors import BoleError

PROVIDER = Provider("https://login.city.example", "bole", "s3")
AT = datetime(2031, 5, 6, 9, tzinfo=UTC)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
CLAIMS = {
    "iss": PROVIDER.issuer,
    "aud": PROVIDER.client,
    "sub": "4711",
    "nonce": "n",
    "iat": int(AT.timestamp()),
    "exp": int(AT.timestamp()) + 300,
}


def published(**named: Any) -> dict[str, Any]:
    """The public halves, as a provider publishes them."""
    keys = []
    for name, key in named.items():
        curve = isinstance(key, ec.EllipticCurvePrivateKey)
        kind = jwt.algorithms.ECAlgorithm if curve else jwt.algorithms.RSAAlgorithm
        keys.append({**json.loads(kind.to_jwk(key.public_key())), "kid": name, "use": "sig"})
    return {"keys": keys}


def token(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "a", **claims: Any) -> str:
    told = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(told, key, algorithm, headers={"kid": kid} if kid else None)


def read(given: str, *, keys: dict[str, Any] | None = None, at: datetime = AT, **more: Any) -> Identity:
    return id_token_read(given, keys=keys or published(a=KEY), provider=replace(PROVIDER, **more), nonce="n", at=at)


def test_a_token_in_order_tells_who_it_is() -> None:
    assert read(token()) == Identity("4711", second_factor=False)
    assert read(token(CURVE, "ES256"), keys=published(a=CURVE)).subject == "4711"
    assert read(token(KEY, "PS256")).subject == "4711"
    assert read(token(kid=None)).subject == "4711"
    assert read(token(aud=["bole", "other"], azp="bole")).subject == "4711"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (lambda: token(iss="https://login.city.example/"), "InvalidIssuerError"),
        (lambda: token(aud="other"), "InvalidAudienceError"),
        (lambda: token(aud=["bole", "other"]), "azp"),
        (lambda: token(azp="other"), "azp"),
        (lambda: token(nonce="m"), "nonce"),
        (lambda: token(nonce=None), "nonce"),
        (lambda: token(sub=None), "MissingRequiredClaimError"),
        (lambda: token(exp=None), "MissingRequiredClaimError"),
        (lambda: token(sub=""), "sub"),
        (lambda: token(sub="x" * 191), "sub"),
        (lambda: token(sub=4711), "sub"),
        (lambda: token(exp="soon"), "exp"),
        (lambda: token(OTHER), "InvalidSignatureError"),
        (lambda: token(kid="b"), "ValueError"),
        (lambda: token()[:-8] + "AAAAAAAA", "InvalidSignatureError"),
        (lambda: jwt.encode(CLAIMS, "", "none", headers={"kid": "a"}), "InvalidAlgorithmError"),
        (lambda: jwt.encode(CLAIMS, "s3" * 20, "HS256", headers={"kid": "a"}), "InvalidAlgorithmError"),
        (lambda: "no.token", "DecodeError"),
        (lambda: "", "DecodeError"),
    ],
)
def test_a_token_that_is_not_in_order_tells_nothing(given: Callable[[], str], why: str) -> None:
    with pytest.raises(BoleError, match="BOLE-A025") as caught:
        read(given())
    assert caught.value.params["what"] == why


def test_a_secret_among_the_published_keys_signs_nothing() -> None:
    secret = {"keys": [{"kty": "oct", "k": "c2Vj" * 12, "kid": "a", "alg": "HS256"}]}
    given = jwt.encode(CLAIMS, jwt.PyJWK.from_dict(secret["keys"][0]).key, "HS256", headers={"kid": "a"})
    with pytest.raises(BoleError, match="BOLE-A025"):
        read(given, keys=secret)
    with pytest.raises(BoleError, match="BOLE-A025"):
        read(token(kid=None), keys=published(a=KEY, b=OTHER))


@pytest.mark.parametrize(("after", "fits"), [(-61, False), (-59, True), (0, True), (359, True), (361, False)])
def test_clocks_may_differ_by_a_minute(after: int, fits: bool) -> None:
    at = AT + timedelta(seconds=after)
    if fits:
        assert read(token(), at=at).subject == "4711"
        return
    with pytest.raises(BoleError, match="BOLE-A024"):
        read(token(), at=at)


@pytest.mark.parametrize(
    ("trusted", "claims", "shown"),
    [
        ((), {"amr": ["otp"]}, False),
        (("otp", "mfa"), {"amr": ["pwd", "otp"]}, True),
        (("mfa",), {"acr": "mfa"}, True),
        (("mfa",), {"amr": ["pwd"]}, False),
        (("mfa",), {"amr": "mfa"}, False),
        (("mfa",), {}, False),
        (("any",), {}, True),
    ],
)
def test_a_second_factor_is_believed_in_trusted_words_alone(
    trusted: tuple[str, ...], claims: dict[str, Any], shown: bool
) -> None:
    assert read(token(**claims), trusted=trusted).second_factor is shown


FITS = {
    "issuer": PROVIDER.issuer,
    "authorization_endpoint": "https://login.city.example/authorize",
    "token_endpoint": "https://api.city.example/token",
    "jwks_uri": "https://api.city.example/keys",
    "response_types_supported": ["code"],
}


def test_what_fits_is_taken() -> None:
    configuration_fits(PROVIDER, FITS)
    there = {**FITS, "authorization_endpoint": "https://sso.city.example/authorize"}
    configuration_fits(replace(PROVIDER, origins=("https://sso.city.example",)), there)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "https://other.example"),
        ("authorization_endpoint", "https://sso.city.example/authorize"),
        ("authorization_endpoint", None),
        ("token_endpoint", "http://api.city.example/token"),
        ("jwks_uri", 7),
        ("response_types_supported", ["id_token"]),
        ("code_challenge_methods_supported", ["plain"]),
        ("id_token_signing_alg_values_supported", ["HS256"]),
    ],
)
def test_what_does_not_fit_is_named(name: str, value: object) -> None:
    with pytest.raises(BoleError, match="BOLE-A021") as caught:
        configuration_fits(PROVIDER, {**FITS, name: value})
    assert str(caught.value.params["what"]).startswith(name)
