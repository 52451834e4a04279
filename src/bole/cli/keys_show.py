"""密钥一览: `bole keys show`, versions and prints, never a key."""

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "show", callback=show, params=[json_option(), language_option()], help=_("列出密钥的版本和指纹，不显示密钥。")
    )


def show(as_json: bool) -> int:
    """The rings of this machine."""
    from bole.apps.accounts.keys import RINGS, copy_confirmed, key_ring

    rings = [key_ring(name) for name in RINGS]
    if as_json:
        told = [{"name": r.name, "current": r.current, "versions": sorted(r.versions), "print": r.print} for r in rings]
        print_json({"rings": told, "copy_confirmed": copy_confirmed()})
        return 0
    for ring in rings:
        versions = ", ".join(str(version) for version in sorted(ring.versions))
        click.echo(
            _(
                "{name}  现用第 {current} 版，有 {versions}  指纹 {told}",
                name=ring.name,
                current=ring.current,
                versions=versions,
                told=ring.print,
            )
        )
    click.echo(_("已确认另有副本。") if copy_confirmed() else _("没有确认副本。"))
    return 0
