"""解释的说法: what the terminal and the page of `bole explain` say alike: order, headlines, clauses, facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bole.kernel.messages import N_, _, language
from bole.policy.readings.wording import told_date, told_money

if TYPE_CHECKING:
    from bole.policy.explain import CapShown, CriterionShown, Explanation, FactShown, SourceShown
    from bole.policy.explanations import Explained

ORDER: Final = ("entitled", "unknown", "needs_person", "refused", "not_in_force")
"""结果 in the order in which a person reads them: what he can have, what he can do about it, what not."""
SHARED: Final = ("above", "together")
"""Ids of the grants that tell what two places pay."""
SHAPES: Final = {"entitled": "●", "unknown": "◆", "needs_person": "■", "refused": "▲", "not_in_force": "○"}
_RESULTS: Final = {False: ("▲", N_("不符合")), None: ("◆", N_("无法判断")), True: ("●", N_("符合"))}


@dataclass(frozen=True, slots=True)
class Told:
    """What the words need beside the decisions: who, when, and the titles of documents."""

    person: int
    as_of: date
    known_until: date
    """Day of the snapshot."""
    documents: Mapping[str, str]
    """Titles by id."""

    @property
    def heading(self) -> str:
        """The page's title."""
        return _("个人编号 {person} 能享受什么", person=self.person)

    @property
    def days(self) -> str:
        """As of when."""
        as_of, known = told_date(self.as_of), told_date(self.known_until)
        return _("按{as_of}的规定计算，登记资料截至{known}。", as_of=as_of, known=known)

    def clause(self, text: str) -> str:
        """`lanting-12#一/(二)` as 《title》一（二）."""
        return clause_told(text, self.documents)

    def source(self, source: "SourceShown") -> str:
        """The parameter or catalogue with its value and the days it holds."""
        told = source.title + (_("：{value}", value=source.value) if source.value else "")
        days = _days(source.start, source.end)
        doubts = [_(word) for word in _doubts(source)]
        notes = [note for note in (days, *doubts, source.supplied_by) if note]
        return told + (_("（{notes}）", notes=_("，").join(notes)) if notes else "")


def clause_told(text: str, documents: Mapping[str, str]) -> str:
    """A clause with the title of its document, where that is at hand."""
    id, _mark, path = text.partition("#")
    title = documents.get(id, id)
    named = f"《{title}》" if language() == "zh" and id in documents else title
    return f"{named} {path_told(path)}".strip()


def path_told(path: str) -> str:
    """一/(二)/3 as it is spoken of: 一（二）3; 四/一是#2 is the second 一是 of 四, 附表1/#3 its third row."""
    if language() == "zh":
        return "".join(_step_told(step) for step in path.split("/")).replace("(", "（").replace(")", "）")
    return " ".join(_step_told(step) for step in path.split("/"))


def _step_told(step: str) -> str:
    mark, sign, number = step.rpartition("#")
    if not sign or not number.isdecimal():
        return step
    if not mark:
        return _("第{number}行", number=number)
    return _("{mark}（第{number}处）", mark=_step_told(mark), number=number)


def _doubts(source: "SourceShown") -> Iterable[str]:
    if source.status in ("missing", "partial"):
        yield N_("来源没有给出数")
    elif source.status in ("none", "repealed"):
        yield N_("没有现行规定")
    elif not source.verified:
        yield N_("未与原文核实")


def _days(start: date | None, end: date | None) -> str:
    if start is None:
        return ""
    if end is None:
        return _("{start}起", start=told_date(start))
    return _("{start}至{end}", start=told_date(start), end=told_date(end))


def in_order(explained: Sequence["Explained"]) -> dict[str, list["Explained"]]:
    """The decisions by outcome, in ORDER; outcomes that nobody has are left out."""
    groups = {outcome: [e for e in explained if e.explanation.outcome == outcome] for outcome in ORDER}
    return {outcome: group for outcome, group in groups.items() if group}


