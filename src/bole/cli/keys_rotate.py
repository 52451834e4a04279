"""换钥: `bole keys rotate RING`."""

from datetime import UTC, datetime

import click

from bole.cli.options import language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    from bole.apps.accounts.keys import RINGS

    return click.Command(
        "rotate",
        callback=rotate,
        params=[click.Argument(["ring"], metavar="RING", type=click.Choice(list(RINGS))), language_option()],
        help=_("换一把新的密钥：sealing 密封，index 索引，chain 日志。换后请运行 bole keys reseal，并另存一份副本。"),
    )


def rotate(ring: str) -> int:
    """One more version, which new values take."""
    from bole.cli.console import console

    with console() as actor:
        from bole.apps.accounts.events import record
        from bole.apps.accounts.keys import key_rotate

        made = key_rotate(ring)
        record("key.rotated", actor=actor, at=datetime.now(UTC), data={"ring": ring, "version": made.current})
    click.echo(
        _(
            "{ring} 现用第 {version} 版。请把 BOLE_HOME/keys 另存一份，再运行：bole keys confirm",
            ring=ring,
            version=made.current,
        )
    )
    if ring != "chain":
        click.echo(_("旧的还在用；要全部换成新的，请运行：bole keys reseal"))
    return 0
