"""Keeping what must be read again (encrypted) and what must only be recognised (keyed hash)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def seal(text: str) -> str:
    """Encrypted and authenticated with the newest key; empty stays empty."""
    return _cipher(tuple(settings.IDENTITY_KEYS)).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again, whichever of the listed keys sealed it. ValueError when none did."""
    if not sealed:
        return ""
    try:
        return _cipher(tuple(settings.IDENTITY_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("no key of MINGBAI_IDENTITY_KEYS opens this") from error


def reseal(sealed: str) -> str:
    """The same text under the newest key, for rotation."""
    return seal(unseal(sealed))


def fingerprint(*parts: str) -> str:
    """A keyed hash, 64 hex characters: equal inputs match, nobody without the key can try numbers out."""
    return hmac.new(settings.HASH_KEY.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
