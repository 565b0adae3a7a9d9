"""How lengths are counted: by hand, one case after the other."""

from __future__ import annotations

import datetime

import pytest

from cases.rules import calendar
from cases.rules.clocks import Interruption, Length, Mark, Pause, Roll, State, Suspension, Unit, due, reminders, state
from tests.cases.rules.clocks.reckoning import D, at, clock, end, span


@pytest.mark.parametrize(
    ("length", "start", "file_by", "latest"),
    [
        ("15 day", "2026-06-05 10:00", "2026-06-20", "2026-06-22"),
        ("30 day", "2026-06-05 10:00", "2026-07-05", "2026-07-06"),
        ("30 day", "2026-09-10 10:20", "2026-10-10", "2026-10-10"),
        ("30 day", "2026-09-11 00:00", "2026-10-11", "2026-10-12"),
        ("30 day", "2026-01-31 23:59", "2026-03-02", "2026-03-02"),
        ("1 month", "2026-01-31 09:00", "2026-02-28", "2026-02-28"),
        ("1 month", "2024-01-31 09:00", "2024-02-29", "2024-02-29"),
        ("1 month", "2026-08-31 09:00", "2026-09-30", "2026-09-30"),
        ("1 month", "2025-12-31 09:00", "2026-01-31", "2026-02-02"),
        ("1 month", "2026-01-15 09:00", "2026-02-15", "2026-02-24"),
        ("6 month", "2025-08-31 09:00", "2026-02-28", "2026-02-28"),
        ("1 year", "2024-02-29 09:00", "2025-02-28", "2025-02-28"),
        ("1 year", "2025-02-28 09:00", "2026-02-28", "2026-02-28"),
        ("2 year", "2024-10-01 09:00", "2026-10-01", "2026-10-08"),
        ("1 day", "2026-12-30 09:00", "2026-12-31", "2026-12-31"),
        ("1 working_day", "2026-09-10 10:20", "2026-09-11", "2026-09-11"),
        ("1 working_day", "2026-10-09 18:00", "2026-10-10", "2026-10-10"),
        ("1 working_day", "2026-02-14 18:00", "2026-02-24", "2026-02-24"),
        ("3 working_day", "2026-02-27 18:00", "2026-03-03", "2026-03-03"),
        ("60 working_day", "2026-07-06 09:00", "2026-09-28", "2026-09-28"),
        ("90 working_day", "2026-07-06 09:00", "2026-11-13", "2026-11-13"),
    ],
)
def test_days_months_and_years(length, start, file_by, latest):
    found = end(length, start)
    assert (found.file_by_day, found.latest_day) == (D(file_by), D(latest))
    assert found.latest == at(latest) + datetime.timedelta(days=1)
    assert found.latest.utcoffset() == datetime.timedelta(hours=8)
    assert not found.uncertain
    assert found.note == ""


@pytest.mark.parametrize(
    ("length", "start", "finish"),
    [
        ("15 minute", "2026-09-10 10:20", "2026-09-10 10:35"),
        ("1 hour", "2026-09-10 10:40", "2026-09-10 11:40"),
        ("1 hour", "2026-12-31 23:30", "2027-01-01 00:30"),
        ("48 hour", "2026-07-20 14:00", "2026-07-22 14:00"),
        ("48 hour", "2026-02-28 00:00", "2026-03-02 00:00"),
    ],
)
def test_hours_and_minutes_run_from_the_moment_and_never_roll(length, start, finish):
    found = end(length, start)
    assert found.file_by == found.latest == at(finish)
    assert not found.uncertain


def test_a_moment_of_another_zone_is_the_day_it_is_in_shanghai():
    late = datetime.datetime(2026, 3, 1, 17, 0, tzinfo=datetime.UTC)  # 01:00 on March 2 in Shanghai
    assert due(clock("30 day"), late, calendar=calendar.national()).file_by_day == D("2026-04-01")


def test_the_unrolled_end_is_kept_where_nothing_rolls():
    found = end("15 day", "2026-06-05 10:00", roll=Roll.NONE)
    assert found.latest_day == found.file_by_day == D("2026-06-20")


