"""Who may open accounts and give roles, and what nobody may."""

from datetime import timedelta

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import Administrator, Event, Grant, User
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import actor_of, demo_users_exist, needs_second_factor
from bole.apps.accounts.services import (
    administrator_appoint,
    administrator_dismiss,
    demo_users_create,
    grant_end,
    grant_give,
    password_made,
    password_set,
    user_create,
    user_deactivate,
    user_reactivate,
)
from bole.kernel.errors import BoleError
from tests.apps.accounts.conftest import AT, SYSTEM, TODAY, Opens

pytestmark = pytest.mark.django_db


def acting(user: int) -> Actor:
    return actor_of(User.objects.get(pk=user), at=AT)


def test_the_system_administrator_opens_accounts_and_gives_no_roles(opens: Opens) -> None:
    actor = acting(opens("sys", "system-administrator"))
    opened = user_create(username="chen", display_name="陈一", actor=actor, at=AT)
    assert User.objects.get(pk=opened.user).check_password(opened.password)
    with pytest.raises(BoleError, match="BOLE-A005"):
        grant_give(user=opened.user, role="clerk", actor=actor, at=AT, since=TODAY)


def test_the_security_administrator_gives_roles_and_opens_no_accounts(opens: Opens) -> None:
    actor = acting(opens("sec", "security-administrator"))
    user = opens("chen")
    grant_give(user=user, role="officer", actor=actor, at=AT, since=TODAY, district="990101")
    assert acting(user).districts("person.read") == ("990101",)
    with pytest.raises(BoleError, match="BOLE-A005"):
        user_create(username="li", display_name="李二", actor=actor, at=AT)


@pytest.mark.parametrize("role", [role.code for role in ROLES.values() if role.code != "security-administrator"])
def test_nobody_else_gives_roles(opens: Opens, role: str) -> None:
    actor = Actor(opens("other"), "other", grants=(Granted(role),))
    user = opens("chen")
    for act in (
        lambda: grant_give(user=user, role="clerk", actor=actor, at=AT, since=TODAY),
        lambda: administrator_appoint(user=user, role="audit-administrator", actor=actor, at=AT),
        lambda: administrator_dismiss(user=user, actor=actor, at=AT),
    ):
        with pytest.raises(BoleError, match="BOLE-A005"):
            act()


def test_no_account_becomes_two_administrators(opens: Opens) -> None:
    user = opens("chen", "system-administrator")
    with pytest.raises(BoleError, match="BOLE-A006"):
        administrator_appoint(user=user, role="audit-administrator", actor=SYSTEM, at=AT)
    with pytest.raises(BoleError, match="BOLE-A019"):
        administrator_appoint(user=user, role="system-administrator", actor=SYSTEM, at=AT)
    assert Administrator.objects.get(user=user).role == "system-administrator"


def test_an_administrator_handles_no_business_and_who_does_becomes_none(opens: Opens) -> None:
    administrator, clerk = opens("chen", "audit-administrator"), opens("li", "clerk")
    with pytest.raises(BoleError, match="BOLE-A012"):
        grant_give(user=administrator, role="clerk", actor=SYSTEM, at=AT, since=TODAY)
    with pytest.raises(BoleError, match="BOLE-A012"):
        administrator_appoint(user=clerk, role="audit-administrator", actor=SYSTEM, at=AT)


def test_who_has_handed_his_role_back_may_become_an_administrator(opens: Opens) -> None:
    user = opens("li", "clerk")
    grant_end(grant=Grant.objects.get(user=user).pk, actor=SYSTEM, at=AT, on=TODAY)
    with pytest.raises(BoleError, match="BOLE-A012"):  # today he still is
        administrator_appoint(user=user, role="audit-administrator", actor=SYSTEM, at=AT)
    administrator_appoint(user=user, role="audit-administrator", actor=SYSTEM, at=AT + timedelta(days=1))


def test_nobody_changes_his_own_roles(opens: Opens) -> None:
    user = opens("sec", "security-administrator")
    opens("sec2", "security-administrator")
    for act in (
        lambda: grant_give(user=user, role="clerk", actor=acting(user), at=AT, since=TODAY),
        lambda: administrator_dismiss(user=user, actor=acting(user), at=AT),
        lambda: administrator_appoint(user=user, role="audit-administrator", actor=acting(user), at=AT),
    ):
        with pytest.raises(BoleError, match="BOLE-A013"):
            act()


def test_the_last_administrator_of_a_kind_stays(opens: Opens) -> None:
    user = opens("aud", "audit-administrator")
    with pytest.raises(BoleError, match="BOLE-A018"):
        administrator_dismiss(user=user, actor=SYSTEM, at=AT)
    with pytest.raises(BoleError, match="BOLE-A018"):
        user_deactivate(user=user, actor=SYSTEM, at=AT)
    other = opens("aud2", "audit-administrator")
    user_deactivate(user=other, actor=SYSTEM, at=AT)
    with pytest.raises(BoleError, match="BOLE-A018"):  # the other one does not count any more
        administrator_dismiss(user=user, actor=SYSTEM, at=AT)
    user_reactivate(user=other, actor=SYSTEM, at=AT)
    administrator_dismiss(user=user, actor=SYSTEM, at=AT)


def test_a_grant_counts_from_its_first_day_to_its_last(opens: Opens) -> None:
    user = opens("chen")
    until = TODAY + timedelta(days=2)
    grant_give(user=user, role="clerk", actor=SYSTEM, at=AT, since=TODAY, until=until)
    account = User.objects.get(pk=user)
    days = {day: actor_of(account, at=AT + timedelta(days=day)).may("person.read") for day in (-1, 0, 2, 3)}
    assert days == {-1: False, 0: True, 2: True, 3: False}


