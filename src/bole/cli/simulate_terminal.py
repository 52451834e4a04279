"""测算结果的显示: what `bole simulate` shows on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bole.cli import simulate_words as words
from bole.kernel.messages import _
from bole.policy.readings.wording import told_date
from bole.policy.simulation_report import DIMENSIONS, dry_told

if TYPE_CHECKING:
    from bole.policy.simulate import Change
    from bole.policy.simulation_report import Group, Report, SchemeChange

_SHOWN: Final = 8
"""So many groups of each kind; the page and the sheets have them all."""


def print_report(report: "Report", console: Console) -> None:
    """Settings, the totals of each scheme, its groups, and the fund."""
    console.print(Text(_("测算，计算日{day}", day=told_date(report.as_of)), "bold"))
    for setting in report.settings:
        line = _("{title}（{id}）：{before} → {after}", title=setting.title, id=setting.parameter.id,
                 before=setting.before, after=setting.after)  # fmt: skip
        _print(line, console)
    if not report.schemes:
        _print(_("计算日没有一条判定因此改变。"), console)
    for one in report.schemes:
        _print_scheme(one, console)
    if len(report.schemes) > 1:
        console.print()
        console.print(Text(_("合计（每个领取人只计一次）"), "bold"))
        _print_changes(_("合计"), [(_("合计"), report.total)], console)
    if report.budget is not None and report.drawn is not None:
        _print_budget(report, console)


def _print_scheme(one: "SchemeChange", console: Console) -> None:
    console.print()
    console.print(Text.assemble((words.title_of(one.scheme), "bold"), f"  {one.scheme.id}"))
    _print_changes(_("全部"), [(_("全部"), one.change)], console)
    if one.turned:
        _print(_("{count} 条的结果变了", count=f"{one.turned:,}"), console)
    for name, groups in one.by.items():
        shown = _shown(groups, name)
        if shown:
            _print_changes(_(DIMENSIONS[name]), [(words.told_group(g.told), g.change) for g in shown], console)
            if len(groups) > len(shown):
                _print(_("另有 {count} 组，见 --html 或 --xlsx", count=len(groups) - len(shown)), console)


def _shown(groups: "Sequence[Group]", name: str) -> "Sequence[Group]":
    return groups[-_SHOWN:] if name == "month" else groups[:_SHOWN]


def _print_changes(head: str, rows: "Sequence[tuple[str, Change]]", console: Console) -> None:
    """A table; on a narrow terminal each group on lines of its own, for no figure may be cut short."""
    heads = [_(h) for h in words.HEADS]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(head, overflow="fold", min_width=10)
    figures = [(told, words.figures(change)) for told, change in rows]
    room = 12
    for i, text in enumerate(heads):
        width = max(len(f[i]) for _told, f in figures)
        room += max(width, 10) + 2
        table.add_column(
            text.replace("：", "：\n").replace(": ", ":\n"), justify="right", no_wrap=True, min_width=width
        )
    if room <= console.width:
        for told, row in figures:
            table.add_row(Text(told), *row)
        console.print(Padding(table, (0, 0, 0, 2)))
        return
    _print(head, console)
    for told, change in rows:
        console.print(Padding(Text(_line(told, change), overflow="fold"), (0, 0, 0, 4)))


def _line(told: str, change: "Change") -> str:
    """The figures of one group in a sentence."""
    before, after, fen, then, gain, winners, losers = words.figures(change)
    return _(
        "{told}：{before} 人 → {after} 人，{fen} 元 → {then} 元（{gain}），得益 {winners}，受损 {losers}",
        told=told,
        before=before,
        after=after,
        fen=fen,
        then=then,
        gain=gain,
        winners=winners,
        losers=losers,
    )


def _print_budget(report: "Report", console: Console) -> None:
    assert report.budget is not None
    assert report.drawn is not None
    console.print()
    console.print(Text(_("资金 {yuan} 元", yuan=words.yuan(report.budget)), "bold"))
    for label, drawn in zip((_("现在"), _("之后")), report.drawn, strict=True):
        _print(
            _(
                "{label}：{dry}；发 {rows} 条 {fen} 元，轮不到 {unpaid} 条 {short} 元",
                label=label,
                dry=dry_told(drawn),
                rows=f"{drawn.paid_rows:,}",
                fen=words.yuan(drawn.paid_fen),
                unpaid=f"{drawn.unpaid_rows:,}",
                short=words.yuan(drawn.unpaid_fen),
            ),
            console,
        )


def _print(text: str, console: Console) -> None:
    console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, 2)))
