"""What a PDF of ours says, as far as it can be told without a reader of PDF: every character that is drawn."""

from __future__ import annotations

import re
import zlib

_MAPPED = re.compile(rb"<[0-9A-F]{4}> <((?:[0-9A-F]{4})+)>")


def characters(pdf: bytes) -> set[str]:
    """From the tables that give each glyph its text; a glyph that no font has stands in none."""
    found: set[str] = set()
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            plain = zlib.decompressobj().decompress(stream[1])
        except zlib.error:
            continue
        if b"begincmap" in plain:
            for text in _MAPPED.findall(plain):
                found |= set(bytes.fromhex(text.decode()).decode("utf-16-be"))
    return found


def pages(pdf: bytes) -> int:
    counts = [int(number) for number in re.findall(rb"/Type/Pages\b[^>]*?/Count (\d+)", pdf)]
    return max(counts)
