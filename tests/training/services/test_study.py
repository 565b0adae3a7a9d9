"""Beats, reports and records with a database: once each, one device at a time, under the ceiling, with a reason."""

from __future__ import annotations

import datetime
import uuid

import pytest

from portal.models import PersonRecord
from portal.rules.roles import Role
from portal.services.refusal import Refused
from training import duties
from training.models import LessonDone, LevelPage, StudyBeat, StudySession, TrainingRecord
from training.services.records import correct_record
from training.services.study import complete_lessons, forget_beats, keep_beat, keep_report, mark_done

pytestmark = pytest.mark.django_db

START = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)


def at(seconds: float) -> datetime.datetime:
    return START + datetime.timedelta(seconds=seconds)


def beat(person, lesson, seconds, device="phone", visible=True, number=None):
    return keep_beat(
        person=person,
        lesson=lesson,
        number=number or uuid.uuid4(),
        device=device,
        visible=visible,
        now=at(seconds),
    )


def tell(person, lesson, since, until, claimed, now, number=None):
    return keep_report(
        person=person,
        lesson=lesson,
        number=number or uuid.uuid4(),
        device="phone",
        since=at(since),
        until=at(until),
        claimed=claimed,
        now=at(now),
    )


@pytest.fixture
def reader(make_person):
    return make_person("学员", date_joined=START - datetime.timedelta(days=90))


def test_time_between_beats_is_counted_for_the_lesson(reader, lessons):
    sums = [beat(reader, lessons["height"], 25 * n).total for n in range(5)]
    assert sums == [0, 25, 50, 75, 100]
    session = StudySession.objects.get()
    assert (session.credited, session.offline, session.last_beat_at) == (100, False, at(100))


def test_a_beat_sent_twice_counts_once(reader, lessons):
    number = uuid.uuid4()
    beat(reader, lessons["height"], 0)
    first = beat(reader, lessons["height"], 25, number=number)
    again = beat(reader, lessons["height"], 50, number=number)
    assert (first.seconds, again.seconds, again.total) == (25, 25, 25)
    assert StudyBeat.objects.count() == 2


def test_a_number_of_somebody_else_is_refused(reader, lessons, make_person):
    number = uuid.uuid4()
    beat(reader, lessons["height"], 0, number=number)
    with pytest.raises(Refused):
        beat(make_person(), lessons["height"], 25, number=number)


@pytest.mark.parametrize(("seconds", "visible", "reason"), [(25, False, "hidden"), (61, True, "gap")])
def test_what_nobody_looked_at_is_not_counted(reader, lessons, seconds, visible, reason):
    beat(reader, lessons["height"], 0)
    counted = beat(reader, lessons["height"], seconds, visible=visible)
    assert (counted.seconds, counted.reason) == (0, reason)
    assert counted.words
    assert StudyBeat.objects.get(reason=reason).credited == 0


def test_only_one_of_two_phones_counts(reader, lessons):
    total = 0
    for n in range(9):
        total += beat(reader, lessons["height"], 25 * n, device="one").seconds
        total += beat(reader, lessons["power"], 25 * n + 12, device="two").seconds
    assert total <= 25 * 8 + 12
    assert StudyBeat.objects.filter(reason="other_device").exists()


def test_the_next_lesson_on_the_same_phone_counts_at_once(reader, lessons):
    beat(reader, lessons["height"], 0)
    beat(reader, lessons["height"], 25)
    beat(reader, lessons["power"], 30)
    assert beat(reader, lessons["power"], 55).seconds == 25


def test_a_lesson_brings_no_more_than_one_and_a_half_times_its_length(reader, lessons):
    for n in range(50):
        last = beat(reader, lessons["height"], 25 * n)
    assert (last.total, last.reason) == (900, "ceiling")


def test_after_half_an_hour_a_new_sitting_begins(reader, lessons):
    beat(reader, lessons["height"], 0)
    beat(reader, lessons["height"], 25)
    beat(reader, lessons["height"], 2400)
    assert StudySession.objects.count() == 2


def test_what_was_learnt_offline_is_counted_and_kept_apart(reader, lessons):
    number = uuid.uuid4()
    first = tell(reader, lessons["height"], 0, 400, 300, 3600, number)
    again = tell(reader, lessons["height"], 0, 400, 300, 3700, number)
    assert (first.seconds, again.seconds, again.total) == (300, 300, 300)
    assert StudySession.objects.get().offline


def test_the_same_minutes_are_not_counted_twice(reader, lessons):
    beat(reader, lessons["height"], 0)
    beat(reader, lessons["height"], 50)
    assert tell(reader, lessons["power"], 0, 100, 100, 3600).seconds == 50
    assert tell(reader, lessons["height"], 0, 100, 100, 3600).reason == "counted"


