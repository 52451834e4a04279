"""销毁旧钥: `bole keys drop RING VERSION`, refused while something still needs it."""

from datetime import UTC, datetime

import click

from bole.cli.options import language_option
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _

STILL_NEEDED = ErrorKind(
    "BOLE-C030", N_("{ring} 第 {version} 版还在用，不能销毁。"), N_("请先运行 bole keys reseal；日志的密钥不能销毁。")
)


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    from bole.apps.accounts.keys import RINGS

    return click.Command(
        "drop",
        callback=drop,
        params=[
            click.Argument(["ring"], metavar="RING", type=click.Choice(list(RINGS))),
            click.Argument(["version"], metavar="VERSION", type=int),
            language_option(),
        ],
        help=_("销毁一把不再用的旧密钥；以前的数据库备份里用它密封的资料从此打不开。"),
    )


def drop(ring: str, version: int) -> int:
    """Destroy a version that nothing in the database needs."""
    from bole.cli.console import console

    with console() as actor:
        from bole.apps.accounts.events import record
        from bole.apps.accounts.keys import key_drop
        from bole.apps.accounts.resealing import indexes_are_newest, versions_in_use

        needed = {"sealing": lambda: version in versions_in_use(), "index": lambda: not indexes_are_newest()}
        if ring not in needed or needed[ring]():
            raise BoleError(STILL_NEEDED, ring=ring, version=version)
        key_drop(ring, version)
        record("key.dropped", actor=actor, at=datetime.now(UTC), data={"ring": ring, "version": version})
    click.echo(
        _("已销毁 {ring} 第 {version} 版。请重新保存副本，再运行：bole keys confirm", ring=ring, version=version)
    )
    return 0
