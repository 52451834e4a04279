"""Snapshots of a register: each row and column as the mapping says, of one moment, and never half of one."""

import os
import random
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.db import connection

from bole.apps.accounts.models import Event
from bole.apps.registry.bulk import rows_close
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import (
    Award,
    Certificate,
    Education,
    Employment,
    Insurance,
    Mark,
    Organisation,
    Person,
    Recorded,
    Talent,
    Title,
    Training,
    Workforce,
)
from bole.apps.registry.snapshot.coverage import NOBODY, coverage_of, covered_on, judged, sources_of
from bole.apps.registry.snapshot.making import unfinished_of
from bole.apps.registry.snapshot.mapping import MAPPED
from bole.apps.registry.snapshot.mapping_page import page
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.border import Fault
from bole.policy.manifest import Manifest
from bole.policy.snapshot import open_snapshot
from tests.apps.registry.importing import AT, Imports
from tests.apps.registry.people import certificate, householder, insured, number
from tests.apps.registry.recorded import body_made, person_made, record_made
from tests.apps.registry.snapshots import TODAY, bytes_in, rows_in, snapshot
from tests.conftest import ROOT

# What is read past Django has to be committed.
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def row_of(folder: Path, table: str, thing: int) -> dict[str, Any]:
    [row] = [row for row in rows_in(folder, table) if row[f"{table}_id"] == thing]
    return row


@pytest.fixture(autouse=True)
def _nothing_vouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_COVERED", [])


# --- the mapping ---


def test_every_column_of_the_facts_is_mapped_or_said_to_be_lacking() -> None:
    assert list(MAPPED) == list(STANDARD.tables)
    for name, found in MAPPED.items():
        columns = {column.name for column in STANDARD.table(name).columns}
        assert {*found.told, *found.unheld, found.begins, *found.turns} - {""} <= columns | {"revoked_on", "expires_on"}
        if not found.register:
            continue
        fields = {field.column for field in sheets()[found.register].model._meta.concrete_fields}
        plain = {c.name for c in found.held} - found.told.keys() - {found.key}
        assert plain <= fields, name
        assert not set(found.lacking) & fields, name


def test_the_page_is_as_the_mapping() -> None:
    written = (ROOT / "docs" / "reference" / "register-facts.md").read_text(encoding="utf-8")
    assert written == page(), "run `python -m bole.conf.mapping_page > docs/reference/register-facts.md`"


def test_no_class_s1_and_no_name_is_mapped() -> None:
    for found in MAPPED.values():
        if found.register:
            sheet = sheets()[found.register]
            secret = {item.name for item in sheet.items.values() if item.sensitivity == "S1"} | {"name", "pinyin"}
            read = " ".join(found.expression(column.name) for column in found.held).split()
            assert not secret & set(read), found.table


