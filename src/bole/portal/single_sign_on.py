"""单点登录的往返: the browser goes to the identity provider and comes back; what went wrong is a page with a code."""

from collections.abc import Callable
from functools import wraps
from typing import Final

import structlog
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bole.apps.accounts.errors import NO_PROVIDER, PROVIDER_AWAY
from bole.apps.accounts.provider import sign_in_begin, sign_in_finish
from bole.kernel.errors import BoleError

_STATUS: Final = {PROVIDER_AWAY: 503, NO_PROVIDER: 404}
_log = structlog.get_logger(__name__)


def _told(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A view whose errors are pages: who reads them has not signed in, or stays signed in as before."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except BoleError as error:
            _log.warning("sign-in through the provider failed", code=error.code)
            status = _STATUS.get(error.kind, 403)
            return render(request, "portal/sign_in_failed.html", {"error": error}, status=status)

    return shown


@require_POST
@never_cache
@_told
def begin(request: HttpRequest) -> HttpResponse:
    """去: to sign in, or to link one's identity to the account one is signed in with."""
    linking = request.POST.get("process") == "connect"
    if linking:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("own-account"), settings.LOGIN_URL)
        raise_if_reauthentication_required(request, app="bole.portal")
    return sign_in_begin(request, linking=linking)


@require_GET
@never_cache
@_told
def callback(request: HttpRequest) -> HttpResponse:
    """回."""
    return sign_in_finish(request)