@pytest.mark.parametrize("claimed", [10**9, 10**30, -1, 0, "300", None, 3.5])
def test_forged_numbers_bring_nothing_and_leave_a_row(reader, lessons, claimed):
    counted = tell(reader, lessons["height"], 0, 400, claimed, 3600)
    assert (counted.seconds, counted.total) == (0, 0)
    row = StudyBeat.objects.get()
    assert (row.credited, row.reason) == (0, "forged")


def test_a_complete_level_makes_one_record(reader, lessons, post, project, crew):
    post(reader, Role.WORKER, project=project, crew=crew)
    for n in range(9):
        beat(reader, lessons["height"], 25 * n)
    tell(reader, lessons["power"], -900, -600, 300, 600)
    assert mark_done(person=reader, lesson=lessons["height"], now=at(300))
    assert not TrainingRecord.objects.exists()
    assert mark_done(person=reader, lesson=lessons["power"], now=at(700))
    row = TrainingRecord.objects.get()
    level = LevelPage.objects.get(level="company")
    assert (row.source, row.level, row.method) == (f"lessons:{level.pk}:2026-11-25", "company", "online")
    assert (row.minutes, row.offline, row.project, row.crew) == (8, True, project, crew)
    assert row.starts_at == at(-600)
    assert PersonRecord.objects.filter(person=reader, kind="training").count() == 1
    assert not mark_done(person=reader, lesson=lessons["power"], now=at(800))
    assert TrainingRecord.objects.count() == 1


def test_lessons_of_other_trades_are_not_asked_for(reader, lessons, post, project, crew):
    level = LevelPage.objects.get(level="crew")
    assert complete_lessons(person=reader, level_page=level, now=at(0)) is None
    crew.trade = "架子工"
    crew.save()
    post(reader, Role.WORKER, project=project, crew=crew)
    assert complete_lessons(person=reader, level_page=level, now=at(0)) is None
    mark_done(person=reader, lesson=lessons["rigging"], now=at(0))
    assert TrainingRecord.objects.get().trade == "架子工"


def test_a_later_record_of_the_level_tells_only_new_minutes(reader, lessons):
    for n in range(9):
        beat(reader, lessons["height"], 25 * n)
    mark_done(person=reader, lesson=lessons["height"], now=at(300))
    mark_done(person=reader, lesson=lessons["power"], now=at(300))
    for n in range(9):
        beat(reader, lessons["power"], 90000 + 25 * n)
    complete_lessons(person=reader, level_page=LevelPage.objects.get(level="company"), now=at(91000))
    assert [row.minutes for row in TrainingRecord.objects.order_by("pk")] == [3, 3]


def test_a_corrected_record_of_a_level_is_still_that_of_its_lessons(reader, lessons, post, project, crew, handler):
    post(reader, Role.WORKER, project=project, crew=crew)
    for n in range(9):
        beat(reader, lessons["height"], 25 * n)
    mark_done(person=reader, lesson=lessons["height"], now=at(300))
    mark_done(person=reader, lesson=lessons["power"], now=at(300))
    level = LevelPage.objects.get(level="company")
    for minutes in (2, 3):
        row = TrainingRecord.objects.standing().get()
        correct_record(record=row, by=handler, reason="少记了", now=at(400), minutes=minutes)
        (done,) = duties.facts_about([reader.pk]).records[reader.pk]
        assert (done.programme_level, done.minutes) == (level.pk, minutes)
        if minutes == 2:
            correct_record(
                record=TrainingRecord.objects.standing().get(), by=handler, reason="再看", now=at(400), score=1
            )
    complete_lessons(person=reader, level_page=level, now=at(91000))
    assert sum(TrainingRecord.objects.standing().values_list("minutes", flat=True)) == 3


def test_done_is_done_once(reader, lessons):
    assert mark_done(person=reader, lesson=lessons["height"], now=at(0))
    assert not mark_done(person=reader, lesson=lessons["height"], now=at(9))
    assert LessonDone.objects.get().at == at(0)


def test_old_beats_are_forgotten_but_not_their_sums_nor_their_oddities(reader, lessons):
    for n in range(3):
        beat(reader, lessons["height"], 25 * n)
    later = at(61 * 86400)
    assert forget_beats(now=at(0)) == 0
    assert forget_beats(now=later) == 2
    assert [row.reason for row in StudyBeat.objects.all()] == ["first"]
    assert StudySession.objects.get().credited == 50
