"""规则的网页: `bole rules --html DIR`, an index and a page for each scheme; no script, no network, links relative."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bole import __version__
from bole.cli.matter_pages import matter_file, matter_link, matter_page
from bole.cli.page_frame import framed
from bole.documents.render.markup import Html, el, joined
from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_, _, language
from bole.kernel.writing import folder_written_beside
from bole.policy.explain_words import clause_told
from bole.policy.handling import handling_of
from bole.policy.readings.example_words import ExampleTold, RowTold, common_told, example_told
from bole.policy.readings.handling_words import handling_told
from bole.policy.readings.rule import STATES, DatedLine, Line, missing_in, rule_of, state_of
from bole.policy.readings.wording import chinese, column_label, told_date, told_value
from bole.policy.types import type_of

if TYPE_CHECKING:
    from bole.policy.case_kinds import CaseKind
    from bole.policy.catalogues import Catalogue, Edition
    from bole.policy.examples import Example
    from bole.policy.pack import Pack, Packs
    from bole.policy.scheme import Scheme

PAGES_EXIST = ErrorKind(
    "BOLE-C020", N_("这里已有文件或文件夹，网页不写在别的东西上面。"), N_("请换一个文件夹名，或先把旧的移开。")
)
INDEX: Final = "index.html"
_LONGEST: Final = 200
"""An edition with more rows is told by its number of rows and its file."""
_STATUSES: Final = {"in_force": "met", "ended": "not_in_force", "not_yet": "open"}
_ABSENT: Final = {"missing": N_("来源没有给出"), "repealed": N_("已停用"), "partial": N_("只有一部分行")}


@dataclass(frozen=True)
class Written:
    """What the pages are made of."""

    packs: "Packs"
    schemes: Sequence["Scheme"]
    day: date
    heads: Mapping[str, str]
    """Words of the kinds of lines."""
    open_points: Mapping[str, Sequence[str]]
    """By scheme: what is not settled yet, in words."""
    examples: Mapping[str, Sequence["Example"]]
    """By scheme."""
    kinds: Sequence["CaseKind"] = ()
    """The kinds of case that have a page."""
    permissions: Mapping[str, str] = field(default_factory=dict)
    """What those who act in a flow are called."""

    def clause(self, text: str) -> str:
        """A clause with the title of its document."""
        return clause_told(text, self.packs.documents)

    def pack(self, scheme: "Scheme") -> "Pack":
        """The pack that has the scheme."""
        return self.packs[scheme.id.partition(".")[0]]


def write_pages(written: Written, folder: Path) -> None:
    """Writes `folder`, whole or not at all; raises BoleError where something has that name or writing fails."""
    with folder_written_beside(folder, PAGES_EXIST, may_be_empty=True) as beside:
        (beside / INDEX).write_text(_index(written), encoding="utf-8")
        for scheme in written.schemes:
            (beside / _file(scheme)).write_text(_page(written, scheme), encoding="utf-8")
        for kind in written.kinds:
            page = matter_page(written, kind, written.permissions, index=INDEX, foot=_footer())
            (beside / matter_file(kind)).write_text(page, encoding="utf-8")


def _file(scheme: "Scheme") -> str:
    return f"{scheme.id}.html"


def _footer() -> str:
    return _("伯乐 {version} 按规则包写出；以文件原文为准。", version=__version__)


# --- the index --------------------------------------------------------------------------------------------------------


def _index(written: Written) -> str:
    by_pack = [
        (pack, [scheme for scheme in written.schemes if scheme.id in pack.schemes]) for pack in written.packs.values()
    ]
    return framed(
        _("政策项目"),
        el(
            "p",
            {"class": "days"},
            _("{day}的状态；共 {count} 项。", day=told_date(written.day), count=len(written.schemes)),
        ),
        *(_of_pack(written, pack, schemes) for pack, schemes in by_pack if schemes or _kinds_of(written, pack)),
        top=_("伯乐 · 政策说明"),
        footer=_footer(),
        styles=("rules.css",),
    )


def _of_pack(written: Written, pack: "Pack", schemes: Sequence["Scheme"]) -> Html:
    return el(
        "section",
        {"aria-labelledby": pack.id},
        el("h2", {"id": pack.id}, pack.title if chinese() else pack.title_en),
        el("ul", {"class": "lines list"}, *(_listed(written, pack, scheme) for scheme in schemes)),
        *_matters(_kinds_of(written, pack)),
    )


def _kinds_of(written: Written, pack: "Pack") -> list["CaseKind"]:
    return [kind for kind in written.kinds if kind.id.partition(".")[0] == pack.id]


def _matters(kinds: Sequence["CaseKind"]) -> Iterator[Html]:
    if kinds:
        yield el("h3", {}, _("事项"))
        yield el("ul", {"class": "lines list"}, *map(matter_link, kinds))


def _listed(written: Written, pack: "Pack", scheme: "Scheme") -> Html:
    missing = len(missing_in(scheme))
    return el(
        "li",
        {},
        el("a", {"href": _file(scheme)}, _title(scheme)),
        joined(" ", _state(scheme, written.day)),
        el("p", {"class": "id"}, f"{scheme.id} · {_window(scheme)}"),
        el("p", {"class": "id"}, handling_told(scheme, handling_of(scheme, pack, written.day))),
        el("p", {"class": "id"}, _("来源没有给全的参数和目录：{count} 个", count=missing)) if missing else Html(""),
    )


def _title(scheme: "Scheme") -> str:
    return scheme.title.zh if chinese() else scheme.title.en


def _state(scheme: "Scheme", day: date) -> Html:
    state = state_of(scheme, day)
    return _status(_STATUSES[state], _(STATES[state]))


def _status(kind: str, text: str) -> Html:
    return el("span", {"class": f"status {kind}"}, text)


def _window(scheme: "Scheme") -> str:
    return _days(scheme.in_force.start, scheme.in_force.end)


def _days(start: date, end: date | None) -> str:
    if end is None:
        return _("{start}起", start=told_date(start))
    return _("{start}至{end}", start=told_date(start), end=told_date(end))


# --- a scheme ---------------------------------------------------------------------------------------------------------


def _page(written: Written, scheme: "Scheme") -> str:
    parts = [(id_, head, inside) for id_, head, inside in _parts(written, scheme) if inside]
    contents = [el("li", {}, el("a", {"href": f"#{id_}"}, head)) for id_, head, _inside in parts]
    return framed(
        _title(scheme),
        el("p", {}, _state(scheme, written.day), f" {_window(scheme)}"),
        el("p", {}, handling_told(scheme, handling_of(scheme, written.pack(scheme), written.day))),
        el("p", {"class": "id"}, f"{scheme.id} · {written.clause(str(scheme.cites))}"),
        el("nav", {"aria-label": _("本页内容")}, el("ul", {"class": "contents"}, *contents)),
        *(el("section", {"aria-labelledby": id_}, el("h2", {"id": id_}, head), *inside) for id_, head, inside in parts),
        el("p", {"class": "back"}, el("a", {"href": INDEX}, _("全部政策项目"))),
        top=_("伯乐 · 政策说明"),
        footer=_footer(),
        styles=("rules.css",),
    )


def _parts(written: Written, scheme: "Scheme") -> Iterator[tuple[str, str, list[Html]]]:
    schemes = {one.id: one for one in written.packs.schemes.values()}
    rule = rule_of(scheme, language(), schemes=schemes)
    yield "rule", _("规则"), list(_lines(written, rule.lines))
    points = written.open_points.get(scheme.id, ())
    yield (
        "open",
        _("还没有落实的"),
        [el("ul", {"class": "lines"}, *(el("li", {}, p) for p in points))] if points else [],
    )
    kinds = [kind for kind in written.kinds if kind.scheme == scheme.id]
    yield "matters", _("怎样办"), [el("ul", {"class": "lines list"}, *map(matter_link, kinds))] if kinds else []
    yield "parameters", _("参数"), list(_parameters(written, rule.parameters))
    yield "catalogues", _("目录"), list(_catalogues(written, scheme, rule.catalogues))
    yield "examples", _("例子"), list(_examples(written.examples.get(scheme.id, ())))


def _lines(written: Written, lines: Iterable[Line]) -> Iterator[Html]:
    """Each line's own wording, then what it computes, then where it stands."""
    for kind, together in groupby(lines, key=lambda line: line.kind):
        yield el("h3", {}, written.heads[kind])
        yield el("ul", {"class": "lines"}, *(_line(written, line) for line in together))


