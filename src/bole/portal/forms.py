"""表单: what somebody wrote, read the same way on every page: days, choices, errors of the trade beside fields."""

from collections.abc import Iterable
from datetime import date

from bole.apps.accounts.errors import NOT_ALLOWED
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.portal.visit import Visit


def day_asked(text: str) -> date | None:
    """A day as addresses and forms write it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_given(visit: Visit, name: str, label: str, faults: dict[str, str]) -> date | None:
    """A day of a form; what is none is told in `faults`."""
    found = day_asked(visit.given(name))
    if found is None:
        faults[name] = _("请填写{field}，像 2026-06-03 这样", field=_(label))
    return found


def chosen(text: str, options: Iterable[str], usual: str = "") -> str:
    """One of the options; what is none of them is the usual one."""
    return text if text in options else usual


def told(error: BoleError) -> str:
    """An error of the trade in one line, for beside a field. Who may not is told so by a page of its own."""
    if error.kind is NOT_ALLOWED:
        raise error
    return f"{_(error.kind.message, **error.params)}{_(error.kind.remedy, **error.params)}"
