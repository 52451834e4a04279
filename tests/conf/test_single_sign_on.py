"""Signing in through a real OpenID provider: who gets in, who does not, what he is told, and what is kept of it."""

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.identities import identity_link
from bole.apps.accounts.models import Event
from bole.apps.accounts.selectors import Account
from bole.apps.accounts.services import Opened, administrator_appoint, grant_give, user_create, user_deactivate
from bole.apps.accounts.single_sign_on import Provider
from bole.conf import checkup
from bole.conf.single_sign_on import provider_set
from bole.kernel.errors import BoleError
from tests.openid.running import provider_running, through

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
BEGIN, CALLBACK, OWN = "/account/oidc", "/account/oidc/callback", "/account/own"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider_running(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture(autouse=True)
def provider(running: Provider, settings: Settings) -> Provider:
    settings.IDENTITY_PROVIDER = running
    return running


def opened(username: str, role: str = "clerk", subject: str = "") -> Opened:
    at = datetime.now(UTC)
    person = 7 if role == "worker" else None
    made = user_create(username=username, display_name=username, actor=SYSTEM, at=at, person=person)
    if role.endswith("administrator"):
        administrator_appoint(user=made.user, role=role, actor=SYSTEM, at=at)
    else:
        grant_give(user=made.user, role=role, actor=SYSTEM, at=at, since=timezone.localdate(at))
    if subject:
        identity_link(user=made.user, subject=subject, actor=SYSTEM, at=at)
    return made


def begun(client: Client, **told: str) -> str:
    """Where the browser is sent to."""
    answer = client.post(BEGIN, told)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def came_back(client: Client, address: str, *, follow: bool = False) -> Any:
    """The browser as it comes back from the provider."""
    parts = urlsplit(address)
    assert parts.path == CALLBACK
    return client.get(f"{parts.path}?{parts.query}", follow=follow)


def signs_in(client: Client, who: str, **told: str) -> Any:
    return came_back(client, through(begun(client, **told), who))


def signed_in(client: Client) -> str:
    """The name of who is signed in; "" for nobody."""
    number = client.session.get("_auth_user_id")
    return Account.objects.get(pk=number).username if number else ""


def code_now(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


# --- who gets in ---


def test_who_is_linked_gets_in_and_the_log_tells_it(client: Client) -> None:
    made = opened("zhang", "worker", "1")
    answer = signs_in(client, "zhang", next="/people/own")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/own")
    assert signed_in(client) == "zhang"
    last = Event.objects.order_by("-number")[0]
    assert (last.kind, last.about_id, last.user, last.data) == (
        "identity.signed-in",
        made.user,
        made.user,
        {"second_factor": ""},
    )


def test_nothing_but_the_subject_is_asked_for_sent_or_kept(client: Client, provider: Provider) -> None:
    opened("zhang", "worker", "1")
    asked = {name: told[0] for name, told in parse_qs(urlsplit(begun(client)).query).items()}
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32
    assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
    assert provider.secret not in str(asked)
    signs_in(client, "zhang")
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    assert "token" not in json.dumps(dict(client.session.items())).replace("csrftoken", "")


def test_staff_are_asked_for_their_own_code_all_the_same(client: Client) -> None:
    made = opened("zhang", "clerk", "1")
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(pk=made.user), secret)
    answer = signs_in(client, "zhang", next="/people")
    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert signed_in(client) == ""
    assert "token" not in json.dumps(dict(client.session.items()))
    answer = client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/people"
    assert signed_in(client) == "zhang"
    assert Event.objects.order_by("-number")[0].data == {"second_factor": "own"}


def test_staff_without_a_code_set_one_up_before_anything_else(client: Client) -> None:
    opened("zhang", "clerk", "1")
    signs_in(client, "zhang")
    assert client.get("/people").headers["Location"] == "/account/2fa/totp/activate/"
    page = client.get("/account/2fa/totp/activate/").content.decode()
    told = {"code": code_now(re.findall(r'<p class="secret">(.*?)</p>', page)[0])}
    answer = client.post("/account/2fa/totp/activate/", told, follow=True)
    assert [where for where, _status in answer.redirect_chain] == ["/account/2fa/recovery-codes/"]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        later = client.get("/account/2fa/recovery-codes/").headers["Location"]
    assert later.startswith("/account/reauthenticate/")


def test_coming_back_from_the_provider_is_not_enough_to_change_ways_of_signing_in(
    client: Client, provider: Provider, settings: Settings
) -> None:
    made = opened("zhang", "worker", "1")
    TOTP.activate(Account.objects.get(pk=made.user), generate_totp_secret())
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=1))
    settings.IDENTITY_PROVIDER = replace(provider, trusted=("any",))
    signs_in(client, "zhang")
    assert signed_in(client) == "zhang"
    assert client.get("/account/2fa/totp/deactivate/").headers["Location"].startswith("/account/reauthenticate/")


