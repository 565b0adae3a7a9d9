"""Opening pictures, and the copies that are shown: without EXIF, place, comments and previews."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from ..rules.file_types import HEIC, JPEG, MAX_PIXELS, PNG, WEBP
from .refusal import Refused

LONGEST_SIDE = 4096
"""Pixels. Larger pictures are shown smaller; the original stays as it is."""

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
