"""解释: `bole explain SNAPSHOT --person ID`, what one person is entitled to, and why, in words he understands."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bole.cli.files import check_outputs, console, print_json, write_output
from bole.cli.options import (
    SnapshotCommand,
    as_of_option,
    json_option,
    language_option,
    output_option,
    packs_option,
    schemes_option,
    snapshot_argument,
)
from bole.cli.persons import person_option, schemes_of_persons, tell_quarantine, words_for
from bole.kernel.errors import BoleError
from bole.kernel.messages import _, language

if TYPE_CHECKING:
    from bole.policy.explanations import Explained


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return SnapshotCommand(
        "explain",
        callback=explain,
        params=[
            snapshot_argument(),
            person_option(),
            as_of_option(),
            schemes_option(_("只说这些政策项目；不写时说本地适用的全部。")),
            output_option("html", _("写成一个网页，可离线打开，手机上也好读。")),
            click.Option(
                ["--receipts"],
                metavar="DIR",
                type=click.Path(path_type=Path),
                help=_("把每条判定的回执写进这个文件夹；回执含个人资料，请妥善保管。"),
            ),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_("说明一个人能享受什么、不能享受什么：逐个条件，依据的事实和条款，怎样才能符合，最后一天。"),
    )


def explain(
    snapshot: Path,
    person: int,
    as_of: date,
    scheme: tuple[str, ...],
    html: Path | None,
    receipts: Path | None,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Decide and explain one person's file."""
    from bole.policy.explanations import apart_of, explained
    from bole.policy.pack import load_packs
    from bole.policy.readings.wording import naming
    from bole.policy.snapshot import files_of, open_snapshot

    check_outputs(files_of(snapshot), html)
    known = load_packs(packs)
    with naming(known.names, known.titles, known.names_en):
        with open_snapshot(snapshot) as opened:
            schemes = schemes_of_persons(known, opened, scheme)
            found = explained(opened, person, schemes, as_of, language())
            apart = apart_of(opened, person, schemes, as_of, found) if scheme else []
            told = words_for(known, opened, person, as_of)
            tell_quarantine(opened)
        written = _write_receipts(found, receipts) if receipts else {}
        if html:
            from bole.cli.explain_page import explanation_page

            write_output(lambda beside: _write(beside, explanation_page(told, found, apart)), html)
        if as_json:
            print_json({**_json(person, as_of, found, written), "out_of_scope": [one.to_json() for one in apart]})
        else:
            from bole.cli.explain_terminal import print_explained

            print_explained(told, found, apart, console())
        return 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_receipts(found: "Sequence[Explained]", folder: Path) -> dict[str, str]:
    """The files by the receipt's id."""
    from bole.kernel.writing import CANNOT_WRITE
    from bole.policy.receipt import write

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise BoleError(CANNOT_WRITE, place=str(folder), reason=error.strerror or type(error).__name__) from error
    written = {}
    for one in found:
        path = folder / f"{one.receipt.id}.json"
        write(one.receipt, path)
        written[one.receipt.id] = str(path)
    click.echo(_("已写入 {target}", target=folder), err=True)
    return written


def _json(person: int, as_of: date, found: "Sequence[Explained]", written: dict[str, str]) -> dict[str, Any]:
    decisions = [{**one.to_json(), **({"receipt_file": written[one.receipt.id]} if written else {})} for one in found]
    return {"person": person, "as_of": as_of.isoformat(), "decisions": decisions}
