"""What happens starts, meets and moves the clocks of a case; late stays late; nothing of ours stops the law's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from cases.models import Case, RunningClock
from cases.services import clocks
from cases.services.alarms import sweep_clocks
from cases.services.happenings import note_happening, undo_happening
from portal.clock import SHANGHAI
from portal.models import Message, Person
from portal.services.refusal import Refused

from .conftest import NOW


def at(*moment: int) -> datetime.datetime:
    return datetime.datetime(*moment, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def clock(case: Case, code: str) -> RunningClock:
    return case.clocks.get(definition=code)


def happen(case: Case, event: str, when: datetime.datetime, by: Person, **more: Any) -> None:
    note_happening(case=case, event=event, at=when, by=by, now=max(when, NOW), **more)


@pytest.mark.covers("I-01", "N2")
def test_fifteen_minutes_run_from_knowing_and_one_hour_from_when_the_head_was_told(
    open_one: Callable[..., Case], handler: Person
) -> None:
    now = at(2026, 9, 10, 10, 20)
    case = open_one(kind="DTH", occurred_at=now, now=now, text="坠落", deaths=1)
    assert clock(case, "I-01").latest == at(2026, 9, 10, 10, 35)
    assert not case.clocks.filter(definition="A02").exists()
    note_happening(
        case=case, event="unit_head_informed", at=at(2026, 9, 10, 10, 40), by=handler, now=at(2026, 9, 10, 10, 41)
    )
    assert clock(case, "A02").latest == at(2026, 9, 10, 11, 40)
    assert clock(case, "A01").met_at == at(2026, 9, 10, 10, 40)
    assert case.next_due_at == Case.objects.get().next_due_at == at(2026, 9, 10, 10, 35)


def test_what_is_done_in_time_is_met_and_late_stays_missed(fall: Case, handler: Person) -> None:
    happen(fall, "reported", NOW + datetime.timedelta(minutes=5), handler)
    assert (clock(fall, "I-01").met_at, clock(fall, "I-01").missed_at) == (NOW + datetime.timedelta(minutes=5), None)
    happen(fall, "first_aid_started", NOW + datetime.timedelta(minutes=45), handler)
    late = clock(fall, "I-02")
    assert late.met_at
    assert late.missed_at == late.latest


def test_the_same_happening_twice_is_one_and_starts_its_clocks_once(fall: Case, handler: Person) -> None:
    for _ in range(2):
        happen(fall, "unit_head_informed", NOW, handler)
    assert fall.clocks.filter(definition="A02").count() == 1
    assert fall.happenings.filter(event="unit_head_informed").count() == 1


def test_one_taken_back_takes_its_clocks_back(fall: Case, handler: Person) -> None:
    happen(fall, "unit_head_informed", NOW, handler)
    undo_happening(happening=fall.happenings.get(event="unit_head_informed"), why="记错了人", by=handler, now=NOW)
    assert clock(fall, "A02").cancelled_why == "记错了人"
    happen(fall, "unit_head_informed", NOW, handler)
    assert fall.clocks.running().filter(definition="A02").count() == 1


@pytest.mark.covers("N14")
def test_ten_people_owe_a_report_to_the_authorities_and_nine_do_not(open_one: Callable[..., Case]) -> None:
    assert open_one(people_count=10).clocks.filter(definition="W18").exists()
    assert not open_one(people_count=9).clocks.filter(definition="W18").exists()


def test_a_pause_an_extension_and_a_restart_move_the_limit_and_stay_on_record(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(kind="INJ", occurred_at=at(2026, 9, 10, 9))
    happen(case, "recognition_filed", at(2026, 9, 20, 9), handler)
    happen(case, "recognition_accepted", at(2026, 9, 24, 9), handler)
    one = clock(case, "J05")
    assert one.latest == at(2026, 11, 24)
    paused = clocks.pause_clock(
        clock=one, at=at(2026, 10, 1, 9), why="等交警结论", waiting_for="交警", by=handler, now=NOW
    )
    assert (paused.latest, bool(paused.paused_at)) == (None, True)
    back = clocks.resume_clock(clock=paused, at=at(2026, 10, 11, 9), why="结论到了", by=handler, now=NOW)
    assert back.latest == at(2026, 12, 4)
    assert back.paused_at is None
    assert [row.kind for row in back.changes.all()] == ["pause", "resume"]


@pytest.mark.parametrize(
    ("deed", "code"),
    [("pause_clock", "A05"), ("interrupt_clock", "J01"), ("extend_clock", "A05")],
)
def test_what_the_rule_does_not_allow_is_refused(
    open_one: Callable[..., Case], handler: Person, deed: str, code: str
) -> None:
    case = open_one(kind="INJ", occurred_at=NOW)
    more = {"length": 5} if deed == "extend_clock" else {"at": NOW}
    with pytest.raises(Refused):
        getattr(clocks, deed)(clock=clock(case, code), why="想", by=handler, now=NOW, **more)
    assert not clock(case, code).changes.exists()


def test_two_extensions_together_stay_within_what_the_rule_gives(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one()
    happen(case, "arbitration_accepted", NOW, handler)
    award = clock(case, "L11")
    clocks.extend_clock(clock=award, length=10, why="复杂", by=handler, now=NOW)
    with pytest.raises(Refused, match="已经延长过10日"):
        clocks.extend_clock(clock=award, length=6, why="还是复杂", by=handler, now=NOW)
    assert clocks.extend_clock(clock=award, length=5, why="还是复杂", by=handler, now=NOW).uncertain == ""


def test_a_limit_that_began_anew_in_time_was_not_missed_and_is_told_again(
    open_one: Callable[..., Case], handler: Person
) -> None:
    """The claim that interrupts is made in time and typed in late (劳动争议调解仲裁法第二十七条第二款)."""
    case = open_one(known_at=NOW, occurred_at=NOW)
    happen(case, "harm_known", NOW, handler)
    year = clock(case, "L01")
    late = at(2027, 10, 20, 9)
    sweep_clocks(now=late)
    year.refresh_from_db()
    assert year.missed_at
    claimed = clocks.interrupt_clock(clock=year, at=at(2027, 6, 1, 9), why="发函要过", by=handler, now=late)
    assert claimed.missed_at is None
    assert claimed.latest
    assert claimed.latest > late
    assert claimed in RunningClock.objects.not_yet_missed()


def test_what_somebody_else_has_done_to_a_clock_is_not_written_over(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one()
    happen(case, "arbitration_accepted", NOW, handler)
    seen, other = clock(case, "L11"), clock(case, "L11")
    clocks.extend_clock(clock=other, length=15, why="复杂", by=handler, now=NOW)
    assert clocks.meet_clock(clock=seen, at=NOW, by=handler, now=NOW).latest == other.latest
    with pytest.raises(Refused):
        clocks.cancel_clock(clock=other, why="不适用", by=handler, now=NOW)


@pytest.mark.covers("N4")
def test_a_statutory_clock_is_met_in_a_closed_case(fall: Case, handler: Person, outsider: Person) -> None:
    Case.objects.filter(pk=fall.pk).update(state="closed")
    fall.refresh_from_db()
    one = clock(fall, "J01")
    with pytest.raises(Refused):
        clocks.meet_clock(clock=one, at=NOW, by=outsider, now=NOW)
    assert clocks.meet_clock(clock=RunningClock.objects.get(pk=one.pk), at=NOW, by=handler, now=NOW).met_at == NOW


def test_what_repeats_begins_anew_when_it_is_done(fall: Case, handler: Person) -> None:
    happen(fall, "family_told", NOW, handler)
    tomorrow = NOW + datetime.timedelta(days=1)
    happen(fall, "family_briefed", tomorrow, handler)
    daily = list(fall.clocks.filter(definition="I-15").order_by("pk"))
    assert [bool(one.met_at) for one in daily] == [True, False]
    assert daily[1].started_at == tomorrow


# ---- reminders and alarms ----


@pytest.mark.covers("E-05", "N10")
def test_the_whole_team_is_told_at_once_without_names(fall: Case, handler: Person, colleague: Person) -> None:
    told = Message.objects.filter(kind="incident")
    assert {row.person for row in told} == {colleague}, "not whoever reported it: that look would count for all"
    assert all(row.urgent and "坠落" not in row.title for row in told)
    assert fall.team.filter(told_at=NOW).count() == fall.team.count()


@pytest.mark.covers("S-06")
def test_a_limit_is_told_before_and_a_missed_one_is_recorded_once(
    fall: Case, handler: Person, colleague: Person
) -> None:
    one = clock(fall, "I-02")
    soon = NOW + datetime.timedelta(minutes=20)
    assert sweep_clocks(now=soon)["reminded"] >= 1
    assert Message.objects.filter(person=handler, title__contains="期限快到了").exists()
    late = NOW + datetime.timedelta(minutes=31)
    first, again = sweep_clocks(now=late), sweep_clocks(now=late)
    one.refresh_from_db()
    assert one.missed_at == one.latest
    assert (first["missed"] >= 1, again) == (True, {"reminded": 0, "missed": 0, "failed": 0})
    told = Message.objects.filter(title__startswith=f"已超期：{one.name}")
    assert {row.person for row in told} >= {handler}
    assert told.count() == len({row.person_id for row in told})


def test_a_missed_beat_loses_no_reminder_and_a_met_clock_is_silent(fall: Case, handler: Person) -> None:
    happen(fall, "recognition_filed", NOW + datetime.timedelta(days=2), handler)
    before = Message.objects.filter(title__contains="申请工伤认定").count()
    sweep_clocks(now=NOW + datetime.timedelta(days=29))
    assert Message.objects.filter(title__contains="申请工伤认定（单位").count() == before
    assert clock(fall, "A05").reminders.filter(told_at__isnull=False).count() == 2


def test_a_limit_that_has_passed_is_told_as_missed_and_not_as_near(fall: Case, handler: Person) -> None:
    """The worker stood still over the limit: what is told afterwards is how it stands now."""
    sweep_clocks(now=NOW + datetime.timedelta(hours=2))
    assert Message.objects.filter(title__startswith="已超期").exists()
    assert not Message.objects.filter(title__startswith="期限快到了：急救").exists()
    near = Message.objects.filter(title__startswith="期限快到了").values_list("title", flat=True)
    missed = Message.objects.filter(title__startswith="已超期").values_list("title", flat=True)
    assert not {one.partition("：")[2] for one in near} & {one.partition("：")[2] for one in missed}


def test_when_the_handler_has_left_the_command_is_told(fall: Case, handler: Person, colleague: Person) -> None:
    Person.objects.filter(pk=handler.pk).update(is_active=False)
    sweep_clocks(now=NOW + datetime.timedelta(minutes=20))
    told = Message.objects.filter(title__startswith="期限快到了").values_list("person", flat=True)
    assert (handler.pk in told, colleague.pk in told) == (False, True)


def test_a_limit_that_cannot_be_told_keeps_nobody_else_from_being_told(fall: Case) -> None:
    """A row whose rule is not there fails each time; what is due after it is done all the same."""
    late = NOW + datetime.timedelta(days=2)
    bad = fall.clocks.get(definition="I-02")
    RunningClock.objects.filter(pk=bad.pk).update(definition="gone", latest=NOW - datetime.timedelta(days=9))
    done = sweep_clocks(now=late)
    assert done["failed"] >= 1
    assert fall.clocks.get(definition="I-13").missed_at
    assert RunningClock.objects.get(pk=bad.pk).missed_at is None


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, {"I-01", "I-06"}),
        ({"loss": 20_000}, {"I-01", "I-06", "A01", "A10"}),
        ({"serious": 1}, {"I-01", "I-06", "A01", "A10", "E-06"}),
    ],
)
def test_nobody_hurt_starts_no_clock_of_rescue_and_a_loss_is_an_accident_all_the_same(
    open_one: Callable[..., Case], handler: Person, facts: dict[str, int], codes: set[str]
) -> None:
    """An accident is harm to people or loss (493号令第二条); a rescue gathers for the injured (E-05, E-06)."""
    case = open_one(kind="SAF", text="吊着的模板滑落，下面没有人", occurred_at=NOW, **facts)
    happen(case, "reported", NOW, handler)
    assert set(case.clocks.values_list("definition", flat=True)) == codes


def test_somebody_turns_out_to_be_hurt_and_the_rescue_gathers(open_one: Callable[..., Case], handler: Person) -> None:
    case = open_one(kind="SAF", text="吊着的模板滑落", occurred_at=NOW)
    happen(case, "reported", NOW, handler)
    case.serious = 1
    case.save()
    clocks.settle(case=case, by=handler, now=NOW)
    assert set(case.clocks.running().values_list("definition", flat=True)) >= {"A01", "A10", "E-06"}


def test_an_authority_that_lets_its_limit_pass_is_told_to_the_handler_and_is_no_limit_of_ours(
    open_one: Callable[..., Case], handler: Person, colleague: Person
) -> None:
    """工伤保险条例第二十条第一款: sixty days bind the authority. It is kept that they passed."""
    case = open_one(kind="INJ", occurred_at=NOW)
    happen(case, "recognition_accepted", NOW, handler)
    case.clocks.exclude(definition="J05").delete()
    clocks.refresh(case)
    assert (clock(case, "J05").is_awaited, case.next_due_at) == (True, None)
    Message.objects.all().delete()
    late = at(2026, 12, 20, 9)
    assert sweep_clocks(now=late)["missed"] == 1
    assert clock(case, "J05").missed_at == clock(case, "J05").latest
    assert case.moves.filter(verb="let_pass").exists()
    assert not case.moves.filter(verb="missed").exists()
    told = list(Message.objects.all())
    assert {one.person for one in told} == {handler}
    assert [one.title for one in told if one.title.startswith("已超期")] == []
    assert any(one.title.startswith("对方或机关过了期限") for one in told)


def test_the_next_limit_of_cases_that_there_were_is_reckoned_anew_without_those_of_authorities(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case, alone = open_one(kind="INJ", occurred_at=NOW), open_one(kind="INJ", occurred_at=NOW)
    for one in (case, alone):
        happen(one, "recognition_accepted", NOW, handler)
    alone.clocks.exclude(definition="J05").delete()
    Case.objects.update(next_due_at=NOW)
    import_module("cases.migrations.0015_awaited_limits").leave_out(apps, None)
    case.refresh_from_db()
    alone.refresh_from_db()
    assert case.next_due_at == case.clocks.filter(latest__isnull=False).order_by("latest")[0].latest != NOW
    assert alone.next_due_at is None
