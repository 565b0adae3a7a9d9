"""WebM with Opus, as browsers record it: without a length in its head, so blocks are counted (RFC 8794, 9559)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .sound import FILM, NotSound, Sound, opus_seconds, other_sound

_HEAD, _DOCTYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0
_ENTERED = {_HEAD, _SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP}
_SCALE, _KIND, _CODEC, _TIME, _SIMPLE, _BLOCK = 0x2AD7B1, 0x83, 0x86, 0xE7, 0xA3, 0xA1
_DATE, _TITLE, _TAGS, _ATTACHED = 0x4461, 0x7BA9, 0x1254C367, 0x1941A469
_TOLD = {_DATE, _TITLE, _TAGS, _ATTACHED}
_VIDEO = 1


@dataclass
class _Element:
    name: int
    start: int
    body: int
    end: int


def read(data: bytes) -> Sound:
    doctype, kinds, codecs = b"", [], []
    scale, cluster = 1_000_000, 0
    first, last, tail = None, 0, b""
    bare = bytearray(data)
    for one in _elements(data):
        body = data[one.body : one.end]
        if one.name == _DOCTYPE:
            doctype = body.rstrip(b"\0")
        elif one.name == _KIND:
            kinds.append(body[-1])
        elif one.name == _CODEC:
            codecs.append(body.rstrip(b"\0").decode("ascii", "replace"))
        elif one.name == _SCALE:
            scale = int.from_bytes(body, "big")
        elif one.name == _TIME:
            cluster = int.from_bytes(body, "big")
        elif one.name in (_SIMPLE, _BLOCK):
            at, packet = _block(body)
            first = cluster + at if first is None else first
            if cluster + at >= last:
                last, tail = cluster + at, packet
        elif one.name in _TOLD:
            bare[one.start : one.end] = _nothing(one.end - one.start)
    if doctype != b"webm":
        raise NotSound("认不出这个文件。请传 m4a、mp3、ogg（Opus），或者在网页里录。")
    if _VIDEO in kinds:
        raise FILM
    if codecs != ["A_OPUS"]:
        raise other_sound("、".join(codecs) or "不明")
    seconds = (last - (first or 0)) * scale / 1e9 + opus_seconds(tail)
    return Sound("audio/webm", ".webm", seconds, bytes(bare))


def _elements(data: bytes) -> Iterator[_Element]:
    """Every element in turn; those that only hold others are entered, whether they say their size or not."""
    at = 0
    while at < len(data):
        name, body = _number(data, at, keep=True)
        size, body = _number(data, body)
        if name in _ENTERED:
            at = body
            continue
        if size is None or body + size > len(data):
            raise IndexError
        yield _Element(name or 0, at, body, body + size)
        at = body + size


def _number(data: bytes, at: int, *, keep: bool = False) -> tuple[int | None, int]:
    """A number of one to eight bytes and where the next begins; None for "unknown". `keep` its mark (names do)."""
    length = 9 - data[at].bit_length()
    if length > 8 or at + length > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + length], "big")
    unmarked = value & ((1 << (7 * length)) - 1)
    if keep:
        return value, at + length
    return (None if unmarked == (1 << (7 * length)) - 1 else unmarked), at + length


def _block(body: bytes) -> tuple[int, bytes]:
    """Its time within the cluster, in units of the scale, and its packet."""
    _, at = _number(body, 0)
    return int.from_bytes(body[at : at + 2], "big", signed=True), body[at + 3 :]


def _nothing(length: int) -> bytes:
    """An element of that length that says nothing."""
    if length < 9:
        return bytes([0xEC, 0x80 | (length - 2)]) + bytes(length - 2)
    return b"\xec\x01" + (length - 9).to_bytes(7, "big") + bytes(length - 9)
