"""受控的快照: a process that loads Django once and forks a child for each act, so that a child can be killed.

As `zygote`, whose orders it knows too, and:

    {"do": "snapshot", "out", "since", "kill_at", "kill_after"}   made; killed before its n-th act upon the file system
                                                                  or the database, or after seconds
    {"do": "more", "first", "count"}                              people with spells of insurance are recorded
    {"do": "kept"}                                                the states of the snapshots that are written down
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from bole.conf.start import start_django

start_django()

from bole.apps.accounts.actor import Actor  # noqa: E402
from bole.apps.registry.models import Insurance  # noqa: E402
from bole.apps.schemes.models import Snapshot  # noqa: E402
from bole.apps.schemes.snapshots import snapshot_make  # noqa: E402
from tests.apps.registry import zygote  # noqa: E402

SYSTEM = Actor.system("zygote")
_ACTS: Final = frozenset(
    {"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.link", "os.rmdir", "sqlite3.connect", "os.scandir"}
)


def snapshot(order: dict[str, Any]) -> dict[str, Any]:
    _kill_at(order.get("kill_at"))
    if order.get("kill_after"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, order["kill_after"])
    since = Path(order["since"]) if order.get("since") else None
    written = snapshot_make(
        out=Path(order["out"]), since=since, as_of=date.fromisoformat(order["as_of"]), city="442000", actor=SYSTEM,
        at=datetime.now(UTC),
    )  # fmt: skip
    return {"reused": len(written.reused), "renewed": len(written.renewed)}


def _kill_at(act: int | None) -> None:
    """Have this process die, as if the power went, before its n-th act upon anything that lasts."""
    if act is None:
        return
    left = [act]

    def heard(event: str, _arguments: Any) -> None:
        if event in _ACTS:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heard)


def more(order: dict[str, Any]) -> int:
    from tests.apps.registry.recorded import person_made, record_made

    for at in range(order["first"], order["first"] + order["count"]):
        who = person_made(at)
        record_made(Insurance, person=who, kind="pension", started_on=date(2024, 1, 1 + at % 28), months=at % 40)
    return int(order["count"])


def kept(_order: dict[str, Any]) -> list[str]:
    return sorted(Snapshot.objects.values_list("state", flat=True))


MORE: dict[str, Callable[[dict[str, Any]], Any]] = {"snapshot": snapshot, "more": more, "kept": kept}

if __name__ == "__main__":
    zygote.ACTS |= MORE
    zygote.main()
