"""Imports that are killed, meet each other or run out of room: nothing is lost, nothing is there twice, all is resumed.

The seed of what is random is printed; BOLE_SEED=… replays it. `--kills 20` kills more often than the usual three times.
"""

import csv
import json
import os
import random
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.apps.registry.people import code, insured, number
from tests.conftest import ROOT

ROWS, CHUNK = 600, 50
STATEMENTS = 330
"""About as many as writing all of it takes."""
PLACES = range(1, 40, 3)
"""Statements of resuming, of a chunk, and of the beginning of the next one."""


class Zygote:
    """A home and a database of its own, and the process that acts on it."""

    def __init__(self, home: Path, url: str, module: str = "tests.apps.registry.zygote") -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOLE_", "DJANGO_"))}
        environment = {**kept, "BOLE_HOME": str(home), **({"BOLE_DATABASE_URL": url} if url else {})}
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
        )  # fmt: skip
        assert self("prepare") is True

    def __call__(self, do: str, **order: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert not (isinstance(answer, dict) and "fault" in answer), answer
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def zygote(folder: Path) -> Iterator[Zygote]:
    with database() as url:
        made = Zygote(folder / secrets.token_hex(4), url)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def database() -> Iterator[str]:
    """A database of its own on the server of the session; "" for SQLite, which has one in its home."""
    url = os.environ.get("BOLE_DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"bole_{secrets.token_hex(4)}"
    with psycopg.connect(url.replace("/bole?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield url.replace("/bole?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def seeded() -> random.Random:
    seed = int(os.environ.get("BOLE_SEED") or secrets.randbelow(10**9))
    print(f"BOLE_SEED={seed}")  # noqa: T201 - to replay
    return random.Random(seed)  # noqa: S311 - no secret


def sent(path: Path, people: range, months: str = "12") -> Path:
    """A file of insurance: most rows good, some without a usable number, some rejected, bodies shared."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(insured()))
        writer.writeheader()
        for person in people:
            row = insured(
                person,
                姓名=f"王{chr(0x4E00 + person)}",
                统一社会信用代码=code(person % 7),
                单位名称=f"样例{person % 7}号公司",
                累计缴费月数=months,
            )
            row |= {"证件号码": number(person)[:-4] + "****"} if person % 23 == 0 else {}
            row |= {"险种": "其他9"} if person % 29 == 0 else {}
            row |= {"证件号码": number(person - 1)} if person % 31 == 0 else {}
            writer.writerow(row)
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sent(tmp_path_factory.mktemp("sent") / "a.csv", range(1, ROWS + 1))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory, file: Path) -> dict[str, Any]:
    """The register after an import that nothing happened to."""
    with zygote(tmp_path_factory.mktemp("calm")) as calm:
        batch = calm("upload", file=str(file), source="one", chunk=CHUNK)
        assert calm("write", batch=batch)["state"] == "done"
        found = calm("state")
        assert isinstance(found, dict)
        assert found["broken"] is None
        assert found["left_over"] >= 0
        return found


def test_killed_at_random_statements_it_ends_as_if_never(
    tmp_path: Path, file: Path, uninterrupted: dict[str, Any], kills: int
) -> None:
    chance = seeded()
    with zygote(tmp_path) as harried:
        batch = harried("upload", file=str(file), source="one", chunk=CHUNK)
        # Some die while resuming, some in a chunk: all together they must not reach the end.
        furthest = min(2 * STATEMENTS // kills, STATEMENTS // 3)
        ends = [harried("write", batch=batch, kill_at=chance.randrange(1, furthest)) for _ in range(kills)]
        assert ends.count("killed") >= kills // 2, ends
        ended = harried("write", batch=batch) if ends[-1] == "killed" else ends[-1]
        assert (ended["state"], ended["done"]) == ("done", ROWS)
        assert sum(ended["counts"].values()) == ROWS
        assert harried("state") == uninterrupted


def test_killed_after_random_times_it_ends_as_if_never(
    tmp_path: Path, file: Path, uninterrupted: dict[str, Any], kills: int
) -> None:
    chance = seeded()
    with zygote(tmp_path) as harried:
        batch = harried("upload", file=str(file), source="one", chunk=CHUNK)
        for _ in range(kills):
            if harried("write", batch=batch, kill_after=chance.uniform(0.01, 0.4)) != "killed":
                break
        else:
            assert harried("write", batch=batch)["state"] == "done"
        assert harried("state") == uninterrupted


def test_killed_at_each_place_of_a_chunk(tmp_path: Path, file: Path, uninterrupted: dict[str, Any]) -> None:
    with zygote(tmp_path) as harried:
        batch = harried("upload", file=str(file), source="one", chunk=CHUNK)
        for statement in PLACES:
            assert harried("write", batch=batch, kill_at=statement) == "killed", statement
        assert harried("write", batch=batch)["state"] == "done"
        assert harried("state") == uninterrupted


def test_two_files_that_overlap_written_at_once(tmp_path: Path) -> None:
    one, other = sent(tmp_path / "a.csv", range(1, 401)), sent(tmp_path / "b.csv", range(201, 601))
    with zygote(tmp_path) as both:
        batches = [
            both("upload", file=str(path), source=source, chunk=20) for path, source in ((one, "one"), (other, "two"))
        ]
        ended = both("together", batches=batches)
        assert [answer["state"] for answer in ended] == ["done", "done"], ended
        together = both("state")
    with zygote(tmp_path) as calm:
        for path, source in ((one, "one"), (other, "two")):
            calm("write", batch=calm("upload", file=str(path), source=source, chunk=20))
        after = calm("state")
    for told in ("people", "bodies", "spells", "contacts", "faults", "broken", "closed"):
        assert together[told] == after[told], told


def test_one_batch_written_by_two_at_once_is_written_once(
    tmp_path: Path, file: Path, uninterrupted: dict[str, Any]
) -> None:
    with zygote(tmp_path) as both:
        batch = both("upload", file=str(file), source="one", chunk=CHUNK)
        ended = both("together", batches=[batch, batch])
        assert all(
            answer in ({"error": "BOLE-R036"}, {"error": "BOLE-R034"}) or answer["state"] == "done" for answer in ended
        ), ended
        if not any("state" in answer for answer in ended):
            both("write", batch=batch)
        assert both("state") == uninterrupted


def test_a_full_disk_is_told_and_the_batch_goes_on_when_there_is_room(
    tmp_path: Path, file: Path, uninterrupted: dict[str, Any]
) -> None:
    chance = seeded()
    with zygote(tmp_path) as cramped:
        if os.environ.get("BOLE_DATABASE_URL"):
            pytest.skip("the files of PostgreSQL are its server's")
        batch = cramped("upload", file=str(file), source="one", chunk=CHUNK)
        answers: list[Any] = []
        for _ in range(4):
            answers.append(cramped("write", batch=batch, bytes=chance.randrange(20_000, 400_000)))
            if answers[-1] != {"error": "BOLE-R037"}:
                break
        else:
            answers.append(cramped("write", batch=batch))
        assert answers[0] == {"error": "BOLE-R037"}
        assert answers[-1].get("state") == "done", answers
        assert cramped("state") == uninterrupted


# --- held rows that find their files ---

LINK_STATEMENTS = 500
"""About as many as linking takes."""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same people, each with a good number."""
    path = tmp_path_factory.mktemp("known") / "b.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(insured()))
        writer.writeheader()
        for person in range(23, ROWS + 1, 23):
            writer.writerow(insured(person, 姓名=f"王{chr(0x4E00 + person)}", 缴费起始日期="2020-01-01"))
    return path


def arrived(place: Zygote, *files: Path) -> list[int]:
    batches = []
    for number_of, file in enumerate(files):
        batch = place("upload", file=str(file), source=f"s{number_of}", chunk=CHUNK)
        assert place("write", batch=batch)["state"] == "done"
        batches.append(batch)
    return batches


def test_linkage_that_is_killed_again_and_again_joins_each_row_once(
    tmp_path: Path, file: Path, known: Path, kills: int
) -> None:
    chance = seeded()
    with zygote(tmp_path) as calm:
        first, _second = arrived(calm, file, known)
        counts = calm("link", batch=first)
        assert counts["linked"] > 15, counts
        wanted = calm("state")
    with zygote(tmp_path) as place:
        first, _second = arrived(place, file, known)
        for _ in range(kills):
            place("link", batch=first, kill_at=chance.randrange(1, LINK_STATEMENTS))
        assert place("link", batch=first) != "killed"
        assert place("state") == wanted
        assert place("link", batch=first)["linked"] == 0
        assert place("state") == wanted


# --- undone ---

AS_BEFORE = ("people", "bodies", "spells", "faults", "pending", "broken")


@contextmanager
def undoing(folder: Path) -> Iterator[tuple[Zygote, int, dict[str, Any]]]:
    """A register into which two files came that overlap: the number of the later one, and the state before it."""
    first, second = sent(folder / "a.csv", range(1, 201)), sent(folder / "b.csv", range(101, 401), months="24")
    with zygote(folder) as harried:
        harried("write", batch=harried("upload", file=str(first), source="one", chunk=CHUNK))
        before = harried("state")
        batch = harried("upload", file=str(second), source="one", chunk=CHUNK)
        assert harried("write", batch=batch)["state"] == "done"
        yield harried, batch, {told: before[told] for told in AS_BEFORE}


def as_before(harried: Zygote) -> dict[str, Any]:
    state = harried("state")
    return {told: state[told] for told in AS_BEFORE}


def test_an_undoing_killed_at_random_statements_ends_as_if_never(tmp_path: Path, kills: int) -> None:
    chance = seeded()
    with undoing(tmp_path) as (harried, batch, before):
        ends = [harried("undo", batch=batch, chunk=40, kill_at=chance.randrange(1, 90)) for _ in range(kills)]
        assert ends.count("killed") >= kills // 2, ends
        ended = harried("undo", batch=batch, chunk=40) if ends[-1] == "killed" else ends[-1]
        assert (ended["state"], ended["left"], ended["done"]) == ("undone", 0, ended["whole"])
        assert as_before(harried) == before


def test_an_undoing_killed_after_random_times_ends_as_if_never(tmp_path: Path, kills: int) -> None:
    chance = seeded()
    with undoing(tmp_path) as (harried, batch, before):
        for _ in range(kills):
            if harried("undo", batch=batch, chunk=20, kill_after=chance.uniform(0.01, 0.3)) != "killed":
                break
        else:
            assert harried("undo", batch=batch, chunk=20)["state"] == "undone"
        assert as_before(harried) == before


def test_undone_by_two_at_once_and_while_another_file_comes_in(tmp_path: Path) -> None:
    third = sent(tmp_path / "c.csv", range(401, 601))
    with undoing(tmp_path) as (harried, batch, before):
        coming = harried("upload", file=str(third), source="two", chunk=20)
        acts = [{"do": "undo", "batch": batch, "chunk": 20}] * 2 + [{"do": "write", "batch": coming}]
        one, other, wrote = harried("together", acts=acts)
        # Who comes when the other has ended finds nothing left to undo.
        assert {one.get("state", one.get("error")), other.get("state", other.get("error"))} <= {
            "undone",
            "BOLE-R040",
            "BOLE-R034",
        }
        assert wrote["state"] == "done"
        after = harried("state")
        assert set(before["people"]) < set(after["people"])
        assert after["broken"] is None
        names = {f"王{chr(0x4E00 + person)}" for person in range(201, 401)}
        assert not names & set(after["people"])
