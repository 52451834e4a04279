"""工作清单: the cases that somebody handles, filtered, ordered, counted and summed; a page in one query plan.

What a list is filtered and ordered by stands in columns with indexes; names are looked up for the rows of a page alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.selectors import Account
from bole.apps.cases import kinds
from bole.apps.cases.authority import READ, away_actors
from bole.apps.cases.models import Case, SavedView
from bole.apps.registry.applicants import applicants_called, organisation_names, person_names
from bole.apps.registry.labels import place_words
from bole.apps.registry.printed_list import list_write
from bole.apps.registry.reach import begins
from bole.apps.schemes.place import place_of_register
from bole.kernel.flow import Flow
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import CaseKind

SCORE: Final = "case.score"
TODO, MINE, TODAY, OVERDUE, WAITING, ALL, CLOSED = "todo", "mine", "today", "overdue", "waiting", "all", "closed"
VIEWS: Final[Mapping[str, str]] = {
    TODO: N_("待我办理"),
    MINE: N_("我经办的"),
    TODAY: N_("今日到期"),
    OVERDUE: N_("超期"),
    WAITING: N_("等申请人补充"),
    ALL: N_("全部在办"),
    CLOSED: N_("已办结"),
}
"""视图 that everybody has, and what they are called."""
SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "applied": ("applied_on", "pk"),
    "-applied": ("-applied_on", "-pk"),
    "fen": ("fen", "pk"),
    "-fen": ("-fen", "-pk"),
    "number": ("pk",),
    "-number": ("-pk",),
}
LEFT: Final = ("0", "3", "10")
"""Filters by working days left: so many or fewer."""
ANY: Final = "any"
CHANGES: Final[Mapping[str, str]] = {
    ANY: N_("冻结以后有变化"),
    Case.OTHERWISE: N_("会办成另一个结果"),
    Case.FACTS: N_("资料变了，结果不变"),
}
"""冻结以后的变化, to filter by."""
OPINIONS: Final[Mapping[str, tuple[str, str]]] = {
    "entitled": ("ok", N_("符合条件")),
    "refused": ("no", N_("不符合条件")),
    "unknown": ("ask", N_("缺证明")),
    "needs_person": ("ask", N_("须由人判断")),
    "not_in_force": ("plain", N_("无现行规定")),
}
"""系统意见 to the kind of its sign and its word."""


@dataclass(frozen=True, slots=True)
class Filters:
    """筛选条件, as an address has them and a bulk act keeps them."""

    view: str = TODO
    kind: str = ""
    state: str = ""
    town: str = ""
    opinion: str = ""
    left: str = ""
    changed: str = ""
    words: str = ""
    sort: str = "due"
    ids: tuple[int, ...] = ()
    """Of chosen rows; () is the whole list."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Filters":
        """From an address or from what was kept; what nobody knows is the usual."""
        known = {
            one.name: str(told[one.name]).strip()[:80]
            for one in fields(cls)
            if one.name != "ids" and told.get(one.name)
        }
        found = cls(**known, ids=tuple(int(n) for n in told.get("ids") or () if str(n).isdigit())[:500])
        if found.view not in VIEWS:
            found = replace(found, view=TODO)
        return found if found.sort in SORTS else replace(found, sort="due")

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def address(self) -> dict[str, str]:
        """As an address has it."""
        return {name: str(value) for name, value in asdict(self).items() if value and name != "ids"}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """一件: a line of the list, masked."""

    case: int
    number: str
    applicant: str
    kind: str
    state: str
    state_code: str
    town: str
    applied_on: date
    due_on: date | None
    left: int | None
    """Working days left; below 0: overdue."""
    opinion: str
    fen: int | None
    assignee: str
    waits: bool
    changed: str
    """In words what has changed since it was frozen; "" nothing."""
    steps_done: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """一页: rows, how many the list has, what they come to, and the counts of the views."""

    rows: Sequence[WorkRow]
    total: int
    fen: int
    page: int
    size: int
    views: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the first row."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1


