"""快照的速度: a register of many people into a snapshot, on SQLite and on PostgreSQL, side by side.

    python benchmarks/snapshot_speed.py [--people 1000000] [--database sqlite|postgresql|both] [--home DIR] [--url URL]

The people are rows that the database makes itself (no names worth the word, no numbers): for each a person, 2.2
certificates, 1.5 spells of insurance, a third of an education, half a training, and a body to 35 people. Then, each in
a process of its own as the command is: a whole snapshot; one since it with nothing changed; one since it after a
hundredth of the certificates was recorded anew; and a hundred people decided one by one. Printed are wall and
processor seconds, the largest memory, bytes, and milliseconds a person. Goal: 4.6 million people in 300 s on
PostgreSQL, 50 ms a person. `--home` keeps the register (SQLite) and uses it again, `--url` names a PostgreSQL that is
there.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

AT = datetime(2026, 11, 1, tzinfo=UTC)
LAW = date(2025, 9, 30)
GOAL_SECONDS, GOAL_PEOPLE, GOAL_MS = 300, 4_600_000, 50
BODY = 35
CERTIFICATES, SPELLS, STUDIES, TRAININGS = 2.2, 1.5, 0.33, 0.5


# --- the register, made by the database itself ---


class Filler:
    """Fills tables with rows that are computed from their number."""

    def __init__(self, source: int) -> None:
        from django.db import connection

        self.connection, self.source = connection, source
        self.lite = connection.vendor == "sqlite"

    @contextmanager
    def without_indexes(self, tables: list[str]) -> Iterator[None]:
        """PostgreSQL makes an index of what is there in a third of the time that it takes to keep one."""
        if self.lite:
            yield
            return
        with self.connection.cursor() as cursor:
            found = "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) AND NOT EXISTS"
            kept = " (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
            cursor.execute(found + kept, [tables])
            indexes = cursor.fetchall()
            for name, _made in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            for _name, made in indexes:
                cursor.execute(made)

    def day(self, first: str, days: str) -> str:
        return f"date('{first}', ({days}) || ' days')" if self.lite else f"DATE '{first}' + CAST({days} AS integer)"

    def one_of(self, number: str, *texts: str) -> str:
        whens = " ".join(f"WHEN {at} THEN '{text}'" for at, text in enumerate(texts))
        return f"CASE ({number}) % {len(texts)} {whens} END"

    def fill(self, model: Any, count: int, told: dict[str, str]) -> None:
        from django.db.models import CharField

        fields = [field for field in model._meta.concrete_fields if field.column != "id"]
        moment = self.connection.ops.adapt_datetimefield_value(AT) if self.lite else AT.isoformat()
        common = {"source_id": str(self.source), "told_by": "'{}'", "recorded_at": f"'{moment}'"}
        values = [
            (told | common).get(f.column) or ("''" if isinstance(f, CharField) and not f.null else "NULL")
            for f in fields
        ]
        names = ", ".join(f'"{field.column}"' for field in fields)
        into = f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)} FROM s"  # noqa: S608
        counted = "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {0}) "
        series = "WITH s(i) AS (SELECT generate_series(1, CAST({0} AS bigint))) "
        with self.connection.cursor() as cursor:
            cursor.execute((counted if self.lite else series).format(count) + into)


def fill(people: int) -> None:
    """The register: numbers of things are given out table by table."""
    from django.db import connection, transaction

    from bole.apps.registry.bulk import cache_more
    from bole.apps.registry.models import Certificate, Education, Insurance, Organisation, Person, Source, Training

    cache_more()
    source = Source.objects.get_or_create(code="bench", defaults={"name": "来源"})[0].pk
    filler = Filler(source)
    bodies = max(people // BODY, 10)
    first = {"person": 0, "body": people, "certificate": people + bodies}
    first["insurance"] = first["certificate"] + int(people * CERTIFICATES)
    first["study"] = first["insurance"] + int(people * SPELLS)
    first["training"] = first["study"] + int(people * STUDIES)
    who, body = f"1 + (i * 7919) % {people}", f"{people} + 1 + (i * 104729) % {bodies}"
    town = (
        "'442000' || substr('00' || CAST(1 + i % 25 AS text), -3)"
        if filler.lite
        else "'442000' || lpad((1 + i % 25)::text, 3, '0')"
    )
    tables = [m._meta.db_table for m in (Organisation, Person, Certificate, Insurance, Education, Training)]
    with transaction.atomic(), filler.without_indexes(tables):
        filler.fill(Organisation, bodies, {
            "thing": f"{first['body']} + i", "name": "'样例'", "pinyin": "'yang li'", "kind": "'enterprise'",
            "size": filler.one_of("i", "large", "medium", "small", "micro"),
            "industry": filler.one_of("i", "C", "I", "G"),
            "province": "'440000'", "city": "'442000'", "town": town, "assessor": "i % 2 = 0",
            "registered_on": filler.day("2000-01-01", "i % 9000"),
        })  # fmt: skip
        filler.fill(Person, people, {
            "thing": "i", "name": "'某'", "pinyin": "'mou'", "id_kind": "'resident'",
            "sex": filler.one_of("i", "female", "male"), "born_on": filler.day("1960-01-01", "(i * 7919) % 16000"),
            "household_province": filler.one_of("i", "440000", "440000", "370000"),
            "household_city": filler.one_of("i", "442000", "440100", "370300"),
            "household_since": filler.day("2000-01-01", "(i * 31) % 9000"), "residence_city": "'442000'",
            "residence_town": town,
        })  # fmt: skip
        filler.fill(Certificate, int(people * CERTIFICATES), {
            "thing": f"{first['certificate']} + i", "person": who, "number": "'S' || CAST(i AS text)",
            "kind": filler.one_of("i", "skill", "skill", "skill", "qualification"), "level": "1 + i % 6",
            "occupation": filler.one_of("i", "4-10-01-05", "6-18-01-01", "4-04-05-03", "4-03-02-01"),
            "grade": "0", "route": filler.one_of("i", "social", "enterprise", "school"), "issuer": body,
            "city": "'442000'", "issued_on": filler.day("2015-01-01", "(i * 17) % 4200"),
        })  # fmt: skip
        filler.fill(Insurance, int(people * SPELLS), {
            "thing": f"{first['insurance']} + i", "person": who, "organisation": body,
            "kind": filler.one_of("i", "pension", "medical", "unemployment"), "province": "'440000'",
            "city": "'442000'", "started_on": filler.day("2010-01-01", "(i * 31) % 5000"), "months": "1 + i % 120",
            "until": f"CASE WHEN i % 3 = 0 THEN {filler.day('2010-01-01', '(i * 31) % 5000 + 400')} END",
        })  # fmt: skip
        filler.fill(Education, int(people * STUDIES), {
            "thing": f"{first['study']} + i", "person": who, "education": filler.one_of("i", "21", "31", "47"),
            "status": "'graduated'", "graduated_on": filler.day("2005-06-30", "(i * 13) % 7000"),
        })  # fmt: skip
        filler.fill(Training, int(people * TRAININGS), {
            "thing": f"{first['training']} + i", "person": who, "organiser": body, "employer": body,
            "programme": filler.one_of("i", "digital-skills", "new-apprenticeship"), "level": "1 + i % 6",
            "started_on": filler.day("2022-01-01", "i % 1500"), "ended_on": filler.day("2022-02-01", "i % 1500"),
            "hours": "40", "passed": "i % 9 <> 0", "city": "'442000'",
        })  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def change(people: int) -> int:
    """A hundredth of the certificates is recorded anew: the old row closed, another one beside it."""
    from django.db import connection

    from bole.apps.registry.models import Certificate

    count = int(people * CERTIFICATES) // 100
    fields = [field.column for field in Certificate._meta.concrete_fields if field.column not in ("id", "level")]
    names = ", ".join(f'"{name}"' for name in fields)
    table = Certificate._meta.db_table
    chosen = "closed_at IS NULL AND mod(thing, 100) = 7"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608
        last = cursor.fetchone()[0]
        moment = connection.ops.adapt_datetimefield_value(AT) if connection.vendor == "sqlite" else AT
        cursor.execute(f"CREATE TEMPORARY TABLE anew AS SELECT {names}, 3 AS level FROM {table} WHERE {chosen}")  # noqa: S608
        cursor.execute(f"UPDATE {table} SET closed_at = %s WHERE {chosen} AND id <= %s", [moment, last])  # noqa: S608
        cursor.execute(f"INSERT INTO {table} ({names}, level) SELECT {names}, level FROM anew")  # noqa: S608
    return count


# --- what is measured ---


def decided(people: int) -> dict[str, Any]:
    """A hundred people one by one."""
    from bole.apps.accounts.actor import Actor
    from bole.apps.schemes.selectors import person_benefits, person_decisions

    who, told = Actor.system("bench"), {}
    for name, ask in (("decided", person_decisions), ("explained", person_benefits)):
        took, busy = [], []
        for at in range(101):
            started, worked = time.perf_counter(), time.process_time()
            ask(person=1 + at * (people // 102), as_of=LAW, actor=who, at=datetime.now(UTC))
            took.append(1000 * (time.perf_counter() - started))
            busy.append(1000 * (time.process_time() - worked))
        rest = sorted(took[1:])  # the first writes the rules of this process
        told[name] = {"first": round(took[0]), "p50": round(rest[50], 1), "p95": round(rest[94], 1)}
        told[name]["processor p50"] = round(sorted(busy[1:])[50], 1)
    return told


def step(what: str, people: int, out: Path, since: Path | None) -> dict[str, Any]:
    """One of the steps, in this process."""
    from bole.conf.start import start_django

    start_django()
    from bole.apps.accounts.actor import Actor
    from bole.apps.schemes.snapshots import snapshot_make
    from bole.conf.migrating import database_prepare

    database_prepare()
    if what == "fill":
        fill(people)
        return {}
    if what == "change":
        return {"changed": change(people)}
    if what == "decide":
        return decided(people)
    written = snapshot_make(out=out, since=since, city="442000", actor=Actor.system("bench"), at=datetime.now(UTC))
    rows = sum(entry.rows for entry in written.manifest.tables.values())
    told = {"rows": rows, "mb": round(written.bytes / 1e6, 1), "faults": written.quarantine.height}
    return told | {"reused": len(written.reused), "renewed": len(written.renewed)}


def measured(
    what: str, people: int, environment: dict[str, str], out: Path, since: Path | None = None
) -> dict[str, Any]:
    """A step in a process of its own, with what it took."""
    command = [sys.executable, __file__, "--step", what, "--people", str(people), "--out", str(out)]
    command += ["--since", str(since)] if since else []
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {what:<9}{time.perf_counter() - started:8.1f} s {used:8.1f} s here  {told}", flush=True)
    return told | {"seconds": time.perf_counter() - started}


def database(name: str, people: int, home: Path, url: str) -> None:
    """All steps on one database."""
    environment = {**os.environ, "BOLE_HOME": str(home), "BOLE_PLACE": "442000", "BOLE_LOG_LEVEL": "WARNING"}
    environment |= {"BOLE_DATABASE_URL": url} if url else {}
    print(f"{name}, {people:,} people", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        outs = {what: Path(folder) / what for what in ("whole", "same", "changed")}
        if not (home / "filled").exists():
            measured("fill", people, environment, outs["whole"])
            (home / "filled").touch()
        whole = measured("whole", people, environment, outs["whole"])
        measured("same", people, environment, outs["same"], outs["whole"])
        measured("change", people, environment, outs["whole"])
        measured("changed", people, environment, outs["changed"], outs["whole"])
        measured("decide", people, environment, outs["whole"])
        print(f"  most memory of any step {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")
        share = people / GOAL_PEOPLE
        if whole["seconds"] > GOAL_SECONDS * share and people > 100_000:
            print(f"  over the goal: {GOAL_SECONDS * share:.0f} s for so many")
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--url", default="")
    for hidden in ("--step", "--out", "--since"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        since = Path(asked.since) if asked.since else None
        print(json.dumps(step(asked.step, asked.people, Path(asked.out), since)))
        return
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from benchmarks.register_speed import _create
    from tests.databases import postgresql

    for name in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        server = postgresql() if name == "postgresql" and not asked.url else nullcontext(asked.url)
        with tempfile.TemporaryDirectory() as folder, server as url:
            if name == "postgresql" and not asked.url:
                _create(url)
            home = asked.home or Path(folder) / "home"
            home.mkdir(parents=True, exist_ok=True)
            database(name, asked.people, home, url if name == "postgresql" else "")


if __name__ == "__main__":
    main()
