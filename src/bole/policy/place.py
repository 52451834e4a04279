"""规则的位置: file and line of the pack's own text that a fault stands on."""

import sys
from pathlib import Path
from typing import Final

from bole.kernel.errors import BoleError, ErrorKind

_ENGINE: Final = Path(__file__).parent


def here() -> str:
    """`file:line` of the nearest caller outside the engine: the line of the pack that is being loaded."""
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_engine(frame.f_code.co_filename):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _is_engine(file: str) -> bool:
    return file.startswith("<") or Path(file).is_relative_to(_ENGINE)  # "<string>": what a dataclass writes itself


def written_at(kind: ErrorKind, **params: object) -> BoleError:
    """The error of that kind, placed at the pack's line."""
    return BoleError(kind, place=here(), **params)
