"""What a file is, read from its first bytes and never from its name; and what it may be called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

HEAD = 65536
"""Bytes from the beginning that `sniff` wants to see."""
MAX_PIXELS = 64_000_000
"""A picture of more is refused: opening it would take more memory than a web process has."""

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv"
ZIP = "application/zip"
OLD_OFFICE = "application/x-cfb"

PICTURES = frozenset({JPEG, PNG, WEBP, HEIC})
SHEETS = frozenset({XLSX, CSV})
AUDIO = frozenset({"audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "audio/webm", "audio/amr"})
VIDEO = frozenset({"video/mp4", "video/webm", "video/quicktime"})


@dataclass(frozen=True)
class FileType:
    """The ending our copies bear, and the word for people."""

    ending: str
    word: str


TYPES: dict[str, FileType] = {
    JPEG: FileType(".jpg", "JPEG 图片"),
    PNG: FileType(".png", "PNG 图片"),
    WEBP: FileType(".webp", "WebP 图片"),
    HEIC: FileType(".heic", "HEIC 图片"),
    PDF: FileType(".pdf", "PDF"),
    XLSX: FileType(".xlsx", "Excel 表格（.xlsx）"),
    DOCX: FileType(".docx", "Word 文档（.docx）"),
    CSV: FileType(".csv", "CSV 表格"),
    ZIP: FileType(".zip", "ZIP 压缩包"),
    "audio/mpeg": FileType(".mp3", "录音"),
    "audio/mp4": FileType(".m4a", "录音"),
    "audio/aac": FileType(".aac", "录音"),
    "audio/ogg": FileType(".ogg", "录音"),
    "audio/wav": FileType(".wav", "录音"),
    "audio/webm": FileType(".weba", "录音"),
    "audio/amr": FileType(".amr", "录音"),
    "video/mp4": FileType(".mp4", "视频"),
    "video/webm": FileType(".webm", "视频"),
    "video/quicktime": FileType(".mov", "视频"),
}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MOVIE_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"3gp4", b"3gp5"}
_OFFICE = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX))


def sniff(head: bytes, *, members: Collection[str] = (), name: str = "") -> str:
    """The MIME type, "" when it is none we know. `members` are the names inside when it is a ZIP archive.

    The name decides one thing only: whether a container that may hold either is a recording or a film.
    """
    for start, mime in _SIGNATURES:
        if head.startswith(start):
            return mime
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": "audio/wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _iso_media(head, name)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _webm(head)
    if head.startswith(b"PK\x03\x04"):
        return _office(members)
    return _raw_audio(head) or _table(head, name)


def _iso_media(head: bytes, name: str) -> str:
    brand = head[8:12]
    if brand in _HEIC_BRANDS:
        return HEIC
    if brand in {b"M4A ", b"M4B "}:
        return "audio/mp4"
    if brand == b"qt  ":
        return "video/quicktime"
    if brand not in _MOVIE_BRANDS:
        return ""
    only_sound = b"soun" in head and b"vide" not in head
    unclear = b"soun" not in head and b"vide" not in head
    return "audio/mp4" if only_sound or (unclear and name.lower().endswith(".m4a")) else "video/mp4"


def _webm(head: bytes) -> str:
    if b"webm" not in head[:64]:
        return ""
    return "audio/webm" if b"A_" in head and b"V_" not in head else "video/webm"


def _office(members: Collection[str]) -> str:
    """Files with macros are none of these."""
    if "[Content_Types].xml" not in members or any(member.endswith("vbaProject.bin") for member in members):
        return ""
    return next((mime for part, mime in _OFFICE if part in members), "")


def _raw_audio(head: bytes) -> str:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if (head[1] >> 1) & 3 == 1 else ""


def _table(head: bytes, name: str) -> str:
    """Plain text has no mark of its own: it must be called .csv and read as Chinese text."""
    if not head or not name.lower().endswith(".csv") or b"\0" in head:
        return ""
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):  # the last character may be halved
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return "" if text.lstrip().startswith("<") else CSV
    return ""


def words(allowed: Iterable[str]) -> str:
    """JPEG 图片、PNG 图片、PDF: what may be sent, in the order of our table."""
    wanted = set(allowed)
    return "、".join(dict.fromkeys(kind.word for mime, kind in TYPES.items() if mime in wanted))


def size_words(size: int) -> str:
    """3.2 MB, 640 KB."""
    return f"{size / 1048576:.1f}".removesuffix(".0") + " MB" if size >= 1048576 else f"{-(-size // 1024)} KB"


_UNWANTED = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069"*:<>?|]')


def clean_name(raw: str, mime: str) -> str:
    """The last part of a path, without control and direction marks, at most 120 characters, ending as its type does."""
    base = _UNWANTED.sub("", unicodedata.normalize("NFC", raw)).replace("\\", "/").rsplit("/", 1)[-1]
    base = " ".join(base.split()).rstrip(". ")
    ending = TYPES[mime].ending if mime in TYPES else ""
    stem, _, own = base.rpartition(".")
    same = {".jpeg": ".jpg", ".heif": ".heic"}
    if own and same.get(f".{own.lower()}", f".{own.lower()}") == ending:
        ending = f".{own}"
    else:
        stem = base
    return (stem.lstrip(". ")[:120].rstrip(". ") or "文件") + ending