def test_a_second_factor_of_the_provider_counts_where_it_is_trusted_and_was_shown(
    client: Client, provider: Provider, settings: Settings
) -> None:
    opened("wang", "clerk", "3")
    opened("zhang", "clerk", "1")
    signs_in(client, "factor-wang")
    assert client.get("/people").status_code == 302  # nobody has said that it is trusted
    settings.IDENTITY_PROVIDER = replace(provider, trusted=("mfa", "otp"))
    there = Client()
    signs_in(there, "factor-wang")
    assert there.get("/people").status_code == 200
    assert "这次登录用了统一身份认证的" in there.get(OWN).content.decode()
    assert Event.objects.order_by("-number")[0].data == {"second_factor": "provider"}
    without = Client()
    signs_in(without, "zhang")
    assert without.get("/people").status_code == 302
    settings.IDENTITY_PROVIDER = replace(provider, trusted=("any",))
    always = Client()
    signs_in(always, "zhang")
    assert always.get("/people").status_code == 200


def test_the_trust_goes_with_the_session(client: Client, provider: Provider, settings: Settings) -> None:
    made = opened("wang", "clerk", "3")
    settings.IDENTITY_PROVIDER = replace(provider, trusted=("otp",))
    signs_in(client, "factor-wang")
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "wang", "password": made.password})
    assert signed_in(client) == "wang"
    assert client.get("/people").headers["Location"] == "/account/2fa/totp/activate/"


# --- who does not, and what he is told ---


def refusal(answer: Any, code: str, status: int = 403) -> str:
    text = str(answer.content.decode())
    assert (answer.status_code, code in text) == (status, True), text
    assert "no-store" in answer.headers["Cache-Control"]
    return text


def test_who_is_not_linked_is_told_whom_to_ask_and_gets_no_account(client: Client) -> None:
    opened("zhang", "worker", "1")
    before = Account.objects.count()
    text = refusal(signs_in(client, "li"), "BOLE-A027")
    assert "系统管理员" in text
    assert "您的身份编号是 2" in text
    assert (signed_in(client), Account.objects.count()) == ("", before)
    english = refusal(
        client.get(f"{CALLBACK}?{urlsplit(through(begun(client), 'li')).query}", headers={"accept-language": "en"}),
        "BOLE-A027",
    )
    assert "Your identity has no account here" in english


def test_an_account_that_is_off_does_not_get_in(client: Client) -> None:
    made = opened("zhang", "worker", "1")
    user_deactivate(user=made.user, actor=SYSTEM, at=datetime.now(UTC))
    answer = signs_in(client, "zhang")
    assert "账户已停用" in client.get(answer.headers["Location"]).content.decode()
    assert signed_in(client) == ""


def test_an_account_that_is_locked_does_not_get_in(client: Client) -> None:
    opened("zhang", "worker", "1")
    for _attempt in range(5):
        client.post("/account/login/", {"login": "zhang", "password": "wrong"})
    assert signs_in(client, "zhang").status_code == 429
    assert signed_in(client) == ""


def test_who_does_not_consent_is_told_so(client: Client) -> None:
    opened("zhang", "worker", "1")
    address = through(begun(client), "zhang", consents=False)
    assert "access_denied" in refusal(came_back(client, address), "BOLE-A022")
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    text = refusal(client.get(CALLBACK, {"error": "<b>server</b>", "state": state}), "BOLE-A022")
    assert "<b>server" not in text


def test_a_state_counts_once_and_in_the_browser_that_began(client: Client) -> None:
    opened("zhang", "worker", "1")
    address = through(begun(client), "zhang")
    refusal(came_back(Client(), address), "BOLE-A023")
    assert came_back(client, address).status_code == 302
    refusal(came_back(client, address), "BOLE-A023")
    refusal(client.get(CALLBACK), "BOLE-A023")
    refusal(client.get(CALLBACK, {"code": "x", "state": "made-up"}), "BOLE-A023")


def test_clocks_that_differ_are_named(client: Client) -> None:
    opened("zhang", "worker", "1")
    address = through(begun(client), "zhang")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=7)):
        assert "时钟" in refusal(came_back(client, address), "BOLE-A024")
    assert signed_in(client) == ""


def test_a_provider_that_is_away_leaves_the_password(client: Client, provider: Provider, settings: Settings) -> None:
    settings.IDENTITY_PROVIDER = replace(provider, issuer="http://127.0.0.1:9")
    assert "用用户名和口令登录" in refusal(client.post(BEGIN), "BOLE-A020", 503)