@pytest.mark.parametrize(
    ("length", "start", "pauses", "file_by", "latest"),
    [
        # Ten days out: 10 to 19 June do not count.
        ("60 day", "2026-06-01 09:00", [("2026-06-10 10:00", "2026-06-20 15:00")], "2026-08-10", "2026-08-10"),
        # Begun on the last day: that day is left, and is the day of the resumption.
        ("10 day", "2026-06-01 09:00", [("2026-06-11 10:00", "2026-07-01 15:00")], "2026-07-01", "2026-07-01"),
        # Begun after the end: nothing.
        ("10 day", "2026-06-01 09:00", [("2026-06-12 10:00", "2026-07-01 15:00")], "2026-06-11", "2026-06-11"),
        # Over the same day: nothing.
        ("10 day", "2026-06-01 09:00", [("2026-06-03 10:00", "2026-06-03 15:00")], "2026-06-11", "2026-06-11"),
        # Before the start: nothing. Across it: only what follows.
        ("10 day", "2026-06-01 09:00", [("2026-05-01 10:00", "2026-05-20 15:00")], "2026-06-11", "2026-06-11"),
        ("10 day", "2026-06-01 09:00", [("2026-05-01 10:00", "2026-06-04 15:00")], "2026-06-13", "2026-06-15"),
        # Two that overlap are one of 1 to 15 September.
        (
            "60 day", "2026-07-15 09:00",
            [("2026-09-01 08:00", "2026-09-10 08:00"), ("2026-09-05 08:00", "2026-09-15 08:00")],
            "2026-09-27", "2026-09-28",
        ),
        # Inside the Spring Festival: 5 WD after Feb 12 are 13, 14, 24, 25, 26; the pause takes none of them.
        ("5 working_day", "2026-02-12 09:00", [("2026-02-16 09:00", "2026-02-21 09:00")], "2026-02-26", "2026-02-26"),
        # The same pause takes five calendar days.
        ("5 day", "2026-02-12 09:00", [("2026-02-16 09:00", "2026-02-21 09:00")], "2026-02-22", "2026-02-24"),
        # A pause over the make-up Saturday of Feb 28: 27, then (28 out) March 2.
        ("2 working_day", "2026-02-26 09:00", [("2026-02-28 09:00", "2026-03-01 09:00")], "2026-03-02", "2026-03-02"),
        # Months: January 15 to July 15, and 41 days more.
        ("6 month", "2026-01-15 09:00", [("2026-03-10 09:00", "2026-04-20 09:00")], "2026-08-25", "2026-08-25"),
        # A leap day that is paused.
        ("1 month", "2024-02-10 09:00", [("2024-02-29 09:00", "2024-03-01 09:00")], "2024-03-11", "2024-03-11"),
    ],
)  # fmt: skip
def test_what_is_paused_does_not_count_and_what_was_left_goes_on(length, start, pauses, file_by, latest):
    found = end(length, start, pauses=pauses)
    assert (found.file_by_day, found.latest_day) == (D(file_by), D(latest))


def test_waiting_for_an_authority_stops_a_clock_like_any_pause():
    """Recognition of SC08 waits for the police: 60 days from May 25, out from May 25 to June 30."""
    waiting = Pause(at("2026-05-25 12:00"), at("2026-07-01 09:00"), "等交通事故认定", waiting_on="公安交管")
    found = due(clock("60 day"), at("2026-05-25 09:00"), calendar=calendar.national(), pauses=[waiting])
    assert found.file_by_day == D("2026-08-29")
    assert found.latest_day == D("2026-08-31")


def test_a_pause_that_lasts_leaves_no_end_but_says_what_is_left():
    found = end("60 day", "2026-06-01 09:00", pauses=[("2026-06-11 10:00", None)])
    assert found.suspended
    assert found.file_by is None
    assert found.latest is None
    assert found.left == Length(51, Unit.DAY)
    assert found.note == "中止中，还剩51日"
    assert state(found, now=at("2030-01-01 00:00")) is State.SUSPENDED
    assert reminders(clock("60 day", marks=(Mark(-1, Unit.DAY),)), found) == []


def test_a_pause_that_lasts_but_began_too_late_changes_nothing():
    found = end("10 day", "2026-06-01 09:00", pauses=[("2026-06-12 10:00", None)])
    assert not found.suspended
    assert found.file_by_day == D("2026-06-11")


def test_paused_hours_are_left_out_to_the_minute():
    found = end("1 hour", "2026-06-01 09:00", pauses=[("2026-06-01 09:20", "2026-06-01 10:05")])
    assert found.latest == at("2026-06-01 10:45")
    lasting = end("1 hour", "2026-06-01 09:00", pauses=[("2026-06-01 09:20", None)])
    assert lasting.left == Length(40, Unit.MINUTE)
    assert end("1 hour", "2026-06-01 09:00", pauses=[("2026-06-01 10:00", None)]).latest == at("2026-06-01 10:00")


@pytest.mark.parametrize(
    ("pause", "file_by"),
    [
        (("2026-01-05 09:00", "2026-02-10 09:00"), "2026-09-01"),  # over before the last six months begin on March 1
        (("2026-05-10 09:00", "2026-06-20 09:00"), "2026-12-20"),  # six months after its end
        (("2026-02-01 09:00", "2026-03-01 09:00"), "2026-09-01"),
        (("2026-02-01 09:00", "2026-03-02 09:00"), "2026-09-02"),  # reaches into them
        (("2026-09-02 09:00", "2026-10-20 09:00"), "2026-09-01"),  # too late
    ],
)
def test_six_months_follow_an_obstacle_in_the_last_six_months(pause, file_by):
    """民法典第一百九十四条, three years from 2023-09-01."""
    found = end("3 year", "2023-09-01 09:00", pauses=[pause], suspension=Suspension.SIX_MONTHS)
    assert found.file_by_day == D(file_by)


def test_while_an_obstacle_lasts_six_months_are_left():
    found = end("3 year", "2023-09-01 09:00", pauses=[("2026-05-10 09:00", None)], suspension=Suspension.SIX_MONTHS)
    assert found.left == Length(6, Unit.MONTH)


