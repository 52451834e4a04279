"""Paid once, whichever number the register gives: natural identities, shared limits, exclusions, keys, merges."""

from copy import copy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from bole.apps.accounts.keys import key_ring, key_rotate
from bole.apps.cases.models import Case, CaseStep
from bole.apps.payments import earlier
from bole.apps.payments.clawbacks import clawback_demand
from bole.apps.payments.commitments import payable_cancel
from bole.apps.payments.earlier import earlier_follow
from bole.apps.payments.errors import LIMIT_UNKNOWN, PAID_ALREADY
from bole.apps.payments.merges import merges_follow
from bole.apps.payments.models import Clawback, ExclusionRow, OncePlace, Overpayment, Payable
from bole.apps.registry.linking.merging import merge_undo, persons_merge
from bole.apps.registry.models import Payment, Person, Training
from bole.apps.schemes.once_keys import Naturals, OnceKey, PaidFor, once_keys
from bole.apps.schemes.place import packs_now
from bole.kernel.errors import BoleError
from bole.policy.scheme_parts import Recurs
from tests.apps.cases.handling import AT, SYSTEM, account
from tests.apps.payments.paying import (
    FUND,
    SUM,
    YEAR,
    Treasury,
    all_of,
    batch_of,
    case_made,
    certificate_made,
    commit,
    owed_of,
    returned,
    sound,
)
from tests.apps.registry.importing import checked, upload, written
from tests.apps.registry.people import householder
from tests.apps.registry.recorded import body_made, person_made, record_made

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
EXCLUDED = "guangdong.unemployment-skill-subsidy"


def code_of(done: object) -> str:
    error = getattr(done, "error")  # noqa: B009 - it may be another kind of error
    return error.code if isinstance(error, BoleError) else ""


def paid_for(scheme: str, *, person: int = 1, year: int = 2031, level: int = 3, table: str = "certificate") -> PaidFor:
    return PaidFor(scheme, 9, table, person, 4, 9, "6-31-01-03", level, AT.date().replace(year=year))


def upgrade_keys(paid: PaidFor, naturals: Naturals) -> tuple[OnceKey, ...]:
    schemes = packs_now().schemes
    return once_keys(schemes["zhongshan.skill-upgrade"], schemes, paid, naturals)


def test_schemes_that_share_a_limit_make_the_same_key() -> None:
    schemes, naturals = packs_now().schemes, Naturals({1: ("A",)}, {}, {9: "N"})
    same = upgrade_keys(paid_for("x", year=2025), naturals)
    assert {key.top for key in same if key.refuses} == {1, 3}
    theirs = once_keys(schemes["guangdong.new-apprenticeship"], schemes, paid_for("y", year=2025), naturals)
    mine = {key.digest for key in same if key.cap.endswith(("once", "together"))}
    assert mine & {key.digest for key in theirs}, "whichever scheme pays, the limit of the other sees it"
    one = {key.digest for key in upgrade_keys(paid_for("x"), naturals)}
    other_level = {k.digest for k in upgrade_keys(paid_for("x", level=4), naturals)}
    assert one & other_level, "the limits of a year are the same"
    assert one - other_level, "the one of the level is not"
    other_person = Naturals({1: ("B",)}, {}, {9: "N"})
    assert not one & {k.digest for k in upgrade_keys(paid_for("x"), other_person)}


def test_a_number_and_not_the_registers_is_what_counts() -> None:
    first = upgrade_keys(paid_for("x", person=1), Naturals({1: ("A",)}, {}, {}))
    second = upgrade_keys(paid_for("x", person=2), Naturals({2: ("A",)}, {}, {}))
    assert first == second
    both = upgrade_keys(paid_for("x", person=3), Naturals({3: ("B", "A")}, {}, {}))
    assert {key.digest for key in first} < {key.digest for key in both}


def test_a_change_of_keys_lets_nobody_be_paid_twice(treasury: Treasury) -> None:
    from bole.apps.accounts.resealing import reseal

    person = person_made(1)
    first = case_made(person, certificate_made(person, 1))
    [done] = commit(first)
    assert done.payable is not None
    for purpose in ("index", "sealing", "chain"):
        ring = key_ring(purpose)
        key_rotate(purpose)
        assert key_ring(purpose).current == ring.current + 1
    reseal(actor=SYSTEM, at=AT)
    second = case_made(person, certificate_made(person, 2))
    assert code_of(commit(second)[0]) == "BOLE-M004"
    sound()


