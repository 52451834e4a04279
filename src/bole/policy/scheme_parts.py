"""政策项目的各部分: windows, criteria, amounts, grants, caps, exclusions, ceilings and quotas of a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bole.kernel.clauses import ClauseRef
from bole.kernel.money import Rounding
from bole.policy.terms import Arithmetic, PaidCount, Term

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Window:
    """有效期: first and last day, both included; None is open."""

    start: date
    end: date | None = None

    def until(self, end: date) -> Window:
        """The same, with its last day."""
        return Window(self.start, end)

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Told:
    """两种语言的说法: Chinese first."""

    zh: str
    en: str


@dataclass(frozen=True)
class Criterion:
    """条件: named, cited, true, false or unknown for each row."""

    name: str
    told: Told
    term: Term
    cites: ClauseRef
    evidence: Told | None
    """What to bring when it is unknown; None: what the facts it reads say of themselves."""
    place: str
    exceptions: tuple[Exemption, ...] = ()

    @property
    def decided_by(self) -> Term:
        """The term with its exceptions: met where the rule is met or an exception holds."""
        from bole.policy.operators import either

        return either(self.term, *(e.term for e in self.exceptions)) if self.exceptions else self.term


@dataclass(frozen=True)
class Exemption:
    """例外: where it holds, the criterion it names counts as met."""

    name: str
    told: Told
    term: Term
    cites: ClauseRef
    place: str


@dataclass(frozen=True)
class Judgement:
    """须由人判断的事项: 专家评审, 一事一议, 按有关规定; never computed."""

    name: str
    told: Told
    cites: ClauseRef
    place: str


@dataclass(frozen=True)
class Amount:
    """应发金额: what a row is paid where `when` is true, in fen. Two for one row are a conflict."""

    name: str
    term: Term
    when: Term
    cites: ClauseRef
    rounding: Rounding
    place: str


@dataclass(frozen=True)
class Grant:
    """授予的资格: what a scheme gives beside or instead of money, as a value with a name."""

    name: str
    told: Told
    term: Term
    cites: ClauseRef
    place: str


@dataclass(frozen=True)
class Cap:
    """限额: of the rows that share `per`, the first `top` in `order` (the row's id last) are paid.

    `counting`: schemes whose payments in the ledger use up places first (empty: the ledger is not asked).
    """

    name: str
    told: Told
    top: Term
    per: tuple[Term, ...]
    order: tuple[tuple[Term, bool], ...]
    """Terms with True where the greater comes first."""
    counting: PaidCount | None
    cites: ClauseRef
    place: str
    own: PaidCount | None = None
    """Payments for the very row that take no place of their own: those of the scheme that is added to."""

    @property
    def used(self) -> Term | None:
        """已用名额: the places that payments take; None where the ledger is not asked."""
        if self.counting is None or self.own is None:
            return self.counting
        return Arithmetic("-", self.counting, self.own, self.counting.type)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that share its places."""
        return () if self.counting is None else self.counting.schemes


@dataclass(frozen=True)
class Exclusion:
    """互斥 within a run: shut out where a row of one of `schemes` with the same keys is paid first.

    What the ledger has paid already is the criterion of the same name.
    """

    name: str
    told: Told
    schemes: tuple[str, ...]
    per: tuple[Term, ...]
    order: tuple[tuple[Term, bool], ...]
    """By the day of claim."""
    cites: ClauseRef
    place: str


@dataclass(frozen=True)
class TopUp(Exclusion):
    """加发: the scheme adds to what another one, of a pack above, pays for the same row, and stands only with it.

    A row that the other scheme grants by its own figures (`met`) is added to where that one pays it, in this run or by
    the ledger (`paid`). A row that only the raised figures let in stands by itself.
    """

    base: Scheme
    met: Term
    """Whether the criteria that differ are met by the figures of the scheme above."""
    paid: PaidCount
    total: Term
    """What both give together, which decides between claims of one day."""


class Recurs(StrEnum):
    """周期: how often one row is paid again."""

    MONTH = "month"
    """每月一次, by the month of the day of application."""
    YEAR = "year"
    """每年一次, by its year."""


class Share(StrEnum):
    """余额不足时: what happens to the first decision that no longer fits whole."""

    PART = "part"
    """It gets what is left; those behind it nothing."""
    STOP = "stop"
    """It and those behind it get nothing."""


@dataclass(frozen=True)
class Ceiling:
    """封顶、资金池: the fen of the rows that share `per` are together at most `limit`, in `order`; by `allocate`."""

    name: str
    told: Told
    limit: Term
    per: tuple[Term, ...]
    order: tuple[tuple[Term, bool], ...]
    short: Share
    cites: ClauseRef
    place: str
    fund: str = ""
    """资金池 that several schemes share: their rows queue together, after all that is each scheme's own."""


@dataclass(frozen=True)
class Quota:
    """名额: of the rows that share `per` at most that share (or number), the first in `order`; by `allocate`."""

    name: str
    told: Told
    share: Term
    """Percent of the rows that stand for it (rounded down), or a count."""
    per: tuple[Term, ...]
    order: tuple[tuple[Term, bool], ...]
    cites: ClauseRef
    place: str
