"""读入与写出: what the verbs over FILE... have in common: read them with progress, write OUT, speak JSON."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _
from bole.kernel.writing import written_beside

if TYPE_CHECKING:
    from rich.console import Console

    from bole.documents import Reading

OUT_IS_INPUT = ErrorKind("BOLE-C003", N_("输出文件就是要读的文件，写入会毁掉原文。"), N_("请给输出文件另取一个名字。"))
OUT_TWICE = ErrorKind("BOLE-C004", N_("两种输出用了同一个文件名。"), N_("请给每种输出各取一个名字。"))

MANY: Final = 5  # from this many files on, reading them shows a progress bar


@dataclass
class Gathered:
    """读入结果: what could be read, in the order given, and which files could not."""

    readings: list["Reading"] = field(default_factory=list)
    errors: list[dict[str, object]] = field(default_factory=list)


def outcomes(files: Sequence[Path]) -> Iterator[tuple[Path, "Reading | BoleError"]]:
    """Each file with its reading or its error, in the order given, as they come; many files show progress."""
    from bole.documents import read_files

    if len(files) < MANY:
        yield from zip(files, read_files(files), strict=True)
        return
    with progress_bar(_("读取文件"), len(files)) as advance:
        yield from zip(files, read_files(files, progress=advance), strict=True)


def gather(files: Sequence[Path]) -> Gathered:
    """All the readings at once, for a verb that looks across them; errors are told on standard error."""
    gathered = Gathered()
    for path, outcome in outcomes(files):
        if isinstance(outcome, BoleError):
            gathered.errors.append(error_json(path, outcome))
            tell_error(outcome)
        else:
            gathered.readings.append(outcome)
    return gathered


def error_json(path: Path, error: BoleError) -> dict[str, object]:
    """`{"document", "error": {"code", "message"}}` for a file that could not be read."""
    return {"document": path.name, "error": error.to_json()}


def tell_error(error: BoleError) -> None:
    """One message on standard error, with its code."""
    click.echo(_("错误：{message}", message=error), err=True)


def print_json(value: object) -> None:
    """One JSON value on one line of standard output."""
    click.echo(json.dumps(value, ensure_ascii=False))


def check_outputs(files: Sequence[Path], *outputs: Path | None) -> None:
    """Refuse, before any work is done, an OUT that is one of the FILEs or that is named twice."""
    # Not Path.resolve, which fails where links go round in a circle; whoever opens such a file tells it better.
    sources = {os.path.realpath(path) for path in files}
    taken: set[str] = set()
    for output in filter(None, outputs):
        target = os.path.realpath(output)
        if target in sources:
            raise BoleError(OUT_IS_INPUT, place=str(output))
        if target in taken:
            raise BoleError(OUT_TWICE, place=str(output))
        taken.add(target)


def write_output(write: Callable[[Path], None], target: Path) -> None:
    """Write one OUT through `write`, whole or not at all, and say where it is."""
    with written_beside(target) as beside:
        write(beside)
    click.echo(_("已写入 {target}", target=target), err=True)


def console() -> "Console":
    """The console for what a person reads on standard output."""
    from rich.console import Console

    return Console(file=sys.stdout, soft_wrap=False, highlight=False)


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; gives the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Rich would send what is printed meanwhile through its own console, here standard error: right only where both
    # are the same screen, and wrong for JSON that goes into a pipe.
    same_screen = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=same_screen) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)
