"""恢复: `bole restore FILE`, a backup into an empty home and database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.cli.files import print_json, progress_bar
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.conf.backups.restoring import Restored


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "restore",
        callback=restore,
        params=[
            click.Argument(["file"], metavar="FILE", type=click.Path(path_type=Path)),
            json_option(),
            language_option(),
        ],
        help=_(
            "把备份恢复到一个空的 BOLE_HOME 和空的数据库（SQLite 或 PostgreSQL 都可以），恢复后逐表核对。"
            "先把保管的密钥放进 BOLE_HOME/keys；没有密钥也能恢复，结束代码为 1。"
        ),
    )


def restore(file: Path, as_json: bool) -> int:
    """Restore it; 1 if there were no keys, or the chain of events does not hold."""
    from bole.cli.console import console

    with console(prepare=False) as actor:
        from bole.conf.backups.restoring import backup_restore

        with progress_bar(_("恢复并核对"), 0) as told:
            done = backup_restore(file=file, actor=actor, at=datetime.now(UTC), told=told)
    if as_json:
        print_json(
            {
                "made_at": done.made_at.isoformat(),
                "tables": done.tables,
                "rows": done.rows,
                "files": done.files,
                "upgraded": done.upgraded,
                "keys": done.keys,
                "events": None if not done.keys else done.broken is None,
            }
        )
    else:
        made_at = f"{done.made_at.astimezone():%Y-%m-%d %H:%M}"
        click.echo(
            _(
                "已恢复 {made_at} 的备份：{tables} 张表，{rows} 行，{files} 个文件，逐表核对一致。",
                made_at=made_at, tables=done.tables, rows=done.rows, files=done.files,
            )
        )  # fmt: skip
        if done.upgraded:
            click.echo(_("备份是旧版本做的，已升级 {count} 步。", count=done.upgraded))
    return _attention(done)


def _attention(done: "Restored") -> int:
    if not done.keys:
        click.echo(
            _("这里还没有密钥：启动之前请先把保管的密钥放进 BOLE_HOME/keys，再运行 bole check；操作日志还没有核对。"),
            err=True,
        )
        return 1
    if done.broken is not None:
        from bole.apps.accounts.errors import CHAIN_BROKEN

        click.echo(_(CHAIN_BROKEN.message, number=done.broken) + _(CHAIN_BROKEN.remedy), err=True)
        return 1
    return 0
