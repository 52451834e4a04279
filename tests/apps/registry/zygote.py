"""受控的导入: a process that loads Django once and then forks a child for each act, so that a child can be killed.

Run as `python -m tests.apps.registry.zygote`, with BOLE_HOME and BOLE_DATABASE_URL around it. Orders come on standard
input, one JSON object a line, answers go to standard output, one JSON value a line:

    {"do": "prepare"}                                     the tables
    {"do": "upload", "file", "source", "chunk"}           uploads, checks and confirms; the number of the batch
    {"do": "write", "batch", "kill_at", "kill_after"}     resumes and writes; killed before its n-th statement, or
                                                          after seconds; "bytes": no file can grow beyond
    {"do": "undo", "batch", "chunk", "kill_at", "kill_after"}  undoes, or goes on undoing
    {"do": "link", "batch", "kill_at", "kill_after"}      links what the batch brought
    {"do": "together", "batches"}                         writes several at once, a child each; or "acts" of any sort
    {"do": "state"}                                       what is in the register, told without numbers of rows
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bole.conf.start import start_django

start_django()

from django.db import connection  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402

from bole.apps.accounts.actor import Actor  # noqa: E402
from bole.apps.accounts.events import first_broken  # noqa: E402
from bole.apps.registry.imports import read, undo  # noqa: E402
from bole.apps.registry.imports.check import batch_check  # noqa: E402
from bole.apps.registry.imports.outcome import batch_shown  # noqa: E402
from bole.apps.registry.imports.upload import batch_upload  # noqa: E402
from bole.apps.registry.imports.write import batch_confirm, batch_resume, batch_write  # noqa: E402
from bole.apps.registry.linking.finding import files_compare, pending_link  # noqa: E402
from bole.apps.registry.models import (  # noqa: E402
    BatchRow,
    Contact,
    Doubt,
    Insurance,
    Merge,
    Organisation,
    PendingRow,
    Person,
    Thing,
)
from bole.apps.registry.sources import source_add, source_known  # noqa: E402
from bole.conf.migrating import database_prepare  # noqa: E402
from bole.kernel.errors import BoleError  # noqa: E402

SYSTEM = Actor.system("zygote")


def now() -> datetime:
    return datetime.now(UTC)


def upload(order: dict[str, Any]) -> int:
    vars(read)["CHUNK"] = order["chunk"]
    if not source_known(order["source"]):
        source_add(code=order["source"], name=order["source"], actor=SYSTEM, at=now())
    with Path(order["file"]).open("rb") as stream:
        name = Path(order["file"]).name
        batch = batch_upload(
            kind="insurance", source=order["source"], file_name=name, stream=stream, actor=SYSTEM, at=now()
        ).pk
    batch_check(batch=batch, actor=SYSTEM, at=now())
    batch_confirm(batch=batch, actor=SYSTEM, at=now())
    return batch


def write(order: dict[str, Any]) -> dict[str, Any]:
    _kill(order)
    batch_resume(batch=order["batch"], actor=SYSTEM, at=now())
    if order.get("bytes"):
        with connection.cursor() as cursor:  # the log begins anew: what is written has the room that is given, no more
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["bytes"], resource.RLIM_INFINITY))
    batch_write(batch=order["batch"], actor=SYSTEM, clock=now)
    return _shown(order["batch"])


def link(order: dict[str, Any]) -> dict[str, int]:
    _kill(order)
    counts = pending_link(batch=order["batch"], actor=SYSTEM, clock=now)
    return counts | {"files": files_compare(batch=order["batch"], at=now())}


def undone(order: dict[str, Any]) -> dict[str, Any]:
    vars(undo)["CHUNK"] = order["chunk"]
    _kill(order)
    undo.batch_undo(batch=order["batch"], actor=SYSTEM, at=now())
    undo.batch_undo_write(batch=order["batch"], actor=SYSTEM, clock=now)
    shown = batch_shown(batch=order["batch"], actor=SYSTEM)
    assert shown.undone is not None
    counts = {name: getattr(shown.undone, name) for name in ("done", "whole", "closed", "opened", "left", "pending")}
    return {"state": shown.state, **counts}


def _kill(order: dict[str, Any]) -> None:
    _kill_at(order.get("kill_at"))
    if order.get("kill_after"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, order["kill_after"])


def _shown(batch: int) -> dict[str, Any]:
    shown = batch_shown(batch=batch, actor=SYSTEM)
    return {"state": shown.state, "done": shown.done, "rows": shown.rows, "counts": shown.counts}


def _kill_at(statement: int | None) -> None:
    """Have this process die, as if the power went, before its n-th statement."""
    if statement is None:
        return
    left = [statement]

    def counted(run: Callable[..., Any]) -> Callable[..., Any]:
        def run_or_die(*arguments: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return run(*arguments, **options)

        return run_or_die

    for name in ("execute", "executemany"):
        setattr(CursorWrapper, name, counted(getattr(CursorWrapper, name)))


def state(_order: dict[str, Any]) -> dict[str, Any]:
    """Everything that two imports of the same rows must agree on."""
    people = {row.thing: row.name for row in Person.objects.filter(closed_at=None)}
    bodies = {row.thing: row.credit_code for row in Organisation.objects.filter(closed_at=None)}
    spells = sorted(
        [people[s.person], bodies.get(s.organisation or 0, ""), s.kind, s.started_on.isoformat(), s.months or 0]
        for s in Insurance.objects.filter(closed_at=None)
    )
    things = Thing.objects.count()
    merges = Merge.objects.select_related("pending").filter(undone_at=None)
    told = {
        "people": sorted(people.values()),
        "bodies": sorted(bodies.values()),
        "spells": spells,
        "closed": Insurance.objects.exclude(closed_at=None).count(),
        "contacts": Contact.objects.count(),
        "faults": sorted(BatchRow.objects.values_list("row", "column", "code")),
        "pending": sorted(PendingRow.objects.values_list("row", "code")),
        "left_over": things - len(people) - len(bodies) - Insurance.objects.values("thing").distinct().count(),
        "linked": sorted([merge.pending.row, people[merge.kept]] for merge in merges if merge.pending is not None),
        "doubts": sorted(map(str, Doubt.objects.values_list("pending__row", "weight", "state"))),
        "broken": first_broken(),
    }
    return told


def prepare(_order: dict[str, Any]) -> bool:
    database_prepare()
    return True


ACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "prepare": prepare,
    "upload": upload,
    "write": write,
    "link": link,
    "undo": undone,
    "state": state,
}


def forked(order: dict[str, Any]) -> tuple[int, int]:
    """A child that carries an order out; its process and the pipe on which it answers."""
    reads, writes = os.pipe()
    child = os.fork()
    if child:
        os.close(writes)
        return child, reads
    try:
        answer: Any = ACTS[order["do"]](order)
    except BoleError as error:
        answer = {"error": error.code}
    except BaseException as fault:  # noqa: BLE001 - told to the test
        answer = {"fault": repr(fault)}
    with os.fdopen(writes, "w") as pipe:
        pipe.write(json.dumps(answer))
    os._exit(0)


def awaited(child: int, reads: int) -> Any:
    with os.fdopen(reads) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else "killed"


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "together":
            # Of one act upon several batches, or of several acts.
            acts = order.get("acts") or [{"do": "write", "batch": batch} for batch in order["batches"]]
            children = [forked(act) for act in acts]
            answer: Any = [awaited(*child) for child in children]
        else:
            answer = awaited(*forked(order))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        time.sleep(0)
    assert connection.connection is None, "the zygote itself never speaks to the database"


if __name__ == "__main__":
    main()
