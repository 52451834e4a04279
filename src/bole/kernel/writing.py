"""写文件: an output appears whole or not at all."""

import errno
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

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


@contextmanager
def folder_written_beside(target: Path, exists: ErrorKind, *, may_be_empty: bool = False) -> Iterator[Path]:
    """Give a new folder beside `target` to fill; rename it to `target` at the end, remove it if the writing failed.

    Whoever is killed in the middle leaves `.<name>.<random>.unfinished` and no `target`. Raises BoleError, of the kind
    `exists` where `target` is there already, an empty folder excepted where `may_be_empty`.
    """
    check_new_folder(target, exists, may_be_empty=may_be_empty)
    beside = target.parent / f".{target.name}.{secrets.token_hex(6)}.unfinished"
    try:
        beside.mkdir()
        yield beside
        for path in sorted(beside.rglob("*")):
            if path.is_file():
                settle(path)
        beside.rename(target)
    except OSError as error:
        raise BoleError(CANNOT_WRITE, place=str(target), reason=error.strerror or type(error).__name__) from error
    finally:
        _remove(beside)


def _remove(beside: Path) -> None:
    """The unfinished folder goes; a writer that failed may still be closing its file there, so it is asked again."""
    for _attempt in range(_ATTEMPTS):
        with suppress(OSError):
            shutil.rmtree(beside)
        if not os.path.lexists(beside):
            return
        time.sleep(_PAUSE)


_ATTEMPTS = 50
_PAUSE = 0.02  # seconds


def check_new_folder(target: Path, exists: ErrorKind, *, may_be_empty: bool = False) -> None:
    """Raises BoleError where no folder can be made: the name is taken (kind `exists`), or there is no place."""
    try:
        str(target).encode()  # a name in another encoding, which not every library can write to
        if (target.exists() or target.is_symlink()) and not (may_be_empty and _empty_folder(target)):
            raise BoleError(exists, place=str(target))
        if not target.parent.is_dir():
            raise BoleError(NO_FOLDER, place=str(target), folder=target.parent)
    except (OSError, ValueError) as error:  # a name too long, a name with a zero byte
        raise BoleError(CANNOT_WRITE, place=str(target), reason=type(error).__name__) from error


def _empty_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


@contextmanager
def scratch_space() -> Iterator[None]:
    """Raises BoleError where what an engine sets aside in the temporary folder finds no room: each says it its way."""
    full = os.strerror(errno.ENOSPC)
    try:
        yield
    except BoleError:
        raise
    except Exception as error:
        if full not in str(error):
            raise
        raise BoleError(CANNOT_WRITE, place=tempfile.gettempdir(), reason=full) from error


def settle(file: Path) -> None:
    """On the disk before the rename: a power cut may not leave a whole folder of empty files."""
    with file.open("rb") as open_file:
        os.fsync(open_file.fileno())


@contextmanager
def new_file_written(target: Path, exists: ErrorKind) -> Iterator[BinaryIO]:
    """Give a file, for this user alone, that gets the name `target` when it is whole, and never takes it from another.

    Where the system knows files without a name it has none until then: who is killed in the middle leaves nothing.
    Raises BoleError, of the kind `exists` where something has that name already.
    """
    try:
        if os.path.lexists(target):
            raise BoleError(exists, place=str(target))
        if not target.parent.is_dir():
            raise BoleError(NO_FOLDER, place=str(target), folder=target.parent)
        descriptor, beside = _nameless(target)
        try:
            with open(descriptor, "w+b") as file:  # noqa: PTH123 - a descriptor
                yield file
                file.flush()
                os.fsync(file.fileno())
                _name(file.fileno(), beside, target, exists)
        finally:
            if beside is not None:
                beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise BoleError(CANNOT_WRITE, place=str(target), reason=reason) from error


def _nameless(target: Path) -> tuple[int, Path | None]:
    """A new file in the folder of `target`: without a name, or with a hidden one where that cannot be."""
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        with suppress(OSError):
            return os.open(target.parent, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), None
    beside = target.parent / f".{target.name}.{secrets.token_hex(6)}.unfinished"
    return os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600), beside


def _name(descriptor: int, beside: Path | None, target: Path, exists: ErrorKind) -> None:
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        if beside is None:
            # A folder's descriptor, though not needed, has Python use the call that follows the link.
            os.link(f"/proc/self/fd/{descriptor}", target, src_dir_fd=folder, follow_symlinks=True)
        elif os.path.lexists(target):
            raise BoleError(exists, place=str(target))
        else:
            beside.rename(target)
        os.fsync(folder)
    except FileExistsError as error:
        raise BoleError(exists, place=str(target)) from error
    finally:
        os.close(folder)
