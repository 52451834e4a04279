"""What a district raises: never less than the city, for its own people alone, told apart, the same in every reading."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bole.policy import errors
from bole.policy.decision import Decision
from bole.policy.directions import Directions
from bole.policy.engines import PolarsEngine
from bole.policy.evaluate import evaluate
from bole.policy.examples import Example, read_examples
from bole.policy.explain import Explanation, explain
from bole.policy.pack import Packs, load_packs
from bole.policy.parameters import Parameter
from bole.policy.raising import laid_over
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import rule_of
from bole.policy.receipt import parse, receipt_of, replay
from bole.policy.runs import fits
from bole.policy.scheme import Scheme
from bole.policy.simulate import Simulation, compared
from bole.policy.simulation_report import setting_of
from bole.policy.terms import Literal, Parametric, Term
from bole.policy.types import MONEY
from bole.policy.vocabulary import Certificate, Claim, Person, choose, least, months, percent, yuan
from tests.policy import interpreter
from tests.policy.pack_folders import DOCUMENTS, faults_of, load, told, write_pack
from tests.policy.populations import SHAPES, Shape, standard
from tests.policy.readings_compared import Population, by_function, differences
from tests.policy.test_engines_agree import computed

PACKS = Path(__file__).parents[1] / "packs"
DISTRICT = (
    'id = "lanting-east"\ntitle = "兰亭市东区"\ntitle_en = "East of Lanting"\nplace = "990101"\nlevel = "district"\n'
    'parent = "lanting"\n'
)
CITY = 'id = "lanting"\ntitle = "兰亭市"\ntitle_en = "Lanting"\nplace = "990100"\nlevel = "city"\n'
RATE = """\
id: lanting.uplift
title: 上浮比例
title_en: uplift
unit: percent
better: more
entries:
  - from: 2031-01-01
    until: 2031-12-31
    value: 30
    cites: {document: lanting-6, path: 二/(一)}
    verified: true
  - from: 2032-01-01
    value: "12.5"
    cites: {document: lanting-6, path: 二/(一)}
    verified: true
"""
SCHEME = """\
from bole.policy.vocabulary import HALF_UP, Claim, Person, Scheme, clause, date, months, param, since, yuan

grant = Scheme(
    id="lanting.grant", title="津贴", title_en="grant", per=Person, pays=Person.id,
    cites=clause("lanting-6", "二/(一)"), in_force=since(date(2031, 1, 1)),
)
grant.criterion("young", "年轻", "young", Person.born_on >= date(2000, 1, 1))
grant.amount(yuan(100).uplifted(percent=param("uplift")), rounding=HALF_UP)
"""


AS_OF = date(2031, 4, 1)
PERSON = {"person_id": 1, "born_on": date(2005, 1, 1), "residence_town": "990101"}


def raising(*entries: tuple[str, str, str], of: str = "lanting.uplift", **more: str) -> str:
    """The district's parameter, with such entries."""
    keys = {"unit": "percent", "for": "person.residence_town", **more}
    told = f"id: lanting-east.uplift\ntitle: 东区上浮比例\ntitle_en: uplift in the east\nraises: {of}\n"
    told += "".join(f"{key}: {value}\n" for key, value in keys.items()) + "entries:\n"
    for start, end, value in entries:
        told += f"  - from: {start}\n" + (f"    until: {end}\n" if end else "") + f"    value: {value}\n"
        told += "    cites: {document: east-1, path: 二/(二)}\n    verified: true\n"
    return told


def write(folder: Path, district: str, **files: str) -> Path:
    """The city and its district below one folder."""
    without = {"catalogues/standard.yaml": "", "catalogues/standard-2031.csv": ""}
    city = {"pack.toml": CITY, "parameters/uplift.yaml": RATE, "schemes/grant.py": SCHEME, **without}
    write_pack(folder / "city", {**city, **{k[5:]: v for k, v in files.items() if k.startswith("city/")}}, id="lanting")
    documents = DOCUMENTS.replace("langyu-unseen", "east-unseen").replace("langyu-6", "east-1")
    east = {"pack.toml": DISTRICT, "documents.yaml": documents, "parameters/uplift.yaml": district, **without}
    write_pack(folder / "east", {**east, **{k[5:]: v for k, v in files.items() if k.startswith("east/")}}, id="east")
    return folder


