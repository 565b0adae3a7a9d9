"""The editors' desk of training."""

from . import admin_recordings  # noqa: F401
