"""A register of three people and two bodies in two towns, as departments sent them; and somebody who signs in."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.test import Client
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import Account
from bole.apps.accounts.services import administrator_appoint, grant_give, unit_create, user_create
from bole.apps.cases.drafts import draft_begin
from bole.apps.cases.files import file_add
from bole.apps.cases.models import BulkAct, Entitlement
from bole.apps.cases.opening import case_open
from bole.apps.registry.models import Certificate, Doubt, Merge, Organisation, Person
from bole.apps.registry.pools import member_enter, pool_create
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
    """Numbers of the people (the first two live HERE, the third THERE), bodies, one certificate, one batch, two pools
    and their members: the city's with the first of the people in it, the other town's with the third."""

    people: tuple[int, int, int]
    bodies: tuple[int, int]
    certificate: int
    batch: int
    pools: tuple[int, int]
    members: tuple[int, int]
    doubt: int
    """Whether the first two are one."""
    merge: int
    cases: tuple[int, int]
    """Of the first of the people, and of the third."""
    file: int
    draft: int
    """Of the first of the people."""
    bulk: int
    entitlement: int
    """Of the first of the people, which waits for him."""
    """Of nobody in particular."""


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
    one, other = (bodies[code(n)] for n in (1, 2))
    _trained(one, other)
    pools, members = _pools(first, third)
    parts = [["name", "same surname", 3]]
    doubt = Doubt.objects.create(person=first, other=second, weight=3_000, parts=parts, found_at=AT)
    merge = Merge.objects.create(kept=first, merged_at=AT, merged_by="经办", reason="本人来说明")
    cases, file, draft, bulk = _cases(first, third)
    return City(
        (first, second, third), (one, other), held, came.batch, pools, members, doubt.pk, merge.pk, cases, file, draft,
        bulk, _entitlement(first, held),
    )  # fmt: skip


FLAT = "zhongshan.flat"


def _entitlement(person: int, certificate: int) -> int:
    """A subsidy that the first is to have for his certificate."""
    made = Entitlement.objects.create(
        kind="zhongshan.skill-upgrade-grant", scheme="zhongshan.skill-upgrade", fact=certificate, person=person,
        district=HERE, state="told", fen=150_000, as_of=localdate(AT), found_at=AT, changed_at=AT,
    )  # fmt: skip
    return made.pk


def _cases(*people: int) -> tuple[tuple[int, int], int, int, int]:
    """A flat that each of them applied for, a file of the first, a draft of his, and a bulk act."""
    told = {"household": "2"}
    one, other = (
        case_open(
            kind=FLAT,
            person=person,
            organisation=None,
            origin="applied",
            answers=told,
            applied_on=localdate(AT),
            actor=SYSTEM,
            at=AT,
        )
        for person in people
    )
    content = io.BytesIO(b"%PDF-1.4\n%%EOF\n")
    file = file_add(case=one, material="contract", name="合同.pdf", stream=content, actor=SYSTEM, at=AT)
    own = Actor(1, "本人", (Granted("worker"),), person=people[0])
    draft = draft_begin(kind="zhongshan.service-request", actor=own, at=AT)
    bulk = BulkAct.objects.create(verb="accept", count=1, asked_at=AT, user=0, actor="经办")
    return (one, other), file, draft, bulk.pk


def _trained(*bodies: int) -> None:
    """A class of each body: of the first two people, and of the third."""
    rows = [
        {
            "姓名": name, "证件号码": number(at), "班次编号": f"B{body}", "培训机构": f"样例{body}号有限公司",
            "培训机构统一社会信用代码": code(body), "培训工种": "电工", "开班日期": "2031-03-01", "课时": "40",
            "考核结果": "是",
        }
        for at, (name, body) in enumerate(zip(NAMES, (1, 1, 2), strict=True), 1)
    ]  # fmt: skip
    written(checked(upload("training", rows)))


def _pools(*people: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The city's pool and one of the other town, each with one of the people."""
    who = {"actor": SYSTEM, "at": AT}
    told = (("city-pool", "样例领军人才库", ""), ("town-pool", "样例镇专家库", THERE))
    pools = [
        pool_create(code=code, name=name, kind="talent", district=district, **who)  # type: ignore[arg-type]
        for code, name, district in told
    ]
    members = [
        member_enter(pool=pool, person=person, on=localdate(AT), reserve=True, **who)  # type: ignore[arg-type]
        for pool, person in zip(pools, people, strict=True)
    ]
    return (pools[0], pools[1]), (members[0], members[1])


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
