"""Static checks: each finds what it is for, with code, file and line, and leaves the schemes of the packs alone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.money import Rounding
from bole.policy import errors
from bole.policy.bounds import LARGEST, LARGEST_EXACT, ROWS, Interval, excesses, interval_of
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.checks import Finding, check_packs, check_scheme, check_schemes
from bole.policy.contradictions import atoms, clash
from bole.policy.errors import PackError
from bole.policy.pack import Packs, load_packs
from bole.policy.parameters import Entry, Parameter
from bole.policy.scheme import Scheme
from bole.policy.terms import Entry as TableEntry
from bole.policy.terms import Literal, Parametric, Term
from bole.policy.types import PERIOD, TRUTH
from bole.policy.vocabulary import (
    HALF_UP,
    JUNIOR,
    NONE,
    SENIOR,
    Certificate,
    Claim,
    Employment,
    Organisation,
    Person,
    Training,
    Voucher,
    Workforce,
    choose,
    count,
    distinct,
    either,
    every,
    exists,
    full_years,
    greatest,
    highest,
    least,
    number,
    per_head,
    percent,
    ratio,
    since,
    total,
    year,
    yuan,
)
from tests.conftest import ROOT
from tests.policy.pack_folders import PACK, faults_of, told, write_pack

CLAUSE = ClauseRef("langyu-6", "二/(一)")
DAY = date(2031, 1, 1)


def scheme(**changes: object) -> Scheme:
    given: dict[str, object] = {
        "id": "langyu.grant",
        "title": "津贴",
        "title_en": "grant",
        "per": Certificate,
        "pays": Certificate.person,
        "cites": CLAUSE,
        "in_force": since(DAY).until(date(2032, 12, 31)),
    }
    return Scheme(**(given | changes))  # type: ignore[arg-type]


def with_criteria(*terms: Term) -> Scheme:
    made = scheme()
    for place, term in enumerate(terms):
        made.criterion(f"c{place}", f"条件{place}", f"condition {place}", term)
    return made


def parameter(*entries: Entry, unit: str = "percent") -> Parameter:
    return Parameter("langyu.uplift", "上浮", "uplift", unit, entries, "uplift.yaml")


def entry(start: date, end: date | None, value: int | None, *, verified: bool = True) -> Entry:
    return Entry(start, end, value, "missing" if value is None else "known", CLAUSE, verified, line=6)


def codes(made: Scheme, severity: str = "error") -> list[str]:
    return [finding.code for finding in check_scheme(made) if finding.severity == severity]


# The packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs([ROOT / "tests" / "packs"])


def test_the_packs_have_no_errors(packs: Packs) -> None:
    assert [str(finding.fault) for finding in check_packs(packs) if finding.severity == "error"] == []


def test_what_is_not_verified_or_has_no_figures_is_a_warning(packs: Packs) -> None:
    found = {(finding.code, finding.fault.params.get("id")) for finding in check_schemes(packs["zhongshan"])}
    assert (errors.NO_FIGURE.code, "guangdong.skill-upgrade-standard") in found
    assert (errors.NO_FIGURE.code, "zhongshan.shortage-uplift") in found
    assert errors.UNVERIFIED.code in {code for code, _id in found}


def test_a_complete_invented_city_has_nothing_to_tell(packs: Packs) -> None:
    assert {finding.code for finding in check_schemes(packs["langyu"])} == set()


# Conditions

NEVER: dict[str, Term] = {
    "literal": Literal(False, TRUTH),
    "interval": (Certificate.level > SENIOR) & (Certificate.level < SENIOR),
    "touching interval": (Certificate.issued_on > DAY) & (Certificate.issued_on <= DAY),
    "two codes": (Certificate.kind == "skill") & (Certificate.kind == "special"),
    "code and list": (Certificate.kind == "skill") & Certificate.kind.one_of("special", "engineer"),
    "flag and not": Certificate.valid & ~Certificate.valid,
    "denied part": ~((Certificate.level >= SENIOR) | (Certificate.level < SENIOR)),
    "behind a link": (Certificate.person.sex == "male") & (Certificate.person.sex == "female"),
    "below the column": Certificate.level < NONE,
    "a count below nothing": count(Training.person) < 0,
    "in a longer one": every(Certificate.valid, Certificate.level > SENIOR, Certificate.level == JUNIOR),
}
ALWAYS: dict[str, Term] = {
    "literal": Literal(True, TRUTH),
    "above the column": Certificate.level >= NONE,
    "itself": Certificate.issued_on <= Certificate.issued_on,
    "or not": either(Certificate.valid, ~Certificate.valid),
    "one of all": either(Certificate.level >= SENIOR, Certificate.level < SENIOR),
}


@pytest.mark.parametrize("name", [name for name in NEVER if name != "a count below nothing"])
def test_a_condition_that_can_never_be_met(name: str) -> None:
    assert errors.NEVER_MET.code in codes(with_criteria(NEVER[name]))


@pytest.mark.parametrize("name", ALWAYS)
def test_a_condition_that_is_always_met(name: str) -> None:
    assert errors.ALWAYS_MET.code in codes(with_criteria(ALWAYS[name]))


def test_a_count_below_nothing_can_never_be() -> None:
    made = scheme(per=Person, pays=Person.id)
    made.criterion("few", "很少", "few", count(Training.person) < 0)
    assert codes(made) == [errors.NEVER_MET.code]


@pytest.mark.parametrize(
    "term",
    [
        (Certificate.level > JUNIOR) & (Certificate.level < SENIOR),
        (Certificate.kind == "skill") & ~Certificate.kind.one_of("special"),
        (Certificate.person.sex == "male") & (Certificate.issuer.kind == "school"),
        exists(Employment.person, Employment.open) & exists(Employment.person, ~Employment.open),
        Certificate.issued_on <= Claim.applied_on,
    ],
    ids=range(5),
)
def test_a_condition_that_some_meet_and_some_do_not(term: Term) -> None:
    made = scheme(per=Person, pays=Person.id) if term.of == "person" else scheme()
    made.criterion("some", "有的", "some", term)
    assert codes(made) == []


def test_conditions_that_exclude_each_other() -> None:
    made = with_criteria(Certificate.level >= SENIOR, Certificate.valid, Certificate.level < SENIOR)
    [finding] = check_scheme(made)
    assert (finding.code, finding.fault.params["names"]) == (errors.CLASHING.code, "条件0、条件2")
    assert finding.line == int(made.criteria[2].place.rpartition(":")[2])


def test_an_exception_opens_what_would_exclude() -> None:
    made = with_criteria(Certificate.level >= SENIOR, Certificate.level < SENIOR)
    made.exception("e", "例外", "exception", Certificate.valid, overrides="c1")
    assert codes(made) == []


def test_the_same_condition_twice() -> None:
    assert codes(with_criteria(Certificate.valid, Certificate.valid)) == [errors.SAME_TWICE.code]


@pytest.mark.parametrize(
    "term",
    [
        exists(Certificate.person, (Certificate.level > SENIOR) & (Certificate.level < SENIOR)),
        exists(Certificate.person, Certificate.level >= NONE) & (Person.sex == "male"),
        highest(Certificate.person, Certificate.level, if_none=NONE) >= NONE,
    ],
    ids=range(3),
)
def test_a_part_that_is_decided_before_any_facts(term: Term) -> None:
    made = scheme(per=Person, pays=Person.id)
    made.criterion("part", "一处", "part", term)
    assert {*codes(made)} <= {errors.PART_DECIDED.code, errors.ALWAYS_MET.code}
    assert codes(made) != []


def test_a_clash_is_found_by_term_not_by_chance() -> None:
    apart = (Certificate.person.sex == "male") & (Certificate.issuer.kind == "school")
    assert clash(list(atoms(apart))) is None
    assert clash(list(atoms(~(Certificate.valid | ~Certificate.valid)))) is not None


# Codes and citations


def test_a_code_that_its_closed_list_does_not_have() -> None:
    [finding] = check_scheme(with_criteria(Certificate.kind == "skil"))
    assert (finding.code, finding.fault.params["nearest"]) == (errors.UNKNOWN_CODE.code, "skill")
    assert codes(with_criteria(Certificate.kind.one_of("skill", "training_pass"))) == [errors.UNKNOWN_CODE.code]
    assert codes(with_criteria(Certificate.city == "990000")) == []


def test_an_id_is_the_packs_and_in_small_letters(packs: Packs) -> None:
    for id_ in ("langyu.Grant", "langyu", "langyu.a.b", "langyu.-a", "langyu.津贴"):
        assert codes(scheme(id=id_)) == [errors.SCHEME_ID.code], id_
    other = check_scheme(scheme(id="zibo.grant", cites=ClauseRef("langyu-9", "二")), packs["langyu"])
    assert [finding.code for finding in other] == [errors.SCHEME_ID.code]


def test_a_citation_that_the_index_does_not_have(packs: Packs) -> None:
    made = scheme(cites=ClauseRef("langyu-7", "二"), in_force=since(DAY).until(date(2031, 1, 1)))
    made.criterion("a", "一", "a", Certificate.valid, cites=ClauseRef("langyu-7", "九"))
    made.criterion("b", "二", "b", Certificate.person.sex == "male", cites=ClauseRef("nowhere-1", ""))
    found = [f for f in check_scheme(made, packs["langyu"]) if f.code == errors.CITATION_LOST.code]
    assert [str(finding.fault.params["clause"]) for finding in found] == ["langyu-7#九", "nowhere-1"]
    assert [finding.line for finding in found] == [int(c.place.rpartition(":")[2]) for c in made.criteria]


# Amounts


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        (True, True, True),
        (True, Certificate.valid, True),
        (Certificate.level >= SENIOR, Certificate.level < SENIOR, False),
        (Certificate.level >= SENIOR, Certificate.level >= JUNIOR, True),
        (Certificate.kind == "skill", Certificate.kind == "special", False),
        (Certificate.kind == "skill", Certificate.level >= SENIOR, True),
        (Certificate.valid, ~Certificate.valid, False),
        (Certificate.valid, Certificate.valid, True),
        # Whether there is a date before and one after cannot be told without the facts: it is told when both hold.
        (Certificate.issued_on <= Claim.applied_on, Certificate.valid, False),
    ],
)
def test_amounts_that_can_both_apply(first: Term, second: Term, overlaps: bool) -> None:
    made = scheme()
    made.amount(yuan(1), when=first, name="one", rounding=HALF_UP)
    made.amount(yuan(2), when=second, name="two", rounding=HALF_UP)
    assert codes(made) == [errors.AMOUNTS_OVERLAP.code] * overlaps


def test_a_percentage_in_a_condition_must_say_how_it_is_rounded() -> None:
    open_ = with_criteria(Certificate.person.born_on < DAY)
    open_.grant("share", "份额", "share", yuan(100).part(percent(30)))
    assert codes(open_) == [errors.ROUNDING_OPEN.code]
    stated = scheme()
    stated.grant("share", "份额", "share", yuan(100).part(percent(30), rounding=Rounding.DOWN))
    stated.amount(yuan(100).part(percent(30)), rounding=HALF_UP)
    assert codes(stated) == []


# Numbers

CATALOGUE = Catalogue(
    "langyu.standard",
    "标准",
    "standard",
    (Column("occupation", Kind.CODE, "职业", "occupation", system="occupation"),),
    (Column("amount", Kind.MONEY, "标准", "amount"),),
    (
        Edition(DAY, date(2031, 6, 30), {("1",): (80_000,), ("2",): (360_000,)}, CLAUSE, True),
        Edition(date(2031, 7, 1), None, {("1",): (70_000,)}, CLAUSE, True),
    ),
)
STANDARD = TableEntry(CATALOGUE, (Certificate.occupation,), "amount", None)
RATE = Parametric(parameter(entry(DAY, None, 3000)), None)

INTERVALS: list[tuple[Term, Interval | None]] = [
    (Certificate.level, (0, 8)),
    (Certificate.person.born_on, None),
    (SENIOR, (4, 4)),
    (STANDARD, (70_000, 360_000)),
    (RATE, (3000, 3000)),
    (STANDARD.uplifted(percent=RATE), (90_999, 468_001)),
    (STANDARD - yuan(1000), (-30_000, 260_000)),
    (STANDARD + yuan(1), (70_100, 360_100)),
    (count(Training.organiser), (0, ROWS)),
    (distinct(Training.organiser, Training.person), (0, ROWS)),
    (count(Training.organiser) * yuan(10), (0, ROWS * 1000)),
    (total(Workforce.organisation, Workforce.staff), (0, ROWS * 10_000_000)),
    (highest(Certificate.person, Certificate.level, if_none=NONE), (0, 8)),
    (year(Certificate.issued_on), (1, 9999)),
    (full_years(Person.born_on, Claim.applied_on), (-9999, 9999)),
    (choose(Certificate.valid, yuan(1), yuan(-2)), (-200, 100)),
    (least(STANDARD, yuan(1000)), (70_000, 100_000)),
    (greatest(STANDARD, yuan(1000)), (100_000, 360_000)),
    (number(3, "person"), (3, 3)),
    (per_head(yuan(100), Workforce.staff, rounding=HALF_UP), (-1, 10_001)),
    (per_head(yuan(100), number(0, "person"), rounding=HALF_UP), None),
    (ratio(Workforce.managers_wages, Workforce.wages, rounding=HALF_UP), (-1, 9 * 10**15 + 1)),
    (Parametric(parameter(entry(DAY, None, None)), None), None),
]


@pytest.mark.parametrize(("term", "bounds"), INTERVALS, ids=range(len(INTERVALS)))
def test_how_low_and_how_high_a_number_can_come(term: Term, bounds: Interval | None) -> None:
    assert interval_of(term) == bounds


def too_large(term: Term) -> list[int]:
    return [excess.limit for excess in excesses([term])]


def test_a_number_that_an_engine_cannot_hold() -> None:
    staff = total(Workforce.organisation, Workforce.staff)
    assert too_large(staff) == []
    assert too_large(staff * yuan(10)) == []
    assert too_large(staff * yuan(10_000_000)) == [LARGEST]
    assert too_large(Workforce.wages.part(RATE, rounding=HALF_UP)) != [LARGEST]


def test_what_is_divided_must_stay_where_every_engine_is_exact() -> None:
    whole = highest(Workforce.organisation, Workforce.staff, if_none=0) * yuan(90_000)
    assert interval_of(whole) == (0, 9 * 10**13)
    assert too_large(whole.part(percent(1), rounding=HALF_UP)) == []
    assert too_large(whole.part(percent(2), rounding=HALF_UP)) == [LARGEST_EXACT]


def test_a_ratio_of_sums_over_many_rows_is_too_large() -> None:
    wages = total(Workforce.organisation, Workforce.wages)
    assert too_large(ratio(wages, wages, rounding=HALF_UP)) == [LARGEST_EXACT]


def test_an_excess_is_told_once_where_it_begins() -> None:
    huge = total(Workforce.organisation, Workforce.staff) * yuan(10_000_000)
    assert too_large(huge + huge - yuan(1)) == [LARGEST]


def test_overflow_in_a_scheme_names_the_part() -> None:
    made = scheme(per=Organisation, pays=Organisation.id)
    made.amount(total(Workforce.organisation, Workforce.staff) * yuan(10_000_000), rounding=HALF_UP)
    [finding] = check_scheme(made)
    assert (finding.code, finding.fault.params["name"]) == (errors.OVERFLOW.code, "amount")


def test_the_sum_over_all_rows_must_fit_too() -> None:
    made = scheme(per=Organisation, pays=Organisation.id)
    made.amount(count(Training.organiser) * yuan(1000), rounding=HALF_UP)
    [finding] = check_scheme(made)
    assert (finding.code, finding.fault.params["limit"]) == (errors.OVERFLOW.code, LARGEST)


# Caps


def capped(keys: tuple[Term, ...], **changes: object) -> Scheme:
    made = scheme(**changes)
    made.cap("cap", "限额", "cap", top=1, per=keys, order=Claim.applied_on)
    return made


def test_the_rows_of_a_cap_lie_in_one_file() -> None:
    lost = [errors.CAP_NOT_OF_PAYEE.code]
    assert codes(capped((Certificate.person, year(Claim.applied_on)))) == []
    assert codes(capped((Certificate.id,))) == []
    assert codes(capped((Certificate.occupation,))) == lost
    assert codes(capped((Certificate.issuer,))) == lost
    assert codes(capped((Certificate.person,), pays=None)) == []
    assert codes(capped((year(Claim.applied_on),), pays=None)) == lost
    assert codes(capped((Person.id,), per=Person, pays=Person.id)) == []


# Dates


def gaps(*entries: Entry) -> list[str]:
    made = scheme()
    made.grant("rate", "比例", "rate", Parametric(parameter(*entries), None))
    found = [finding for finding in check_scheme(made) if finding.code == errors.NO_EDITION.code]
    assert {finding.severity for finding in found} <= {"warning"}
    return [f"{finding.fault.params['start']} {finding.fault.params['end']}" for finding in found]


def test_the_schemes_time_before_the_first_entry_and_after_the_last() -> None:
    assert gaps(entry(DAY, None, 1)) == []
    assert gaps(entry(DAY, date(2032, 12, 31), 1)) == []
    assert gaps(entry(date(2031, 3, 1), None, 1)) == ["2031-01-01 2031-02-28"]
    assert gaps(entry(DAY, date(2032, 12, 30), 1)) == ["2032-12-31 2032-12-31"]
    assert gaps(entry(date(2033, 1, 1), None, 1)) == ["2031-01-01 2032-12-31"]
    assert gaps(entry(date(2030, 1, 1), date(2030, 12, 31), 1)) == ["2031-01-01 2032-12-31"]


def test_an_open_scheme_needs_an_open_entry() -> None:
    made = scheme(in_force=since(DAY))
    made.grant("rate", "比例", "rate", Parametric(parameter(entry(DAY, date(2031, 12, 31), 1)), None))
    [finding] = check_scheme(made)
    assert (finding.fault.params["start"], finding.fault.params["end"]) == (date(2032, 1, 1), "…")
    assert (finding.file, finding.line) == ("uplift.yaml", 6)


def test_missing_figures_count_only_in_the_schemes_time() -> None:
    made = scheme()
    entries = (entry(date(2030, 1, 1), date(2030, 12, 31), None), entry(DAY, None, 1))
    made.grant("rate", "比例", "rate", Parametric(parameter(*entries), None))
    assert check_scheme(made) == []


def test_choices_that_are_not_verified_are_listed() -> None:
    made = scheme(in_force_verified=False, law_of_verified=False)
    made.grant("rate", "比例", "rate", Parametric(parameter(entry(DAY, None, 1, verified=False)), None))
    found = [finding.fault.params["what"] for finding in check_scheme(made)]
    assert found == ["施行期限", "适用日期", "langyu.uplift"]
    assert codes(made) == []


def test_a_document_that_ends_before_the_scheme(packs: Packs) -> None:
    def ends(**changes: object) -> list[str]:
        made = scheme(cites=ClauseRef("langyu-7", "二"), **changes)
        return [f.code for f in check_scheme(made, packs["langyu"]) if f.severity == "error"]

    assert ends(in_force=since(date(2023, 8, 15)).until(date(2025, 12, 31))) == []
    assert ends(in_force=since(date(2023, 8, 15)).until(date(2026, 1, 1))) == [errors.DOCUMENT_ENDED.code]
    assert ends(in_force=since(date(2023, 8, 15))) == [errors.DOCUMENT_ENDED.code]


# A pack as a whole

SCHEME = """\
from bole.policy.vocabulary import Certificate, HALF_UP, Scheme, Table, clause, date, param, since, yuan

