"""Recordings for tests: real ones, of a tone."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.conf import settings

from portal.models import Person
from portal.services.groups import ensure_groups
from training.models import LessonPage, QuestionVersion, Recording, Track
from training.services.recordings import Slot, keep_recording, words_of

SOUNDS = Path(__file__).parent / "data" / "sounds"
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def tone(name: str = "tone.ogg") -> bytes:
    return (SOUNDS / name).read_bytes()


def make_track(code: str = "putonghua", name: str = "普通话", order: int = 1) -> Track:
    return Track.objects.get_or_create(code=code, defaults={"name": name, "order": order})[0]


def make_editor(person: Person) -> Person:
    """With the permissions of the group 编辑."""
    person.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)["编辑"])
    return Person.objects.get(pk=person.pk)


def record(
    by: Person,
    version: QuestionVersion | None = None,
    part: str = "",
    lesson: LessonPage | None = None,
    **fields: object,
) -> Recording:
    track = fields.pop("track", None) or make_track()
    data = fields.pop("data", None) or tone()
    assert isinstance(track, Track)
    assert isinstance(data, bytes)
    return keep_recording(by=by, slot=Slot(lesson, version, part), track=track, data=data, now=NOW)


def record_all(by: Person, version: QuestionVersion, track: Track | None = None) -> list[Recording]:
    """The stem and everything that is tapped."""
    return [record(by, version, part, track=track or make_track()) for part in words_of(version)]
