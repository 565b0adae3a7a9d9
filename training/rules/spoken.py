"""What of a question is read aloud, how large a recording may be, and which recordings outlive an edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import kinds

STEM = ""
QUESTION_BYTES = 25 * 1024
"""For a stem or an option: a phone on site loads it in half a second."""
QUESTION_SECONDS = 40
QUESTION_BITS, LESSON_BITS = 16_000, 24_000
"""Bits a second at which the recorder page records."""


def spoken(kind: str, stem: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Part → its words: the stem, then options, places or steps in the order of writing. 对 and 错 are ✓ and ✗: seen.

    The unit of a number belongs to the stem: where it changes, what was said is wrong.
    """
    unit = body.get("unit", "") if kind == kinds.NUMERIC else ""
    words = {STEM: f"{stem}（单位：{unit}）" if unit else stem}
    for part in ("options", "regions", "items"):
        for entry in body.get(part, []):
            words[entry["key"]] = entry.get("text") or entry.get("label") or ""
    return {part: text for part, text in words.items() if text}


def carried(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Part of the new version → part of the old one that says the same words. Letters may have moved."""
    options = {text: part for part, text in before.items() if part != STEM}
    kept = {part: options[text] for part, text in after.items() if part != STEM and text in options}
    if STEM in before and before[STEM] == after.get(STEM):
        kept[STEM] = STEM
    return kept


def lesson_bytes(minutes: int) -> int:
    """The most for a lesson: its nominal minutes at the recorder's rate."""
    return LESSON_BITS // 8 * 60 * max(minutes, 1)


def lesson_seconds(minutes: int) -> int:
    return 120 * max(minutes, 1)


def longest(most: int, bits: int) -> int:
    """Whole seconds that fit into so many bytes at so many bits a second."""
    return most * 8 // bits


def duration_words(seconds: float) -> str:
    """9 秒, 2 分 5 秒."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    return f"{minutes} 分 {rest} 秒" if minutes and rest else f"{minutes} 分钟" if minutes else f"{rest} 秒"