def test_every_table_as_it_stands_in_the_register(tmp_path: Path) -> None:
    body = body_made(1, kind="enterprise", size="small", industry="C", province="440000", town="442000001",
                     registered_on=date(2020, 2, 3), assessor=False)  # fmt: skip
    who = person_made(1, town="442000001")
    made: dict[type[Recorded], dict[str, Any]] = {
        Employment: {"person": who, "organisation": body, "started_on": date(2024, 1, 2), "status": "employee",
                     "province": "440000", "city": "442000", "occupation": "4-10-01-05", "field": "x",
                     "post": "technical", "wages": 12_000_000},
        Insurance: {"person": who, "organisation": body, "started_on": date(2024, 1, 2), "until": date(2025, 3, 4),
                    "kind": "pension", "province": "440000", "city": "442000", "months": 14},
        Certificate: {"person": who, "number": "S1", "kind": "skill", "occupation": "4-10-01-05", "level": 5,
                      "grade": 0, "field": "x", "field_since": date(2019, 9, 1), "route": "social", "issuer": body,
                      "organiser": body, "city": "442000", "issued_on": date(2025, 6, 1)},
        Title: {"person": who, "number": "T1", "series": "工程", "field": "机械", "level": 2,
                "obtained_on": date(2023, 5, 5)},
        Training: {"person": who, "class_number": "C1", "organiser": body, "employer": body,
                   "programme": "digital-skills", "layer": "operator", "digital": True, "city": "442000",
                   "occupation": "4-10-01-05", "level": 4, "started_on": date(2025, 1, 1),
                   "ended_on": date(2025, 2, 1), "hours": 40, "passed": True, "certified": False},
        Award: {"person": who, "organisation": body, "kind": "contest", "tier": "city", "name": "某赛", "place": 1,
                "occupation": "4-10-01-05", "awarded_on": date(2024, 10, 1)},
        Workforce: {"organisation": body, "counted_on": date(2025, 12, 31), "staff": 100, "insured": 90,
                    "skilled": 40, "highly_skilled": 10, "wages": 900_000_000},
        Mark: {"organisation": body, "kind": "specialised", "tier": "province", "started_on": date(2024, 1, 1),
               "until": date(2032, 1, 1)},
        Talent: {"person": who, "organisation": body, "kind": "artisan", "tier": "city",
                 "started_on": date(2024, 1, 1), "city": "442000"},
    }  # fmt: skip
    things = {model: record_made(model, **values) for model, values in made.items()}
    record_made(Education, person=who, education="31", school="某校", graduated_on=date(2012, 6, 30))
    snapshot(tmp_path / "s")
    for model, thing in things.items():
        table = str(model._meta.model_name)
        wanted = {c.name: made[model].get(c.name) for c in STANDARD.table(table).columns} | {f"{table}_id": thing}
        if "open" in wanted:
            goes_on = model is not Insurance
            wanted |= {"open": goes_on, "until": TODAY if goes_on else date(2025, 3, 4)}
        wanted |= {"valid": True} if model is Certificate else {}
        assert row_of(tmp_path / "s", table, thing) == wanted, table
    assert row_of(tmp_path / "s", "person", who) == {
        "person_id": who, "sex": "male", "born_on": date(1990, 3, 7), "origin": None, "household_province": None,
        "household_city": "442000", "household_since": date(2020, 1, 1), "residence_city": "442000",
        "residence_town": "442000001", "education": "31",
    }  # fmt: skip
    assert row_of(tmp_path / "s", "organisation", body) == {
        "organisation_id": body, "kind": "enterprise", "size": "small", "industry": "C", "province": "440000",
        "city": "442000", "town": "442000001", "registered_on": date(2020, 2, 3), "assessor": False,
    }  # fmt: skip
    for table in ("claim", "payment", "loan", "slate"):
        assert rows_in(tmp_path / "s", table) == []


@pytest.mark.parametrize(
    ("told", "valid"),
    [
        ({}, True),
        ({"expires_on": TODAY}, True),
        ({"expires_on": TODAY - DAY}, False),
        ({"revoked_on": TODAY}, False),
        ({"revoked_on": TODAY + DAY}, True),
        ({"revoked_why": "撤销"}, False),
        ({"revoked_why": "撤销", "revoked_on": TODAY + DAY}, True),
    ],
)
def test_whether_a_certificate_is_valid(tmp_path: Path, told: dict[str, Any], valid: bool) -> None:
    thing = record_made(
        Certificate, person=person_made(1), number="S1", kind="skill", issued_on=date(2024, 1, 1), **told
    )
    snapshot(tmp_path / "s")
    assert row_of(tmp_path / "s", "certificate", thing)["valid"] is valid


def test_the_highest_education_that_ended_in_a_graduation(tmp_path: Path) -> None:
    who, other = person_made(1), person_made(2)
    record_made(Education, person=who, education="41", school="a", status="graduated")
    record_made(Education, person=who, education="31", school="b", graduated_on=TODAY)
    record_made(Education, person=who, education="21", school="c", graduated_on=TODAY + DAY)
    record_made(Education, person=who, education="14", school="d", status="enrolled")
    snapshot(tmp_path / "s")
    assert row_of(tmp_path / "s", "person", who)["education"] == "31"
    assert row_of(tmp_path / "s", "person", other)["education"] is None


# --- days ---


