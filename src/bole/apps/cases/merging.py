"""归并和办件: cases, entitlements, drafts and notices follow their person when two files become one, and back.

What was moved is noted with the merge, so that undoing it moves those and no others. An open case of the same matter of
the same row cannot be in hand twice: then the later one stays where it was, and whoever handles it sees both.
"""

from typing import Any, Final

from django.db import IntegrityError, models, transaction

from bole.apps.cases.models import Case, Consent, Draft, Entitlement, Moved, Notice

_MODELS: Final[tuple[type[models.Model], ...]] = (Case, Entitlement, Draft, Notice, Consent)


def cases_follow(*, merge: int, kept: int, gone: int) -> int:
    """跟随归并: whatever of `gone` is now `kept`'s; how many rows. Told twice, it is done once."""
    done = 0
    for model in _MODELS:
        for row in model._default_manager.filter(person=gone).order_by("pk").values_list("pk", flat=True):
            done += _moved(model, row, merge, kept, gone)
    return done


def _moved(model: type[models.Model], row: int, merge: int, kept: int, gone: int) -> int:
    found: models.QuerySet[Any] = model._default_manager.filter(pk=row)
    try:
        with transaction.atomic():
            found.update(person=kept)
            told = {"table": model._meta.model_name or "", "row": row}
            Moved.objects.get_or_create(merge=merge, **told, defaults={"before": gone})
    except IntegrityError:
        return 0
    return 1


def cases_part(*, merge: int) -> int:
    """撤销归并: what was moved goes back to whose it was; how many rows."""
    by_name = {model._meta.model_name or "": model for model in _MODELS}
    rows = list(Moved.objects.filter(merge=merge))
    for row in rows:
        back: models.QuerySet[Any] = by_name[row.table]._default_manager.filter(pk=row.row)
        back.update(person=row.before)
    Moved.objects.filter(merge=merge).delete()
    return len(rows)
