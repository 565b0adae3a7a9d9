"""What happens starts and meets clocks, to the minute; what is taken back takes its clocks back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest

from cases.models import Case, RunningClock
from cases.services.alarms import sweep_clocks
from cases.services.handling import change_facts
from cases.services.happenings import note_happening, undo_happening
from cases.services.reporting import Report, report_incident
from portal.models import Person, Project
from portal.services.refusal import Refused

from .conftest import NOW

MINUTE = datetime.timedelta(minutes=1)


def clock(case: Case, code: str) -> RunningClock:
    return case.clocks.get(definition=code, cancelled_at__isnull=True)


def test_opening_starts_the_fifteen_minutes_and_what_the_accident_starts(fall: Case) -> None:
    assert clock(fall, "I-01").latest == NOW + 15 * MINUTE
    assert clock(fall, "A01").started_at == fall.occurred_at
    assert clock(fall, "J01").statutory
    fall.refresh_from_db()
    assert fall.next_due_at == min(one.latest for one in fall.clocks.running() if one.latest)


def test_the_hour_for_the_government_runs_from_when_the_units_head_was_informed(fall: Case, handler: Person) -> None:
    assert not fall.clocks.filter(definition="A02").exists()
    note_happening(case=fall, event="unit_head_informed", at=NOW + 10 * MINUTE, by=handler, now=NOW + 12 * MINUTE)
    assert clock(fall, "A02").latest == NOW + 70 * MINUTE
    assert clock(fall, "A01").met_at == NOW + 10 * MINUTE
    note_happening(case=fall, event="government_reported", at=NOW + 40 * MINUTE, by=handler, now=NOW + 50 * MINUTE)
    done = clock(fall, "A02")
    assert (done.met_at, done.met_by, done.missed_at) == (NOW + 40 * MINUTE, handler, None)


def test_what_is_done_late_stays_missed(fall: Case, handler: Person) -> None:
    note_happening(case=fall, event="reported", at=NOW + 16 * MINUTE, by=handler, now=NOW + 16 * MINUTE)
    row = clock(fall, "I-01")
    assert (row.met_at, row.missed_at) == (NOW + 16 * MINUTE, NOW + 15 * MINUTE)


def test_the_same_happening_twice_is_one(fall: Case, handler: Person) -> None:
    rows = {
        note_happening(
            case=fall, event="called_120", at=NOW + datetime.timedelta(seconds=s), by=handler, now=NOW + 50 * MINUTE
        )
        for s in (1, 9)
    }
    assert len(rows) == 1
    for _ in range(2):
        note_happening(case=fall, event="unit_head_informed", at=NOW, by=handler, now=NOW)
    assert fall.clocks.filter(definition="A02").count() == 1


def test_a_call_made_before_the_case_was_typed_meets_the_clock(handler: Person, project: Project) -> None:
    report = Report(
        key=uuid.uuid4(),
        kind="INJ",
        project=project,
        text="摔伤",
        known_at=NOW,
        calls={"reported": NOW - 2 * MINUTE},
    )
    case = report_incident(report=report, by=handler, now=NOW)
    assert clock(case, "I-01").met_at == NOW - 2 * MINUTE


def test_taken_back_it_drops_what_it_started_and_what_it_met_runs_on(fall: Case, handler: Person) -> None:
    informed = note_happening(case=fall, event="unit_head_informed", at=NOW, by=handler, now=NOW)
    undo_happening(happening=informed, why="打错了人", by=handler, now=NOW + MINUTE)
    dropped = fall.clocks.get(definition="A02")
    assert "打错了人" in dropped.cancelled_why
    assert not dropped.reminders.filter(dropped=False).exists()
    assert clock(fall, "A01").met_at is None
    note_happening(case=fall, event="unit_head_informed", at=NOW + 3 * MINUTE, by=handler, now=NOW + 3 * MINUTE)
    assert clock(fall, "A02").latest == NOW + 63 * MINUTE


def test_an_accident_at_another_moment_moves_what_runs_from_it(fall: Case, handler: Person) -> None:
    before = NOW - datetime.timedelta(days=2)
    change_facts(case=fall, why="看了监控", by=handler, now=NOW + MINUTE, occurred_at=before)
    row = clock(fall, "J01")
    assert (row.started_at, row.file_by) == (before, datetime.datetime(2026, 11, 10, tzinfo=NOW.tzinfo))
    assert fall.happenings.filter(event="occurred", undone_at__isnull=True).count() == 1


def test_a_fire_found_with_the_accident_moves_with_it_and_another_stays(
    open_one: Callable[..., Case], handler: Person
) -> None:
    facts = {"kind": "INJ", "occurred_at": NOW, "facets": {"accident_class": ["AC-FIR"]}}
    case = open_one(**facts)
    before = NOW - 20 * MINUTE
    change_facts(case=case, why="看了监控", by=handler, now=NOW + MINUTE, occurred_at=before)
    assert case.happenings.get(event="fire_found", undone_at__isnull=True).at == before
    assert clock(case, "A16").started_at == before
    other = open_one(**facts)
    note_happening(case=other, event="fire_found", at=NOW + 5 * MINUTE, by=handler, now=NOW + 5 * MINUTE)
    change_facts(case=other, why="看了监控", by=handler, now=NOW + 6 * MINUTE, occurred_at=before)
    found = other.happenings.filter(event="fire_found", undone_at__isnull=True).order_by("at")
    assert [row.at for row in found] == [before, NOW + 5 * MINUTE]


def test_a_fire_has_seven_days_in_place_of_thirty(fall: Case, handler: Person) -> None:
    change_facts(case=fall, why="看了现场", by=handler, now=NOW, facets={"accident_class": ["AC-FIR"]})
    assert fall.clocks.get(definition="A05").cancelled_why == "事实改了，不再适用"
    assert clock(fall, "A05b").file_by == datetime.datetime(2026, 10, 20, tzinfo=NOW.tzinfo)


def test_a_window_that_ends_by_itself_is_not_missed(fall: Case) -> None:
    sweep_clocks(now=NOW + datetime.timedelta(days=40))
    row = fall.clocks.get(definition="A05")
    assert (row.missed_at, row.met_note) == (None, "期间届满")


def test_an_accident_without_its_time_counts_from_when_we_knew_and_says_so(open_one: Callable[..., Case]) -> None:
    row = clock(open_one(kind="INJ", text="扭伤"), "J01")
    assert row.started_at == NOW
    assert "待核实" in row.uncertain


def test_a_disease_runs_from_its_diagnosis(open_one: Callable[..., Case]) -> None:
    case = open_one(kind="OCC", text="尘肺", occurred_at=NOW - datetime.timedelta(days=3))
    assert not case.happenings.filter(event="occurred").exists()
    assert clock(case, "J01").started_at == NOW - datetime.timedelta(days=3)


def test_what_repeats_begins_anew_from_each_time_it_was_done(case: Case, handler: Person) -> None:
    note_happening(case=case, event="agreement_signed", at=NOW, by=handler, now=NOW)
    assert case.clocks.get(definition="D-14").met_at is None
    week = datetime.timedelta(days=7)
    note_happening(case=case, event="performance_checked", at=NOW + week, by=handler, now=NOW + week)
    first, second = case.clocks.filter(definition="D-14").order_by("pk")
    assert (first.met_at, second.started_at, second.met_at) == (NOW + week, NOW + week, None)


@pytest.mark.parametrize(
    ("event", "at", "field"),
    [("nonsense", NOW, "event"), ("called_120", NOW + 10 * MINUTE, "at")],
)
def test_what_cannot_be_is_refused(fall: Case, handler: Person, event: str, at: datetime.datetime, field: str) -> None:
    with pytest.raises(Refused) as refused:
        note_happening(case=fall, event=event, at=at, by=handler, now=NOW)
    assert refused.value.field == field


def test_an_outsider_notes_nothing(fall: Case, outsider: Person) -> None:
    with pytest.raises(Refused):
        note_happening(case=fall, event="called_120", at=NOW, by=outsider, now=NOW)


def test_in_a_closed_case_a_statutory_clock_is_still_met(fall: Case, handler: Person) -> None:
    Case.objects.filter(pk=fall.pk).update(state="closed")
    fall.refresh_from_db()
    note_happening(case=fall, event="recognition_filed", at=NOW, by=handler, now=NOW)
    assert clock(fall, "J01").met_at == NOW
