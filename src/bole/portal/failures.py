"""出错的页面: what a visitor sees where there is no such page, a form was refused, or something broke.

They need no database, so that one that is down is told and not followed by a second error.
"""

import secrets
import sys
from collections.abc import Mapping
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request

from bole.kernel.messages import _, language, use_language

AGAIN_AFTER: Final = 10
"""Seconds after which a browser or program may ask again where the database was away."""
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
    """500, or 503 where the database is away, which passes.

    The page tells a number that stands in the technical log, and nothing of what happened.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _away(request)
    number = secrets.token_hex(4).upper()
    number = f"{number[:4]}-{number[4:]}"
    _log.error("page broken", number=number, route=getattr(request.resolver_match, "view_name", ""), exc_info=True)
    return _plain(_("抱歉，系统出了问题。"), _("请稍后再试；再不行，把编号告诉系统管理员。"), number, 500)


def _away(request: HttpRequest) -> HttpResponse:
    """In the language the browser asks for: whose account it is cannot be looked up now."""
    use_language("en" if get_language_from_request(request).startswith("en") else "zh")
    try:
        told = _("数据库连不上。刚才的操作没有写入；请过一会儿再试一次。")
        answer = _plain(_("系统暂时不能使用"), told, "", 503)
    finally:
        use_language(None)
    answer.headers["Retry-After"] = str(AGAIN_AFTER)
    return answer


def _plain(title: str, remedy: str, number: str, status: int) -> HttpResponse:
    """A page out of three texts, without a context that would ask the database who is there."""
    told = {"title": title, "remedy": remedy, "number": number, "language": language()}
    answer = HttpResponse(render_to_string("portal/broken.html", told), status=status)
    answer.headers["Content-Language"] = "en" if language() == "en" else "zh-hans"
    return answer