# --- what does not load ---


def test_a_lowering_overlay_is_refused_with_both_values_and_both_clauses(tmp_path: Path) -> None:
    folder = write(tmp_path, raising(("2031-06-01", "2031-06-30", "25")))
    (fault,) = faults_of(folder)
    assert fault.kind is errors.LOWERS
    assert fault.place == f"{folder}/east/parameters/uplift.yaml:8"
    assert fault.params == {
        "day": date(2031, 6, 1),
        "id": "lanting-east.uplift",
        "value": "25%",
        "clause": fault.params["clause"],
        "base": "lanting.uplift",
        "base_value": "30%",
        "base_clause": fault.params["base_clause"],
    }
    assert [str(fault.params[key]) for key in ("clause", "base_clause")] == ["east-1#二/(二)", "lanting-6#二/(一)"]
    assert "请改这个数" in fault.kind.remedy


def test_lower_on_a_single_day_is_refused_and_that_day_is_named(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, raising(("2031-12-31", "", "20"))))
    assert (fault.kind, fault.params["day"]) == (errors.LOWERS, date(2031, 12, 31))


@pytest.mark.parametrize("value", ["30", '"30.01"'])
def test_as_good_or_better_loads(tmp_path: Path, value: str) -> None:
    schemes = load(write(tmp_path, raising(("2031-06-01", "", value)))).schemes
    assert "lanting-east.grant" in schemes


def test_where_less_is_better_more_is_refused(tmp_path: Path) -> None:
    less = {"city/parameters/uplift.yaml": RATE.replace("better: more", "better: less")}
    (fault,) = faults_of(write(tmp_path / "a", raising(("2031-06-01", "2031-06-30", "31")), **less))
    assert fault.kind is errors.LOWERS
    kinds = {f.kind for f in faults_of(write(tmp_path / "b", raising(("2031-06-01", "2031-06-30", "29")), **less))}
    assert kinds == {errors.NOT_WIDENING}  # less of it would pay less: the direction is wrong, and that is told


WRONG: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "BOLE-P060": (raising(("2031-06-01", "", "40")), {"east/pack.toml": DISTRICT.replace("district", "province")}),
    "BOLE-P034": (raising(("2031-06-01", "", "40"), of="lanting.uplfit"), {}),
    "BOLE-P061": (
        raising(("2031-06-01", "", "40")),
        {"city/parameters/uplift.yaml": RATE.replace("better: more\n", "")},
    ),
    "BOLE-P014": (raising(("2031-06-01", "", "40")), {"city/parameters/uplift.yaml": RATE.replace("more", "most")}),
    "BOLE-P214": (raising(("2031-06-01", "", "40"), unit="yuan"), {}),
    "BOLE-P062": (raising(("2031-06-01", "", "40"), **{"for": "person.education"}), {}),
    "BOLE-P063": (raising(("2031-06-01", "", "40"), codes='"990101001 990102001"'), {}),
    "BOLE-P019": (raising(("2031-06-01", "2031-06-30", "40"), ("2031-08-01", "", "40")), {}),
    "BOLE-P005": (raising(("2031-06-01", "", "40")).replace("for: person.residence_town\n", ""), {}),
    "BOLE-P058": (raising(("2031-06-01", "", "40"), **{"for": "organisation.town"}), {}),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_overlay_is_told_with_file_and_line(tmp_path: Path, code: str) -> None:
    district, files = WRONG[code]
    found = told(write(tmp_path, district, **files))
    assert code in {each.partition(" ")[0] for each in found}, found
    assert all(":" in each for each in found)


