"""合成登记库: `bole synth --city C --people N --seed S --out DIR`, an invented register of a city to try rules on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import click

from bole.cli.files import print_json
from bole.cli.options import as_of_option, json_option, language_option, packs_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "synth",
        callback=synth,
        params=[
            click.Option(["--city"], metavar="ID", required=True, help=_("照哪座城市的人口数据生成，例如 zhongshan。")),
            click.Option(["--people"], metavar="N", type=int, required=True, help=_("登记库里有多少人。")),
            click.Option(
                ["--seed"], metavar="N", type=int, default=1, show_default=True,
                help=_("种子：同样的参数得到同样的字节，换一个种子就换一座城。"),
            ),
            click.Option(
                ["--out"], metavar="DIR", required=True, type=click.Path(path_type=Path),
                help=_("写成一份快照，放进这个新文件夹。"),
            ),
            as_of_option(_("登记库是哪一天的，例如 2031-05-06；不写时用人口数据里的日期。")),
            click.Option(
                ["--files"], is_flag=True,
                help=_("另外写出各部门会送来的文件，带着它们常有的差错，旁边附上正确答案。"),
            ),
            click.Option(["--bad-rows"], is_flag=True, help=_("在快照里放进入口检查应当隔离的错行，供试验。")),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_(
            "生成一座城市的登记库：人都是虚构的，结构照规则包里的人口数据（镇街、年龄、技能等级、单位、参保、申领等）。"
        ),
    )  # fmt: skip


def synth(
    city: str,
    people: int,
    seed: int,
    out: Path,
    as_of: date | None,
    files: bool,
    bad_rows: bool,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Draw the register and write it, with progress; nothing half-written is left."""
    from bole.kernel.writing import check_new_folder
    from bole.policy.errors import SNAPSHOT_EXISTS
    from bole.policy.pack import load_packs
    from bole.synth import Register, city_of
    from bole.synth.files import check_size, write_files

    check_new_folder(out, SNAPSHOT_EXISTS)  # said now, and not after minutes of work
    drawn_from = city_of(load_packs(packs), city)
    register = Register(drawn_from, people, seed, as_of, bad_rows=bad_rows)
    if files:
        check_size(people)
    with _progress() as moved:
        manifest = register.write(out, moved, also=partial(write_files, register, told=_tell) if files else None)
    rows = sum(entry.rows for entry in manifest.tables.values())
    told = {"total": len(drawn_from.figures), "assumed": drawn_from.assumed}
    click.echo(_("人口数据 {total} 项，其中 {assumed} 项没有与原文核对，或只是假设。", **told), err=True)
    click.echo(_("已写入 {target}：截至 {as_of}，{rows} 行。", target=out, as_of=register.as_of, rows=rows), err=True)
    if as_json:
        print_json({"manifest": manifest.jsonable()})
    return 0


def _tell(name: str, rows: int) -> None:
    """One sheet is written; a workbook does not hold all of a long one."""
    from bole.synth.files import FOLDER, MOST_IN_WORKBOOK

    click.echo(_("部门文件 {folder}/{name}：{rows} 行。", folder=FOLDER, name=name, rows=rows), err=True)
    if rows > MOST_IN_WORKBOOK:
        click.echo(
            _("{name}.xlsx 只写前 {most} 行，其余在 csv 和 parquet 里。", name=name, most=MOST_IN_WORKBOOK), err=True
        )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; gives the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as bar:
        task = bar.add_task(_("生成登记库"), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