# --- what belongs to the list ---


def reach_of(actor: Actor, at: datetime) -> Q:
    """The cases that somebody may see as an officer, for himself and for those for whom he acts."""
    found = _in(actor.districts(READ))
    for away in away_actors(actor, at):
        found |= _in(away.districts(READ))
    if actor.may(SCORE) and not actor.may(READ):
        found |= _in(actor.districts(SCORE)) & _scored_now()
    return found


def _scored_now() -> Q:
    """The states in which experts score."""
    found = Q(pk__in=[])
    for flow in flows_of_place().values():
        states = [code for code in flow.states if any(step.who == SCORE for step in flow.steps_from(code))]
        if states:
            found |= Q(flow=flow.id, state__in=states)
    return found


def _in(districts: Sequence[str] | None) -> Q:
    if districts is None:
        return Q()
    found = Q(pk__in=[])
    for district in districts:
        found |= Q(district=district) if len(district) == 9 else begins("district", district)
    return found


def todo_of(actor: Actor, at: datetime) -> Q:
    """待我办理: the states in which a step is his to do, flow by flow."""
    actors = [actor, *away_actors(actor, at)]
    found = Q(pk__in=[])
    for flow in flows_of_place().values():
        mine = [
            code for code, state in flow.states.items()
            if not state.ends and any(one.may(step.who) for step in flow.steps_from(code) for one in actors)
            and not state.waits
        ]  # fmt: skip
        if mine:
            found |= Q(flow=flow.id, state__in=mine)
    return found


def flows_of_place() -> Mapping[str, Flow]:
    """The flows of the kinds of the place."""
    return {kind.flow.id: kind.flow for kind in kinds.kinds_of(place_of_register()).values()}


def listed(filters: Filters, actor: Actor, at: datetime) -> QuerySet[Case]:
    """The cases of a list, without order. Raises BoleError for words that are too short, or who may see none."""
    if not (actor.may(READ) or actor.may(SCORE) or any(away.may(READ) for away in away_actors(actor, at))):
        actor.require(READ)
    rows = Case.objects.filter(reach_of(actor, at))
    rows = rows.filter(closed_at__isnull=filters.view != CLOSED)
    rows = rows.filter(_view(filters.view, actor, at))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.town:
        rows = rows.filter(Q(district=filters.town) if len(filters.town) == 9 else begins("district", filters.town))
    if filters.opinion:
        rows = rows.filter(opinion=filters.opinion)
    if filters.changed:
        rows = rows.exclude(changed_how="") if filters.changed == ANY else rows.filter(changed_how=filters.changed)
    if filters.left in LEFT:
        rows = rows.filter(due_on__lte=kinds.working_days().after(localdate(at), int(filters.left)))
    if filters.ids:
        rows = rows.filter(pk__in=filters.ids)
    return rows.filter(_called(filters.words, actor)) if filters.words else rows


def _view(view: str, actor: Actor, at: datetime) -> Q:
    today = localdate(at)
    found: Mapping[str, Q] = {
        MINE: Q(assignee=actor.user),
        TODAY: Q(due_on=today, waits_since=None),
        OVERDUE: Q(due_on__lt=today, waits_since=None),
        WAITING: Q(waits_since__isnull=False),
    }
    return todo_of(actor, at) if view == TODO else found.get(view, Q())


def _called(words: str, actor: Actor) -> Q:
    text = words.replace("—", "-").strip()
    if text[:4].isdigit() and (len(text) == 11 or "-" in text):
        return Q(number=text)
    persons, bodies = applicants_called(text, actor, READ if actor.may(READ) else SCORE)
    return Q(person__in=persons) | Q(organisation__in=bodies)


# --- the list ---


