"""Certificates: their state on a day, the reminders they call for, the code people type.

A certificate is never edited: it runs out, is revoked, or is superseded by the next one, and stays checkable.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

REMIND_DAYS = (60, 30, 7, 0)
"""How many days before the last day one is told."""


class State(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


NAMES = {State.VALID: "有效", State.EXPIRED: "已过期", State.SUPERSEDED: "已换新证", State.REVOKED: "已撤销"}


def state_of(valid_to: datetime.date | None, *, revoked: bool, superseded: bool, today: datetime.date) -> State:
    """Revoked goes before superseded, superseded before expired; the last day counts as valid."""
    if revoked:
        return State.REVOKED
    if superseded:
        return State.SUPERSEDED
    return State.EXPIRED if valid_to is not None and valid_to < today else State.VALID


def reminder(valid_to: datetime.date | None, *, today: datetime.date, sent: Iterable[int] = ()) -> int | None:
    """The threshold to remind of now: the nearest one reached and not sent; None when there is nothing to say.

    A day missed is made up for by the next sweep, and nobody gets two reminders at once: thresholds that were passed
    over are not sent afterwards. What ran out is reminded of only while it is fresh (a week).
    """
    if valid_to is None:
        return None
    left = (valid_to - today).days
    if left < -7:
        return None
    reached = [days for days in REMIND_DAYS if left <= days]
    if not reached or min(reached) in set(sent):
        return None
    return min(reached)


def code_in(text: str) -> str:
    """The twelve letters of a certificate in what was typed or scanned (spaces, small letters, an address); else ""."""
    raw = text.strip().split("/verify/")[-1].split("?")[0].strip("/")
    code = "".join(raw.split()).replace("-", "").upper()
    return code if len(code) == 12 and code.isalnum() and code.isascii() else ""


def mark_in(text: str) -> str:
    """The mark that stands behind the code in an address that was scanned; "" where only a code was typed."""
    return parse_qs(urlsplit(text.strip()).query).get("s", [""])[0] if "/verify/" in text else ""


def spaced(code: str) -> str:
    """ABCD EFGH JKLM, as people read it out."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
