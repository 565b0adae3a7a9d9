"""Recordings are kept, replaced, removed, and outlive a new version where the words stay."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from portal.services.generation import current_generation
from portal.services.refusal import Refused
from tests.training.factories import make_question
from tests.training.sounds import make_editor, make_track, record, record_all, tone
from training.hearing import of_lesson, of_versions
from training.models import Recording, Track
from training.services.bank import revise_question, wording_of
from training.services.content_tracks import load_tracks
from training.services.recordings import Slot, keep_recording, remove_recording

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def editor(make_person):
    return make_editor(make_person("编辑"))


@pytest.fixture
def question():
    return make_question("spoken.1")


def test_a_recording_says_what_was_measured_and_nothing_of_what_it_is(editor, question):
    kept = record(editor, question.current, "b", data=tone("tone.m4a"))
    assert (kept.mime, float(kept.seconds), kept.size) == ("audio/mp4", 1.5, len(tone("tone.m4a")))
    assert kept.by == editor
    name = Path(kept.file.name)
    assert name.parent.name == "recordings"
    assert len(name.stem) == 32
    assert "q" not in name.stem
    assert name.suffix == ".m4a"
    assert b"option-a" not in kept.file.read()


def test_a_new_one_takes_the_place_of_the_old_and_its_file_goes(editor, question, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = record(editor, question.current)
        second = record(editor, question.current, data=tone("tone.webm"))
        other = record(editor, question.current, track=make_track("sichuan", "四川话", 2))
    assert set(Recording.objects.all()) == {second, other}
    assert not default_storage.exists(first.file.name)
    assert default_storage.exists(second.file.name)


def test_removing_takes_the_file_along(editor, question, django_capture_on_commit_callbacks):
    kept = record(editor, question.current)
    with django_capture_on_commit_callbacks(execute=True):
        remove_recording(by=editor, recording=kept)
    assert not Recording.objects.exists()
    assert not default_storage.exists(kept.file.name)


def test_only_editors_record(handler, editor, question):
    with pytest.raises(Refused, match="有录音权限"):
        record(handler, question.current)
    kept = record(editor, question.current)
    with pytest.raises(Refused, match="有录音权限"):
        remove_recording(by=handler, recording=kept)


def test_too_large_is_said_with_what_is_allowed(editor, question, lessons):
    long = tone("tone.ogg")[:-1]
    big = _looped(tone("tone.mp3"), 10)
    assert len(big) > 25 * 1024
    with pytest.raises(Refused) as refused:
        record(editor, question.current, data=big)
    for words in ("33 KB", "16 秒", "最多 25 KB、40 秒", "大约能说 12 秒", "说短一点"):
        assert words in refused.value.message
    assert refused.value.field == "file"
    with pytest.raises(Refused, match="不完整"):
        record(editor, question.current, data=long)
    with pytest.raises(Refused, match="这个文件有 200 KB"):
        record(editor, question.current, data=bytes(200 * 1024))
    assert record(editor, lesson=lessons["height"], data=big).size == len(big) - 260
    assert not list(Recording.objects.filter(version__isnull=False))


def _looped(data: bytes, times: int) -> bytes:
    """An MP3 said several times over; tags only at both ends."""
    frames = data[data.index(b"\xff\xf3") : -128]
    return data[: data.index(b"\xff\xf3")] + frames * times + data[-128:]


@pytest.mark.parametrize("part", ["e", "A", "true", "x" * 12])
def test_there_are_no_other_parts(editor, question, part):
    with pytest.raises(Refused, match="没有这一段"):
        record(editor, question.current, part)


def test_a_slot_is_a_lesson_or_a_question(editor, question, lessons):
    for slot in (Slot(), Slot(lessons["height"], question.current), Slot(lessons["height"], None, "a")):
        with pytest.raises(Refused):
            keep_recording(by=editor, slot=slot, track=make_track(), data=tone(), now=NOW)


def test_what_was_read_from_an_old_page_is_not_kept_for_new_words(editor, question):
    old = question.current
    revise_question(question=question, wording=replace(wording_of(old), stem="换了？"), by=editor, now=NOW)
    with pytest.raises(Refused, match="新版本"):
        record(editor, old)


def test_a_new_version_keeps_the_recordings_of_the_words_it_keeps(editor, question, django_capture_on_commit_callbacks):
    old = question.current
    record_all(editor, old)
    record(editor, old, "a", track=make_track("sichuan", "四川话", 2))
    options = [{"key": k, "text": t} for k, t in zip("abcd", ("做法b", "做法a", "新做法", "做法d"), strict=True)]
    wording = replace(wording_of(old), stem="换了说法？", body={"options": options}, key=["a"])
    new = revise_question(question=question, wording=wording, by=editor, now=NOW)
    was = {(row.part, row.track.code): row.file.name for row in old.recordings.all()}
    now = {(row.part, row.track.code): row.file.name for row in new.recordings.all()}
    assert now == {
        ("a", "putonghua"): was["b", "putonghua"],
        ("b", "putonghua"): was["a", "putonghua"],
        ("b", "sichuan"): was["a", "sichuan"],
        ("d", "putonghua"): was["d", "putonghua"],
    }
    with django_capture_on_commit_callbacks(execute=True):
        record(editor, new, "d", data=tone("tone.webm"))
    assert default_storage.exists(was["d", "putonghua"]), "papers drawn before still play it"


def test_kept_pages_are_outdated_by_what_they_show(editor, question, lessons):
    before = current_generation()
    record(editor, question.current)
    assert current_generation() == before
    record(editor, lesson=lessons["height"])
    assert current_generation() == before + 1


def test_a_whole_paper_is_read_in_one_query(editor, django_assert_num_queries):
    versions = [make_question(f"spoken.{n}").current for n in range(2, 7)]
    second = make_track("sichuan", "四川话", 2)
    for version in versions:
        record_all(editor, version, second)
        record_all(editor, version)
    with django_assert_num_queries(1):
        found = of_versions([version.pk for version in versions])
    assert len(found) == 25
    assert [one.language for one in found[versions[0].pk, "a"]] == ["普通话", "四川话"]
    one = found[versions[0].pk, ""][0]
    assert (one.url.startswith("/media/recordings/"), one.seconds, one.kilobytes) == (True, 1.5, 3)


def test_a_lesson_is_heard_in_its_languages(editor, lessons):
    assert of_lesson(lessons["height"]) == []
    record(editor, lesson=lessons["height"])
    assert [one.track for one in of_lesson(lessons["height"])] == ["putonghua"]


def test_shipped_languages_come_once_and_keep_their_names(db):
    load_tracks(now=NOW)
    assert Track.objects.order_by("order").first().name == "普通话"
    Track.objects.filter(code="sichuan").update(name="川渝话", order=9)
    assert not load_tracks(now=NOW).added
    assert Track.objects.get(code="sichuan").name == "川渝话"
    assert not Recording.objects.exists()
