"""Cases, entitlements and notices go with their person into another file, and come back with him."""

from datetime import date

import pytest

from bole.apps.cases.merging import cases_follow, cases_part
from bole.apps.cases.models import Case, Entitlement, Moved, Notice
from tests.apps.registry.importing import AT

pytestmark = pytest.mark.django_db
KEPT, GONE, OTHER = 1, 2, 3
KIND = "zhongshan.skill-upgrade-grant"


def case_made(person: int, fact: int, *, closed: bool = False) -> int:
    more = {"closed_at": AT, "outcome": "granted"} if closed else {}
    return Case.objects.create(
        number=f"T{person}-{fact}-{closed}", kind=KIND, flow="nation.found", state="granted", origin="found",
        person=person, fact=fact, applied_on=date(2031, 5, 6), opened_at=AT, changed_at=AT, **more,
    ).pk  # fmt: skip


def whose() -> dict[str, list[tuple[int, int | None]]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("pk", "person"))
        for model in (Case, Entitlement, Notice)
    }


def test_what_is_anothers_follows_and_comes_back() -> None:
    for person in (KEPT, GONE, OTHER):
        case_made(person, person)
        Entitlement.objects.create(
            kind=KIND, scheme="s", fact=person, person=person, as_of=AT.date(), found_at=AT, changed_at=AT
        )
        Notice.objects.create(kind="found", key=f"found:{person}", person=person, made_at=AT)
    before = whose()
    assert cases_follow(merge=7, kept=KEPT, gone=GONE) == 3
    assert {person for rows in whose().values() for _pk, person in rows} == {KEPT, OTHER}
    assert cases_follow(merge=7, kept=KEPT, gone=GONE) == 0
    assert cases_part(merge=7) == 3
    assert (whose(), Moved.objects.count(), cases_part(merge=7)) == (before, 0, 0)


def test_the_same_matter_of_the_same_row_is_in_hand_once() -> None:
    """Both applied for one certificate: the later case stays where it was, and nothing fails."""
    case_made(KEPT, 9)
    other = case_made(GONE, 9)
    closed = case_made(GONE, 8, closed=True)
    assert cases_follow(merge=7, kept=KEPT, gone=GONE) == 1
    assert Case.objects.get(pk=other).person == GONE
    assert Case.objects.get(pk=closed).person == KEPT
    assert cases_part(merge=7) == 1
