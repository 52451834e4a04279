"""换口令: `bole account password USERNAME`."""

from datetime import UTC, datetime

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "password",
        callback=password,
        params=[
            click.Argument(["username"], metavar="USERNAME"),
            click.Option(["--second-factor"], is_flag=True, help=_("同时清除动态口令，本人下次登录时重新设置。")),
            json_option(),
            language_option(),
        ],
        help=_("为一个账户换一个随机的口令，只显示一次。"),
    )


def password(username: str, second_factor: bool, as_json: bool) -> int:
    """Set a new password, made at random."""
    from bole.cli.console import console

    with console() as actor:
        from bole.apps.accounts.selectors import user_named
        from bole.apps.accounts.services import password_set, second_factor_reset

        at = datetime.now(UTC)
        user = user_named(username).pk
        chosen = password_set(user=user, password=None, actor=actor, at=at)
        if second_factor:
            second_factor_reset(user=user, actor=actor, at=at)
    if as_json:
        print_json({"user": user, "username": username, "password": chosen})
    else:
        click.echo(_("用户名：{username}  口令：{password}", username=username, password=chosen))
    return 0
