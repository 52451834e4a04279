"""生成的源代码: blocks, rows and names of the Python text that a set of schemes is read into.

Every term becomes one assignment, made once for each row that it speaks of:

    v3 = r.get("level")
    v4 = None if v3 is None else v3 >= 4

`Block` holds lines, `Scope` is one row within a block with the terms already assigned for it, `Source` the whole text
with the constants it needs. What each kind of term is written as stands in `python_terms`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bole.kernel.dates import Period
from bole.kernel.facts import Facts
from bole.policy.readings import python_words
from bole.policy.terms import Fact

INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Made:
    """Where a term's value stands in the text: a name or a constant."""

    text: str
    sure: bool = False
    """Never None."""
    constant: bool = False

    @property
    def nothing(self) -> bool:
        """Whether it is None whatever the facts are."""
        return self.constant and not self.sure


NOTHING: Final = Made("None", constant=True)
TRUE: Final = Made("True", sure=True, constant=True)
FALSE: Final = Made("False", sure=True, constant=True)


class Block:
    """Lines of source with blocks inside them."""

    def __init__(self) -> None:
        self._lines: list[str | Block] = []

    def add(self, line: str) -> None:
        """One more line."""
        self._lines.append(line)

    def under(self, header: str, inner: Block) -> None:
        """A header with a block below it; `inner` must be complete, for later lines of this block come after it."""
        self._lines += [header, inner]

    def text(self, depth: int = 0) -> Iterator[str]:
        """The lines with their indent; an empty block is `pass`."""
        if not self._lines:
            yield f"{INDENT * depth}pass"
        for line in self._lines:
            if isinstance(line, Block):
                yield from line.text(depth + 1)
            else:
                yield f"{INDENT * depth}{line}"


@dataclass
class Scope:
    """One row inside a block: what is already assigned for it."""

    table: str
    row: str
    """Name of the row in the text; a row that a link does not find is an empty mapping."""
    block: Block
    ident: str = ""
    """Text of the row's id; "" as long as nobody asked."""
    outer: Scope | None = None
    """The same row in the block around this one."""
    made: dict[Hashable, Made] = field(default_factory=dict)
    linked: dict[str, Scope] = field(default_factory=dict)

    def find(self, key: Hashable) -> Made | None:
        """What stands for the key here or further out."""
        scope: Scope | None = self
        while scope is not None:
            if key in scope.made:
                return scope.made[key]
            scope = scope.outer
        return None

    def find_linked(self, link: Fact) -> Scope | None:
        """The row at the end of the link, if it was looked up here or further out."""
        scope: Scope | None = self
        while scope is not None:
            if link.key in scope.linked:
                return scope.linked[link.key]
            scope = scope.outer
        return None

    def inside(self, block: Block) -> Scope:
        """The same row in a block inside this one."""
        return Scope(self.table, self.row, block, self.ident, self)


@dataclass(frozen=True)
class Frame:
    """The row being decided, under one scheme: its claim day and its law date."""

    base: Scope
    applied: Made
    applied_by: str
    """Tells one scheme's claim days from another's."""
    law: Made | None
    """None while the law date itself is written."""
    law_by: str


class Source:
    """The text of one module with a single function, and the values its names stand for."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names: dict[str, object] = dict(python_words.NAMES)
        self.head = Block()
        """Runs once for each file, before any row."""
        self.of_no_row = Scope("", "", self.head)
        self._constants: dict[tuple[type, object], str] = {}
        self._tables: dict[int, str] = {}
        self._heads: dict[str, str] = {}
        self._count = 0

    def new(self, letter: str) -> str:
        """A name nobody has."""
        self._count += 1
        return f"{letter}{self._count}"

    def known(self, letter: str, value: object) -> str:
        """A name for a value made before any file is read."""
        name = self.new(letter)
        self.names[name] = value
        return name

    def table(self, value: object) -> str:
        """A name for a table of values that is kept as long as the source; the same for the same table."""
        if id(value) not in self._tables:
            self._tables[id(value)] = self.known("D", value)
        return self._tables[id(value)]

    def constant(self, value: object) -> Made:
        """A plain value in the text."""
        if value is None:
            return NOTHING
        if isinstance(value, bool | int | str):
            plain = value if isinstance(value, bool | str) else int(value)
            return Made(repr(plain), sure=True, constant=True)
        assert isinstance(value, date | Period)
        key = (type(value), value)
        if key not in self._constants:
            self._constants[key] = self.known("K", value)
        return Made(self._constants[key], sure=True, constant=True)

    def value_of(self, made: Made) -> object:
        """What a constant stands for."""
        return self.evaluate(made.text)

    def evaluate(self, text: str) -> object:
        """The value of text in which nothing but constants stands."""
        return eval(text, self.names)  # noqa: S307 - text written here, of constants only

    def assign(self, block: Block, text: str, *, sure: bool = False, letter: str = "v") -> Made:
        """One line that gives the text a name."""
        name = self.new(letter)
        block.add(f"{name} = {text}")
        return Made(name, sure)

    def once(self, text: str, letter: str) -> str:
        """A name for what is the same for the whole file, computed in its head."""
        if text not in self._heads:
            self._heads[text] = self.assign(self.head, text, letter=letter).text
        return self._heads[text]

    # --- what is read of the file ---

    def rows(self, table: str) -> str:
        """The rows of a table."""
        return self.once(f"file.get({table!r}, ())", "T")

    def by_id(self, table: str) -> str:
        """The rows of a table by id."""
        return self.once(f"by_id({self.rows(table)}, {self.facts.table(table).key!r})", "I")

    def children(self, link: Fact) -> str:
        """The rows with that link by the id of the row it points at."""
        return self.once(f"by_link({self.rows(link.table)}, {link.column.name!r})", "G")

    def covers(self, table: str) -> str:
        """Whether no row of a table means that there is none."""
        return self.once(f"{table!r} in covered", "C")

    def ident(self, scope: Scope) -> str:
        """The id of the scope's row."""
        if not scope.ident:
            key = self.facts.table(scope.table).key
            scope.ident = self.assign(scope.block, f"{scope.row}.get({key!r})", letter="i").text
        return scope.ident
