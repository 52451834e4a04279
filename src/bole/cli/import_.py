"""导入: `bole import FILE --as KIND`, a department's file into the register: checked, then previewed or written."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bole.cli.files import check_outputs, print_json
from bole.cli.options import json_option, language_option
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bole.apps.accounts.actor import Actor
    from bole.apps.registry.imports.outcome import FaultShown

NO_FILE: Final = ErrorKind("BOLE-C060", N_("没有写要导入的文件。"), N_("请写出文件，或用 --resume 继续一批。"))
FIRST_FAULTS: Final = 20
"""So many faults are shown where no error file was asked for."""


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    path = click.Path(path_type=Path)
    return click.Command(
        "import",
        callback=import_file,
        params=[
            click.Argument(["file"], metavar="FILE", type=path, required=False),
            click.Option(["kind", "--as"], metavar="KIND", help=_("数据种类：{known}。", known=_kinds())),
            click.Option(["--source"], metavar="CODE", help=_("数据来源的编号；不写时与数据种类同名，没有的新建。")),
            click.Option(["--dry-run"], is_flag=True, help=_("只检查和预览，不写入。")),
            click.Option(["--errors"], metavar="OUT", type=path, help=_("把没有写入的行写成文件，附错误说明。")),
            click.Option(["--template"], metavar="OUT", type=path, help=_("写出这种数据的空白模板，不导入。")),
            click.Option(["--resume"], metavar="BATCH", type=int, help=_("继续停下的一批。")),
            click.Option(["--undo"], metavar="BATCH", type=int, help=_("撤销写入过的一批；加 --dry-run 只看会怎样。")),
            json_option(),
            language_option(),
        ],
        help=_(
            "把部门送来的文件（xlsx、xls、csv、parquet）导入登记库。重复导入不会重复登记；有行被退回时结束代码为 1。"
        ),
    )


def _kinds() -> str:
    """The kinds by name: the files that describe them, without the cost of starting Django."""
    import bole

    folder = Path(bole.__file__).parent / "apps" / "registry" / "imports" / "kinds"
    return ", ".join(sorted(file.stem for file in folder.glob("[a-z]*.yaml")))


def import_file(
    file: Path | None,
    kind: str | None,
    source: str | None,
    dry_run: bool,
    errors: Path | None,
    template: Path | None,
    resume: int | None,
    undo: int | None,
    as_json: bool,
) -> int:
    """Import, show what came of it; 1 if rows were rejected."""
    from bole.cli.console import console
    from bole.cli.import_undo import undone

    if undo is not None:
        if any(told is not None for told in (file, kind, source, errors, template, resume)):
            raise click.UsageError(_("--undo 只能和 --dry-run、--json 一起用。"))
        with console() as actor:
            return undone(undo, actor, dry_run=dry_run, as_json=as_json)
    if file is None and template is None and resume is None:
        raise BoleError(NO_FILE)
    if kind is None and resume is None:
        raise click.UsageError(_("请用 --as 写明数据种类：{known}。", known=_kinds()))
    check_outputs([file] if file else [], errors, template)
    with console() as actor:
        if template is not None and kind is not None:
            return _template(kind, template)
        if resume is not None:
            return _resumed(resume, errors, actor, as_json=as_json)
        assert file is not None
        assert kind is not None
        return _imported(file, kind, source or kind, errors, actor, dry_run=dry_run, as_json=as_json)


def _template(kind: str, target: Path) -> int:
    from bole.apps.registry.imports.template import template_write

    template_write(kind=kind, target=target)
    click.echo(_("已写入 {target}", target=target), err=True)
    return 0


def _imported(
    file: Path, kind: str, source: str, errors: Path | None, actor: "Actor", *, dry_run: bool, as_json: bool
) -> int:
    from bole.apps.registry.imports.check import batch_check
    from bole.apps.registry.imports.write import batch_confirm

    batch = _uploaded(file, kind, source, actor)
    try:
        with progress(_("检查")) as told:
            checked = batch_check(batch=batch, actor=actor, at=_now(), told=told)
        _tell_columns(checked.columns, kind)
    except BaseException:
        _discard(batch, actor)
        raise
    if dry_run:
        return _previewed(batch, kind, errors, actor, as_json=as_json)
    batch_confirm(batch=batch, actor=actor, at=_now())
    return _written(batch, errors, actor, as_json=as_json)


def _resumed(batch: int, errors: Path | None, actor: "Actor", *, as_json: bool) -> int:
    from bole.apps.registry.imports.write import batch_resume

    batch_resume(batch=batch, actor=actor, at=_now())
    return _written(batch, errors, actor, as_json=as_json)


def _uploaded(file: Path, kind: str, source: str, actor: "Actor") -> int:
    from bole.apps.registry.errors import FILE_UNREADABLE
    from bole.apps.registry.imports.kinds import kind_named
    from bole.apps.registry.imports.upload import batch_upload
    from bole.apps.registry.sources import source_add, source_known

    label = kind_named(kind).label
    if not source_known(source):
        source_add(code=source, name=label if source == kind else source, actor=actor, at=_now())
        click.echo(_("新建了数据来源“{source}”。", source=source), err=True)
    try:
        with file.open("rb") as stream:
            batch = batch_upload(kind=kind, source=source, file_name=file.name, stream=stream, actor=actor, at=_now())
    except OSError as error:
        raise BoleError(FILE_UNREADABLE, place=str(file), reason=error.strerror or type(error).__name__) from error
    return batch.pk


def _written(batch: int, errors: Path | None, actor: "Actor", *, as_json: bool) -> int:
    from bole.apps.registry.imports.ended import batch_ended
    from bole.apps.registry.imports.outcome import batch_shown
    from bole.apps.registry.imports.write import batch_write

    try:
        with progress(_("写入")) as told:
            batch_write(batch=batch, actor=actor, clock=_now, told=told, after=batch_ended)
    except BaseException:
        click.echo(_("已写入的行都在；继续这一批：bole import --resume {batch}", batch=batch), err=True)
        raise
    shown = batch_shown(batch=batch, actor=actor)
    if shown.same_as is not None:
        click.echo(_("同一个文件已在第 {batch} 批导入过。", batch=shown.same_as), err=True)
    _error_file(batch, errors, actor)
    summary = {"batch": batch, **shown.counts, "same_as": shown.same_as}
    faults, count = _faults(batch, actor, as_json=as_json)
    return _tell(summary, faults, count, as_json=as_json, listed=errors is None)


def _previewed(batch: int, kind: str, errors: Path | None, actor: "Actor", *, as_json: bool) -> int:
    from bole.apps.registry.imports.kinds import kind_named
    from bole.apps.registry.imports.outcome import fault_shown
    from bole.apps.registry.imports.preview import batch_preview

    try:
        with progress(_("预览")) as told:
            preview = batch_preview(batch=batch, actor=actor, told=told, faults=True)
        _error_file(batch, errors, actor)
        faults, count = _faults(batch, actor, as_json=as_json)
        known = kind_named(kind)
        faults += [
            fault_shown(known, f.row, f.heading, f.value, f.code, f.params, rejects=f.rejects, holds=f.holds)
            for f in preview.faults[:FIRST_FAULTS]
        ]
        count += len(preview.faults)
    finally:
        _discard(batch, actor)
    click.echo(_("这是预览，什么也没有写入。"), err=True)
    summary = {"dry_run": True, **preview.counts}
    return _tell(summary, faults, count, as_json=as_json, listed=errors is None)


def _faults(batch: int, actor: "Actor", *, as_json: bool) -> "tuple[list[FaultShown], int]":
    """Every row that was rejected, for programs; the first faults, for people; and how many there are."""
    from bole.apps.registry.imports.outcome import fault_counts, faults_shown

    if as_json:
        return list(faults_shown(batch=batch, actor=actor, only="rejected")), 0
    count = sum(times for _code, _told, times in fault_counts(batch=batch, actor=actor))
    return list(faults_shown(batch=batch, actor=actor, limit=FIRST_FAULTS)), count


def _discard(batch: int, actor: "Actor") -> None:
    """What a file left on the disk goes, where nothing of it was written."""
    from bole.apps.registry.imports.upload import batch_discard

    batch_discard(batch=batch, actor=actor, at=_now())


def _error_file(batch: int, target: Path | None, actor: "Actor") -> None:
    from bole.apps.registry.imports.error_file import error_file_write

    if target is not None:
        count = error_file_write(batch=batch, target=target, actor=actor)
        click.echo(_("已写入 {target}", target=target) + _("（{count} 行）", count=count), err=True)


def _tell_columns(columns: dict[str, str], kind: str) -> None:
    """Headings that nobody knows, so that nobody believes they went in."""
    from bole.apps.registry.imports.kinds import kind_named

    unknown = [heading for heading, to in columns.items() if not to and heading not in kind_named(kind).passed_over]
    if unknown:
        click.echo(_("没有用到的列：{columns}", columns="、".join(unknown)), err=True)


def _tell(told: dict[str, Any], faults: "list[FaultShown]", count: int, *, as_json: bool, listed: bool) -> int:
    rejects = bool(told["rejected"])
    if as_json:
        print_json({**told, "rejected": [fault.to_json() for fault in faults if fault.rejects]})
        return 1 if rejects else 0
    click.echo(
        _(
            "新增 {created} 行，更新 {changed} 行，未变 {unchanged} 行，冲突 {conflicting} 行，退回 {rejected} 行。",
            **told,
        )
    )
    for fault in faults[: FIRST_FAULTS if listed else 0]:
        click.echo(_fault(fault), err=True)
    rest = count - FIRST_FAULTS
    if listed and rest > 0:
        click.echo(_("还有 {count} 处；加 --errors 文件 列出全部。", count=rest), err=True)
    return 1 if rejects else 0


def _fault(fault: "FaultShown") -> str:
    where = _("第 {row} 行“{column}”", row=fault.row, column=fault.column or "-")
    value = f" = {fault.value}" if fault.value else ""
    return f"{where}{value}: {fault.message}{fault.remedy} [{fault.code}]"


@contextmanager
def progress(label: str) -> "Iterator[Callable[[int, int], None]]":
    """A bar on standard error for what lasts; gives the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, redirect_stdout=False, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _now() -> datetime:
    return datetime.now(UTC)
