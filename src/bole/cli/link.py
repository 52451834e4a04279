"""归集: `bole link IN.parquet --out OUT.parquet`, one file for each person out of departments' records."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.cli.files import check_outputs, print_json, write_output
from bole.cli.options import json_option, language_option
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.linkage import Told


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "link",
        callback=link,
        params=[
            click.Argument(["records"], metavar="IN.parquet", type=click.Path(path_type=Path)),
            _file_option("--out", _("写成 Parquet：每条记录在哪个档案（cluster_id）、有多大把握。")),
            _file_option("--doubts", _("另外写出存疑的记录对，交人核对。")),
            _file_option("--model", _("用这个模型文件；不写时用自带的。")),
            _file_option("--former", _("上一次的结果：档案沿用原来的编号。")),
            _file_option("--train", _("不归集，用这份登记册从头训练模型，写成这个文件。")),
            click.Option(
                ["--seed"], metavar="N", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True,
                help=_("抽样的种子：同样的输入和种子得到同样的结果。"),
            ),
            json_option(),
            language_option(),
        ],
        help=_(
            "把各部门的记录归到人，一人一档。IN.parquet 的列都是录入时的原样文字，可以为空：record_id、source、name、"
            "id_no、sex、birth、phone、org、town、year。"
        ),
    )  # fmt: skip


def _file_option(name: str, told: str) -> click.Option:
    return click.Option([name], metavar="FILE", type=click.Path(path_type=Path), help=told)


def link(
    records: Path,
    out: Path | None,
    doubts: Path | None,
    model: Path | None,
    former: Path | None,
    train: Path | None,
    seed: int,
    as_json: bool,
) -> int:
    """Link and write what was asked for, or train."""
    from bole.linkage import link, read_former, read_model, read_records, train_model, written_model

    if (out is None) == (train is None):
        raise click.UsageError(_("请写 --out 或 --train，只写一个。"))
    check_outputs([path for path in (records, model, former) if path], out, doubts, train)
    started = time.perf_counter()
    begun = read_model(model) if model else None
    was = read_former(former) if former else None
    rows = read_records(records)
    if train:
        with _progress() as told:
            trained = written_model(train_model(rows, begun, seed=seed, told=told))
        write_output(lambda beside: _ignored(beside.write_text(trained, encoding="utf-8")), train)
        if as_json:
            print_json({"records": rows.height, "seconds": round(time.perf_counter() - started, 2)})
        return 0
    assert out is not None
    with _progress() as told:
        linked = link(rows, begun, former=was, seed=seed, told=told)
    write_output(linked.clusters.write_parquet, out)
    if doubts:
        write_output(linked.doubts.write_parquet, doubts)
    found = {"records": rows.height, "clusters": linked.files, "doubts": linked.doubts.height}
    click.echo(_("{records} 条记录，{clusters} 个档案，{doubts} 对存疑。", **found), err=True)
    if as_json:
        print_json({**found, "seconds": round(time.perf_counter() - started, 2)})
    return 0


def _ignored(_value: object) -> None:
    """What a writer gives back is of no use."""


@contextmanager
def _progress() -> "Iterator[Told]":
    """A progress bar on standard error; gives the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    names = {
        "read": _("读懂每一栏"),
        "keys": _("核对号码"),
        "candidates": _("找可能相同的"),
        "weights": _("比对"),
        "files": _("归档"),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, of: bar.update(task, description=names[step], completed=done, total=of)
