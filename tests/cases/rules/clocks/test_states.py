"""How a clock stands, when it reminds, what it refuses."""

from __future__ import annotations

import datetime

import pytest

from cases.rules import calendar
from cases.rules.clocks import Interruption, Kind, Length, Mark, Pause, Roll, State, Unit, due, reminders, state
from tests.cases.rules.clocks.reckoning import D, at, clock, end, span


def test_at_once_is_due_the_moment_it_starts():
    found = end("", "2026-10-12 08:40", kind=Kind.AT_ONCE, tolerance=span("15 minute"))
    assert found.file_by == at("2026-10-12 08:40")
    assert state(found, now=at("2026-10-12 08:40")) is State.DUE_SOON
    assert state(found, now=at("2026-10-12 08:55")) is State.DUE_SOON
    assert state(found, now=at("2026-10-12 08:56")) is State.OVERDUE
    endless = end("", "2026-10-12 08:40", kind=Kind.AT_ONCE)
    assert endless.latest is None
    assert state(endless, now=at("2026-11-12 08:40")) is State.DUE_SOON
    assert state(endless, now=at("2026-11-12 08:40"), met_at=at("2026-10-13 08:40")) is State.MET


def test_the_same_day_ends_at_midnight():
    found = end("", "2026-09-10 23:10", kind=Kind.SAME_DAY)
    assert found.latest == at("2026-09-11 00:00")
    assert found.latest_day == D("2026-09-10")


def test_without_a_term_there_is_no_end():
    found = end("", "2026-09-10 23:10", kind=Kind.OPEN)
    assert (found.file_by, found.latest, found.note) == (None, None, "没有固定天数")
    assert state(found, now=at("2030-01-01 00:00")) is State.RUNNING


@pytest.mark.parametrize(
    ("length", "roll", "day", "file_by", "latest"),
    [
        ("5 day", Roll.NONE, "2026-10-20 09:00", "2026-10-15", "2026-10-15"),
        ("3 day", Roll.NONE, "2026-06-23 09:00", "2026-06-18", "2026-06-20"),
        ("0 day", Roll.BACK, "2026-10-10 00:00", "2026-10-10", "2026-10-10"),
        ("0 day", Roll.BACK, "2026-02-15 00:00", "2026-02-14", "2026-02-14"),
        ("0 day", Roll.BACK, "2026-08-15 00:00", "2026-08-14", "2026-08-14"),
    ],
)
def test_what_is_counted_back_from_a_coming_day_has_an_earlier_safe_end(length, roll, day, file_by, latest):
    found = end(length, day, before=True, roll=roll)
    assert (found.file_by_day, found.latest_day) == (D(file_by), D(latest))


SOON = {"soon": span("5 day")}


@pytest.mark.parametrize(
    ("now", "met_at", "paused", "expected"),
    [
        ("2026-06-05 10:00", None, False, State.RUNNING),
        ("2026-06-14 23:59", None, False, State.RUNNING),
        ("2026-06-15 00:00", None, False, State.DUE_SOON),
        ("2026-06-22 23:59", None, False, State.DUE_SOON),
        ("2026-06-23 00:00", None, False, State.OVERDUE),
        ("2026-06-10 10:00", None, True, State.SUSPENDED),
        ("2026-07-10 10:00", "2026-06-22 23:59", False, State.MET),
        ("2026-07-10 10:00", "2026-06-23 00:00", False, State.MISSED),
        ("2026-07-10 10:00", "2026-06-30 09:00", True, State.MISSED),
    ],
)
def test_how_a_clock_of_days_stands(now, met_at, paused, expected):
    found = end("15 day", "2026-06-05 10:00", **SOON)
    assert state(found, now=at(now), met_at=at(met_at) if met_at else None, paused=paused) is expected
    assert expected.label


def test_an_hour_is_met_in_its_last_second():
    found = end("1 hour", "2026-09-10 10:40", soon=span("30 minute"))
    assert state(found, now=at("2026-09-10 11:09")) is State.RUNNING
    assert state(found, now=at("2026-09-10 11:10")) is State.DUE_SOON
    assert state(found, now=at("2026-09-10 11:40")) is State.DUE_SOON
    assert state(found, now=at("2026-09-10 11:40:01")) is State.OVERDUE
    assert state(found, now=at("2026-09-10 12:00"), met_at=at("2026-09-10 11:40")) is State.MET


def test_reminders_of_days_come_in_the_morning_before_at_and_after_the_end():
    marks = tuple(Mark(days, Unit.DAY) for days in (-10, -5, -1, 0, 1))
    one = clock("15 day", marks=marks)
    found = due(one, at("2026-06-05 10:00"), calendar=calendar.national())
    days = ["2026-06-10", "2026-06-15", "2026-06-19", "2026-06-20", "2026-06-23"]
    assert reminders(one, found) == [at(f"{day} 09:00") for day in days]


def test_no_reminder_comes_before_its_clock_began():
    one = clock("5 day", marks=tuple(Mark(days, Unit.DAY) for days in (-10, -5, -1, 0)))
    found = due(one, at("2026-06-01 10:00"), calendar=calendar.national())
    assert reminders(one, found) == [at("2026-06-05 09:00"), at("2026-06-06 09:00")]


def test_reminders_of_minutes():
    one = clock("1 hour", marks=(Mark(-30, Unit.MINUTE), Mark(0, Unit.MINUTE), Mark(1, Unit.HOUR)))
    found = due(one, at("2026-06-01 10:00"), calendar=calendar.national())
    assert reminders(one, found) == [at("2026-06-01 10:30"), at("2026-06-01 11:00"), at("2026-06-01 12:00")]


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2026, 6, 1, 9),  # noqa: DTZ001
        datetime.datetime(1991, 12, 31, 9, tzinfo=datetime.UTC),
        datetime.datetime(2200, 1, 1, 9, tzinfo=datetime.UTC),
    ],
)
def test_moments_outside_are_refused(moment):
    for call in (
        lambda: due(clock(), moment, calendar=calendar.national()),
        lambda: due(clock(), at("2026-06-01 09:00"), calendar=calendar.national(), pauses=[Pause(moment)]),
        lambda: due(
            clock(), at("2026-06-01 09:00"), calendar=calendar.national(), interruptions=[Interruption(moment)]
        ),
        lambda: state(end("1 day", "2026-06-01 09:00"), now=moment),
    ):
        with pytest.raises(ValueError, match="A clock"):
            call()


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        end("1 day", "2026-06-01 09:00", pauses=[("2026-06-05 09:00", "2026-06-04 09:00")])


def test_a_length_is_not_negative():
    with pytest.raises(ValueError, match="negative"):
        Length(-1, Unit.DAY)
