"""受理情况: of a matter and a time, how many were received, and what became of them, each kind of end told apart (T6).

Received is approved, refused, withdrawn, lapsed and still open together; a share always has its two numbers.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from bole.apps.accounts.actor import Actor
from bole.apps.cases.kinds import kind_of
from bole.apps.cases.models import Case


@dataclass(frozen=True, slots=True)
class MatterCounts:
    """受理情况 of what was applied for from one day to another."""

    since: date
    until: date
    approved: int
    refused: int
    withdrawn: int
    lapsed: int
    open: int

    @property
    def received(self) -> int:
        """收到的: all of them together."""
        return self.approved + self.refused + self.withdrawn + self.lapsed + self.open

    @property
    def approved_share(self) -> str:
        """批准的占收到的, in per cent with one decimal, halves rounded up; "" where nothing was received."""
        if not self.received:
            return ""
        tenths = (self.approved * 2000 + self.received) // (2 * self.received)
        return f"{tenths // 10}.{tenths % 10}%"


def matter_counts(*, kind: str, since: date, until: date, actor: Actor) -> MatterCounts:
    """受理情况 of a matter, of the districts that are within reach. Raises BoleError: not allowed, no such kind."""
    actor.require("case.read")
    cases = Case.objects.filter(_within(actor), kind=kind_of(kind).id, applied_on__gte=since, applied_on__lte=until)
    found = dict(cases.values_list("outcome").annotate(Count("pk")).order_by())
    return MatterCounts(
        since,
        until,
        approved=found.get("granted", 0),
        refused=found.get("refused", 0),
        withdrawn=found.get("withdrawn", 0),
        lapsed=found.get("lapsed", 0),
        open=found.get("", 0),
    )


def _within(actor: Actor) -> Q:
    districts = actor.districts("case.read")
    if districts is None:
        return Q()
    return reduce(or_, (Q(district__startswith=district) for district in districts), Q(pk__in=()))
