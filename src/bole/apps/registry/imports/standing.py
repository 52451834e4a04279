"""立足: which persons and bodies other things of the register, accounts or requests stand on."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from bole.apps.registry.bulk import open_rows
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import Correction, Organisation, Person, Recorded

_ACCOUNTS: Final = {Person: ("User", "person"), Organisation: ("Unit", "organisation")}


@cache
def _columns(model: type[Recorded]) -> tuple[tuple[type[Recorded], str], ...]:
    """Tables and columns that hold the numbers of persons, or of bodies."""
    found: list[tuple[type[Recorded], str]] = []
    for sheet in sheets().values():
        if model is Person and sheet.about_person and sheet.name != "person":
            found.append((sheet.model, "thing" if sheet.name == "contact" else "person"))
        if model is Organisation:
            found += [(sheet.model, item.name) for item in sheet.items.values() if item.listed == "organisation"]
    return tuple(found)


def standing(model: type[Recorded], things: Collection[int]) -> frozenset[int]:
    """Those of these persons or bodies that something stands on now; of other things none."""
    if model not in _ACCOUNTS or not things:
        return frozenset()
    found: set[int] = set()
    for table, column in _columns(model):
        found |= {row[0] for row in open_rows(table, column, things, (column,))}
    for rows, column in _others(model):
        found |= set(rows.filter(**{f"{column}__in": things}).values_list(column, flat=True))
    return frozenset(found)


def _others(model: type[Recorded]) -> Iterator[tuple[QuerySet[Any], str]]:
    """What stands on them outside the registers."""
    name, column = _ACCOUNTS[model]
    yield apps.get_model("accounts", name)._default_manager.all(), column
    if model is Person:
        yield Correction.objects.all(), "person"


def stands(model: type[Recorded], *, but: int) -> Q:
    """Whether something stands on a row's thing, beside what the batch `but` wrote itself."""
    found = Q(pk__in=[])
    if model not in _ACCOUNTS:
        return found
    for table, column in _columns(model):
        rows = table._default_manager.filter(~Q(batch=but) | Q(batch__isnull=True), closed_at__isnull=True)
        found |= Q(Exists(rows.filter(**{column: OuterRef("thing")})))
    for rows, column in _others(model):
        found |= Q(Exists(rows.filter(**{column: OuterRef("thing")})))
    return found
