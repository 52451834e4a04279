"""所及: whose records an actor reaches: by the district that a person lives in or a body stands in, or his own.

What is out of reach and what is not there are told apart by nothing.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.registry.models import Organisation, Person

_CITY: Final = 6
"""Digits of a city or county: a grant for a longer code is for a town of it."""


def begins(column: str, prefix: str) -> Q:
    """Whether a column begins so, found by its index on both databases."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": prefix})
    # LIKE of SQLite passes by case and so by the index.
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix[:-1] + chr(ord(prefix[-1]) + 1)})


def in_reach(districts: Sequence[str] | None, *, town: str, city: str) -> Q:
    """The rows of these districts; None is everywhere."""
    if districts is None:
        return Q()
    found = Q(pk__in=[])
    for district in districts:
        found |= begins(town, district)
        if len(district) <= _CITY:
            found |= Q(**{town: ""}) & begins(city, district)
    return found


def persons_in_reach(actor: Actor, permission: str) -> Q:
    """个人 whom the actor reaches with that permission."""
    return in_reach(actor.districts(permission), town="residence_town", city="residence_city")


def organisations_in_reach(actor: Actor, permission: str) -> Q:
    """单位 that the actor reaches with that permission."""
    return in_reach(actor.districts(permission), town="town", city="city")


def person_reached(person: int, actor: Actor, permission: str, *, own: str = "person.own") -> Person:
    """The person as recorded now. Raises BoleError where he is out of reach, and the same where there is none."""
    found = Person.objects.filter(thing=person, closed_at__isnull=True).first()
    if found is not None and own and actor.person == person and actor.may(own):
        return found
    if found is None or not actor.may(permission, district=found.residence_town or found.residence_city):
        raise not_allowed(permission)
    return found


def organisation_reached(organisation: int, actor: Actor, permission: str) -> Organisation:
    """The body as recorded now. Raises BoleError where it is out of reach, and the same where there is none."""
    found = Organisation.objects.filter(thing=organisation, closed_at__isnull=True).first()
    if found is not None and actor.organisation == organisation and actor.may("organisation.own"):
        return found
    if found is None or not actor.may(permission, district=found.town or found.city):
        raise not_allowed(permission)
    return found


def known_at(at: Any) -> Q:
    """The rows that counted at a moment."""
    return Q(recorded_at__lte=at) & (Q(closed_at__isnull=True) | Q(closed_at__gt=at))
