"""What a font draws is read from the font; what it cannot draw is named."""

from __future__ import annotations

import contextlib
import struct
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import glyphs

RARE = "𬀩㛃龘阿卜杜热合曼·吐尔逊"


def font(*tables: bytes, platform: int = 3) -> bytes:
    """A font with nothing but a cmap of these subtables."""
    head = struct.pack(">HH", 0, len(tables))
    offset, index = 4 + 8 * len(tables), b""
    for table in tables:
        index += struct.pack(">HHI", platform, 10, offset)
        offset += len(table)
    cmap = head + index + b"".join(tables)
    return struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def segmented(*runs: tuple[int, int]) -> bytes:
    body = b"".join(struct.pack(">III", first, last, 1) for first, last in runs)
    return struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(runs)) + body


def classic(*runs: tuple[int, int]) -> bytes:
    runs = (*runs, (0xFFFF, 0xFFFF))
    ends = struct.pack(f">{len(runs)}H", *(last for _, last in runs))
    starts = struct.pack(f">{len(runs)}H", *(first for first, _ in runs))
    return struct.pack(">HHHHHHH", 4, 0, 0, 2 * len(runs), 0, 0, 0) + ends + b"\0\0" + starts


def test_both_forms_are_read_and_joined():
    assert glyphs.covered(font(segmented((0x2C029, 0x2C029)), classic((65, 70), (71, 90)))) == [
        (65, 90),
        (0x2C029, 0x2C029),
    ]


def test_a_collection_is_read_by_its_first_face():
    whole = b"ttcf" + struct.pack(">III", 0x00010000, 1, 16)
    face = bytearray(font(segmented((65, 66))))
    struct.pack_into(">I", face, 20, 28 + 16)
    assert glyphs.covered(whole + bytes(face)) == [(65, 66)]


@pytest.mark.parametrize("junk", [b"", b"ttcf", b"\0" * 40, b"hello, this is no font at all"])
def test_junk_is_no_font(junk):
    with pytest.raises(glyphs.NotAFont):
        glyphs.covered(junk)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(junk):
    with contextlib.suppress(glyphs.NotAFont):
        glyphs.covered(junk)


def test_missing_is_named_once_and_nothing_invisible():
    ranges = [(0x41, 0x42)]
    assert glyphs.missing("AB 龘\u200d龘\ufe0f\n", ranges) == ["龘"]
    assert glyphs.missing("A龘", ranges, [(ord("龘"), ord("龘"))]) == []
    assert glyphs.missing("\ue000", ranges) == ["\ue000"]
    assert glyphs.spelt("张𬀩", ["𬀩"]) == "张〔U+2C029〕"


def test_the_font_that_comes_along_has_rare_names():
    spec = find_spec("noto_cjk_sans_otc")
    path = Path(spec.submodule_search_locations[0]) / "NotoSansCJK-Regular.ttc"
    assert glyphs.missing(RARE, glyphs.covered(path.read_bytes())) == []
