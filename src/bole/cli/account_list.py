"""账户一览: `bole account list`."""

from datetime import UTC, datetime

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "list", callback=list_, params=[json_option(), language_option()], help=_("列出账户和今天有效的角色。")
    )


def list_(as_json: bool) -> int:
    """Every account with its roles of today."""
    from bole.cli.console import console

    with console() as actor:
        from bole.apps.accounts.roles import ROLES
        from bole.apps.accounts.selectors import granted_to, users

        at = datetime.now(UTC)
        rows = [(user, [granted.role for granted in granted_to(user, at=at)]) for user in users(actor=actor)]
    if as_json:
        print_json([{"username": user.username, "active": user.is_active, "roles": roles} for user, roles in rows])
        return 0
    for user, roles in rows:
        labels = "、".join(_(ROLES[role].label) for role in roles) or "-"
        click.echo(f"{user.username}  {user}  {labels}" + ("" if user.is_active else f"  {_('已停用')}"))
    return 0
