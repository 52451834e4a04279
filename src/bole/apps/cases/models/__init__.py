"""办件的表."""

from bole.apps.cases.models.cases import Case, CaseFile, CaseStep, Draft, Frozen
from bole.apps.cases.models.entitlements import Consent, Entitlement, Evaluated, Moved
from bole.apps.cases.models.handling import (
    BulkAct,
    Declaration,
    Delegation,
    LeftOut,
    Letter,
    NumberRow,
    Place,
    SavedView,
    Score,
    Stock,
)
from bole.apps.cases.models.notices import Notice

__all__ = [
    "BulkAct",
    "Case",
    "CaseFile",
    "CaseStep",
    "Consent",
    "Declaration",
    "Delegation",
    "Draft",
    "Entitlement",
    "Evaluated",
    "Frozen",
    "LeftOut",
    "Letter",
    "Moved",
    "Notice",
    "NumberRow",
    "Place",
    "SavedView",
    "Score",
    "Stock",
]