def test_a_provider_that_goes_away_in_between(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    opened("zhang", "worker", "1")
    address = through(begun(client), "zhang")

    def away(*_told: object, **_named: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "request", away)
    refusal(came_back(client, address), "BOLE-A020", 503)


def test_a_wrong_secret_is_for_the_administrator(client: Client, provider: Provider, settings: Settings) -> None:
    settings.IDENTITY_PROVIDER = replace(provider, secret="another")  # noqa: S106 - nobody's
    refusal(signs_in(client, "zhang"), "BOLE-A026")


def test_another_issuer_opens_nothing_with_old_subjects(client: Client, provider: Provider, settings: Settings) -> None:
    made = opened("zhang", "worker")
    settings.IDENTITY_PROVIDER = replace(provider, issuer="https://old.example")
    identity_link(user=made.user, subject="1", actor=SYSTEM, at=datetime.now(UTC))
    settings.IDENTITY_PROVIDER = provider
    refusal(signs_in(client, "zhang"), "BOLE-A027")


def test_without_a_provider_there_is_no_button_and_no_way(client: Client, settings: Settings) -> None:
    assert "用统一身份认证登录" in client.get("/account/login/").content.decode()
    settings.IDENTITY_PROVIDER = None
    assert BEGIN not in client.get("/account/login/").content.decode()
    refusal(client.post(BEGIN), "BOLE-A030", 404)
    refusal(client.get(CALLBACK, {"code": "x", "state": "y"}), "BOLE-A030", 404)


def test_it_begins_with_a_form_of_ours_alone() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(BEGIN).status_code == 405
    assert strict.post(BEGIN).status_code == 403


@pytest.mark.parametrize("there", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_one_is_sent_to_no_other_place(client: Client, there: str) -> None:
    opened("zhang", "worker", "1")
    assert signs_in(client, "zhang", next=there).headers["Location"] == "/"


# --- linking ---


def entered(client: Client, made: Opened) -> None:
    client.post("/account/login/", {"login": made.username, "password": made.password})


def test_one_links_oneself_after_the_password_and_signs_in_with_it(client: Client) -> None:
    made = opened("zhang", "worker")
    client.force_login(Account.objects.get(pk=made.user))
    asked = client.post(BEGIN, {"process": "connect"})
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    address = client.post(asked.headers["Location"], {"password": made.password, "next": BEGIN}).headers["Location"]
    page = came_back(client, through(address, "zhang"), follow=True)
    assert page.redirect_chain == [(OWN, 302)]
    assert "已关联" in page.content.decode()
    assert SocialAccount.objects.get().uid == "1"
    assert Event.objects.order_by("-number")[0].kind == "identity.linked"
    there = Client()
    signs_in(there, "zhang")
    assert signed_in(there) == "zhang"


def test_an_identity_opens_one_account_and_an_account_has_one(client: Client) -> None:
    opened("li", "worker", "2")
    made = opened("zhang", "clerk")
    with pytest.raises(BoleError, match="BOLE-A028"):
        identity_link(user=made.user, subject="2", actor=SYSTEM, at=datetime.now(UTC))
    identity_link(user=made.user, subject="1", actor=SYSTEM, at=datetime.now(UTC))
    with pytest.raises(BoleError, match="BOLE-A029"):
        identity_link(user=made.user, subject="4", actor=SYSTEM, at=datetime.now(UTC))


@pytest.mark.parametrize("subject", ["", " ", "a b", "x" * 191])
def test_a_subject_is_one_word(subject: str) -> None:
    made = opened("zhang", "clerk")
    with pytest.raises(BoleError, match="BOLE-A031"):
        identity_link(user=made.user, subject=subject, actor=SYSTEM, at=datetime.now(UTC))


def test_who_is_not_signed_in_links_nothing(client: Client) -> None:
    assert client.post(BEGIN, {"process": "connect"}).headers["Location"] == f"/account/login/?next={OWN}"
    made = opened("zhang", "worker")
    client.force_login(Account.objects.get(pk=made.user))
    client.post(BEGIN, {"process": "connect"})
    assert not SocialAccount.objects.exists()


def test_one_removes_ones_own(client: Client) -> None:
    made = opened("zhang", "worker", "1")
    client.force_login(Account.objects.get(pk=made.user))
    asked = client.post(OWN, {"act": "identity-remove"})
    assert asked.headers["Location"].startswith("/account/reauthenticate/")
    client.post(asked.headers["Location"], {"password": made.password, "next": OWN})
    assert not SocialAccount.objects.exists()
    assert Event.objects.order_by("-number")[0].kind == "identity.removed"
    assert "没有关联" in client.get(OWN).content.decode()


def test_the_system_administrator_enters_it_for_others_and_nobody_else_does(client: Client, settings: Settings) -> None:
    settings.BOLE_SECOND_FACTOR = False
    zhang = opened("zhang", "worker")
    system, security = opened("sys", "system-administrator"), opened("sec", "security-administrator")
    for who, answers in ((security, 422), (system, 302)):
        client.force_login(Account.objects.get(pk=who.user))
        answer = client.post(f"/accounts/{zhang.user}", {"act": "identity-link", "subject": "1"})
        assert answer.status_code == answers
    assert "身份编号 1" in client.get(f"/accounts/{zhang.user}").content.decode()
    own = client.post(f"/accounts/{system.user}", {"act": "identity-link", "subject": "2"})
    assert "BOLE-A013" in own.content.decode()
    assert client.post(f"/accounts/{zhang.user}", {"act": "identity-remove"}).status_code == 302
    assert not SocialAccount.objects.exists()


# --- settings and the check-up ---


def test_the_provider_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert provider_set() is None
    monkeypatch.setenv("BOLE_OIDC_ISSUER", "https://login.city.example")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_ID", "bole")
    (tmp_path / "secret").write_text("s3\n", encoding="utf-8")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("BOLE_OIDC_SECOND_FACTOR", "mfa, otp")
    monkeypatch.setenv("BOLE_OIDC_ORIGINS", "https://sso.city.example")
    found = provider_set()
    assert found == Provider(
        "https://login.city.example", "bole", "s3", "", ("mfa", "otp"), ("https://sso.city.example",)
    )
    assert found.form_origins == ("https://login.city.example", "https://sso.city.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOLE_OIDC_ISSUER", "http://login.city.example"),
        ("BOLE_OIDC_ISSUER", "login.city.example"),
        ("BOLE_OIDC_ISSUER", "https://login.city.example/?a=b"),
        ("BOLE_OIDC_ISSUER", f"https://login.city.example/{'x' * 200}"),
        ("BOLE_OIDC_CLIENT_ID", ""),
        ("BOLE_OIDC_ORIGINS", "https://sso.city.example/login"),
        ("BOLE_OIDC_ORIGINS", "*"),
        ("BOLE_OIDC_CLIENT_SECRET_FILE", "no-such-file"),
    ],
)
def test_a_setting_with_which_nobody_signs_in_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("BOLE_OIDC_ISSUER", "https://login.city.example")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_ID", "bole")
    monkeypatch.setenv(name, value)
    with pytest.raises(BoleError, match=rf"{name}.*BOLE-W001"):
        provider_set()


