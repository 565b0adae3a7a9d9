"""Is it a recording, in which container, how long: read from the bytes, never from a name or from what a sender says.

Four containers are taken: WebM and Ogg with Opus (browsers record the first), MP4 with AAC (phones), MP3. What is
kept is `bare`: without titles, comments and times of making. Editors record right answers first and steps in their
right order, so a time inside a file would tell the key.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from . import mp3, mp4, ogg, webm
from .sound import NotSound, Sound

__all__ = ["NotSound", "Sound", "read_sound"]

_SHORTEST = 0.2


def read_sound(data: bytes) -> Sound:
    """Raises NotSound, with words for whoever sent it, for anything else, for films, and for what is cut short."""
    try:
        found = _reader(data)(data)
    except (IndexError, struct.error, RecursionError):
        raise NotSound("这段录音不完整，后面断了。请重新录，或者重新导出再传。") from None
    if found.seconds < _SHORTEST:
        raise NotSound("这段录音是空的，没有声音。请再录一次。")
    return found


def _reader(data: bytes) -> Callable[[bytes], Sound]:
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return webm.read
    if data.startswith(b"OggS"):
        return ogg.read
    if data[4:8] == b"ftyp":
        return mp4.read
    if data.startswith(b"ID3") or mp3.is_frame(data, 0):
        return mp3.read
    raise NotSound("认不出这个文件。能用的录音有：网页里录的、m4a、mp3、ogg（Opus）。改后缀没有用。")
