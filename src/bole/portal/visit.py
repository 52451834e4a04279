"""来访: one request of somebody for a screen: who acts, at which moment; and what every screen does around it.

A screen is a function of a visit. `@screen` asks for the sign-in and the permission before it, and turns an error of
the trade (BoleError) into a page in the user's language: refused 403, not there 404, the rest 422.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypedDict

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.errors import NO_ACCOUNT, NOT_ALLOWED
from bole.apps.accounts.selectors import actor_of
from bole.apps.cases.errors import NO_PAPER
from bole.apps.payments.errors import NO_BATCH, NO_FUND, NO_PAYMENT
from bole.apps.registry.errors import NO_DOUBT, NO_OCCUPATION, UNKNOWN_BATCH
from bole.apps.schemes.errors import NO_PLACE, NO_RUN
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.policy.errors import UNKNOWN_ID
from bole.portal.lists import size_for

Given = ParamSpec("Given")


class Acting(TypedDict):
    """操作: who acts and when, as every service wants to know."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """来访."""

    request: HttpRequest
    actor: Actor
    at: datetime

    def shows(self, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """The page of a template; `actor` and `at` are there besides what is given."""
        told = {"actor": self.actor, "at": self.at, **(values or {})}
        return render(self.request, f"portal/{template}.html", told, status=status)

    @property
    def page(self) -> int:
        """Which page of a list is asked for; what is no number is the first."""
        asked = self.request.GET.get("page", "1")
        return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1

    @property
    def rows(self) -> int:
        """How many rows a page of a list has."""
        return size_for(self.request)

    def asked(self, name: str) -> str:
        """What the address says of it, without spaces around it."""
        return self.request.GET.get(name, "").strip()[:200]

    def given(self, name: str) -> str:
        """What a form says of it, without spaces around it."""
        return self.request.POST.get(name, "").strip()[:2000]


@dataclass(frozen=True, slots=True)
class Needed:
    """要求: which permissions open a screen, any of them; () is for everybody who has signed in."""

    permissions: tuple[str, ...] = field(default=())

    def met_by(self, actor: Actor) -> bool:
        return not self.permissions or any(actor.may(permission) for permission in self.permissions)


SCREENS: Final[dict[str, Needed]] = {}
"""Every screen by module and name, for navigation and for the test that walks every route with every role."""


def screen(
    *permissions: str,
) -> Callable[[Callable[Concatenate[Visit, Given], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """画面: a view for those who have one of the permissions."""
    needed = Needed(permissions)

    def wrap(view: Callable[Concatenate[Visit, Given], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def shown(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            visit = visit_of(request)
            try:
                if not needed.met_by(visit.actor):
                    visit.actor.require(needed.permissions[0])
                answer = view(visit, *args, **kwargs)
            except BoleError as error:
                return refused(visit, error)
            # What stands on a page of persons is for this one visit: neither a proxy nor the back button keeps it.
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        SCREENS[f"{view.__module__}.{view.__name__}"] = needed
        return shown

    return wrap


def visit_of(request: HttpRequest) -> Visit:
    """来访 of who has signed in; looked up once a request, for the screen and for the frame around it."""
    known = request.META.get(_KNOWN)
    if not isinstance(known, Visit):
        assert request.user.is_authenticated, "whoever asks for a visit has looked at that"
        at = now()
        known = request.META[_KNOWN] = Visit(request, actor_of(request.user, at=at), at)
    return known


def refused(visit: Visit, error: BoleError) -> HttpResponse:
    """拒绝或办不了: the page of an error of the trade."""
    status = 403 if error.kind is NOT_ALLOWED else 404 if error.kind in _ABSENT else 422
    return visit.shows("error", {"error": error, "status": status}, status=status)


def beside(error: BoleError) -> str:
    """旁注: what is wrong with a field and the way out, to stand beside it; its code is for the page of errors."""
    return f"{_(error.kind.message, **error.params)}{_(error.kind.remedy, **error.params)}"


_KNOWN: Final = "bole.visit"
"""No header is called so: those of a browser begin with HTTP_."""
_ABSENT: Final = frozenset(
    {
        NO_ACCOUNT,
        UNKNOWN_BATCH,
        NO_OCCUPATION,
        NO_PLACE,
        NO_DOUBT,
        NO_RUN,
        UNKNOWN_ID,
        NO_BATCH,
        NO_FUND,
        NO_PAYMENT,
        NO_PAPER,
    }
)
