"""What a file is, by its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.file_types import (
    AUDIO,
    CSV,
    DOCX,
    HEIC,
    JPEG,
    OLD_OFFICE,
    PDF,
    PICTURES,
    PNG,
    TYPES,
    VIDEO,
    WEBP,
    XLSX,
    ZIP,
    clean_name,
    size_words,
    sniff,
    words,
)

ISO = b"\x00\x00\x00\x18ftyp"
EBML = b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm"


@pytest.mark.parametrize(
    ("head", "name", "mime"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "", JPEG),
        (b"\x89PNG\r\n\x1a\n\x00", "", PNG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "", WEBP),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "", "audio/wav"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "", ""),
        (ISO + b"heic", "", HEIC),
        (ISO + b"mif1", "", HEIC),
        (ISO + b"avif", "", ""),
        (ISO + b"M4A ", "", "audio/mp4"),
        (ISO + b"qt  ", "", "video/quicktime"),
        (ISO + b"mp42....soun", "", "audio/mp4"),
        (ISO + b"mp42....vide....soun", "a.m4a", "video/mp4"),
        (ISO + b"mp42", "录音.m4a", "audio/mp4"),
        (ISO + b"mp42", "a.mp4", "video/mp4"),
        (EBML + b"...A_OPUS", "", "audio/webm"),
        (EBML + b"...V_VP9...A_OPUS", "", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01matroska", "", ""),
        (b"%PDF-1.7", "", PDF),
        (b" <html>%PDF-1.7", "", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", OLD_OFFICE),
        (b"ID3\x04", "", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "", "audio/aac"),
        (b"\xff\xfe\x00\x00", "a.csv", ""),
        (b"#!AMR\n", "", "audio/amr"),
        (b"OggS\x00", "", "audio/ogg"),
        ("姓名,手机\n王,138".encode(), "名单.CSV", CSV),
        ("姓名,手机\n王,138".encode("gb18030"), "名单.csv", CSV),
        ("姓名".encode()[:5], "名单.csv", CSV),
        ("姓名,手机".encode(), "名单.txt", ""),
        (b"<script>alert(1)</script>", "a.csv", ""),
        (b"MZ\x90\x00\x03", "a.csv", ""),
        (b"<svg xmlns", "a.jpg", ""),
        (b"", "a.csv", ""),
    ],
)
def test_the_bytes_decide(head, name, mime):
    assert sniff(head, name=name) == mime


@pytest.mark.parametrize(
    ("members", "mime"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], XLSX),
        (["[Content_Types].xml", "word/document.xml"], DOCX),
        (["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], ""),
        (["xl/workbook.xml"], ""),
        (["a.txt"], ""),
        ([], ""),
    ],
)
def test_an_archive_is_what_it_holds(members, mime):
    assert sniff(b"PK\x03\x04\x14\x00", members=members) == mime


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_have_an_answer(head, name):
    assert sniff(head, name=name) in {"", OLD_OFFICE, *TYPES}


def test_every_type_has_a_word_and_an_ending():
    assert (PICTURES | AUDIO | VIDEO | {PDF, XLSX, CSV, DOCX, ZIP}) == set(TYPES)


def test_words_for_people():
    assert words({PDF, JPEG, PNG}) == "JPEG 图片、PNG 图片、PDF"
    assert words(AUDIO) == "录音"


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 KB"), (2048, "2 KB"), (10 * 1048576, "10 MB"), (3 * 1048576 + 220000, "3.2 MB")]
)
def test_sizes_for_people(size, said):
    assert size_words(size) == said


@pytest.mark.parametrize(
    ("raw", "mime", "name"),
    [
        ("现场照片.jpg", JPEG, "现场照片.jpg"),
        ("IMG_1.JPEG", JPEG, "IMG_1.JPEG"),
        ("C:\\fakepath\\证据.pdf", PDF, "证据.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("photo.exe", PNG, "photo.exe.png"),
        ("bad\r\nSet-Cookie: x.pdf", PDF, "badSet-Cookie x.pdf"),
        ("gnp\u202e.exe.pdf", PDF, "gnp.exe.pdf"),
        ("", HEIC, "文件.heic"),
        (".jpg", JPEG, "文件.jpg"),
        ("长" * 300 + ".jpg", JPEG, "长" * 120 + ".jpg"),
    ],
)
def test_a_name_is_made_harmless(raw, mime, name):
    assert clean_name(raw, mime) == name


@given(st.text(max_size=300), st.sampled_from(sorted(TYPES)))
def test_a_name_always_ends_as_its_type(raw, mime):
    name = clean_name(raw, mime)
    assert "/" not in name
    assert "\\" not in name
    assert 1 < len(name) <= 130
    assert clean_name(name, mime).rpartition(".")[2].lower() in {"jpeg", "heif", TYPES[mime].ending[1:]}