def result_told(result: bool | None) -> tuple[str, str]:
    """Shape and word of a criterion's answer."""
    shape, word = _RESULTS[result]
    return shape, _(word)


def open_first(criteria: Sequence["CriterionShown"]) -> list["CriterionShown"]:
    """Criteria not met, then those that cannot be told; the met ones apart."""
    return [c for c in criteria if c.result is False] + [c for c in criteria if c.result is None]


def met(criteria: Sequence["CriterionShown"]) -> list["CriterionShown"]:
    """Criteria that are met."""
    return [c for c in criteria if c.result is True]


def counted(explanation: "Explanation") -> str:
    """3 项条件：1 项符合，1 项不符合，1 项无法判断."""
    results = [c.result for c in explanation.criteria]
    parts = [_("{count} 项{word}", count=results.count(r), word=result_told(r)[1]) for r in (True, False, None)]
    told = [part for part, r in zip(parts, (True, False, None), strict=True) if results.count(r)]
    return _("{count} 项条件：{parts}。", count=len(results), parts=_("，").join(told)) if results else ""


def reasons(explanation: "Explanation") -> str:
    """Why not, in one line: the criteria that are not met, else the caps, else the schemes that come first."""
    told = [c.told for c in explanation.criteria if c.result is False]
    told = told or [cap.told for cap in explanation.caps if cap.result is False]
    told = told or [rival.told for rival in explanation.rivals if rival.first]
    return _("；").join(told)


def sums_told(explained: Sequence["Explained"]) -> str:
    """How many, and how much together where money is paid."""
    fen = sum(one.explanation.fen or 0 for one in explained)
    if not fen:
        return _("{count} 项", count=len(explained))
    return _("{count} 项，合计 {sum}", count=len(explained), sum=told_money(fen))


def fact_told(fact: "FactShown") -> str:
    """What the register has, and in which record."""
    records = "、".join(map(str, fact.records)) if language() == "zh" else ", ".join(map(str, fact.records))
    told = _("{label}：{value}", label=fact.label, value=fact.told or _("没有"))
    return told + (_("（记录 {records}）", records=records) if fact.records else "")


def way_out(criterion: "CriterionShown") -> str:
    """What would turn the answer; of a met criterion nothing has to be done."""
    return "" if criterion.result is True else criterion.flips


def sum_told(explanation: "Explanation") -> str:
    """The money of an entitled row, or ""."""
    return told_money(explanation.fen) if explanation.fen is not None else ""


def grants_told(explanation: "Explanation") -> list[str]:
    """What is granted beside the money."""
    if explanation.outcome != "entitled":
        return []
    named = [g for g in explanation.grants if not (explanation.shares and g[0] in SHARED)]
    return [_("给予：{told}：{value}", told=told, value=value) for _id, told, _raw, value in named]


def shares_told(told: Told, explanation: "Explanation") -> list[str]:
    """Who pays how much, where two places pay for one row."""
    if not explanation.shares:
        return []
    lines = [
        _("{share}（{clause}）", share=share.told, clause=told.clause(share.clause)) for share in explanation.shares
    ]
    together = [f"{told}：{value}" for id_, told, _raw, value in explanation.grants if id_ == SHARED[-1]]
    return [*lines, *together]


def last_day_told(explanation: "Explanation", as_of: date) -> str:
    """The last day to claim, where claiming still helps."""
    day = explanation.last_day
    if day is None or explanation.outcome not in ("entitled", "unknown", "needs_person"):
        return ""
    if day < as_of:
        return _("申领期限已于{day}结束。", day=told_date(day))
    return _("最后一天：{day}（当日有效）。", day=told_date(day))


def cap_told(cap: "CapShown") -> str:
    """How many places there are, and how many are used up."""
    if cap.top is None:
        return _("{told}：没有现行的数", told=cap.told)
    if cap.used is None:
        return _("{told}：限 {top}，已用多少不知道", told=cap.told, top=cap.top)
    return _("{told}：限 {top}，已发 {used}", told=cap.told, top=cap.top, used=cap.used)