def test_the_secret_stands_in_one_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOLE_OIDC_ISSUER", "https://login.city.example")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_ID", "bole")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_SECRET", "s3")
    monkeypatch.setenv("BOLE_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(BoleError, match="BOLE-W001") as caught:
        provider_set()
    assert "s3" not in str(caught.value)


def looked(at: datetime | None = None) -> Any:
    label, look = checkup.PARTS["single-sign-on"]
    assert label
    return look(at or datetime.now(UTC))


def test_the_check_up_asks_the_provider(provider: Provider, settings: Settings) -> None:
    assert looked().green
    settings.IDENTITY_PROVIDER = replace(provider, trusted=("otp",))
    assert "otp" in looked().told
    settings.IDENTITY_PROVIDER = None
    assert looked().green


def test_a_provider_that_sends_elsewhere_is_not_followed(provider: Provider, settings: Settings) -> None:
    class Moved(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", provider.configuration)
            self.end_headers()

        def log_message(self, *told: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Moved) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.IDENTITY_PROVIDER = replace(provider, issuer=f"http://127.0.0.1:{server.server_port}")
        found = looked()
        server.shutdown()
    assert (found.green, bool(found.remedy)) == (False, True)


def test_the_check_up_tells_what_is_wrong(provider: Provider, settings: Settings) -> None:
    settings.IDENTITY_PROVIDER = replace(provider, issuer=f"{provider.issuer}/")
    assert ("issuer" in looked().told, looked().green) == (True, False)
    settings.IDENTITY_PROVIDER = replace(provider, issuer="http://127.0.0.1:9")
    assert (looked().green, bool(looked().remedy)) == (False, True)
    settings.IDENTITY_PROVIDER = provider
    late = looked(datetime.now(UTC) + timedelta(minutes=3))
    assert ("时钟" in late.told, late.green) == (True, False)
    assert Authenticator.objects.count() == 0
