"""Opening pictures, and the copies that are shown: without EXIF, place, comments and previews."""

from __future__ import annotations

import io
from typing import IO, Any

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from ..rules.file_types import HEIC, JPEG, MAX_PIXELS, PNG, WEBP
from .refusal import Refused

LONGEST_SIDE = 4096
"""Pixels. Larger pictures are shown smaller; the original stays as it is."""
THUMBNAIL = 480
"""Pixels of the longer side of a thumbnail."""

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
_BROKEN = "这张图片打不开，可能没有传完整。请再传一次。"

register_heif_opener()


def shown_mime(mime: str) -> str:
    """HEIC is shown as JPEG, because most browsers cannot open it."""
    return JPEG if mime == HEIC else mime


def check_picture(stream: IO[bytes], mime: str) -> None:
    """Refused when it cannot be opened to its end or has too many pixels."""
    try:
        with Image.open(stream, formats=[_FORMATS[mime]]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Refused(f"这张图片太大了（{width} × {height} 像素）。请缩小后再传。", "file")
            picture.draft("RGB", (width // 8, height // 8))
            picture.load()
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused("这张图片太大了：像素太多。请缩小后再传。", "file") from error
    except Exception as error:  # a broken picture raises whatever its decoder stumbles over
        raise Refused(_BROKEN, "file") from error


def shown_copy(stream: IO[bytes], mime: str) -> bytes:
    """The picture upright: everything but its pixels and its colour profile is left behind."""
    with Image.open(stream, formats=[_FORMATS[mime]]) as picture:
        profile = picture.info.get("icc_profile")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
    target = shown_mime(mime)
    if target == JPEG and upright.mode not in {"L", "RGB"}:
        upright, profile = upright.convert("RGB"), None
    upright.info = {name: upright.info[name] for name in ("transparency",) if name in upright.info}
    out = io.BytesIO()
    extra = {"quality": 88} if target != PNG else {}
    upright.save(out, _FORMATS[target], icc_profile=profile, exif=b"", **extra)
    return out.getvalue()


def small_copy(stream: IO[bytes], mime: str) -> bytes:
    """A JPEG for lists, upright, with nothing but its pixels."""
    with Image.open(stream, formats=[_FORMATS[mime]]) as picture:
        picture.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        upright = ImageOps.exif_transpose(picture)
    if upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
    upright.info = {}
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=80, exif=b"")
    return out.getvalue()


_EXIF, _GPS = 0x8769, 0x8825


def told_by_camera(stream: IO[bytes], mime: str) -> dict[str, Any]:
    """What a camera wrote into a picture: `taken` (its own clock, "2026:10:12 08:31:00"), `offset`, `device`, `place`
    as (latitude, longitude) in degrees. What is not there or cannot be read is left out."""
    try:
        with Image.open(stream, formats=[_FORMATS[mime]]) as picture:
            exif = picture.getexif()
            inner, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        found = {
            "taken": _plain(inner.get(0x9003) or exif.get(0x0132)),
            "offset": _plain(inner.get(0x9011) or inner.get(0x9010)),
            "device": " ".join(filter(None, (_plain(exif.get(0x010F)), _plain(exif.get(0x0110))))),
            "place": _degrees(gps),
        }
    except Exception:  # what a camera wrote may be anything, and is never needed
        return {}
    return {name: value for name, value in found.items() if value}


def _plain(value: Any) -> str:
    """Text as cameras write it: with NULs, in any length."""
    return "".join(letter for letter in str(value or "") if letter.isprintable()).strip()[:60]


def _degrees(gps: dict[int, Any]) -> tuple[float, float] | None:
    if 2 not in gps or 4 not in gps:
        return None
    both = [sum(float(part) / 60**place for place, part in enumerate(gps[at])) for at in (2, 4)]
    north, east = (-1 if str(gps.get(at)) in {"S", "W"} else 1 for at in (1, 3))
    return round(both[0] * north, 6), round(both[1] * east, 6)