def test_a_raised_number_of_places_is_refused_and_so_is_one_that_turns_a_condition(tmp_path: Path) -> None:
    places = RATE.replace("percent", "count:payment").replace('"12.5"', "12")
    one = raising(("2031-06-01", "", "40"), unit="count:payment")
    scheme = SCHEME.replace('uplifted(percent=param("uplift"))', "part(__import__)").replace(".part(__import__)", "")
    capped = scheme + (
        'grant.cap("places", "名额", "places", top=param("uplift"), per=(Person.id,), order=Claim.applied_on)\n'
    )
    (fault,) = faults_of(
        write(tmp_path / "a", one, **{"city/parameters/uplift.yaml": places, "city/schemes/grant.py": capped})
    )
    assert (fault.kind, fault.params["name"]) == (errors.RAISED_ELSEWHERE, "名额")
    period = RATE.replace("percent", "months").replace('"12.5"', "12")
    turned = scheme + 'grant.criterion("late", "已满", "late", Claim.applied_on >= Person.born_on + param("uplift"))\n'
    one = raising(("2031-06-01", "", "40"), unit="months")
    (fault,) = faults_of(
        write(tmp_path / "b", one, **{"city/parameters/uplift.yaml": period, "city/schemes/grant.py": turned})
    )
    assert (fault.kind, fault.params["name"]) == (errors.NOT_WIDENING, "已满")


def test_two_parameters_of_one_scheme_are_raised_for_the_same_people(tmp_path: Path) -> None:
    other = RATE.replace("lanting.uplift", "lanting.bonus").replace("percent", "yuan")
    scheme = SCHEME.replace("yuan(100)", 'param("bonus")')
    files = {"city/parameters/bonus.yaml": other, "city/schemes/grant.py": scheme}
    bonus = raising(
        ("2031-06-01", "", "60"), of="lanting.bonus", unit="yuan", **{"for": "employment.organisation.town"}
    )
    files["east/parameters/bonus.yaml"] = bonus.replace("lanting-east.uplift", "lanting-east.bonus")
    (fault,) = faults_of(write(tmp_path, raising(("2031-06-01", "", "40")), **files))
    assert fault.kind is errors.RAISED_APART


# --- the days ---


def test_where_the_district_says_nothing_the_value_above_counts(tmp_path: Path) -> None:
    stopped = raising(
        ("2031-03-01", "2031-04-30", "40"), ("2031-05-01", "2031-05-31", "null"), ("2031-06-01", "", "35")
    )
    stopped = stopped.replace("    value: null\n", "    value: null\n    repealed: true\n")
    packs = load(write(tmp_path, stopped))
    parameter = packs["lanting-east"].library.own_parameters["lanting-east.uplift"]
    days = ("2031-02-28", "2031-03-01", "2031-05-01", "2031-06-01", "2032-01-01")
    values = [parameter.at(date.fromisoformat(day)) for day in days]
    assert [entry and entry.value for entry in values] == [3000, 4000, 3000, 3500, 3500]
    assert packs.schemes["lanting-east.grant"].in_force.start == date(2031, 3, 1)


def test_a_figure_that_the_city_lacks_stands_apart_and_the_citys_part_needs_a_person(tmp_path: Path) -> None:
    lacking = RATE.replace("    value: 30\n", "    value: null\n    missing: true\n")
    files = {"city/parameters/uplift.yaml": lacking}
    packs = load(write(tmp_path, raising(("2031-03-01", "2031-04-30", "40")), **files))
    decision = of_one(packs.schemes["lanting-east.grant"], date(2031, 4, 1))
    assert (decision.outcome, decision.fen, decision.because) == ("needs_person", None, ("adds", "lanting.uplift"))
    assert decision.grants == (None, 14_000)  # the city's part, and all by the district's figure
    city = of_one(packs.schemes["lanting.grant"], date(2031, 4, 1))
    assert city.outcome == "needs_person"


def test_where_the_city_has_no_rule_the_district_has_none(tmp_path: Path) -> None:
    ended = RATE.partition("  - from: 2032")[0]
    packs = load(write(tmp_path, raising(("2031-03-01", "", "40")), **{"city/parameters/uplift.yaml": ended}))
    assert of_one(packs.schemes["lanting-east.grant"], date(2031, 12, 31)).fen == 1_000
    assert of_one(packs.schemes["lanting-east.grant"], date(2032, 1, 1)).outcome == "not_in_force"


