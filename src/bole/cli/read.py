"""读: `bole read FILE...`, documents in; clauses, task-division table, targets and money out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.cli.files import check_outputs, console, error_json, outcomes, print_json, tell_error, write_output
from bole.cli.options import files_argument, json_option, language_option, output_option
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.documents import Reading


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "read",
        callback=read,
        params=[
            files_argument(),
            json_option(),
            output_option("xlsx", _("把重点任务分工表写成 Excel 文件。")),
            output_option("docx", _("把重点任务分工表写成公文附件格式的 Word 文件。")),
            output_option("html", _("写成一个网页：左边原文，右边分工表，可离线打开。")),
            language_option(),
        ],
        help=_("读政策文件（txt、html、md、docx、pdf），给出条款、重点任务分工表、目标和资金。"),
    )


def read(files: tuple[Path, ...], as_json: bool, xlsx: Path | None, docx: Path | None, html: Path | None) -> int:
    """Read each file and show it as it comes; write the asked outputs at the end; 2 if a file could not be read."""
    check_outputs(files, xlsx, docx, html)
    readings: list[Reading] = []
    show = _show_json if as_json else _show
    failed = False
    for path, outcome in outcomes(files):
        show(path, outcome)
        if isinstance(outcome, BoleError):
            failed = True
        elif xlsx or docx or html:
            readings.append(outcome)
    if readings:
        _write(readings, xlsx, docx, html)
    return 2 if failed else 0


def _show(path: Path, outcome: "Reading | BoleError") -> None:
    from bole.documents.render.terminal import print_reading

    if isinstance(outcome, BoleError):
        tell_error(outcome)
    else:
        print_reading(outcome, console())


def _show_json(path: Path, outcome: "Reading | BoleError") -> None:
    print_json(error_json(path, outcome) if isinstance(outcome, BoleError) else outcome.to_json())


def _write(readings: "list[Reading]", xlsx: Path | None, docx: Path | None, html: Path | None) -> None:
    # Each writer's library is loaded only when its format is asked for.
    if xlsx:
        from bole.documents.render.xlsx import write as write_xlsx

        write_output(lambda beside: write_xlsx(readings, beside), xlsx)
    if docx:
        from bole.documents.render.docx import write as write_docx

        write_output(lambda beside: write_docx(readings, beside), docx)
    if html:
        from bole.documents.render.html import write as write_html

        write_output(lambda beside: write_html(readings, beside), html)
