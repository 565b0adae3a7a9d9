"""The yearly and monthly plan of safety education."""

import datetime

import pytest

from training.rules.plan import Held, State, month_of, state_of

TODAY = datetime.date(2026, 11, 10)
SIGNED, EMPTY = Held(TODAY, 12), Held(TODAY, 0)


@pytest.mark.parametrize(
    ("planned", "held", "state"),
    [
        (11, [], State.AHEAD),
        (10, [], State.AHEAD),
        (9, [], State.MISSED),
        (9, [EMPTY], State.MISSED),
        (9, [EMPTY, SIGNED], State.DONE),
        (30, [SIGNED], State.DONE),
    ],
    ids=["ahead", "today", "missed", "nobody signed", "done late", "done early"],
)
def test_an_item_is_done_when_a_signed_session_names_it(planned, held, state):
    assert state_of(TODAY.replace(day=planned), held, today=TODAY) is state


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2026, 12, "2026-12-01", "2026-12-31"),
        (2024, 2, "2024-02-01", "2024-02-29"),
        (2026, 0, "2026-01-01", "2026-12-31"),
    ],
)
def test_months_and_years_have_a_first_and_a_last_day(year, month, first, last):
    assert [day.isoformat() for day in month_of(year, month)] == [first, last]


@pytest.mark.parametrize(("year", "month"), [(2026, 13), (0, 1)])
def test_what_is_no_month_is_refused(year, month):
    with pytest.raises(ValueError, match=r".+"):
        month_of(year, month)
