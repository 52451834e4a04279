"""重新密封: `bole keys reseal`."""

from datetime import UTC, datetime

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "reseal",
        callback=reseal,
        params=[json_option(), language_option()],
        help=_("用最新的密钥重新密封全部资料、重建索引；服务可以照常运行，中断后再来一次即可。"),
    )


def reseal(as_json: bool) -> int:
    """Seal and index everything anew."""
    from bole.cli.console import console

    with console() as actor:
        from bole.apps.accounts.resealing import reseal as resealing

        def progress(rows: int) -> None:
            click.echo(_("已处理 {rows} 行", rows=rows), err=True)

        done = resealing(actor=actor, at=datetime.now(UTC), progress=progress)
    if as_json:
        print_json({"rows": done.rows, "sealed": done.sealed, "indexed": done.indexed})
    else:
        told = _(
            "共 {rows} 行，重新密封 {sealed} 项，重建索引 {indexed} 项。",
            rows=done.rows,
            sealed=done.sealed,
            indexed=done.indexed,
        )
        click.echo(told)
    return 0
