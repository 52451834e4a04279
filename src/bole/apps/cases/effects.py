"""后果: what a step does besides changing the state; each in the transaction of the step."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.cases import deciding, errors, letters, notices, ports, stock
from bole.apps.cases.completeness import missing_of
from bole.apps.cases.doing import Doing
from bole.kernel.errors import BoleError

Effect = Callable[[Doing], None]


def _freeze(doing: Doing) -> None:
    deciding.frozen(doing.case, doing.at)


def _commit(doing: Doing) -> None:
    case = doing.case
    if not doing.kind.fund:
        raise BoleError(errors.NO_MONEY)
    if case.fen is None:
        raise BoleError(errors.NO_SUM)
    owed = ports.Owed(
        case=case.pk,
        kind=case.kind,
        scheme=case.scheme,
        fact=case.fact or 0,
        person=case.person,
        organisation=case.organisation,
        fen=case.fen,
        fund=doing.kind.fund,
        district=case.district,
        applied_on=case.applied_on,
        receipt=case.frozen.hash if case.frozen is not None else "",
    )
    # In a savepoint of its own: what the ledger refuses leaves nothing of it behind.
    with transaction.atomic():
        [answer] = ports.money().commit([owed], actor=doing.actor, at=doing.at)
    if answer.payable is None:
        raise answer.error if isinstance(answer.error, BoleError) else BoleError(errors.NO_MONEY)
    case.payable = answer.payable


def _uncommit(doing: Doing) -> None:
    if doing.case.payable is not None:
        ports.money().uncommit(doing.case.payable, reason=doing.step.verb, actor=doing.actor, at=doing.at)
        doing.case.payable = None


def _ask(doing: Doing) -> None:
    if doing.step.verb == "bounce":
        notices.tell_applicant(doing.case, "bounced", at=doing.at)
        return
    missing = len(missing_of(doing.case, doing.kind, doing.at))
    notices.tell_applicant(doing.case, "missing", at=doing.at, data={"missing": missing, "step": doing.step.verb})


def _notify(doing: Doing) -> None:
    told = {"state": doing.step.to or doing.case.state, "verb": doing.step.verb}
    notices.tell_applicant(doing.case, "outcome", at=doing.at, data={**told, "fen": doing.case.fen or 0})


def _letter(doing: Doing) -> None:
    letters.letter_issue(case=doing.case, at=doing.at)


def _take_place(doing: Doing) -> None:
    stock.place_take(doing.kind, doing.case, stock.round_of(doing))


def _take_stock(doing: Doing) -> None:
    stock.thing_take(doing.kind, doing.case, doing.given.get("thing"), localdate(doing.at))


def _free_stock(doing: Doing) -> None:
    stock.thing_free(doing.case)


EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "freeze": _freeze,
        "commit": _commit,
        "uncommit": _uncommit,
        "ask": _ask,
        "notify": _notify,
        "letter": _letter,
        "take-place": _take_place,
        "take-stock": _take_stock,
        "free-stock": _free_stock,
    }
)
"""Every effect by its name in flows; `policy.case_kinds.EFFECTS` has the same."""
