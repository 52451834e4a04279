"""登记库的速度: searching and opening files in a register of many people, on SQLite and on PostgreSQL.

    python benchmarks/register_speed.py [--people 1000000] [--database sqlite|postgresql|both] [--times 200]
        [--home DIR]

The people are invented: surnames as frequent as they are in life, given names of one and two characters out of 160,
each with a phone, a certificate and a spell and a half of insurance, 50 of them to a body, in 25 towns. They are
written as an import writes them. Then each kind of question is asked many times, by an office of the whole city and by
that of one town, and the middle, the 95th of a hundred and the slowest are printed in milliseconds, with
the time of the processor here, which others on the machine do not lengthen (of SQLite all of it). Limit: 100 ms for
the 95th of each kind of search. `--home` keeps the register (SQLite only) and uses it again.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bole.kernel.identifiers import check_place, credit_place

LIMIT_MS = 100
AT = datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志海玉兰红梅春燕文斌波辉鹏宇浩然子轩梓涵欣怡雨晨佳琪"
    "思雅婷雪颖慧琳晶莹洁倩玲凤云莲珍荣爱香月巧美真环素翠卫东兴良才发武新利清飞彬富顺信进德贵福生龙元全胜学祥中"
    "茂河哲江震振壮会泽朋振希立安康宁成家树永友裕松柏天达功庆光宏启正广利民世义"
)
TOWNS = [f"442000{town:03}" for town in range(1, 26)]
CHUNK = 10_000


def name_of(draw: random.Random) -> str:
    """A name; the first surnames are by far the most frequent."""
    surname = SURNAMES[min(int(draw.expovariate(1 / 14)), len(SURNAMES) - 1)]
    return surname + "".join(draw.choices(GIVEN, k=1 if draw.random() < 0.15 else 2))


def card_of(person: int) -> str:
    """An identity number of province 60, which is none."""
    born = date(1960, 1, 1) + timedelta(days=person * 7919 % 16000)
    seventeen = f"60{person // 1000 % 10000:04}{born:%Y%m%d}{person % 1000:03}"
    return seventeen + check_place(seventeen)


def code_of(body: int) -> str:
    """A credit code."""
    seventeen = f"9160{body % 10000:04}{body:08}A"[:17]
    return seventeen + credit_place(seventeen)


def phone_of(person: int) -> str:
    """A phone that nobody has."""
    return f"12{person:09}"


def fill(people: int) -> None:
    """The register, in chunks; goes on behind those that are there."""
    from django.db import connection, transaction

    from bole.apps.registry.bulk import cache_more
    from bole.apps.registry.models import Certificate, Contact, Insurance, Organisation, Person, Source

    draw = random.Random(7)  # noqa: S311 - names
    source = Source.objects.get_or_create(code="bench", defaults={"name": "来源"})[0].pk
    cache_more()
    with transaction.atomic():
        bodies = list(Organisation.objects.order_by("thing").values_list("thing", flat=True))
        bodies = bodies or bodies_written(max(people // 50, 10), source, draw)
    for start in range(Person.objects.count(), people, CHUNK):
        with transaction.atomic():
            numbers = range(start, min(start + CHUNK, people))
            things = things_of("person", len(numbers))
            rows_of(Person, things, source, persons(numbers, things, draw))
            rows_of(Contact, things, source, contacts(numbers, things))
            held = [{"person": thing, **certificate(n, bodies)} for n, thing in zip(numbers, things, strict=True)]
            rows_of(Certificate, things_of("certificate", len(held)), source, held)
            spells = [
                {"person": thing, "organisation": bodies[n % len(bodies)], "kind": kind, "city": "442000", **days(n)}
                for n, thing in zip(numbers, things, strict=True)
                for kind in ("pension", "medical")[: 1 + n % 2]
            ]
            rows_of(Insurance, things_of("insurance", len(spells)), source, spells)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Organisation.objects.count() == len(bodies)


def bodies_written(count: int, source: int, draw: random.Random) -> list[int]:
    """Bodies with names of everyday parts."""
    from bole.apps.registry.models import Organisation
    from bole.apps.registry.names import pinyin_key

    trades = ("机电", "五金制品", "灯饰照明", "电子科技", "精密机械", "家具", "服装", "食品", "物流", "建筑工程")
    ends = ("有限公司", "股份有限公司", "厂", "职业培训学校")
    told = []
    for body in range(count):
        name = f"中山市{''.join(draw.choices(GIVEN, k=2))}{draw.choice(trades)}{draw.choice(ends)}"
        place = {"town": draw.choice(TOWNS), "city": "442000"}
        told.append({"name": name, "pinyin": pinyin_key(name), "credit_code": code_of(body), **place})
    things = things_of("organisation", count)
    rows_of(Organisation, things, source, told)
    return things


def things_of(kind: str, count: int) -> list[int]:
    """Numbers of new things."""
    from bole.apps.registry.bulk import things_made

    return things_made(kind, count, AT)


def rows_of(model: Any, things: list[int], source: int, values: list[dict[str, Any]]) -> None:
    """Rows written as an import writes them."""
    from bole.apps.registry.history import Held, defaults, rows_write

    empty, names = defaults(model), model.values()
    rows = [
        Held(None, thing, source, {}, [one.get(name, old) for name, old in zip(names, empty, strict=True)], added=True)
        for thing, one in zip(things, values, strict=True)
    ]
    rows_write(model, rows, closing=[], batch=None, at=AT)


def persons(numbers: range, things: list[int], draw: random.Random) -> list[dict[str, Any]]:
    """Values of persons."""
    from bole.apps.accounts.sealing import place, seal
    from bole.apps.registry.indexes import id_index
    from bole.apps.registry.models import Person
    from bole.apps.registry.names import pinyin_key

    found = []
    for number, thing in zip(numbers, things, strict=True):
        name, card = name_of(draw), card_of(number)
        sealed = {"id_number": seal(card, place(Person, "id_number", thing)), "id_index": id_index(card)}
        home = {"household_city": "442000", "residence_city": "442000", "residence_town": TOWNS[number % len(TOWNS)]}
        born = {"born_on": date(1960, 1, 1) + timedelta(days=number * 7919 % 16000), "sex": "male"}
        found.append({"name": name, "pinyin": pinyin_key(name), **sealed, **home, **born})
    return found


def contacts(numbers: range, things: list[int]) -> list[dict[str, Any]]:
    """Values of contacts."""
    from bole.apps.accounts.sealing import place, seal
    from bole.apps.registry.indexes import phone_index
    from bole.apps.registry.models import Contact

    phones = [(phone_of(number), thing) for number, thing in zip(numbers, things, strict=True)]
    return [{"phone": seal(p, place(Contact, "phone", t)), "phone_index": phone_index(p)} for p, t in phones]


def certificate(number: int, bodies: list[int]) -> dict[str, Any]:
    """Values of a certificate."""
    issued = date(2015, 1, 1) + timedelta(days=number % 5000)
    told = {"number": f"S6000{number:017}", "kind": "skill", "level": 1 + number % 6, "issued_on": issued}
    return {**told, "issuer": bodies[number % 40 % len(bodies)], "occupation": "4-10-01-05"}


def days(number: int) -> dict[str, date]:
    """First and last day of a spell."""
    first = date(2010, 1, 1) + timedelta(days=number * 31 % 5000)
    return {"started_on": first, "until": first + timedelta(days=400)}


# --- questions ---


def questions(people: int) -> dict[str, Callable[[random.Random], Any]]:
    """Each kind of question, as something that asks it once."""
    from bole.apps.accounts.actor import Actor, Granted
    from bole.apps.registry.certificate_search import certificate_search
    from bole.apps.registry.certificate_verify import certificate_verify
    from bole.apps.registry.entry_history import entry_history
    from bole.apps.registry.models import Organisation, Person
    from bole.apps.registry.names import pinyin_key
    from bole.apps.registry.organisation_file import organisation_file
    from bole.apps.registry.organisation_search import organisation_search
    from bole.apps.registry.person_file import person_file
    from bole.apps.registry.person_search import person_search
    from bole.apps.registry.quality import quality_board

    city = Actor(1, "city", (Granted("manager"),))
    town = Actor(2, "town", (Granted("clerk", district=TOWNS[3]),))
    things = list(Person.objects.order_by("thing").values_list("thing", flat=True)[: people : max(1, people // 5000)])
    bodies = list(Organisation.objects.values_list("thing", flat=True)[:5000])

    def search(words: Callable[[random.Random], str], actor: Actor) -> Callable[[random.Random], Any]:
        return lambda draw: person_search(words=words(draw), actor=actor, at=AT)

    def sound(draw: random.Random) -> str:
        return pinyin_key(name_of(draw)).replace(" ", "")

    words: dict[str, Callable[[random.Random], str]] = {
        "name": name_of,
        "two characters": lambda draw: name_of(draw)[:2],
        "given name": lambda draw: (name_of(draw) + "明")[-2:],
        "pinyin": sound,
        "surname in pinyin": lambda draw: pinyin_key(name_of(draw)[0]),
        "initials": lambda draw: "".join(part[0] for part in pinyin_key(name_of(draw)).split()),
        "id number": lambda draw: card_of(draw.randrange(people)),
        "phone": lambda draw: phone_of(draw.randrange(people)),
        "certificate number": lambda draw: certificate(draw.randrange(people), [1])["number"],
    }
    asked: dict[str, Callable[[random.Random], Any]] = {}
    for name, make in words.items():
        asked[f"search: {name}, city"] = search(make, city)
        asked[f"search: {name}, one town"] = search(make, town)
    parts = ("机电", "灯饰", "有限公司", "中山市", "精密机械")

    def bodies_by_name(actor: Actor) -> Callable[[random.Random], Any]:
        def ask(draw: random.Random) -> Any:
            words = "".join(draw.choices(GIVEN, k=2)) if draw.random() < 0.5 else draw.choice(parts)
            return organisation_search(words=words, actor=actor, at=AT)

        return ask

    for actor in (city, town):
        asked[f"bodies: part of name, {actor.name}"] = bodies_by_name(actor)
    asked["bodies: pinyin"] = lambda draw: organisation_search(
        words=pinyin_key("".join(draw.choices(GIVEN, k=2))).replace(" ", ""), actor=city, at=AT
    )
    asked["certificates: beginning"] = lambda draw: certificate_search(
        words=f"S6000{draw.randrange(people):017}"[:18], actor=city, at=AT
    )
    asked["certificates: holder, one town"] = lambda draw: certificate_search(words=name_of(draw), actor=town, at=AT)
    asked["certificate verified"] = lambda draw: certificate_verify(
        number=f"S6000{draw.randrange(people):017}", name="张三", actor=None, at=AT
    )
    asked["person's file"] = lambda draw: person_file(person=draw.choice(things), actor=city, at=AT)
    asked["history of a record"] = lambda draw: entry_history(
        table="person", thing=draw.choice(things), actor=city, at=AT
    )
    asked["body's file"] = lambda draw: organisation_file(organisation=draw.choice(bodies), actor=city, at=AT)
    asked["board of quality"] = lambda draw: quality_board(actor=city, at=AT)
    return asked


def measure(people: int, times: int) -> int:
    """Ask everything; 1 where a search was too slow."""
    from bole.apps.accounts.actor import Actor
    from bole.apps.registry.quality import quality_refresh

    started = time.perf_counter()
    figures = quality_refresh(actor=Actor.system("bench"), at=AT)
    print(f"quality counted: {time.perf_counter() - started:.1f} s, {figures} figures")
    slow = 0
    print(f"{'':<40}{'p50':>8}{'p95':>8}{'most':>8}{'processor p95':>15}  ms")
    for name, ask in questions(people).items():
        draw = random.Random(11)  # noqa: S311 - questions
        took, busy = [], []
        for _ in range(times):
            before, worked = time.perf_counter(), time.process_time()
            ask(draw)
            took.append((time.perf_counter() - before) * 1000)
            busy.append((time.process_time() - worked) * 1000)
        took.sort()
        busy.sort()
        late = took[int(len(took) * 0.95)]
        slow += late > LIMIT_MS and name.startswith("search")
        print(f"{name:<40}{took[len(took) // 2]:8.1f}{late:8.1f}{took[-1]:8.1f}{busy[int(times * 0.95)]:15.1f}")
    return min(slow, 1)


def one(people: int, times: int) -> int:
    """Fill the register of this BOLE_HOME where it is empty, and measure."""
    from bole.conf.start import start_django

    start_django()
    from django.core.management import call_command

    from bole.apps.registry.models import Person

    call_command("migrate", verbosity=0)
    if Person.objects.count() < people:
        started = time.perf_counter()
        fill(people)
        print(f"filled: {time.perf_counter() - started:.1f} s")
    return measure(people, times)


def main() -> int:
    """Each database in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        return one(asked.people, asked.times)
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.databases import postgresql

    wrong = 0
    for database in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        server = postgresql() if database == "postgresql" else nullcontext("")
        with tempfile.TemporaryDirectory() as folder, server as url:
            environment = {**os.environ, "BOLE_HOME": str(asked.home or folder)}
            if url:
                _create(url)
                environment["BOLE_DATABASE_URL"] = url
            print(f"{database}, {asked.people:,} people", flush=True)
            told = ["--people", str(asked.people), "--times", str(asked.times), "--here"]
            wrong += subprocess.run([sys.executable, __file__, *told], env=environment, check=False).returncode
    return min(wrong, 1)


def _create(url: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("/bole?", "/postgres?"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE bole")


if __name__ == "__main__":
    sys.exit(main())
