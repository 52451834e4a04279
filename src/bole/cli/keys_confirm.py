"""确认副本: `bole keys confirm`, once BOLE_HOME/keys is kept elsewhere too."""

import click

from bole.cli.options import language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "confirm",
        callback=confirm,
        params=[language_option()],
        help=_("确认 BOLE_HOME/keys 已复制到别处妥善保管；密钥一变，就要再确认。"),
    )


def confirm() -> int:
    """Note that there is a copy."""
    from bole.apps.accounts.keys import copy_confirm

    copy_confirm()
    click.echo(_("已确认另有副本。"))
    return 0
