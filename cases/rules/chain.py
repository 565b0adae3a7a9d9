"""Chaining rows by hashes, so that one that is changed, left out or moved shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def link_hash(before: str, facts: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the hash before ("" for the first row) and the row's facts as canonical JSON.

    Canonical: keys sorted, no spaces, UTF-8. Anyone can compute it again with standard tools. TypeError for what JSON
    cannot hold.
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
