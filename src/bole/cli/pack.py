"""规则包: `bole pack index|check|show|new|test`, each subcommand in a file of its own."""

from importlib import import_module
from typing import Final

import click

from bole.cli.options import language_option
from bole.kernel.messages import N_, _

SUBCOMMANDS: Final = {
    "check": N_("检查规则包，列出缺数和未核实的；与手边的文件比对条款。"),
    "index": N_("为一份文件建立条款索引，只记每条的散列值，不抄文字。"),
    "new": N_("新建一个规则包的文件夹。"),
    "show": N_("查看一个规则包、参数、目录、文件或政策项目。"),
    "test": N_("用规则回答规则包里的例子，看是否与例子一致。"),
}


class PackCommands(click.Group):
    """The subcommands of `bole pack`, each loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        command = import_module(f"bole.cli.pack_{cmd_name}").command()
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("命令")):
            formatter.write_dl([(name, _(told)) for name, told in SUBCOMMANDS.items()])


def command() -> click.Command:
    """The verb with its subcommands, its texts in the language in use."""
    return PackCommands("pack", params=[language_option()], help=_("规则包：一个地方的文件、参数、目录和政策项目。"))
