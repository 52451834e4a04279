"""密钥: `bole keys show|confirm|rotate|reseal|drop`."""

from typing import Final

import click

from bole.cli.subcommands import Subcommands
from bole.kernel.messages import N_, _

SUBCOMMANDS: Final = {
    "show": N_("列出密钥的版本和指纹，不显示密钥。"),
    "confirm": N_("确认 BOLE_HOME/keys 另有副本。"),
    "rotate": N_("换一把新的密钥；旧的留着，用来打开以前密封的。"),
    "reseal": N_("用最新的密钥重新密封、重建索引；可以中断后再来。"),
    "drop": N_("销毁一把不再用的旧密钥。"),
}


def command() -> click.Command:
    """The verb with its subcommands, its texts in the language in use."""
    return Subcommands("keys", SUBCOMMANDS, help=_("密钥：查看、确认已有副本、换钥、重新密封、销毁旧钥。"))
