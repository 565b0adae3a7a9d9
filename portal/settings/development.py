"""The embedded default: SQLite, embedded search, file broker, no server needed."""

from . import environment
from .base import *  # noqa: F403
from .base import EMAIL_BACKEND, EMAIL_URL, HASH_KEY, IDENTITY_KEYS, SECRET_KEY, VAR_DIR

_own = environment.own_secrets(VAR_DIR)
SECRET_KEY = SECRET_KEY or _own["secret_key"]
IDENTITY_KEYS = IDENTITY_KEYS or _own["identity_keys"]
HASH_KEY = HASH_KEY or _own["hash_key"]

DEBUG = environment.flag("MINGBAI_DEBUG", False)
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = EMAIL_BACKEND if EMAIL_URL else "django.core.mail.backends.console.EmailBackend"
