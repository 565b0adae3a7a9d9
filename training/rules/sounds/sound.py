"""What is known of a recording."""

from __future__ import annotations

from dataclasses import dataclass


class NotSound(ValueError):
    """`message` says in Chinese why it cannot be used."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Sound:
    """`bare` is what is kept: the same sound without titles and times. Its length is counted from the sound itself."""

    mime: str
    ending: str
    seconds: float
    bare: bytes


FILM = NotSound("这是视频，不是录音。请只传声音。")


def other_sound(name: str) -> NotSound:
    return NotSound(f"这段录音的编码是 {name}，很多手机放不了。请另存为 m4a 或 mp3 再传。")


def opus_seconds(packet: bytes) -> float:
    """How long one Opus packet sounds (RFC 6716, 3.1)."""
    setting, code = packet[0] >> 3, packet[0] & 3
    if setting < 12:
        seconds = (0.01, 0.02, 0.04, 0.06)[setting & 3]
    elif setting < 16:
        seconds = (0.01, 0.02)[setting & 1]
    else:
        seconds = (0.0025, 0.005, 0.01, 0.02)[setting & 3]
    frames = (1, 2, 2)[code] if code < 3 else packet[1] & 63
    return seconds * frames
