"""撤销导入: `bole import --undo BATCH`, a batch withdrawn as a whole; what was written on top of it since is listed."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bole.cli.files import print_json
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.apps.accounts.actor import Actor

_FIRST = 20
"""So many of what was left are shown to people."""


def undone(batch: int, actor: "Actor", *, dry_run: bool, as_json: bool) -> int:
    """Undo a batch, or go on undoing it, or show what that would do; 1 if something was left."""
    if dry_run:
        return _would(batch, actor, as_json=as_json)
    from bole.apps.registry.imports.selectors import batch_shown, left_shown
    from bole.apps.registry.imports.undo import batch_undo, batch_undo_write
    from bole.cli.import_ import progress

    batch_undo(batch=batch, actor=actor, at=_now())
    try:
        with progress(_("撤销")) as told:
            batch_undo_write(batch=batch, actor=actor, clock=_now, told=told)
    except BaseException:
        click.echo(_("已撤销的都算数；继续撤销：bole import --undo {batch}", batch=batch), err=True)
        raise
    came = batch_shown(batch=batch, actor=actor).undone
    assert came is not None
    left = left_shown(batch=batch, actor=actor)
    counts = {"closed": came.closed, "opened": came.opened, "pending": came.pending, "faults": came.faults}
    if as_json:
        told_left = [one.to_json() for one in left]
        print_json({"batch": batch, **counts, "pending_left": came.pending_left, "left": told_left})
    else:
        click.echo(_tell(counts, len(left)))
        for one in left[:_FIRST]:
            by = _("（第 {batch} 批）", batch=one.by) if one.by else ""
            click.echo(f"{one.table_label} {one.thing}: {one.why_label}{by}", err=True)
    return 1 if left or came.pending_left else 0


def _would(batch: int, actor: "Actor", *, as_json: bool) -> int:
    from bole.apps.registry.imports.selectors import undo_shown

    shown = undo_shown(batch=batch, actor=actor)
    counts = {"closed": shown.closed, "opened": shown.opened, "pending": shown.pending, "faults": shown.faults}
    if as_json:
        print_json({"dry_run": True, "batch": batch, "possible": shown.possible, **counts, "left": shown.left})
    else:
        click.echo(_("这是预览，什么也没有撤销。"), err=True)
        click.echo(_tell(counts, shown.left))
    return 1 if shown.left else 0


def _tell(counts: dict[str, Any], left: int) -> str:
    return _(
        "作废 {closed} 行，恢复 {opened} 行，留下 {left} 条；留待处理的 {pending} 行和错误 {faults} 处已去掉。",
        **counts,
        left=left,
    )


def _now() -> datetime:
    return datetime.now(UTC)
