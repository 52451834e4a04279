"""错误: what went wrong, where, and the way out, in the user's language.

A ring declares each kind once, in a module of its own, and raises it with the place and the facts:

    EMPTY_FILE = ErrorKind("BOLE-D001", N_("文件是空的。"), N_("请核对文件后重新提供。"))
    raise BoleError(EMPTY_FILE, place="通知.txt")

`docs/errors.md` lists every code; a test holds the two together.
"""

import re
from dataclasses import dataclass
from typing import Self

from bole.kernel.messages import _


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """错误种类: a code and its two sentences, as message ids with {named} places."""

    code: str
    """BOLE-, a letter for the part (docs/errors.md lists them), three digits; never given a second meaning."""
    message: str
    """What is wrong."""
    remedy: str
    """What the user can do about it."""


_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_PLACE = 240


def _shown(place: str) -> str:
    """A place on one line: a file name may hold line ends, the control characters of a terminal, and be endless."""
    if len(place) > _LONGEST_PLACE:
        place = f"{place[: _LONGEST_PLACE // 2]}…{place[-_LONGEST_PLACE // 2 :]}"
    return _UNSHOWN.sub(lambda m: m[0].encode("unicode_escape").decode("ascii"), place)


class BoleError(Exception):
    """错误: bad input or use; the command prints it and ends with 2, no traceback.

    `place` names the file, page, line or cell; `params` fill the named places of the kind's sentences.
    It crosses from a child process to its parent (pickle), and is put into words only where it is shown.
    """

    def __init__(self, kind: ErrorKind, /, *, place: str = "", **params: object) -> None:
        super().__init__(kind, place, params)
        self.kind = kind
        self.place = place
        self.params = params

    @classmethod
    def _rebuild(cls, kind: ErrorKind, place: str, params: dict[str, object]) -> Self:
        return cls(kind, place=place, **params)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self)._rebuild, (self.kind, self.place, self.params)

    @property
    def code(self) -> str:
        """错误编号, for example BOLE-D001."""
        return self.kind.code

    @property
    def message(self) -> str:
        """Place, what is wrong and the way out, in the language in use, on one line."""
        told = _(self.kind.message, **self.params)
        remedy = _(self.kind.remedy, **self.params)
        where = f"{_shown(self.place)}: " if self.place else ""
        return f"{where}{told} {remedy}"

    def to_json(self) -> dict[str, str]:
        """`{"code", "message"}`, as the contract of `--json` asks."""
        return {"code": self.code, "message": self.message}

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"
