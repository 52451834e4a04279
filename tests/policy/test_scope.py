"""For which rows a scheme is meant: the others are counted and not decided; and how the answers are packed."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from bole.kernel.errors import BoleError
from bole.policy import errors
from bole.policy.checks import check_scheme
from bole.policy.decision import Decision
from bole.policy.engines import PolarsEngine, engine_named
from bole.policy.evaluate import Run, evaluate
from bole.policy.explain import explain
from bole.policy.manifest import Coverage
from bole.policy.packing import CODES, in_words, layout_of, unpacked
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import rule_of
from bole.policy.receipt import parse, receipt_of, replay
from bole.policy.run_results import answers_of, read_decisions, write_results
from bole.policy.runs import Ran, run_schemes
from bole.policy.scheme import Rows, Scheme
from bole.policy.simulate import Simulation, compared
from bole.policy.snapshot import open_snapshot, write_snapshot
from bole.policy.terms import Literal, Parametric
from bole.policy.vocabulary import HALF_UP, Certificate, Claim, number, since, year
from tests.policy import interpreter, random_rules
from tests.policy.random_rules import CLAUSE, WORLD
from tests.policy.readings_compared import Population, by_function, differences
from tests.policy.test_contests import COVERED, TODAY, card, claim, paid, scheme, world
from tests.policy.test_engines_agree import computed, pack_schemes
from tests.registers import PLACE, generate

Card = Rows(WORLD, "card")
CARDS = [card(1), card(2, flag=False), card(3, flag=None), card(4, fen=None), card(5, flag=None, hours=0)]


def scoped(**more: Any) -> Scheme:
    """Meant for cards whose flag is set; those with an hour are paid what they say."""
    made = Scheme(
        id="langyu.a", title="项目", title_en="scheme", per=Card, pays=Card.person, cites=CLAUSE,
        in_force=since(date(2020, 1, 1)), **more,
    )  # fmt: skip
    made.criterion("hours", "有课时", "hours", Card.hours.known & (Card.hours >= number(1, "hour")))
    made.amount(Card.fen, rounding=HALF_UP)
    made.scope("开放的证书", "open cards", Card.flag, evidence=("开放证明", "proof that it is open"))
    return made


def hourly(population: Population) -> Population:
    for row in population.rows["card"]:
        row.setdefault("hours", 1)
    return population


def outcomes(found: list[Decision]) -> dict[int, tuple[str, tuple[str, ...]]]:
    return {d.fact: (d.outcome, d.because) for d in found}


def test_rows_surely_out_of_scope_are_not_decided_and_open_ones_are_unknown() -> None:
    made, population = scoped(), hourly(world(CARDS))
    found = PersonRules([made]).decide(population.rows, as_of=TODAY, covered=COVERED)
    assert outcomes(found) == {
        1: ("entitled", ()),
        3: ("unknown", ("scope",)),
        4: ("unknown", ("amount",)),
        5: ("refused", ("hours",)),  # whatever the flag, this one gets nothing
    }
    shown = explain(made, found[1], population.rows, as_of=TODAY, covered=COVERED, language="zh")
    assert shown.evidence == ("开放证明",)


@pytest.mark.parametrize("engine", ["polars", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_every_reading_leaves_out_the_same_rows(engine: str) -> None:
    population = hourly(world(CARDS, claim=[claim("a", 2, 3), claim("a", 1, 3)], payment=[paid("a", 9)]))
    made = scoped()
    made.cap("yearly", "每年", "yearly", top=1, per=(Card.person, year(Claim.applied_on)), order=Claim.applied_on)
    expected = {"langyu.a": sorted(interpreter.decide_all([made], population.rows, TODAY, COVERED)[0], key=_fact)}
    assert len(expected["langyu.a"]) == 4
    assert differences(expected, by_function([made], population)) == []
    assert differences(expected, computed([made], population, engine)) == []


def _fact(decision: Decision) -> int:
    return decision.fact


def test_a_row_out_of_scope_takes_no_place_of_another_scheme_and_needs_no_amount() -> None:
    first, second = scoped(), scheme("b")
    for made in (first, second):
        made.cap("together", "合计", "together", top=1, per=(Card.person,), order=Claim.applied_on,
                 counting=("langyu.a", "langyu.b"))  # fmt: skip
    first.amount(Card.fen, name="other", when=~Card.flag, rounding=HALF_UP)  # two amounts, for a row not decided
    cards = [card(1, flag=False), card(2)]
    population = hourly(world(cards, claim=[claim("a", 1, 1), claim("b", 2, 2), claim("a", 2, 3)]))
    found = PersonRules([first, second]).decide(population.rows, as_of=TODAY, covered=COVERED)
    assert {(d.scheme[-1], d.fact): d.outcome for d in found} == {
        ("a", 2): "refused",
        ("b", 1): "refused",
        ("b", 2): "entitled",
    }
    assert differences(by_function([first, second], population), computed([first, second], population, "polars")) == []


def test_the_scope_is_said_once_and_no_exception_lets_a_row_in() -> None:
    made = scoped()
    with pytest.raises(BoleError) as raised:
        made.scope("又一次", "again", Card.flag)
    assert raised.value.kind is errors.NAME_TAKEN
    with pytest.raises(BoleError) as raised:
        made.exception("let_in", "例外", "exception", Card.flag, overrides="scope")
    assert raised.value.kind is errors.NAME_TAKEN
    assert made.subject is made.criteria[0]
    assert scheme("b").subject is None


@pytest.mark.parametrize("kind", [errors.ALWAYS_MET, errors.NEVER_MET])
def test_a_scope_that_is_always_or_never_met_is_told(kind: Any) -> None:
    made = Scheme(
        id="langyu.a", title="项目", title_en="scheme", per=Certificate, cites=CLAUSE, in_force=since(date(2020, 1, 1))
    )
    always = Certificate.level <= Certificate.level
    made.scope("证书", "certificates", always if kind is errors.ALWAYS_MET else ~always)
    assert kind in {finding.fault.kind for finding in check_scheme(made)}


def test_the_rule_names_its_object_first() -> None:
    for language, told in (("zh", "开放的证书"), ("en", "open cards")):
        line = next(line for line in rule_of(scoped(), language).lines if line.kind == "scope")
        assert (line.name, line.told) == ("scope", told)
        assert line.sentence
    kinds = [line.kind for line in rule_of(scoped(), "zh").lines]
    assert kinds.index("scope") < kinds.index("criterion")


def test_a_receipt_replays_and_tells_a_row_that_is_out_of_scope_now() -> None:
    made, population = scoped(), hourly(world(CARDS[:1]))
    (decision,) = PersonRules([made]).decide(population.rows, as_of=TODAY, covered=COVERED)
    receipt = receipt_of(made, decision, population.rows, as_of=TODAY, covered=COVERED)
    assert replay(parse(receipt.to_bytes()), {made.id: made}) == ()
    other = scoped()
    other.criteria[0] = scoped().criteria[1]
    assert other.digest != made.digest


def test_what_a_figure_takes_out_of_scope_is_counted_as_lost() -> None:
    def least(hours: int) -> Parameter:
        entry = Entry(date(2020, 1, 1), None, hours, "known", CLAUSE, True)
        return Parameter("langyu.least", "最少", "least", "count:hour", (entry,))

    made = scheme("a")
    made.scope("够课时", "enough hours", Card.hours >= Parametric(least(1), None))
    population = world([card(1, hours=1), card(2, hours=2), card(3, hours=0)])
    run = evaluate([made], population.register(PolarsEngine()), as_of=TODAY)
    after = Simulation(run).with_(parameters={"langyu.least": least(2)})
    assert [run.counted("langyu.a")["out_of_scope"], after.counted("langyu.a")["out_of_scope"]] == [1, 2]
    change = compared(run, after, "langyu.a")
    assert (change.before.rows, change.after.rows, change.losers) == (2, 1, 1)
    assert run.criteria_counted("langyu.a")["scope"] == {"met": 2, "not_met": 0, "unknown": 0}


# --- a run over a snapshot ---


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder, day = tmp_path_factory.mktemp("snapshots") / "快照", date(2025, 11, 30)
    tables = generate(300, 7, day)
    tables["certificate"] = tables["certificate"].with_columns(
        pl.when(pl.col("certificate_id") % 7 == 0).then(None).otherwise("kind").alias("kind")
    )
    write_snapshot(folder, tables, place=PLACE, as_of=day, source="登记库", coverage=Coverage("all", day))
    schemes = [s for s in pack_schemes() if s.id.startswith("langyu.")]
    with open_snapshot(folder) as snapshot:
        found = run_schemes(snapshot, schemes, day)
        yield found
        found.close()


def test_the_rows_add_up_scheme_by_scheme(ran: Ran) -> None:
    for each in ran.schemes:
        rows, totals = ran.rows[each.id], ran.totals[each.id]
        assert rows.entered == rows.decided + rows.out_of_scope + rows.quarantined
        assert totals["out_of_scope"] == rows.out_of_scope
        assert (rows.out_of_scope > 0) == (each.subject is not None)
        assert ran.run.decisions(each.id).height == rows.decided
    assert ran.all_rows.out_of_scope == sum(rows.out_of_scope for rows in ran.rows.values())


def test_the_results_are_packed_and_read_back(ran: Ran, tmp_path: Path) -> None:
    write_results(ran, tmp_path / "结果")
    write_results(ran, tmp_path / "可读", readable=True)
    for each in ran.schemes:
        decided = ran.run.decisions(each.id).sort("fact")
        packed = pl.read_parquet(tmp_path / "结果" / f"{each.id}.parquet")
        assert not any(name.startswith(("criterion:", "cap:")) for name in packed.columns)
        for folder in ("结果", "可读"):
            read = read_decisions(tmp_path / folder, each.id)
            assert read.select(decided.columns).cast(decided.schema).equals(decided)
        assert packed.height == ran.rows[each.id].decided
    with pytest.raises(KeyError):
        read_decisions(tmp_path / "结果", "langyu.nothing")


# --- packing ---


def packed_words(run: Run, made: Scheme) -> list[dict[str, Any]]:
    layout = layout_of(answers_of(made))
    return in_words(run.packed(made.id), layout).sort("fact").to_dicts()


def test_not_reached_is_told_from_unknown() -> None:
    made = scoped()
    made.cap("by_work", "每工种", "of a trade", top=1, per=(Card.work,), order=Claim.applied_on)
    made.cap("yearly", "每年", "yearly", top=1, per=(Card.person,), order=Claim.applied_on)
    cards = [card(1, work="fitter"), card(2, work=None), card(3, flag=None, work="fitter"), card(4, fen=None), card(5)]
    population = hourly(world([*cards[:4], {**cards[4], "work": "baker", "hours": None}]))
    rows = packed_words(evaluate([made], population.register(PolarsEngine()), as_of=TODAY), made)
    told = {row["fact"]: [row[f"cap:{name}"] for name in ("by_work", "yearly")] for row in rows}
    assert told == {
        1: ["met", "met"],
        2: ["unknown", "not_reached"],
        3: ["not_reached", "not_reached"],
        4: ["not_reached", "not_reached"],
        5: ["not_reached", "not_reached"],
    }
    assert [row["criterion:scope"] for row in rows] == ["met", "met", "unknown", "met", "met"]
    assert rows[4]["criterion:hours"] == "not_met"


def test_more_than_thirty_one_answers_take_a_second_number() -> None:
    made = scheme("a")
    for at in range(40):
        made.criterion(f"c{at}", "", "", _at(at))
    layout = layout_of(answers_of(made))
    assert [len(names) for names in layout.values()] == [31, 10]
    rows = [card(n, flag=[True, False, None][n % 3], level=n % 4, fen=[1, None][n % 2]) for n in range(1, 12)]
    run = evaluate([made], world(rows).register(PolarsEngine()), as_of=TODAY)
    packed = run.packed(made.id)
    assert packed.schema["answers0"] == pl.Int64
    assert unpacked(packed, layout).equals(run.decisions(made.id).select(unpacked(packed, layout).columns))


def _at(at: int) -> Any:
    rank = Literal(at % 4, random_rules.LEVEL)
    return [Card.flag, ~Card.flag, Card.level >= rank, Card.fen.known][at % 4]


@pytest.mark.parametrize("name", ["polars", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_packing_loses_nothing_of_random_schemes(name: str) -> None:
    engine = engine_named(name)
    try:
        for seed in range(3 if name == "spark" else 25):
            _packs(engine, seed)
    finally:
        engine.close()


def _packs(engine: Any, seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = random_rules.schemes(draw, 1)
    rows = random_rules.files(draw)
    population = Population(WORLD, {t: rows.get(t, []) for t in WORLD.tables}, draw.choice(random_rules.DAYS), COVERED)
    try:
        run = evaluate(made, population.register(engine), as_of=population.as_of)
    except BoleError:
        return
    for each in made:
        layout, wide = layout_of(answers_of(each)), run.decisions(each.id).sort("fact")
        narrow = unpacked(run.packed(each.id).sort("fact"), layout).select(wide.columns)
        assert narrow.equals(wide)
        words = in_words(run.packed(each.id), layout)
        assert set(words.select(answers_of(each)).unpivot()["value"].to_list() if answers_of(each) else ()) <= set(
            CODES
        )
