"""提示: what somebody who reads the results of a run has to know beside them: nothing of it changes a decision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bole.kernel.messages import N_, _, language
from bole.policy.manifest import EVERYBODY, Coverage
from bole.policy.readings.rule import supplied_by
from bole.policy.readings.wording import table_label, told_date
from bole.policy.runs import Ran, fits, tables_read
from bole.policy.scheme import Scheme

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue, Edition
    from bole.policy.pack import Packs
    from bole.policy.parameters import Entry, Parameter

_SENTENCES: Final = {
    "later": N_("计算日{as_of}晚于快照日期{day}：其后的情况快照里没有，没有覆盖到计算日的表一律按不知道处理。"),
    "earlier": N_("计算日{as_of}早于快照日期{day}：其后的申领和发放不计，其他事实以快照为准。"),
    "left_out": N_("计算日之后的{table}记录 {count} 条，没有计入。"),
    "no_table": N_("快照没有这些表：{listed}。要查它们而查不到记录的条件，答无法判断。"),
    "not_covered": N_("这些表只覆盖{of}，截至{until}：{listed}。查不到记录不等于没有，答无法判断。"),
    "other_place": N_("{place}的政策项目，快照地区 {division} 不在其内，结果只供参考：{listed}。"),
    "not_in_force": N_("计算日不施行：{listed}。"),
    "no_rule": N_("计算日没有现行规定：{listed}。"),
    "missing": N_("来源没有给出全部数字，需要它们的答须由人判断：{listed}。"),
    "supplied": N_("这些数字不出自参数或目录自己的规则包，是另外补充的：{listed}。"),
    "unverified": N_("还没有与原文核实：{listed}。"),
    "unverified_window": N_("施行期限或适用日期是按文意选定的，还没有核实：{listed}。"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """提示: one sentence about a run, a table, parameters, catalogues or schemes."""

    kind: str
    """A key of the sentences above."""
    subjects: tuple[str, ...]
    """Ids of what it is about: schemes, parameters, catalogues or a table; none: the run."""
    schemes: tuple[str, ...]
    """Ids of the schemes that it concerns; none: all."""
    text: str

    def to_json(self) -> dict[str, object]:
        """Its parts by name."""
        parts = {"subjects": list(self.subjects), "schemes": list(self.schemes)}
        return {"kind": self.kind, **parts, "text": self.text}


def notes_of(ran: Ran, packs: "Packs") -> list[Note]:
    """What to know about a run, the weightiest first."""
    of_rules = (*_windows(ran.schemes, ran.as_of), *_dated(ran.schemes, ran.as_of))
    return [*_days(ran), *_tables(ran), *_places(ran, packs), *of_rules]


def _note(kind: str, subjects: Iterable[str] = (), schemes: Iterable[str] = (), **params: object) -> Note:
    return Note(kind, tuple(subjects), tuple(schemes), _(_SENTENCES[kind], **params))


def _days(ran: Ran) -> Iterator[Note]:
    day = ran.snapshot.as_of
    if ran.as_of != day:
        yield _note("later" if ran.as_of > day else "earlier", as_of=told_date(ran.as_of), day=told_date(day))
    for table, count in ran.left_out.items():
        yield _note("left_out", [table], table=table_label(ran.snapshot.facts, table), count=count)


def _tables(ran: Ran) -> Iterator[Note]:
    """Tables of which no row does not mean none, those of one coverage together."""
    facts, manifest = ran.snapshot.facts, ran.snapshot.manifest
    read = {scheme.id: tables_read(facts, [scheme]) for scheme in ran.schemes}
    apart: dict[Coverage | None, list[str]] = {}
    for name in facts.tables:
        if any(name in tables for tables in read.values()) and not ran.snapshot.coverage(name, ran.as_of):
            entry = manifest.tables.get(name)
            apart.setdefault(entry.coverage if entry else None, []).append(name)
    for coverage, names in apart.items():
        readers = [id for id, tables in read.items() if not tables.keys().isdisjoint(names)]
        listed = _listed(f"“{table_label(facts, name)}”" for name in names)
        if coverage is None:
            yield _note("no_table", names, readers, listed=listed)
        else:
            whom = _("所有人") if coverage.of == EVERYBODY else f"“{coverage.of}”"
            yield _note("not_covered", names, readers, listed=listed, of=whom, until=told_date(coverage.until))


def _places(ran: Ran, packs: "Packs") -> Iterator[Note]:
    division = ran.snapshot.manifest.place
    for pack in packs.values():
        own = [scheme for scheme in ran.schemes if scheme.id in pack.schemes]
        if own and not fits(pack, division):
            place, ids = pack.title if language() == "zh" else pack.title_en, [scheme.id for scheme in own]
            yield _note("other_place", ids, ids, place=place, division=division, listed=_listed(map(title_of, own)))


def _windows(schemes: Sequence[Scheme], as_of: date) -> Iterator[Note]:
    out = [scheme for scheme in schemes if not scheme.in_force.holds(as_of)]
    open_ = [scheme for scheme in schemes if not (scheme.in_force_verified and scheme.law_of_verified)]
    for kind, those in (("not_in_force", out), ("unverified_window", open_)):
        if those:
            named = map(_with_window if kind == "not_in_force" else title_of, those)
            ids = [scheme.id for scheme in those]
            yield _note(kind, ids, ids, listed=_listed(named))


def _with_window(scheme: Scheme) -> str:
    start, end = scheme.in_force.start, scheme.in_force.end
    days = _("{start}起", start=told_date(start))
    if end is not None:
        days = _("{start}至{end}", start=told_date(start), end=told_date(end))
    return _("{title}（{told}）", title=title_of(scheme), told=days)


def _dated(schemes: Sequence[Scheme], as_of: date) -> Iterator[Note]:
    """Parameters and catalogues without a rule on the day, without figures, or not verified."""
    found: dict[str, Parameter | Catalogue] = {}
    for scheme in schemes:
        found.update(scheme.parameters())
        found.update(scheme.catalogues())
    wanting = {id: set(_wanting(found[id], as_of)) for id in sorted(found)}
    for kind in ("no_rule", "missing", "supplied", "unverified"):
        ids = [id for id in wanting if kind in wanting[id]]
        readers = [s.id for s in schemes if not set(ids).isdisjoint([*s.parameters(), *s.catalogues()])]
        if ids:
            by = {id: _supplier(found[id]) if kind == "supplied" else id for id in ids}
            named = (_("{title}（{told}）", title=_title(found[id]), told=by[id]) for id in ids)
            yield _note(kind, ids, readers, listed=_listed(named))


def _wanting(dated: "Parameter | Catalogue", as_of: date) -> Iterator[str]:
    now = dated.at(as_of)
    if now is None or now.status == "repealed":
        yield "no_rule"
    # Law dates and the days of facts lie on the day of the run or before it.
    for entry in _entries(dated):
        if entry.start <= as_of and entry.status in ("missing", "partial"):
            yield "missing"
        if entry.start <= as_of and entry.status in ("known", "partial") and not entry.verified:
            yield "unverified"
    if _supplier(dated):
        yield "supplied"


def _supplier(dated: "Parameter | Catalogue") -> str:
    """Which packs handed in figures; "" where none did."""
    suppliers = dict.fromkeys(entry.supplier for entry in _entries(dated))
    return _listed(supplied_by(supplier) for supplier in suppliers if supplier)


def _entries(dated: "Parameter | Catalogue") -> "tuple[Entry | Edition, ...]":
    from bole.policy.parameters import Parameter

    return dated.entries if isinstance(dated, Parameter) else dated.editions


def _title(dated: "Parameter | Catalogue") -> str:
    return dated.title if language() == "zh" else dated.title_en


_SHOWN: Final = 8
"""So many names in a sentence; the note's subjects are all of them."""


def _listed(parts: Iterable[str]) -> str:
    named = list(parts)
    told = ("、" if language() == "zh" else ", ").join(named[:_SHOWN])
    return told if len(named) <= _SHOWN else _("{told}等 {count} 项", told=told, count=len(named))


def title_of(scheme: Scheme) -> str:
    """The scheme's title in the language in use."""
    return scheme.title.zh if language() == "zh" else scheme.title.en
