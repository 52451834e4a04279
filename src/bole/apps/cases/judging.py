"""决定: which steps decide: give what was applied for, or refuse it; and who must not, for he entered it himself."""

from typing import TYPE_CHECKING, Final

from bole.apps.accounts.actor import Actor
from bole.apps.cases import errors
from bole.kernel.errors import BoleError
from bole.kernel.flow import APPLICANT, SYSTEM, Step
from bole.policy.case_kinds import CaseKind

if TYPE_CHECKING:
    from bole.apps.cases.doing import Doing

_FAVOURS: Final = frozenset({"commit", "letter", "take-place", "take-stock"})
"""Effects of a step that gives what was applied for."""


def favours(step: Step) -> bool:
    """Whether a step gives what was applied for."""
    return bool(_FAVOURS & set(step.effects)) or step.to in ("granted", "approved")


def refuses(kind: CaseKind, step: Step) -> bool:
    """Whether a step refuses what was applied for."""
    return bool(step.to) and kind.flow.state(step.to).outcome == "refused"


def judges(kind: CaseKind, step: Step, actor: Actor) -> bool:
    """Whether it is a decision of a person."""
    return actor.user is not None and step.who not in (APPLICANT, SYSTEM) and (favours(step) or refuses(kind, step))


def entered_himself(doing: "Doing") -> BoleError | None:
    """四眼: who entered a case at the counter, for himself or as a deputy, does not decide it, whatever its flow."""
    case = doing.case
    if case.entered_by is None or not judges(doing.kind, doing.step, doing.actor):
        return None
    return BoleError(errors.ENTERED_HIMSELF) if doing.acts_as(case.entered_by) else None
