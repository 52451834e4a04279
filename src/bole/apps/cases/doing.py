"""一步的情形: what guards and effects look at while somebody does a step of a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bole.apps.accounts.actor import Actor
from bole.apps.cases.authority import Standing
from bole.apps.cases.models import Case
from bole.kernel.flow import Step
from bole.policy.case_kinds import CaseKind


@dataclass(frozen=True, slots=True)
class Doing:
    """正在办的一步."""

    case: Case
    kind: CaseKind
    step: Step
    actor: Actor
    at: datetime
    standing: Standing = field(default_factory=Standing)
    reason: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    """What else the step is told: which flat, which batch, to whom."""

    def acts_as(self, user: int | None) -> bool:
        """Whether that account is who acts, or for whom he does."""
        return user is not None and user in {self.actor.user, self.standing.behalf or None}
