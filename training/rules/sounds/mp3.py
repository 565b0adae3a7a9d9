"""MP3: frames one after the other, with tags before and behind that are left out (ISO/IEC 11172-3, 13818-3)."""

from __future__ import annotations

from .sound import NotSound, Sound, other_sound

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_NEW = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_OLD = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYER_3 = 1
_FEWEST = 3
"""Frames in a row before two bytes that look like a frame are believed."""


def read(data: bytes) -> Sound:
    start = _after_tag(data)
    at, samples, frames, rate = start, 0, 0, 0
    while (found := _frame(data, at)) and at + found[0] <= len(data):
        length, count, rate = found
        if not frames and _is_index(data[at : at + length]):
            count = 0
        at, samples, frames = at + length, samples + count, frames + 1
    if frames < _FEWEST:
        raise NotSound("认不出这个文件，或者它不完整。请重新导出 mp3 再传。")
    return Sound("audio/mpeg", ".mp3", samples / rate, data[start:at])


def is_frame(data: bytes, at: int) -> bool:
    return len(data) >= at + 4 and data[at] == 0xFF and data[at + 1] & 0xE0 == 0xE0 and data[at + 1] >> 1 & 3 != 0


def _after_tag(data: bytes) -> int:
    """Behind an ID3v2 tag, whose size has seven bits in each byte."""
    if not data.startswith(b"ID3"):
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Bytes, samples and samples a second of the frame that begins here."""
    if not is_frame(data, at):
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    if layer != _LAYER_3:
        raise other_sound("MPEG 第 1 或第 2 层")
    bits, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version not in _RATES or bits in (0, 15) or rate == 3:
        return None
    new = version == 3
    speed, hertz = (_NEW if new else _OLD)[bits - 1] * 1000, _RATES[version][rate]
    samples = 1152 if new else 576
    return samples // 8 * speed // hertz + (data[at + 2] >> 1 & 1), samples, hertz


def _is_index(frame: bytes) -> bool:
    """A first frame that sounds nothing and says where the others are."""
    return b"Xing" in frame[:64] or b"Info" in frame[:64]