def work_list(*, filters: Filters, actor: Actor, at: datetime, page: int = 1, size: int = 50) -> WorkList:
    """工作清单: one page. Raises BoleError as `listed` does."""
    rows = listed(filters, actor, at)
    whole = replace(filters, sort="due") == Filters(view=filters.view) and filters.view != CLOSED
    views = _views(actor, at, summed=filters.view if whole else "")
    # Of a whole view, count and sum come with the counts of the views: one pass over the open cases less.
    summed = views.pop("summed") or 0
    told = {"total": views[filters.view], "fen": summed} if whole else rows.aggregate(total=Count("pk"), fen=Sum("fen"))
    at_page = min(max(1, page), max(1, -(-(told["total"] or 0) // size)))
    order = _order(filters.sort)
    found = list(rows.defer("answers").order_by(*order)[(at_page - 1) * size : at_page * size])
    return WorkList(rows_told(found, at), told["total"] or 0, told["fen"] or 0, at_page, size, views)


def _order(sort: str) -> list[Any]:
    """Cases without a day come last, either way."""
    first, *rest = SORTS[sort]
    if first.lstrip("-") in ("due_on", "fen"):
        name = F(first.lstrip("-"))
        return [name.desc(nulls_last=True) if first[0] == "-" else name.asc(nulls_last=True), *rest]
    return [first, *rest]


def _views(actor: Actor, at: datetime, *, summed: str) -> dict[str, int]:
    """Counts of the views of open cases and, under `summed`, what one of them comes to, in one query."""
    rows = Case.objects.filter(reach_of(actor, at), closed_at__isnull=True)
    asked = {view: _view(view, actor, at) or None for view in VIEWS if view != CLOSED}
    counts = {view: Count("pk", filter=condition) for view, condition in asked.items()}
    return dict(rows.aggregate(**counts, summed=Sum("fen", filter=asked.get(summed))))


def rows_told(found: Sequence[Case], at: datetime) -> list[WorkRow]:
    """Rows in words, with the names of those who applied and of those who handle them."""
    today, days = localdate(at), kinds.working_days()
    names = applicants_named(found)
    officers = officers_named({row.assignee for row in found if row.assignee is not None})
    known = kinds.kinds_of(place_of_register())
    return [
        WorkRow(
            case=row.pk,
            number=row.number,
            applicant=names[row.pk],
            kind=_kind(known.get(row.kind), row.kind),
            state=_state(known.get(row.kind), row.state),
            state_code=row.state,
            town=place_words(row.district),
            applied_on=row.applied_on,
            due_on=row.due_on,
            left=days.between(today, row.due_on) if row.due_on is not None and row.closed_at is None else None,
            opinion=row.opinion,
            fen=row.fen,
            assignee=officers.get(row.assignee or 0, ""),
            waits=row.waits_since is not None,
            changed=_(CHANGES[row.changed_how]) if row.changed_how else "",
            steps_done=row.steps_done,
        )
        for row in found
    ]


def _kind(kind: CaseKind | None, id: str) -> str:
    return id if kind is None else kinds.kind_title(kind)


def _state(kind: CaseKind | None, state: str) -> str:
    return state if kind is None else kinds.state_title(kind, state)


def applicants_named(rows: Sequence[Case]) -> Mapping[int, str]:
    """申请人 of each case: persons masked, bodies in full."""
    persons = person_names({row.person for row in rows if row.person is not None})
    bodies = organisation_names({row.organisation for row in rows if row.organisation is not None})
    return {
        row.pk: masks.name(persons.get(row.person, ""))
        if row.person is not None
        else bodies.get(row.organisation or 0, "")
        for row in rows
    }


def officers_named(users: set[int]) -> Mapping[int, str]:
    """经办人 by account."""
    return {user.pk: str(user) for user in Account.objects.filter(pk__in=users)} if users else {}


# --- filters to choose from ---


def kinds_listed() -> list[tuple[str, str]]:
    """事项 of the place, to choose from."""
    found = kinds.kinds_of(place_of_register()).values()
    return sorted(((kind.id, kinds.kind_title(kind)) for kind in found), key=lambda pair: pair[1])


def states_listed(kind: str) -> list[tuple[str, str]]:
    """状态 of a kind, or of all kinds, to choose from."""
    known = kinds.kinds_of(place_of_register())
    chosen = [known[kind]] if kind in known else list(known.values())
    found: dict[str, str] = {}
    for one in chosen:
        for code, state in one.flow.states.items():
            if not state.ends:
                found.setdefault(code, kinds.state_title(one, code))
    return list(found.items())


def towns_listed(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """镇街 that open cases in reach are of, to choose from."""
    rows = Case.objects.filter(reach_of(actor, at), closed_at__isnull=True).order_by("district")
    return [(code, place_words(code)) for code in rows.values_list("district", flat=True).distinct()[:200] if code]


# --- views of one's own ---


def view_save(*, name: str, filters: Filters, actor: Actor, at: datetime) -> None:
    """存为视图 under a name; the same name again replaces it."""
    actor.require(READ)
    if actor.user is not None and name.strip():
        values = {"filters": replace(filters, ids=()).to_json()}
        SavedView.objects.update_or_create(user=actor.user, name=name.strip()[:40], defaults=values)


def view_drop(*, view: int, actor: Actor) -> None:
    """删去 a view of one's own."""
    SavedView.objects.filter(pk=view, user=actor.user or 0).delete()


def views_kept(actor: Actor) -> list[tuple[int, str, Filters]]:
    """存下的视图 of somebody."""
    rows = SavedView.objects.filter(user=actor.user or 0).order_by("name")
    return [(row.pk, row.name, Filters.of(row.filters)) for row in rows]


# --- the list as a workbook ---

MOST_EXPORTED: Final = 50_000


def work_list_export(*, target: Path, filters: Filters, actor: Actor, at: datetime) -> int:
    """导出 the list as it is filtered, masked as on the page; how many rows. Written down as an event."""
    rows = listed(filters, actor, at).defer("answers").order_by(*_order(filters.sort))[:MOST_EXPORTED]
    headings = [
        N_("受理号"), N_("申请人"), N_("事项"), N_("状态"), N_("镇街"), N_("申请日期"), N_("截止日期"),
        N_("剩余工作日"), N_("系统意见"), N_("金额（元）"), N_("经办人"),
    ]  # fmt: skip
    notes = [_("截至 {day}", day=localdate(at).isoformat()), _("制表人：{name}", name=actor.name)]
    count = list_write(target, title=_("办件清单"), notes=notes, headings=headings, rows=_lines(rows, at))
    record("case.list-exported", actor=actor, at=at, data={"rows": count, "view": filters.view, "kind": filters.kind})
    return count


def _lines(rows: QuerySet[Case], at: datetime) -> Any:
    piece: list[Case] = []
    for row in rows.iterator(chunk_size=1_000):
        piece.append(row)
        if len(piece) == 1_000:
            yield from map(_line, rows_told(piece, at))
            piece = []
    yield from map(_line, rows_told(piece, at))


def _line(row: WorkRow) -> Sequence[str | int]:
    opinion = _(OPINIONS[row.opinion][1]) if row.opinion in OPINIONS else ""
    sum_ = f"{row.fen // 100}.{row.fen % 100:02}" if row.fen is not None else ""
    due = row.due_on.isoformat() if row.due_on else ""
    left: str | int = row.left if row.left is not None else ""
    return (
        row.number, row.applicant, row.kind, row.state, row.town, row.applied_on.isoformat(), due, left, opinion,
        sum_, row.assignee,
    )  # fmt: skip


# --- neighbours ---


def neighbours(*, case: int, filters: Filters, actor: Actor, at: datetime) -> tuple[int, int, int | None, int | None]:
    """第几件: place, how many, the one before and the one after in the list. Raises BoleError as `listed` does."""
    order = _order(filters.sort)
    ids = list(listed(filters, actor, at).order_by(*order).values_list("pk", flat=True)[:2_000])
    if case not in ids:
        return 0, len(ids), None, ids[0] if ids else None
    at_ = ids.index(case)
    return at_ + 1, len(ids), ids[at_ - 1] if at_ else None, ids[at_ + 1] if at_ + 1 < len(ids) else None
