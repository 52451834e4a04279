"""画面的网址."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bole.portal import (
    accounts,
    certificates,
    components,
    home,
    imports,
    logs,
    organisations,
    people,
    quality,
    sign_in,
    sources,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("preferences", home.preferences, name="preferences"),
    path("components", components.components, name="components"),
    path("account/own", sign_in.own_account, name="own-account"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/new", accounts.account_new, name="account-new"),
    path("accounts/<int:user>", accounts.account, name="account"),
    path("units", accounts.units_page, name="units"),
    path("people", people.people, name="people"),
    path("people/own", people.own_file, name="own-file"),
    path("people/own/export", people.own_export, name="own-export"),
    path("people/<int:person>", people.person, name="person"),
    path("people/<int:person>/reveal", people.person_reveal, name="person-reveal"),
    path("people/<int:person>/correct", people.correction_new, name="correction-new"),
    path("records/<slug:table>/<int:thing>", people.entry, name="entry"),
    path("corrections", people.corrections_page, name="corrections"),
    path("organisations", organisations.organisations, name="organisations"),
    path("organisations/own", organisations.own_organisation, name="own-organisation"),
    path("organisations/<int:organisation>", organisations.organisation, name="organisation"),
    path("certificates", certificates.certificates, name="certificates"),
    path("certificates/check", certificates.certificate_check, name="certificate-check"),
    path("quality", quality.quality, name="quality"),
    path("sources", sources.sources_page, name="sources"),
    path("imports", imports.imports, name="imports"),
    path("imports/new", imports.import_new, name="import-new"),
    path("imports/templates/<slug:kind>", imports.import_template, name="import-template"),
    path("imports/<int:batch>", imports.import_batch, name="import-batch"),
    path("imports/<int:batch>/progress", imports.import_progress, name="import-progress"),
    path("imports/<int:batch>/errors", imports.import_errors, name="import-errors"),
    path("events", logs.events_page, name="events"),
    path("looks", logs.looks_page, name="looks"),
]
