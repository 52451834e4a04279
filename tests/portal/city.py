"""A register of three people and two bodies in two towns, as departments sent them; and somebody who signs in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.test import Client
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import Account
from bole.apps.accounts.services import administrator_appoint, grant_give, unit_create, user_create
from bole.apps.registry.models import Certificate, Doubt, Merge, Organisation, Person
from tests.apps.registry.importing import AT, checked, upload, written
from tests.apps.registry.people import certificate, code, householder, insured, number

SYSTEM = Actor.system("test")
NOW = AT + timedelta(days=30)
"""When the pages are looked at."""
HERE, THERE = "442000001", "442000002"
"""Two towns."""
NAMES = ("张三明", "李四海", "王五洲")


@dataclass(frozen=True)
class City:
    """Numbers of the people (the first two live HERE, the third THERE), bodies, one certificate and one batch."""

    people: tuple[int, int, int]
    bodies: tuple[int, int]
    certificate: int
    batch: int
    doubt: int
    """Whether the first two are one."""
    merge: int


def city_made() -> City:
    """Import it as departments would have it imported."""
    towns = (HERE, HERE, THERE)
    households = [
        householder(at, 姓名=name, 镇街=town) for at, (name, town) in enumerate(zip(NAMES, towns, strict=True), 1)
    ]
    employers = [
        {"单位名称": f"样例{at}号有限公司", "统一社会信用代码": code(at), "单位类别": "企业", "所在镇街": town}
        for at, town in ((1, HERE), (2, THERE))
    ]
    written(checked(upload("employers", employers)))
    written(checked(upload("household", households)))
    spells = [insured(at, 姓名=name, 单位名称="样例1号有限公司") for at, name in enumerate(NAMES, 1)]
    written(checked(upload("insurance", spells)))
    came = written(checked(upload("certificates", [certificate(1, 姓名=NAMES[0]), certificate(2, 姓名=NAMES[1])])))
    things = dict(Person.objects.filter(closed_at=None).values_list("name", "thing"))
    bodies = dict(Organisation.objects.filter(closed_at=None).values_list("credit_code", "thing"))
    first, second, third = (things[name] for name in NAMES)
    held = Certificate.objects.filter(closed_at=None, person=first).values_list("thing", flat=True)[0]
    doubt = Doubt.objects.create(person=first, other=second, weight=3_000, parts=[["name", "same surname", 3]], found_at=AT)
    merge = Merge.objects.create(kept=first, merged_at=AT, merged_by="经办", reason="本人来说明")
    numbers = (bodies[code(1)], bodies[code(2)])
    return City((first, second, third), numbers, held, came.batch, doubt.pk, merge.pk)


class SignsIn(Protocol):
    """`signs_in(role, ...)`: a client of somebody with that role."""

    def __call__(
        self, role: str, *, district: str = "", person: int | None = None, organisation: int | None = None
    ) -> Client: ...


def signed_in(role: str, *, district: str = "", person: int | None = None, organisation: int | None = None) -> Client:
    """A client of an account that was opened for this."""
    at = NOW
    who = {"actor": SYSTEM, "at": at}
    unit = None
    if organisation is not None:
        unit = unit_create(name=f"单位{organisation}", kind="employer", organisation=organisation, **who)  # type: ignore[arg-type]
    made = user_create(
        username=f"{role}-{Account.objects.count()}", display_name=role, person=person, unit=unit, actor=SYSTEM, at=at
    )
    if role in ROLES and ROLES[role].administrates:
        administrator_appoint(user=made.user, role=role, actor=SYSTEM, at=at)
    elif role:
        grant_give(user=made.user, role=role, since=localdate(at), district=district, actor=SYSTEM, at=at)
    client = Client()
    client.force_login(Account.objects.get(pk=made.user))
    return client


def shown_of(person: int) -> str:
    """The identity number of one of the three, which no page may hold without the right to it."""
    return number(person)
