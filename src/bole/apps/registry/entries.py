"""档案条目: each record of a person or body as one line of a timeline, in words, with its source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from bole.apps.accounts import masks
from bole.apps.registry.fields import sheets
from bole.apps.registry.labels import (
    code_words,
    education_words,
    in_words,
    level_words,
    money_words,
    occupation_words,
    organisation_names,
    place_words,
    scheme_words,
)
from bole.apps.registry.models import Pool, Recorded, Source
from bole.apps.registry.person_search import opened
from bole.apps.registry.reach import known_at
from bole.kernel.messages import N_, _

KINDS: Final[Mapping[str, str]] = {
    "identity": N_("身份"),
    "contact": N_("联系方式"),
    "education": N_("学历"),
    "household": N_("户籍"),
    "insurance": N_("参保"),
    "employment": N_("就业"),
    "certificate": N_("证书"),
    "title": N_("职称"),
    "training": N_("培训"),
    "award": N_("荣誉"),
    "talent": N_("人才认定"),
    "housing": N_("住房"),
    "loan": N_("贷款"),
    "service": N_("人才服务"),
    "claim": N_("申领"),
    "payment": N_("补贴"),
    "pool": N_("人才库"),
    "mark": N_("标签"),
    "inspection": N_("检查"),
    "workforce": N_("用工"),
}
"""种类 of an entry, in words."""
OF_PERSON: Final = (
    "person", "contact", "education", "insurance", "employment", "certificate", "title", "training", "award", "talent",
    "housing", "loan", "service", "claim", "payment", "poolmember",
)  # fmt: skip
_MOST: Final = 2_000
"""Rows of one table in one file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """档案条目: one line of a file."""

    table: str
    thing: int
    kind: str
    on: date | None
    until: date | None
    going_on: bool
    title: str
    detail: str
    source: str
    batch: int | None
    recorded_at: datetime
    faults: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return _(KINDS[self.kind])


@dataclass(frozen=True)
class Records:
    """一份档案的登记行, by table, and the names of what they refer to."""

    rows: Mapping[str, Sequence[Any]]
    bodies: Mapping[int, str]
    sources: Mapping[int, str]
    pools: Mapping[int, str] = field(default_factory=dict)

    def of(self, table: str) -> Sequence[Any]:
        """The rows of one table."""
        return self.rows.get(table, ())

    @property
    def told_by(self) -> int:
        """How many sources have said something in it."""
        found = {row.source_id for rows in self.rows.values() for row in rows}
        return len(found | {who for rows in self.rows.values() for row in rows for who in row.told_by.values()})

    @property
    def last(self) -> datetime | None:
        """When the latest of it was recorded."""
        return max((row.recorded_at for rows in self.rows.values() for row in rows), default=None)


_BODIES: Final = ("organisation", "issuer", "organiser", "employer")


def person_records(person: int, at: datetime) -> Records:
    """What was recorded of a person at a moment."""
    rows = {}
    for table in OF_PERSON:
        column = "thing" if table in ("person", "contact") else "person"
        rows[table] = rows_at(table, Q(**{column: person}), at)
    return records_of(rows)


def rows_at(table: str, which: Q, at: datetime) -> list[Any]:
    """The rows of a table that counted at a moment."""
    model: type[Recorded] = sheets()[table].model
    return list(model._default_manager.filter(which, known_at(at)).order_by("-pk")[:_MOST])


