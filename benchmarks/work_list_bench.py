"""工作清单的速度: pages of the work list over many open cases, on PostgreSQL or SQLite.

    python benchmarks/work_list_bench.py [--cases 100000] [--people 50000] [--database postgresql|sqlite] [--times 40]

The cases are invented: of every kind that the city has, in the states of its flow, in 25 towns, due over three months,
a twentieth waiting for the applicant. Each question is asked many times, by a manager of the whole city and by an
officer of one town: the middle, the 95th of a hundred and the slowest, in milliseconds, with names looked up and views
counted, as the page does it. Limit: 300 ms for the 95th of each.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LIMIT_MS = 300
AT = datetime(2031, 6, 4, 1, 30, tzinfo=UTC)
TOWNS = [f"442000{town:03}" for town in range(1, 26)]
CHUNK = 5_000


def fill(cases: int, people: int) -> None:
    """People and cases, in chunks."""
    from django.db import connection

    from bole.apps.cases.kinds import kinds_of
    from bole.apps.cases.models import Case
    from tests.apps.registry.recorded import source_of

    draw = random.Random(7)  # noqa: S311 - no secret
    _people(people, source_of("household"))
    kinds = [kind for kind in kinds_of("442000").values() if kind.by == "person"]
    rows = []
    for n in range(cases):
        kind = kinds[n % len(kinds)]
        state = draw.choice([state for state in kind.flow.states.values() if not state.ends])
        due = date(2031, 6, 4) + timedelta(days=draw.randrange(-5, 85))
        rows.append(
            Case(
                number=f"2031-{n:06}", kind=kind.id, flow=kind.flow.id, state=state.code, origin="applied",
                person=draw.randrange(1, people + 1), scheme=kind.scheme, fact=n, district=draw.choice(TOWNS),
                applied_on=due - timedelta(days=10), opened_at=AT, changed_at=AT, due_on=due if state.days else None,
                waits_since=date(2031, 6, 1) if state.waits else None, fen=draw.randrange(50_000, 500_000),
                assignee=draw.randrange(1, 60) if n % 3 else None,
                opinion=draw.choice(("entitled", "entitled", "refused", "unknown", "needs_person")),
            )
        )  # fmt: skip
        if len(rows) == CHUNK:
            Case.objects.bulk_create(rows)
            rows = []
    Case.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(people: int, source: int) -> None:
    from bole.apps.registry.models import Person, PersonWord
    from bole.apps.registry.names import pinyin_key

    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
    for start in range(1, people + 1, CHUNK):
        rows = []
        for thing in range(start, min(start + CHUNK, people + 1)):
            name = "王李张刘陈"[thing % 5] + given[thing % len(given)] + given[thing // 24 % len(given)]
            rows.append(
                Person(thing=thing, source_id=source, recorded_at=AT, name=name, pinyin=pinyin_key(name)[:200],
                       residence_town=TOWNS[thing % 25], residence_city="442000")
            )  # fmt: skip
        Person.objects.bulk_create(rows)
        words = [PersonWord(thing=row.thing, word=row.name[at : at + 2]) for row in rows for at in (0, 1)]
        PersonWord.objects.bulk_create(words, ignore_conflicts=True)


def questions() -> dict[str, Callable[[], object]]:
    """What is asked, and by whom."""
    from bole.apps.accounts.actor import Actor, Granted
    from bole.apps.cases.work_list import Filters, neighbours, work_list

    city = Actor(1, "负责人", (Granted("manager"),))
    town = Actor(2, "经办人", (Granted("officer", district=TOWNS[3]),))

    def asked(actor: Actor, page: int = 1, **filters: str) -> Callable[[], object]:
        return lambda: work_list(filters=Filters(**filters), actor=actor, at=AT, page=page)  # type: ignore[arg-type]

    kind = "zhongshan.flexible-recruitment-grant"
    return {
        "city: to do": asked(city),
        "city: all": asked(city, view="all"),
        "city: all, page 1000": asked(city, page=1000, view="all"),
        "city: overdue": asked(city, view="overdue"),
        "city: mine": asked(city, view="mine"),
        "city: one kind and state": asked(city, view="all", kind=kind, state="reviewed"),
        "city: by sum": asked(city, view="all", sort="-fen"),
        "city: a name": asked(city, view="all", words="王伟芳"),
        "city: a number": asked(city, view="all", words="2031-000777"),
        "town: to do": asked(town),
        "town: all, unknown": asked(town, view="all", opinion="unknown"),
        "next case": lambda: neighbours(case=5, filters=Filters(view="all"), actor=city, at=AT),
    }


def measure(ask: Callable[[], Any], times: int) -> list[float]:
    """Milliseconds of each time, the first left out, shortest first."""
    ask()
    found = []
    for _time in range(times):
        start = time.perf_counter()
        ask()
        found.append(1_000 * (time.perf_counter() - start))
    return sorted(found)


def main() -> int:
    """Fill, ask, print; 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.databases import postgresql

    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"BOLE_HOME": home, "BOLE_PLACE": "442000"}
        os.environ.pop("BOLE_DATABASE_URL", None)
        with postgresql() if given.database == "postgresql" else nullcontext("") as address:
            if address:
                _create(address)
                os.environ["BOLE_DATABASE_URL"] = address
            return run(given)


def _create(address: str) -> None:
    import psycopg

    with psycopg.connect(address.replace("/bole?", "/postgres?"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE bole")


def run(given: argparse.Namespace) -> int:
    from bole.conf.start import start_django

    start_django()
    from bole.conf.migrating import database_prepare

    database_prepare()
    start = time.perf_counter()
    fill(given.cases, given.people)
    print(f"{given.database}: {given.cases:,} open cases filled in {time.perf_counter() - start:.0f} s")
    late = 0
    for name, ask in questions().items():
        found = measure(ask, given.times)
        middle, most = found[len(found) // 2], found[int(len(found) * 0.95)]
        late += most > LIMIT_MS
        print(f"{name:28} middle {middle:6.0f} ms   p95 {most:6.0f} ms   slowest {found[-1]:6.0f} ms")
    return int(late > 0)


if __name__ == "__main__":
    raise SystemExit(main())
