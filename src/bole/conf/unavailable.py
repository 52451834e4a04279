"""暂时不能使用: the page of a request that came while the database was away; nothing of it was written."""

import sys
from html import escape
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from django.views import defaults

from bole.conf.start import DJANGOS_LANGUAGE
from bole.kernel.messages import _, language, use_language

AGAIN_AFTER: Final = 10
"""Seconds after which a browser or program may ask again."""
_PAGE: Final = """\
<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{told}</p></main></body>
</html>
"""


def server_error(request: HttpRequest) -> HttpResponse:
    """出错页: 503 where the database is away, which passes; else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return defaults.server_error(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, in the language the browser asks for: whose account it is cannot be looked up now."""
    use_language("en" if get_language_from_request(request).startswith("en") else "zh")
    try:
        title = escape(_("系统暂时不能使用"))
        told = escape(_("数据库连不上。刚才的操作没有写入；请过一会儿再试一次。"))
        page = _PAGE.format(lang=DJANGOS_LANGUAGE[language()], title=title, told=told)
        headers = {"Retry-After": str(AGAIN_AFTER), "Content-Language": DJANGOS_LANGUAGE[language()]}
    finally:
        use_language(None)
    return HttpResponse(page, status=503, headers=headers)
