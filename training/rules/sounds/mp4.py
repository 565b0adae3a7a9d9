"""MP4 with AAC, whole or in fragments as phones record it (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .sound import FILM, NotSound, Sound, other_sound

_ENTERED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
_TOLD = {b"udta", b"meta", b"uuid"}


@dataclass
class _Found:
    """`ticks` of `scale` a second; `usual` is how many a sample lasts when its fragment does not say."""

    kinds: list[bytes] = field(default_factory=list)
    codecs: list[bytes] = field(default_factory=list)
    scale: int = 0
    ticks: int = 0
    usual: int = 0


def read(data: bytes) -> Sound:
    found, bare = _Found(), bytearray(data)
    for name, start, body, end in _boxes(data, 0, len(data)):
        if name in _DATED:
            long = 8 if data[body] else 4
            bare[body + 4 : body + 4 + 2 * long] = bytes(2 * long)
        if name in _TOLD:
            bare[start + 4 : start + 8] = b"free"
            bare[body:end] = bytes(end - body)
        else:
            _note(found, name, data[body:end])
    if b"vide" in found.kinds:
        raise FILM
    if found.codecs and found.codecs != [b"mp4a"]:
        raise other_sound("、".join(code.decode("ascii", "replace") for code in found.codecs))
    if found.kinds != [b"soun"] or not found.codecs or not found.scale:
        raise NotSound("这个文件里没有一段完整的声音。请重新录，或者另存为 m4a 再传。")
    return Sound("audio/mp4", ".m4a", found.ticks / found.scale, bytes(bare))


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(name, start, body, end) of every box that is not only a holder of others."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            size, body = struct.unpack_from(">Q", data, body)[0], at + 16
        stop = end if size == 0 else at + size
        if stop > end or stop < body:
            raise IndexError
        if name in _ENTERED:
            yield from _boxes(data, body, stop)
        else:
            yield name, at, body, stop
        at = stop


def _note(found: _Found, name: bytes, body: bytes) -> None:
    if name == b"hdlr":
        found.kinds.append(body[8:12])
    elif name == b"stsd":
        found.codecs.append(body[12:16])
    elif name == b"mdhd":
        found.scale = struct.unpack_from(">I", body, 20 if body[0] else 12)[0]
    elif name == b"stts":
        count = struct.unpack_from(">I", body, 4)[0]
        pairs = struct.iter_unpack(">II", body[8 : 8 + 8 * count])
        found.ticks += sum(samples * ticks for samples, ticks in pairs)
    elif name == b"trex":
        found.usual = struct.unpack_from(">I", body, 12)[0]
    elif name == b"tfhd":
        found.usual = _fragment_usual(body, found.usual)
    elif name == b"trun":
        found.ticks += _run(body, found.usual)


def _fragment_usual(body: bytes, usual: int) -> int:
    flags = int.from_bytes(body[1:4], "big")
    if not flags & 0x8:
        return usual
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int(struct.unpack_from(">I", body, at)[0])


def _run(body: bytes, usual: int) -> int:
    """Ticks of the samples of one run."""
    flags, count = int.from_bytes(body[1:4], "big"), int(struct.unpack_from(">I", body, 4)[0])
    if not flags & 0x100:
        return count * usual
    at = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    return sum(int(struct.unpack_from(">I", body, at + step * n)[0]) for n in range(count))