def test_a_day_in_the_past_as_it_is_known_now(tmp_path: Path) -> None:
    then = date(2025, 9, 30)
    who = person_made(1)
    going_on = record_made(Insurance, person=who, kind="pension", started_on=date(2024, 1, 1), months=60)
    ended_later = record_made(
        Insurance, person=who, kind="medical", started_on=date(2024, 1, 1), until=date(2026, 1, 1), months=24
    )
    ended = record_made(Insurance, person=who, kind="injury", started_on=date(2024, 1, 1), until=then, months=20)
    record_made(Insurance, person=who, kind="resident", started_on=then + DAY)
    running = record_made(Training, person=who, started_on=then, ended_on=then + DAY, passed=True, certified=True)
    record_made(Certificate, person=who, number="S1", kind="skill", issued_on=then + DAY)
    snapshot(tmp_path / "s", then)
    spells = {row["insurance_id"]: row for row in rows_in(tmp_path / "s", "insurance")}
    assert spells.keys() == {going_on, ended_later, ended}
    assert [(spells[i]["until"], spells[i]["open"], spells[i]["months"]) for i in (going_on, ended_later, ended)] == [
        (then, True, None),
        (then, True, None),
        (then, False, 20),
    ]
    assert row_of(tmp_path / "s", "training", running)["passed"] is None
    assert rows_in(tmp_path / "s", "certificate") == []
    snapshot(tmp_path / "today")
    assert {row["months"] for row in rows_in(tmp_path / "today", "insurance")} == {60, 24, 20, None}


def test_where_the_household_was_before_is_unknown(tmp_path: Path) -> None:
    who = person_made(1)
    snapshot(tmp_path / "s", date(2019, 12, 31))
    row = row_of(tmp_path / "s", "person", who)
    assert (row["household_city"], row["household_since"]) == (None, None)


def test_as_it_was_known_then(tmp_path: Path) -> None:
    who = person_made(1)
    spell = record_made(Insurance, person=who, kind="pension", started_on=date(2024, 1, 1), months=10)
    record_made(Insurance, thing=spell, months=12, at=AT + 3 * DAY)
    late = record_made(Certificate, person=who, number="S1", kind="skill", issued_on=date(2024, 1, 1), at=AT + 3 * DAY)
    snapshot(tmp_path / "then", known_then=True)
    snapshot(tmp_path / "now")
    assert row_of(tmp_path / "then", "insurance", spell)["months"] == 10
    assert rows_in(tmp_path / "then", "certificate") == []
    assert row_of(tmp_path / "now", "certificate", late)["valid"] is True
    snapshot(tmp_path / "later", TODAY + 3 * DAY, known_then=True)
    assert row_of(tmp_path / "later", "insurance", spell)["months"] == 12
    before = tmp_path / "before"
    snapshot(before, TODAY - DAY, known_then=True)
    assert all(entry.rows == 0 for entry in Manifest.read(before).tables.values())


# --- what it may hold, and who may read it ---


def test_no_name_and_no_number_of_a_document_is_in_it(tmp_path: Path) -> None:
    who = person_made(1, "欧阳明月", phone="12000000001")
    record_made(Certificate, person=who, number="S60007654321", kind="skill")
    body_made(1, "绝无仅有有限公司")
    snapshot(tmp_path / "s")
    for table in STANDARD.tables:
        told = repr(rows_in(tmp_path / "s", table))
        assert not [one for one in ("欧阳", number(1), "12000000001", "S6000", "绝无仅有", "ouyang") if one in told]
    told = (tmp_path / "s" / "manifest.json").read_text()
    assert "test" not in told


