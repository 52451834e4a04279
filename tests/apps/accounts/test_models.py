"""The tables of the accounts say no where the code forgets to."""

import pytest
from django.db import IntegrityError, connection, transaction

from bole.apps.accounts.models import Administrator, User

pytestmark = pytest.mark.django_db


def test_the_database_is_the_one_that_was_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


def test_no_account_is_two_of_the_three_administrators() -> None:
    user = User.objects.create_user("chen", display_name="陈一")
    Administrator.objects.create(user=user, role="system-administrator")
    with pytest.raises(IntegrityError), transaction.atomic():
        Administrator.objects.create(user=user, role="audit-administrator")
