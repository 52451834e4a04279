"""体检: `bole check`, every part green or red, and the way out of each red one."""

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "check",
        callback=check,
        params=[json_option(), language_option()],
        help=_("逐项检查这台机器上的系统；有一项不好，结束代码为 1，并写明怎么办。"),
    )


def check(as_json: bool) -> int:
    """Look at every part; 1 if one is red."""
    from bole.conf.start import start_django

    start_django()
    from bole.conf.checkup import checkup

    parts = []
    for part in checkup():
        parts.append(part)
        if not as_json:
            mark = click.style(_("好"), fg="green") if part.found.green else click.style(_("差"), fg="red")
            click.echo(f"{mark}  {part.label}: {part.found.told}")
            if part.found.remedy:
                click.echo(f"    → {part.found.remedy}")
    good = all(part.found.green for part in parts)
    if as_json:
        print_json({"green": good, "parts": [part.to_json() for part in parts]})
    return 0 if good else 1
