"""A register of the first version, with rows in it, comes to the newest: nothing of it is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.consoles import surroundings
from tests.conf.registers import empty
from tests.conftest import ROOT

FIRST = [("accounts", "0001_initial"), ("registry", "0001_initial")]
"""What the oldest released version had; never changed, only what comes after it."""
AS_IT_WAS = """
import json, sys
from datetime import UTC, date, datetime
from bole.conf.start import start_django
start_django()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ("accounts", "registry")]
first = [tuple(step) for step in json.loads(sys.argv[1])]
executor.migrate([*others, *first])
executor.loader.build_graph()
apps = executor.loader.project_state(first).apps
at = datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)
user = apps.get_model("accounts", "User").objects.create(username="gong", display_name="龚某", password="x")
apps.get_model("accounts", "Grant").objects.create(user=user, role="clerk", since=date(2026, 1, 2), district="442000")
source = apps.get_model("registry", "Source").objects.create(code="one", name="来源一", owns={"insurance": ["name"]})
thing = apps.get_model("registry", "Thing").objects.create(kind="person")
apps.get_model("registry", "Person").objects.create(
    thing=thing.pk, source=source, recorded_at=at, name="王一", id_number=b"sealed", valid_from=date(2026, 1, 1)
)
"""
AS_IT_IS = """
import json
from bole.conf.start import start_django
start_django()
from bole.apps.accounts.models import Grant, User
from bole.apps.registry.models import Person, Source
from bole.conf.migrating import database_prepare, versions
made = database_prepare()
assert versions().pending == ()
person, source, grant = Person.objects.get(), Source.objects.get(), Grant.objects.get()
print(json.dumps([
    list(made), person.thing, person.name, bytes(person.id_number).decode(), person.recorded_at.isoformat(),
    source.owns, grant.user.username, grant.district, User.objects.count(),
]))
"""


def run(home: Path, script: str, *arguments: str, **more: str) -> str:
    command = [sys.executable, "-W", "error", "-c", script, *arguments]
    return subprocess.run(
        command, env=surroundings(home, **more), cwd=ROOT, check=True, timeout=120, stdout=subprocess.PIPE, text=True
    ).stdout


def test_the_first_version_comes_to_the_newest_with_its_rows(tmp_path: Path) -> None:
    with empty(tmp_path) as old:
        run(old.home, AS_IT_WAS, json.dumps(FIRST), **old.more)
        made, thing, *rest = json.loads(run(old.home, AS_IT_IS, **old.more))
        assert "registry.0002_imports" in made
        assert not {"accounts.0001_initial", "registry.0001_initial"} & set(made)
        assert thing >= 1
        assert rest == [
            "王一", "sealed", "2026-01-02T03:04:05.678900+00:00", {"insurance": ["name"]}, "gong", "442000", 1,
        ]  # fmt: skip


def test_a_backup_of_the_first_version_is_made_before_the_upgrade_and_restored_with_it(tmp_path: Path) -> None:
    with empty(tmp_path) as old:
        run(old.home, AS_IT_WAS, json.dumps(FIRST), **old.more)
        ended = old.bole("backup", tmp_path / "old.zip")
        assert (ended.returncode, "没有升级" in ended.stderr) == (0, True), ended.stderr
        with empty(tmp_path, keys_of=old) as new:
            done = new.told("restore", tmp_path / "old.zip")
            assert done["upgraded"] > 0
            assert json.loads(run(new.home, AS_IT_IS, **new.more))[2] == "王一"


@pytest.mark.parametrize("step", [("registry", "0099_of_tomorrow"), ("accounts", "0099_of_tomorrow")])
def test_one_of_a_newer_version_is_refused_by_every_verb_and_left_as_it_is(
    tmp_path: Path, step: tuple[str, str]
) -> None:
    record = (
        "from bole.conf.start import start_django; start_django()\n"
        "from django.db import connection\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from bole.conf.migrating import database_prepare\n"
        f"database_prepare(); MigrationRecorder(connection).record_applied(*{step!r})\n"
    )
    with empty(tmp_path) as newer:
        run(newer.home, record, **newer.more)
        for arguments in (
            ("serve", "--port", "0"),
            ("account", "list"),
            ("backup", tmp_path / "a.zip"),
        ):
            ended = newer.bole(*arguments)
            assert (ended.returncode, "BOLE-W005" in ended.stderr) == (2, True), ended.stderr
        assert not (tmp_path / "a.zip").exists()
        assert not newer.parts()["migrations"]
