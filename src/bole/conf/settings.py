"""Django 的设置, from the table in options.py. Reading it changes nothing on the disk; `start.py` does."""

import os
from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF

from bole.conf import options
from bole.conf.logs import logging_settings
from bole.conf.secret import secret_key
from bole.conf.single_sign_on import provider_set
from bole.kernel.home import home

DEBUG: Final = False
SECRET_KEY = options.text("BOLE_SECRET_KEY") or secret_key()
ALLOWED_HOSTS = options.listed("BOLE_ALLOWED_HOSTS")

INSTALLED_APPS: Final = [
    "bole.apps.accounts",
    "bole.apps.registry",
    "bole.apps.schemes",
    "bole.apps.cases",
    "bole.apps.payments",
    "bole.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bole.conf.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bole.conf.middleware.second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF: Final = "bole.conf.urls"
WSGI_APPLICATION: Final = "bole.conf.wsgi.application"

_LOADERS: Final = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: Final = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bole.portal.frame.frame",
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]

# --- the database ---


def _database() -> dict[str, Any]:
    found = options.database(options.text("BOLE_DATABASE_URL") or f"sqlite:///{home() / 'bole.db'}")
    told: dict[str, Any] = found.setdefault("OPTIONS", {})
    if str(found["ENGINE"]).endswith("sqlite3"):
        # IMMEDIATE: a transaction that reads first and writes then would be refused where another wrote in between.
        told |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    else:
        told.setdefault("connect_timeout", 5)
        found |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
TASKS: Final = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES: Final = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- who signs in ---

AUTH_USER_MODEL: Final = "accounts.User"
AUTHENTICATION_BACKENDS: Final = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_VALIDATION: Final = "django.contrib.auth.password_validation"
_NAMES: Final = ("username", "display_name")
AUTH_PASSWORD_VALIDATORS: Final = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": _NAMES}},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL: Final = "account_login"
LOGIN_REDIRECT_URL: Final = "/"
ACCOUNT_ADAPTER: Final = "bole.apps.accounts.login.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD: Final = None
ACCOUNT_LOGIN_METHODS: Final = {"username"}
ACCOUNT_SIGNUP_FIELDS: Final = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION: Final = "none"
ACCOUNT_LOGOUT_ON_GET: Final = False
# Failures are axes' matter. A whole office signs in at nine from one address: what stops a flood must let it pass.
ACCOUNT_RATE_LIMITS: Final = {"login_failed": None, "login": "600/m/ip"}
"""django-axes locks; two counters would disagree about when."""
MFA_ADAPTER: Final = "bole.apps.accounts.login.SecondFactorAdapter"
MFA_SUPPORTED_TYPES: Final = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER: Final = "Bole"
BOLE_SECOND_FACTOR = options.flag("BOLE_SECOND_FACTOR")
SOCIALACCOUNT_ADAPTER: Final = "bole.apps.accounts.login.IdentityAdapter"
IDENTITY_PROVIDER = provider_set()

AXES_FAILURE_LIMIT = options.number("BOLE_LOCKOUT_FAILURES")
AXES_COOLOFF_TIME = options.number("BOLE_LOCKOUT_MINUTES") / 60
AXES_LOCKOUT_PARAMETERS: Final = [["username", "ip_address"]]
"""Of an account from one address: somebody elsewhere cannot lock an official out."""
AXES_RESET_ON_SUCCESS: Final = True
AXES_DISABLE_ACCESS_LOG: Final = True
AXES_SENSITIVE_PARAMETERS: Final = ["password", "login"]
AXES_USERNAME_CALLABLE: Final = "bole.apps.accounts.login.login_name"
AXES_LOCKOUT_CALLABLE: Final = "bole.portal.failures.locked_out"
AXES_VERBOSE: Final = False

SESSION_COOKIE_AGE = options.number("BOLE_IDLE_MINUTES") * 60
SESSION_SAVE_EVERY_REQUEST: Final = True
SESSION_COOKIE_NAME: Final = "bole_session"
SESSION_COOKIE_HTTPONLY: Final = True
CSRF_COOKIE_HTTPONLY: Final = True
CSRF_FAILURE_VIEW: Final = "bole.portal.failures.form_refused"
SESSION_COOKIE_SAMESITE: Final = "Lax"

# --- what browsers are told ---

_HTTPS: Final = options.flag("BOLE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY: Final = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY: Final = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF: Final = True
X_FRAME_OPTIONS: Final = "DENY"
_PROXIES: Final = options.number("BOLE_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _PROXIES else None
BOLE_PROXIES = _PROXIES
AXES_CLIENT_IP_CALLABLE: Final = "bole.apps.accounts.login.client_address"
CONTENT_SECURITY_POLICY: Final = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # What a form leads to may send the browser on: to sign in, to the provider and nowhere else.
        "form-action": [SELF, *(IDENTITY_PROVIDER.form_origins if IDENTITY_PROVIDER else ())],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- words, days and files ---

LANGUAGE_CODE: Final = "zh-hans"
LANGUAGES: Final = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N: Final = True
USE_TZ: Final = True
TIME_ZONE: Final = "Asia/Shanghai"
STATIC_URL: Final = "/static/"
WHITENOISE_USE_FINDERS: Final = True
"""Static files are served from the package as it is installed: nothing to be collected before a start."""
WHITENOISE_MAX_AGE: Final = 600
DATA_UPLOAD_MAX_MEMORY_SIZE: Final = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE: Final = 2_000_000
FILE_UPLOAD_PERMISSIONS: Final = 0o600
UPLOAD_BYTES = options.number("BOLE_UPLOAD_MB") * 1_000_000
UPLOADS: Path = home() / "uploads"
CASE_FILES: Path = home() / "files"
CASE_FILE_BYTES: Final = 10_000_000
"""Of one file that somebody hands in with an application."""

# --- who does what stands above or outside ---

BATCH_ENDED: Final = ["bole.apps.registry.linking.tasks.link_enqueue", "bole.apps.cases.background.news_enqueue"]
CASES_MONEY: Final = "bole.apps.payments.commitments.Commitments"
CASES_MESSENGER: Final = ""
CASES_OFFICE = options.text("BOLE_OFFICE")
BANK_FORMATS: Final = {
    "csv": "bole.contrib.bank.table.Utf8Table",
    "csv-gb18030": "bole.contrib.bank.table.Gb18030Table",
    "pain.001": "bole.contrib.bank.iso20022.Pain001",
    "pain.001.09": "bole.contrib.bank.iso20022.Pain001Of2019",
}
BANK_PAYER = {
    "name": options.text("BOLE_PAYER"),
    "account": options.text("BOLE_PAYER_ACCOUNT"),
    "bank": options.text("BOLE_PAYER_BANK"),
}

# --- the register beside the rules ---

BOLE_PLACE = options.text("BOLE_PLACE")
BOLE_PACKS = [Path(part) for part in options.text("BOLE_PACKS").split(os.pathsep) if part]
BOLE_COVERED = options.listed("BOLE_COVERED")
BOLE_SNAPSHOT_DAYS = options.number("BOLE_SNAPSHOT_DAYS")
BOLE_REMIND_DAYS = options.numbers("BOLE_REMIND_DAYS")
BOLE_NIGHT = options.hours("BOLE_NIGHT")
LOGGING = logging_settings(options.one_of("BOLE_LOG", "text", "json"), options.text("BOLE_LOG_LEVEL"))
SIMPLE_HISTORY_ENABLED: Final = True
