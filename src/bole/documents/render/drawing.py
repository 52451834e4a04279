"""引用关系图: documents as boxes by level (国家, 省, 市, 区县), an arrow from each to what it names, a table below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bole import __version__
from bole.documents.lineage import LEVEL_NAMES, RELATION_NAMES, Document, Lineage
from bole.documents.render.markup import Html, el, joined, page
from bole.kernel.messages import N_, _, language

_ACROSS = 5
_BOX = (212, 74)
_GAP = (24, 34)
_COLUMNS = {1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
"""Where the boxes of a line stand: all lines share their columns, so that arrows can pass between them."""
_LEFT = 76
_CHARACTERS = 14
_LINES = 3
_UNKNOWN = N_("级别未写明")


@dataclass(frozen=True, slots=True)
class Box:
    """A document's place in the drawing, in pixels."""

    document: Document
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """One level of government across the drawing."""

    name: str
    y: int
    height: int


def lineage_page(lineage: Lineage) -> str:
    """The page as text."""
    heading = _("文件引用关系")
    body = joined(
        el("header", {"class": "top"}, el("p", {"class": "system"}, _("伯乐 · 政策文件阅读"))),
        el(
            "main",
            {},
            el("h1", {}, heading),
            el("p", {}, _told(lineage)),
            el(
                "div",
                {"class": "drawing", "tabindex": "0", "role": "region", "aria-label": _("引用关系图")},
                _drawing(lineage),
            ),
            _table(lineage),
        ),
        el("footer", {}, el("p", {}, _("伯乐 {version} 读出。", version=__version__))),
    )
    lang = "zh-Hans" if language() == "zh" else "en"
    return page(title=f"{heading} · Bole", lang=lang, body=body, data={}, script=None)


def _told(lineage: Lineage) -> str:
    read = sum(1 for d in lineage.documents if d.file)
    return _(
        "读了 {read} 份文件，点名 {named} 份其他文件，引用 {edges} 条。粗框是读过的文件，箭头指向被引用的文件。",
        read=read,
        named=len(lineage.documents) - read,
        edges=len(lineage.edges),
    )


# --- the drawing ----------------------------------------------------------------------------------------------------


