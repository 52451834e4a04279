"""Accounts of an invented bureau."""

from datetime import UTC, date, datetime
from typing import Protocol

import pytest

from bole.apps.accounts.actor import Actor

AT = datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
TODAY = date(2031, 5, 6)
SYSTEM = Actor.system("test")


class Opens(Protocol):
    """`opens(...)`: a new account with a role; gives its number."""

    def __call__(self, username: str, role: str = "", *, district: str = "", until: date | None = None) -> int: ...


@pytest.fixture
def opens(db: None) -> Opens:
    # A conftest is imported before Django is ready where a test is named by its path.
    from bole.apps.accounts.services import administrator_appoint, grant_give, user_create

    def open_account(username: str, role: str = "", *, district: str = "", until: date | None = None) -> int:
        user = user_create(username=username, display_name=f"{username}某", actor=SYSTEM, at=AT).user
        if role.endswith("-administrator"):
            administrator_appoint(user=user, role=role, actor=SYSTEM, at=AT)
        elif role:
            grant_give(user=user, role=role, actor=SYSTEM, at=AT, since=TODAY, until=until, district=district)
        return user

    return open_account
