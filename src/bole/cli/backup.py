"""备份: `bole backup FILE`, the whole register in one file while the server goes on."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bole.cli.files import print_json, progress_bar
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "backup",
        callback=backup,
        params=[
            click.Argument(["file"], metavar="FILE", type=click.Path(path_type=Path)),
            json_option(),
            language_option(),
        ],
        help=_(
            "把整个登记库和没有导完的文件写成一个文件，不必停止服务；不覆盖已有的文件。"
            "里面没有密钥：BOLE_HOME/keys 要另外保管，否则恢复以后密封的资料打不开。"
        ),
    )


def backup(file: Path, as_json: bool) -> int:
    """Make it, and say what is not in it."""
    from bole.cli.console import console

    with console(prepare=False) as actor:
        from bole.conf.backups.making import backup_make

        with progress_bar(_("备份"), 0) as told:
            made = backup_make(target=file, actor=actor, at=datetime.now(UTC), told=told)
    if as_json:
        print_json(
            {
                "file": str(file),
                "tables": made.tables,
                "rows": made.rows,
                "files": made.files,
                "bytes": made.bytes,
                "sha256": made.sha256,
            }
        )
    else:
        size = f"{made.bytes / 1e6:.1f}"
        click.echo(
            _(
                "已备份：{tables} 张表，{rows} 行，{files} 个文件，{size} MB。",
                tables=made.tables, rows=made.rows, files=made.files, size=size,
            )
        )  # fmt: skip
        click.echo(f"SHA-256 {made.sha256}  {file}")
    click.echo(_("备份里没有密钥，也没有 settings.env；请另外保管 BOLE_HOME/keys。"), err=True)
    if not made.logged:
        click.echo(_("数据库还没有升级到这个版本，所以这次备份没有记入操作日志。"), err=True)
    return 0