grant = Scheme(
    id="langyu.grant",
    title="津贴",
    title_en="grant",
    per=Certificate,
    pays=Certificate.person,
    cites=clause("langyu-6", "二/(一)"),
    in_force=since(date(2031, 1, 1)),
)
table = Table("standard", key=(Certificate.occupation, Certificate.level))
grant.amount(yuan(100).uplifted(percent=param("uplift")), rounding=HALF_UP)
"""


def load(folder: Path, scheme: str) -> Callable[[], object]:
    packs = load_packs([write_pack(folder, {"schemes/grant.py": scheme})], built_in=False)
    return lambda: packs.schemes


def test_a_pack_with_an_error_is_refused_with_file_and_line(tmp_path: Path) -> None:
    wrong = SCHEME + 'grant.criterion("never", "没有人", "nobody", Certificate.valid & ~Certificate.valid)\n'
    with pytest.raises(PackError) as raised:
        load(tmp_path, wrong)()
    [fault] = raised.value.faults
    assert fault.code == errors.NEVER_MET.code
    assert fault.place == f"{tmp_path / 'schemes' / 'grant.py'}:14"
    assert "没有人" in fault.message


def test_what_no_scheme_uses_is_refused(tmp_path: Path) -> None:
    table = 'table = Table("standard", key=(Certificate.occupation, Certificate.level))\n'
    with pytest.raises(PackError) as raised:
        load(tmp_path, SCHEME.replace(table, ""))()
    assert [(f.code, f.params["id"]) for f in raised.value.faults] == [(errors.UNUSED.code, "langyu.standard")]


def test_a_pack_above_others_may_hold_what_only_others_use(packs: Packs) -> None:
    unused = {f.fault.params["id"] for f in check_packs(packs) if f.code == errors.UNUSED.code}
    assert all(str(id_).partition(".")[0] in {"nation", "guangdong", "shandong"} for id_ in unused)


def test_a_finding_as_json() -> None:
    [finding] = check_scheme(with_criteria(Literal(False, TRUTH)))
    assert isinstance(finding, Finding)
    told = finding.to_json()
    assert (told["severity"], told["code"], told["file"]) == ("error", errors.NEVER_MET.code, __file__)
    assert told["line"] == finding.line > 0
    assert "一律不成立" in told["message"]


def test_a_summary_by_the_day_inside_another_is_refused() -> None:
    inner = exists(Employment.person, Employment.started_on <= Claim.applied_on)
    assert codes(with_criteria(exists(Certificate.person, Certificate.valid & inner))) == ["BOLE-P087"]


def test_a_grant_is_a_value_and_no_period() -> None:
    with pytest.raises(BoleError, match="BOLE-P051"):
        scheme().grant("time", "甲", "a", Literal(Period(months=12), PERIOD))


COUNTED = """grant.once(
    "once", "一次", "once", per=(Certificate.person,), counting=("langyu.grnat", "langyu.apprenticeship")
)
"""
DECLARED = "- id: langyu.apprenticeship\n  title: 学徒补贴\n  title_en: apprenticeship\n"


def test_a_payment_that_nobody_declares_is_an_error_with_the_nearest_known(tmp_path: Path) -> None:
    files = {"schemes/grant.py": SCHEME + COUNTED, "ledger.yaml": DECLARED}
    [fault] = faults_of(write_pack(tmp_path, files))
    assert (fault.code, fault.params["id"], fault.params["nearest"]) == (
        errors.UNKNOWN_PAYMENT.code,
        "langyu.grnat",
        "langyu.grant",
    )
    assert fault.place == f"{tmp_path / 'schemes' / 'grant.py'}:14"
    assert "ledger.yaml" in fault.kind.remedy
    right = {**files, "schemes/grant.py": (SCHEME + COUNTED).replace("grnat", "grant")}
    assert list(load_packs([write_pack(tmp_path, right)], built_in=False).schemes) == ["langyu.grant"]


def test_what_a_pack_above_declares_or_pays_may_be_counted(tmp_path: Path) -> None:
    kind = "- id: haizhou.apprenticeship\n  title: 学徒补贴\n  title_en: apprenticeship\n"
    above = {"pack.toml": PACK.replace("langyu", "haizhou").replace('"city"', '"province"'), "ledger.yaml": kind}
    unused = dict.fromkeys(("parameters/uplift.yaml", "catalogues/standard.yaml", "catalogues/standard-2031.csv"), "")
    paying = SCHEME.replace("langyu", "haizhou").replace('.uplifted(percent=param("uplift"))', "")
    paying = paying.replace('table = Table("standard", key=(Certificate.occupation, Certificate.level))\n', "")
    write_pack(tmp_path / "above", {**unused, **above, "schemes/grant.py": paying}, id="haizhou")
    counted = COUNTED.replace("langyu.grnat", "haizhou.grant").replace("langyu.appr", "haizhou.appr")
    write_pack(tmp_path / "below", {"schemes/grant.py": SCHEME + counted}, parent="haizhou")
    assert set(load_packs([tmp_path], built_in=False).schemes) == {"haizhou.grant", "langyu.grant"}


def test_a_list_of_payments_is_checked_line_by_line(tmp_path: Path) -> None:
    wrong = DECLARED + DECLARED + DECLARED.replace("langyu.", "zibo.") + "- id: langyu.b\n  titel: 乙\n  title_en: b\n"
    assert told(write_pack(tmp_path, {"schemes/grant.py": SCHEME, "ledger.yaml": wrong})) == [
        "BOLE-P038 ledger.yaml:4",
        "BOLE-P089 ledger.yaml:7",
        "BOLE-P005 ledger.yaml:10",
        "BOLE-P004 ledger.yaml:11",
    ]


def test_a_kind_of_payment_is_no_scheme(tmp_path: Path) -> None:
    files = {"schemes/grant.py": SCHEME, "ledger.yaml": DECLARED.replace("apprenticeship\n", "grant\n", 1)}
    assert told(write_pack(tmp_path, files)) == ["BOLE-P038 ledger.yaml:1"]


def test_what_a_pack_below_pays_may_be_counted_above_and_must_be_paid_there(tmp_path: Path) -> None:
    kind = "- id: langyu.grant\n  title: 补贴\n  title_en: grant\n  below: true\n"
    above = {"pack.toml": PACK.replace("langyu", "haizhou").replace('"city"', '"province"'), "ledger.yaml": kind}
    unused = dict.fromkeys(("parameters/uplift.yaml", "catalogues/standard.yaml", "catalogues/standard-2031.csv"), "")
    paying = SCHEME.replace("langyu", "haizhou").replace('.uplifted(percent=param("uplift"))', "")
    paying = paying.replace('table = Table("standard", key=(Certificate.occupation, Certificate.level))\n', "")
    counted = COUNTED.replace("langyu.grnat", "langyu.grant").replace('"langyu.apprenticeship"', "")
    write_pack(tmp_path / "above", {**unused, **above, "schemes/grant.py": paying + counted}, id="haizhou")
    write_pack(tmp_path / "below", {"schemes/grant.py": SCHEME}, parent="haizhou")
    assert set(load_packs([tmp_path], built_in=False).schemes) == {"haizhou.grant", "langyu.grant"}
    assert set(load_packs([tmp_path], built_in=False, only="haizhou").schemes) == {"haizhou.grant"}
    (tmp_path / "above" / "ledger.yaml").write_text(kind.replace("langyu.grant", "langyu.gift"), encoding="utf-8")
    assert {fault.code for fault in faults_of(tmp_path)} == {errors.UNKNOWN_PAYMENT.code}


def test_a_rows_own_id_stands_in_the_ledger_for_its_own_scheme_alone() -> None:
    made = scheme(per=Voucher)
    made.once("once", "甲", "a", per=(Voucher.id,))
    with pytest.raises(BoleError, match="BOLE-P059"):
        made.once("again", "甲", "a", per=(Voucher.id,), counting=("langyu.other",))


def test_a_level_that_is_named_is_a_key_of_the_ledger_and_another_value_is_not() -> None:
    made = scheme()
    assert made.paid_count(("langyu.grant",), (Certificate.person, SENIOR)).columns == ("person", "level")
    with pytest.raises(BoleError, match="BOLE-P059"):
        made.paid_count(("langyu.grant",), (Certificate.person, yuan(1)))
