"""Ogg with Opus (RFC 3533, RFC 7845)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .sound import FILM, NotSound, Sound, other_sound

_RATE = 48000
_UNKNOWN = -1
_OTHERS = {b"\x01vorbis": "Vorbis", b"Speex": "Speex", b"\x7fFLAC": "FLAC"}


@dataclass
class _Page:
    start: int
    body: int
    end: int
    granule: int
    serial: bytes
    goes_on: bool


def read(data: bytes) -> Sound:
    pages = list(_pages(data))
    head = data[pages[0].body : pages[0].end]
    if not head.startswith(b"OpusHead"):
        raise _what_else(head)
    if len({page.serial for page in pages}) > 1:
        raise NotSound("这个文件里不止一段声音。请只传一段。")
    bare = bytearray(data)
    for page in _tag_pages(pages):
        _blank(bare, page, first=page is pages[1])
    granules = [page.granule for page in pages if page.granule != _UNKNOWN]
    skipped = int.from_bytes(head[10:12], "little")
    return Sound("audio/ogg", ".ogg", (granules[-1] - skipped) / _RATE, bytes(bare))


def _what_else(head: bytes) -> NotSound:
    if head.startswith((b"\x80theora", b"\x80daala")):
        return FILM
    return other_sound(next((name for begins, name in _OTHERS.items() if head.startswith(begins)), "不明"))


def _pages(data: bytes) -> Iterator[_Page]:
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            raise IndexError
        count = data[at + 26]
        laced = data[at + 27 : at + 27 + count]
        body = at + 27 + count
        end = body + sum(laced)
        if len(laced) < count or end > len(data):
            raise IndexError
        granule = int.from_bytes(data[at + 6 : at + 14], "little", signed=True)
        yield _Page(at, body, end, granule, data[at + 14 : at + 18], bool(laced) and laced[-1] == 255)
        at = end


def _tag_pages(pages: list[_Page]) -> list[_Page]:
    """Comments begin on the second page and end with a page."""
    found = [pages[1]]
    for page in pages[2:]:
        if not found[-1].goes_on:
            break
        found.append(page)
    return found


def _blank(bare: bytearray, page: _Page, *, first: bool) -> None:
    """Comments without a word, as long as before; the page gets the checksum of what it holds now."""
    length = page.end - page.body
    words = b"OpusTags" + bytes(8) if first else b""
    bare[page.body : page.end] = (words + bytes(length))[:length]
    bare[page.start + 22 : page.start + 26] = bytes(4)
    bare[page.start + 22 : page.start + 26] = _checksum(bare[page.start : page.end]).to_bytes(4, "little")


def _checksum(page: bytes | bytearray) -> int:
    """CRC 32 with 0x04c11db7, neither mirrored nor inverted."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
