"""规则包: `bole pack index|check|show|new|test`, each subcommand in a file of its own."""

from typing import Final

import click

from bole.cli.subcommands import Subcommands
from bole.kernel.messages import N_, _

SUBCOMMANDS: Final = {
    "check": N_("检查规则包，列出缺数和未核实的；与手边的文件比对条款。"),
    "index": N_("为一份文件建立条款索引，只记每条的散列值，不抄文字。"),
    "new": N_("新建一个规则包的文件夹。"),
    "show": N_("查看一个规则包、参数、目录、文件或政策项目。"),
    "test": N_("用规则回答规则包里的例子，看是否与例子一致。"),
}


def command() -> click.Command:
    """The verb with its subcommands, its texts in the language in use."""
    return Subcommands("pack", SUBCOMMANDS, help=_("规则包：一个地方的文件、参数、目录和政策项目。"))
