"""Every route with every role, over one's own and over others' things: who may, sees; who may not, sees nothing."""

import re

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.urls.resolvers import URLPattern

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.roles import ROLES
from bole.portal import urls
from bole.portal.visit import SCREENS
from bole.samples.walk_roles import PAGES
from tests.apps.registry.people import number
from tests.portal.city import HERE, NAMES, THERE, City, SignsIn

pytestmark = pytest.mark.django_db
OPEN = {"preferences", "single-sign-on", "single-sign-on-callback"}
"""Routes for who has not signed in."""
OTHERS = {"own-file", "own-export", "own-organisation", "own-roster"}
"""Routes to one's own things, whose account has to be of somebody."""
REACHED = {
    "person", "benefits", "organisation", "entry", "case", "case-paper", "case-file", "apply-done", "draft", "bulk",
    "bulk-progress", "counter-person", "counter-organisation",
}  # fmt: skip
"""Routes to one thing, which may be another's."""
NAMED = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


def address(route: str, city: City, *, foreign: bool = False) -> str:
    """Where a route leads, with a thing of the town or of the other."""
    at = 2 if foreign else 0
    body = city.bodies[1 if foreign else 0]
    values: dict[str, object] = {
        "person": city.people[at], "organisation": body, "batch": city.batch, "kind": "insurance", "user": 1,
        "payable": 1, "reconciliation": 1, "format": "csv", "place": "442000", "run": 1,
        "table": "certificate", "thing": city.certificate, "code": "6-31-01-03",
        "pool": city.pools[1 if foreign else 0], "member": city.members[1 if foreign else 0],
        "case": city.cases[1 if foreign else 0], "file": city.file, "draft": city.draft, "bulk": city.bulk,
        "entitlement": city.entitlement, "paper": "receipt",
        "doubt": city.doubt, "merge": city.merge, "matter": "zhongshan.skill-upgrade-grant",
    }  # fmt: skip
    [pattern] = [p for p in NAMED if p.name == route]
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))
    return reverse(route, kwargs={name: values[name] for name in wanted})


def view_of(pattern: URLPattern) -> str:
    return f"{pattern.callback.__module__}.{pattern.callback.__name__}"


def test_the_demo_opens_a_page_for_every_role() -> None:
    assert set(PAGES) >= {role for role, one in ROLES.items() if not one.administrates}
    for role, page in PAGES.items():
        view = resolve(page.split("?")[0]).func
        assert SCREENS[f"{view.__module__}.{view.__name__}"].met_by(Actor(1, "x", (Granted(role),))), role


def test_every_route_is_a_screen_or_says_why_not() -> None:
    assert {p.name for p in NAMED if view_of(p) not in SCREENS} == OPEN
    assert all(p.name for p in NAMED)


def test_who_has_not_signed_in_is_asked_to(city: City) -> None:
    for pattern in NAMED:
        if pattern.name in OPEN:
            continue
        answer = Client().get(address(str(pattern.name), city))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/account/login/"), pattern.name


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_every_route_for_a_role(role: str, city: City, signs_in: SignsIn) -> None:
    own = {"person": city.people[0]} if role == "worker" else {}
    own |= {"organisation": city.bodies[0]} if role in ("employer", "provider") else {}
    client = signs_in(role, **own)  # type: ignore[arg-type]
    actor = Actor(1, "x", (Granted(role),))
    for pattern in NAMED:
        route = str(pattern.name)
        if route in OPEN:
            continue
        answer = client.get(address(route, city))
        answer.getvalue()  # a file that is sent is closed when it has been read
        may = SCREENS[view_of(pattern)].met_by(actor)
        good = {200, 403} if route in REACHED else {200, 204, 302, 404}
        if route == "apply":
            good |= {422}  # a body does not apply for what persons do
        assert answer.status_code in (good if may else {403}), (route, answer.status_code)
        if answer.status_code == 403:
            text = answer.content.decode()
            assert not [name for name in (*NAMES, "样例1号") if name in text], route


@pytest.mark.parametrize("role", ["clerk", "officer", "manager"])
def test_of_another_town_nothing_is_seen(role: str, city: City, signs_in: SignsIn) -> None:
    client = signs_in(role, district=HERE)
    assert client.get(address("person", city)).status_code == 200
    assert client.get(address("organisation", city)).status_code == 200
    nobody = client.get("/people/999999")
    for route in (
        "person", "benefits", "organisation", "correction-new", "organisation-roster", "pool", "pool-list",
        "pool-enter", "pool-member", "inspection-new", "listing-change", "case", "counter-person",
        "counter-organisation",
    ):  # fmt: skip
        answer = client.get(address(route, city, foreign=True))
        posted = client.post(address(route, city, foreign=True), {"what": "x", "text": "y"})
        assert answer.status_code == 403, route
        assert posted.status_code in (403, 405), route
        assert not re.search("王\\*洲|样例2号|样例镇", answer.content.decode() + posted.content.decode()), route
    there = client.get(address("person", city, foreign=True)).content.decode()
    assert _plain(there) == _plain(nobody.content.decode())
    assert "王*洲" not in client.get("/people", {"words": "王五洲"}).content.decode()
    assert "张*明" in client.get("/people", {"words": "张三明"}).content.decode()
    assert signs_in(role, district=THERE).get(address("person", city, foreign=True)).status_code == 200


def _plain(page: str) -> str:
    """Without what differs from one request to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value|name="next" value)="[^"]*"', "", page)


def test_an_employer_and_a_worker_see_their_own_alone(city: City, signs_in: SignsIn) -> None:
    worker, employer = signs_in("worker", person=city.people[0]), signs_in("employer", organisation=city.bodies[0])
    assert number(1) in worker.get("/people/own").content.decode()
    assert "样例1号" in employer.get("/organisations/own").content.decode()
    for client in (worker, employer):
        for path in (
            f"/people/{city.people[1]}",
            f"/people/{city.people[1]}/benefits",
            f"/organisations/{city.bodies[1]}",
            "/people?words=李四海",
            "/imports",
        ):
            answer = client.get(path)
            assert answer.status_code == 403, path
            assert "李四海" not in answer.content.decode().replace("words=李四海", "")
    reveal = worker.post(f"/people/{city.people[1]}/reveal", {"field": "id_number", "reason": "想看一下"})
    assert reveal.status_code == 403
    assert number(2) not in reveal.content.decode()


def test_nobody_is_shown_a_whole_number_on_a_page(city: City, signs_in: SignsIn) -> None:
    client = signs_in("manager")
    for pattern in NAMED:
        answer = client.get(address(str(pattern.name), city))
        text = answer.getvalue().decode("utf-8", "replace")
        assert not [n for n in map(number, (1, 2, 3)) if n in text], pattern.name
        assert answer.status_code != 200 or answer.headers["Cache-Control"] == "no-store", pattern.name
