"""回避申报: that an account has a tie to a person, a body or one case; from then on it does not act there.

Only another person, who assigns cases, can take a declaration back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases import errors
from bole.apps.cases.authority import case_reached
from bole.apps.cases.models import Declaration
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

TIES: Final[Mapping[str, str]] = {"kin": N_("亲属"), "employer": N_("所在单位"), "other": N_("其他关系")}
"""关系, in words."""


@dataclass(frozen=True, slots=True)
class Declared:
    """一条申报."""

    declaration: int
    what: str
    why: str
    declared_at: datetime
    withdrawn: bool
    case: int | None


@transaction.atomic
def declaration_make(
    *, why: str, case: int | None = None, person: int | None = None, organisation: int | None = None,
    actor: Actor, at: datetime,
) -> int:  # fmt: skip
    """申报 a tie of one's own, to a case and whose it is, to a person or a body. Raises BoleError."""
    if actor.user is None or (not actor.may("case.read") and not actor.may("case.score")):
        actor.require("case.read")
    if why not in TIES:
        raise BoleError(errors.BAD_REASON_OF_TIE)
    if case is not None:
        row = case_reached(case, actor, at)
        person, organisation = row.person, row.organisation
    if case is None and person is None and organisation is None:
        raise BoleError(errors.BAD_REASON_OF_TIE)
    values = {"user": actor.user, "person": person, "organisation": organisation, "case_id": case}
    found = Declaration.objects.filter(**values, withdrawn_at=None).first()
    if found is not None:
        return found.pk
    made = Declaration.objects.create(**values, why=why, declared_at=at)
    record("declaration.made", actor=actor, at=at, about=("declaration", made.pk), data={"why": why, "case": case})
    return made.pk


@transaction.atomic
def declaration_withdraw(*, declaration: int, actor: Actor, at: datetime) -> None:
    """撤回 what somebody else declared. Raises BoleError: nobody takes back his own."""
    actor.require("case.assign")
    row = Declaration.objects.filter(pk=declaration, withdrawn_at=None).exclude(user=actor.user or 0).first()
    if row is None:
        raise BoleError(errors.OWN_CASE)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record("declaration.withdrawn", actor=actor, at=at, about=("declaration", row.pk))


def declarations_shown(*, actor: Actor) -> Sequence[Declared]:
    """申报 of one's own, the latest first."""
    rows = Declaration.objects.filter(user=actor.user or 0).select_related("case").order_by("-pk")[:200]
    return [
        Declared(
            row.pk, _what(row), _(TIES.get(row.why, row.why)), row.declared_at, bool(row.withdrawn_at), row.case_id
        )
        for row in rows
    ]


def _what(row: Declaration) -> str:
    if row.case is not None:
        return row.case.number
    if row.person is not None:
        return _("个人 {number}", number=row.person)
    return _("单位 {number}", number=row.organisation)
