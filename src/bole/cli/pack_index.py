"""条款索引: `bole pack index FILE`, the entry of documents.yaml for a document at hand."""

from pathlib import Path

import click

from bole.cli.files import print_json
from bole.cli.options import json_option, language_option
from bole.kernel.clauses import ClauseRef
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "index",
        callback=index,
        params=[
            click.Argument(["file"], metavar="FILE", type=click.Path(path_type=Path)),
            click.Option(["identity", "--id"], metavar="ID", default="", help=_("文件编号，例如 langyu-2031-6。")),
            json_option(),
            language_option(),
        ],
        help=_("读一份文件，写出 documents.yaml 里的一条：标题、文号、日期和每个条款的散列值，不抄文字。"),
    )


def index(file: Path, identity: str, as_json: bool) -> int:
    """Print the entry."""
    from bole.cli.clause_hashes import document_of, read_document
    from bole.policy.clause_index import to_json, to_yaml

    if identity:
        ClauseRef(identity, "")
    document = document_of(read_document(file), identity)
    if as_json:
        print_json(to_json(document))
    else:
        click.echo(to_yaml(document), nl=False)
    return 0
