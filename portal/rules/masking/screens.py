"""Hiding what identifies a person, for screens that others may see and for logs."""

from __future__ import annotations

import re

_ID = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15})(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_SAMPLE = "示例·"


def masked_name(name: str) -> str:
    """The family name and stars: 王建国 is 王**. The mark of a sample stays."""
    mark = _SAMPLE if name.startswith(_SAMPLE) else ""
    rest = name.removeprefix(_SAMPLE)
    return f"{mark}{rest[:1]}{'*' * max(1, len(rest) - 1)}" if rest else mark


def masked_log(text: str) -> str:
    """The text of a log line with document numbers and phone numbers taken out."""
    return _PHONE.sub("[电话]", without_documents(text))


def without_documents(text: str) -> str:
    """The text with numbers of identity documents taken out; phones stay."""
    return _ID.sub("[证件号]", text)


def masked_document(number: str) -> str:
    """110****002X; short numbers keep one character in front and three behind. The stars do not tell the length."""
    front, behind = (3, 4) if len(number) >= 15 else (1, 3)
    if len(number) <= front + behind:
        return "****" if number else ""
    return f"{number[:front]}****{number[-behind:]}"
