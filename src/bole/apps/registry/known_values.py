"""登记值: what departments say of one column of somebody, beside what he himself says of it in an application.

What applicants declared is in the register too, under a source of its own; it is left out here, for a value compared
with itself agrees with everything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from bole.apps.accounts.sealing import SealedField
from bole.apps.registry.declared_facts import DECLARED
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import Contact, Source
from bole.apps.registry.person_search import OPEN, opened


@dataclass(frozen=True, slots=True)
class KnownValue:
    """一个登记值: the value, which record has it, and which source told it."""

    thing: int
    value: Any
    source: str


def known_values(
    *, table: str, column: str, person: int | None, organisation: int | None, on: date, thing: int | None = None
) -> list[KnownValue]:
    """登记值 of a column in the records of a person or body that had not ended on a day.

    Of `thing` alone, where that is one of them; nothing where the register has no such column, or seals it.
    """
    sheet = sheets().get(table)
    model: Any = sheet.model if sheet is not None else None
    if model is None or column not in model.values() or isinstance(model._meta.get_field(column), SealedField):
        return []
    whose = _whose(model, table, person, organisation)
    if whose is None:
        return []
    goes_on = Q(until=None) | Q(until__gte=on) if "until" in model.values() else Q()
    things = list(model.objects.filter(OPEN, whose, goes_on).values_list("thing", flat=True)[:50])
    if thing is not None and thing in things:
        things = [thing]
    return _told(model, column, things)


def _whose(model: Any, table: str, person: int | None, organisation: int | None) -> Q | None:
    name, number = ("person", person) if person is not None else ("organisation", organisation)
    if table == name:
        return Q(thing=number)
    return Q(**{name: number}) if name in model.values() else None


def _told(model: Any, column: str, things: Collection[int]) -> list[KnownValue]:
    """Of each record the newest value that a department told of it."""
    sources = dict(Source.objects.exclude(code=DECLARED).values_list("pk", "name"))
    found: dict[int, KnownValue] = {}
    for row in model.objects.filter(thing__in=things).order_by("-recorded_at", "-pk"):
        value, told_by = getattr(row, column), row.told_by.get(column, row.source_id)
        if row.thing not in found and value not in (None, "") and told_by in sources:
            found[row.thing] = KnownValue(row.thing, value, sources[told_by])
    return [found[thing] for thing in things if thing in found]


def known_account(person: int) -> KnownValue | None:
    """登记的收款账户 of somebody with its source, in clear: who shows it masks it."""
    row = Contact.objects.filter(OPEN, thing=person).exclude(bank_account=None).first()
    if row is None:
        return None
    told_by = row.told_by.get("bank_account", row.source_id)
    source = Source.objects.filter(pk=told_by).values_list("name", flat=True).first()
    return KnownValue(person, opened(row, "bank_account"), source or "")
