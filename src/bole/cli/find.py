"""政策找人: `bole find`, everybody in the register decided again, and what that finds told to those it is for."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from bole.cli.files import print_json, progress_bar
from bole.cli.options import as_of_option, json_option, language_option
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.apps.accounts.actor import Actor
    from bole.apps.cases.evaluating import Evaluation


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return click.Command(
        "find",
        callback=find,
        params=[
            as_of_option(_("按哪一天的规定和资料，例如 2031-05-06；不写时是今天。")),
            click.Option(["--dry-run"], is_flag=True, help=_("只算，不写，也不通知任何人。")),
            json_option(),
            language_option(),
        ],
        help=_(
            "把登记库里的每一个人按各项政策算一遍：查到可以享受的记下来并通知本人，不再符合的撤下。"
            "按 Ctrl-C 或中断以后再运行，从停下的地方接着算。"
        ),
    )


def find(as_of: date | None, dry_run: bool, as_json: bool) -> int:
    """Evaluate everybody, say what came of it."""
    from bole.cli.console import console

    with console() as actor:
        done = _evaluated(as_of, actor, dry_run=dry_run)
    if as_json:
        print_json({name: getattr(done, name) for name in _COUNTS} | {"dry_run": dry_run})
    else:
        click.echo(_told(done), err=True)
        if dry_run:
            click.echo(_("只算了一遍，没有写入，没有通知。"), err=True)
    return 0


_COUNTS = ("persons", "found", "gone", "lapsed", "changed", "unchanged", "told")


def _evaluated(as_of: date | None, actor: "Actor", *, dry_run: bool) -> "Evaluation":
    from bole.apps.cases.evaluating import register_evaluate
    from bole.apps.registry.news import persons_count

    everybody = persons_count()
    with progress_bar(_("找人"), everybody) as told:
        return register_evaluate(
            actor=actor,
            clock=lambda: datetime.now(UTC),
            as_of=as_of,
            told=lambda done: told(done.persons, everybody),
            dry_run=dry_run,
        )


def _told(done: "Evaluation") -> str:
    return _(
        "算了 {persons} 人：新查到 {found} 项（通知 {told} 项），不再符合 {gone} 项，过期没有领 {lapsed} 项，"
        "有变化 {changed} 项，没有变 {unchanged} 项。",
        persons=f"{done.persons:,}",
        found=f"{done.found:,}",
        told=f"{done.told:,}",
        gone=f"{done.gone:,}",
        lapsed=f"{done.lapsed:,}",
        changed=f"{done.changed:,}",
        unchanged=f"{done.unchanged:,}",
    )