def _line(written: Written, line: Line) -> Html:
    mark = joined(" ", _verified(False)) if line.verified is False else Html("")
    return el(
        "li",
        {},
        el("p", {"class": "asked"}, line.told) if line.told else Html(""),
        el("p", {}, line.sentence),
        el("p", {"class": "cites"}, _("依据：{clause}", clause=written.clause(line.clause)), mark),
    )


def _verified(verified: bool) -> Html:
    return _status("met", _("已核实")) if verified else _status("open", _("未核实"))


def _in_force(written: Written, start: date, end: date | None) -> bool:
    return start <= written.day and (end is None or written.day <= end)


def _parameters(written: Written, lines: Iterable[DatedLine]) -> Iterator[Html]:
    """History of each parameter, the value of the day in bold."""
    for id_, together in groupby(lines, key=lambda line: line.id):
        entries = list(together)
        yield _dated_head(entries[0].title, id_)
        rows = [(*_dated(written, entry, entry.value), _now(written, entry)) for entry in entries]
        yield _table(_("各个时期的值"), _DATED_HEADS, rows, "stack dated")


_DATED_HEADS: Final = (N_("值"), N_("起止"), N_("依据"), N_("核实"))
_EDITION_HEADS: Final = (N_("版次"), N_("起止"), N_("依据"), N_("核实"))


