"""Certificates are found within reach, and verified by everybody who knows the number and the name on them."""

from datetime import date, timedelta
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.models import Look
from bole.apps.registry.certificate_search import CertificateRow, certificate_search
from bole.apps.registry.certificate_verify import Verified, certificate_verify
from bole.apps.registry.found import Found
from bole.apps.registry.models import Certificate
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.people import number
from tests.apps.registry.reading import (
    ADMINISTRATORS,
    NOBODY,
    OTHER_TOWN,
    TOWN,
    clerk,
    employer,
    manager,
    provider,
    worker,
)
from tests.apps.registry.recorded import body_made, person_made, record_made

pytestmark = pytest.mark.django_db
TODAY = date(2031, 5, 6)


@pytest.fixture
def issuer(db: None) -> int:
    """Who issued the certificates of two people of two towns."""
    found = body_made(1, "样例评价中心")
    one, other = person_made(1, "张明华", town=TOWN), person_made(2, "李四", town=OTHER_TOWN)
    more: dict[str, Any] = {"kind": "skill", "level": 4, "occupation": "4-10-01-05"}
    made = date(2025, 6, 3)
    record_made(Certificate, person=one, number="S600010001", issuer=found, issued_on=made, **more)
    record_made(Certificate, person=one, number="S600010002", expires_on=date(2030, 1, 1), **more)
    record_made(Certificate, person=other, number="S600020001", revoked_why="撤销", **more)
    return found


def search(words: str, actor: Actor = SYSTEM) -> Found[CertificateRow]:
    return certificate_search(words=words, actor=actor, at=AT)


def numbers(words: str, actor: Actor = SYSTEM) -> set[str]:
    return {row.number for row in search(words, actor).rows}


def verify(number: str, name: str, actor: Actor | None = None) -> Verified:
    return certificate_verify(number=number, name=name, actor=actor, at=AT)


def test_numbers_beginnings_and_holders_find_certificates(issuer: int) -> None:
    assert numbers("S600010001") == {"S600010001"}
    assert numbers("s6000 1") == {"S600010001", "S600010002"}
    assert numbers("张明") == {"S600010001", "S600010002"}
    assert numbers("lisi") == {"S600020001"}
    assert numbers(number(2)) == {"S600020001"}
    assert numbers("王五") == set()


def test_a_row_is_in_words_and_its_holder_masked(issuer: int) -> None:
    states = {row.number: row.state_label for row in search("S6000").rows}
    assert states == {"S600010001": "有效", "S600010002": "已过有效期", "S600020001": "已撤销或注销"}
    (row,) = search("S600010001").rows
    assert (row.holder, row.level, row.issuer) == ("张*华", "高级工", "样例评价中心")
    assert row.occupation not in ("", "4-10-01-05")


def test_an_office_finds_those_of_its_people_a_provider_its_own(issuer: int) -> None:
    assert numbers("S6000", clerk(TOWN)) == {"S600010001", "S600010002"}
    assert numbers("S6000", clerk(OTHER_TOWN)) == {"S600020001"}
    assert numbers("S6000", manager()) == {"S600010001", "S600010002", "S600020001"}
    assert numbers("S6000", provider(issuer)) == {"S600010001"}
    assert numbers("张明", provider(issuer)) == set()
    assert numbers("S6000", provider(99)) == set()
    for actor in (worker(1), employer(issuer), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            search("S6000", actor)


def test_who_knows_number_and_name_learns_what_it_says(issuer: int) -> None:
    found = verify("s60001 0001", "張明華")
    assert (found.outcome, found.level, found.issuer, found.issued_on) == (
        "valid",
        "高级工",
        "样例评价中心",
        date(2025, 6, 3),
    )
    assert found.occupation_code == "4-10-01-05"
    assert found.found
    assert verify("S600010002", "张明华").outcome == "expired"
    revoked = verify("S600020001", "李四")
    assert (revoked.outcome, revoked.revoked_why, revoked.outcome_label) == ("revoked", "撤销", "已撤销或注销")


def test_who_does_not_know_both_learns_nothing(issuer: int) -> None:
    empty = Verified("x")
    for given, name, outcome in (
        ("S600010001", "李四", "name-differs"),
        ("S600010001", "张明", "name-differs"),
        ("S600010001", "", "name-differs"),
        ("S699", "张明华", "not-found"),
        ("", "张明华", "not-found"),
        ("S60001%", "张明华", "not-found"),
    ):
        found = verify(given, name)
        assert found.outcome == outcome
        assert not found.found
        assert (found.number, found.level, found.issuer, found.issued_on) == (
            empty.number,
            empty.level,
            empty.issuer,
            empty.issued_on,
        )
    assert not Look.objects.exists()


def test_a_look_tells_that_somebody_verified_it(issuer: int) -> None:
    verify("S600010001", "张明华")
    verify("S600010001", "张明华", provider(issuer))
    assert sorted(Look.objects.values_list("actor", "purpose")) == [("公众", "查验证书"), ("机构", "查验证书")]
    with pytest.raises(BoleError, match="BOLE-A005"):
        verify("S600010001", "张明华", employer(issuer))


def test_a_certificate_is_valid_on_its_last_day_and_until_it_is_revoked(db: None) -> None:
    person = person_made(1, "张三")
    record_made(Certificate, person=person, number="A0001", kind="skill", level=4, expires_on=TODAY)
    later = TODAY + timedelta(days=1)
    record_made(Certificate, person=person, number="A0002", kind="skill", level=4, revoked_on=later)
    record_made(Certificate, person=person, number="A0003", kind="skill", level=4, revoked_on=TODAY)
    told = [verify(number, "张三").outcome for number in ("A0001", "A0002", "A0003")]
    assert told == ["valid", "valid", "revoked"]