def of_one(scheme: Scheme, as_of: date, town: str = "990101") -> Decision:
    """What it says of a young person of that town."""
    person = {c.name: None for c in scheme.facts.table("person").columns}
    file = {"person": [{**person, "person_id": 1, "born_on": date(2005, 1, 1), "residence_town": town}]}
    covered = frozenset(scheme.facts.tables)
    (decision,) = PersonRules([scheme]).decide(file, as_of=as_of, covered=covered)
    return decision


def test_who_works_in_the_district_and_its_divisions(tmp_path: Path) -> None:
    works = raising(("2031-03-01", "", "40"), codes='"990101001 990101002"', **{"for": "employment.organisation.town"})
    scheme = load(write(tmp_path, works)).schemes["lanting-east.grant"]
    person = {"person_id": 1, "born_on": date(2005, 1, 1)}
    spell = {"employment_id": 1, "person": 1, "organisation": 7, "started_on": date(2031, 1, 1), "open": False}
    for until, town, outcome in (
        (date(2031, 4, 1), "990101002", ["entitled"]),
        (date(2031, 3, 31), "990101002", []),
        (date(2031, 4, 1), "990102001", []),
    ):
        rows = {"person": [person], "employment": [{**spell, "until": until}]}
        file = {**rows, "organisation": [{"organisation_id": 7, "town": town}]}
        covered = frozenset(scheme.facts.tables)
        found = PersonRules([scheme]).decide(file, as_of=date(2031, 4, 1), covered=covered)
        assert [decision.outcome for decision in found] == outcome


# --- the example district ---


@cache
def packs() -> Packs:
    return load_packs([PACKS])


def pair(name: str) -> list[Scheme]:
    """What the city pays and what the district adds, the district's first."""
    return [packs().scheme(f"langyu-dongshan.{name}"), packs().scheme(f"langyu.{name}")]


@pytest.mark.parametrize("name", ["skill-upgrade", "steady-worker"])
@pytest.mark.parametrize("seed", range(4))
def test_the_readings_agree_the_city_pays_as_before_and_the_sum_is_never_less(name: str, seed: int) -> None:
    schemes = pair(name)
    population = standard(seed, [Shape(people=60), *SHAPES.values()][seed], schemes)
    if len(population.rows["person"]) > 100:
        population = standard(seed, Shape(people=50, gaps=20), schemes)
    walked = interpreter.decide_all(schemes, population.rows, population.as_of, population.covered)
    expected = {s.id: sorted(d, key=lambda one: one.fact) for s, d in zip(schemes, walked, strict=True)}
    engine = "duckdb" if seed == 1 else "polars"
    assert differences(expected, computed(schemes, population, engine)) == []
    assert differences(expected, by_function(schemes, population)) == []
    added, city = (expected[scheme.id] for scheme in schemes)
    alone = by_function(schemes[1:], population)
    assert differences({schemes[1].id: city}, alone) == []  # the city's decisions hang on nothing of the district
    of_row = {base.fact: base for base in city}
    assert len(added) < len(city) or not city  # who lives elsewhere is not decided at all
    for more in added:
        base = of_row[more.fact]
        assert more.fen is None or (more.fen > 0 and more.criteria[0])
        above, together = more.grants[-2:]
        if more.outcome == "entitled" and above and base.outcome == "entitled":
            assert (base.fen, base.fen + (more.fen or 0)) == (above, together)


def test_some_rows_are_added_to_and_some_are_let_in_by_the_district_alone() -> None:
    schemes = pair("skill-upgrade")
    found: list[Decision] = []
    for seed in range(2, 8):
        found += by_function(schemes, standard(seed, Shape(), schemes))[schemes[0].id]
    entitled = [d for d in found if d.outcome == "entitled"]
    assert {d.grants[-2] == 0 for d in entitled} == {True, False}


@pytest.mark.spark
def test_spark_adds_as_the_function_does() -> None:
    schemes = pair("skill-upgrade")
    population = standard(2, Shape(people=40), schemes)
    assert differences(by_function(schemes, population), computed(schemes, population, "spark")) == []


def test_asked_alone_it_brings_the_scheme_above_along() -> None:
    schemes = pair("steady-worker")
    population = standard(0, Shape(people=40), schemes)
    (alone,) = schemes[:1]
    assert PersonRules([alone]).schemes == tuple(schemes)
    both = by_function(schemes, population)[alone.id]
    assert differences({alone.id: both}, by_function([alone], population)) == []
    assert differences({alone.id: both}, computed([alone], population, "polars")) == []


