"""词汇: what the readings write expressions with. Narwhals repeats Polars word for word, for DuckDB and Spark.

So the readings are written once, in the words that both have, and an engine says whose they are. Polars is spoken to
in its own: going through Narwhals costs an expression several times what Polars needs for it, and a run writes some
hundreds of them.
"""

from __future__ import annotations

from typing import Any, Final

from bole.policy.types import Base, Type

Expr = Any
"""An expression of the library."""

_NUMBERS: Final = (Base.MONEY, Base.COUNT, Base.PERCENT, Base.LEVEL, Base.ROW)


class Words:
    """词汇 of one library, Polars or Narwhals: columns, literals, conditions and types."""

    def __init__(self, library: Any) -> None:
        self.col = library.col
        self.lit = library.lit
        self.when = library.when
        self.len = library.len
        self.concat = library.concat
        self.Boolean = library.Boolean
        self.Date = library.Date
        self.Int8 = library.Int8
        self.Int64 = library.Int64
        self.String = library.String
        self.true: Expr = library.lit(True)
        self.false: Expr = library.lit(False)
        self.unknown: Expr = library.lit(None, library.Boolean)
        """No answer, neither true nor false."""
        self.none: Expr = library.lit(None, library.Int64)
        """No number."""
        self._types: dict[Base, Any] = dict.fromkeys(_NUMBERS, library.Int64)
        self._types |= {Base.TRUTH: library.Boolean, Base.DATE: library.Date, Base.CODE: library.String}

    def type_of(self, type_: Type, value: object = None) -> Any:
        """The column type of a type; a code is a whole number where its values are."""
        if type_.base is Base.CODE and isinstance(value, int):
            return self.Int64
        return self._types[type_.base]

    def null_of(self, type_: Type) -> Expr:
        """The typed null."""
        return self.lit(None, self.type_of(type_))

    def number(self, value: int) -> Expr:
        """A whole number in 64 bits."""
        return self.lit(value, self.Int64)

    def whole(self, number: Expr) -> Expr:
        """A number in 64 bits: columns are kept as narrow as their bounds allow, and narrow sums wrap silently."""
        return number.cast(self.Int64)

    def one_where(self, truth: Expr) -> Expr:
        """1 where it is true, else 0."""
        return self.when(truth).then(self.number(1)).otherwise(self.number(0))

    def times(self, truth: Expr) -> Expr:
        """How many rows it is true for."""
        return self.whole(self.one_where(truth).sum())
