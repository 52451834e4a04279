"""The kinds of case of the register's place, and its working days."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from bole.apps.cases.kinds import kind_of, kind_title, kinds_of, state_title, step_title, working_days
from bole.kernel.errors import BoleError
from bole.kernel.messages import language, use_language
from tests.policy.pack_folders import PACK, write_pack
from tests.policy.test_flow_sheets import FILES


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")


def test_a_place_has_its_own_and_those_above_and_no_others() -> None:
    kinds = kinds_of("442000")
    assert {id_.partition(".")[0] for id_ in kinds} == {"nation", "guangdong", "zhongshan"}
    assert next(iter(kinds)).startswith("nation.")
    assert kinds_of("442000") is kinds  # read once
    assert {id_.partition(".")[0] for id_ in kinds_of("440106")} == {"nation", "guangdong", "guangzhou"}
    assert set(kinds_of("442000001")) == set(kinds)


def test_a_kind_by_its_id_and_the_nearest_where_there_is_none() -> None:
    kind = kind_of("zhongshan.rent-subsidy-grant")
    assert kind.flow.id == "nation.two-reviews"
    for id_ in ("zhongshan.rent-subsidy", "zibo.green-lane"):
        with pytest.raises(BoleError) as raised:
            kind_of(id_)
        assert raised.value.code == "BOLE-P046"


def test_words_are_in_the_language_in_use() -> None:
    kind = kind_of("zhongshan.rent-subsidy-grant")
    step = kind.flow.step("submitted", "accept")
    assert step is not None
    before = language()
    try:
        use_language("zh")
        assert (kind_title(kind), state_title(kind, "granted"), step_title(step)) == (
            "租房补贴", "已同意，待支付", "受理",
        )  # fmt: skip
        use_language("en")
        assert (kind_title(kind), state_title(kind, "granted"), step_title(step)) == (
            "rent subsidy", "granted, to be paid", "accept",
        )  # fmt: skip
        assert state_title(kind, "a-state-that-was") == "a-state-that-was"
    finally:
        use_language(before)


def test_working_days_are_those_of_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert working_days().after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    folder = write_pack(tmp_path, FILES | {"pack.toml": PACK + 'parent = "nation"\n'})
    monkeypatch.setattr(settings, "BOLE_PACKS", (folder,))
    monkeypatch.setattr(settings, "BOLE_PLACE", "609900")
    assert working_days().after(date(2030, 12, 31), 2) == date(2031, 1, 4)
    monkeypatch.setattr(settings, "BOLE_PLACE", "609901")  # of no pack but the nation's
    assert working_days().works(date(2026, 10, 10))
