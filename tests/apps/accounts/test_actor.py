"""What a role may, and where."""

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.permissions_page import page
from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.kernel.errors import BoleError
from tests.conftest import ROOT


def actor(*grants: Granted) -> Actor:
    return Actor(1, "陈一", grants)


def test_the_system_may_everything_everywhere() -> None:
    assert all(Actor.system("import").may(permission, district="990101") for permission in PERMISSIONS)
    assert Actor.system("import").districts("person.read") is None


def test_nobody_may_anything_without_a_grant() -> None:
    assert not any(actor().may(permission) for permission in PERMISSIONS)
    assert actor().districts("person.read") == ()


@pytest.mark.parametrize(
    ("granted", "asked", "allowed"),
    [
        ("", None, True),
        ("", "", True),
        ("", "990102", True),
        ("990101", None, True),
        ("990101", "990101", True),
        ("990101", "990101005", True),
        ("990101", "990102", False),
        ("990101", "9901", False),
        ("990101", "", False),
    ],
)
def test_a_grant_reaches_its_district_and_what_lies_in_it(granted: str, asked: str | None, allowed: bool) -> None:
    assert actor(Granted("clerk", district=granted)).may("person.read", district=asked) is allowed


def test_the_reach_is_that_of_the_role_that_has_the_permission() -> None:
    """Who reads the whole city and confirms imports in one district does not confirm them in another."""
    both = actor(Granted("clerk"), Granted("manager", district="990101"))
    assert both.districts("person.read") is None
    assert both.districts("import.confirm") == ("990101",)
    assert not both.may("import.confirm", district="990102")


def test_a_refusal_names_the_permission_and_who_has_it() -> None:
    with pytest.raises(BoleError, match=r"确认导入.*业务负责人.*BOLE-A005"):
        actor(Granted("clerk")).require("import.confirm")


def test_a_role_that_is_gone_gives_nothing() -> None:
    assert not actor(Granted("of-old")).may("person.read")


def test_administrators_and_business_have_no_permission_in_common() -> None:
    administrators = [role for role in ROLES.values() if role.administrates]
    assert len(administrators) == 3
    for one in administrators:
        others = [role for role in ROLES.values() if role is not one]
        assert not any(one.permissions & other.permissions for other in others)


def test_every_permission_is_somebodys() -> None:
    assert {permission for role in ROLES.values() for permission in role.permissions} == set(PERMISSIONS)


def test_page_and_code_agree() -> None:
    written = (ROOT / "docs" / "reference" / "permissions.md").read_text(encoding="utf-8")
    assert written == page(), "run `python -m bole.apps.accounts.permissions_page > docs/reference/permissions.md`"
