"""导入以后: who wants to hear that a batch has ended, by the settings: linkage, and what apps above do with it."""

from django.conf import settings
from django.utils.module_loading import import_string


def batch_ended(batch: int) -> None:
    """Tell each of them, in the transaction that ends the batch: a task that is put down, nothing that takes time."""
    for name in settings.BATCH_ENDED:
        import_string(name)(batch)
