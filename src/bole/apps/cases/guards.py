"""前提: what a step may ask of a case before it is done; each says nothing, or why not."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.db.models import Q
from django.utils.timezone import localdate

from bole.apps.cases import deciding, errors, scores, stock
from bole.apps.cases.completeness import missing_of
from bole.apps.cases.doing import Doing
from bole.apps.cases.judging import entered_himself
from bole.apps.cases.models import CaseStep
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.policy.scheme import ENTITLED, REFUSED

Guard = Callable[[Doing], BoleError | None]
_NO_REVIEW: Final = ("assign", "reassign", "note", "handover", "open")
"""Steps of officers that judge nothing."""


def _complete(doing: Doing) -> BoleError | None:
    missing = missing_of(doing.case, doing.kind, doing.at)
    return BoleError(errors.INCOMPLETE, missing=_("、").join(missing)) if missing else None


def _entitled(doing: Doing) -> BoleError | None:
    found = deciding.decided(doing.case, doing.at)
    return None if found is not None and found.outcome == ENTITLED else BoleError(errors.NOT_ENTITLED)


def _not_refused(doing: Doing) -> BoleError | None:
    found = deciding.decided(doing.case, doing.at)
    if found is None or found.outcome != REFUSED:
        return None
    return BoleError(errors.REFUSED_BY_RULES)


def _another_person(doing: Doing) -> BoleError | None:
    last = (
        CaseStep.objects.filter(case=doing.case, user__isnull=False)
        .exclude(Q(verb__in=_NO_REVIEW) | Q(by_applicant=True))
        .order_by("-number")
        .values_list("user", "on_behalf_of")
        .first()
    )
    same = last is not None and any(doing.acts_as(user) for user in last)
    return BoleError(errors.ANOTHER_PERSON) if same else None


def _another_decider(doing: Doing) -> BoleError | None:
    deciders = CaseStep.objects.filter(case=doing.case, decides=True).values_list("user", "on_behalf_of")
    same = any(doing.acts_as(user) for pair in deciders for user in pair)
    return BoleError(errors.ANOTHER_DECIDER) if same else None


def _in_appeal_time(doing: Doing) -> BoleError | None:
    until = doing.case.appeal_until
    late = until is None or localdate(doing.at) > until
    return BoleError(errors.APPEAL_LATE, day=until.isoformat() if until else "—") if late else None


def _scored(doing: Doing) -> BoleError | None:
    have, need = scores.given_to(doing.case), doing.kind.scorers
    return BoleError(errors.NOT_SCORED, have=have, need=need) if have < need else None


def _places_left(doing: Doing) -> BoleError | None:
    if doing.kind.quota and not stock.places_left(doing.kind, stock.round_of(doing)):
        return BoleError(errors.NO_PLACES, quota=doing.kind.quota)
    return None


def _stock_left(doing: Doing) -> BoleError | None:
    return None if stock.things_free(doing.kind.stock).exists() else BoleError(errors.NO_STOCK)


GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        "complete": _complete,
        "entitled": _entitled,
        "not-refused": _not_refused,
        "another-person": _another_person,
        "another-decider": _another_decider,
        "in-appeal-time": _in_appeal_time,
        "scored": _scored,
        "places-left": _places_left,
        "stock-left": _stock_left,
    }
)
"""Every guard by its name in flows; `policy.case_kinds.GUARDS` has the same."""


def why_not(doing: Doing) -> BoleError | None:
    """What stands against the step: that he entered the case himself, or the first of its guards that says so."""
    if (entered := entered_himself(doing)) is not None:
        return entered
    return next((told for told in (GUARDS[name](doing) for name in doing.step.guards) if told is not None), None)
