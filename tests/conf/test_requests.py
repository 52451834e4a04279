"""What every answer has: its language and its policy; sign-in, lock-out and the second factor."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.login import client_address
from bole.apps.accounts.selectors import Account
from bole.apps.accounts.services import Opened, grant_give, user_create, user_deactivate
from bole.kernel.messages import _, language

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def opened(username: str, role: str = "clerk", language: str = "zh") -> Opened:
    at = datetime.now(UTC)
    person = 7 if role == "worker" else None
    made = user_create(username=username, display_name=username, actor=SYSTEM, at=at, language=language, person=person)
    grant_give(user=made.user, role=role, actor=SYSTEM, at=at, since=timezone.localdate(at))
    return made


def signs_in(client: Client, username: str, password: str) -> Any:
    return client.post("/account/login/", {"login": username, "password": password})


def code_now(secret: str) -> str:
    return f"{hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30):06d}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    answer = client.get("/health")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
        assert f"{directive} 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "told"), [("", "zh-hans"), ("en-GB,en;q=0.9", "en"), ("zh-CN,en;q=0.5", "zh-hans"), ("fr", "zh-hans")]
)
def test_the_language_is_the_one_the_browser_asks_for(client: Client, asked: str, told: str) -> None:
    assert client.get("/health", headers={"accept-language": asked})["Content-Language"] == told


def test_the_language_of_the_account_counts_more_and_ends_with_the_request(client: Client) -> None:
    client.force_login(Account.objects.get(pk=opened("chen", "worker", language="en").user))
    assert client.get("/health", headers={"accept-language": "zh-CN"})["Content-Language"] == "en"
    assert language() == "zh"
    assert _("窗口经办人") == "窗口经办人"


def test_a_worker_signs_in_with_a_password(client: Client) -> None:
    made = opened("gong", "worker")
    assert signs_in(client, "gong", made.password).status_code == 302
    assert signed_in(client)


def test_nobody_signs_himself_up(client: Client) -> None:
    answer = client.post("/account/signup/", {"username": "x", "password1": "kiln-otter-92-quay"})
    assert not Account.objects.filter(username="x").exists()
    assert not signed_in(client)
    assert answer.status_code == 200


def test_an_account_that_is_off_does_not_get_in(client: Client) -> None:
    made = opened("gong", "worker")
    user_deactivate(user=made.user, actor=SYSTEM, at=datetime.now(UTC))
    signs_in(client, "gong", made.password)
    assert not signed_in(client)


def test_after_five_wrong_passwords_the_right_one_does_not_help_either(client: Client) -> None:
    made = opened("gong", "worker")
    for _attempt in range(5):
        signs_in(client, "gong", "wrong")
    assert signs_in(client, "gong", made.password).status_code == 429
    assert not signed_in(client)


def test_somebody_elsewhere_is_not_locked_out(client: Client) -> None:
    made = opened("gong", "worker")
    for _attempt in range(5):
        client.post("/account/login/", {"login": "gong", "password": "wrong"}, REMOTE_ADDR="192.0.2.9")
    signs_in(client, "gong", made.password)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.9", "198.51.100.1"),
        (1, "192.0.2.9", "192.0.2.9"),
        (1, "203.0.113.5, 192.0.2.9", "192.0.2.9"),  # the left one is the visitor's own word
        (2, "203.0.113.5, 192.0.2.9, 192.0.2.1", "192.0.2.9"),
        (2, "192.0.2.9", "198.51.100.1"),
        (1, "", "198.51.100.1"),
    ],
)
def test_behind_proxies_the_address_is_what_ours_saw(proxies: int, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", headers={"x-forwarded-for": forwarded})
    with override_settings(BOLE_PROXIES=proxies):
        assert client_address(request) == address


def test_the_lock_ends(client: Client) -> None:
    made = opened("gong", "worker")
    for _attempt in range(5):
        signs_in(client, "gong", "wrong")
    now = datetime.now(UTC)
    with time_machine.travel(now.replace(year=now.year + 1)):
        signs_in(client, "gong", made.password)
        assert signed_in(client)


def test_staff_set_up_a_second_factor_before_anything_else(client: Client) -> None:
    made = opened("chen")
    signs_in(client, "chen", made.password)
    for path in ("/account/password/change/", "/account/2fa/", "/nowhere"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/2fa/totp/activate/")
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_with_a_second_factor_the_password_alone_does_not_do(client: Client) -> None:
    made = opened("chen")
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(pk=made.user), secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = signs_in(client, "chen", made.password)
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert signed_in(client)


def test_the_recovery_codes_come_right_after_the_first_code_and_later_ask_again(client: Client) -> None:
    made = opened("chen")
    signs_in(client, "chen", made.password)
    secret = re.findall(r'<p class="secret">(.*?)</p>', client.get("/account/2fa/totp/activate/").content.decode())[0]
    answer = client.post("/account/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert [where for where, _status in answer.redirect_chain] == ["/account/2fa/recovery-codes/"]
    assert len(re.findall(r"<li>\w+</li>", answer.content.decode())) == 10
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        asked = client.get("/account/2fa/recovery-codes/")
        assert asked.headers["Location"].startswith("/account/reauthenticate/")
        client.post(asked.headers["Location"], {"password": made.password})
        assert client.get("/account/2fa/recovery-codes/").status_code == 200


@override_settings(BOLE_SECOND_FACTOR=False)
def test_a_deployment_may_do_without(client: Client) -> None:
    made = opened("chen")
    signs_in(client, "chen", made.password)
    assert client.get("/account/2fa/").status_code == 200


def test_another_host_name_is_not_answered(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["bole.example"]):
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 400


def test_the_session_ends_when_nothing_is_done(client: Client) -> None:
    from django.conf import settings

    assert settings.SESSION_COOKIE_AGE == 1800
    assert settings.SESSION_SAVE_EVERY_REQUEST
