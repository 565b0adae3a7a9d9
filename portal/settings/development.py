"""The embedded default: SQLite, embedded search, file broker, no server needed."""

from .base import *  # noqa: F403

SECRET_KEY = SECRET_KEY or "only-for-a-machine-of-ones-own"  # noqa: F405, S105
DEBUG = True
ALLOWED_HOSTS = ["*"]
