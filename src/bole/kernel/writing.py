"""写文件: an output appears whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_

NO_FOLDER = ErrorKind("BOLE-K001", N_("要写入的文件夹不存在。"), N_("请先建立文件夹“{folder}”，或换一个位置。"))
IS_FOLDER = ErrorKind("BOLE-K002", N_("这里已有一个同名的文件夹，不能写成文件。"), N_("请换一个文件名。"))
CANNOT_WRITE = ErrorKind("BOLE-K003", N_("不能写入（{reason}）。"), N_("请检查权限和磁盘空间，或换一个位置。"))

NOT_A_FILE = ErrorKind("BOLE-K004", N_("这不是普通文件（设备或管道），不能写成输出文件。"), N_("请换一个文件名。"))


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to; rename it to `target` at the end, remove it if the writing failed.

    A link is followed: the file it names is replaced, not the link. Raises BoleError where the folder is missing,
    something other than a file has that name, or nothing can be written there.
    """
    place = str(target)
    try:
        target = Path(os.path.realpath(target))
    except (OSError, ValueError) as error:
        raise BoleError(CANNOT_WRITE, place=place, reason=type(error).__name__) from error
    # The ending stays: some writers choose the format by it.
    beside = target.parent / f".{secrets.token_hex(6)}{target.suffix}"
    try:
        _claim(target, beside, place)
        yield beside
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise BoleError(CANNOT_WRITE, place=place, reason=error.strerror or type(error).__name__) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _claim(target: Path, beside: Path, place: str) -> None:
    if target.is_dir():
        raise BoleError(IS_FOLDER, place=place)
    # Renaming a file over a device takes the device away from the whole machine.
    if target.exists() and not target.is_file():
        raise BoleError(NOT_A_FILE, place=place)
    if not target.parent.is_dir():
        raise BoleError(NO_FOLDER, place=place, folder=target.parent)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
