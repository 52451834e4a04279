"""每个请求先做的事: its language, and a second factor for staff."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

from bole.apps.accounts.login import factor_elsewhere
from bole.apps.accounts.selectors import needs_second_factor
from bole.conf.start import DJANGOS_LANGUAGE
from bole.kernel.messages import LANGUAGES, use_language

Answer = Callable[[HttpRequest], HttpResponse]
_ALLOWED: Final = ("mfa_activate_totp", "account_logout", "account_reauthenticate", "mfa_reauthenticate")


def language(answer: Answer) -> Answer:
    """语言: that of the account, else the one the browser asks for; for our texts and for Django's."""

    def with_language(request: HttpRequest) -> HttpResponse:
        code = language_of(request)
        use_language(code)
        try:
            with translation.override(DJANGOS_LANGUAGE[code]):
                response = answer(request)
            response.headers.setdefault("Content-Language", DJANGOS_LANGUAGE[code])
            return response
        finally:
            use_language(None)

    return with_language


def language_of(request: HttpRequest) -> str:
    """ "zh" or "en"."""
    if request.user.is_authenticated and request.user.language in LANGUAGES:
        return str(request.user.language)
    return "en" if get_language_from_request(request).startswith("en") else "zh"


def second_factor(answer: Answer) -> Answer:
    """动态口令: who has a staff role and no second factor, here or trusted elsewhere, sets it up before all else."""

    def with_second_factor(request: HttpRequest) -> HttpResponse:
        user = request.user
        asked = settings.BOLE_SECOND_FACTOR and user.is_authenticated and not factor_elsewhere(request)
        if asked and needs_second_factor(user):
            setup = reverse("mfa_activate_totp")
            if request.path not in {reverse(name) for name in _ALLOWED}:
                return HttpResponseRedirect(setup)
        return answer(request)

    return with_second_factor
