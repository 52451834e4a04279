"""测算的说法: sums, changes and heads as the terminal, the page and the sheets of `bole simulate` write them."""

from typing import TYPE_CHECKING, Final

from bole.kernel.messages import N_, _, language
from bole.kernel.money import yuan_of

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme
    from bole.policy.simulate import Change

HEADS: Final = (
    N_("人数：现在"),
    N_("人数：之后"),
    N_("金额（元）：现在"),
    N_("金额（元）：之后"),
    N_("增减（元）"),
    N_("得益"),
    N_("受损"),
)
"""Heads of a table of changes, behind the name of the group."""


def yuan(fen: int) -> str:
    """1,234,567.80: a sum in yuan with its groups."""
    whole, _point, part = yuan_of(fen).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}.{part or '00'}"


def signed_yuan(fen: int) -> str:
    """The same with its sign, nought without one."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def figures(change: "Change") -> list[str]:
    """What stands under HEADS."""
    return [
        f"{change.before.persons:,}",
        f"{change.after.persons:,}",
        yuan(change.before.fen),
        yuan(change.after.fen),
        signed_yuan(change.after.fen - change.before.fen),
        f"{change.winners:,}",
        f"{change.losers:,}",
    ]


def numbers(change: "Change") -> list[int | float]:
    """The same as numbers, sums in yuan: for a sheet, where they are computed with."""
    sums = [change.before.fen, change.after.fen, change.after.fen - change.before.fen]
    counts = [change.before.persons, change.after.persons]
    return [*counts, *(fen / 100 for fen in sums), change.winners, change.losers]


def title_of(scheme: "Scheme") -> str:
    """The scheme's title in the language in use."""
    return scheme.title.zh if language() == "zh" else scheme.title.en


def told_group(told: str) -> str:
    """The name of a group; what is not known is said to be so."""
    return told or _("不详")
