"""Recordings of lessons and questions: keeping, replacing, removing them, and what outlives a new version.

A recording belongs to the words it speaks. A new version of a question takes over those whose words it still has;
both then share the file, which goes when the last of them goes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from portal.models import Person
from portal.rules.file_types import size_words
from portal.services.generation import bump_generation
from portal.services.refusal import Refused

from ..models import LessonPage, Question, QuestionVersion, Recording, Track
from ..rules import spoken
from ..rules.sounds import NotSound, Sound, read_sound
from ..rules.spoken import duration_words

MAY_RECORD = "training.add_recording"


@dataclass(frozen=True)
class Slot:
    """What is spoken: a lesson, or of a version of a question its stem (`part` empty) or an option (its key)."""

    lesson: LessonPage | None = None
    version: QuestionVersion | None = None
    part: str = ""

    @property
    def bits(self) -> int:
        """Bits a second at which this is recorded in the page."""
        return spoken.LESSON_BITS if self.lesson else spoken.QUESTION_BITS

    @property
    def most_bytes(self) -> int:
        return spoken.lesson_bytes(self.lesson.minutes) if self.lesson else spoken.QUESTION_BYTES

    @property
    def most_seconds(self) -> int:
        return spoken.lesson_seconds(self.lesson.minutes) if self.lesson else spoken.QUESTION_SECONDS

    @property
    def about_seconds(self) -> int:
        """How long one may speak when it is recorded in the page."""
        return spoken.longest(self.most_bytes, self.bits)


def words_of(version: QuestionVersion) -> dict[str, str]:
    """Part → what is read aloud."""
    return spoken.spoken(version.kind, version.stem, version.body)


@transaction.atomic
def keep_recording(*, by: Person, slot: Slot, track: Track, data: bytes, now: datetime.datetime) -> Recording:
    """Keep a recording in place of the one that was there. Its length is measured here.

    Refused, in words for the editor, to those who may not; when it is no recording that phones play; when it is larger
    or longer than its slot takes; when the slot is none.
    """
    _guard(by, slot)
    sound = _measured(slot, data)
    rows = Recording.objects.select_for_update().filter(
        lesson=slot.lesson, version=slot.version, part=slot.part, track=track
    )
    _drop(list(rows))
    kept = Recording(lesson=slot.lesson, version=slot.version, part=slot.part, track=track, by=by, at=now)
    kept.mime, kept.size, kept.seconds = sound.mime, len(sound.bare), round(sound.seconds, 1)
    kept.file.save(f"sound{sound.ending}", ContentFile(sound.bare), save=False)
    try:
        with transaction.atomic():
            kept.save()
    except BaseException:
        default_storage.delete(str(kept.file.name))
        raise
    _outdate(kept)
    return kept


@transaction.atomic
def remove_recording(*, by: Person, recording: Recording) -> None:
    """Take one away; its file goes when no other version speaks with it."""
    if not by.has_perm(MAY_RECORD):
        raise Refused("录音要由有录音权限的编辑来做")
    _drop([recording])
    _outdate(recording)


def _outdate(recording: Recording) -> None:
    """Kept pages show lessons and what lessons practise; exams are never kept."""
    if recording.version is None or recording.version.question.in_practice:
        bump_generation()


def carry_over(*, before: QuestionVersion | None, after: QuestionVersion) -> int:
    """Give a new version the recordings of the words it still has; how many. Called by whoever writes the version."""
    rows = list(before.recordings.all()) if before else []
    if before is None or not rows:
        return 0
    part_of = spoken.carried(words_of(before), words_of(after))
    fresh = [_again(row, after, part) for part, old in part_of.items() for row in rows if row.part == old]
    Recording.objects.bulk_create(fresh)
    return len(fresh)


def _again(row: Recording, version: QuestionVersion, part: str) -> Recording:
    facts = {name: getattr(row, name) for name in ("track_id", "mime", "size", "seconds", "by_id", "at")}
    return Recording(version=version, part=part, file=row.file.name, **facts)


def _guard(by: Person, slot: Slot) -> None:
    if not by.has_perm(MAY_RECORD):
        raise Refused("录音要由有录音权限的编辑来做")
    if (slot.lesson is None) == (slot.version is None):
        raise Refused("请说明录的是哪一课、哪一题")
    if slot.lesson is not None and slot.part:
        raise Refused("一课只有一段录音")
    if slot.version is not None:
        question = Question.objects.select_for_update().only("current").get(pk=slot.version.question_id)
        if question.current_id != slot.version.pk:
            raise Refused("这道题刚出了新版本，文字可能变了。请重新打开录音页，照新的读。")
        if slot.part not in words_of(slot.version):
            raise Refused("这道题没有这一段")


def _measured(slot: Slot, data: bytes) -> Sound:
    if not data:
        raise Refused("没有收到录音。请再录一次。", "file")
    if len(data) > 2 * slot.most_bytes:
        raise Refused(f"这个文件有 {size_words(len(data))}。{_allowed(slot)}", "file")
    try:
        sound = read_sound(data)
    except NotSound as wrong:
        raise Refused(wrong.message, "file") from wrong
    if len(sound.bare) > slot.most_bytes or sound.seconds > slot.most_seconds:
        had = f"这段录音有 {size_words(len(sound.bare))}，{duration_words(sound.seconds)}。"
        raise Refused(had + _allowed(slot), "file")
    return sound


def _allowed(slot: Slot) -> str:
    """这里最多 25 KB、40 秒；按网页录音的音质，大约能说 12 秒。"""
    most = f"这里最多 {size_words(slot.most_bytes)}、{duration_words(slot.most_seconds)}"
    about = f"按网页录音的音质（{slot.bits // 1000} kbit/s），大约能说 {duration_words(slot.about_seconds)}"
    return f"{most}；{about}。请说短一点再录，或者把音质调低再传。"


def _drop(rows: Iterable[Recording]) -> None:
    """The rows at once, their files once the transaction is through and no other row names them."""
    names = [str(row.file.name) for row in rows]
    Recording.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(partial(_erase, names))


def _erase(names: list[str]) -> None:
    used = set(Recording.objects.filter(file__in=names).values_list("file", flat=True))
    for name in set(names) - used:
        default_storage.delete(name)
