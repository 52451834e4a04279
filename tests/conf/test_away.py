"""A database that goes away and comes back: who asks meanwhile is told so, nothing is half-written, the next works."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import first_broken, record
from bole.apps.accounts.selectors import Account
from bole.apps.accounts.services import user_create
from tests.cli.test_serve import serving, until
from tests.conf.registers import Register, empty

URL = os.environ.get("BOLE_DATABASE_URL", "")
SYSTEM = Actor.system("test")
SECONDS = 10
postgresql = pytest.mark.skipif(not URL, reason="a file does not go away")


def as_server(*statements: str) -> None:
    with psycopg.connect(URL.replace("/bole?", "/postgres?"), autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())


@contextmanager
def away(register: Register) -> Iterator[None]:
    """Every connection is cut, and no other is let in."""
    name = register.url.partition("?")[0].rpartition("/")[2]
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - our own name
    as_server(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false", cut)
    try:
        yield
    finally:
        as_server(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


def asked(port: int, language: str = "zh") -> tuple[HTTPResponse, str]:
    asking = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"bole_session={'x' * 32}", "Accept-Language": language}
    asking.request("GET", "/account/login/", headers=headers)
    answer = asking.getresponse()
    told = answer.read().decode()
    asking.close()
    return answer, told


def read_away(server: "subprocess.Popen[str]") -> None:
    """What it says, lest it waits for somebody to read it."""

    def read() -> None:
        with suppress(OSError, ValueError):
            while os.read(server.stderr.fileno(), 65536):
                pass

    threading.Thread(target=read, daemon=True).start()


@postgresql
def test_a_server_answers_503_meanwhile_and_goes_on_afterwards(tmp_path: Path) -> None:
    with empty(tmp_path) as register, serving(register.home, **register.more) as (server, port):
        read_away(server)
        assert asked(port)[0].status == 200
        with away(register):
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                answer, told = asked(port)
                assert (answer.status, "数据库连不上" in told) == (503, True)
                time.sleep(1)
            assert answer.headers["Retry-After"] == "10"
            assert "cannot be reached" in asked(port, "en")[1]
        assert asked(port)[0].status == 200
        until(lambda: register.parts()["worker"])  # it was started again


def cut(process: int) -> bool:
    """End the process of the server that serves our connection, and wait for its end; whether it did."""
    ours = connection.get_connection_params()
    reached = {name: ours[name] for name in ("host", "port", "user", "password") if ours.get(name)}
    with psycopg.connect(**reached, dbname="postgres", autocommit=True) as server:
        (ended,) = server.execute("SELECT pg_terminate_backend(%s)", [process]).fetchone() or (False,)
        end = time.monotonic() + 60
        while ended and time.monotonic() < end:
            if server.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process]).fetchone() is None:
                return True
            time.sleep(0.05)
    return False


@transaction.atomic
def cut_off(at: datetime) -> None:
    user_create(username="gong", display_name="龚", actor=SYSTEM, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    assert cut(process)
    record("test.done", actor=SYSTEM, at=at)


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_cut_off_leaves_nothing_and_the_next_one_works() -> None:
    at = datetime.now(UTC)
    with pytest.raises(OperationalError):
        cut_off(at)
    connection.close()
    assert not Account.objects.filter(username="gong").exists()
    user_create(username="gong", display_name="龚", actor=SYSTEM, at=at)
    assert first_broken() is None


@pytest.mark.django_db
def test_a_request_whose_database_is_away_is_answered_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: Any, **_named: Any) -> None:
        raise OperationalError("the connection is closed")

    client.raise_request_exception = False
    monkeypatch.setattr("allauth.account.views.LoginView.dispatch", gone)
    answer = client.get("/account/login/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "没有写入" in answer.content.decode()


@pytest.mark.django_db
def test_another_fault_is_still_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise KeyError("x")

    client.raise_request_exception = False
    monkeypatch.setattr("allauth.account.views.LoginView.dispatch", broken)
    assert client.get("/account/login/").status_code == 500
