"""政策文件: official text in; clauses, assigned units, targets, money and what contradicts out.

`read_file`, `read_text` and `read_files` are the way in; `Reading` is what comes out. The modules behind them are
imported when they are first used, so that a command which only prints its help does not pay for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bole.documents.batch import read_files
    from bole.documents.reader import read_file, read_text
    from bole.documents.reading import Reading

__all__ = ["Reading", "read_file", "read_files", "read_text"]

_HOME = {
    "Reading": "bole.documents.reading",
    "read_file": "bole.documents.reader",
    "read_files": "bole.documents.batch",
    "read_text": "bole.documents.reader",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(_HOME[name]), name)
