"""网址: what is found where. Sign-in and second factor are the library's, the pages are the portal's."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from bole.conf.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("", include("bole.portal.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]

handler400 = "bole.portal.failures.bad_request"
handler403 = "bole.portal.failures.not_allowed"
handler404 = "bole.portal.failures.not_found"
handler500 = "bole.portal.failures.broken"