def test_one_of_a_kind_a_year_and_the_next_year_again(treasury: Treasury) -> None:
    person = person_made(1)
    occupations = ("6-31-01-03", "4-10-01-01", "4-03-02-01")
    cases = [case_made(person, certificate_made(person, n, occupation=o)) for n, o in enumerate(occupations)]
    Case.objects.filter(pk=cases[2]).update(applied_on=AT.date().replace(year=2032))
    assert [code_of(done) for done in commit(*cases)] == ["", LIMIT_UNKNOWN.code, ""]


def test_what_one_scheme_was_paid_counts_for_a_limit_of_another(treasury: Treasury) -> None:
    person = person_made(1)
    first = case_made(person, certificate_made(person, 1), scheme="guangdong.new-apprenticeship")
    second = case_made(person, certificate_made(person, 2))
    # Both count for those a year of all kinds; nobody has said how many in 2031, so that cannot be told.
    assert [code_of(done) for done in commit(first, second)] == ["", LIMIT_UNKNOWN.code]


def test_of_two_that_exclude_each_other_one_is_paid(treasury: Treasury) -> None:
    person = person_made(1)
    certificate = certificate_made(person, 1)
    first = case_made(person, certificate)
    [done] = commit(first)
    Case.objects.filter(pk=first).update(state="paid", outcome="granted", closed_at=AT)
    other = case_made(person, certificate, scheme=EXCLUDED)
    assert code_of(commit(other)[0]) == "BOLE-M005"
    assert done.payable is not None
    payable_cancel(payable=done.payable, reason="放弃", actor=SYSTEM, at=AT)
    assert not ExclusionRow.objects.filter(first__gt=0).exists()
    assert not ExclusionRow.objects.filter(second__gt=0).exists()
    assert code_of(commit(other)[0]) == ""


def two_paid(treasury: Treasury) -> tuple[int, int, int, int]:
    """Two files of one man, each paid for his own certificate of the same level."""
    one, two = person_made(1), person_made(2)
    cases = [case_made(one, certificate_made(one, 1)), case_made(two, certificate_made(two, 2))]
    for done in commit(*cases):
        assert done.payable is not None
    batch = batch_of(treasury)
    returned(treasury, all_of(batch))
    return one, two, cases[0], cases[1]


