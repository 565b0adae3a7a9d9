"""What pytest runs with."""

from .base import *  # noqa: F403
from .base import STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
IDENTITY_KEYS = ["only-for-tests-identity"]
HASH_KEY = "only-for-tests-hash"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "portal.sms.MemorySms"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
