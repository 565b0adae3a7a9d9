"""Keys of rows as addresses and forms bring them."""

from __future__ import annotations

LARGEST = 2**63 - 1


def row_key(text: str | None) -> int:
    """The key that a text names; 0, which names nothing, for what is none: other signs than 0–9 (²), more than a
    database holds."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return 0
    return key if (key := int(text)) <= LARGEST else 0
