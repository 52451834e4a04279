"""事项的网页: of `bole rules --html`, a page for each kind of case: what is asked, how long, and its flow, drawn."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bole.cli.page_frame import framed
from bole.documents.render.markup import Html, el, joined
from bole.kernel.messages import N_, _
from bole.policy.flow_drawing import flow_svg
from bole.policy.flow_words import MODES_TOLD, flow_told, steps_told
from bole.policy.readings.wording import chinese

if TYPE_CHECKING:
    from bole.cli.rules_pages import Written
    from bole.policy.case_kinds import CaseKind

_BY: Final = {"person": N_("个人办的"), "organisation": N_("单位办的")}
_HEADS: Final = (N_("状态"), N_("动作"), N_("谁办"), N_("前提"), N_("到"), N_("同时"))


def matter_file(kind: "CaseKind") -> str:
    """The name of its page."""
    return f"matter-{kind.id}.html"


def matter_link(kind: "CaseKind") -> Html:
    """事项 in a list: its title, its id and how it is handled."""
    told = f"{kind.id} · {_(MODES_TOLD[kind.mode])} · {_(_BY[kind.by])}"
    return el("li", {}, el("a", {"href": matter_file(kind)}, matter_title(kind)), el("p", {"class": "id"}, told))


def matter_title(kind: "CaseKind") -> str:
    """事项名称, in the language in use."""
    return kind.title if chinese() else kind.title_en


def matter_page(written: "Written", kind: "CaseKind", permissions: Mapping[str, str], *, index: str, foot: str) -> str:
    """事项的网页 as text."""
    note = kind.note if chinese() else kind.note_en
    return framed(
        matter_title(kind),
        el("p", {}, note),
        el("p", {"class": "id"}, f"{kind.id} · {written.clause(str(kind.cites))}"),
        el("ul", {"class": "lines"}, *(el("li", {}, line) for line in _facts(kind))),
        *_asked(kind),
        el("h2", {}, _("怎样办：{flow}", flow=flow_told(kind.flow))),
        el("div", {"class": "drawing", "tabindex": "0"}, Html(flow_svg(kind.flow, permissions))),
        _table(kind, permissions),
        el("p", {"class": "back"}, el("a", {"href": index}, _("全部政策项目"))),
        top=_("伯乐 · 政策说明"),
        footer=foot,
        styles=("rules.css",),
    )


def _facts(kind: "CaseKind") -> Iterator[str]:
    yield _("办理方式：{mode}", mode=_(MODES_TOLD[kind.mode]))
    yield _(_BY[kind.by])
    if kind.promised:
        yield _("承诺 {n} 个工作日办结", n=kind.promised)
    if kind.legal:
        yield _("法定 {n} 个工作日", n=kind.legal)
    if kind.appeal_days:
        yield _("{n} 天内可以申请复核，由另一位决定的人办理", n=kind.appeal_days)
    if kind.quota:
        yield _("名额 {n} 个", n=kind.quota)
    if not (kind.verified and kind.flow.verified):
        yield _("天数、问题和材料没有与办事指南核对")


def _asked(kind: "CaseKind") -> Iterator[Html]:
    """What an application asks."""
    asked = [one.title if chinese() else one.title_en for one in kind.questions]
    asked += [one.title if chinese() else one.title_en for one in kind.materials]
    if asked:
        yield el("h2", {}, _("需要准备"))
        yield el("ul", {"class": "lines"}, *(el("li", {}, one) for one in asked))


def _table(kind: "CaseKind", permissions: Mapping[str, str]) -> Html:
    """The flow in words: a row for each step from each state."""
    words = [_(head) for head in _HEADS]
    semicolon = _("；")
    rows = [
        (
            step.state,
            f"{step.verb}{_('（写明理由）') if step.reason else ''}",
            step.who,
            semicolon.join(step.guards),
            step.to or _("不变"),
            semicolon.join(step.effects),
        )
        for step in steps_told(kind.flow, permissions)
    ]
    drawn = (
        el(
            "tr",
            {"role": "row"},
            *(el("td", {"role": "cell", "data-label": w}, cell) for w, cell in zip(words, cells, strict=True)),
        )
        for cells in rows
    )
    head = el("tr", {"role": "row"}, *(el("th", {"role": "columnheader", "scope": "col"}, word) for word in words))
    return el(
        "table",
        {"class": "stack", "role": "table"},
        el("caption", {}, _("每个状态能做什么，谁来做，做了以后到哪里")),
        el("thead", {"role": "rowgroup"}, head),
        el("tbody", {"role": "rowgroup"}, joined(*drawn)),
    )
