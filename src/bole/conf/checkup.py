"""体检: every part of a running system, green or red, and what to do about the red ones.

No person's data is shown. A part that cannot be looked at is red and says why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import DatabaseError

from bole.conf import checkup_ledger as money
from bole.conf import checkup_machine as machine
from bole.conf import checkup_matters as packs
from bole.conf import checkup_outside as outside
from bole.conf import checkup_state as state
from bole.conf.checkup_part import Found, green, red
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

Look = Callable[[datetime], Found]

PARTS: Final[dict[str, tuple[str, Look]]] = {
    "settings": (N_("设置"), lambda at: machine.settings()),
    "home": (N_("状态文件夹"), lambda at: machine.folder()),
    "disk": (N_("磁盘"), lambda at: machine.disk()),
    "clock": (N_("时钟"), machine.clock),
    "fonts": (N_("中文字体"), lambda at: machine.fonts()),
    "database": (N_("数据库"), lambda at: state.database()),
    "migrations": (N_("库的版本"), lambda at: state.migrations()),
    "worker": (N_("后台任务"), state.worker),
    "keys": (N_("密钥"), lambda at: state.keys()),
    "keys-copy": (N_("密钥的副本"), lambda at: state.keys_copy()),
    "backup": (N_("备份"), state.backup),
    "snapshots": (N_("到期的快照"), state.snapshots),
    "administrators": (N_("三位管理员"), lambda at: state.administrators()),
    "events": (N_("操作日志"), lambda at: state.events()),
    "ledger": (N_("台账"), lambda at: money.ledger()),
    "retention": (N_("保存期限"), state.retention),
    "single-sign-on": (N_("单点登录"), outside.single_sign_on),
    "matters": (N_("事项和流程"), packs.matters),
    "adapters": (N_("对外接口"), lambda at: state.adapters()),
}
"""部分: what is looked at, what a user calls it, and how, in the order of the list."""


@dataclass(frozen=True, slots=True)
class Part:
    """部分: one line of the list."""

    id: str
    label: str
    found: Found

    def to_json(self) -> dict[str, str | bool]:
        """`{"id", "label", "green", "told", "remedy"}`."""
        found = self.found
        told: dict[str, str | bool] = {"id": self.id, "label": self.label, "green": found.green, "told": found.told}
        return told if found.green else {**told, "remedy": found.remedy}


def checkup(*, at: datetime | None = None) -> Iterator[Part]:
    """体检 of every part, one after the other."""
    now = at or datetime.now(UTC)
    for id_, (label, look) in PARTS.items():
        yield Part(id_, _(label), _looked(look, now))


def _looked(look: Look, at: datetime) -> Found:
    try:
        return look(at)
    except BoleError as error:
        return red(error.message, "")
    except (DatabaseError, OSError) as error:
        return red(
            _("查不了（{why}）。", why=str(error).strip().partition("\n")[0][:160]),
            _("请先处理数据库和状态文件夹的问题。"),
        )


__all__ = ["PARTS", "Found", "Part", "checkup", "green", "red"]
