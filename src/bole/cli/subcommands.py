"""子命令: a verb that has verbs of its own, each in a file named after both and loaded when it is asked for."""

from collections.abc import Mapping
from importlib import import_module

import click

from bole.cli.options import language_option
from bole.kernel.messages import _


class Subcommands(click.Group):
    """子命令 of a verb; `told` has what each does, as message ids."""

    def __init__(self, verb: str, told: Mapping[str, str], *, help: str) -> None:
        super().__init__(verb, params=[language_option()], help=help)
        self.verb = verb
        self.told = told

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.told:
            return None
        command = import_module(f"bole.cli.{self.verb}_{cmd_name}").command()
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("命令")):
            formatter.write_dl([(name, _(told)) for name, told in self.told.items()])
