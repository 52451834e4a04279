"""What a rule may not say is refused where it is written; what it may say knows its type and its rows."""

from collections.abc import Callable
from datetime import date

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.readings.settled import Given, Settling
from bole.policy.terms import Aggregate, AppliedOn, Entry, Every, Linked, Literal, Shifted, Term, rebuilt
from bole.policy.types import MONEY, Base
from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    TODAY,
    Certificate,
    Claim,
    Insurance,
    Mark,
    Organisation,
    Person,
    Scheme,
    Training,
    at,
    choose,
    clause,
    count,
    distinct,
    exists,
    full_years,
    greatest,
    highest,
    least,
    months,
    number,
    per_head,
    percent,
    ratio,
    since,
    total,
    year,
    yuan,
)

CLAUSE = ClauseRef("langyu-1", "")
LEVEL = Column("level", Kind.LEVEL, "level", "level", system="skill-level")
FEN = Column("fen", Kind.MONEY, "fen", "fen", low=0)
EDITION = Edition(date(2030, 1, 1), None, {(4,): (200_005,)}, CLAUSE, True)
FEES = Catalogue("langyu.fees", "标准", "Fees", (LEVEL,), (FEN,), (EDITION,))
SENIOR_HOLDER = exists(Certificate.person, Certificate.level >= SENIOR)


@pytest.mark.parametrize(
    ("code", "write"),
    [
        ("BOLE-P050", lambda: all((Certificate.valid, True))),
        ("BOLE-P050", lambda: any((Certificate.valid, False))),
        ("BOLE-P050", lambda: not Certificate.valid),
        ("BOLE-P050", lambda: date(2031, 1, 1) <= Certificate.issued_on <= date(2031, 12, 31)),
        ("BOLE-P050", lambda: "skill" in Certificate.kind),
        ("BOLE-P050", lambda: Certificate.kind in ["skill", "engineer"]),
        ("BOLE-P050", lambda: 1 if Certificate.valid else 0),
        ("BOLE-P051", lambda: yuan(100) + number(3, "person")),
        ("BOLE-P051", lambda: yuan(100) + 3),
        ("BOLE-P051", lambda: number(3, "person") + number(3, "certificate")),
        ("BOLE-P051", lambda: yuan(100) * yuan(2)),
        ("BOLE-P051", lambda: Certificate.level >= 3),
        ("BOLE-P051", lambda: Certificate.level >= Certificate.grade),
        ("BOLE-P051", lambda: Certificate.level + 1),
        ("BOLE-P051", lambda: Certificate.kind == Certificate.occupation),
        ("BOLE-P051", lambda: Certificate.kind < "skill"),
        ("BOLE-P051", lambda: Certificate.kind == 1.5),
        ("BOLE-P051", lambda: Certificate.issued_on + 12),
        ("BOLE-P051", lambda: Certificate.issued_on >= "2031-01-01"),
        ("BOLE-P051", lambda: year(Certificate.issued_on) + year(Certificate.issued_on)),
        ("BOLE-P051", lambda: Certificate.level & Certificate.valid),
        ("BOLE-P051", lambda: ~Certificate.level),
        ("BOLE-P051", lambda: choose(Certificate.valid, yuan(1), number(1, "person"))),
        ("BOLE-P051", lambda: least(yuan(1), number(1, "person"))),
        ("BOLE-P051", lambda: greatest(yuan(1))),
        ("BOLE-P051", lambda: yuan(1).part(30)),
        ("BOLE-P051", lambda: per_head(number(1, "person"), number(1, "person"), rounding=HALF_UP)),
        ("BOLE-P051", lambda: per_head(yuan(1), year(Certificate.issued_on), rounding=HALF_UP)),
        ("BOLE-P051", lambda: ratio(yuan(1), number(1, "person"), rounding=HALF_UP)),
        ("BOLE-P051", lambda: ratio(year(Certificate.issued_on), year(Certificate.issued_on), rounding=HALF_UP)),
        ("BOLE-P051", lambda: Certificate.kind.part(percent(30))),
        ("BOLE-P051", lambda: Certificate.kind.one_of()),
        ("BOLE-P051", lambda: total(Certificate.person, Certificate.issued_on)),
        ("BOLE-P051", lambda: distinct(Training.organiser, Training.hours)),
        ("BOLE-P051", lambda: exists(Certificate.level)),
        ("BOLE-P051", lambda: exists(Certificate.person, Certificate.level)),
        ("BOLE-P051", lambda: highest(Certificate.person, Certificate.level, if_none=0)),
        ("BOLE-P052", lambda: Certificate.valid & Training.passed),
        ("BOLE-P052", lambda: Certificate.valid & Insurance.open),
    ],
)
def test_what_means_something_else_does_not_load(code: str, write: Callable[[], object]) -> None:
    with pytest.raises(BoleError) as caught:
        write()
    assert caught.value.code == code
    assert "test_terms.py:" in caught.value.place, "the line of the rule, not of the engine"


def _scheme() -> Scheme:
    return Scheme(
        id="langyu.grant",
        title="津贴",
        title_en="grant",
        per=Certificate,
        cites=clause("langyu-6"),
        in_force=since(date(2031, 1, 1)),
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda made: made.amount(yuan(1), rounding=HALF_UP, when=Certificate.level),
        lambda made: made.cap("c", "甲", "a", top=yuan(3), per=(Certificate.person,), order=Claim.applied_on),
        lambda made: made.ceiling("c", "甲", "a", limit=number(3, "row"), order=Claim.applied_on),
        lambda made: made.quota("q", "甲", "a", share=yuan(3), order=Claim.applied_on),
        lambda made: made.criterion("c", "甲", "a", Certificate.level),
    ],
)
def test_each_part_of_a_scheme_takes_its_own_type(write: Callable[[Scheme], None]) -> None:
    with pytest.raises(BoleError) as caught:
        write(_scheme())
    assert caught.value.code == "BOLE-P051"