def test_the_day_is_the_one_in_china(opens: Opens) -> None:
    """At 17:00 UTC the next day has begun there."""
    user = opens("chen")
    grant_give(user=user, role="clerk", actor=SYSTEM, at=AT, since=TODAY + timedelta(days=1))
    account = User.objects.get(pk=user)
    assert not actor_of(account, at=AT.replace(hour=15)).may("person.read")
    assert actor_of(account, at=AT.replace(hour=17)).may("person.read")


def test_a_grant_that_had_not_begun_goes_and_its_history_stays(opens: Opens) -> None:
    user = opens("chen")
    later = TODAY + timedelta(days=9)
    grant = grant_give(user=user, role="clerk", actor=SYSTEM, at=AT, since=later)
    grant_end(grant=grant, actor=SYSTEM, at=AT, on=TODAY)
    assert not Grant.objects.filter(user=user).exists()
    assert [row.history_type for row in Grant.history.filter(id=grant)] == ["-", "+"]


def test_the_same_role_twice_and_an_end_before_its_beginning_are_refused(opens: Opens) -> None:
    user = opens("chen", "clerk")
    with pytest.raises(BoleError, match="BOLE-A016"):
        grant_give(user=user, role="clerk", actor=SYSTEM, at=AT, since=TODAY)
    with pytest.raises(BoleError, match="BOLE-A017"):
        grant_give(user=user, role="officer", actor=SYSTEM, at=AT, since=TODAY, until=TODAY - timedelta(days=1))


@pytest.mark.parametrize("role", ["worker", "employer", "provider"])
def test_a_role_over_ones_own_things_says_whose(opens: Opens, role: str) -> None:
    with pytest.raises(BoleError, match="BOLE-A015"):
        grant_give(user=opens("chen"), role=role, actor=SYSTEM, at=AT, since=TODAY)


def test_a_role_that_is_none_is_refused_with_those_there_are(opens: Opens) -> None:
    with pytest.raises(BoleError, match="clerk"):
        grant_give(user=opens("chen"), role="king", actor=SYSTEM, at=AT, since=TODAY)
    with pytest.raises(BoleError, match="BOLE-A014"):
        administrator_appoint(user=opens("li"), role="clerk", actor=SYSTEM, at=AT)


def test_an_account_that_is_off_may_nothing(opens: Opens) -> None:
    user = opens("chen", "manager")
    assert acting(user).may("import.confirm")
    user_deactivate(user=user, actor=SYSTEM, at=AT)
    assert not acting(user).may("import.confirm")


def test_a_user_name_is_taken_once_and_a_weak_password_is_refused(opens: Opens) -> None:
    opens("chen")
    with pytest.raises(BoleError, match="BOLE-A010"):
        user_create(username="chen", display_name="陈二", actor=SYSTEM, at=AT)
    for weak in ("short", "1234567890123", "password1234", "chenxiaoming"):
        with pytest.raises(BoleError, match="BOLE-A011"):
            user_create(username="chenxiaoming", display_name="陈小明", actor=SYSTEM, at=AT, password=weak)


def test_passwords_are_changed_by_oneself_or_the_system_administrator(opens: Opens) -> None:
    user, other = opens("chen", "clerk"), opens("li", "clerk")
    password_set(user=user, password="kiln-otter-92-quay", actor=acting(user), at=AT)  # noqa: S106
    assert User.objects.get(pk=user).check_password("kiln-otter-92-quay")
    with pytest.raises(BoleError, match="BOLE-A005"):
        password_set(user=user, password=None, actor=acting(other), at=AT)


def test_made_passwords_differ_and_are_long() -> None:
    made = {password_made() for _ in range(100)}
    assert len(made) == 100
    assert {len(password) for password in made} == {19}


def test_staff_need_a_second_factor_and_workers_do_not(opens: Opens) -> None:
    clerk = User.objects.get(pk=opens("chen", "clerk"))
    audit = User.objects.get(pk=opens("li", "audit-administrator"))
    worker = user_create(username="gong", display_name="工人", actor=SYSTEM, at=AT, person=7).user
    grant_give(user=worker, role="worker", actor=SYSTEM, at=AT, since=TODAY)
    assert needs_second_factor(clerk)
    assert needs_second_factor(audit)
    assert not needs_second_factor(User.objects.get(pk=worker))


def test_demo_accounts_are_one_of_each_role_and_known_as_such() -> None:
    assert not demo_users_exist()
    made = demo_users_create(actor=SYSTEM, at=AT, organisation=5, person=7)
    assert [opened.role for opened in made] == list(ROLES)
    assert demo_users_exist()
    assert len({opened.password for opened in made}) == len(ROLES)


def test_every_act_leaves_an_event_that_names_nobody(opens: Opens) -> None:
    user = opens("chen", "clerk")
    password_set(user=user, password=None, actor=SYSTEM, at=AT)
    grant_end(grant=Grant.objects.get(user=user).pk, actor=SYSTEM, at=AT, on=TODAY)
    user_deactivate(user=user, actor=SYSTEM, at=AT)
    kinds = ["user.created", "grant.given", "user.password-set", "grant.ended", "user.deactivated"]
    events = list(Event.objects.order_by("number"))
    assert [event.kind for event in events] == kinds
    assert {(event.about, event.about_id, event.actor) for event in events} == {("user", user, "test")}
    assert not [event for event in events if "chen" in str(event.data)]


def test_what_fails_leaves_no_event(opens: Opens) -> None:
    user = opens("chen", "clerk")
    before = Event.objects.count()
    with pytest.raises(BoleError):
        administrator_appoint(user=user, role="audit-administrator", actor=SYSTEM, at=AT)
    assert Event.objects.count() == before
