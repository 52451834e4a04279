"""What real cities' rules do where an example of one person cannot show it: places that are few, a figure put in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.fact_tables import STANDARD
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.engines import engine_named
from bole.policy.evaluate import evaluate
from bole.policy.examples import read_examples
from bole.policy.pack import Packs, load_packs
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import rule_of
from tests.policy.readings_compared import Population

AS_OF = date(2026, 3, 31)
GUANGZHOU = "440100"
Rows = Sequence[Mapping[str, Any]]
Got = list[tuple[int, str, int]]
"""Row, what became of it, its place in the queue."""


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs()


def whole(table: str, rows: Rows) -> list[dict[str, Any]]:
    """The rows with every column of their table, ids from 1."""
    names, key = [c.name for c in STANDARD.table(table).columns], STANDARD.table(table).key
    return [dict.fromkeys(names) | {key: at} | dict(row) for at, row in enumerate(rows, 1)]


def places(packs: Packs, scheme: str, quota: str, **tables: Rows) -> Got:
    """What each row of a selection got; a place is granted (0) or cut (2)."""
    rows = {name: whole(name, tables.get(name, ())) for name in STANDARD.tables}
    engine = engine_named("polars")
    register = Population(STANDARD, rows, AS_OF, frozenset(rows)).register(engine)
    run = evaluate([packs.scheme(scheme)], register, as_of=AS_OF)
    found = run.allocated(scheme).rows().sort("fact")
    states = {0: "granted", 1: "part", 2: "cut", 3: "unknown"}
    return [
        (fact, states[state], place) for fact, state, place in found.select("fact", "state", f"place:{quota}").rows()
    ]


def spell(**row: Any) -> dict[str, Any]:
    return {"started_on": date(2025, 1, 1), "until": AS_OF, "open": True, **row}


def nominations(programme: str, ranks: Sequence[int], **more: Any) -> list[dict[str, Any]]:
    nominated = {"programme": programme, "batch": 2025, "nominated_on": date(2025, 6, 1)}
    return [{**nominated, "person": at, "rank": rank, **more} for at, rank in enumerate(ranks, 1)]


def artisans(packs: Packs, pool: int, ranks: Sequence[int]) -> Got:
    people = [{"sex": "male"} for _ in ranks]
    talents = [spell(person=at, kind="artisan", city=GUANGZHOU) for at, _ in enumerate(ranks, 1)]
    return places(
        packs,
        "guangzhou.broad-talent",
        "share",
        person=people,
        talent=talents,
        slate=[{"programme": "broad-talent", "batch": 2025, "pool": pool}],
        nomination=nominations("broad-talent", ranks, slate=1),
    )


def test_of_fourteen_artisans_two_come_in_and_the_third_is_told_his_place(packs: Packs) -> None:
    assert artisans(packs, 14, [3, 1, 2]) == [(1, "cut", 3), (2, "granted", 1), (3, "granted", 2)]


def test_of_fifteen_artisans_three_come_in(packs: Packs) -> None:
    assert [state for _, state, _ in artisans(packs, 15, [3, 1, 2, 4])] == ["granted", "granted", "granted", "cut"]


def test_of_four_artisans_none_comes_in(packs: Packs) -> None:
    assert [state for _, state, _ in artisans(packs, 4, [1, 2])] == ["cut", "cut"]


def test_each_batch_of_artisans_has_its_own_places(packs: Packs) -> None:
    talents = [spell(person=at, kind="artisan", city=GUANGZHOU) for at in (1, 2, 3)]
    batches = [{"programme": "broad-talent", "batch": batch, "pool": 5} for batch in (2025, 2026)]
    listed = nominations("broad-talent", [1, 2, 1])
    for row, slate in zip(listed, (1, 1, 2), strict=True):
        row["slate"] = slate
    people = [{"sex": "male"}] * 3
    tables: dict[str, Rows] = {"person": people, "talent": talents, "slate": batches, "nomination": listed}
    got = places(packs, "guangzhou.broad-talent", "share", **tables)
    assert got == [(1, "granted", 1), (2, "cut", 2), (3, "granted", 1)]


@pytest.mark.parametrize(
    ("scheme", "programme"),
    [("guangzhou.training-bases", "training-base"), ("guangzhou.master-studios", "master-studio")],
)
def test_the_eleventh_of_a_year_is_left_out_and_the_next_year_begins_anew(
    packs: Packs, scheme: str, programme: str
) -> None:
    firms = [{"kind": "enterprise", "city": GUANGZHOU} for _ in range(12)]
    listed = nominations(programme, [*range(11, 0, -1), 1], person=None)
    for at, row in enumerate(listed, 1):
        row["candidate"] = at
    listed[-1]["nominated_on"] = date(2026, 1, 1)
    got = places(packs, scheme, "places", organisation=firms, nomination=listed)
    assert got[0] == (1, "cut", 11)
    assert {state for _, state, _ in got[1:]} == {"granted"}
    assert got[-1] == (12, "granted", 1)


# Two rules side by side


def figure(parameter: Parameter, value: int) -> Parameter:
    """The parameter as if its source gave that figure."""
    known = Entry(date(2021, 1, 1), None, value, "known", ClauseRef("guangzhou-settlement-before", ""), True)
    return replace(parameter, entries=(known,))


def listing(catalogue: Catalogue, *codes: str) -> Catalogue:
    """The catalogue as if its source listed those trades."""
    cites = ClauseRef("guangzhou-settlement-before", "")
    return replace(catalogue, editions=(Edition(date(2021, 1, 1), None, {(c,): () for c in codes}, cites, True),))


def settled(packs: Packs, day: date, level: int) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What both rules say of a worker of 50 in an unlisted trade, were the limits 45 years and one other trade."""
    schemes = [packs.scheme(f"guangzhou.{name}") for name in ("settlement-before", "settlement")]
    library = packs["guangzhou"].library
    age = figure(library.own_parameters["guangzhou.settlement-age"], 45)
    trades = listing(library.own_catalogues["guangzhou.settlement-trades"], "6-31-07-01")
    person = {"born_on": date(1975, 1, 1), "household_city": "430100"}
    certificate = {"person": 1, "kind": "skill", "occupation": "6-31-07-03", "level": level, "valid": True}
    told: dict[str, Rows] = {"person": [person], "certificate": [certificate]}
    file = {name: whole(name, told.get(name, ())) for name in STANDARD.tables}
    rules = PersonRules(schemes, parameters={age.id: age}, catalogues={trades.id: trades})
    return {d.scheme: (d.outcome, d.because) for d in rules.decide(file, as_of=day, covered=frozenset(file))}


