"""模板的词: what templates say and how they write dates, numbers and money; one way for each (interface.md 3)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.event_words import EVENT_WORDS
from bole.apps.accounts.roles import ROLES
from bole.apps.cases.kinds import step_title
from bole.apps.registry.labels import place_words
from bole.apps.registry.linking.words import Part
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.flow import Step
from bole.kernel.messages import _, language

register = template.Library()


def no_data() -> str:
    """未知: what stands for a value that nobody has told; it is never zero."""
    return _("暂无数据")


@register.simple_tag
def say(message: str, **params: Any) -> SafeString:
    """说: a text in the user's language, its {named} places filled and escaped."""
    return mark_safe(_(message, **{name: conditional_escape(value) for name, value in params.items()}))  # noqa: S308


@register.filter
def told(message: str) -> str:
    """说: the same for a text that comes from a table in the code, where it is marked with N_."""
    return _(str(message)) if message else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """日期: 2026-11-20."""
    if value is None:
        return no_data()
    return (localtime(value).date() if isinstance(value, datetime) else value).isoformat()


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """日期: 2026年11月20日, in a sentence."""
    if value is None:
        return no_data()
    told_day = localtime(value).date() if isinstance(value, datetime) else value
    if language() == "en":
        return f"{told_day.day} {told_day:%B %Y}"
    return f"{told_day.year}年{told_day.month}月{told_day.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """时刻: 2026-11-20 14:05, as the city's clocks show it."""
    return no_data() if value is None else f"{localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def known(value: str) -> str:
    """已知: a word, or that nobody has told it."""
    return value or no_data()


@register.filter
def number(value: int | float | None) -> str:
    """数: 1,284; nothing known is not zero."""
    return no_data() if value is None else f"{value:,}"


@register.filter
def yuan(fen: int | None) -> str:
    """金额: 1,500.00, yuan out of fen."""
    if fen is None:
        return no_data()
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """比例: 32.9 of a hundred."""
    if part is None or not whole:
        return no_data()
    return f"{100 * part / whole:.1f}%"


@register.filter
def error_message(error: BoleError) -> str:
    """错误: what is wrong."""
    return _(error.kind.message, **error.params)


@register.filter
def error_remedy(error: BoleError) -> str:
    """错误: the way out."""
    return _(error.kind.remedy, **error.params)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, number: int) -> str:
    """换页: the query of this page with another page number."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sorted_by(context: template.Context, name: str) -> str:
    """排序: the query of this page ordered by something; by the same again the other way round, from the first page."""
    query = context["request"].GET.copy()
    query["sort"] = f"-{name}" if query.get("sort") == name else name
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.filter
def positive(value: int) -> int:
    """绝对值: 3 of -3."""
    return abs(value)


@register.filter
def step_label(step: Step) -> str:
    """动作: what stands on its button."""
    return step_title(step)


@register.filter
def fact_label(table: str, column: str) -> str:
    """事实项: its table and column in words."""
    if table not in STANDARD.tables or column not in STANDARD.table(table):
        return f"{table}.{column}"
    found, of = STANDARD.table(table), STANDARD.table(table).column(column)
    return f"{found.label_en}: {of.label_en}" if language() == "en" else f"{found.label}·{of.label}"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """取: the value of a mapping under a key."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """可以: whether an actor has a permission anywhere."""
    return actor.may(permission)


@register.filter
def role_label(code: str) -> str:
    """角色: its name."""
    return _(ROLES[code].label) if code in ROLES else code


@register.filter
def event_label(kind: str) -> str:
    """事项: an event's kind in words, or its code where a later version knows one that this does not."""
    return _(EVENT_WORDS[kind]) if kind in EVENT_WORDS else kind


@register.filter
def district_label(code: str) -> str:
    """区划: its name with its code, or the code alone where no pack names it."""
    name = place_words(code)
    return f"{name}（{code}）" if name and name != code else code


@register.simple_tag
def faults_of(form: Any) -> dict[str, str]:
    """错误摘要: of a library's form, the id of each field to its first message; "" for the form as a whole."""
    found = {f"id_{name}": str(told[0]) for name, told in form.errors.items() if name != "__all__"} if form else {}
    whole = form.non_field_errors() if form else ()
    return ({"": str(whole[0])} if whole else {}) | found


@register.filter
def picture(svg: str) -> SafeString:
    """图: an SVG of a library's making, inside a page; its declaration and its size are left out."""
    drawn = svg[svg.index("<svg") :].replace("<svg:", "<").replace("</svg:", "</")
    sized = re.sub(r"(<svg[^>]*?) width=\"[^\"]*\" height=\"[^\"]*\"", r'\1 aria-hidden="true"', drawn, count=1)
    return mark_safe(sized)  # noqa: S308 - the library draws it out of a secret of its own


ROW_HEIGHT, LABEL_WIDTH, BAR_WIDTH = 28, 200, 340


@register.inclusion_tag("portal/bars.html")
def bars(rows: Sequence[tuple[str, int]], title: str, colour: int = 1) -> dict[str, Any]:
    """条形图: rows of label and number as bars, their words outside; a table of the same numbers stands beside."""
    most = max((count for _label, count in rows), default=0) or 1
    drawn = [
        {
            "label": label if len(label) <= 13 else f"{label[:12]}…",
            "count": count,
            "y": at * ROW_HEIGHT,
            "text_y": at * ROW_HEIGHT + 18,
            "width": round(BAR_WIDTH * count / most, 1),
            "end": round(LABEL_WIDTH + BAR_WIDTH * count / most + 6, 1),
        }
        for at, (label, count) in enumerate(rows)
    ]
    width = LABEL_WIDTH + BAR_WIDTH + 100
    return {"rows": drawn, "title": title, "colour": colour, "height": len(drawn) * ROW_HEIGHT, "width": width}


ZERO, FOR, AGAINST, WHOLE = 160, 1, 2, 3


@register.inclusion_tag("portal/waterfall.html")
def waterfall(parts: Sequence[Part], title: str) -> dict[str, Any]:
    """瀑布图: each step begins where the one before it ended, and the last bar is what they come to."""
    total = parts[-1].end if parts else 0.0
    steps = [(part.label, part.start, part.end, FOR if part.bits >= 0 else AGAINST) for part in parts]
    steps.append((_("合计"), 0.0, total, WHOLE))
    low, high = (edge(value for _l, one, other, _c in steps for value in (one, other)) for edge in (min, max))
    scale = BAR_WIDTH / ((high - low) or 1)
    drawn = [
        {
            "label": label if len(label) <= 9 else f"{label[:8]}…",
            "told": f"{other - one:+.1f}",
            "y": at * ROW_HEIGHT,
            "text_y": at * ROW_HEIGHT + 18,
            "x": round(ZERO + (min(one, other) - low) * scale, 1),
            "width": round(max(abs(other - one) * scale, 2), 1),
            "end": round(ZERO + (max(one, other) - low) * scale + 6, 1),
            "colour": colour,
        }
        for at, (label, one, other, colour) in enumerate(steps)
    ]
    return {"rows": drawn, "title": title, "height": len(drawn) * ROW_HEIGHT, "width": ZERO + BAR_WIDTH + 80}
