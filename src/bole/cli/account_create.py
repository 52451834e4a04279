"""开户: `bole account create USERNAME`, with a role; the way in which the first three administrators come."""

from datetime import UTC, datetime

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "create",
        callback=create,
        params=[
            click.Argument(["username"], metavar="USERNAME"),
            click.Option(["--name"], metavar="NAME", default="", help=_("姓名；不写为用户名。")),
            click.Option(
                ["--role"], metavar="ROLE", default="", help=_("角色的编号，见 docs/reference/permissions.md。")
            ),
            click.Option(["--unit"], metavar="NAME", default="", help=_("所在的部门。")),
            click.Option(["--district"], metavar="CODE", default="", help=_("区划代码；不写为全市。")),
            json_option(),
            language_option(),
        ],
        help=_(
            "开户。没有管理员时用它任命三位管理员：system-administrator、security-administrator、audit-administrator。"
        ),
    )


def create(username: str, name: str, role: str, unit: str, district: str, as_json: bool) -> int:
    """Open the account; all or nothing."""
    from bole.cli.console import console

    with console() as actor:
        from django.db import transaction
        from django.utils.timezone import localdate

        from bole.apps.accounts.roles import ROLES
        from bole.apps.accounts.services import administrator_appoint, grant_give, unit_create, user_create

        at = datetime.now(UTC)
        with transaction.atomic():
            unit_id = unit_create(name=unit, kind="department", actor=actor, at=at) if unit else None
            opened = user_create(username=username, display_name=name or username, actor=actor, at=at, unit=unit_id)
            if role in ROLES and ROLES[role].administrates:
                administrator_appoint(user=opened.user, role=role, actor=actor, at=at)
            elif role:
                grant_give(
                    user=opened.user,
                    role=role,
                    actor=actor,
                    at=at,
                    since=localdate(at),
                    unit=unit_id,
                    district=district,
                )
    if as_json:
        print_json({"user": opened.user, "username": opened.username, "password": opened.password, "role": role})
    else:
        click.echo(_("用户名：{username}  口令：{password}", username=opened.username, password=opened.password))
        click.echo(_("口令只显示这一次；请当面交给本人，登录后修改。"), err=True)
    return 0
