"""评分: what experts give a case; each once, in hundredths of a point; who has a tie to it does not score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Avg

from bole.apps.cases import errors
from bole.apps.cases.models import Case, Score
from bole.kernel.errors import BoleError

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Scored:
    """评分 as it is shown."""

    points: str
    note: str
    at: datetime


def points_of(text: str) -> int:
    """Hundredths of a point as somebody wrote them. Raises BoleError."""
    try:
        points = Decimal(text.strip()) * 100
    except InvalidOperation as error:
        raise BoleError(errors.BAD_SCORE) from error
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= _MOST:
        raise BoleError(errors.BAD_SCORE)
    return int(points)


def score_put(*, case: Case, user: int, points: str, note: str, at: datetime) -> None:
    """评分 of an expert; given again it replaces his own. Raises BoleError for what is no score."""
    values = {"points": points_of(points), "note": note[:500], "scored_at": at}
    Score.objects.update_or_create(case=case, user=user, defaults=values)


def given_to(case: Case) -> int:
    """How many experts have scored."""
    return Score.objects.filter(case=case).count()


def average_of(case: Case) -> int | None:
    """Hundredths of a point on average; None where nobody has scored."""
    found = Score.objects.filter(case=case).aggregate(Avg("points"))["points__avg"]
    return None if found is None else round(found)


def scores_of(case: Case) -> Sequence[Scored]:
    """The scores, the first given first; without whose they are."""
    rows = Score.objects.filter(case=case).order_by("scored_at", "pk")
    return [Scored(f"{row.points / 100:.2f}", row.note, row.scored_at) for row in rows]
