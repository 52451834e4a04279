"""意外故障: an exception nobody foresaw becomes one line with a code, and a file for whoever mends it."""

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

import bole
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.home import home
from bole.kernel.messages import N_

CRASHED = ErrorKind(
    "BOLE-C001",
    N_("程序出现意外故障（{what}），没有完成。"),
    N_("详细记录在 {log}；报告问题时请附上这个文件，并先检查其中有无不宜公开的内容。"),
)
CRASHED_UNLOGGED = ErrorKind(
    "BOLE-C002",
    N_("程序出现意外故障（{what}），没有完成，也未能写下记录。"),
    N_("请把环境变量 BOLE_HOME 设为一个可写的文件夹后再试一次。"),
)


def crash_message(error: BaseException) -> str:
    """The one line for the user; the traceback goes to BOLE_HOME/logs."""
    what = type(error).__name__
    try:
        log = _log(error)
    except OSError:
        return str(BoleError(CRASHED_UNLOGGED, what=what))
    return str(BoleError(CRASHED, what=what, log=log))


def _log(error: BaseException) -> Path:
    at = datetime.now(UTC)
    folder = home() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"crash-{at:%Y%m%dT%H%M%S.%f}Z.txt"
    head = f"bole {bole.__version__}, Python {platform.python_version()}, {platform.platform()}, {at.isoformat()}\n\n"
    log.write_text(head + "".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
    return log
