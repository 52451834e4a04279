"""带行号的 YAML: a mapping of a pack, each value knowing its line.

Nodes are composed and never constructed: what stands in the file is taken as written (`no`, 1e3, 2024-02-30, 060), and
no object is ever made from a file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml

from bole.kernel.errors import ErrorKind
from bole.kernel.reading import bytes_of
from bole.policy import errors, flow_errors
from bole.policy.errors import Faults

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COUNT: Final = re.compile(r"\d{1,5}", re.ASCII)
MOST: Final = 99_999
"""The greatest number of days, places or persons that a sheet may write."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """单值: what is written, and what YAML takes it for ("str", "int", "float", "bool", "null", "timestamp")."""

    text: str
    kind: str
    line: int


def read_day(text: str) -> date | None:
    """The day written as 2024-02-29; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or "-" where none is known."""
    return next(iter(get_close_matches(word, list(known), 1, 0.0)), "-")


def read_text(file: Path, faults: Faults) -> str | None:
    """The text of a file in UTF-8, with or without a byte order mark."""
    try:
        return bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(errors.NOT_UTF8, file, byte=error.start + 1)
    except (OSError, ValueError) as error:
        faults.add(errors.UNREADABLE, file, reason=getattr(error, "strerror", None) or type(error).__name__)
    return None


def _compose(file: Path, faults: Faults, *, may_be_empty: bool = False) -> yaml.Node | None:
    text = read_text(file, faults)
    if text is None:
        return None
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if node is None and not may_be_empty:
            faults.add(errors.NOT_MAPPING, file, 1, key=file.name)
        return node
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(errors.BAD_SYNTAX, file, line, what=error.problem or "YAML")
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(errors.BAD_SYNTAX, file, 1, what=type(error).__name__)
    return None


def read_mapping(file: Path, faults: Faults) -> "Fields | None":
    """The file's one mapping; None where it cannot be read as one."""
    node = _compose(file, faults)
    return None if node is None else _fields(node, file, file.name, faults)


def read_list(file: Path, faults: Faults) -> "list[Fields]":
    """The file's list of mappings; an empty one where nothing stands in it, or where it is no such list (a fault)."""
    node = _compose(file, faults, may_be_empty=True)
    return [] if node is None else _fields_list(node, file, file.name, faults)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _fields(node: yaml.Node, file: Path, name: str, faults: Faults) -> "Fields | None":
    if isinstance(node, yaml.MappingNode):
        return Fields(node, file, faults)
    faults.add(errors.NOT_MAPPING, file, _line(node), key=name)
    return None


def _fields_list(node: yaml.Node, file: Path, name: str, faults: Faults) -> "list[Fields]":
    if not isinstance(node, yaml.SequenceNode):
        faults.add(errors.NOT_LIST, file, _line(node), key=name)
        return []
    return [found for item in node.value if (found := _fields(item, file, name, faults)) is not None]