def _placed(documents: Sequence[Document]) -> tuple[list[Box], list[Band], int]:
    """Boxes and bands from the top level down, and the height of it all."""
    boxes: list[Box] = []
    bands: list[Band] = []
    y = 0
    for level in (*LEVEL_NAMES, None):
        members = [d for d in documents if d.level == level]
        if not members:
            continue
        lines = -(-len(members) // _ACROSS)
        height = lines * (_BOX[1] + _GAP[1]) + _GAP[1]
        bands.append(Band(_(LEVEL_NAMES[level]) if level else _(_UNKNOWN), y, height))
        for i, document in enumerate(members):
            line, place = divmod(i, _ACROSS)
            column = _COLUMNS[min(_ACROSS, len(members) - line * _ACROSS)][place]
            x = _LEFT + _GAP[0] + column * (_BOX[0] + _GAP[0])
            boxes.append(Box(document, x, y + _GAP[1] + line * (_BOX[1] + _GAP[1])))
        y += height + 8
    return boxes, bands, y


def _drawing(lineage: Lineage) -> Html:
    boxes, bands, height = _placed(lineage.documents)
    width = _LEFT + _ACROSS * (_BOX[0] + _GAP[0]) + _GAP[0]
    at = {box.document.id: box for box in boxes}
    arrow = el(
        "marker",
        {
            "id": "arrow",
            "viewBox": "0 0 8 8",
            "refX": "7",
            "refY": "4",
            "markerWidth": "8",
            "markerHeight": "8",
            "orient": "auto-start-reverse",
        },
        el("path", {"d": "M0 0L8 4L0 8z"}),
    )
    known = [e for e in lineage.edges if e.source in at and e.target in at]
    edges = [_arrow(at[e.source], at[e.target], i) for i, e in enumerate(known)]
    return el(
        "svg",
        {"viewBox": f"0 0 {width} {max(height, 80)}", "role": "img", "aria-labelledby": "drawing-title"},
        el("title", {"id": "drawing-title"}, _("引用关系图，内容同下表")),
        el("defs", {}, arrow),
        *(_band(band, width) for band in bands),
        *edges,
        *(_box(box) for box in boxes),
    )


def _band(band: Band, width: int) -> Html:
    ground = {"class": "band", "x": "0", "y": str(band.y), "width": str(width), "height": str(band.height)}
    name = {"class": "band-name", "x": "12", "y": str(band.y + band.height // 2 + 5)}
    lines = [band.name[i : i + 4] for i in range(0, len(band.name), 4)]
    spans = [el("tspan", {"x": "12", "dy": "0" if not i else "18"}, line) for i, line in enumerate(lines)]
    return joined(el("rect", {**ground}), el("text", {**name}, *spans))


def _arrow(source: Box, target: Box, number: int) -> Html:
    """From the edge of the citing box to the nearest edge of the cited one, never through a third box."""
    half = _BOX[0] // 2
    x1, x2 = source.x + half, target.x + half
    up = source.y > target.y
    y1, y2 = (source.y, target.y + _BOX[1]) if up else (source.y + _BOX[1], target.y)
    if source.y == target.y:
        course = f"M{x1} {source.y}C{x1} {source.y - 30} {x2} {source.y - 30} {x2} {target.y}"
    elif abs(y2 - y1) <= 2 * _GAP[1] + 8:
        middle = (y1 + y2) // 2
        course = f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"
    else:
        # Lanes side by side, so that arrows on the same way can be told apart.
        lane = number % 5
        out = y1 + (-8 - 4 * lane if up else 8 + 4 * lane)
        home = y2 + (12 + 4 * lane if up else -12 - 4 * lane)
        gutter = (target.x - _GAP[0] // 2 if x1 <= x2 else target.x + _BOX[0] + _GAP[0] // 2) + 4 * (lane - 2)
        course = f"M{x1} {y1}V{out}H{gutter}V{home}H{x2}V{y2}"
    return el("path", {"class": "cites", "d": course, "marker-end": "url(#arrow)"})


def _box(box: Box) -> Html:
    d = box.document
    lines = _wrapped(d.title)
    first = box.y + (_BOX[1] - 18 * len(lines)) // 2 + 14
    spans = [
        el("tspan", {"x": str(box.x + _BOX[0] // 2), "y": str(first + 18 * i)}, line) for i, line in enumerate(lines)
    ]
    frame = {"x": str(box.x), "y": str(box.y), "width": str(_BOX[0]), "height": str(_BOX[1]), "rx": "3"}
    full = el("title", {}, f"{d.title} {d.number or ''}".strip())
    kind = "node read" if d.file else "node"
    return el("g", {"class": kind}, full, el("rect", {**frame}), el("text", {"text-anchor": "middle"}, *spans))


_WORD = re.compile(r"[（(《〈“]*(?:[A-Za-z0-9.-]+|.)[^\w\s（(《〈“]*")


def _wrapped(title: str) -> list[str]:
    """Lines that fit a box; numbers stay whole and no line begins with a closing mark; … where there is more."""
    lines, room = [""], 2 * _CHARACTERS
    for m in _WORD.finditer(title):
        width = sum(1 if c.isascii() else 2 for c in m[0])
        if width > room and lines[-1]:
            lines.append("")
            room = 2 * _CHARACTERS
        lines[-1] += m[0]
        room -= width
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _CHARACTERS - 1] + "…"]
    return lines


# --- the table ------------------------------------------------------------------------------------------------------


def _table(lineage: Lineage) -> Html:
    named = {d.id: d for d in lineage.documents}
    heads = (_("文件"), _("关系"), _("引用的文件"), _("文号"), _("级别"), _("原文"))
    rows = []
    for edge in lineage.edges:
        target = named[edge.target]
        level = _(LEVEL_NAMES[target.level]) if target.level else _(_UNKNOWN)
        rows.append(
            el(
                "tr",
                {},
                el("th", {"scope": "row"}, named[edge.source].title),
                *(
                    el("td", {}, text)
                    for text in (
                        _(RELATION_NAMES[edge.relation]),
                        target.title,
                        target.number or _("文件未写明"),
                        level,
                        edge.quote,
                    )
                ),
            )
        )
    if not rows:
        return el("p", {"class": "empty"}, _("这些文件没有点名引用其他文件。"))
    head = el("thead", {}, el("tr", {}, *(el("th", {"scope": "col"}, h) for h in heads)))
    caption = el("caption", {}, _("引用一览"))
    scroll: dict[str, str | None] = {"class": "wide", "tabindex": "0", "role": "region", "aria-label": _("引用一览")}
    return el("div", scroll, el("table", {"class": "lineage-table"}, caption, head, el("tbody", {}, *rows)))
