"""Words to suggest and to correct by."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def build_terms() -> Path:
    """Being written."""
    return Path(settings.VAR_DIR) / "index" / "terms.json"
