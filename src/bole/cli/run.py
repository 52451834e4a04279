"""计算: `bole run SNAPSHOT --as-of DATE`, every scheme decided for everybody in a snapshot."""

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bole.cli.files import check_outputs, console, print_json, progress_bar
from bole.cli.options import (
    SnapshotCommand,
    as_of_option,
    json_option,
    language_option,
    packs_option,
    schemes_option,
    snapshot_argument,
)
from bole.kernel.messages import _
from bole.kernel.writing import check_new_folder

if TYPE_CHECKING:
    import polars as pl

    from bole.policy.run_notes import Note
    from bole.policy.runs import Ran

FIRST_FAULTS: Final = 10
"""So many faults of the quarantine are shown where the whole list was not asked for."""


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return SnapshotCommand(
        "run",
        callback=run,
        params=[
            snapshot_argument(),
            as_of_option(),
            schemes_option(_("只算这些政策项目；不写时算快照所在地和它上级的全部，以及 --packs 带来的。")),
            click.Option(["--engine"], metavar="polars|duckdb|spark", help=_("计算引擎；不写时按快照的大小选用。")),
            click.Option(
                ["--out"],
                metavar="DIR",
                type=click.Path(path_type=Path),
                help=_("把每个政策项目的判定结果写成 Parquet 文件，连同清单放进一个新文件夹。"),
            ),
            click.Option(["--readable"], is_flag=True, help=_("与 --out 同用：每个条件一列，不打包；文件大得多。")),
            click.Option(
                ["--quarantine"],
                metavar="[FILE]",
                help=_("列出全部被隔离的行；后面写 .csv 或 .parquet 文件名的，写成文件。"),
            ),
            click.Option(["--record"], is_flag=True, help=_("在登记库里记下这次运行：谁、何时、哪份快照、各项合计。")),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_(
            "用规则包里的政策项目计算一份快照：谁可享受、谁不符合、谁还缺材料，一共多少钱。有隔离行时结束代码为 1。"
        ),
    )


def run(
    snapshot: Path,
    as_of: date,
    scheme: tuple[str, ...],
    engine: str | None,
    out: Path | None,
    readable: bool,
    quarantine: str | None,
    record: bool,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Run, write what was asked for, show the totals; 1 if rows were set apart."""
    from bole.policy.errors import RESULTS_EXIST
    from bole.policy.pack import load_packs
    from bole.policy.run_notes import notes_of
    from bole.policy.run_results import write_results
    from bole.policy.runs import check_engine, local_schemes, run_schemes, schemes_for
    from bole.policy.snapshot import files_of, open_snapshot

    if engine is not None:
        check_engine(engine)
    if out is not None:
        check_new_folder(out, RESULTS_EXIST)  # said now, and not after minutes of work
    if quarantine:
        check_outputs(files_of(snapshot), Path(quarantine))
    known = load_packs(packs)
    known_schemes = schemes_for(known, "", scheme) if scheme else None
    started = time.perf_counter()
    with open_snapshot(snapshot) as opened:
        _tell_quarantine(opened.quarantine, quarantine, as_json=as_json)
        schemes = known_schemes or local_schemes(known, opened.manifest.place)
        with progress_bar(_("计算"), 2 + len(schemes)) as advance:
            ran = run_schemes(opened, schemes, as_of, engine, started=started, progress=advance)
        try:
            click.echo(_("计算引擎：{engine}", engine=ran.engine), err=True)
            if out is not None:
                write_results(ran, out, readable=readable)
                click.echo(_("已写入 {target}", target=out), err=True)
            _show(ran, notes_of(ran, known), whole=quarantine == "", as_json=as_json)
            if record:
                _record(ran)
        finally:
            ran.close()
        return 1 if opened.quarantine.height else 0


def _record(ran: "Ran") -> None:
    """The run is written down in the register of this BOLE_HOME."""
    from datetime import UTC, datetime

    from bole.cli.console import console

    with console() as actor:
        from bole.apps.schemes.runs import run_record

        number = run_record(ran=ran, actor=actor, at=datetime.now(UTC))
    click.echo(_("已记为第 {number} 次运行。", number=number), err=True)


def _tell_quarantine(listing: "pl.DataFrame", asked: str | None, *, as_json: bool) -> None:
    """The rows set apart, to a file or to standard error (on standard output they are part of the JSON)."""
    from bole.cli.files import write_output
    from bole.policy.run_results import write_quarantine

    if asked:
        write_output(lambda beside: write_quarantine(listing, beside), Path(asked))
    if not listing.height or as_json:
        return
    shown = listing if asked == "" else listing.head(FIRST_FAULTS if asked is None else 0)
    for row in shown.iter_rows(named=True):
        click.echo(fault_told(row), err=True)
    rest = listing.height - shown.height
    if rest and asked is None:
        click.echo(_("还有 {count} 处；加 --quarantine 列出全部。", count=rest), err=True)


def fault_told(row: dict[str, Any]) -> str:
    """A line of the quarantine listing as a sentence."""
    from bole.policy.border import Fault

    return _(
        "已隔离：{table} 第 {row} 行（编号 {key}）{column} = {value}：{reason}",
        **{**row, "reason": Fault(row["code"]).text, "key": _or_dash(row["key"]), "value": _or_dash(row["value"])},
    )


def _or_dash(value: object) -> object:
    return "-" if value is None else value


def _show(ran: "Ran", notes: "list[Note]", *, whole: bool, as_json: bool) -> None:
    if not as_json:
        from bole.cli.run_table import print_run

        print_run(ran, notes, console())
        return
    from bole.policy.run_results import quarantined

    listing = ran.snapshot.quarantine
    shown = listing if whole else listing.head(FIRST_FAULTS)
    told = {
        "quarantine": {"rows": quarantined(ran), "faults": listing.height, "first": shown.to_dicts()},
        "left_out": dict(ran.left_out),
        "notes": [note.to_json() for note in notes],
    }
    print_json({**ran.to_json(), **told})
