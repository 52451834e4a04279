"""网页: the original text with its marks on the left, the division table on the right; one file, no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bole import __version__
from bole.documents.lineage import Lineage
from bole.documents.phrases import path_phrase
from bole.documents.reading import Reading
from bole.documents.render.columns import HEADS, TABLE_NAME, Cells, Column, cells
from bole.documents.render.drawing import lineage_page
from bole.documents.render.marked_text import clause_id, link_to, marked_text
from bole.documents.render.markup import Html, el, joined, page
from bole.documents.table import tables
from bole.kernel.messages import _, language

_TRADITIONAL_SHARE = 0.05


def write(readings: Sequence[Reading], path: Path) -> None:
    """Write one page for all `readings`."""
    path.write_text(reading_page(readings), encoding="utf-8")


def write_lineage(lineage: Lineage, path: Path) -> None:
    """Write the drawing of who cites whom, with its table."""
    path.write_text(lineage_page(lineage), encoding="utf-8")


def script_of(reading: Reading) -> str:
    """zh-Hant for a document in Traditional characters, else zh-Hans."""
    shown = reading.text.shown
    han = sum(1 for c in shown if "\u4e00" <= c <= "\u9fff")
    changed = sum(1 for a, b in zip(shown, reading.text.folded, strict=True) if a != b and "\u4e00" <= a <= "\u9fff")
    return "zh-Hant" if changed > han * _TRADITIONAL_SHARE else "zh-Hans"


def title_of(reading: Reading) -> str:
    """The printed title, or the name of the file where there is none."""
    return reading.metadata.title or reading.document


def reading_page(readings: Sequence[Reading]) -> str:
    """The page as text."""
    alone = len(readings) == 1
    table_name = _(TABLE_NAME)
    heading = title_of(readings[0]) if alone else _("{count} 份文件的重点任务分工表", count=len(readings))
    drawn = tables(readings)
    sections = [
        _document(reading, cells(table), f"d{i}", alone)
        for i, (reading, table) in enumerate(zip(readings, drawn, strict=True), 1)
    ]
    body = joined(
        el("a", {"class": "skip", "href": "#d1-table"}, _("跳到分工表")),
        _header(),
        el(
            "main",
            {},
            Html("") if alone else joined(el("h1", {}, heading), _contents(readings)),
            *sections,
        ),
        _sheet(),
        _footer(),
    )
    return page(title=f"{heading} · {table_name} · Bole", lang=_page_language(), body=body, data=_texts())


def _page_language() -> str:
    return "zh-Hans" if language() == "zh" else "en"


def _texts() -> dict[str, str]:
    """What the script says, in the language of the page."""
    return {
        "found": _("分工表 {rows} 行，原文 {places} 处"),
        "none": _("没有找到“{term}”。请换一个词，或清空查找框。"),
        "shown": _("已标出第 {number} 行的原文"),
    }


def _header() -> Html:
    field: dict[str, str | None] = {"type": "search", "id": "term", "name": "term", "autocomplete": "off"}
    search = el(
        "form",
        {"role": "search", "class": "search", "hidden": None},
        el("label", {"for": "term"}, _("查找")),
        el("input", field),
        el("button", {"type": "button", "id": "previous"}, _("上一处")),
        el("button", {"type": "button", "id": "next"}, _("下一处")),
        el("output", {"for": "term", "role": "status", "id": "found"}),
    )
    return el("header", {"class": "top"}, el("p", {"class": "system"}, _("伯乐 · 政策文件阅读")), search)


def _contents(readings: Sequence[Reading]) -> Html:
    links = [
        el("li", {}, el("a", {"href": f"#d{i}", "lang": script_of(r)}, title_of(r))) for i, r in enumerate(readings, 1)
    ]
    return el("nav", {"class": "documents", "aria-label": _("文件")}, el("ol", {}, *links))


def _sheet() -> Html:
    """The row that a phone shows over the foot of the text."""
    attributes: dict[str, str | None] = {
        "id": "sheet",
        "class": "sheet",
        "role": "dialog",
        "aria-labelledby": "sheet-title",
        "hidden": None,
    }
    return el(
        "div",
        attributes,
        el("h2", {"id": "sheet-title", "tabindex": "-1"}, _("这一段的分工")),
        el("dl", {"id": "sheet-row"}),
        el("p", {}, el("a", {"id": "sheet-link", "href": "#d1-table"}, _("在分工表中查看"))),
        el("button", {"type": "button", "id": "sheet-close"}, _("收起这一段的分工")),
    )


def _footer() -> Html:
    return el(
        "footer",
        {},
        el("p", {}, _("伯乐 {version} 读出。联系人姓名和电话已隐去一部分；以文件原文为准。", version=__version__)),
    )


# --- one document ---------------------------------------------------------------------------------------------------


def _document(reading: Reading, table: Sequence[Cells], prefix: str, alone: bool) -> Html:
    script = script_of(reading)
    heading = "h1" if alone else "h2"
    under = "h2" if alone else "h3"
    title = title_of(reading)
    return el(
        "section",
        {"class": "document", "id": prefix, "aria-labelledby": f"{prefix}-title"},
        el(
            "div",
            {"class": "about"},
            el(heading, {"id": f"{prefix}-title", "lang": script}, title),
            _about(reading, table, script),
        ),
        el(
            "nav",
            {"class": "tabs", "aria-label": _("本文件：{title}", title=title)},
            el("a", {"href": f"#{prefix}-text"}, _("看原文")),
            el("a", {"href": f"#{prefix}-table"}, _("看分工表")),
        ),
        el(
            "div",
            {"class": "panes"},
            _text_pane(reading, table, prefix, script, under),
            _table_pane(table, prefix, script, under, title),
        ),
    )


def _about(reading: Reading, table: Sequence[Cells], script: str) -> Html:
    m = reading.metadata
    unknown = _("文件未写明")
    named = sum(1 for c in table if c.row.unit_named)
    facts = (
        (_("印发单位"), "、".join(m.issuing_bodies) or unknown, script),
        (_("文号"), m.document_number or unknown, script),
        (_("成文日期"), m.date_of_issue or unknown, ""),
        (_("文件"), reading.document, ""),
        (
            _("读出"),
            _(
                "条款 {clauses}，分工 {rows} 行（写明单位 {named} 行），目标 {targets}，金额 {money}",
                clauses=len(reading.clauses),
                rows=len(table),
                named=named,
                targets=len(reading.targets),
                money=len(reading.money),
            ),
            "",
        ),
    )
    return el("dl", {}, *(_fact(*fact) for fact in facts))


def _fact(label: str, value: str, lang: str) -> Html:
    return el("div", {}, el("dt", {}, label), el("dd", {"lang": lang} if lang else {}, value))


def _text_pane(reading: Reading, table: Sequence[Cells], prefix: str, script: str, heading: str) -> Html:
    legend = el(
        "p",
        {"class": "legend"},
        el("span", {"class": "marks"}, _("标记：")),
        *(
            joined(el("mark", {"class": kind}, name), " ")
            for kind, name in (("unit", _("单位")), ("target", _("目标")), ("money", _("金额")))
        ),
        el("span", {"class": "badge"}, "1"),
        _("分工表的行"),
    )
    marked = marked_text(reading, [c.row for c in table], prefix)
    return el(
        "section",
        {
            "class": "pane text",
            "id": f"{prefix}-text",
            "tabindex": "0",
            "aria-labelledby": f"{prefix}-text-title {prefix}-title",
        },
        el(heading, {"id": f"{prefix}-text-title"}, _("原文")),
        _clause_list(reading, prefix, script),
        legend,
        el("article", {"lang": script}, marked),
    )


def _clause_list(reading: Reading, prefix: str, script: str) -> Html:
    entries = [
        el(
            "li",
            {"class": f"level-{min(4, clause.path.count('/') + 1)}"},
            el("a", {"href": link_to(clause_id(prefix, clause.path))}, f"{path_phrase(clause.path)} {clause.heading}"),
        )
        for clause in reading.clauses
        if clause.kind == "clause"
    ]
    if not entries:
        return Html("")
    summary = el("summary", {}, _("条款目录（{count} 条）", count=len(entries)))
    return el("details", {}, summary, el("ol", {"class": "clauses", "lang": script}, *entries))


def _table_pane(table: Sequence[Cells], prefix: str, script: str, heading: str, title: str) -> Html:
    used = {c for c in ("lead", "cooperating", "responsible") if any(row.text(c) for row in table)}
    hidden = " ".join(f"no-{c}" for c in ("lead", "cooperating", "responsible") if c not in used)
    heads = [el("th", {"scope": "col", "class": column}, _(head)) for column, head in HEADS.items()]
    caption = el("caption", {}, el("span", {"class": "table-name"}, _(TABLE_NAME)), el("span", {"lang": script}, title))
    rows = [_table_row(c, prefix) for c in table]
    empty = el("p", {"class": "empty"}, _("文件里没有读出任务。")) if not table else Html("")
    return el(
        "section",
        {
            "class": "pane division",
            "id": f"{prefix}-table",
            "tabindex": "0",
            "aria-labelledby": f"{prefix}-table-title {prefix}-title",
        },
        el(heading, {"id": f"{prefix}-table-title"}, _(TABLE_NAME)),
        el("p", {"class": "hint"}, _("点一行，原文中标出它管到的文字；原文里的数字回到这一行。")),
        el(
            "table",
            {"class": f"division-table {hidden}".rstrip()},
            caption,
            el("thead", {}, el("tr", {}, *heads)),
            el("tbody", {"lang": script}, *rows),
        ),
        empty,
    )


def _table_row(row: Cells, prefix: str) -> Html:
    attributes: dict[str, str | None] = {"id": f"{prefix}-r{row.number}", "data-row": row.number}
    return el("tr", attributes, *(_table_cell(row, column, prefix) for column in HEADS))


def _table_cell(row: Cells, column: Column, prefix: str) -> Html:
    attributes: dict[str, str | None] = {"class": column, "data-label": _(HEADS[column])}
    content: Html | str
    if column == "number":
        return el("th", attributes | {"scope": "row"}, row.number)
    if column == "clause":
        content = el("a", {"href": f"#{prefix}-t{row.number}"}, row.clause)
    elif column == row.blank:
        content = el("span", {"class": "blank", "lang": _page_language()}, row.text(column))
    elif column == "goals":
        listed = [el("li", {}, goal) for goal in row.goals]
        listed += [el("li", {"class": "sum"}, _("资金：{sum}", sum=m)) for m in row.money]
        content = el("ul", {}, *listed) if listed else ""
    else:
        content = row.text(column)
    if not content:
        attributes["class"] = f"{column} none"
    return el("td", attributes, content)
