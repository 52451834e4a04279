"""The provider for tests, running; and somebody who signs in there without a browser."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests

from bole.apps.accounts.single_sign_on import Provider
from tests.conftest import ROOT
from tests.openid.provider import CLIENT, PASSWORD, SECRET

CALLBACK = "http://testserver/account/oidc/callback"
"""Where Django's test client takes what comes back."""


@contextmanager
def provider_running(folder: Path, *callbacks: str) -> Iterator[Provider]:
    """It answers until the end of the block, for a client with these callbacks."""
    command = [sys.executable, "-m", "tests.openid.provider", str(folder), *(callbacks or (CALLBACK,))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Provider(issuer=json.loads(process.stdout.readline())["issuer"], client=CLIENT, secret=SECRET)
        finally:
            process.terminate()
            process.wait(timeout=30)


def through(address: str, who: str, *, consents: bool = True) -> str:
    """Sign in at the provider as somebody, consent or not, and get the address that it sends the browser back to."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=10)
        page = browser.post(
            urljoin(page.url, "/accounts/login/"),
            {**_hidden(page.text), "login": who, "password": PASSWORD},
            timeout=10,
        )
        assert "action" in page.text, page.text
        consent = {**_hidden(page.text), "scopes": "openid", "action": "grant" if consents else "cancel"}
        back = browser.post(urljoin(page.url, "/identity/o/authorize"), consent, timeout=10, allow_redirects=False)
        assert back.status_code == 302, back.text
        return back.headers["Location"]


def _hidden(page: str) -> dict[str, str]:
    """The fields of a page that the browser sends along."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}
