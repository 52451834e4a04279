"""出错的页面: what a visitor sees where there is no such page, a form was refused, or something broke.

They need no database, so that one that is down is told and not followed by a second error.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bole.kernel.messages import _, language

_log = structlog.get_logger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "portal/not_found.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, from the framework; ours come from `visit.refused`."""
    return render(request, "portal/not_allowed.html", status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not come from a page of ours, or the page is older than the sign-in."""
    return render(request, "portal/form_refused.html", status=403)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """429: too many wrong passwords; the page tells how long, the same whether there is such an account or not."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "portal/locked_out.html", {"minutes": minutes}, status=429)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came is no request of ours."""
    return _plain(_("请求读不懂。"), _("请回到首页再试。"), "", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the page tells a number that stands in the technical log, and nothing of what happened."""
    number = secrets.token_hex(4).upper()
    number = f"{number[:4]}-{number[4:]}"
    _log.error("page broken", number=number, route=getattr(request.resolver_match, "view_name", ""), exc_info=True)
    return _plain(_("抱歉，系统出了问题。"), _("请稍后再试；再不行，把编号告诉系统管理员。"), number, 500)


def _plain(title: str, remedy: str, number: str, status: int) -> HttpResponse:
    """A page out of three texts, without a context that would ask the database who is there."""
    told = {"title": title, "remedy": remedy, "number": number, "language": language()}
    return HttpResponse(render_to_string("portal/broken.html", told), status=status)
