"""The board of quality: what is missing by source and district, what waits, and what is late."""

from datetime import timedelta
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import Certificate, QualityFigure, Source
from bole.apps.registry.quality import quality_board, quality_refresh, usual_intervals
from bole.apps.registry.sources import source_change
from bole.apps.registry.tasks import quality_enqueue
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import insured
from tests.apps.registry.reading import (
    ADMINISTRATORS,
    NOBODY,
    OTHER_TOWN,
    TOWN,
    clerk,
    employer,
    manager,
    officer,
    worker,
)
from tests.apps.registry.recorded import body_made, person_made, record_made, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(db: None) -> None:
    one, other, nowhere = person_made(1, town=TOWN), person_made(2, town=OTHER_TOWN), person_made(3)
    issuer = body_made(1)
    for at, person in enumerate((one, one, other, nowhere)):
        issued: dict[str, Any] = {"issuer": issuer} if at else {}
        record_made(Certificate, source="certs", person=person, number=f"N{at}", kind="skill", level=4, **issued)
    assert quality_refresh(actor=SYSTEM, at=AT) == QualityFigure.objects.count()


def rows(actor: Actor, table: str = "certificate") -> dict[str, tuple[int, int]]:
    board = quality_board(actor=actor, at=AT)
    return {row.district: (row.rows, row.missing) for row in board.rows if row.table == table}


def test_rows_and_what_is_missing_are_counted_by_source_and_district(counted: None) -> None:
    assert rows(manager()) == {"442000": (1, 1), TOWN: (2, 2), OTHER_TOWN: (1, 1)}
    board = quality_board(actor=manager(), at=AT)
    missing = {
        (one.district, one.column_label): (one.missing, one.percent)
        for one in board.missing
        if one.table == "certificate"
    }
    assert missing[TOWN, "发证机构"] == (1, 50)
    assert (OTHER_TOWN, "发证机构") not in missing
    assert missing[TOWN, "职业"] == (2, 100)
    assert board.counted_at == AT
    assert rows(manager(), "person") == {"442000": (1, 1), TOWN: (1, 0), OTHER_TOWN: (1, 0)}


def test_each_sees_the_figures_of_his_districts(counted: None) -> None:
    assert rows(officer(TOWN)) == {TOWN: (2, 2)}
    assert rows(officer("440106")) == {}
    for actor in (clerk(), worker(1), employer(1), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            quality_board(actor=actor, at=AT)
        with pytest.raises(BoleError, match="BOLE-A005"):
            quality_refresh(actor=actor, at=AT)
        with pytest.raises(BoleError, match="BOLE-A005"):
            quality_enqueue(actor=actor)


def test_counting_again_replaces_the_figures(counted: None) -> None:
    before = QualityFigure.objects.count()
    quality_refresh(actor=SYSTEM, at=AT + timedelta(days=1))
    assert QualityFigure.objects.count() == before
    assert quality_board(actor=SYSTEM, at=AT).counted_at == AT + timedelta(days=1)


def test_a_delivery_is_late_after_its_interval(imports: Imports) -> None:
    imports("insurance", [insured(1), insured(2, 姓名="无名氏", 证件号码="", 手机号码="")])
    intervals = usual_intervals()
    (one,) = quality_board(actor=SYSTEM, at=AT + timedelta(days=intervals["insurance"])).deliveries
    assert (one.source, one.kind, one.days, one.late) == ("insurance", "insurance", 35, 0)
    assert (one.pending, one.faults) == (1, 1)
    late = quality_board(actor=SYSTEM, at=AT + timedelta(days=intervals["insurance"] + 3))
    assert (late.deliveries[0].late, late.late, late.pending) == (3, 1, 1)


def test_what_a_source_promised_and_never_sent_is_listed(db: None) -> None:
    Source.objects.create(code="slow", name="慢", intervals={"training": 10})
    (one,) = quality_board(actor=SYSTEM, at=AT).deliveries
    assert (one.kind, one.interval, one.last_at, one.late) == ("training", 10, None, 0)


def test_every_table_of_the_register_is_counted(db: None) -> None:
    assert quality_refresh(actor=SYSTEM, at=AT) == 0
    assert len(sheets()) == 21
    assert quality_board(actor=SYSTEM, at=AT).counted_at is None


def test_a_source_has_intervals_of_its_own(db: None) -> None:
    source_of("slow")
    source_change(code="slow", intervals={"training": 10}, actor=SYSTEM, at=AT)
    assert quality_board(actor=SYSTEM, at=AT).deliveries[0].interval == 10
    for wrong, error in (({"training": 0}, "BOLE-R107"), ({"nothing": 5}, "BOLE-R001")):
        with pytest.raises(BoleError, match=error):
            source_change(code="slow", intervals=wrong, actor=SYSTEM, at=AT)
    with pytest.raises(BoleError, match="BOLE-A005"):
        source_change(code="slow", intervals={"training": 5}, actor=officer(), at=AT)
