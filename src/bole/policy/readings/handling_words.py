"""办理方式的说法: 免申即享, 快申快享 or by a set procedure, in a line."""

from bole.kernel.messages import _
from bole.policy.handling import HANDLINGS_TOLD, QUICK, Handling
from bole.policy.readings.wording import chinese, column_label, listing
from bole.policy.scheme import Scheme


def handling_told(scheme: Scheme, handling: Handling) -> str:
    """How a scheme is handled, and what has to be handed in."""
    kind = _(HANDLINGS_TOLD[handling.kind])
    if handling.kind != QUICK:
        return _("办理方式：{kind}", kind=kind)
    columns = [scheme.facts.table(table).column(name) for table, name in handling.to_bring]
    papers = dict.fromkeys((c.evidence if chinese() else c.evidence_en) or column_label(c) for c in columns)
    return _("办理方式：{kind}，要提供{papers}", kind=kind, papers=listing(list(papers), _("和")))