def records_of(rows: Mapping[str, Sequence[Any]]) -> Records:
    """Rows with the names of the bodies, sources and pools in them."""
    every = [row for several in rows.values() for row in several]
    bodies = {getattr(row, name, None) for row in every for name in _BODIES}
    pools = {row.pool_id for row in rows.get("poolmember", ())}
    return Records(
        rows,
        organisation_names(bodies),
        dict(Source.objects.filter(pk__in={row.source_id for row in every}).values_list("pk", "name")),
        dict(Pool.objects.filter(pk__in=pools).values_list("pk", "name")) if pools else {},
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """What an entry says, before its source is put beside it."""

    kind: str
    on: date | None
    until: date | None
    title: str
    parts: tuple[str, ...] = ()
    lasts: bool = False
    """Whether without an end it still goes on."""


def entries_of(records: Records, faults: Mapping[tuple[str, int], Sequence[str]], *, whole: bool) -> list[Entry]:
    """The lines, the newest first; those without a date at the end. `whole`: for the person himself, unmasked."""
    found = [
        _entry(table, row, line, records, faults)
        for table, rows in records.rows.items()
        if table in _LINES
        for row in rows
        for line in _LINES[table](row, records, whole)
    ]
    found.sort(key=lambda entry: (entry.on or date.min, entry.recorded_at, entry.thing), reverse=True)
    return found


def _entry(
    table: str, row: Any, line: _Line, records: Records, faults: Mapping[tuple[str, int], Sequence[str]]
) -> Entry:
    return Entry(
        table=table,
        thing=row.thing,
        kind=line.kind,
        on=line.on,
        until=line.until,
        going_on=line.lasts and line.until is None,
        title=line.title,
        detail=" · ".join(part for part in line.parts if part),
        source=records.sources.get(row.source_id, ""),
        batch=row.batch_id,
        recorded_at=row.recorded_at,
        faults=tuple(faults.get((table, row.thing), ())),
    )


def _person(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    names = (code_words("sex", row.sex), code_words("origin", row.origin))
    yield _Line("identity", row.born_on if whole else None, None, _("登记身份"), names)
    home = (place_words(row.household_city), place_words(row.residence_town or row.residence_city))
    if any(home):
        parts = (
            _("户籍 {place}", place=home[0]) if home[0] else "",
            _("常住 {place}", place=home[1]) if home[1] else "",
        )
        yield _Line("household", row.household_since, None, _("户籍和常住地"), parts)


def _contact(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    phone, account = opened(row, "phone"), opened(row, "bank_account")
    parts = (
        phone if whole else masks.phone(phone),
        account if whole else masks.account(account),
        row.bank,
        (opened(row, "address") if whole else _("住址已登记")) if row.address is not None else "",
    )
    yield _Line("contact", None, None, _("联系方式"), parts)


def _education(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    parts = (row.school, row.major, in_words("education-status", row.status))
    on = row.graduated_on or row.entered_on
    yield _Line("education", on, None, education_words(row.education), parts)


def _insurance(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    months = _("已缴 {months} 个月", months=row.months) if row.months is not None else ""
    parts = (records.bodies.get(row.organisation, ""), place_words(row.city), months)
    yield _Line("insurance", row.started_on, row.until, code_words("insurance-kind", row.kind), parts, lasts=True)


def _employment(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    title = code_words("employment-status", row.status) or _("就业")
    wages = _("年薪 {sum} 元", sum=money_words(row.wages)) if whole and row.wages is not None else ""
    parts = (
        records.bodies.get(row.organisation, ""),
        occupation_words(row.occupation, row.started_on),
        code_words("post-kind", row.post),
        place_words(row.city),
        wages,
    )
    yield _Line("employment", row.started_on, row.until, title, parts, lasts=True)


def _certificate(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    level = level_words("skill-level", row.level) or level_words("certificate-grade", row.grade)
    name = occupation_words(row.occupation, row.issued_on) or row.field
    title = " ".join(part for part in (name, level) if part) or code_words("certificate-kind", row.kind)
    revoked = _("已撤销或注销：{why}", why=row.revoked_why or row.revoked_on) if is_revoked(row) else ""
    issuer = records.bodies.get(row.issuer, "")
    parts = (code_words("certificate-kind", row.kind), row.number, issuer, revoked)
    yield _Line("certificate", row.issued_on, row.expires_on, title, parts)


def is_revoked(row: Any) -> bool:
    """Whether a certificate was revoked, on whatever day."""
    return bool(row.revoked_why) or row.revoked_on is not None


def _title(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    parts = (row.series, row.field, row.number)
    yield _Line("title", row.obtained_on, None, level_words("title-level", row.level) or _("职称"), parts)


def _training(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    hours = _("{hours} 课时", hours=row.hours) if row.hours is not None else ""
    passed = "" if row.passed is None else _("考核合格") if row.passed else _("考核未合格")
    title = occupation_words(row.occupation, row.started_on) or row.programme or row.class_number or _("培训")
    parts = (records.bodies.get(row.organiser, ""), level_words("skill-level", row.level), hours, passed)
    yield _Line("training", row.started_on, row.ended_on, title, parts)


def _award(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    place = _("第 {place} 名", place=row.place) if row.place is not None else ""
    parts = (code_words("award-tier", row.tier), code_words("award-kind", row.kind), place)
    yield _Line("award", row.awarded_on, None, row.name or code_words("award-kind", row.kind), parts)


def _talent(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    parts = (code_words("award-tier", row.tier), records.bodies.get(row.organisation, ""), place_words(row.city))
    yield _Line("talent", row.started_on, row.until, code_words("talent-kind", row.kind), parts, lasts=True)


def _housing(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    rent = _("月租 {sum} 元", sum=money_words(row.rent)) if row.rent is not None else ""
    parts = (place_words(row.town or row.city), rent, _("首套") if row.first_home else "")
    yield _Line("housing", row.started_on, row.until, code_words("housing-kind", row.kind), parts, lasts=True)


def _loan(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    asked = _("申请 {sum} 元", sum=money_words(row.asked)) if row.asked is not None else ""
    parts = (asked, code_words("loan-purpose", row.purpose), records.bodies.get(row.organisation, ""))
    yield _Line("loan", row.applied_on, None, code_words("loan-product", row.product), parts)


def _service(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    yield _Line("service", row.asked_on, None, code_words("service-kind", row.kind), ())


def _claim(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    yield _Line("claim", row.applied_on, None, scheme_words(row.scheme), (records.bodies.get(row.organisation, ""),))


def _payment(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    corrects = _("更正") if row.fen < 0 else ""
    parts = (
        _("{sum} 元", sum=money_words(row.fen)),
        occupation_words(row.occupation, row.applied_on),
        level_words("skill-level", row.level),
        records.bodies.get(row.organisation, ""),
        corrects,
    )
    yield _Line("payment", row.paid_on, None, scheme_words(row.scheme), parts)


def _poolmember(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    left = _("出库：{why}", why=row.why_left) if row.why_left else ""
    promoted = _("{day} 转正", day=row.promoted_on.isoformat()) if row.promoted_on is not None else ""
    parts = (_("后备") if row.reserve else "", promoted, left)
    yield _Line("pool", row.entered_on, row.left_on, records.pools.get(row.pool_id, ""), parts, lasts=True)


def _mark(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    parts = (code_words("award-tier", row.tier), row.why_ended)
    yield _Line("mark", row.started_on, row.until, code_words("organisation-mark", row.kind), parts, lasts=True)


def _inspection(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    title = _("检查合格") if row.passed else _("检查不合格")
    yield _Line("inspection", row.inspected_on, None, title, (row.found,))


def _workforce(row: Any, records: Records, whole: bool) -> Iterable[_Line]:
    told = ((_("职工 {count} 人"), row.staff), (_("技能人才 {count} 人"), row.skilled))
    parts = tuple(words.format(count=count) for words, count in told if count is not None)
    yield _Line("workforce", row.counted_on, None, _("用工统计"), parts)


_LINES: Final[Mapping[str, Callable[[Any, Records, bool], Iterable[_Line]]]] = {
    "person": _person,
    "contact": _contact,
    "education": _education,
    "insurance": _insurance,
    "employment": _employment,
    "certificate": _certificate,
    "title": _title,
    "training": _training,
    "award": _award,
    "talent": _talent,
    "housing": _housing,
    "loan": _loan,
    "service": _service,
    "claim": _claim,
    "payment": _payment,
    "poolmember": _poolmember,
    "mark": _mark,
    "inspection": _inspection,
    "workforce": _workforce,
}
