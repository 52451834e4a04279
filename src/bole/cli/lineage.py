"""引用关系: `bole lineage FILE...`, which document cites which."""

from pathlib import Path

import click

from bole.cli.files import check_outputs, console, gather, print_json, write_output
from bole.cli.options import files_argument, json_option, language_option, output_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "lineage",
        callback=lineage,
        params=[
            files_argument(),
            json_option(),
            output_option("html", _("画成一个网页，可离线打开。")),
            language_option(),
        ],
        help=_("列出哪份文件引用了哪份文件（国家、省、市）。"),
    )


def lineage(files: tuple[Path, ...], as_json: bool, html: Path | None) -> int:
    """Show who cites whom, draw it if asked; 2 if a file could not be read."""
    from bole.documents.lineage import lineage as trace
    from bole.documents.render.terminal import print_lineage

    check_outputs(files, html)
    gathered = gather(files)
    traced = trace(gathered.readings)
    if as_json:
        unread = {"errors": gathered.errors} if gathered.errors else {}
        print_json({**traced.to_json(), **unread})
    else:
        print_lineage(traced, console())
    if html and gathered.readings:
        from bole.documents.render.html import write_lineage

        write_output(lambda beside: write_lineage(traced, beside), html)
    return 2 if gathered.errors else 0
