"""网址: what is found where. Sign-in and second factor are the library's, the pages are the portal's."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from bole.conf.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