def test_a_term_of_the_row_that_a_link_points_at_is_brought_to_the_row_that_has_it() -> None:
    both = Certificate.valid & (Person.sex == "female")
    assert isinstance(both, Every)
    assert both.of == "certificate"
    assert isinstance(both.terms[1], Linked)


def test_two_ways_along_links_ask_for_the_one_that_is_meant() -> None:
    # A training points at its trainee; an organisation is reached as organiser, and through the trainee by no link.
    assert (Training.organiser.city == "609900").of == "training"
    with pytest.raises(BoleError) as caught:
        _ = Certificate.valid & (Organisation.city == "609900")
    assert caught.value.code == "BOLE-P053"


def test_of_several_links_to_one_table_the_one_meant_is_named() -> None:
    marked = exists(Mark.organisation, Mark.kind == "leading")
    said = (Certificate.issuer.city == "609900") & at(Certificate.issuer, marked)
    assert said.of == "certificate"
    for link, term in ((Certificate.person, marked), (Certificate.level, marked), (True, marked)):
        with pytest.raises(BoleError) as caught:
            at(link, term)  # type: ignore[arg-type]
        assert caught.value.code == "BOLE-P051"


def test_a_link_leads_on_to_the_columns_behind_it() -> None:
    born = Certificate.person.born_on
    assert (born.of, born.type.base) == ("certificate", Base.DATE)
    with pytest.raises(AttributeError):
        _ = Certificate.person.no_such_column


def test_equal_terms_have_equal_keys_and_no_others() -> None:
    def rule(least_level: Term) -> Term:
        return exists(Certificate.person, Certificate.valid & (Certificate.level >= least_level))

    assert rule(SENIOR).key == rule(SENIOR).key
    assert rule(SENIOR).key != SENIOR_HOLDER.key
    assert (Claim.applied_on <= TODAY).key != (Claim.applied_on < TODAY).key
    assert yuan(1).key != number(100, "fen").key


def test_money_is_fen_and_keeps_its_type_through_arithmetic() -> None:
    sum_ = yuan("0.5") + yuan(1) * number(3, "person")
    assert sum_.type == MONEY
    assert isinstance(yuan("800.05"), Literal)
    assert yuan("800.05").value == 80005
    assert (2 * yuan(1)).type == MONEY


def test_a_term_knows_the_kinds_it_holds() -> None:
    in_time = Claim.applied_on <= Certificate.issued_on + months(12)
    assert in_time.holds(frozenset({AppliedOn}))
    assert in_time.holds(frozenset({Base.PERIOD}))
    assert not in_time.holds(frozenset({Aggregate, Base.MONEY}))
    assert exists(Certificate.person, in_time).holds(frozenset({AppliedOn}))


def test_what_holds_none_of_the_kinds_is_not_rebuilt() -> None:
    today = Literal(date(2031, 6, 1), TODAY.type)
    rule = (Claim.applied_on <= Certificate.issued_on + months(12)) & Certificate.valid
    made = rebuilt(rule, lambda term: today if isinstance(term, AppliedOn) else None, frozenset({AppliedOn}))
    assert not made.holds(frozenset({AppliedOn}))
    assert made.children()[1] is rule.children()[1]
    assert rebuilt(made, lambda _: today, frozenset({AppliedOn})) is made


def test_what_is_the_same_for_every_row_is_no_column() -> None:
    standard = Entry(FEES, (Certificate.level,), "fen", None)
    grant = Scheme(
        id="langyu.grant", title="甲", title_en="A", per=Certificate, cites=CLAUSE, in_force=since(date(2031, 1, 1))
    )
    settling = Settling(grant, Given(date(2031, 6, 1), {}, {}, frozenset()))
    settled = settling.settled(standard)
    constants = (settling.window(grant.in_force), settled.no_rule, settled.missing)
    assert [term.value for term in constants if isinstance(term, Literal)] == [True, False, False]


def test_a_date_moves_by_a_period_only() -> None:
    later = Certificate.issued_on + months(12)
    assert isinstance(later, Shifted)
    assert (later.backwards, (Certificate.issued_on - months(1)).key == later.key) == (False, False)


def test_counts_carry_their_unit() -> None:
    assert count(Certificate.person).type.system == "row"
    assert distinct(Training.organiser, Training.person).type.system == "person"
    assert full_years(Person.born_on, TODAY).type == number(1, "year").type


def test_a_summary_speaks_of_the_row_pointed_at() -> None:
    assert isinstance(SENIOR_HOLDER, Aggregate)
    assert SENIOR_HOLDER.of == "person"
    inner = exists(Insurance.person, Person.sex == "female")
    assert isinstance(inner, Aggregate)
    assert inner.where.of == "insurance", "a term of the person is lifted to the spell"


def test_every_table_of_the_facts_has_its_word() -> None:
    from bole.policy import vocabulary

    words = {rows.table for rows in vars(vocabulary).values() if isinstance(rows, vocabulary.Rows)}
    assert words | {"claim"} == set(STANDARD.tables)
