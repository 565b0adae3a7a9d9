"""Small files of every kind, made while the tests run."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()
GPS = 0x8825


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), located: bool = False, **more: Any) -> bytes:
    """Left half red, right half blue. `located`: taken sideways by a camera of name, at a place."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    if located:
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"
        exif[0x0112] = 6  # to be turned by 90 degrees
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (22.0, 32.0, 41.0)
        more["exif"] = exif.tobytes()
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def archive(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return out.getvalue()


def workbook() -> bytes:
    return archive("[Content_Types].xml", "xl/workbook.xml")


def recording(size: int = 1000) -> bytes:
    """An MP3 by its first bytes."""
    return b"ID3\x04" + bytes(n % 251 for n in range(size - 4))


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