def examples() -> dict[str, Example]:
    return {example.title: example for example in read_examples(packs()["langyu-dongshan"])}


def explained(example: Example, language: str = "zh") -> Explanation:
    rules = PersonRules([example.scheme])
    (decision,) = rules.decide(example.file, as_of=example.as_of, covered=example.covered)
    as_of, covered = example.as_of, example.covered
    return explain(example.scheme, decision, example.file, as_of=as_of, covered=covered, language=language)


def test_the_explanation_tells_both_amounts_clauses_and_payers_apart() -> None:
    example = examples()["市里上浮30%，街道40%，街道发多出来的10%（市里1604.92元，一共1728.37元）"]
    shown = explained(example)
    assert (shown.fen, shown.payer) == (12_345, "琅屿市东山街道")
    assert [share.to_json() for share in shown.shares] == [
        {"payer": "琅屿市", "scheme": "langyu.skill-upgrade", "fen": 160_492, "clause": "langyu-7#二/(二)"},
        {
            "payer": "琅屿市东山街道",
            "scheme": "langyu-dongshan.skill-upgrade",
            "fen": 12_345,
            "clause": "dongshan-3#一",
        },
    ]
    assert shown.to_json()["payer"] == "琅屿市东山街道"
    assert [share.payer for share in explained(example, "en").shares] == ["Langyu", "Dongshan of Langyu"]


def test_where_the_city_does_not_pay_the_reader_is_told_why_nothing_is_added(tmp_path: Path) -> None:
    """The city pays once, another allowance counted; where it pays nothing the district adds nothing."""
    once = 'grant.once("once", "一次", "once", per=(Person.id,), counting=("lanting.other",))\n'
    files = {
        "city/schemes/grant.py": SCHEME + once,
        "city/ledger.yaml": "- id: lanting.other\n  title: 另一项津贴\n  title_en: another allowance\n",
    }
    scheme = load(write(tmp_path, raising(("2031-03-01", "", "40")), **files)).schemes["lanting-east.grant"]
    assert scheme.caps == []  # those of the city count for what is added, too
    paid = {"payment_id": 1, "fact": 1, "person": 1, "fen": 5, "applied_on": AS_OF, "paid_on": AS_OF}
    for ledger, outcome, because in (
        ([], "entitled", ()),
        ([{**paid, "scheme": "lanting.other"}], "refused", ("with_base",)),
        ([{**paid, "scheme": "lanting.grant"}], "entitled", ()),
        ([{**paid, "scheme": "lanting.grant"}, {**paid, "scheme": "lanting.grant", "fen": -5}], "entitled", ()),
        ([{**paid, "scheme": "lanting-east.grant"}], "refused", ("not_added_yet",)),
    ):
        file = {"person": [PERSON], "payment": ledger}
        covered = frozenset(scheme.facts.tables)
        ((decision, _),) = (found := PersonRules([scheme]).explained(file, as_of=AS_OF, covered=covered))
        assert len(found) == 1
        assert (decision.outcome, decision.because) == (outcome, because)
        shown = explain(scheme, decision, file, as_of=AS_OF, covered=covered, language="zh")
        if because == ("with_base",):
            assert shown.rivals[0].told == "加发的部分随“津贴”（个人 1）一起：那一项可以享受，或者已经发过，才发。"


def test_the_rule_is_said_in_both_languages() -> None:
    scheme = packs().scheme("langyu-dongshan.skill-upgrade")
    for language in ("zh", "en"):
        lines = {line.name: line for line in rule_of(scheme, language).lines}
        assert lines["with_base"].kind == "top_up"
        assert "99" not in lines["with_base"].sentence
    assert (
        "减去按上级的数算出的“技能提升补贴”的金额"
        in {line.name: line for line in rule_of(scheme, "zh").lines}["senior_amount"].sentence
    )


