"""决定: what a scheme says of one row, the same from every reading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from bole.kernel.errors import BoleError
from bole.policy.errors import AMOUNTS_CONFLICT
from bole.policy.terms import Value

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme

ENTITLED, REFUSED, UNKNOWN, NEEDS_PERSON, NOT_IN_FORCE, OUT_OF_SCOPE = range(6)
"""结果代码: the outcomes in columns, each its place in `bole.policy.scheme.OUTCOMES`; the last of rows not decided."""


@dataclass(frozen=True, slots=True)
class Rival:
    """争用者: a row of another scheme that stands in the same queue as a decided row, where not all can be paid."""

    by: str
    """Name of the cap or exclusion."""
    scheme: str
    fact: int
    first: bool
    """Whether it stands before the decided row."""
    sure: bool
    """Whether it is entitled; else it may be."""


@dataclass(frozen=True, slots=True)
class Decision:
    """决定: one scheme's answer for one row of its table."""

    scheme: str
    fact: int
    """Id of the row."""
    outcome: str
    """One of `bole.policy.scheme.OUTCOMES`."""
    fen: int | None
    """Of an entitled row of a scheme that pays; else None."""
    criteria: tuple[bool | None, ...]
    """In the order of the scheme's criteria: met, not met, cannot tell."""
    caps: tuple[bool | None, ...]
    """In the order of the scheme's caps; None too for a row that did not come so far."""
    grants: tuple[Value | None, ...]
    """In the order of the scheme's grants: the value of every row, whatever its outcome."""
    law_date: date | None
    """The day that chose the law."""
    because: tuple[str, ...]
    """Names of what made the outcome: criteria, caps, "amount", judgements, parameters; empty when entitled."""
    exclusions: tuple[bool | None, ...] = ()
    """In the order of the scheme's exclusions: whether no other scheme of the run stands first; None: not asked."""
    rivals: tuple[Rival, ...] = field(default=(), compare=False)
    """Told of one person; columns do not list them."""


def conflict(scheme: "Scheme", fact: int, met: Sequence[bool | None]) -> NoReturn:
    """Two amounts for one row: an error that names both clauses."""
    both = [amount for amount, when in zip(scheme.amounts, met, strict=True) if when]
    raise BoleError(
        AMOUNTS_CONFLICT,
        place=both[1].place,
        scheme=scheme.id,
        fact=fact,
        first=f"{both[0].name} ({both[0].cites})",
        second=f"{both[1].name} ({both[1].cites})",
    )
