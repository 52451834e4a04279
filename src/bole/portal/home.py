"""首页: what somebody can do here; and how he wants to read."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bole.apps.accounts.services import preferences_set
from bole.kernel.messages import LANGUAGES
from bole.portal.frame import KEYS, LARGE_TEXT, places_of
from bole.portal.visit import Visit, screen, visit_of

YEAR = 365 * 24 * 3600


@screen()
def home(visit: Visit) -> HttpResponse:
    """首页: the places that are open to this account, each with what it is for."""
    return visit.shows("home", {"open": [place for place in places_of(visit.actor) if place.purpose]})


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """语言、字号和键盘操作: kept with the account, or in a cookie of who has not signed in; keys with the machine."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    chosen = request.POST.get("language", "")
    large = request.POST.get("large_text", "")
    answer = HttpResponseRedirect(back)
    if (keys := request.POST.get("keys", "")) in ("on", "off"):
        answer.set_cookie(KEYS, keys, max_age=YEAR, samesite="Lax", httponly=True)
    user = request.user
    if user.is_authenticated:
        told = chosen if chosen in LANGUAGES else user.language
        text = user.large_text if large not in ("yes", "no") else large == "yes"
        preferences_set(user=user.pk, language=told, large_text=text, actor=visit_of(request).actor)
        return answer
    if chosen in LANGUAGES:
        answer.set_cookie("django_language", {"zh": "zh-hans", "en": "en"}[chosen], max_age=YEAR, samesite="Lax")
    if large in ("yes", "no"):
        answer.set_cookie(LARGE_TEXT, large, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
