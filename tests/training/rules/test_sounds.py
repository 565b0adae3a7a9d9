"""What a recording is, how long it sounds, and that nothing in it tells when or as what it was made."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rules.sounds import NotSound, read_sound

SOUNDS = Path(__file__).parent.parent / "data" / "sounds"
TONES = {
    "tone.webm": ("audio/webm", ".webm"),
    "tone-live.webm": ("audio/webm", ".webm"),
    "tone.ogg": ("audio/ogg", ".ogg"),
    "tone.m4a": ("audio/mp4", ".m4a"),
    "tone-fragments.m4a": ("audio/mp4", ".m4a"),
    "tone.mp3": ("audio/mpeg", ".mp3"),
}
"""A second and a half of a tone, each with a title, a comment and a time of making."""


def bytes_of(name: str) -> bytes:
    return (SOUNDS / name).read_bytes()


@pytest.mark.parametrize("name", TONES)
def test_container_and_length_are_read_from_the_bytes(name):
    sound = read_sound(bytes_of(name))
    assert (sound.mime, sound.ending) == TONES[name]
    assert sound.seconds == pytest.approx(1.5, abs=0.07)


@pytest.mark.parametrize("name", TONES)
def test_nothing_tells_when_or_as_what_it_was_made(name):
    raw = bytes_of(name)
    bare = read_sound(raw).bare
    assert b"option-a" in raw
    assert b"option-a" not in bare
    assert read_sound(bare).bare == bare
    assert read_sound(bare).seconds == read_sound(raw).seconds


def test_times_inside_are_gone():
    raw = bytes_of("tone.m4a")
    at = raw.index(b"mvhd") + 8
    assert raw[at : at + 8] != bytes(8)
    bare = read_sound(raw).bare
    for box in (b"mvhd", b"tkhd", b"mdhd"):
        at = bare.index(box) + 8
        assert bare[at : at + 8] == bytes(8)
    dated = bytes_of("tone.webm").replace(b"\x4d\x80", b"\x44\x61", 1)  # the name of the writing program as a date
    at = dated.index(b"\x44\x61")
    bare = read_sound(dated).bare
    assert bare[at] == 0xEC
    assert len(bare) == len(dated)


@pytest.mark.parametrize(
    ("name", "said"),
    [("film.webm", "这是视频"), ("film.mp4", "这是视频"), ("vorbis.ogg", "编码是 Vorbis")],
)
def test_films_and_other_codings_are_refused_by_name(name, said):
    with pytest.raises(NotSound, match=said):
        read_sound(bytes_of(name))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"<html>",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"\x1a\x45\xdf\xa3",
        b"OggS",
        b"\0\0\0\x08ftyp",
        b"ID3" + bytes(40),
        b"\xff\xfb\x90\x00" + bytes(500),
        b"\0\0\0\x08ftyp" + b"\0\1\0\0moov" * 20_000,
    ],
)
def test_what_is_no_recording_is_refused_in_words(data):
    with pytest.raises(NotSound) as refused:
        read_sound(data)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refused.value.message)


@pytest.mark.parametrize("name", [name for name in TONES if not name.endswith(".mp3")])
def test_one_that_breaks_off_is_refused(name):
    with pytest.raises(NotSound, match="不完整"):
        read_sound(bytes_of(name)[:-3])


def test_one_without_a_sound_is_refused():
    """The head of a browser's recording, and no block."""
    raw = bytes_of("tone-live.webm")
    with pytest.raises(NotSound):
        read_sound(raw[: raw.index(b"\x1f\x43\xb6\x75")])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TONES)), st.data())
def test_broken_bytes_never_break_the_reader(name, data):
    raw = bytearray(bytes_of(name))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=6)):
        raw[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    try:
        sound = read_sound(bytes(raw[:cut]))
    except NotSound:
        return
    assert sound.seconds > 0


@pytest.mark.audio
def test_what_is_kept_still_sounds(tmp_path):
    """Asked of a decoder that is not ours."""
    (tmp_path / "kept.ogg").write_bytes(read_sound(bytes_of("tone.ogg")).bare)
    subprocess.run(["opusdec", "--quiet", tmp_path / "kept.ogg", tmp_path / "out.wav"], check=True)
    assert (tmp_path / "out.wav").stat().st_size == pytest.approx(1.5 * 48000 * 2, rel=0.05)
