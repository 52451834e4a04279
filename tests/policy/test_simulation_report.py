"""The report of a simulation: the same figures as two full runs, by group too; a fund is drawn as claims come."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError, ErrorKind
from bole.policy import errors
from bole.policy.pack import Packs, load_packs
from bole.policy.readings.wording import naming
from bole.policy.runs import run_schemes
from bole.policy.scheme import OUTCOMES, Scheme
from bole.policy.simulation_report import Report, dimensions, setting_of, simulated
from bole.policy.snapshot import Snapshot, open_snapshot
from tests.cli.registers import AS_OF, INVENTED, snapshot

SKILL, STEADY = "langyu.skill-upgrade", "langyu.steady-worker"
UPLIFT, BONUS = "langyu.shortage-uplift", "langyu.worker-bonus"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs([INVENTED])


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_snapshot(snapshot(tmp_path_factory.mktemp("registers") / "快照", persons=2000)) as opened:
        yield opened


def report(packs: Packs, register: Snapshot, *settings: str, budget: int | None = None) -> Report:
    schemes = [packs.scheme(SKILL), packs.scheme(STEADY)]
    tried = [setting_of(packs, text, AS_OF) for text in settings]
    with naming(packs.names):
        return simulated(register, schemes, tried, AS_OF, budget=budget)


def paid(register: Snapshot, scheme: Scheme) -> dict[int, int]:
    """Fen by fact of a full run."""
    ran = run_schemes(register, [scheme], AS_OF)
    rows = ran.run.decisions(scheme.id).to_dicts()
    ran.close()
    return {row["fact"]: row["fen"] for row in rows if OUTCOMES[row["outcome"]] == "entitled"}


def test_before_and_after_are_those_of_full_runs(packs: Packs, register: Snapshot) -> None:
    before = paid(register, packs.scheme(SKILL))
    [one] = report(packs, register, f"{UPLIFT}=40").schemes
    assert one.scheme.id == SKILL
    assert (one.change.before.rows, one.change.before.fen) == (len(before), sum(before.values()))
    assert one.outcomes[0]["entitled"] == one.outcomes[1]["entitled"] == len(before)
    assert one.change.after.fen > one.change.before.fen
    assert one.change.won_fen == one.change.after.fen - one.change.before.fen
    assert one.change.losers == 0 < one.change.winners
    assert one.turned == 0


def test_groups_add_up_to_the_whole(packs: Packs, register: Snapshot) -> None:
    [one] = report(packs, register, f"{UPLIFT}=40").schemes
    assert {"district", "level", "trade", "industry", "size", "month"} == set(one.by)
    for groups in one.by.values():
        assert sum(g.change.before.fen for g in groups) == one.change.before.fen
        assert sum(g.change.after.fen for g in groups) == one.change.after.fen
        assert sum(g.change.after.rows for g in groups) == one.change.after.rows
    levels = {g.told: g.change for g in one.by["level"]}
    assert levels["中级工（四级）"].winners == 0 < levels["高级工（三级）"].winners
    assert [g.key for g in one.by["month"]] == sorted(str(g.key) for g in one.by["month"])


def test_the_total_counts_each_receiver_once(packs: Packs, register: Snapshot) -> None:
    told = report(packs, register, f"{UPLIFT}=40", f"{BONUS}=500")
    skill, steady = told.schemes
    assert told.total.after.fen == skill.change.after.fen + steady.change.after.fen
    assert told.total.before.persons < skill.change.before.persons + steady.change.before.persons
    assert told.total.losers > 0 < told.total.winners


def test_a_fund_is_paid_out_in_the_order_of_claims(packs: Packs, register: Snapshot) -> None:
    whole = report(packs, register, f"{BONUS}=500").total.before.fen
    half = report(packs, register, f"{BONUS}=500", budget=whole // 2)
    assert half.drawn is not None
    before, after = half.drawn
    assert before.dry_on is not None
    assert before.paid_fen <= whole // 2 < before.paid_fen + before.unpaid_fen == whole
    assert after.paid_rows > before.paid_rows
    lasting = report(packs, register, f"{BONUS}=500", budget=whole)
    assert lasting.drawn is not None
    assert (lasting.drawn[0].dry_on, lasting.drawn[0].unpaid_rows) == (None, 0)
    assert lasting.drawn[0].months[-1][1] == whole


def test_what_turns_is_counted_and_listed(packs: Packs, register: Snapshot) -> None:
    [one] = report(packs, register, "langyu.minimum-age=59").schemes
    lost = one.outcomes[0]["entitled"] - one.outcomes[1]["entitled"]
    assert lost > 0
    assert one.turned >= lost
    assert one.marginal
    assert all(row.before != row.after for row in one.marginal)


def test_a_figure_that_the_source_does_not_give_can_be_tried(packs: Packs) -> None:
    tried = setting_of(packs, "zhongshan.organiser-award-per-trainee=120.50", AS_OF)
    assert tried.entry.status == "missing"
    assert (tried.before, tried.after) == ("来源没有给出", "120.50元")
    [now] = [e for e in tried.parameter.entries if e.value is not None]
    assert (now.value, now.status, now.verified) == (12050, "known", False)


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("langyu.shortage-uplift", AS_OF, errors.NOT_A_SETTING),
        ("=40", AS_OF, errors.NOT_A_SETTING),
        ("langyu.shortage-uplift=", AS_OF, errors.NOT_A_SETTING),
        ("langyu.shortage-uplft=40", AS_OF, errors.UNKNOWN_ID),
        ("langyu.shortage-uplift=四成", AS_OF, errors.NOT_A_VALUE),
        ("langyu.shortage-uplift=-1", AS_OF, errors.NOT_A_VALUE),
        ("langyu.shortage-uplift=1e3", AS_OF, errors.NOT_A_VALUE),
        ("langyu.shortage-uplift=40", date(1990, 1, 1), errors.NO_ENTRY),
    ],
)
def test_a_setting_that_says_nothing_is_told(packs: Packs, text: str, day: date, kind: ErrorKind) -> None:
    with pytest.raises(BoleError) as raised:
        setting_of(packs, text, day)
    assert raised.value.code == kind.code


def test_a_parameter_that_nobody_reads_is_told(packs: Packs, register: Snapshot) -> None:
    tried = setting_of(packs, "zibo.middle-title-years=4", AS_OF)
    with pytest.raises(BoleError, match="BOLE-P218"):
        simulated(register, [packs.scheme(SKILL)], [tried], AS_OF)


def test_rows_that_belong_to_nobody_have_only_their_month() -> None:
    scheme = next(s for s in load_packs().schemes.values() if s.per == "organisation")
    assert set(dimensions(scheme)) == {"district", "industry", "size", "month"}


def test_a_run_on_duckdb_gives_the_same(packs: Packs, register: Snapshot) -> None:
    schemes, tried = [packs.scheme(STEADY)], [setting_of(packs, f"{BONUS}=500", AS_OF)]
    polars, duckdb = (
        simulated(register, schemes, tried, AS_OF, engine=name, budget=10**6) for name in ("polars", "duckdb")
    )
    assert polars.to_json() == duckdb.to_json()


def test_the_snapshot_may_stand_anywhere(tmp_path: Path, packs: Packs) -> None:
    with open_snapshot(snapshot(tmp_path / "空 格", persons=40)) as opened:
        assert report(packs, opened, f"{BONUS}=500").settings[0].after == "500元"