def test_a_receipt_replays_with_the_scheme_above() -> None:
    example = examples()["市里已经发过，街道的部分还可以发"]
    rules = PersonRules([example.scheme])
    (decision,) = rules.decide(example.file, as_of=example.as_of, covered=example.covered)
    tops = example.scheme.tops
    assert tops is not None
    receipt = receipt_of(
        example.scheme, decision, example.file, as_of=example.as_of, covered=example.covered, beside=[tops.base]
    )
    assert replay(parse(receipt.to_bytes()), packs().schemes) == ()


# --- simulating ---


def at_dongshan() -> tuple[list[Scheme], Population]:
    schemes = pair("skill-upgrade")
    population = standard(7, Shape(gaps=0), schemes)
    return schemes, Population(
        population.facts, population.rows, date(2025, 3, 31), population.covered, population.narrow
    )


@pytest.mark.parametrize("setting", ["langyu-dongshan.shortage-uplift=60", "langyu.shortage-uplift=35"])
def test_a_simulation_of_either_figure_equals_a_whole_run(setting: str) -> None:
    schemes, population = at_dongshan()
    tried = setting_of(packs(), setting, population.as_of).parameter
    run = evaluate(schemes, population.register(PolarsEngine()), as_of=population.as_of)
    after = Simulation(run).with_(parameters={tried.id: tried})
    whole = evaluate(
        schemes, population.register(PolarsEngine()), as_of=population.as_of, parameters=after.given.parameters
    )
    for scheme in schemes:
        found, wanted = (one.decisions(scheme.id).sort("fact") for one in (after, whole))
        assert found.equals(wanted)
    more = compared(run, after, schemes[0].id)
    if tried.base is not None:
        assert more.winners > 0
        assert more.losers == 0
    else:  # the city gives more, so that less is left for the district to add
        assert more.losers > 0
        assert compared(run, after, schemes[1].id).winners > 0


def test_where_the_district_says_nothing_it_follows_a_figure_tried_above() -> None:
    """In the second half of 2024 the claim period is the city's: tried longer, nothing is left to the district."""
    period = packs()["langyu-dongshan"].library.own_parameters["langyu-dongshan.claim-period"]
    tried = setting_of(packs(), "langyu.claim-period=24", date(2024, 10, 1)).parameter
    followed = laid_over(period, tried)
    assert str(followed.at(date(2024, 10, 1)).value) == str(tried.at(date(2024, 10, 1)).value)
    own = followed.at(date(2025, 3, 1))
    assert own is not None
    assert own.cites.document == "dongshan-3"


# --- directions and places ---


def rate(name: str = "a", unit: str = "percent") -> Parametric:
    return Parametric(Parameter(f"langyu.{name}", name, name, unit, ()), None)


DIRECTIONS: Mapping[str, tuple[Term, Any]] = {
    "a date moved on": (Claim.applied_on <= Certificate.issued_on + rate(unit="months"), 1),
    "turned round": (Claim.applied_on > Certificate.issued_on + rate(unit="months"), -1),
    "denied": (~(Claim.applied_on > Certificate.issued_on + rate(unit="months")), 1),
    "not read": (Claim.applied_on <= Certificate.issued_on + months(12), 0),
    "an uplift": (yuan(100).uplifted(percent=rate()), 1),
    "a part of less": (least(yuan(100).part(rate(), rounding=None), yuan(50)), 1),
    "taken off": (yuan(100) - yuan(100).part(rate()), -1),
    "equal to": (rate() == percent(30), None),
    "both ways": (choose(rate() >= percent(30), yuan(1), yuan(2)), None),
    "of a branch": (choose(Person.sex == "male", yuan(100).part(rate()), yuan(2)), 1),
    "of what may be negative": (Literal(-5, MONEY).part(rate()), None),
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_direction_is_proved_or_not(name: str) -> None:
    term, direction = DIRECTIONS[name]
    assert Directions("langyu.a").of(term) == direction


def test_a_district_fits_its_own_place_and_its_city() -> None:
    dongshan, city = packs()["langyu-dongshan"], packs()["langyu"]
    for place, here in (
        ("609900101", True),
        ("609900102", False),
        ("609900", True),
        ("600000", True),
        ("609800", False),
    ):
        assert fits(dongshan, place) is here, place
    assert fits(city, "609900101")
