"""提供服务: `bole serve`, pages and tasks until Ctrl-C; the first start needs no configuration."""

from typing import Final

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _

PORT: Final = 8000


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "serve",
        callback=serve,
        params=[
            click.Option(
                ["--port"],
                metavar="N",
                type=click.IntRange(0, 65535),
                default=PORT,
                help=_("端口，默认 {port}；0 为任一空闲端口。", port=PORT),
            ),
            click.Option(
                ["--host"],
                metavar="H",
                default="127.0.0.1",
                help=_("在哪个地址上提供服务，默认只在本机（127.0.0.1）。"),
            ),
            json_option(),
            language_option(),
        ],
        help=_(
            "启动网页服务和后台任务，直到 Ctrl-C。第一次启动时自动建库、生成密钥；设置见 docs/reference/settings.md。"
        ),
    )


def serve(host: str, port: int, as_json: bool) -> int:
    """Serve until asked to end."""
    from bole.conf.start import start_django

    start_django()
    from bole.apps.accounts.selectors import administrators_missing
    from bole.conf.supervisor import is_loopback
    from bole.conf.supervisor import serve as serving

    def ready(address: str) -> None:
        if as_json:
            print_json({"address": address})
        else:
            click.echo(_("已启动：{address}  按 Ctrl-C 停止。", address=address))
        if administrators_missing():
            click.echo(_("还没有任命全部三位管理员：bole account create --help"), err=True)
        if not is_loopback(host):
            click.echo(_("别的机器也能访问；请在前面加上 HTTPS，并设 BOLE_HTTPS=yes。"), err=True)

    serving(host, port, ready=ready)
    if not as_json:
        click.echo(_("已停止。"))
    return 0