@pytest.mark.parametrize(
    ("restarts", "file_by", "note"),
    [
        (["2026-03-05 09:00"], "2027-03-05", False),
        (["2026-03-05 09:00", "2025-06-01 08:00"], "2027-03-05", False),
        (["2025-04-01 09:00", "2026-03-20 09:00"], "2027-03-20", False),
        (["2026-04-20 09:00"], "2026-03-10", True),
        (["2025-01-01 09:00"], "2026-03-10", False),
        (["2026-03-10 23:59"], "2027-03-10", False),
        (["2026-03-11 00:00"], "2026-03-10", True),
    ],
)
def test_an_interruption_starts_the_year_anew_unless_it_has_ended(restarts, file_by, note):
    found = end("1 year", "2025-03-10 09:00", restarts=restarts)
    assert found.file_by_day == D(file_by)
    assert ("没有重新起算" in found.note) is note


def test_an_interruption_on_the_rolled_last_day_is_in_time():
    """2026-06-20 is a rest day, so that 06-22 is still the last day."""
    assert end("15 day", "2026-06-05 10:00", restarts=["2026-06-22 17:00"]).file_by_day == D("2026-07-07")


@pytest.mark.parametrize(
    ("length", "extension", "start", "file_by", "latest"),
    [
        ("60 day", "60 day", "2026-09-10 10:20", "2027-01-08", "2027-01-08"),
        ("60 working_day", "30 working_day", "2026-07-06 09:00", "2026-11-13", "2026-11-13"),
        ("45 day", "15 day", "2026-06-01 09:00", "2026-07-31", "2026-07-31"),
        ("6 month", "6 month", "2025-08-31 09:00", "2026-08-31", "2026-08-31"),
        ("3 month", "15 day", "2026-01-31 09:00", "2026-05-15", "2026-05-15"),
        ("5 working_day", "1 month", "2026-09-30 09:00", "2026-11-13", "2026-11-13"),
    ],
)
def test_an_extension_is_added_in_its_own_unit_to_the_unrolled_end(length, extension, start, file_by, latest):
    found = due(
        clock(length, extension=span(extension), extended_by="…"), at(start), calendar=calendar.national(),
        extension=span(extension),
    )  # fmt: skip
    assert (found.file_by_day, found.latest_day) == (D(file_by), D(latest))


def test_hours_are_extended_by_hours():
    found = end("48 hour", "2026-06-01 09:00", extension="30 minute")
    assert found.latest == at("2026-06-03 09:30")
    with pytest.raises(ValueError, match="cannot be added"):
        end("48 hour", "2026-06-01 09:00", extension="1 day")


@pytest.mark.parametrize(("most", "told"), [(None, "没有写"), ("15 day", "最多延长15日")])
def test_an_extension_beyond_the_rule_is_flagged(most, told):
    one = clock("45 day", extension=span(most) if most else None)
    found = due(one, at("2026-06-01 09:00"), calendar=calendar.national(), extension=span("20 day"))
    assert told in found.note
    assert found.uncertain


def test_what_may_not_stop_runs_on_whatever_is_paused_inside():
    fixed = clock("15 day", suspension=Suspension.NO, suspends="", interrupts="")
    found = due(
        fixed, at("2026-06-05 10:00"), calendar=calendar.national(), pauses=[Pause(at("2026-06-06 10:00"))],
        interruptions=[Interruption(at("2026-06-10 10:00"))],
    )  # fmt: skip
    assert found.latest_day == D("2026-06-22")
    assert found.note == "这个期限不能中止，照常计算；这个期限不能中断，照常计算"


@pytest.mark.parametrize(
    ("length", "start", "file_by", "latest"),
    [
        ("5 working_day", "2026-12-28 09:00", "2027-01-04", "2027-01-04"),
        ("30 day", "2026-12-10 09:00", "2027-01-09", "2027-01-11"),
        ("30 day", "2026-12-02 09:00", "2027-01-01", "2027-01-01"),
        ("1 year", "2026-09-10 09:00", "2027-09-10", "2027-09-10"),
    ],
)
def test_a_year_whose_rest_days_nobody_knows_is_flagged(length, start, file_by, latest):
    found = end(length, start)
    assert (found.file_by_day, found.latest_day) == (D(file_by), D(latest))
    assert found.uncertain
    assert found.note == "2027年的放假安排还没有录入，只按周末推算，待核实"


def test_working_days_that_only_touch_an_unknown_year_at_the_start_are_sure():
    assert end("5 working_day", "2023-12-31 09:00").uncertain is False
    assert end("5 working_day", "2023-12-29 09:00").uncertain is True


def test_calendar_days_that_do_not_roll_are_sure_in_any_year():
    assert not end("30 day", "2029-12-10 09:00", roll=Roll.NONE).uncertain


def test_a_rule_nobody_has_compared_is_never_computed_silently():
    found = end("20 working_day", "2026-06-01 09:00", verified=False)
    assert found.uncertain
    assert "待核实" in found.note
