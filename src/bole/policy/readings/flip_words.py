"""转机的说法: what would turn an answer, and what to bring, in words a worker understands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.messages import N_, _, language
from bole.policy.answers import Path
from bole.policy.flips import Flip
from bole.policy.readings.sentence import say
from bole.policy.readings.wording import chinese, column_label, listing, rows_label, told_count, told_date, told_value
from bole.policy.terms import Aggregate, Entry, Fact, Linked, Listed, Not, PaidCount, Term
from bole.policy.types import TRUTH, YEAR, Base

_DATES: Final = {
    "<=": N_("{what}应不晚于{needed}，现为{value}，晚了{difference}"),
    ">=": N_("{what}应不早于{needed}，现为{value}，早了{difference}"),
}
_NUMBERS: Final = {
    "<=": N_("{what}应不超过{needed}，现为{value}，多了{difference}"),
    ">=": N_("{what}应不少于{needed}，现为{value}，还差{difference}"),
}
_LEVELS: Final = {
    "<=": N_("{what}应不高于{needed}，现为{value}"),
    ">=": N_("{what}应达到{needed}以上，现为{value}"),
}
_YEARS: Final = {
    "<=": N_("{what}应不晚于{needed}，现为{value}"),
    ">=": N_("{what}应不早于{needed}，现为{value}"),
}
_PLAIN: Final = {
    "==": N_("{what}应为{needed}，现为{value}"),
    "!=": N_("{what}不应为{needed}，现为{value}"),
    "in": N_("{what}应为{needed}之一，现为{value}"),
    "not in": N_("{what}不应为{needed}，现为{value}"),
}
_UNDONE: Final = {
    "<=": N_("{what}为{needed}或更低，就不再符合"),
    ">=": N_("{what}为{needed}或更高，就不再符合"),
}
_UNDONE_DATES: Final = {
    "<=": N_("{what}为{needed}或更早，就不再符合"),
    ">=": N_("{what}为{needed}或更晚，就不再符合"),
}
_RULES: Final = {
    "none": N_("{day}没有现行的“{title}”"),
    "repealed": N_("{day}没有现行的“{title}”"),
    "missing": N_("“{title}”没有给出{day}的数，须由经办人员核定"),
    "partial": N_("手头的“{title}”不全，查不到这一条，须由经办人员核对"),
}


def of_row(term: Term, path: Path) -> Term:
    """The term said of the decided row."""
    for link in reversed(path):
        term = Linked(link, term)
    return term


def flip_told(flip: Flip, *, met: bool = False) -> str:
    """What would have to change; of a criterion that is met, what would undo it."""
    if flip.how in {"all", "any"}:
        if all(part.how == "evidence" for part in flip.parts):
            documents = list(dict.fromkeys(map(_document, flip.parts)))
            return _("请提供{document}", document=listing(documents, _("和") if flip.how == "all" else _("或")))
        between = _("；并且") if flip.how == "all" else _("；或者")
        return between.join(dict.fromkeys(_bracketed(part, met) for part in flip.parts))
    match flip.how:
        case "value":
            return _value_told(flip, met)
        case "listing":
            return _listing_told(flip)
        case "record":
            return _sentence(flip.term if flip.want else Not(flip.term), flip.path, met)
        case "evidence":
            return _("请提供{document}", document=_document(flip))
    return _rule_told(flip)


def _bracketed(flip: Flip, met: bool) -> str:
    told = flip_told(flip, met=met)
    return _("（{inner}）", inner=told) if flip.how in {"all", "any"} else told


def evidence_told(flip: Flip | None) -> Iterator[str]:
    """The documents to bring."""
    if flip is None:
        return
    if flip.how == "evidence":
        yield _document(flip)
    for part in flip.parts:
        yield from evidence_told(part)


def _value_told(flip: Flip, met: bool) -> str:
    if flip.term.type == TRUTH and isinstance(flip.needed, bool):
        return _sentence(flip.term if flip.needed else Not(flip.term), flip.path, met)
    what = say(of_row(flip.term, flip.path), language())
    needed = _needed(flip)
    if met:
        if flip.difference is None:
            return _("{what}一旦改变，就可能不再符合", what=what)
        message = _((_UNDONE_DATES if flip.term.type.base is Base.DATE else _UNDONE)[flip.operator])
        return message.format(what=what, needed=needed)
    value = _("不详") if flip.value is None else told_value(flip.value, flip.term.type, _facts(flip.term))
    message = _(_message(flip))
    return message.format(what=what, needed=needed, value=value, difference=_difference(flip))


def _message(flip: Flip) -> str:
    if flip.operator in _PLAIN:
        return _PLAIN[flip.operator]
    if flip.term.type.base is Base.DATE:
        return _DATES[flip.operator]
    if flip.term.type == YEAR:
        return _YEARS[flip.operator]
    return (_LEVELS if flip.term.type.base is Base.LEVEL else _NUMBERS)[flip.operator]


def _needed(flip: Flip) -> str:
    facts = _facts(flip.term)
    values = flip.needed if isinstance(flip.needed, tuple) else (flip.needed,)
    return listing([told_value(value, flip.term.type, facts) for value in values], _("或"))


def _difference(flip: Flip) -> str:
    if flip.difference is None:
        return ""
    size = abs(flip.difference)
    if isinstance(flip.value, date):
        return f"{size}日" if chinese() else f"{size} {'day' if size == 1 else 'days'}"
    if flip.term.type.base is Base.COUNT:
        return told_count(size, flip.term.type.system)
    return told_value(size, flip.term.type)


def _sentence(term: Term, path: Path, met: bool) -> str:
    sentence = say(of_row(term, path), language())
    return _("如果{sentence}，就不再符合", sentence=sentence) if met else _("须{sentence}", sentence=sentence)


def _listing_told(flip: Flip) -> str:
    term = flip.term
    assert isinstance(term, Entry | Listed)
    named = [
        told_value(value, key.type, _facts(key))
        for key, value in zip(term.keys, flip.keys, strict=True)
        if value is not None
    ]
    title = term.catalogue.title if chinese() else term.catalogue.title_en
    message = _("“{title}”须列有{keys}") if flip.want else _("“{title}”不列{keys}时才改变")
    return message.format(title=title, keys=listing(named, _("和")))


def _rule_told(flip: Flip) -> str:
    source = flip.source
    assert source is not None
    title = source.title if chinese() else source.title_en
    day = told_date(source.day) if source.day else _("不详")
    return _(_RULES.get(source.status, _RULES["partial"])).format(title=title, day=day)


def _document(flip: Flip) -> str:
    """What to bring: the document that the column names, else the column or the records themselves."""
    term = flip.term
    if isinstance(term, Fact):
        named = term.column.evidence if chinese() else term.column.evidence_en
        return named or _("“{label}”的材料", label=column_label(term.column))
    if isinstance(term, Aggregate):
        return _("“{rows}”的材料", rows=rows_label(term.link.facts, term.link.table))
    if isinstance(term, PaidCount):
        return _("发放台账")
    return _("“{rows}”的材料", rows=say(of_row(term, flip.path), language()))


def _facts(term: Term) -> Facts:
    return term.scope.facts if term.scope else STANDARD
