"""What pytest runs with."""

import os

from .base import *  # noqa: F403
from .base import CACHES, FILER_STORAGES, STORAGES, VAR_DIR

SECRET_KEY = "only-for-tests"  # noqa: S105
IDENTITY_KEYS = ["only-for-tests-identity"]
HASH_KEY = "only-for-tests-hash"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
PRIVATE_DIR = VAR_DIR / "tests" / f"private-{_WORKER}"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SHOWN_DIR = PRIVATE_DIR / "shown"
UPLOADS_DIR = PRIVATE_DIR / "uploads"
FILER_STORAGES["private"]["main"]["OPTIONS"]["location"] = str(PRIVATE_DIR / "filer")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "portal.sms.MemorySms"
CACHES = CACHES | {"pages": CACHES["pages"] | {"LOCATION": VAR_DIR / "tests" / f"pages-{_WORKER}"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
QUIET_HOURS = None  # tests run at any hour; those of quiet hours set their own
