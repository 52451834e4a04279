"""计算结果的表: what `bole run` shows on a terminal: who is entitled to what, why others are not, and what to know."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from bole.kernel.messages import N_, _, language
from bole.kernel.money import yuan_of
from bole.policy.readings.wording import told_date
from bole.policy.run_notes import title_of
from bole.policy.run_results import quarantined
from bole.policy.scheme import OUTCOMES, SCOPE, Scheme

if TYPE_CHECKING:
    from bole.policy.run_notes import Note
    from bole.policy.runs import OnLedger, Ran

HEADS: Final = {
    "entitled": N_("可享受"),
    "refused": N_("不符合"),
    "unknown": N_("无法判断"),
    "needs_person": N_("须由人判断"),
    "not_in_force": N_("无现行规定"),
}
"""结果 as the heads of columns, in the order of OUTCOMES."""
_TITLE: Final = 12
"""Columns of a title, at least."""
_MAIN: Final = 3
"""So many reasons are shown for each scheme."""


def print_run(ran: "Ran", notes: "Sequence[Note]", console: Console) -> None:
    """The table, the reasons, what to know, and the sum of rows."""
    days = {"day": told_date(ran.snapshot.as_of), "as_of": told_date(ran.as_of)}
    console.print(Text(_("快照 {place}，截至{day}；计算日{as_of}", place=ran.snapshot.manifest.place, **days), "bold"))
    console.print()
    _print_totals(ran, console)
    for scheme in ran.schemes:
        _print_reasons(scheme, ran.totals[scheme.id], console)
        _print_ledger(ran.ledger[scheme.id], console)
        if scheme.id in ran.allocated:
            _print_allocated(scheme, ran.allocated[scheme.id], console)
    if notes:
        console.print()
        console.print(Text(_("需要知道的"), "bold"))
    for note in notes:
        _print_indented(note.text, console)
    _print_rows(ran, console)


def _print_totals(ran: "Ran", console: Console) -> None:
    """The totals as a table; on a narrow terminal as lines, for a column left out or cut short would tell a lie."""
    table = _totals(ran)
    if sum(_width(column) for column in table.columns) <= console.width:
        console.print(table)
        return
    for scheme in ran.schemes:
        console.print(Text(title_of(scheme), "bold"))
        for head, figure in zip(_heads(), _figures(scheme, ran.totals[scheme.id]), strict=True):
            _print_indented(_("{head}：{figure}", head=head, figure=figure), console)


def _totals(ran: "Ran") -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    rows = [_figures(scheme, ran.totals[scheme.id]) for scheme in ran.schemes]
    table.add_column(_("政策项目"), overflow="fold", min_width=_TITLE)
    for i, head in enumerate(_heads()):
        broken = Text(head.replace(" ", "\n") if cell_len(head) > _TITLE - 2 else head)
        widest = max([cell_len(line) for line in broken.plain.split("\n")] + [len(row[i]) for row in rows])
        table.add_column(broken, justify="right", no_wrap=True, min_width=widest)
    for scheme, figures in zip(ran.schemes, rows, strict=True):
        table.add_row(Text(title_of(scheme)), *figures)
    return table


def _width(column: Column) -> int:
    return (column.min_width or 0) + 2


def _heads() -> list[str]:
    return [*(_(HEADS[outcome]) for outcome in OUTCOMES), _("金额（元）")]


def _figures(scheme: Scheme, totals: Mapping[str, Any]) -> list[str]:
    counts = [f"{totals['decided'][outcome]:,}" for outcome in OUTCOMES]
    return [*counts, _yuan(totals["fen"]) if scheme.amounts else "-"]


def _yuan(fen: int) -> str:
    whole, _point, part = yuan_of(fen).partition(".")
    return f"{int(whole):,}.{part or '00'}"


def _print_reasons(scheme: Scheme, totals: Mapping[str, Any], console: Console) -> None:
    """The criteria that most rows failed, and those that most could not be judged by."""
    console.print()
    console.print(Text.assemble((title_of(scheme), "bold"), f"  {scheme.id}"))
    for head, counted in ((_("不符合"), totals["refused_by"]), (_("无法判断"), totals["unknown_by"])):
        for name, number in sorted(counted.items(), key=lambda item: -item[1])[:_MAIN]:
            _print_indented(
                _("{head} {count}：{reason}", head=head, count=f"{number:,}", reason=_told(scheme, name)), console
            )
    if scheme.subject is not None:
        told, count = _told(scheme, SCOPE), f"{totals['out_of_scope']:,}"
        _print_indented(_("不在对象之内 {count}，没有判定：{told}", count=count, told=told), console)
    for judgement in scheme.judgements if totals["decided"]["needs_person"] else ():
        told = judgement.told.zh if language() == "zh" else judgement.told.en
        _print_indented(_("须由人判断：{reason}", reason=told), console)


def _print_ledger(ledger: "OnLedger", console: Console) -> None:
    """What was paid before, and who could claim and has not."""
    if ledger.paid_rows:
        told = _("此前已发 {rows} 条 {fen} 元", rows=f"{ledger.paid_rows:,}", fen=_yuan(ledger.paid_fen))
        _print_indented(told, console)
    if ledger.unclaimed:
        _print_indented(_("可享受而没有申领 {rows} 条", rows=f"{ledger.unclaimed:,}"), console)


def _print_allocated(scheme: Scheme, totals: Mapping[str, Any], console: Console) -> None:
    """What is left to each when ceilings, funds and quotas are shared out in their order."""
    rows = totals["rows"]
    told = _(
        "按名额和资金依次分配：{granted} 条发 {fen} 元，{part} 条只发一部分，{cut} 条发不到",
        granted=f"{rows['granted']:,}",
        part=f"{rows['part']:,}",
        cut=f"{rows['cut']:,}",
        fen=_yuan(totals["granted_fen"]),
    )
    _print_indented(told, console)
    for allocation in scheme.allocations:
        cut = totals["by"][allocation.name]
        if cut["cut_rows"] or cut["part_rows"]:
            name = allocation.told.zh if language() == "zh" else allocation.told.en
            short = _("{name}：少发 {fen} 元", name=name, fen=_yuan(cut["cut_fen"]))
            console.print(Padding(Text(short, overflow="fold"), (0, 0, 0, 4)))


def _print_indented(text: str, console: Console) -> None:
    console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, 2)))


def _told(scheme: Scheme, name: str) -> str:
    told = {part.name: part.told for part in scheme.criteria} | {part.name: part.told for part in scheme.caps}
    if name not in told:
        return _("金额（没有适用的一项，或算不出来）") if name == "amount" else name
    return told[name].zh if language() == "zh" else told[name].en


def _print_rows(ran: "Ran", console: Console) -> None:
    rows = ran.all_rows
    console.print()
    console.print(
        Text(
            _(
                "读入 {entered} 行 = 判定 {decided} 行 + 不在对象之内 {apart} 行 + 隔离 {quarantined} 行；"
                "{engine}，{seconds} 秒",
                entered=f"{rows.entered:,}",
                decided=f"{rows.decided:,}",
                apart=f"{rows.out_of_scope:,}",
                quarantined=f"{rows.quarantined:,}",
                engine=ran.engine,
                seconds=ran.seconds,
            )
        )
    )
    apart = quarantined(ran)
    if apart:
        told = ", ".join(f"{table} {count:,}" for table, count in apart.items())
        console.print(Text(_("被隔离的行，没有参加计算：{told}", told=told), "yellow"))
