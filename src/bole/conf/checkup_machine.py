"""体检：机器: settings, folder, disk, clock and fonts."""

import os
import shutil
import stat
from datetime import UTC, datetime
from typing import Final

from bole.conf import options
from bole.conf.checkup_part import Found, green, red
from bole.conf.life import clock_seen
from bole.documents.papers.fonts import faces
from bole.kernel.errors import BoleError
from bole.kernel.home import home
from bole.kernel.messages import _

LEAST_FREE: Final = 1_000_000_000
"""Bytes that must be free; below it an import or a backup may not end."""
_LEAST_SHARE: Final = 0.03
_BACK: Final = 120
"""Seconds that a clock may be set back by its own correction."""


def settings() -> Found:
    """设置: no name that nothing reads, no value that is not allowed."""
    unknown = options.unknown_names()
    if unknown:
        return red(
            _("不认识：{names}。", names="、".join(unknown)), _("请核对拼写；全部设置见 docs/reference/settings.md。")
        )
    return green(_("写明 {count} 项。", count=len(options.given_names())))


def folder() -> Found:
    """状态文件夹: nobody else reads it, and it can be written to."""
    place = home()
    if os.name == "posix" and stat.S_IMODE(place.stat().st_mode) & 0o077:
        return red(_("别的用户也能打开 {place}。", place=place), _("请运行：chmod 700 {place}", place=place))
    if not os.access(place, os.W_OK):
        return red(_("不能写 {place}。", place=place), _("请把 BOLE_HOME 设为一个可写的文件夹。"))
    return green(str(place))


def disk() -> Found:
    """磁盘: room for an import and a backup."""
    usage = shutil.disk_usage(home())
    told = _("空闲 {free} GB，共 {total} GB。", free=f"{usage.free / 1e9:.1f}", total=f"{usage.total / 1e9:.1f}")
    if usage.free < LEAST_FREE or usage.free < usage.total * _LEAST_SHARE:
        return red(told, _("请清出空间：旧的备份、导入的文件；或换一个更大的磁盘。"))
    return green(told)


def clock(at: datetime) -> Found:
    """时钟: it has not gone back behind what was seen before."""
    seen = clock_seen()
    if seen is not None and at.timestamp() < seen - _BACK:
        before = datetime.fromtimestamp(seen, UTC).astimezone()
        return red(
            _("时钟比上次运行时（{before}）还早。", before=f"{before:%Y-%m-%d %H:%M:%S}"),
            _("请校准时钟；在此之前记下的时间不可靠。"),
        )
    return green(f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}")


def fonts() -> Found:
    """中文字体: without one no paper can be set, and pages printed have boxes for characters."""
    try:
        found = faces()
    except BoleError as error:
        return red(_(error.kind.message), _(error.kind.remedy, **error.params))
    return green(_("文书用 {body}，红头用 {head}。", body=found.body[0], head=found.head[0]))
