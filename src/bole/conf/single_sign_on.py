"""单点登录的设置: the identity provider, out of the table of settings; whether it answers is asked by `bole check`."""

from pathlib import Path
from typing import Final

from bole.apps.accounts.single_sign_on import Provider, is_safe_address, origin_of
from bole.conf import options
from bole.conf.errors import BAD_SETTING
from bole.kernel.errors import BoleError

_LONGEST_ISSUER: Final = 200
"""As much as the table of identities keeps."""


def provider_set() -> Provider | None:
    """统一身份认证 that is set; None where there is none. Raises BoleError for a setting with which nobody signs in."""
    issuer = options.text("BOLE_OIDC_ISSUER")
    if not issuer:
        return None
    if not is_safe_address(issuer) or len(issuer) > _LONGEST_ISSUER or "?" in issuer or "#" in issuer:
        raise BoleError(BAD_SETTING, name="BOLE_OIDC_ISSUER", found=issuer, wanted="https://…")
    client = options.text("BOLE_OIDC_CLIENT_ID")
    if not client:
        raise BoleError(BAD_SETTING, name="BOLE_OIDC_CLIENT_ID", found="", wanted="client_id")
    origins = options.listed("BOLE_OIDC_ORIGINS")
    for origin in origins:
        if not is_safe_address(origin) or origin_of(origin) != origin:
            raise BoleError(BAD_SETTING, name="BOLE_OIDC_ORIGINS", found=origin, wanted="https://login.city.example")
    return Provider(
        issuer=issuer,
        client=client,
        secret=_secret(),
        name=options.text("BOLE_OIDC_NAME"),
        trusted=tuple(options.listed("BOLE_OIDC_SECOND_FACTOR")),
        origins=tuple(origins),
    )


def _secret() -> str:
    """The secret itself, or what the file says that holds it."""
    told, file = options.text("BOLE_OIDC_CLIENT_SECRET"), options.text("BOLE_OIDC_CLIENT_SECRET_FILE")
    if not file:
        return told
    wanted = "a file, BOLE_OIDC_CLIENT_SECRET empty"
    wrong = BoleError(BAD_SETTING, name="BOLE_OIDC_CLIENT_SECRET_FILE", found=file, wanted=wanted)
    if told:
        raise wrong
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise wrong from error
