"""Publishing the rules of a place: what differs is told, what was looked at is published, nothing is overwritten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import Event
from bole.apps.schemes.models import SchemeVersion
from bole.apps.schemes.versions import (
    CHANGED,
    GONE,
    NEW,
    SAME,
    Publishing,
    places,
    publishing,
    schemes_publish,
    version_in_use,
    versions,
)
from bole.kernel.errors import BoleError
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
AT = datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
MANAGER = Actor(1, "经理", (Granted("manager"),))
ASSUMED = [ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"]
HERE = "442000"
SKILL = "zhongshan.skill-upgrade"


def states(shown: Publishing) -> dict[str, str]:
    return {scheme.scheme: scheme.state for scheme in shown.schemes}


def publish(*, at: datetime = AT, folders: list[Path] | None = None) -> Publishing:
    looked_at = publishing(place=HERE, actor=MANAGER, folders=folders or [])
    return schemes_publish(place=HERE, whole=looked_at.whole, actor=MANAGER, at=at, folders=folders or [])


def test_the_cities_with_packs_are_there() -> None:
    assert {place.code for place in places()} >= {"442000", "440100", "440700", "370300"}


def test_what_was_published_is_in_use_and_the_same() -> None:
    assert set(states(publishing(place=HERE, actor=MANAGER)).values()) == {NEW}
    done = publish()
    assert len(done.open) > 20
    after = publishing(place=HERE, actor=MANAGER)
    assert set(states(after).values()) == {SAME}
    assert after.open == ()
    assert version_in_use(place=HERE, scheme=SKILL) == 1
    assert Event.objects.filter(kind="scheme.published").count() == 1


def test_other_figures_are_told_by_name_and_make_a_second_version() -> None:
    publish()
    [skill] = [s for s in publishing(place=HERE, actor=MANAGER, folders=ASSUMED).schemes if s.scheme == SKILL]
    assert skill.state == CHANGED
    assert skill.differs
    assert not skill.rule_differs
    publish(at=AT + timedelta(days=1), folders=ASSUMED)
    first, second = reversed(versions(place=HERE, scheme=SKILL, actor=MANAGER))
    assert (first.number, first.withdrawn_by, second.number, second.withdrawn_at) == (1, "经理", 2, None)
    assert first.whole != second.whole


def test_nothing_is_published_but_what_was_looked_at() -> None:
    looked_at = publishing(place=HERE, actor=MANAGER)
    publish()
    with pytest.raises(BoleError) as refused:
        schemes_publish(place=HERE, whole=looked_at.whole, actor=MANAGER, at=AT)
    assert refused.value.code == "BOLE-V002"
    assert SchemeVersion.objects.filter(number=2).count() == 0
    assert Event.objects.filter(kind="scheme.published").count() == 1


def test_a_scheme_that_no_pack_has_any_more_is_withdrawn() -> None:
    publish()
    kept = SchemeVersion.objects.filter(scheme=SKILL)
    kept.update(scheme="zhongshan.long-gone")
    shown = states(publishing(place=HERE, actor=MANAGER))
    assert (shown["zhongshan.long-gone"], shown[SKILL]) == (GONE, NEW)
    publish(at=AT + timedelta(days=1))
    assert version_in_use(place=HERE, scheme="zhongshan.long-gone") is None
    assert version_in_use(place=HERE, scheme=SKILL) == 1


@pytest.mark.parametrize("role", ["clerk", "officer", "worker", "system-administrator"])
def test_a_manager_alone_publishes(role: str) -> None:
    with pytest.raises(BoleError) as refused:
        schemes_publish(place=HERE, whole="", actor=Actor(1, "x", (Granted(role),)), at=AT)
    assert refused.value.code == "BOLE-A005"
    assert not SchemeVersion.objects.exists()


def test_a_place_without_a_pack_is_named() -> None:
    with pytest.raises(BoleError) as refused:
        publishing(place="999999", actor=MANAGER)
    assert refused.value.code == "BOLE-V001"
    assert "999999" in str(refused.value)
