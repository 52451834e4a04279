"""批次: one file on its way, found and taken from one state to the next; raises where it is not the time for it."""

from bole.apps.registry import errors
from bole.apps.registry.models import Batch
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

STATES = {
    Batch.UPLOADED: N_("已上传"),
    Batch.CHECKED: N_("已检查"),
    Batch.WRITING: N_("正在写入"),
    Batch.DONE: N_("已完成"),
    Batch.CANCELLED: N_("已停止"),
    Batch.FAILED: N_("未能完成"),
    Batch.UNDOING: N_("正在撤销"),
    Batch.UNDONE: N_("已撤销"),
}
"""状态 as users read it."""


def batch_found(number: int) -> Batch:
    """The batch of that number; raises BoleError."""
    batch = Batch.objects.select_related("source").filter(pk=number).first()
    if batch is None:
        raise BoleError(errors.UNKNOWN_BATCH, batch=number)
    return batch


def batch_in(number: int, *states: str, act: str) -> Batch:
    """The batch, if it is in one of these states; raises BoleError that says what cannot be done with it now."""
    batch = batch_found(number)
    if batch.state not in states:
        raise BoleError(errors.NOT_NOW, batch=number, state=_(STATES[batch.state]), act=act)
    return batch
