"""Actors for the tests of reading: of the whole city, of one town, of another, a worker, an employer, and nobody."""

from bole.apps.accounts.actor import Actor, Granted

TOWN, OTHER_TOWN = "442000001", "442000002"


def clerk(district: str = "") -> Actor:
    return Actor(11, f"窗口{district}", (Granted("clerk", district=district),))


def officer(district: str = "") -> Actor:
    return Actor(12, f"经办{district}", (Granted("officer", district=district),))


def manager(district: str = "") -> Actor:
    return Actor(13, f"负责{district}", (Granted("manager", district=district),))


def worker(person: int) -> Actor:
    return Actor(14, "劳动者", (Granted("worker"),), person=person)


def employer(organisation: int) -> Actor:
    return Actor(15, "单位", (Granted("employer"),), organisation=organisation)


def provider(organisation: int) -> Actor:
    return Actor(16, "机构", (Granted("provider"),), organisation=organisation)


NOBODY = Actor(17, "无角色")
ADMINISTRATORS = tuple(
    Actor(20 + at, role, (Granted(f"{role}-administrator"),)) for at, role in enumerate(("system", "security", "audit"))
)
