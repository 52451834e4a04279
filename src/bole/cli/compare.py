"""比对: `bole compare FILE...`, the contradictions and doubts between documents and inside one."""

from pathlib import Path

import click

from bole.cli.files import console, gather, print_json
from bole.cli.options import files_argument, json_option, language_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "compare",
        callback=compare,
        params=[files_argument(), json_option(), language_option()],
        help=_("比对文件中的数字：同一指标前后不一、分项与总数不符等，两处原文并列。查出矛盾时结束代码为 1。"),
    )


def compare(files: tuple[Path, ...], as_json: bool) -> int:
    """Show every finding; 2 if a file could not be read, else 1 if there is a contradiction."""
    from bole.documents.compare import compare as find
    from bole.documents.render.terminal import print_findings

    gathered = gather(files)
    findings = find(gathered.readings)
    if as_json:
        unread = {"errors": gathered.errors} if gathered.errors else {}
        print_json({"findings": [finding.to_json() for finding in findings], **unread})
    else:
        print_findings(findings, console())
    if gathered.errors:
        return 2
    return 1 if any(finding.status == "contradiction" for finding in findings) else 0
