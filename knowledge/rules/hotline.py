"""The hotline's rules: how urgent a question is, by when it is answered and closed, and what a tracking code is."""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

NORMAL, SOON, NOW = 0, 1, 2
"""How urgent, the higher the sooner."""
_NAMES = {NOW: "now", SOON: "soon", NORMAL: "normal"}

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a tracking code: without 0, O, 1, I and L, which are taken for each other."""
CODE_LENGTH = 8
_LOOKALIKE = str.maketrans({"0": "", "O": "", "1": "", "I": "", "L": ""})
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad]")


@dataclass(frozen=True)
class Urgency:
    """`level`, and the words for which it was raised."""

    level: int
    words: tuple[str, ...] = ()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf8"))


def urgency(text: str) -> Urgency:
    """How urgent a question sounds. Words only: a person at the desk raises or lowers it."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)))
    for phrase in _table()["not"]:
        plain = plain.replace(phrase, "　")
    for level in (NOW, SOON):
        found = tuple(word for word in _table()[_NAMES[level]] if word in plain)
        if found:
            return Urgency(level, found[:5])
    return Urgency(NORMAL)


@dataclass(frozen=True)
class Limits:
    """By when the first answer is due, and by when the question is closed."""

    first: datetime.datetime
    close: datetime.datetime


def limits(level: int, since: datetime.datetime) -> Limits:
    """Counted in hours day and night, from when the question came in."""
    hours = _table()["hours"][_NAMES[level]]
    return Limits(since + datetime.timedelta(hours=hours["first"]), since + datetime.timedelta(hours=hours["close"]))


def code_from(digest: str) -> str:
    """Eight characters from a keyed hash in hexadecimal: about 39 bits that nobody guesses within the limits."""
    number, code = int(digest, 16), ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def typed_code(raw: str) -> str:
    """A code as people type it, "" when it is none: small letters, spaces, dashes and full width do not matter."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", raw).upper())
    return plain if len(plain) == CODE_LENGTH and plain == plain.translate(_LOOKALIKE) else ""


def shown_code(code: str) -> str:
    """M7K2-93QF"""
    return f"{code[:4]}-{code[4:]}"


def clean(text: str) -> str:
    """Without the signs that are not seen and turn the reading direction or hide words; line ends made plain."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (one for one in plain if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    return re.sub(r"\n{4,}", "\n\n\n", "".join(kept)).strip()
