"""What a row of a roster does to what is registered."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster import Known, RosterRow, Span, Step, decide, latest_stay

TODAY = datetime.date(2026, 11, 25)
MARCH, MAY, JUNE, JULY = (datetime.date(2026, month, 1) for month in (3, 5, 6, 7))
DAY = datetime.timedelta(days=1)
ROW = RosterRow(2, "王建国", "resident_id", "11010519491231002X", "+8613800138000", "木工", "木工班", "顺达")
OURS = Known("王建国", "+8613800138000", ours=True)
THEIRS = replace(OURS, ours=False)
HERE = Span(1, MARCH, None, "顺达", "木工班", "木工")


def plan(row=ROW, *spans, known=OURS):
    return decide(row, known=known, held=latest_stay(spans), today=TODAY)


def test_a_stranger_is_new():
    found = plan(replace(ROW, ends_on=JUNE), known=None)
    assert (found.step, found.enter, found.ends_on) == (Step.NEW, True, JUNE)


def test_who_is_known_elsewhere_is_new_here():
    assert plan(known=THEIRS).step is Step.NEW


def test_another_name_for_a_known_document_is_wrong():
    found = plan(replace(ROW, name="李四"), known=THEIRS)
    assert found.step is Step.WRONG
    assert "王" not in found.words


def test_our_own_people_are_corrected():
    found = plan(replace(ROW, name="王建帼", phone="+8613900139000"), HERE)
    assert (found.step, found.name, found.phone) == (Step.CHANGED, "王建帼", "+8613900139000")
    assert "王建帼" not in found.words


def test_the_number_of_someone_who_is_also_elsewhere_stays():
    found = plan(replace(ROW, phone="+8613900139000"), HERE, known=THEIRS)
    assert (found.step, found.phone, found.kept_phone) == (Step.SAME, "", True)
    empty = plan(ROW, HERE, known=replace(THEIRS, phone=""))
    assert (empty.phone, empty.kept_phone) == ("", True)


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        replace(ROW, starts_on=MARCH),
        replace(ROW, crew="", trade="", organisation="", phone=""),
    ],
)
def test_the_same_again_changes_nothing(row):
    assert plan(row, HERE).step is Step.SAME


def test_what_the_file_does_not_say_is_left_alone():
    assert (
        plan(replace(ROW, crew="", organisation=""), replace(HERE, crew="钢筋班", organisation="别家")).step
        is Step.SAME
    )


@pytest.mark.parametrize("changed", [{"crew": "钢筋班"}, {"organisation": "别家"}])
def test_another_crew_or_firm_is_a_move(changed):
    found = plan(replace(ROW, **changed), HERE)
    assert (found.step, found.move) == (Step.CHANGED, True)


def test_another_trade_in_the_same_crew():
    found = plan(replace(ROW, trade="架子工"), HERE)
    assert (found.step, found.move, found.trade) == (Step.CHANGED, False, "架子工")


def test_the_first_day_is_corrected():
    found = plan(replace(ROW, starts_on=MAY), HERE)
    assert (found.step, found.starts_on) == (Step.CHANGED, MAY)


def test_a_first_day_after_the_last_is_wrong():
    assert plan(replace(ROW, starts_on=TODAY + 9 * DAY), replace(HERE, ends_on=TODAY + DAY)).step is Step.WRONG


def test_a_last_day_ends_it_and_then_changes_nothing():
    row = replace(ROW, ends_on=JUNE)
    assert (plan(row, HERE).step, plan(row, HERE).ends_on) == (Step.LEAVES, JUNE)
    assert plan(row, replace(HERE, ends_on=JUNE)).step is Step.SAME
    assert plan(row, replace(HERE, ends_on=JULY)).step is Step.LEAVES
    assert plan(replace(row, crew="钢筋班"), replace(HERE, ends_on=JUNE)).step is Step.SAME


def test_a_last_day_before_the_first_is_wrong():
    assert plan(replace(ROW, ends_on=MARCH - DAY), HERE).step is Step.WRONG


def test_who_left_and_stands_in_the_file_without_a_new_first_day_is_asked_about():
    found = plan(replace(ROW, starts_on=MARCH), replace(HERE, ends_on=JUNE))
    assert found.step is Step.WRONG
    assert str(JUNE) in found.words
    assert plan(ROW, replace(HERE, ends_on=JUNE)).step is Step.WRONG


def test_who_left_may_come_again():
    found = plan(replace(ROW, starts_on=JULY), replace(HERE, ends_on=JUNE))
    assert (found.step, found.enter) == (Step.NEW, True)


def test_a_last_day_still_to_come_is_still_there():
    assert plan(ROW, replace(HERE, ends_on=TODAY + DAY)).step is Step.SAME
    assert plan(ROW, replace(HERE, ends_on=TODAY)).step is Step.SAME


def test_a_change_of_crew_does_not_break_the_stay():
    first, second = replace(HERE, ends_on=MAY - DAY), Span(2, MAY, None, "顺达", "钢筋班", "钢筋工")
    row = replace(ROW, crew="钢筋班", trade="钢筋工", starts_on=MARCH)
    assert latest_stay([second, first]).starts_on == MARCH
    assert plan(row, second, first).step is Step.SAME
    assert plan(replace(row, starts_on=JUNE), first, second).step is Step.WRONG
    assert plan(replace(row, ends_on=MAY - DAY), first, second).step is Step.WRONG


def test_a_gap_breaks_the_stay():
    first, second = replace(HERE, ends_on=MAY - DAY), Span(2, JUNE, None, "顺达", "木工班", "木工")
    stay = latest_stay([first, second])
    assert (stay.starts_on, stay.before) == (JUNE, MAY - DAY)
    assert plan(replace(ROW, starts_on=MARCH), first, second).step is Step.WRONG


def test_what_ended_before_it_began_does_not_count():
    void = Span(2, JUNE, JUNE - DAY, "顺达", "钢筋班", "")
    assert void.void
    assert plan(ROW, HERE, void).step is Step.SAME
    assert latest_stay([void]) is None


DATES = st.one_of(st.none(), st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)))


@given(st.lists(st.tuples(DATES, DATES), max_size=5), DATES, DATES, st.sampled_from(["", "木工班", "钢筋班"]))
def test_a_plan_is_of_one_kind(spans, starts, ends, crew):
    rows = [Span(i, start, end, "顺达", "木工班", "木工") for i, (start, end) in enumerate(spans)]
    found = plan(replace(ROW, starts_on=starts, ends_on=ends, crew=crew), *rows)
    assert found.enter == (found.step is Step.NEW)
    assert not (found.move and (found.ends_on or found.trade))
    assert bool(found.words) == (found.step is not Step.SAME)
    if found.step is Step.WRONG:
        assert found.column in {"name", "starts", "ends"}