def test_a_highly_skilled_worker_passes_where_the_old_rule_refused(packs: Packs) -> None:
    senior = 4
    old, new = settled(packs, date(2025, 4, 9), senior), settled(packs, date(2025, 4, 10), senior)
    assert old["guangzhou.settlement-before"] == ("refused", ("age", "trade"))
    assert old["guangzhou.settlement"][0] == "not_in_force"
    assert new["guangzhou.settlement"] == ("entitled", ())
    assert new["guangzhou.settlement-before"][0] == "not_in_force"


def test_nobody_else_is_let_off_the_limits(packs: Packs) -> None:
    assert settled(packs, date(2025, 4, 10), 3)["guangzhou.settlement"] == ("refused", ("age", "trade"))


# Examples and sentences


def in_these_packs(packs: Packs) -> Iterator[tuple[str, list[str]]]:
    """Each scheme with the outcomes that its examples expect."""
    for id_ in ("shandong", "zibo", "guangzhou"):
        expected: dict[str, list[str]] = defaultdict(list)
        for example in read_examples(packs[id_]):
            expected[example.scheme.id] += [answer.outcome for answer in example.expected.values()]
        yield from ((scheme, expected[scheme]) for scheme in packs[id_].schemes)


def enough(outcomes: Sequence[str]) -> bool:
    """Eight where the scheme computes, two where a person is needed."""
    return len(outcomes) >= 8 if "entitled" in outcomes else outcomes.count("needs_person") >= 2


def test_every_scheme_has_its_examples(packs: Packs) -> None:
    assert {scheme: outcomes for scheme, outcomes in in_these_packs(packs) if not enough(outcomes)} == {}


def test_a_count_that_is_given_is_told_once_and_named_where_else_it_stands(packs: Packs) -> None:
    lines = {line.name: line.sentence for line in rule_of(packs.scheme("zibo.elite-digital-share"), "zh").lines}
    assert lines["skilled"] == "“名单上的技能人才”不少于1条"
    assert lines["skilled_workers"] == "推荐名单名下符合（技能人才为“是”）的推荐人选记录的数量"
