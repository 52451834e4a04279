"""演示各角色: opens demo accounts in the register of BOLE_HOME, serves it, and looks at one page as each role.

python -m bole.samples.walk_roles accounts   opens the accounts and tells their passwords, once
python -m bole.samples.walk_roles walk FILE  serves on a free port, looks at the page of each of FILE's accounts, stops

What was told by the first is what FILE holds. Any page that does not answer as it should ends the walk with 1.
"""

import http.cookiejar
import json
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

PAGES: Final = {
    "worker": "/people/own",
    "employer": "/organisations/own",
    "provider": "/certificates",
    "clerk": "/people?words=%E5%BB%BA%E5%9B%BD",
    "officer": "/quality",
    "manager": "/imports",
    "expert": "/cases",
    "cashier": "/payments",
    "accountant": "/reconciliations",
    "treasurer": "/funds",
    "system-administrator": "/accounts",
    "security-administrator": "/accounts",
    "audit-administrator": "/events",
}
"""The page that each role opens first."""
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_HEADING: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


def accounts() -> list[dict[str, str]]:
    """One account of each role: the worker is somebody with a certificate, the employer a body of the register."""
    from bole.conf.start import start_django

    start_django()
    from bole.apps.accounts.actor import Actor
    from bole.apps.accounts.services import demo_users_create
    from bole.apps.registry.certificate_search import certificate_search
    from bole.apps.registry.organisation_search import organisation_search
    from bole.apps.registry.quality import quality_refresh

    who, at = Actor.system("demo"), datetime.now(UTC)
    quality_refresh(actor=who, at=at)
    person = certificate_search(words="S600", actor=who, at=at).rows[0].person
    organisation = organisation_search(words="样例", actor=who, at=at).rows[0].organisation
    made = demo_users_create(actor=who, at=at, organisation=organisation, person=person)
    return [{"role": one.role, "username": one.username, "password": one.password} for one in made]


def walk(opened: list[dict[str, str]]) -> int:
    """How many pages did not answer as they should."""
    command = [sys.executable, "-c", "from bole.cli.entry import main; main()", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        try:
            assert server.stdout is not None
            address = json.loads(server.stdout.readline())["address"].rstrip("/")
            return sum(not _looks(address, account) for account in opened)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _looks(address: str, account: dict[str, str]) -> bool:
    """Sign in as a browser does, open the page of the role, tell what stands on it."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = browser.open(f"{address}/account/login/").read().decode()
    token = _TOKEN.search(form)
    assert token is not None
    told = {"login": account["username"], "password": account["password"], "csrfmiddlewaretoken": token[1]}
    browser.open(f"{address}/account/login/", urllib.parse.urlencode(told).encode()).close()
    page = PAGES[account["role"]]
    with browser.open(f"{address}{page}") as answer:
        text = answer.read().decode()
        heading = _HEADING.search(text)
        good: bool = answer.status == 200 and urllib.parse.urlsplit(answer.url).path == urllib.parse.urlsplit(page).path
    title = heading[1].strip() if heading else ""
    sys.stdout.write(f"{'●' if good else '▲'} {account['role']:<24}{urllib.parse.unquote(page):<24}{title}\n")
    return good


if __name__ == "__main__":
    if sys.argv[1:] == ["accounts"]:
        sys.stdout.write(json.dumps(accounts(), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.exit(1 if walk(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))) else 0)