class Fields:
    """栏目: one mapping being read. Each key is asked for once; `close` tells the keys nobody asked for."""

    def __init__(self, node: yaml.MappingNode, file: Path, faults: Faults) -> None:
        self.file = file
        self.line = _line(node)
        self.faults = faults
        self._asked: set[str] = set()
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
        if name in self._nodes:
            self.fault(errors.KEY_TWICE, _line(key), key=name, line=self._lines[name])
            return
        self._nodes[name] = value
        self._lines[name] = _line(key)

    def fault(self, kind: ErrorKind, line: int = 0, /, **params: object) -> None:
        """One more fault, at a line of this file or at the mapping's first line."""
        self.faults.add(kind, self.file, line or self.line, **params)

    def line_of(self, key: str) -> int:
        """The line of a key, else of the mapping."""
        return self._lines.get(key, self.line)

    def __contains__(self, key: object) -> bool:
        return key in self._nodes

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key as written, in the file's order."""
        return tuple(self._nodes)

    def empty(self, key: str) -> bool:
        """Whether null stands under a key."""
        node = self._nodes.get(key)
        return isinstance(node, yaml.ScalarNode) and str(node.tag).endswith(":null")

    def _node(self, key: str, required: bool) -> yaml.Node | None:
        self._asked.add(key)
        node = self._nodes.get(key)
        if node is None and required:
            self.fault(errors.MISSING_KEY, key=key)
        return node

    def scalar(self, key: str, *, required: bool = True) -> Scalar | None:
        """A single value as written; None where it is absent, or no single value (a fault)."""
        node = self._node(key, required)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fault(errors.NOT_TEXT, _line(node), key=key, found=type(node).__name__.removesuffix("Node").lower())
            return None
        return Scalar(str(node.value), str(node.tag).rpartition(":")[2], _line(node))

    def text(self, key: str, *, required: bool = True, nullable: bool = False) -> str:
        """A text; "" where it is absent or null."""
        found = self.scalar(key, required=required)
        if found is None or (nullable and found.kind == "null"):
            return ""
        if found.kind != "str" or (required and not found.text.strip()):
            self.fault(errors.NOT_TEXT, found.line, key=key, found=found.text or "null")
            return ""
        return found.text.strip()

    def day(self, key: str, *, required: bool = True, nullable: bool = False) -> date | None:
        """A day of the calendar."""
        found = self.scalar(key, required=required)
        if found is None or (nullable and found.kind == "null"):
            return None
        day = read_day(found.text)
        if day is None:
            self.fault(errors.NOT_DATE, found.line, key=key, found=found.text or "null")
        return day

    def flag(self, key: str, *, required: bool = False) -> bool:
        """True or false; false where it is absent."""
        found = self.scalar(key, required=required)
        if found is None:
            return False
        if found.kind != "bool" or found.text.lower() not in ("true", "false"):
            self.fault(errors.NOT_FLAG, found.line, key=key, found=found.text or "null")
        return found.text.lower() == "true"

    def count(self, key: str, *, required: bool = False) -> int:
        """A whole number, not below zero; 0 where it is absent."""
        found = self.scalar(key, required=required)
        if found is None:
            return 0
        if found.kind != "int" or not _COUNT.fullmatch(found.text):
            self.fault(flow_errors.NOT_COUNT, found.line, key=key, found=found.text or "null", most=MOST)
            return 0
        return int(found.text)

    def choice(self, key: str, known: Iterable[str], *, required: bool = True) -> str:
        """One of a few words; "" where it is none of them (a fault)."""
        word, words = self.text(key, required=required), tuple(known)
        if not word or word in words:
            return word
        self.fault(errors.BAD_CHOICE, self.line_of(key), key=key, found=word, known=", ".join(words))
        return ""

    def mapping(self, key: str) -> "Fields | None":
        """A mapping under a key that must be there."""
        node = self._node(key, required=True)
        return None if node is None else _fields(node, self.file, key, self.faults)

    def mappings(self, key: str, *, required: bool = True) -> "list[Fields]":
        """A list of mappings under a key; an empty one where it is absent."""
        node = self._node(key, required)
        return [] if node is None else _fields_list(node, self.file, key, self.faults)

    def words(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of words under a key, an empty one where it is absent; what is no word is a fault."""
        node = self._node(key, required)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
            self.fault(errors.NOT_LIST, _line(node), key=key)
            return ()
        return tuple(str(item.value) for item in node.value)

    def texts(self) -> dict[str, str]:
        """Every key of this mapping with its text, of whatever kind YAML takes it for."""
        found = {key: self.scalar(key) for key in self._nodes}
        return {key: scalar.text for key, scalar in found.items() if scalar}

    def close(self) -> None:
        """Each key that nobody asked for is a fault."""
        known = sorted(self._asked)
        for key in self._nodes.keys() - self._asked:
            self.fault(
                errors.UNKNOWN_KEY, self._lines[key], key=key, nearest=nearest(key, known), known=", ".join(known)
            )
