"""After a change of keys everything is sealed with the newest, and opens."""

import base64
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from bole.apps.accounts import resealing
from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.keys import key_drop, key_rotate
from bole.apps.accounts.login import SecondFactorAdapter
from bole.apps.accounts.resealing import Resealed, reseal, versions_in_use
from bole.apps.accounts.sealing import blind_index, place, seal, sealed_with, unseal
from bole.apps.registry.models import Contact, Person, Source
from bole.kernel.errors import BoleError
from tests.apps.accounts.conftest import AT, SYSTEM, Opens

pytestmark = pytest.mark.django_db


def number_of(thing: int) -> str:
    return f"99010119800101{thing:04d}"


def sealed_values(model: Any, thing: int, field: str, plain: str, kind: str, index: str) -> dict[str, bytes]:
    return {field: seal(plain, place(model, field, thing)), index: blind_index(plain, kind)}


@pytest.fixture
def people() -> list[int]:
    """Eleven persons and a contact without a bank account."""
    source = Source.objects.create(code="test", name="测试")
    frame = {"source": source, "recorded_at": AT, "valid_from": date(2031, 1, 1)}
    for thing in range(1, 12):
        values = sealed_values(Person, thing, "id_number", number_of(thing), "id_number", "id_index")
        Person.objects.create(thing=thing, name="某", pinyin="mou", **values, **frame)
    Contact.objects.create(
        thing=1, **sealed_values(Contact, 1, "phone", "13800000001", "phone", "phone_index"), **frame
    )
    return list(range(1, 12))


def test_all_is_sealed_and_indexed_anew_and_the_old_keys_can_go(
    people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "_CHUNK", 4)
    key_rotate("sealing")
    key_rotate("index")
    assert versions_in_use() == {1}
    assert reseal(actor=SYSTEM, at=AT) == Resealed(12, 12, 12)
    assert versions_in_use() == {2}
    key_drop("sealing", 1)
    key_drop("index", 1)
    for thing in people:
        found = Person.objects.get(id_index=blind_index(number_of(thing), "id_number"))
        assert found.thing == thing
        assert found.id_number is not None
        assert unseal(found.id_number, place(Person, "id_number", thing)) == number_of(thing)


def test_a_second_time_changes_nothing(people: list[int]) -> None:
    key_rotate("sealing")
    reseal(actor=SYSTEM, at=AT)
    assert reseal(actor=SYSTEM, at=AT) == Resealed(12, 0, 0)


def test_stopped_half_way_everything_opens_and_the_rest_is_done_later(
    people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "_CHUNK", 4)
    key_rotate("sealing")

    def stop(_rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(actor=SYSTEM, at=AT, progress=stop)
    assert versions_in_use() == {1, 2}
    for row in Person.objects.all():
        assert row.id_number is not None
        assert unseal(row.id_number, place(Person, "id_number", row.thing)) == number_of(row.thing)
    assert reseal(actor=SYSTEM, at=AT).sealed == 8
    assert versions_in_use() == {2}


def test_secrets_of_second_factors_are_sealed_anew_too(opens: Opens) -> None:
    adapter, user = SecondFactorAdapter(), opens("chen", "clerk")
    data = {"secret": adapter.encrypt("GEZDGNBV")}
    assert "GEZDGNBV" not in data["secret"]
    Authenticator.objects.create(user_id=user, type=Authenticator.Type.TOTP, data=data)
    key_rotate("sealing")
    assert reseal(actor=SYSTEM, at=AT).sealed == 1
    kept = Authenticator.objects.get().data["secret"]
    assert sealed_with(base64.b64decode(kept)) == 2
    assert adapter.decrypt(kept) == "GEZDGNBV"


def test_the_security_administrator_does_it_and_nobody_else() -> None:
    with pytest.raises(BoleError, match="BOLE-A005"):
        reseal(actor=Actor(1, "某", (Granted("system-administrator"),)), at=AT)
    reseal(actor=Actor(1, "某", (Granted("security-administrator"),)), at=AT)
