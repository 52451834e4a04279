"""One person decided straight from the register: as over a snapshot of that day, quickly, the look written down."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from bole.apps.accounts.models import Look
from bole.apps.registry.models import Certificate, Training
from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.apps.schemes.benefits import Benefit
from bole.apps.schemes.place import place_of_register, rules_of
from bole.apps.schemes.selectors import Benefits, person_benefits, person_decisions
from bole.apps.schemes.snapshots import snapshot_make
from bole.apps.schemes.versions import publishing, schemes_publish
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.messages import use_language
from bole.policy import explanations
from bole.policy.decision import Decision
from bole.policy.explanations import of_persons, own_decisions
from bole.policy.pack import load_packs
from bole.policy.person_facts import file_of
from bole.policy.readings.function import PersonRules
from bole.policy.run_results import read_decisions, write_results
from bole.policy.runs import run_schemes
from bole.policy.scheme import OUTCOMES, Scheme
from bole.policy.snapshot import open_snapshot
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.reading import ADMINISTRATORS, NOBODY, clerk, manager, worker
from tests.apps.registry.recorded import person_made, record_made
from tests.apps.schemes.town import LAW
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
ASSUMED = ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"

Told = dict[tuple[str, int], tuple[str, int | None]]


def every_scheme() -> list[Scheme]:
    """Those of all packs that decide about persons."""
    return [scheme for scheme in load_packs([ASSUMED]).schemes.values() if of_persons(STANDARD, scheme)]


def over_columns(folder: Path, out: Path, schemes: Sequence[Scheme], as_of: date) -> Told:
    """What a run over a snapshot decides, by scheme and row."""
    found: Told = {}
    with open_snapshot(folder) as opened:
        ran = run_schemes(opened, schemes, as_of)
        try:
            write_results(ran, out)
        finally:
            ran.close()
    for scheme in schemes:
        for row in read_decisions(out, scheme.id).select("fact", "outcome", "fen").iter_rows():
            found[scheme.id, row[0]] = (OUTCOMES[row[1]], row[2])
    return found


def told(decisions: Sequence[Decision]) -> Told:
    return {(one.scheme, one.fact): (one.outcome, one.fen) for one in decisions}


@pytest.mark.parametrize("as_of", [LAW, date(2031, 5, 6)])
def test_every_scheme_decides_everybody_as_over_a_snapshot(town: list[int], tmp_path: Path, as_of: date) -> None:
    # Rows that the border sets apart are among them.
    record_made(Training, person=town[0], programme="自编的项目", started_on=LAW)
    record_made(Certificate, person=town[1], number="S-1", kind="skill", level=3, issued_on=date(1024, 1, 1))
    written = snapshot_make(out=tmp_path / "s", as_of=as_of, actor=SYSTEM, at=AT)
    assert written.quarantined == 2
    schemes = every_scheme()
    run = over_columns(tmp_path / "s", tmp_path / "r", schemes, as_of)
    rules, covered = PersonRules(schemes), covered_on(as_of)
    one_by_one: Told = {}
    for person in town:
        rows = RegisterRows(Reading(as_of))
        one_by_one |= told(own_decisions(rules, file_of(rows, person, schemes, as_of), person, as_of, covered))
    assert one_by_one == run
    assert len(run) > 1000
    outcomes = {outcome for outcome, _fen in run.values()}
    assert outcomes >= ({"entitled", "refused", "unknown", "needs_person"} if as_of == LAW else {"not_in_force"})


def test_to_the_bit_as_out_of_a_snapshot(town: list[int], tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", as_of=LAW, actor=SYSTEM, at=AT)
    local = rules_of("442000")
    covered = covered_on(LAW)
    with open_snapshot(tmp_path / "s") as opened:
        for person in town[::20]:
            file = explanations.file_of(opened, person, local.schemes, LAW)
            assert person_decisions(person=person, as_of=LAW, actor=SYSTEM, at=AT) == own_decisions(
                local.rules, file, person, LAW, covered
            )
            rows = RegisterRows(Reading(LAW))
            assert file_of(rows, person, local.schemes, LAW) == file


def test_it_is_decided_in_the_request(town: list[int]) -> None:
    person_decisions(person=town[0], as_of=LAW, actor=SYSTEM, at=AT)  # the rules are written once in a process
    took = []
    for person in town[:60]:
        started = time.perf_counter()
        person_decisions(person=person, as_of=LAW, actor=SYSTEM, at=AT)
        took.append(time.perf_counter() - started)
    # The goal is 50 ms for most; others may be at work on this machine.
    assert sorted(took)[len(took) // 2] < 0.05


def every(found: Benefits) -> list[Benefit]:
    return [one for group in found.groups.values() for one in group]


def benefits(person: int) -> Benefits:
    return person_benefits(person=person, as_of=LAW, actor=SYSTEM, at=AT)


def test_the_words_say_what_he_can_have_and_why_not(town: list[int]) -> None:
    found = [one for person in town for one in every(benefits(person))]
    by_outcome = {outcome: [one for one in found if one.outcome == outcome] for outcome in OUTCOMES}
    paid = [one for one in by_outcome["entitled"] if one.sum]
    assert paid
    assert all(one.next_step == "现在就可以申领。" and not one.reasons for one in by_outcome["entitled"])
    assert any("最后一天" in one.last_day for one in paid)
    for outcome in ("refused", "unknown", "needs_person"):
        assert by_outcome[outcome]
        assert all(one.reasons for one in by_outcome[outcome] if one.criteria), outcome
    assert any(one.next_step.startswith("请补") for one in by_outcome["unknown"])
    assert all(line.clause for one in found for line in one.criteria)
    use_language("en")
    try:
        english = every(benefits(town[0]))
    finally:
        use_language(None)
    assert english
    assert all(one.outcome_told.isascii() and one.title.isascii() for one in english)


def test_faulty_records_are_left_out_and_told(town: list[int]) -> None:
    before = benefits(town[0])
    record_made(Training, person=town[0], programme="自编的项目", started_on=LAW)
    assert benefits(town[0]).faults == before.faults + 1


def test_the_version_is_named_where_it_was_published(town: list[int]) -> None:
    person = next(person for person in town if benefits(person).count)
    assert {one.version for one in every(benefits(person))} == {None}
    shown = publishing(place="442000", actor=SYSTEM, folders=[ASSUMED])
    schemes_publish(place="442000", whole=shown.whole, actor=SYSTEM, at=AT, folders=[ASSUMED])
    assert {one.version for one in every(benefits(person))} == {1}


# --- who may ---


@pytest.fixture
def somebody(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(settings, "BOLE_PLACE", "zhongshan")
    return person_made(1, town="442000001")


def test_a_look_is_written_down(somebody: int) -> None:
    person_decisions(person=somebody, as_of=LAW, actor=clerk("442000001"), at=AT)
    person_benefits(person=somebody, as_of=LAW, actor=worker(somebody), at=AT)
    assert list(Look.objects.order_by("pk").values_list("person", "fields", "actor")) == [
        (somebody, "entitlements", "窗口442000001"),
        (somebody, "entitlements", "劳动者"),
    ]


def test_who_is_out_of_reach_is_as_if_he_were_not_there(somebody: int) -> None:
    refused = set()
    for actor in (clerk("442000002"), worker(somebody + 1), NOBODY, *ADMINISTRATORS):
        for person in (somebody, 999_999):
            for ask in (person_decisions, person_benefits):
                with pytest.raises(BoleError, match="BOLE-A005") as error:
                    ask(person=person, as_of=LAW, actor=actor, at=AT)
                refused.add(str(error.value))
    assert len(refused) == 1
    assert not Look.objects.exists()


# --- of which city ---


def test_the_city_is_said_set_or_published(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "")
    with pytest.raises(BoleError, match="BOLE-V003"):
        place_of_register()
    assert place_of_register("zibo") == "370300"
    with pytest.raises(BoleError, match="BOLE-V001"):
        place_of_register("nowhere")
    shown = publishing(place="440100", actor=manager())
    schemes_publish(place="440100", whole=shown.whole, actor=manager(), at=AT)
    assert place_of_register() == "440100"
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    assert place_of_register() == "442000"


def test_a_pack_that_changes_is_read_anew(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    folder = tmp_path / "assumed"
    shutil.copytree(ASSUMED, folder)
    monkeypatch.setattr(settings, "BOLE_PACKS", [folder])
    first = rules_of("442000")
    assert rules_of("442000") is first
    file = folder / "parameters" / "insured-months.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# looked at again\n", encoding="utf-8")
    assert rules_of("442000") is not first
