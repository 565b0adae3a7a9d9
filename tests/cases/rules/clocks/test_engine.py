"""The engine: the dates of the plan's scenarios, month ends, leap days, festivals, pauses."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from cases.rules.calendar import national
from cases.rules.clocks import (
    Definition,
    Interruption,
    Length,
    Pause,
    Roll,
    State,
    Suspension,
    Unit,
    definitions,
    due,
    reminders,
    state,
)
from cases.rules.clocks.counting import SHANGHAI

D = datetime.date


def at(*moment: int) -> datetime.datetime:
    return datetime.datetime(*moment, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def ends(code: str, start: datetime.datetime, **more: object) -> tuple[datetime.date | None, datetime.date | None]:
    found = due(definitions()[code], start, calendar=national(), **more)  # type: ignore[arg-type]
    return found.file_by_day, found.latest_day


SIXTY = Length(60, Unit.DAY)


@pytest.mark.parametrize(
    ("scenario", "code", "start", "more", "file_by", "latest"),
    [
        ("SC01", "L06", at(2026, 10, 14, 16), {}, D(2026, 11, 13), D(2026, 11, 13)),
        ("SC02", "J01", at(2026, 9, 10, 10, 20), {}, D(2026, 10, 10), D(2026, 10, 10)),
        ("SC02", "J02", at(2026, 9, 10, 10, 20), {}, D(2027, 9, 10), D(2027, 9, 10)),
        ("SC02", "A05", at(2026, 9, 10, 10, 20), {}, D(2026, 10, 10), D(2026, 10, 10)),
        ("SC02", "A07", at(2026, 9, 10, 10, 20), {}, D(2026, 11, 9), D(2026, 11, 9)),
        ("SC02", "A07", at(2026, 9, 10, 10, 20), {"extension": SIXTY}, D(2027, 1, 8), D(2027, 1, 8)),
        ("SC03", "W11", at(2026, 7, 6, 9), {}, D(2026, 9, 28), D(2026, 9, 28)),
        (
            "SC03",
            "W11",
            at(2026, 7, 6, 9),
            {"extension": Length(30, Unit.WORKING_DAY)},
            D(2026, 11, 13),
            D(2026, 11, 13),
        ),
        ("SC04", "J01", at(2026, 3, 2, 9), {}, D(2026, 4, 1), D(2026, 4, 1)),
        ("SC04", "J05", at(2026, 4, 24, 9), {}, D(2026, 6, 23), D(2026, 6, 23)),
        ("SC04", "J05b", at(2026, 4, 24, 9), {}, D(2026, 5, 9), D(2026, 5, 9)),
        ("SC08", "J01", at(2026, 5, 18, 19, 10), {}, D(2026, 6, 17), D(2026, 6, 17)),
        ("SC10", "A05", at(2026, 6, 1, 9), {}, D(2026, 7, 1), D(2026, 7, 1)),
        ("SC10", "A07", at(2026, 6, 1, 9), {}, D(2026, 7, 31), D(2026, 7, 31)),
        ("SC10", "A05b", at(2026, 6, 1, 9), {}, D(2026, 6, 8), D(2026, 6, 8)),
        ("SC11", "L14", at(2026, 6, 5, 15), {}, D(2026, 6, 20), D(2026, 6, 22)),
        ("SC11", "L15", at(2026, 6, 5, 15), {}, D(2026, 7, 5), D(2026, 7, 6)),
    ],
)
def test_the_days_of_the_scenarios(
    scenario: str, code: str, start: datetime.datetime, more: dict[str, object], file_by: D, latest: D
) -> None:
    assert ends(code, start, **more) == (file_by, latest), scenario


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("I-01", at(2026, 9, 10, 10, 20), at(2026, 9, 10, 10, 35)),
        ("A02", at(2026, 9, 10, 10, 40), at(2026, 9, 10, 11, 40)),
        ("D-03", at(2026, 10, 12, 8, 40), at(2026, 10, 12, 9, 40)),
        ("A02", at(2026, 12, 31, 23, 30), at(2027, 1, 1, 0, 30)),
        ("L21a", at(2026, 2, 16, 9), at(2026, 2, 18, 9)),
    ],
)
def test_hours_run_from_the_moment_over_midnight_and_festivals(
    code: str, start: datetime.datetime, end: datetime.datetime
) -> None:
    assert due(definitions()[code], start, calendar=national()).latest == end


def make(amount: int, unit: Unit, *, roll: Roll = Roll.FORWARD, **more: object) -> Definition:
    given = {"code": "T", "name": "试", "triggers": ("known",), "suspension": Suspension.CONTINUE, "suspends": "停"}
    return Definition(length=Length(amount, unit), roll=roll, interrupts="断", **given | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (1, Unit.MONTH, D(2026, 1, 31), D(2026, 2, 28)),
        (1, Unit.MONTH, D(2028, 1, 31), D(2028, 2, 29)),
        (1, Unit.YEAR, D(2024, 2, 29), D(2025, 2, 28)),
        (6, Unit.MONTH, D(2026, 8, 31), D(2027, 2, 28)),
        (30, Unit.DAY, D(2026, 1, 31), D(2026, 3, 2)),
        (1, Unit.WORKING_DAY, D(2026, 2, 13), D(2026, 2, 14)),
        (1, Unit.WORKING_DAY, D(2026, 2, 14), D(2026, 2, 24)),
        (5, Unit.WORKING_DAY, D(2026, 9, 28), D(2026, 10, 10)),
        (0, Unit.DAY, D(2026, 5, 8), D(2026, 5, 8)),
    ],
)
def test_month_ends_leap_days_and_made_up_saturdays(amount: int, unit: Unit, start: D, end: D) -> None:
    found = due(make(amount, unit, roll=Roll.NONE), at(start.year, start.month, start.day, 8), calendar=national())
    assert found.latest_day == end


def test_thirty_days_and_a_month_differ_both_ways() -> None:
    assert ends("I-09", at(2026, 1, 31, 8))[0] == D(2026, 2, 28)
    assert ends("J01", at(2026, 1, 31, 8))[0] == D(2026, 3, 2)


def test_a_pause_lets_what_is_left_go_on_and_an_open_one_has_no_end() -> None:
    thirty = make(30, Unit.DAY, roll=Roll.NONE)
    stop = Pause(at(2026, 10, 1, 9), at(2026, 10, 11, 9))
    assert due(thirty, at(2026, 9, 10, 9), calendar=national(), pauses=[stop]).latest_day == D(2026, 10, 20)
    held = due(thirty, at(2026, 9, 10, 9), calendar=national(), pauses=[Pause(at(2026, 10, 1, 9))])
    assert (held.latest, held.left, held.suspended) == (None, Length(10, Unit.DAY), True)


def test_an_interruption_starts_the_whole_length_again_but_not_after_the_end() -> None:
    year = definitions()["L01"]
    again = due(year, at(2025, 3, 1, 9), calendar=national(), interruptions=[Interruption(at(2025, 12, 1, 9))])
    assert again.file_by_day == D(2026, 12, 1)
    late = due(year, at(2024, 3, 1, 9), calendar=national(), interruptions=[Interruption(at(2025, 12, 1, 9))])
    assert late.file_by_day == D(2025, 3, 1)
    assert "待核实" in late.note


def test_a_rule_that_does_not_stop_is_not_stopped_and_says_so() -> None:
    found = due(definitions()["A05"], at(2026, 6, 1, 9), calendar=national(), pauses=[Pause(at(2026, 6, 2, 9))])
    assert found.latest_day == D(2026, 7, 1)
    assert "不能中止" in found.note


def test_an_extension_beyond_the_rule_and_an_unknown_year_are_to_be_verified() -> None:
    much = due(definitions()["L11"], at(2026, 3, 2, 9), calendar=national(), extension=Length(20, Unit.DAY))
    assert much.uncertain
    assert due(definitions()["W11"], at(2026, 12, 1, 9), calendar=national()).uncertain
    assert not due(definitions()["J01"], at(2026, 3, 2, 9), calendar=national()).uncertain


def test_what_is_met_late_stays_missed() -> None:
    found = due(definitions()["J01"], at(2026, 3, 2, 9), calendar=national())
    last = found.latest
    assert last == at(2026, 4, 2)
    assert state(found, now=at(2026, 3, 3)) is State.RUNNING
    assert state(found, now=at(2026, 3, 30)) is State.DUE_SOON
    assert state(found, now=last) is State.OVERDUE
    assert state(found, now=at(2026, 5, 1), met_at=at(2026, 4, 1, 23, 59)) is State.MET
    assert state(found, now=at(2026, 5, 1), met_at=last) is State.MISSED
    assert state(found, now=at(2026, 5, 1), paused=True) is State.SUSPENDED


def test_reminders_come_before_at_and_after_in_the_morning() -> None:
    one = definitions()["J01"]
    told = reminders(one, due(one, at(2026, 3, 2, 9), calendar=national()))
    assert [moment.date() for moment in told] == [D(2026, 3, d) for d in (22, 27, 31)] + [D(2026, 4, 1), D(2026, 4, 2)]
    assert {moment.hour for moment in told} == {9}
    assert reminders(one, replace(due(one, at(2026, 3, 2, 9), calendar=national()), file_by=None)) == []


@pytest.mark.parametrize("moment", [datetime.datetime(2026, 1, 1), at(1991, 5, 1), at(2200, 1, 1)])  # noqa: DTZ001
def test_moments_that_cannot_be_counted_from_are_refused(moment: datetime.datetime) -> None:
    with pytest.raises(ValueError, match="clock"):
        due(definitions()["J01"], moment, calendar=national())
