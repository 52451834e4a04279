"""Opens a second manager's account in the register of BOLE_HOME (an appeal is another's), and tells its password."""

from datetime import UTC, datetime

from bole.conf.start import start_django


def main() -> None:
    start_django()
    from bole.apps.accounts.actor import Actor
    from bole.apps.accounts.services import grant_give, user_create

    at, who = datetime.now(UTC), Actor.system("test")
    made = user_create(username="demo-manager-2", display_name="另一位负责人", actor=who, at=at)
    grant_give(user=made.user, role="manager", since=at.date(), actor=who, at=at)
    print(made.password)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
