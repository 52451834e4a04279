"""下一步的说法: each step of an advice in a headline and a few sentences that a worker understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bole.kernel.dates import Period
from bole.kernel.fact_tables import STANDARD
from bole.kernel.messages import _, language
from bole.policy.advise import BRING, CLAIM, HURRY, OBTAIN, Advice, Given, Step
from bole.policy.handling import Handling
from bole.policy.person_rows import row_told
from bole.policy.readings.flip_words import evidence_told, flip_told
from bole.policy.readings.handling_words import handling_told
from bole.policy.readings.sentence import say
from bole.policy.readings.wording import (
    chinese,
    listing,
    told_code,
    told_date,
    told_level,
    told_money,
    told_period,
    told_value,
)
from bole.policy.scheme import Cap, Criterion, Told

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue
    from bole.policy.parameters import Parameter

Handlings = Mapping[str, Handling]
"""办理方式 by scheme."""


def told(both: Told) -> str:
    """In the language in use."""
    return both.zh if chinese() else both.en


def headline(step: Step) -> str:
    """The step in one line: what to do, and what it brings."""
    if step.kind == CLAIM:
        return _claim(step)
    if step.kind == BRING:
        return _bring(step)
    if step.kind == OBTAIN:
        return _obtain(step)
    title, day = told(step.scheme.title), told_date(step.from_day or date.max)
    if step.open:
        return _("从{day}起，可以申报“{title}”，金额须由经办人员核定", day=day, title=title)
    if not step.fen:
        return _("从{day}起，可以申领“{title}”", day=day, title=title)
    return _("从{day}起，“{title}”可得{sum}", day=day, title=title, sum=told_money(step.fen))


def _claim(step: Step) -> str:
    title, [given] = told(step.scheme.title), step.gives
    if given.fen is None:
        return _("“{title}”可以申报，给不给、给多少须由经办人员核定", title=title)
    if not given.fen:
        return _("“{title}”现在就可以申领", title=title)
    return _("“{title}”现在就可以申领：{sum}", title=title, sum=told_money(given.fen))


def _bring(step: Step) -> str:
    papers, titles = listing(documents(step), _("和")), _titles(step)
    if step.fen is None or step.at_most is None:
        return _("补上{papers}，才能判断{titles}", papers=papers, titles=titles)
    if not step.at_most:
        return _("补上{papers}，就可能享受{titles}", papers=papers, titles=titles)
    if step.fen == step.at_most:
        return _("补上{papers}，符合的可多得{sum}", papers=papers, sum=told_money(step.fen))
    return _(
        "补上{papers}，符合的可多得{least}至{most}",
        papers=papers,
        least=told_money(step.fen),
        most=told_money(step.at_most),
    )


def _obtain(step: Step) -> str:
    what = _what_obtained(step)
    if step.fen is None:
        return _("{what}，就可以申报{titles}，金额须由经办人员核定", what=what, titles=_titles(step))
    if not step.fen:
        return _("{what}，就可以申领{titles}", what=what, titles=_titles(step))
    return _("{what}，可多得{sum}", what=what, sum=told_money(step.fen))


def _what_obtained(step: Step) -> str:
    wanted = step.certificate
    if wanted is None:
        return _(
            "做到{conditions}", conditions=listing([_("“{told}”", told=_asked(c)) for c, _flip in step.turns], _("和"))
        )
    trade, level = told_code(STANDARD, "occupation", wanted.occupation), told_level("skill-level", wanted.level)
    if wanted.first:
        return _("取得{trade}的第一份证书（{level}）", trade=trade, level=level)
    return _("取得{trade}的{level}证书", trade=trade, level=level)


def _titles(step: Step) -> str:
    titles = dict.fromkeys(_("“{title}”", title=told(given.scheme.title)) for given in step.gives)
    return listing(list(titles), _("和"))


def _asked(rule: Criterion | Cap) -> str:
    """The condition or the limit as its scheme calls it."""
    return told(rule.told) or (say(rule.decided_by, language()) if isinstance(rule, Criterion) else rule.name)


def documents(step: Step) -> list[str]:
    """What to bring."""
    found: dict[str, None] = {}
    for one in step.bring:
        found |= dict.fromkeys([told(one)] if isinstance(one, Told) else evidence_told(one))
    return list(found)


def given_told(given: Given) -> str:
    """“技能提升补贴”（证书 7 · 高级工）1234.6元."""
    title = _("“{title}”", title=told(given.scheme.title))
    row = "" if given.row is None else row_told(given.scheme.facts, given.scheme.per, given.row)
    named = _("{title}（{row}）", title=title, row=row) if row else title
    return f"{named} {told_money(given.fen)}" if given.fen else named


def notes(step: Step, as_of: date, handlings: Handlings) -> list[str]:
    """What has to be known beside it."""
    return [note for note in _notes(step, as_of, handlings) if note]


def _notes(step: Step, as_of: date, handlings: Handlings) -> Iterator[str]:
    if step.turns:
        yield _("；").join(dict.fromkeys(flip_told(flip) for _criterion, flip in step.turns))
    if len(step.gives) > 1 or step.kind != CLAIM:
        parts = _("；").join(map(given_told, step.gives))
        yield (
            _("至少有：{parts}", parts=parts)
            if step.at_most != step.fen and step.at_most
            else _("给的是：{parts}", parts=parts)
        )
    else:
        yield _("依据的记录：{row}", row=row_told(step.scheme.facts, step.scheme.per, step.gives[0].row or {}))
    yield from _granted(step)
    yield from _choice(step)
    yield from _assumed(step, as_of)
    yield from _left_open(step)
    yield last_day_told(step, as_of)
    handling = handlings.get(step.scheme.id)
    if handling is not None:
        yield handling_told(step.scheme, handling)


def _granted(step: Step) -> Iterator[str]:
    for given in step.gives:
        for grant, value in zip(given.scheme.grants, given.grants, strict=False):
            if value is not None:
                said = told_value(value, grant.term.type, given.scheme.facts)
                yield _("给予：{told}：{value}", told=told(grant.told), value=said)


def _choice(step: Step) -> Iterator[str]:
    """What it is better than, what comes first, and what it takes the place of."""
    if step.kind == CLAIM and step.fen is not None and step.fen != step.gives[0].fen:
        gain = told_money(step.fen)
        yield (
            _("比不申领这一项时最好的选择多{sum}。", sum=gain)
            if step.fen
            else _("不申领这一项，别的选择也能得一样多。")
        )
    if step.after:
        yield _(
            "先申领{titles}，办结以后再申领这一项：同一天申领，不能都得。",
            titles=listing([given_told(given) for given in step.after], _("和")),
        )
    if step.excludes:
        yield _(
            "选了这一项，就不能同时领{titles}：依规定不能都得。",
            titles=listing([given_told(given) for given in step.excludes], _("和")),
        )


def _assumed(step: Step, as_of: date) -> Iterator[str]:
    if step.kind == OBTAIN and step.from_day:
        yield _("最早从{day}起可以申领。", day=told_date(step.from_day))
    if step.certificate is not None:
        yield _(
            "按证书在{day}由已公布的评价机构经社会化评价核发计算；是否够条件报考这一等级没有核对。",
            day=told_date(as_of),
        )
    if step.waits_for is not None:
        said = _asked(step.waits_for)
        limit = isinstance(step.waits_for, Cap)
        yield _("到那一天，“{told}”重新有名额。", told=said) if limit else _("到那一天符合“{told}”。", told=said)
    if step.from_day is not None:
        yield _("以其他情况不变为前提。")


def _left_open(step: Step) -> Iterator[str]:
    """What a person judges, and which figure the source does not give."""
    judged = [told(j.told) for j in step.scheme.judgements if j.name in step.open]
    if judged:
        yield _("须由人判断：{told}", told=_("；").join(judged))
    dated: dict[str, Parameter | Catalogue] = {**step.scheme.parameters(), **step.scheme.catalogues()}
    titles = [dated[id_].title if chinese() else dated[id_].title_en for id_ in step.open if id_ in dated]
    if titles:
        yield _("来源没有给出：{titles}", titles=_("；").join(titles))
    if step.kind == BRING and step.fen is None and not step.open:
        yield _("给多少要看材料，现在不能算出。")


def days_left(step: Step, as_of: date) -> int | None:
    """Days until the last day; 0 on that day."""
    return None if step.last_day is None else (step.last_day - as_of).days


def hurries(step: Step, as_of: date) -> bool:
    """Whether the last day is near."""
    left = days_left(step, as_of)
    return left is not None and left <= HURRY


def last_day_told(step: Step, as_of: date) -> str:
    """The last day to claim, and how many days are left where they are few."""
    left = days_left(step, as_of)
    if left is None or step.last_day is None:
        return ""
    day = told_date(step.last_day)
    if left == 0:
        return _("最后一天就是今天：{day}（当日有效）。", day=day)
    if hurries(step, as_of):
        return _("最后一天：{day}（当日有效），还有{left}。", day=day, left=told_period(Period(days=left)))
    return _("最后一天：{day}（当日有效）。", day=day)


# --- for programs ---


def to_json(advice: Advice, handlings: Handlings) -> dict[str, Any]:
    """The keys of `bole advise --json`."""
    return {
        "person": advice.person,
        "as_of": advice.as_of.isoformat(),
        "fen": advice.fen,
        "complete": advice.complete,
        "waiting": [_given_json(given) for given in advice.waiting],
        "steps": [_step_json(step, advice.as_of, handlings) for step in advice.steps],
    }


def _step_json(step: Step, as_of: date, handlings: Handlings) -> dict[str, Any]:
    handling = handlings.get(step.scheme.id)
    return {
        "step": step.kind,
        "scheme": step.scheme.id,
        "gives": [_given_json(given) for given in step.gives],
        "fen": step.fen,
        "at_most": step.at_most,
        "from_day": _day(step.from_day),
        "last_day": _day(step.last_day),
        "days_left": days_left(step, as_of),
        "hurry": hurries(step, as_of),
        "excludes": [_given_json(given) for given in step.excludes],
        "after": [_given_json(given) for given in step.after],
        "clause": str(step.clause),
        "open": list(step.open),
        "bring": documents(step),
        "certificate": _certificate_json(step),
        "handling": None if handling is None else handling.to_json(),
        "told": headline(step),
        "notes": notes(step, as_of, handlings),
    }


def _given_json(given: Given) -> dict[str, Any]:
    """The row is null where it is a certificate still to be had."""
    return {
        "scheme": given.scheme.id,
        "title": told(given.scheme.title),
        "fact": None if given.row is None else given.fact,
        "row": None if given.row is None else row_told(given.scheme.facts, given.scheme.per, given.row),
        "fen": given.fen,
    }


def _certificate_json(step: Step) -> dict[str, Any] | None:
    wanted = step.certificate
    if wanted is None:
        return None
    return {"occupation": wanted.occupation, "level": wanted.level, "first": wanted.first}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
