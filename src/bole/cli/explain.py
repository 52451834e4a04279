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
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _, language

if TYPE_CHECKING:
    from bole.policy.explanations import Explained
    from bole.policy.pack import Packs
    from bole.policy.scheme import Scheme
    from bole.policy.snapshot import Snapshot

# What was given is not repeated: somebody may have typed the number of an identity card.
NOT_A_PERSON = ErrorKind(
    "BOLE-C006",
    N_("--person 应是快照里的个人编号：不超过 14 位的数字。"),
    N_("不要用身份证号；个人编号见登记库，或由经办人提供。"),
)


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return SnapshotCommand(
        "explain",
        callback=explain,
        params=[
            snapshot_argument(),
            click.Option(
                ["--person"], metavar="ID", required=True, callback=_person, help=_("个人编号，不是身份证号。")
            ),
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
    from bole.cli.explain_words import Told
    from bole.policy.explanations import explained
    from bole.policy.pack import load_packs
    from bole.policy.readings.wording import naming
    from bole.policy.snapshot import files_of, open_snapshot

    check_outputs(files_of(snapshot), html)
    known = load_packs(packs)
    with naming(known.names, known.titles):
        with open_snapshot(snapshot) as opened:
            schemes = _schemes(known, opened, scheme)
            found = explained(opened, person, schemes, as_of, language())
            titles = {id: document.title for pack in known.values() for id, document in pack.library.documents.items()}
            told = Told(person, as_of, opened.as_of, titles)
            if opened.quarantine.height:
                count = opened.quarantine.height
                click.echo(_("快照里有 {count} 处错误被隔离，其中可能有这个人的记录。", count=count), err=True)
        written = _write_receipts(found, receipts) if receipts else {}
        if html:
            from bole.cli.explain_page import explanation_page

            write_output(lambda beside: _write(beside, explanation_page(told, found)), html)
        if as_json:
            print_json(_json(person, as_of, found, written))
        else:
            from bole.cli.explain_terminal import print_explained

            print_explained(told, found, console())
        return 0


def _person(_context: click.Context, _option: click.Parameter, given: str) -> int:
    from bole.kernel.facts import LARGEST_ID

    if not (given.isascii() and given.isdigit()) or len(given) > 100 or int(given) > LARGEST_ID:
        raise BoleError(NOT_A_PERSON)
    return int(given)


def _schemes(known: "Packs", opened: "Snapshot", asked: Sequence[str]) -> "list[Scheme]":
    """Those asked for; else those of the person's place, or of every place where no pack knows it."""
    from bole.policy.explanations import check_of_persons, of_persons
    from bole.policy.runs import fits, schemes_for

    if asked:
        schemes = schemes_for(known, "", asked)
        check_of_persons(opened.facts, schemes)
        return schemes
    every = [scheme for scheme in schemes_for(known, opened.manifest.place) if of_persons(opened.facts, scheme)]
    own = [s for s in every if fits(known[s.id.partition(".")[0]], opened.manifest.place)]
    return own or every


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