def test_it_is_for_this_user_alone(tmp_path: Path) -> None:
    person_made(1)
    snapshot(tmp_path / "s")
    snapshot(tmp_path / "t", since=tmp_path / "s")
    for folder in (tmp_path / "s", tmp_path / "t"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        assert len(list(folder.iterdir())) == len(STANDARD.tables) + 1


def test_its_end_is_in_the_manifest(tmp_path: Path) -> None:
    written = snapshot(tmp_path / "s")
    assert Manifest.read(tmp_path / "s").expires_on == date(2031, 8, 4)
    assert written.manifest.made["known"] == "now"
    with open_snapshot(tmp_path / "s") as opened:
        assert (opened.as_of, opened.manifest.place) == (TODAY, "442000")


# --- the border ---


def test_what_is_wrong_is_listed_by_rule_and_row_and_kept(tmp_path: Path) -> None:
    who = person_made(1)
    strange = record_made(Training, person=who, programme="自编的项目")
    nobody = record_made(Insurance, person=who + 999, kind="pension", started_on=date(2024, 1, 1))
    ancient = record_made(Certificate, person=who, number="S1", kind="skill", issued_on=date(1024, 1, 1))
    written = snapshot(tmp_path / "s")
    listed = {(row["table"], row["key"], row["column"], row["code"]) for row in written.quarantine.to_dicts()}
    assert listed == {
        ("training", strange, "programme", "unknown-code"),
        ("insurance", nobody, "person", "unresolved-link"),
        ("certificate", ancient, "issued_on", "out-of-bounds"),
    }
    assert written.quarantined == 3
    rows = RegisterRows(Reading(TODAY))
    own = rows.own(who)
    assert (own["training"], own["certificate"]) == ([], [])
    assert {(fault.table, fault.key, fault.column, str(fault.fault)) for fault in rows.faults} == {
        one for one in listed if one[0] != "insurance"
    }


def test_a_row_goes_with_the_row_it_cannot_do_without(tmp_path: Path) -> None:
    who = record_made(Person, name="某", pinyin="mou", sex="unheard-of")
    spell = record_made(Insurance, person=who, kind="pension", started_on=date(2024, 1, 1))
    written = snapshot(tmp_path / "s")
    assert (("insurance", spell, "linked-row")) in written.quarantine.select("table", "key", "code").rows()
    rows = RegisterRows(Reading(TODAY))
    assert rows.own(who)["person"] == []
    assert [fault.fault for fault in rows.faults] == [Fault.UNKNOWN_CODE]


# --- one moment ---


def test_what_is_written_meanwhile_is_not_in_it(tmp_path: Path) -> None:
    who = person_made(1)
    seen: list[int] = []

    def meanwhile(done: int, of: int) -> None:
        if not seen:
            seen.append(_in_another_process(who))

    snapshot(tmp_path / "s", told=meanwhile)
    assert rows_in(tmp_path / "s", "certificate") == []
    snapshot(tmp_path / "t", since=tmp_path / "s")
    assert [row["certificate_id"] for row in rows_in(tmp_path / "t", "certificate")] == seen


def _in_another_process(who: int) -> int:
    """A certificate is recorded by somebody else."""
    told = connection.settings_dict
    # Of the server of this very process: beside others the surroundings may name another's.
    url = f"sqlite:///{told['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgresql://{told['USER']}:{told['PASSWORD']}@/{told['NAME']}?host={told['OPTIONS']['host']}"
    command = [sys.executable, "-W", "error", "-c", _RECORDS, str(who)]
    done = subprocess.run(
        command, env={**os.environ, "BOLE_DATABASE_URL": url}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


_RECORDS = """
import sys
from bole.conf.start import start_django
start_django()
from bole.apps.registry.models import Certificate
from tests.apps.registry.recorded import record_made
print(record_made(Certificate, person=int(sys.argv[1]), number="S1", kind="skill"))
"""


# --- what has changed since ---


def test_what_has_not_changed_is_taken_as_it_is(tmp_path: Path) -> None:
    who = person_made(1)
    record_made(Insurance, person=who, kind="pension", started_on=date(2024, 1, 1))
    snapshot(tmp_path / "a")
    record_made(Certificate, person=who, number="S1", kind="skill", issued_on=date(2024, 1, 1))
    written = snapshot(tmp_path / "b", since=tmp_path / "a")
    assert written.renewed == ("certificate",)
    assert len(written.reused) == len([f for f in MAPPED.values() if f.register]) - 1
    assert (tmp_path / "a" / "person.parquet").samefile(tmp_path / "b" / "person.parquet")
    next_day = snapshot(tmp_path / "c", TODAY + DAY, since=tmp_path / "b")
    assert next_day.renewed == ("insurance",)
    snapshot(tmp_path / "whole", TODAY + DAY)
    assert bytes_in(tmp_path / "c") == bytes_in(tmp_path / "whole")


def test_step_by_step_it_is_what_it_is_at_once(tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - no secret
    world = _World(chance)
    before, day = None, TODAY
    for step in range(12):
        world.change()
        day += chance.choice((0, 0, 1, 30)) * DAY
        folder = tmp_path / f"step-{step}"
        snapshot(folder, day, since=before)
        snapshot(tmp_path / f"whole-{step}", day)
        assert bytes_in(folder) == bytes_in(tmp_path / f"whole-{step}"), step
        before = folder


class _World:
    """People, spells, certificates and studies that come, change and are taken back."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.people, self.count = chance, list[int](), 0
        self.bodies = [body_made(1), body_made(2)]

    def change(self) -> None:
        for _ in range(self.chance.randrange(12)):
            self.chance.choice((self._person, self._spell, self._certificate, self._study, self._again, self._gone))()

    def _day(self) -> date | None:
        day = TODAY + self.chance.randrange(-900, 90) * DAY
        return self.chance.choice((day, day, None))

    def _person(self) -> None:
        self.count += 1
        self.people.append(person_made(self.count))

    def _who(self) -> int:
        if not self.people:
            self._person()
        return self.chance.choice(self.people)

    def _spell(self) -> None:
        started = TODAY - self.chance.randrange(-20, 400) * DAY
        until = self.chance.choice((None, started + self.chance.randrange(400) * DAY))
        body = self.chance.choice([*self.bodies, None])
        record_made(
            Insurance, person=self._who(), organisation=body, kind="pension", started_on=started, until=until, months=3
        )

    def _certificate(self) -> None:
        self.count += 1
        days: dict[str, Any] = {"issued_on": self._day(), "expires_on": self._day(), "revoked_on": self._day()}
        record_made(Certificate, person=self._who(), number=f"S{self.count}", kind="skill", level=4, **days)

    def _study(self) -> None:
        self.count += 1
        code = self.chance.choice(("21", "31", "47", "71"))
        values: dict[str, Any] = {"school": f"校{self.count}", "status": self.chance.choice(("graduated", "enrolled"))}
        record_made(Education, person=self._who(), education=code, graduated_on=self._day(), **values)

    def _again(self) -> None:
        rows = list(Certificate.objects.filter(closed_at=None))
        if rows:
            record_made(Certificate, thing=self.chance.choice(rows).thing, expires_on=self._day(), level=5)

    def _gone(self) -> None:
        model = self.chance.choice((Certificate, Insurance, Education))
        rows = list(model._default_manager.filter(closed_at=None))
        if rows:
            rows_close(model, [self.chance.choice(rows).pk], batch=None, at=AT)


def test_after_a_restore_nothing_is_taken_from_it(tmp_path: Path) -> None:
    who = person_made(1)
    snapshot(tmp_path / "a")
    last = Event.objects.order_by("-number")[0]
    Event.objects.filter(pk=last.pk).update(hash=b"\x01" * 32)
    Person.objects.filter(thing=who).update(sex="female")
    written = snapshot(tmp_path / "b", since=tmp_path / "a")
    assert (written.reused, written.renewed) == ((), ())
    assert row_of(tmp_path / "b", "person", who)["sex"] == "female"


def test_of_a_damaged_one_nothing_is_taken(tmp_path: Path) -> None:
    person_made(1)
    snapshot(tmp_path / "a")
    file = tmp_path / "a" / "person.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    written = snapshot(tmp_path / "b", since=tmp_path / "a")
    assert "person" not in (*written.reused, *written.renewed)
    assert len(rows_in(tmp_path / "b", "person")) == 1


def test_an_earlier_day_is_read_whole(tmp_path: Path) -> None:
    person_made(1)
    snapshot(tmp_path / "a")
    written = snapshot(tmp_path / "b", TODAY - DAY, since=tmp_path / "a")
    assert (written.reused, written.renewed) == ((), ())


# --- whole or not at all ---


def test_one_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    with pytest.raises(BoleError, match="BOLE-P"):
        snapshot(tmp_path / "s")


def test_who_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    person_made(1)

    def stopped(done: int, of: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="No space left"):
        snapshot(tmp_path / "s", told=stopped)
    assert list(tmp_path.iterdir()) == [tmp_path / "bole-home"] or list(tmp_path.iterdir()) == []


def test_what_nobody_knows_in_the_unfinished_one_goes(tmp_path: Path) -> None:
    person_made(1)
    left = unfinished_of(tmp_path / "s")
    left.mkdir()
    (left / "person.part").write_bytes(b"half")
    (left / "person.parquet").write_bytes(b"half")
    snapshot(tmp_path / "s")
    assert not left.exists()
    assert len(list((tmp_path / "s").iterdir())) == len(STANDARD.tables) + 1


# --- coverage ---


@pytest.fixture
def delivered(imports: Imports) -> None:
    imports("insurance", [insured(1)])
    imports("household", [householder(1)])


def test_what_was_delivered_in_time_is_covered(delivered: None) -> None:
    assert covered_on(TODAY) == {"person", "organisation", "insurance"}
    found = coverage_of(TODAY + 100 * DAY)
    assert (found["insurance"].of, found["insurance"].until) == ("all", TODAY + 35 * DAY)
    assert "insurance" not in covered_on(TODAY + 36 * DAY)
    assert "insurance" in covered_on(TODAY + 35 * DAY)
    assert found["certificate"].of == found["payment"].of == NOBODY
    assert sources_of()["insurance"] == "bole register: insurance"


def test_of_two_sources_both_have_to_come(imports: Imports) -> None:
    imports("certificates", [certificate(1)])
    assert "certificate" in covered_on(TODAY + 35 * DAY)
    imports("certificates", [certificate(2, 姓名="李四")], source="other")
    assert covered_on(TODAY + 35 * DAY) >= {"certificate"}
    assert "certificate" not in covered_on(TODAY + 36 * DAY)


def test_the_office_vouches_for_more(delivered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_COVERED", ["claim", "payment"])
    assert covered_on(TODAY) >= {"claim", "payment"}
    monkeypatch.setattr(settings, "BOLE_COVERED", ["salary"])
    with pytest.raises(BoleError, match="BOLE-R603"):
        coverage_of(TODAY)


def test_every_table_is_judged() -> None:
    assert all(one.why and one.why_en for one in judged().values())
    assert not judged()["payment"].complete


def test_the_manifest_tells_source_and_coverage(tmp_path: Path, delivered: None) -> None:
    snapshot(tmp_path / "s")
    told = Manifest.read(tmp_path / "s").tables
    assert told["insurance"].coverage.reaches(TODAY)
    assert not told["payment"].coverage.reaches(TODAY)
    assert told["insurance"].source == "bole register: insurance"
    with open_snapshot(tmp_path / "s") as opened:
        assert opened.coverage("insurance")
        assert not opened.quarantine.height


def test_a_long_register_is_written_in_the_same_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bole.apps.registry.snapshot import moment

    who = person_made(1)
    for at in range(30):
        record_made(Certificate, person=who, number=f"S{at}", kind="skill")
    snapshot(tmp_path / "a")
    monkeypatch.setattr(moment, "_BATCH", 7)
    snapshot(tmp_path / "b")
    assert bytes_in(tmp_path / "a") == bytes_in(tmp_path / "b")
    assert pl.read_parquet(tmp_path / "a" / "certificate.parquet")["certificate_id"].is_sorted()


def test_organisations_registered_later_are_not_there_yet(tmp_path: Path) -> None:
    body_made(1, registered_on=TODAY)
    assert Organisation.objects.count() == 1
    snapshot(tmp_path / "s", TODAY - DAY)
    assert rows_in(tmp_path / "s", "organisation") == []
