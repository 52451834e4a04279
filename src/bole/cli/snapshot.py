"""快照: `bole snapshot --out DIR`, the register of this moment as facts, which the schemes are run over."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bole.cli.files import check_outputs, print_json, progress_bar, write_output
from bole.cli.options import SnapshotCommand, as_of_option, json_option, language_option
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.apps.accounts.actor import Actor
    from bole.apps.registry.snapshot.making import Written

_FIRST: Final = 10
"""So many faults are shown where the whole list was not asked for."""


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    path = click.Path(path_type=Path)
    return SnapshotCommand(
        "snapshot",
        callback=snapshot,
        params=[
            click.Option(["--out"], metavar="DIR", type=path, help=_("写成一份快照，放进这个新文件夹。")),
            as_of_option(_("登记库在哪一天的样子，例如 2031-05-06；不写时是今天。")),
            click.Option(["--since"], metavar="DIR", type=path, help=_("上一份快照：没有变的从它取，只读变了的。")),
            click.Option(["--city"], metavar="CODE", default="", help=_("哪座城市：区划代码或规则包的编号。")),
            click.Option(["--known-then"], is_flag=True, help=_("按那一天结束时所知，而不是按现在所知。")),
            click.Option(
                ["--quarantine"],
                metavar="[FILE]",
                help=_("列出入口检查的全部错误；后面写 .csv 或 .parquet 文件名的，写成文件。"),
            ),
            click.Option(["--erase-expired"], is_flag=True, help=_("删除到期的快照；可以和 --out 同用。")),
            json_option(),
            language_option(),
        ],
        help=_(
            "把登记库此刻的样子做成一份快照，供 bole run、explain、advise、simulate 使用；不必停止服务。"
            "快照里没有姓名和证件号码，到期删除。入口检查有错行时结束代码为 1。"
        ),
    )


def snapshot(
    out: Path | None,
    as_of: date | None,
    since: Path | None,
    city: str,
    known_then: bool,
    quarantine: str | None,
    erase_expired: bool,
    as_json: bool,
) -> int:
    """Erase, make, say what was found; 1 if rows would be set apart."""
    from bole.cli.console import console

    if out is None and not erase_expired:
        raise click.UsageError(_("请用 --out 写明放进哪个文件夹，或用 --erase-expired 删除到期的。"))
    if quarantine:
        check_outputs([], Path(quarantine))
    with console() as actor:
        erased = _erased(actor) if erase_expired else []
        if out is None:
            if as_json:
                print_json({"erased": erased})
            return 0
        written = _made(out, as_of, since, city, actor, known_then=known_then)
    _tell(written, out, quarantine, as_json=as_json)
    if as_json:
        print_json({**_json(written), "erased": erased})
    return 1 if written.quarantine.height else 0


def _erased(actor: "Actor") -> list[str]:
    from bole.apps.schemes.snapshots import snapshots_erase

    erased = snapshots_erase(actor=actor, at=datetime.now(UTC))
    for path in erased:
        click.echo(_("已删除到期的快照 {path}", path=path), err=True)
    if not erased:
        click.echo(_("没有到期的快照。"), err=True)
    return erased


def _made(
    out: Path, as_of: date | None, since: Path | None, city: str, actor: "Actor", *, known_then: bool
) -> "Written":
    from bole.apps.registry.snapshot.making import unfinished_of
    from bole.apps.schemes.snapshots import snapshot_make

    if unfinished_of(out.absolute()).is_dir():
        click.echo(_("接着上次没有做完的做。"), err=True)
    with progress_bar(_("做快照"), 0) as told:
        return snapshot_make(
            out=out,
            actor=actor,
            at=datetime.now(UTC),
            as_of=as_of,
            since=since,
            city=city,
            known_then=known_then,
            told=told,
        )


def _tell(written: "Written", out: Path, asked: str | None, *, as_json: bool) -> None:
    manifest = written.manifest
    rows = sum(entry.rows for entry in manifest.tables.values())
    told = {"target": out, "as_of": manifest.as_of, "rows": f"{rows:,}", "size": f"{written.bytes / 1e6:.1f}"}
    click.echo(_("已写入 {target}：截至 {as_of}，{rows} 行，{size} MB。", **told), err=True)
    click.echo(_("到期日期 {day}，那一天删除。", day=manifest.expires_on), err=True)
    kept, changed = len(written.reused), len(written.renewed)
    if kept or changed:
        click.echo(_("没有变的 {kept} 张表照用，变了的 {changed} 张只读变动。", kept=kept, changed=changed), err=True)
    _tell_faults(written, asked, as_json=as_json)


def _tell_faults(written: "Written", asked: str | None, *, as_json: bool) -> None:
    from bole.cli.run import fault_told
    from bole.policy.run_results import write_quarantine

    listing = written.quarantine
    if asked:
        write_output(lambda beside: write_quarantine(listing, beside), Path(asked))
    if as_json or not listing.height:
        return
    counted = listing.group_by("table", "column", "code", maintain_order=True).len()
    for row in counted.iter_rows(named=True):
        click.echo(_fault_counted(row), err=True)
    shown = listing if asked == "" else listing.head(0 if asked else _FIRST)
    for row in shown.iter_rows(named=True):
        click.echo(fault_told(row), err=True)


def _fault_counted(row: dict[str, Any]) -> str:
    from bole.policy.border import Fault

    reason = Fault(row["code"]).text
    return _(
        "{table}.{column}：{count} 行。{reason}",
        table=row["table"],
        column=row["column"],
        count=row["len"],
        reason=reason,
    )


def _json(written: "Written") -> dict[str, Any]:
    listing = written.quarantine
    return {
        "manifest": written.manifest.jsonable(),
        "sha256": written.sha256,
        "bytes": written.bytes,
        "reused": list(written.reused),
        "renewed": list(written.renewed),
        "quarantine": {
            "rows": written.quarantined,
            "faults": listing.height,
            "first": listing.head(_FIRST).to_dicts(),
        },
    }