def test_a_merge_never_fails_and_opens_an_overpayment(treasury: Treasury) -> None:
    one, two, first, second = two_paid(treasury)
    places = OncePlace.objects.count()
    merged = persons_merge(kept=one, gone=two, reason="同一人，两个号码", actor=SYSTEM, at=LATER)
    assert merges_follow(actor=SYSTEM, at=LATER) == 1
    assert merges_follow(actor=SYSTEM, at=LATER) == 0
    found = Overpayment.objects.get()
    assert (found.kept.case, found.extra.case, found.fen, found.state) == (first, second, SUM, "open")
    assert set(Payable.objects.values_list("person", flat=True)) == {one}
    assert OncePlace.objects.count() == places, "nothing is deleted"
    assert CaseStep.objects.filter(case=second, verb="overpaid").count() == 1
    merge_undo(merge=merged.merge, reason="其实是两个人", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    found.refresh_from_db()
    assert found.state == "closed"
    assert Payable.objects.get(case=second).person == two
    sound()


def test_who_was_merged_cannot_be_paid_by_either_number(treasury: Treasury) -> None:
    one, two = person_made(1), person_made(2)
    [done] = commit(case_made(two, certificate_made(two, 2)))
    assert done.payable is not None
    persons_merge(kept=one, gone=two, reason="同一人，两个号码", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    assert code_of(commit(case_made(one, certificate_made(one, 7)))[0]) == "BOLE-M004"


def test_what_waits_and_meets_is_left_out_of_a_batch(treasury: Treasury) -> None:
    one, two = person_made(1), person_made(2)
    commit(case_made(one, certificate_made(one, 1)), case_made(two, certificate_made(two, 2)))
    persons_merge(kept=one, gone=two, reason="同一人，两个号码", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    batch = batch_of(treasury, upto="prepared")
    assert (batch.lines_count, batch.left_out) == (1, {"overpaid": 1})


def test_two_that_exclude_each_other_and_meet_are_an_overpayment(treasury: Treasury) -> None:
    one, two = person_made(1), person_made(2)
    cases = [
        case_made(one, certificate_made(one, 1)),
        case_made(two, certificate_made(two, 2, occupation="6-31-01-04"), scheme=EXCLUDED),
    ]
    assert [code_of(done) for done in commit(*cases)] == ["", ""]
    returned(treasury, all_of(batch_of(treasury)))
    Payable.objects.filter(case=cases[1]).update(certificate=Payable.objects.get(case=cases[0]).certificate)
    merged = persons_merge(kept=one, gone=two, reason="同一人，两个号码", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    found = Overpayment.objects.get()
    assert (found.kept.case, found.extra.case, found.cap) == (cases[0], cases[1], "zhongshan.skill-upgrade")
    clawback_demand(payable=found.extra_id, fen=SUM, reason="只能享受一项", actor=treasury.cashier, at=LATER)
    merge_undo(merge=merged.merge, reason="其实是两个人", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    found.refresh_from_db()
    assert (found.state, found.told) == ("closed", True)
    assert Clawback.objects.get().state == Clawback.CANCELLED
    assert CaseStep.objects.filter(case=cases[1], verb="overpayment-closed").count() == 1
    sound()


def test_an_overpayment_that_is_clawed_back_is_closed_with_it(treasury: Treasury) -> None:
    one, two, _first, second = two_paid(treasury)
    persons_merge(kept=one, gone=two, reason="同一人，两个号码", actor=SYSTEM, at=LATER)
    merges_follow(actor=SYSTEM, at=LATER)
    extra = Payable.objects.get(case=second)
    clawback_demand(payable=extra.pk, fen=SUM, reason="重复支付", actor=treasury.cashier, at=LATER)
    assert Overpayment.objects.get().state == "clawed"


def test_a_case_is_committed_once(treasury: Treasury) -> None:
    from bole.apps.payments.commitments import Commitments

    person = person_made(1)
    case = case_made(person, certificate_made(person, 1))
    owed = owed_of(case, fund=FUND)
    done = Commitments().commit([owed, owed], actor=SYSTEM, at=AT)
    assert [code_of(one) for one in done] == ["", "BOLE-M006"]
    missing = Commitments().commit([owed_of(case_made(person, 0), fund="nothing")], actor=SYSTEM, at=AT)
    assert code_of(missing[0]) == "BOLE-M001"
    assert YEAR == 2031


def training_made(person: int, employer: int, *, occupation: str = "6-31-01-03", level: int = 3) -> int:
    return record_made(Training, person=person, employer=employer, occupation=occupation, level=level)


def employers_case(employer: int, training: int) -> int:
    """A granted case of a body for one of its apprentices."""
    case = case_made(0, training, scheme="guangdong.new-apprenticeship")
    Case.objects.filter(pk=case).update(person=None, organisation=employer)
    return case


def test_an_employer_is_paid_for_each_apprentice_and_each_once(treasury: Treasury) -> None:
    """Who is paid is one body; what a limit counts is the apprentice, his occupation and his level."""
    employer, (first, second) = body_made(1), (person_made(1), person_made(2))
    came = commit(
        employers_case(employer, training_made(first, employer)),
        employers_case(employer, training_made(second, employer)),
        employers_case(employer, training_made(first, employer, level=2)),
        employers_case(employer, training_made(first, employer)),
    )
    assert [code_of(one) for one in came] == ["", "", "", PAID_ALREADY.code]
    paid = Payable.objects.get(pk=came[0].payable or 0)
    assert (paid.person, paid.organisation, paid.about_person, paid.about_body) == (None, employer, first, employer)
    assert (paid.occupation, paid.level) == ("6-31-01-03", 3)


def test_what_an_employer_was_paid_for_somebody_counts_for_him(treasury: Treasury) -> None:
    employer, person = body_made(1), person_made(1)
    [theirs] = commit(employers_case(employer, training_made(person, employer)))
    assert code_of(theirs) == ""
    [own] = commit(case_made(person, certificate_made(person, 1)))
    assert code_of(own) == PAID_ALREADY.code


# --- limits without a figure, periods, and what was paid before this system ---


def rent_keys(applied_on: date, *, recurring: Recurs | None = Recurs.MONTH) -> set[bytes]:
    schemes = packs_now().schemes
    rent = copy(schemes["zhongshan.rent-subsidy"])
    assert rent.recurring is Recurs.MONTH
    rent.recurring = recurring
    paid = PaidFor(rent.id, 9, "housing", 1, None, None, "", None, applied_on)
    return {key.digest for key in once_keys(rent, schemes, paid, Naturals({1: ("A",)}, {}, {}))}


def test_what_is_paid_monthly_is_paid_once_a_month_and_the_next_month_again() -> None:
    june, later, july, next_june = date(2031, 6, 1), date(2031, 6, 30), date(2031, 7, 1), date(2032, 6, 1)
    assert rent_keys(june) == rent_keys(later)
    assert not rent_keys(june) & (rent_keys(july) | rent_keys(next_june))
    assert rent_keys(june, recurring=Recurs.YEAR) == rent_keys(july, recurring=Recurs.YEAR)
    assert not rent_keys(june, recurring=Recurs.YEAR) & rent_keys(next_june, recurring=Recurs.YEAR)
    assert rent_keys(june, recurring=None) == rent_keys(next_june, recurring=None)


def test_only_what_its_rule_says_is_paid_again() -> None:
    assert {id_ for id_, scheme in packs_now().schemes.items() if scheme.recurring} == {"zhongshan.rent-subsidy"}


def test_a_limit_without_a_figure_cannot_be_told(treasury: Treasury) -> None:
    person = person_made(1)
    first = case_made(person, certificate_made(person, 1))
    second = case_made(person, certificate_made(person, 2, occupation="4-10-01-01"))
    [done] = commit(first)
    assert done.payable is not None
    [refused] = commit(second)
    assert code_of(refused) == LIMIT_UNKNOWN.code


def paid_before(at: int, **more: str) -> dict[str, str]:
    told = {
        "补贴项目": "zhongshan.skill-upgrade", "支付编号": f"OLD-{at}", "证书编号": f"T{at:012}",
        "职业编码": "6-31-01-03", "技能等级": "中级工", "发放金额": "2000", "申领日期": "2025-03-04",
        "发放日期": "2025-04-01",
    }  # fmt: skip
    return {**known_by(at), **told, **more}


def known_by(at: int) -> dict[str, str]:
    row = householder(at)
    return {name: row[name] for name in ("姓名", "公民身份号码") if name in row}


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody whom a list of earlier payments names; his number in the register."""
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    written(checked(upload("household", [householder(1)])))
    written(checked(upload("payments", [paid_before(1)])))
    return Person.objects.get(closed_at=None).thing


def follow(hours: int = 0) -> int:
    return earlier_follow(actor=SYSTEM, at=datetime.now(UTC) + timedelta(hours=hours))


def granted(person: int, n: int, *, occupation: str = "6-31-01-03", level: int = 3) -> str:
    case = case_made(person, certificate_made(person, n, occupation=occupation, level=level))
    return code_of(commit(case)[0])


def test_what_a_list_says_was_paid_is_refused_by_the_database(treasury: Treasury, listed: int) -> None:
    assert follow() == 1
    held = OncePlace.objects.filter(earlier__isnull=False).count()
    assert (held > 0, follow(), OncePlace.objects.count()) == (True, 0, held)
    assert granted(listed, 7) == PAID_ALREADY.code, "another certificate of the same occupation and level"
    assert granted(listed, 8, level=4) == "", "another level, in a year of which the list says nothing"
    assert granted(person_made(2), 9) == "", "another person"
    sound()


def test_it_says_when_and_how_much_was_paid(treasury: Treasury, listed: int) -> None:
    follow()
    [refused] = commit(case_made(listed, certificate_made(listed, 7)))
    assert "2025-04-01" in str(refused.error)
    assert "2,000" in str(refused.error)


def test_a_row_that_is_taken_back_gives_its_place_back(treasury: Treasury, listed: int) -> None:
    follow()
    row = Payment.objects.get(closed_at=None)
    Payment.objects.filter(pk=row.pk).update(closed_at=datetime.now(UTC))
    assert follow() == 0
    assert not OncePlace.objects.exists()
    assert granted(listed, 7) == ""


def test_what_is_told_otherwise_takes_the_place_of_what_it_is_now(treasury: Treasury, listed: int) -> None:
    follow()
    written(checked(upload("payments", [paid_before(1, 技能等级="高级工")])))
    follow()
    assert granted(listed, 7) == ""
    assert granted(listed, 8, level=4, occupation="6-31-01-03") == PAID_ALREADY.code


def test_a_merged_person_was_paid_under_either_number(treasury: Treasury, listed: int) -> None:
    follow()
    kept = person_made(2)
    persons_merge(
        kept=kept, gone=listed, reason="同一个人", actor=account("manager", "manager-9"), at=datetime.now(UTC)
    )
    follow()
    assert granted(kept, 7) == PAID_ALREADY.code


def test_what_a_list_leaves_open_stops_nobody(
    treasury: Treasury, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    written(checked(upload("household", [householder(1)])))
    written(checked(upload("payments", [paid_before(1, 职业编码="", 技能等级="", 证书编号="")])))
    follow()
    assert granted(Person.objects.get(closed_at=None).thing, 7) == ""


def test_two_who_follow_at_once_and_who_is_cut_off_come_to_the_same(
    treasury: Treasury, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutError(Exception):
        pass

    def cut(_rows: object) -> None:
        raise CutError

    whole = earlier._taken
    monkeypatch.setattr(earlier, "_taken", cut)
    with pytest.raises(CutError), transaction.atomic():
        follow()
    monkeypatch.setattr(earlier, "_taken", whole)
    assert not OncePlace.objects.exists()
    assert (follow(), follow()) == (1, 0)
    assert granted(listed, 7) == PAID_ALREADY.code
