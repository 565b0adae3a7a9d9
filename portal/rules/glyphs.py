"""Which characters a font file can draw, read from its cmap table (OpenType, format 4 and 12)."""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

Ranges = list[tuple[int, int]]
"""First and last code point of each run, sorted."""

_COLLECTION = b"ttcf"


class NotAFont(ValueError):
    """The bytes are no OpenType font that this reads."""


def covered(font: bytes | memoryview) -> Ranges:
    """Of the first face; the faces of a collection by language share their characters."""
    try:
        start = struct.unpack_from(">I", font, 12)[0] if bytes(font[:4]) == _COLLECTION else 0
        cmap = _table(font, start, b"cmap")
        return _merged(_runs(font, cmap))
    except (struct.error, IndexError) as error:
        raise NotAFont(str(error)) from error


def _table(font: bytes | memoryview, start: int, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, start + 4)
    for place in range(start + 12, start + 12 + 16 * count, 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, place)
        if tag == wanted:
            return int(offset)
    raise NotAFont("no cmap")


def _runs(font: bytes | memoryview, cmap: int) -> Iterable[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for place in range(cmap + 4, cmap + 4 + 8 * count, 8):
        platform, _, offset = struct.unpack_from(">HHI", font, place)
        (form,) = struct.unpack_from(">H", font, cmap + offset)
        if platform in (0, 3) and form == 12:
            yield from _segmented(font, cmap + offset)
        elif platform in (0, 3) and form == 4:
            yield from _classic(font, cmap + offset)


def _segmented(font: bytes | memoryview, at: int) -> Iterable[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for place in range(at + 16, at + 16 + 12 * count, 12):
        first, last, _ = struct.unpack_from(">III", font, place)
        yield first, last


def _classic(font: bytes | memoryview, at: int) -> Iterable[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    for place in range(0, double, 2):
        (last,) = struct.unpack_from(">H", font, at + 14 + place)
        (first,) = struct.unpack_from(">H", font, at + 16 + double + place)
        if first <= last and first != 0xFFFF:
            yield first, min(last, 0xFFFE)


def _merged(runs: Iterable[tuple[int, int]]) -> Ranges:
    found: Ranges = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def draws(ranges: Ranges, character: str) -> bool:
    place = bisect_right(ranges, (ord(character), 0x110000)) - 1
    return place >= 0 and ord(character) <= ranges[place][1]


def missing(text: str, *fonts: Ranges) -> list[str]:
    """Characters that none of the fonts draws, each once; what is invisible by nature needs no drawing.

    Private-use code points count: old systems of registration keep rare names in them.
    """
    return [
        character
        for character in dict.fromkeys(text)
        if not _invisible(character) and not any(draws(font, character) for font in fonts)
    ]


def _invisible(character: str) -> bool:
    """White space, controls, joiners and variation selectors."""
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def spelt(text: str, gone: Iterable[str]) -> str:
    """𬀩 as 〔U+2C029〕: what cannot be drawn is named, never left blank."""
    return text.translate({ord(character): f"〔U+{ord(character):04X}〕" for character in gone})
