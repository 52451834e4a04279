"""The tables of the accounts say no where the code forgets to."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from bole.apps.accounts.models import Administrator, ChainHead, Grant, User
from tests.apps.accounts.conftest import TODAY, Opens

pytestmark = pytest.mark.django_db


def refused(row: Model) -> bool:
    """Whether the database refuses a row."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return True
    return False


def test_the_database_is_the_one_that_was_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


def test_the_migrations_are_what_the_tables_are_today() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_account_is_two_of_the_three_administrators(opens: Opens) -> None:
    user = opens("chen", "system-administrator")
    assert refused(Administrator(user_id=user, role="audit-administrator"))


def test_an_administrator_is_one_of_three_and_no_grant_makes_one(opens: Opens) -> None:
    user = opens("chen")
    assert refused(Administrator(user_id=user, role="officer"))
    assert refused(Grant(user_id=user, role="audit-administrator", since=TODAY))


def test_the_same_role_is_granted_once(opens: Opens) -> None:
    user = opens("chen", "clerk")
    assert refused(Grant(user_id=user, role="clerk", since=TODAY))
    assert not refused(Grant(user_id=user, role="clerk", since=TODAY, district="990101"))


def test_a_grant_does_not_end_before_it_begins(opens: Opens) -> None:
    user = opens("chen")
    assert refused(Grant(user_id=user, role="clerk", since=TODAY, until=TODAY.replace(day=1)))


def test_there_is_one_head_of_the_chain() -> None:
    assert refused(ChainHead(pk=2))


def test_no_superuser_and_no_permission_beside_the_roles(opens: Opens) -> None:
    user = User.objects.get(pk=opens("chen"))
    assert not hasattr(user, "is_superuser")
    assert not hasattr(user, "user_permissions")


def test_no_two_tables_share_the_name_of_an_index() -> None:
    """PostgreSQL keeps the names of indexes in one place for all tables; SQLite says nothing until somebody moves."""
    from django.apps import apps

    named = [one.name for model in apps.get_models() for one in (*model._meta.indexes, *model._meta.constraints)]
    assert [name for name, count in Counter(named).items() if count > 1] == []
