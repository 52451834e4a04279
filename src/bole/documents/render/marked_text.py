"""原文标注: the text of a document as paragraphs and tables, with units, targets, sums and clauses marked in it.

All positions are those of `Reading.text`; raw offsets are turned into them once, here. The work grows with the length
of the text and the number of marks, never with their product.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from urllib.parse import quote

from bole.documents.layout import Layout, layout
from bole.documents.masking import masked_text
from bole.documents.reading import Reading
from bole.documents.render.markup import Html, el, joined
from bole.documents.table import TaskRow
from bole.documents.text import Cell, Table
from bole.kernel.messages import _

_LONGEST_HEADING = 60


def clause_id(prefix: str, path: str) -> str:
    """The stable anchor of a clause: it depends on nothing but its path."""
    return f"{prefix}-c-{path.replace('/', '.').replace(' ', '')}"


def link_to(anchor: str) -> str:
    """The address of an anchor on the same page."""
    return "#" + quote(anchor)


def marked_text(reading: Reading, table: Sequence[TaskRow], prefix: str) -> Html:
    """The whole text as mark-up; row n of the table has the id `{prefix}-r{n}`, its text `{prefix}-t{n}`."""
    return _MarkedText(reading, table, prefix).html()


class _MarkedText:
    def __init__(self, reading: Reading, table: Sequence[TaskRow], prefix: str) -> None:
        self.reading = reading
        self.text = reading.text
        self.shown = masked_text(reading)
        self.prefix = prefix
        self.opens: defaultdict[int, list[str]] = defaultdict(list)
        self.closes: defaultdict[int, list[str]] = defaultdict(list)
        self.before: defaultdict[int, list[Html]] = defaultdict(list)
        self.after: defaultdict[int, list[Html]] = defaultdict(list)
        self._mark_clauses()
        self._mark_items()
        self._mark_rows(table)
        self.stops = sorted({*self.opens, *self.closes, *self.before, *(p + 1 for p in self.after)})
        self.next_stop = 0
        self.active: dict[str, int] = {}
        self.parts = _parts(layout(self.text))
        self.part_starts = [start for start, _end, _kind in self.parts]

    # --- what is marked ---

    def _mark(self, kind: str, raw_start: int, raw_end: int) -> tuple[int, int]:
        start, end = self.text.position(raw_start), self.text.position(raw_end)
        if start < end:
            self.opens[start].append(kind)
            self.closes[end].append(kind)
        return start, end

    def _mark_clauses(self) -> None:
        for clause in self.reading.clauses:
            start = self.text.position(clause.start_char)
            anchor: dict[str, str | None] = {"id": clause_id(self.prefix, clause.path), "class": "anchor"}
            self.before[start].append(el("span", anchor))
            if clause.kind == "clause":
                line_end = self.shown.find("\n", start)
                end = self.shown.find(clause.heading, start, start + _LONGEST_HEADING) + len(clause.heading)
                self._mark_positions("clause", start, min(end, line_end) if end > start else start)

    def _mark_positions(self, kind: str, start: int, end: int) -> None:
        if start < end:
            self.opens[start].append(kind)
            self.closes[end].append(kind)

    def _mark_items(self) -> None:
        for unit in self.reading.units:
            self._mark("unit", unit.mention_start, unit.mention_end)
        for target in self.reading.targets:
            self._mark("target", target.start_char, target.end_char or target.start_char + len(target.quote))
        for money in self.reading.money:
            self._mark("money", money.start_char, money.end_char or money.start_char + len(money.quote))

    def _mark_rows(self, table: Sequence[TaskRow]) -> None:
        for row in table:
            start, end = self._mark(f"row-{row.number}", row.start, row.end)
            if row.mention:
                _named, named_end = self._mark(f"row-{row.number}", *row.mention)
                end = max(end, named_end)
            anchor = el("span", {"id": f"{self.prefix}-t{row.number}", "class": "anchor", "tabindex": "-1"})
            self.before[start].append(anchor)
            self.after[self._last_letter(start, end)].append(self._badge(row.number))

    def _last_letter(self, start: int, end: int) -> int:
        last = min(max(start, end - 1), len(self.shown) - 1)
        while last > start and self.shown[last] in "\n\t ":
            last -= 1
        return last

    def _badge(self, number: int) -> Html:
        attributes: dict[str, str | None] = {
            "class": "badge",
            "href": f"#{self.prefix}-r{number}",
            "aria-label": _("分工表第{number}行", number=number),
        }
        return el("a", attributes, str(number))

    # --- writing ---

    def html(self) -> Html:
        blocks: list[Html] = []
        at = 0
        for table in sorted(self.text.tables, key=lambda t: t.start):
            if table.start < at:
                continue
            blocks.extend(self._paragraphs(at, table.start))
            blocks.append(self._table(table))
            at = table.end
        blocks.extend(self._paragraphs(at, len(self.shown)))
        return joined(*blocks)

    def _paragraphs(self, start: int, end: int) -> Iterator[Html]:
        while start < end:
            stop = self.shown.find("\n", start, end)
            stop = end if stop < 0 else stop
            if start < stop:
                kind = self._part(start)
                yield el("p", {"class": kind} if kind else {}, self._run(start, stop))
            start = stop + 1

    def _part(self, position: int) -> str:
        i = bisect_right(self.part_starts, position) - 1
        return self.parts[i][2] if i >= 0 and position < self.parts[i][1] else ""

    def _run(self, start: int, end: int) -> Html:
        """The text between two positions; `active` carries marks over from one paragraph to the next."""
        out: list[Html] = []
        at = start
        while at < end:
            out.extend(self._advance(at))
            following = self.stops[self.next_stop] if self.next_stop < len(self.stops) else end
            stop = min(following, end)
            out.append(self._piece(at, stop))
            at = stop
        return joined(*out)

    def _advance(self, position: int) -> Iterator[Html]:
        """Take every stop up to `position`; gives the anchors that stand there."""
        while self.next_stop < len(self.stops) and self.stops[self.next_stop] <= position:
            stop = self.stops[self.next_stop]
            self.next_stop += 1
            for kind in self.closes.get(stop, ()):
                self.active[kind] -= 1
                if not self.active[kind]:
                    del self.active[kind]
            for kind in self.opens.get(stop, ()):
                self.active[kind] = self.active.get(kind, 0) + 1
            yield from self.before.get(stop, ())

    def _piece(self, start: int, end: int) -> Html:
        kinds = [k for k in ("unit", "target", "money", "clause") if k in self.active]
        held = [k.removeprefix("row-") for k in self.active if k.startswith("row-")]
        told: str = self.shown[start:end].replace("\t", " ")
        after = self.after.get(end - 1, ())
        if not kinds and not held:
            return joined(told, *after)
        attributes: dict[str, str | None] = {}
        if kinds:
            attributes["class"] = " ".join(kinds)
        if held:
            attributes["data-rows"] = " ".join(held)
        name = "mark" if {"unit", "target", "money"} & set(kinds) else "b" if kinds else "span"
        return joined(el(name, attributes, told), *after)

    def _table(self, table: Table) -> Html:
        rows = [self._table_row(table, i) for i in range(len(table.grid))]
        scroll: dict[str, str | None] = {
            "class": "wide",
            "tabindex": "0",
            "role": "region",
            "aria-label": _("文件中的表格"),
        }
        return el("div", scroll, el("table", {"class": "printed"}, el("tbody", {}, *rows)))

    def _table_row(self, table: Table, i: int) -> Html:
        written = []
        for j, cell in enumerate(table.grid[i]):
            if cell is None:
                written.append(el("td"))
            elif (cell.row, cell.column) == (i, j):
                written.append(self._table_cell(table, cell))
        return el("tr", {}, *written)

    def _table_cell(self, table: Table, cell: Cell) -> Html:
        attributes: dict[str, str | None] = {}
        across = sum(1 for _ in takewhile(lambda c: c == cell, table.grid[cell.row][cell.column :]))
        below = (row[cell.column] for row in islice(table.grid, cell.row, None))
        down = sum(1 for _ in takewhile(lambda c: c == cell, below))
        if across > 1:
            attributes["colspan"] = str(across)
        if down > 1:
            attributes["rowspan"] = str(down)
        content = self._run(cell.start, cell.end)
        if cell.row < _head_rows(table) and content:
            return el("th", attributes | {"scope": "col"}, content)
        return el("td", attributes, content)


def _head_rows(table: Table) -> int:
    """Rows of the head: the first one, and those that its merged cells reach down into."""
    first = table.grid[0]
    rows = 1
    while rows < len(table.grid) and any(c and c.row == 0 for c in table.grid[rows]):
        rows += 1
    return rows if first else 0


def _parts(parts: Layout) -> list[tuple[int, int, str]]:
    """(start, end, class) of the stretches that are set in their own way, in reading order."""
    set_apart = {
        "title": (*parts.title, *parts.attached_title),
        "number": (*parts.number, *parts.masthead, *parts.sanction),
        "signature": parts.signatures,
        "furniture": (*parts.furniture, *parts.contents),
    }
    return sorted((span.start, span.end, kind) for kind, spans in set_apart.items() for span in spans)
