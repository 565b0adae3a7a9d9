"""Settings shared by every way of running. Environment variables are documented in docs/operators.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from . import environment
from .messages import *  # noqa: F403
from .permissions import GROUP_PERMISSIONS  # noqa: F401
from .policies import ADMIN_CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY  # noqa: F401
from .schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("MINGBAI_VAR") or BASE_DIR / "var").absolute()

SECRET_KEY = environment.text("MINGBAI_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS: list[str] = environment.items("MINGBAI_HOSTS")
BASE_URL = environment.text("MINGBAI_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "search",
    "training",
    "cases",
    "knowledge",
    "portal",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.apps.WagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "easy_thumbnails",
    "filer",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]

# Outermost first. Cached pages are stored compressed, so the page cache stands outside the compression.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.bodies.PlainMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "search.observing.ClickMiddleware",
    "portal.cache.PageCacheMiddleware",
    "portal.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.shared_phone.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.policy.PolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.doors.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ]
        },
    }
]

DATABASE_URL = environment.text("MINGBAI_DATABASE_URL")
DATABASES = {
    "default": environment.database(DATABASE_URL) if DATABASE_URL else environment.sqlite(VAR_DIR / "mingbai.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The default cache is shared by all processes: allauth's limits are kept in it. Pages are files.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache" / "pages",
        "TIMEOUT": 86400,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
"""What others have not translated; read before their own catalogues."""

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

# Evidence is private: the library's own defaults are not.
FILER_IS_PUBLIC_DEFAULT = False
FILER_ENABLE_PERMISSIONS = True
FILER_STORAGES: dict[str, dict[str, dict[str, Any]]] = {
    "private": {
        "main": {
            "ENGINE": "filer.storage.PrivateFileSystemStorage",
            "OPTIONS": {"location": str(VAR_DIR / "private" / "filer"), "base_url": "/private/"},
            "UPLOAD_TO": "filer.utils.generate_filename.randomized",
            "UPLOAD_TO_PREFIX": "",
        },
        "thumbnails": {
            "ENGINE": "filer.storage.PrivateFileSystemStorage",
            "OPTIONS": {"location": str(VAR_DIR / "private" / "thumbnails"), "base_url": "/private-thumbnails/"},
            "THUMBNAIL_OPTIONS": {},
        },
    }
}

SHOWN_DIR = VAR_DIR / "private" / "shown"
"""Copies of private pictures without EXIF, made when they are first looked at."""
FILE_GUARDS: dict[str, str] = {
    "cases.casedocument": "cases.guards.of_document",
    "portal.job": "portal.guards.of_job",
    "cases.case": "cases.guards.of_case",
    "cases.evidenceitem": "cases.guards.of_evidence",
    "knowledge.question": "knowledge.guards.of_question",
    "knowledge.questionentry": "knowledge.guards.of_question",
    "training.outsidecertificate": "training.guards.of_outside_certificate",
    "training.crewsession": "training.guards.of_session",
    "training.attempt": "training.guards.of_attempt",
}
"""Model a private file belongs to (app.model) → dotted callable (attachment, user) -> bool: may this user read it?"""

JOB_FILE_GUARDS: dict[str, str] = {"cases.evidence_bundle": "cases.guards.of_bundle"}
"""Kind of a job → dotted callable (job, user) -> bool: may whoever started it read its result now?"""

FILES_SHOWN_ELSEWHERE = frozenset({"cases.evidenceitem"})
"""Models whose files have pages of their own, where each look is noted: there even their uploader has to go."""
UPLOADS_DIR = VAR_DIR / "private" / "uploads"
"""Parts of large files that are still coming in."""

SHOW_SAMPLE_PRECEDENTS = environment.flag("MINGBAI_SHOW_SAMPLE_PRECEDENTS", True)
"""Whether the public reads 虚构示例 among the precedents."""

# Sign-in
AUTH_USER_MODEL = "portal.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "portal.authentication.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
SIGN_IN_REASONS: dict[str, str] = {
    "/me/follows/": "登录以后就能关注：法规有变化会告诉你。登录好了，回到你要关注的那一页。",
}
"""Beginning of the address somebody wanted → why it needs an account, said on the pages of signing in."""
SESSION_COOKIE_AGE = 14 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

ACCOUNT_ADAPTER = "portal.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_DISPLAY = "portal.adapter.display_name"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "portal.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "明白"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.second_factor_forms.OwnAuthenticateForm",
    "reauthenticate": "portal.second_factor_forms.OwnReauthenticateForm",
    "activate_totp": "portal.second_factor_forms.OwnActivateForm",
}
ACCOUNT_FORMS = {"reauthenticate": "portal.second_factor_forms.OwnPasswordAgainForm"}
STAFF_NEED_SECOND_FACTOR = False
"""With it, nobody enters the admin before a second factor is set up; production switches it on."""

TRUSTED_PROXIES = environment.number("MINGBAI_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
AXES_CLIENT_IP_CALLABLE = "portal.addresses.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "portal.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Documents are encrypted with the first key; the others still read what was written before.
IDENTITY_KEYS: list[str] = environment.items("MINGBAI_IDENTITY_KEYS")
HASH_KEY = environment.text("MINGBAI_HASH_KEY")
SEALED_FIELDS: dict[str, list[str]] = {"knowledge.QuestionContact": ["phone_sealed", "email_sealed"]}
"""Model → its fields that are kept sealed, so that a new key reaches them too."""

# Wagtail
WAGTAIL_SITE_NAME = "明白"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = True
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAIL_FINISH_WORKFLOW_ACTION = "knowledge.finishing.finish_workflow"
TAGGIT_CASE_INSENSITIVE = True

# Tasks: files are the broker unless a server is named.
CELERY_BROKER_URL = environment.text("MINGBAI_BROKER_URL", "filesystem://")
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "portal.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = 2  # a long job must not hold up messages and the index; the second costs 20 MB
HEARTBEAT_SECONDS = 120
"""A worker that has not beaten for this long counts as gone in /readyz."""

JOB_RUNNERS: dict[str, str] = {
    "portal.check_roster": "portal.services.rosters.check_roster",
    "portal.import_roster": "portal.services.rosters.import_roster",
    "training.print_papers": "training.services.printed.run_print_papers",
    "training.print_cards": "training.services.cards.run_print_cards",
    "cases.evidence_bundle": "cases.services.evidence_bundle.run_bundle",
    "search.report": "search.services.reports.run_report",
}
"""Kind of background job → dotted callable (job, report) -> None that does it and bears being run again."""
JOB_LOST_SECONDS = 120
"""A job whose worker has not reported for this long is taken from it."""

REVIEW_KINDS: dict[str, str] = {
    "training.questionversion": "training.reviewing.Questions",
    "training.lessonpage": "training.reviewing.Lessons",
    "cases.precedent": "cases.reviewing.Precedents",
    "cases.case": "cases.reviewing.OpenCases",
    "knowledge.answeredquestion": "knowledge.reviewing.Answered",
    "knowledge.interpretation": "knowledge.reviewing.Interpretations",
    "knowledge.policyupdate": "knowledge.reviewing.Updates",
}
"""Model that cites law → dotted class by which it takes part in impact review; see knowledge.services.review_kinds."""

PRINT_FONTS = environment.text("MINGBAI_FONTS")
"""A folder with more fonts for printed paper; a complete one for Chinese comes with the dependencies."""

READINESS_CHECKS: list[str] = [
    "portal.health.database",
    "portal.health.migrations",
    "portal.health.worker",
    "portal.printing.check",
    "search.health.index",
]
"""Dotted callables () -> str: empty when fine, else what is wrong. Apps to the left append theirs here by name."""

READINESS_NOTES: list[str] = ["search.health.meaning", "portal.health.mailbox"]
"""The same for what the site can do without: said in /readyz, which stays ready."""

SEARCH_ENGINES = {
    "embedded": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elastic.ElasticEngine",
}
ELASTICSEARCH_URL = environment.text("MINGBAI_ELASTICSEARCH_URL")
ELASTICSEARCH_PREFIX = environment.text("MINGBAI_ELASTICSEARCH_PREFIX", "mingbai-")
SEARCH_ENGINE = environment.text("MINGBAI_SEARCH_ENGINE", "embedded")
EMBEDDING_MODEL = environment.text("MINGBAI_EMBEDDING_MODEL")
"""A folder with a sentence-embedding model; without one hits are ordered by words alone."""

SAMPLE_REMOVERS: list[str] = [
    "training.services.sample.remove_sample",
    "cases.services.case_samples.remove_cases",
    "cases.services.samples.remove_samples",
    "knowledge.services.answered_samples.remove_samples",
    "knowledge.services.page_samples.remove_samples",
]
"""Dotted callables () -> dict[str, int] that delete one app's sample rows before the people go; name → rows."""

NEAREST = "search.nearest.nearest"
"""Dotted callable (text, today) -> list of things with `title`, `note`, `url`: what may answer a question already."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": environment.text("MINGBAI_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},
    },
}

for folder in (
    VAR_DIR,
    VAR_DIR / "cache",
    STATIC_ROOT,
    *(BROKER_DIR / name for name in ("messages", "processed", "control")),
):
    folder.mkdir(parents=True, exist_ok=True)
