"""账户: `bole account create|password|list`, for whoever sits at this machine; every act is an event."""

from typing import Final

import click

from bole.cli.subcommands import Subcommands
from bole.kernel.messages import N_, _

SUBCOMMANDS: Final = {
    "create": N_("开户，可同时授予角色或任命为管理员；口令只显示一次。"),
    "password": N_("为一个账户换口令；新口令只显示一次。"),
    "list": N_("列出账户和角色。"),
}


def command() -> click.Command:
    """The verb with its subcommands, its texts in the language in use."""
    return Subcommands("account", SUBCOMMANDS, help=_("账户：开户、改口令、任命三位管理员。日常的授权请在网页上办理。"))
