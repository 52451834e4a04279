"""测算的网页: before and after as tables and drawings, one self-contained page; no script, no network."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bole import __version__
from bole.cli import simulate_words as words
from bole.cli.page_frame import framed
from bole.documents.render.markup import Html, el, joined
from bole.kernel.messages import _
from bole.policy.explain_words import clause_told
from bole.policy.readings.wording import told_date
from bole.policy.simulation_report import DIMENSIONS, dry_told

if TYPE_CHECKING:
    from bole.policy.simulate import Change
    from bole.policy.simulation_report import Drawn, Group, Report, SchemeChange

_DRAWN: Final = 12
"""So many groups are drawn; the table beside them has more."""
_LISTED: Final = 60
_WIDTH: Final = 640


def simulation_page(report: "Report", documents: Mapping[str, str]) -> str:
    """The page as text; `documents`: titles by id."""
    heading = _("测算：{what}", what="、".join(f"{s.title} {s.after}" for s in report.settings))
    return framed(
        heading,
        el("p", {"class": "days"}, _("计算日{day}；测算不改动任何规则。", day=told_date(report.as_of))),
        _settings(report, documents),
        _totals(report) if report.schemes else el("p", {}, _("计算日没有一条判定因此改变。")),
        _budget(report),
        *(_scheme(one, number) for number, one in enumerate(report.schemes)),
        top=_("伯乐 · 政策测算"),
        footer=_("伯乐 {version} 按登记快照计算，前后两次逐条对照。", version=__version__),
        styles=("simulate.css",),
    )


def _settings(report: "Report", documents: Mapping[str, str]) -> Html:
    rows = [
        [f"{s.title}（{s.parameter.id}）", s.before, s.after, clause_told(str(s.entry.cites), documents)]
        for s in report.settings
    ]
    return _table(_("设定"), [_("参数"), _("现在"), _("之后"), _("依据")], rows, numbers=False)


def _totals(report: "Report") -> Html:
    rows = [[words.title_of(one.scheme), *words.figures(one.change)] for one in report.schemes]
    if len(report.schemes) > 1:
        rows.append([_("合计（每个领取人只计一次）"), *words.figures(report.total)])
    change = report.total
    gain = change.after.fen - change.before.fen
    told = _(
        "现在 {before} 人得 {fen} 元，之后 {after} 人得 {then} 元，增减 {gain} 元；{winners} 人得益，{losers} 人受损。",
        before=f"{change.before.persons:,}",
        fen=words.yuan(change.before.fen),
        after=f"{change.after.persons:,}",
        then=words.yuan(change.after.fen),
        gain=words.signed_yuan(gain),
        winners=f"{change.winners:,}",
        losers=f"{change.losers:,}",
    )
    return joined(
        el("h2", {}, _("总数")),
        el("p", {"class": "told"}, told),
        _table(_("各政策项目"), [_("政策项目"), *(_(h) for h in words.HEADS)], rows),
    )


def _scheme(one: "SchemeChange", number: int) -> Html:
    parts = [el("h2", {"id": f"s{number}"}, words.title_of(one.scheme)), _outcomes(one)]
    for name, groups in one.by.items():
        if groups:
            parts.append(_groups(name, groups, f"s{number}-{name}", words.title_of(one.scheme)))
    return el("section", {"aria-labelledby": f"s{number}"}, *parts)


def _outcomes(one: "SchemeChange") -> Html:
    from bole.policy.explain import OUT_OF_SCOPE_TOLD, OUTCOMES_TOLD

    title = words.title_of(one.scheme)
    before, after = one.outcomes
    rows = [[_(told), f"{before[name]:,}", f"{after[name]:,}"] for name, told in OUTCOMES_TOLD.items()]
    parts = [_table(_("判定的结果"), [_("结果"), _("条数：现在"), _("条数：之后")], rows, within=title)]
    if one.turned:
        listed = [
            [
                str(row.fact),
                _(OUTCOMES_TOLD.get(row.before, OUT_OF_SCOPE_TOLD)),
                _(OUTCOMES_TOLD.get(row.after, OUT_OF_SCOPE_TOLD)),
                words.signed_yuan(row.fen_after - row.fen_before),
            ]
            for row in one.marginal
        ]
        summary = el(
            "summary", {}, _("{count} 条的结果变了；看前 {shown} 条", count=f"{one.turned:,}", shown=len(listed))
        )
        heads = [_("登记编号"), _("现在"), _("之后"), _("增减（元）")]
        parts.append(el("details", {}, summary, _table(_("结果变了的"), heads, listed, within=title)))
    return joined(*parts)


def _groups(name: str, groups: "Sequence[Group]", id_: str, scheme: str) -> Html:
    label = _(DIMENSIONS[name])
    drawn = groups[-_DRAWN:] if name == "month" else groups[:_DRAWN]
    rows = [[words.told_group(g.told), *words.figures(g.change)] for g in groups[:_LISTED]]
    left = len(groups) - len(rows)
    return joined(
        el("h3", {"id": id_}, _("按{label}", label=label)),
        _bars(_("按{label}：前后的金额或人数，内容同下表", label=label), drawn),
        el(
            "details",
            {},
            el("summary", {}, _("看表（{count} 组）", count=len(groups))),
            _table(_("按{label}", label=label), [label, *(_(h) for h in words.HEADS)], rows, within=scheme),
            el("p", {}, _("另有 {count} 组，见 Excel。", count=left)) if left else Html(""),
        ),
    )


def _bars(title: str, groups: "Sequence[Group]") -> Html:
    """Two bars for each group: what it gets now, and then; persons where the scheme pays nothing."""
    in_money = any(g.change.before.fen or g.change.after.fen for g in groups)
    pairs = [_pair(g.change, in_money=in_money) for g in groups]
    most = max((value for pair in pairs for value in pair), default=0) or 1
    drawn = [
        el(
            "div",
            {"class": "pair"},
            el("span", {"class": "name"}, words.told_group(group.told)),
            *(_bar(kind, value, most, in_money=in_money) for value, kind in zip(pair, ("now", "then"), strict=True)),
        )
        for group, pair in zip(groups, pairs, strict=True)
    ]
    unit = _("元") if in_money else _("人")
    return joined(_legend(unit), el("div", {"class": "bars", "role": "img", "aria-label": title}, *drawn))


def _bar(kind: str, value: int, most: int, *, in_money: bool) -> Html:
    """As long as its share of the longest, on any screen; the figure stands beside it."""
    box: dict[str, str | None] = {"class": kind, "width": f"{100 * value / most:.1f}%", "height": "100%"}
    said = words.yuan(value) if in_money else f"{value:,}"
    return el("span", {"class": "bar"}, el("svg", {"aria-hidden": "true"}, el("rect", box)), el("span", {}, said))


def _legend(unit: str) -> Html:
    return el(
        "p",
        {"class": "legend"},
        el("span", {"class": "key now"}, _("现在")),
        el("span", {"class": "key then"}, _("之后")),
        el("span", {}, unit),
    )


def _pair(change: "Change", *, in_money: bool) -> tuple[int, int]:
    if in_money:
        return change.before.fen, change.after.fen
    return change.before.persons, change.after.persons


def _text(x: float, y: float, text: str, anchor: str) -> Html:
    return el("text", {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}, text)


# --- the fund ---


def _budget(report: "Report") -> Html:
    if report.budget is None or report.drawn is None:
        return Html("")
    rows = [
        [
            label,
            dry_told(drawn),
            f"{drawn.paid_rows:,}",
            words.yuan(drawn.paid_fen),
            f"{drawn.unpaid_rows:,}",
            words.yuan(drawn.unpaid_fen),
        ]
        for label, drawn in zip((_("现在"), _("之后")), report.drawn, strict=True)
    ]
    heads = [_("资金"), _("用到哪一天"), _("发放条数"), _("发放金额（元）"), _("轮不到条数"), _("轮不到金额（元）")]
    told = _("按申领先后依次发放，资金 {yuan} 元。", yuan=words.yuan(report.budget))
    return joined(
        el("h2", {}, _("资金用到哪一天")),
        el("p", {}, told),
        _course(report.budget, report.drawn),
        _table(_("资金"), heads, rows),
    )


def _course(budget: int, drawn: "tuple[Drawn, Drawn]") -> Html:
    """Sums asked for, month by month, against the line of the fund."""
    months = sorted({month for side in drawn for month, _fen in side.months})
    if len(months) < 2:
        return Html("")
    most = max([budget, *(fen for side in drawn for _month, fen in side.months)]) or 1
    left, right, top, bottom = 20, _WIDTH - 20, 24, 220
    at = {month: left + (right - left) * i / (len(months) - 1) for i, month in enumerate(months)}
    up = {fen: bottom - (bottom - top) * fen / most for side in drawn for _month, fen in side.months}
    line = bottom - (bottom - top) * budget / most
    parts: list[Html] = [el("title", {"id": "course-title"}, _("逐月累计的应发金额与资金总额，结论见下表"))]
    for kind, side in zip(("now", "then"), drawn, strict=True):
        points = " ".join(f"{at[month]:.1f},{up[fen]:.1f}" for month, fen in side.months)
        parts.append(el("polyline", {"class": f"line {kind}", "points": points}))
    parts.append(
        el("line", {"class": "fund", "x1": str(left), "x2": str(right), "y1": f"{line:.1f}", "y2": f"{line:.1f}"})
    )
    parts.append(_text(left, line - 6, _("资金 {yuan} 元", yuan=words.yuan(budget)), "start"))
    parts.append(_text(left, bottom + 18, months[0], "start"))
    parts.append(_text(right, bottom + 18, months[-1], "end"))
    frame: dict[str, str | None] = {
        "viewBox": f"0 0 {_WIDTH} {bottom + 28}", "role": "img", "aria-labelledby": "course-title", "class": "course",
    }  # fmt: skip
    region: dict[str, str | None] = {"class": "drawing", "tabindex": "0", "role": "region", "aria-label": _("逐月累计")}
    return joined(_legend(_("逐月累计，元")), el("div", region, el("svg", frame, *parts)))


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True, within: str = ""
) -> Html:
    """A table that scrolls where it is wider than the page; `within` tells regions of one caption apart."""
    kind = "num" if numbers else "text"
    head = el("thead", {}, el("tr", {}, *(el("th", {"scope": "col"}, text) for text in heads)))
    body = el(
        "tbody",
        {},
        *(
            el(
                "tr",
                {},
                el("th", {"scope": "row"}, row[0]),
                *(el("td", {"data-head": text}, cell) for text, cell in zip(heads[1:], row[1:], strict=True)),
            )
            for row in rows
        ),
    )
    region: dict[str, str | None] = {
        "class": "wide",
        "tabindex": "0",
        "role": "region",
        "aria-label": f"{within} {caption}".strip(),
    }
    return el("div", region, el("table", {"class": kind}, el("caption", {}, caption), head, body))
