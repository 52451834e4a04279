"""发放种类: payments that the ledger may hold though no scheme of a pack decides about them, listed in `ledger.yaml`.

Limits and exclusions count payments by the id of what paid them; one that is neither a scheme nor listed is a slip.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import read_list

LEDGER_SHEET: Final = "ledger.yaml"
ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
"""编号 of a scheme or of a kind of payment: that of the pack and its own, joined by a point."""


@dataclass(frozen=True)
class PaymentKind:
    """发放种类 of one pack: what it is called; which rules it follows nobody has written down here."""

    id: str
    title: str
    title_en: str
    note: str = ""
    below: bool = False
    """Whether a pack below pays it: what a province counts may be paid by its cities, each by its own scheme."""
    file: str = ""
    line: int = 0


def read_payment_kinds(file: Path, pack: str, faults: Faults) -> dict[str, PaymentKind]:
    """Read and check `ledger.yaml`; faults go to `faults`."""
    found: dict[str, PaymentKind] = {}
    for fields in read_list(file, faults):
        kind = PaymentKind(
            id=fields.text("id"),
            title=fields.text("title"),
            title_en=fields.text("title_en"),
            note=fields.text("note", required=False),
            below=fields.flag("below"),
            file=str(file),
            line=fields.line_of("id"),
        )
        fields.close()
        if kind.id in found:
            fields.fault(errors.ID_TWICE, kind.line, id=kind.id, where=f"{file}:{found[kind.id].line}")
        elif kind.id and (not ID.fullmatch(kind.id) or (kind.id.partition(".")[0] == pack) == kind.below):
            fields.fault(errors.PAYMENT_ID, kind.line, id=kind.id, pack=pack)
        elif kind.id:
            found[kind.id] = kind
    return found
