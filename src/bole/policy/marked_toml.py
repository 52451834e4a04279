"""带行号的 TOML: a sheet of a pack, each value knowing its line, read by the same `Fields` as its YAML.

What is read becomes the nodes that `marked_yaml` composes, so that an unknown key, a missing one or a wrong word is
told in the same words whichever of the two a file is written in. A value inside an array stands on its key's line.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

import yaml

from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, read_text

_LINE_OF_FAULT: Final = re.compile(r"line (\d+)")
_AT_END: Final = "end of document"
"""How tomllib calls the last line."""
_WORD: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*\]")
_KEY: Final = re.compile(rf"\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_QUOTED: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")
_TRIPLE: Final = re.compile(r"\"\"\"|'''")

Steps = tuple[str | int, ...]
"""Keys and numbers from the top of a sheet down to a value."""


def read_sheet(file: Path, faults: Faults) -> Fields | None:
    """The file's one table; None where it cannot be read (a fault)."""
    text = read_text(file, faults)
    if text is None:
        return None
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        found, last = _LINE_OF_FAULT.search(str(error)), max(1, len(text.splitlines()))
        line = int(found[1]) if found else last if _AT_END in str(error) else 1
        faults.add(errors.BAD_SYNTAX, file, line, what=str(error))
        return None
    node = _node(table, (), dict(_lines(text)), 1)
    assert isinstance(node, yaml.MappingNode)  # a TOML document is a table
    return Fields(node, file, faults)


def _lines(text: str) -> Iterator[tuple[Steps, int]]:
    """The line of each table and each key, by its path from the top; entries of a list are counted from 0."""
    base: Steps = ()
    counts: dict[Steps, int] = {}
    depth, within = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if depth == 0 and not within:
            if header := _HEADER.match(line):
                base = _table(header, counts)
                yield base, number
                continue
            if key := _KEY.match(line):
                yield (*base, *_words(key[1])), number
        within = _still_within(line, within)
        bare = _QUOTED.sub("", line)
        depth = max(0, depth + bare.count("[") - bare.count("]"))


def _table(header: re.Match[str], counts: dict[Steps, int]) -> Steps:
    """The path that a header opens: of an entry of a list, with its number."""
    path: Steps = ()
    words = _words(header[2])
    for place, word in enumerate(words):
        path = (*path, word)
        if place == len(words) - 1 and header[1] == "[[":
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _words(dotted: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in re.findall(_WORD, dotted))


def _still_within(line: str, within: str) -> str:
    """The quotes of a text of several lines that is open at the end of this one."""
    for quotes in _TRIPLE.findall(line):
        if not within:
            within = quotes
        elif within == quotes:
            within = ""
    return within


def _node(value: object, path: Steps, lines: Mapping[Steps, int], line: int) -> yaml.Node:
    line = _line(path, lines, line)
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    if isinstance(value, dict):
        pairs = [
            (_scalar("str", key, _line((*path, key), lines, line)), _node(inner, (*path, key), lines, line))
            for key, inner in value.items()
        ]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, mark, mark)
    if isinstance(value, list):
        items = [_node(inner, (*path, number), lines, line) for number, inner in enumerate(value)]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, mark, mark)
    return _scalar(*_written(value), line)


def _line(path: Steps, lines: Mapping[Steps, int], around: int) -> int:
    """The line of a path, of a list of tables that of its first, else the line of what is around it."""
    return lines.get(path) or lines.get((*path, 0)) or around


def _written(value: object) -> tuple[str, str]:
    """What YAML would take a value for, and how it is written."""
    if isinstance(value, bool):
        return "bool", str(value).lower()
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, float):
        return "float", str(value)
    if isinstance(value, date | datetime):
        return "timestamp", value.isoformat()
    return "str", str(value)


def _scalar(kind: str, text: str, line: int) -> yaml.ScalarNode:
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, mark, mark)
