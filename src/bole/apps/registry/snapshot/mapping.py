"""对照: which rows and columns of the register are which facts; the one place where it is said.

A fact is the register's column of the same name unless something else is written here, in the SQL that both databases
understand: `{day}` is the day of the snapshot, `{end}` the moment at which that day ends. An empty text means that
nobody has told it and becomes unknown. What the register has no place for is listed in `lacking` and is unknown of
every row. docs/reference/register-facts.md is made from these tables.

Rows are those that count now, of what had begun by the day of the snapshot: what ended later still went on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column


@dataclass(frozen=True, slots=True)
class Gathered:
    """归集: a fact that is gathered from the rows of another table of the register, which point at the thing."""

    column: str
    register: str
    by: str
    """The column that points at the thing."""
    told: str
    """What is taken of the rows together."""
    where: str
    note: str
    note_en: str


@dataclass(frozen=True)
class FactMap:
    """对照: the mapping of one fact table: where its rows come from."""

    table: str
    register: str = ""
    """The table of the register; "" where it has none and the facts have no row."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What is not simply the column of the same name."""
    begins: str = ""
    """The day from which on a row counts; one without it counts always."""
    turns: tuple[str, ...] = ()
    """Further days on which a row comes to say something else, though nobody has changed it."""
    lacking: tuple[str, ...] = ()
    gathered: Gathered | None = None
    notes: tuple[tuple[str, str], ...] = ()
    """What else has to be known, in both languages."""

    @property
    def key(self) -> str:
        """The column that holds the number of the thing."""
        return STANDARD.table(self.table).key

    @cached_property
    def held(self) -> tuple[Column, ...]:
        """The columns that a row of the register tells."""
        return tuple(column for column in STANDARD.table(self.table).columns if column.name not in self.unheld)

    @property
    def unheld(self) -> tuple[str, ...]:
        """The columns that it does not tell by itself."""
        return (*self.lacking, *([self.gathered.column] if self.gathered else []))

    def expression(self, column: str) -> str:
        """The SQL of a column."""
        return self.told.get(column, "thing" if column == self.key else column)


# What goes on, or went on that day, is known to hold to that day.
_GOES_ON: Final = "(until IS NULL OR until > {day})"
_SPELL: Final = {"until": f"CASE WHEN {_GOES_ON} THEN {{day}} ELSE until END", "open": _GOES_ON}
_NOTE_SPELL: Final = (
    "没有截至日期或截至日期在快照日期以后的，仍在持续，截至日期填快照日期",
    "without an end, or with one after the day of the snapshot, it still goes on, until that day",
)
_MOVED_LATER: Final = "CASE WHEN household_since > {{day}} THEN '' ELSE {column} END"
_REVOKED: Final = "(revoked_why <> '' AND (revoked_on IS NULL OR revoked_on <= {day})) OR revoked_on <= {day}"
_NOT_YET: Final = "CASE WHEN ended_on > {{day}} THEN NULL ELSE {column} END"


def _spells(table: str) -> FactMap:
    """What lasts from one day to another, and nothing else to be said."""
    return FactMap(table, table, told=_SPELL, begins="started_on", turns=("until",), notes=(_NOTE_SPELL,))


MAPPED: Final[Mapping[str, FactMap]] = MappingProxyType(
    {
        found.table: found
        for found in (
            FactMap(
                "person",
                "person",
                told={
                    "household_province": _MOVED_LATER.format(column="household_province"),
                    "household_city": _MOVED_LATER.format(column="household_city"),
                    "household_since": "CASE WHEN household_since > {day} THEN NULL ELSE household_since END",
                },
                begins="born_on",
                turns=("household_since",),
                gathered=Gathered(
                    "education",
                    "education",
                    "person",
                    # The codes of GB/T 4658 stand from the highest down.
                    "min(education)",
                    "education <> '' AND (graduated_on <= {day} OR (graduated_on IS NULL AND status = 'graduated'))",
                    "已毕业的最高学历；没有毕业记录的不知道",
                    "the highest that ended in a graduation; unknown where none is recorded",
                ),
                notes=(
                    (
                        "迁入日期在快照日期以后的，当日户籍在哪里不知道",
                        "where the household moved in after that day, where it was before is unknown",
                    ),
                ),
            ),
            FactMap(
                "employment", "employment", told=_SPELL, begins="started_on", turns=("until",), notes=(_NOTE_SPELL,)
            ),
            FactMap(
                "insurance",
                "insurance",
                told={
                    **_SPELL,
                    "months": f"CASE WHEN {_GOES_ON} AND recorded_at >= {{end}} THEN NULL ELSE months END",
                },
                begins="started_on",
                turns=("until",),
                notes=(
                    _NOTE_SPELL,
                    (
                        "仍在持续而且快照日期以后才登记的，到那一天已缴几个月不知道",
                        "of a spell that goes on and was recorded after that day, the months paid by then are unknown",
                    ),
                ),
            ),
            FactMap(
                "certificate",
                "certificate",
                told={"valid": f"NOT coalesce({_REVOKED} OR expires_on < {{day}}, FALSE)"},
                begins="issued_on",
                turns=("revoked_on", "expires_on"),
                notes=(
                    (
                        "没有撤销、没有过有效期的，证书有效",
                        "valid where it is neither revoked nor past its last day",
                    ),
                ),
            ),
            FactMap("title", "title", begins="obtained_on"),
            FactMap(
                "training",
                "training",
                told={"passed": _NOT_YET.format(column="passed"), "certified": _NOT_YET.format(column="certified")},
                turns=("ended_on",),
                notes=(
                    (
                        "还没有结业的，考核和发证不知道；还没有开班的也在内",
                        "of one that has not ended, the result is unknown; planned ones are among them",
                    ),
                ),
            ),
            FactMap("award", "award", begins="awarded_on"),
            FactMap("organisation", "organisation", begins="registered_on"),
            FactMap(
                "workforce",
                "workforce",
                begins="counted_on",
                lacking=(
                    "highly_skilled_wages",
                    "managers",
                    "managers_wages",
                    "education_fund",
                    "education_front_line",
                ),
            ),
            _spells("mark"),
            _spells("talent"),
            *map(FactMap, ("slate", "nomination")),
            FactMap("loan", "loan", begins="applied_on"),
            _spells("housing"),
            FactMap("voucher"),
            # A day that is booked may still be to come.
            FactMap("service", "service"),
            FactMap("claim", "claim", begins="applied_on"),
            FactMap(
                "payment",
                "payment",
                told={"fact": "coalesce(nullif(fact, 0), certificate, person, organisation)"},
                begins="paid_on",
                notes=(
                    (
                        "以前发放的清单没有写明依据的，以证书为依据，没有证书的以领取人为依据",
                        "of earlier payments the certificate stands for what was paid for, else whoever was paid",
                    ),
                ),
            ),
        )
    }
)
"""Every fact table by name."""
