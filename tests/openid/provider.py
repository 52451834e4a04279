"""A real OpenID provider for tests: the one of django-allauth, as a small Django process of its own.

python -m tests.openid.provider FOLDER CALLBACK...   answers on a free port of this machine and tells its address

Its people are those of PEOPLE, all with the same password. Who is told to have a second factor has `otp` in the `amr`
of his tokens. Consent is asked for each time, so that it can be refused.
"""

import json
import secrets
import sys
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings

PEOPLE: Final = ("zhang", "li", "factor-wang")
"""Subjects 1, 2, 3 in this order."""
PASSWORD: Final = "otter-kiln-29-quay"  # noqa: S105 - of people who do not exist
CLIENT, SECRET = "bole-test", "no-secret-of-anybody"


def configured(folder: Path) -> None:
    """Django, as a provider and nothing else."""
    settings.configure(
        SECRET_KEY=secrets.token_hex(),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.db")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="tests.openid.provider_urls",
        LOGIN_URL="/accounts/login/",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        IDP_OIDC_ADAPTER="tests.openid.provider_claims.Claims",
        IDP_OIDC_PRIVATE_KEY=_private_key(),
        USE_TZ=True,
    )
    django.setup()


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    coded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return coded.decode("ascii")


def filled(callbacks: list[str]) -> None:
    """Its people, and the one client that may ask it."""
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD)
    client = Client(id=CLIENT, name="Bole")
    client.set_secret(SECRET)
    client.set_redirect_uris(callbacks)
    client.set_scopes(["openid"])
    client.save()


def main(folder: Path, callbacks: list[str]) -> None:
    """Answer until the process is ended."""
    configured(folder)
    filled(callbacks)
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    class Quiet(WSGIRequestHandler):
        def log_message(self, *told: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    sys.stdout.write(json.dumps({"issuer": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