def _dated_head(title: str, id_: str) -> Html:
    return joined(el("h3", {}, title), el("p", {"class": "id"}, id_))


def _now(written: Written, line: DatedLine) -> str:
    return "now" if _in_force(written, line.start, line.end) else ""


def _dated(written: Written, line: DatedLine, value: str) -> tuple[Html, ...]:
    absent = _(_ABSENT[line.status]) if line.status in _ABSENT else ""
    told = el("p", {}, value) if value else Html("")
    status = _status("unmet" if line.status == "missing" else "open", absent) if absent else Html("")
    note = el("p", {"class": "cites", "lang": "zh-Hans"}, line.note) if line.note else Html("")
    return (
        joined(told, status, note),
        joined(_days(line.start, line.end)),
        joined(written.clause(line.clause)),
        _verified(line.verified),
    )


def _catalogues(written: Written, scheme: "Scheme", lines: Iterable[DatedLine]) -> Iterator[Html]:
    """Editions of each catalogue, and their rows where they are few."""
    for id_, together in groupby(lines, key=lambda line: line.id):
        catalogue, editions = scheme.catalogues()[id_], list(together)
        yield _dated_head(editions[0].title, id_)
        rows = [(*_dated(written, line, line.value), _now(written, line)) for line in editions]
        yield _table(_("各个版次"), _EDITION_HEADS, rows, "stack dated")
        for edition in catalogue.editions:
            if 0 < len(edition.rows) <= _LONGEST:
                yield _edition(catalogue, edition)


def _edition(catalogue: "Catalogue", edition: "Edition") -> Html:
    """Folded: the rows, codes with their names."""
    columns = (*catalogue.keys, *catalogue.values)
    types = [type_of(column, catalogue.id) for column in columns]
    rows = [
        (*(joined("" if v is None else told_value(v, t)) for v, t in zip((*key, *values), types, strict=True)), "")
        for key, values in edition.rows.items()
    ]
    days = _days(edition.start, edition.end)
    table = _table(days, tuple(column_label(column) for column in columns), rows)
    return el("details", {}, el("summary", {}, _("看{days}的 {count} 行", days=days, count=len(rows))), table)


# --- examples ---------------------------------------------------------------------------------------------------------


def _examples(examples: Sequence["Example"]) -> Iterator[Html]:
    """By file: what all have in common, then one row for each example."""
    for _common, together in groupby(examples, key=lambda example: id(example.common)):
        listed = list(together)
        yield el("p", {}, _("例子里的人和单位都是虚构的；规则改动后，逐条重新核对。"))
        if common := common_told(listed[0]):
            yield el("h3", {}, _("各例共同的情形"))
            yield el("ul", {"class": "steps"}, *(el("li", {}, _record(row)) for row in common))
        rows = [(*_example(example_told(example)), "") for example in listed]
        heads = (_("例子"), _("与共同情形不同之处"), _("应有的答复"))
        yield _table(_("共 {count} 个例子", count=len(rows)), heads, rows)


def _record(row: RowTold) -> Html:
    return joined(row.told)


def _example(told: ExampleTold) -> tuple[Html, ...]:
    different = [_("计算日：{day}", day=told.day), *(row.told for row in told.changes)]
    if told.unknown:
        different.append(_("不知道是否查全：{tables}", tables=_("；").join(told.unknown)))
    return (
        el("span", {"lang": "zh-Hans"}, told.title),
        el("ul", {}, *(el("li", {}, one) for one in different)),
        el("ul", {}, *(el("li", {}, answer) for answer in told.answers)),
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[Any, ...]], kind: str = "stack") -> Html:
    """A table that a phone shows row by row: each cell then carries its own head. The last of a row is its class."""
    words = [_(head) for head in heads]
    head = el("tr", {"role": "row"}, *(el("th", {"role": "columnheader", "scope": "col"}, word) for word in words))
    drawn = [
        el(
            "tr",
            {"role": "row", **({"class": mark} if mark else {})},
            *(el("td", {"role": "cell", "data-label": w}, cell) for w, cell in zip(words, cells, strict=True)),
        )
        for *cells, mark in rows
    ]
    return el(
        "table",
        {"class": kind, "role": "table"},
        el("caption", {}, caption),
        el("thead", {"role": "rowgroup"}, head),
        el("tbody", {"role": "rowgroup"}, *drawn),
    )
