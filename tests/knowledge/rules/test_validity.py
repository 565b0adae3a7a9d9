"""Which version is law on a day: tables of the cases that editors meet, and properties that hold for any dates."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.validity import Span, Status, end_of, in_force, in_order, nearest, status_of

OLD = Span(1, datetime.date(2003, 4, 27), datetime.date(2004, 1, 1), None)
NEW = Span(2, datetime.date(2010, 12, 20), datetime.date(2011, 1, 1), None)
TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (datetime.date(2003, 12, 31), None),
        (datetime.date(2004, 1, 1), OLD),
        (datetime.date(2010, 12, 31), OLD),
        (datetime.date(2011, 1, 1), NEW),
        (TODAY, NEW),
    ],
)
def test_a_version_is_law_from_its_first_day_to_the_eve_of_the_next(on, expected):
    assert in_force([NEW, OLD], on) == expected


def test_the_statuses_of_a_regulation_that_was_amended():
    assert status_of(OLD, [OLD, NEW], TODAY) is Status.AMENDED
    assert status_of(NEW, [OLD, NEW], TODAY) is Status.CURRENT
    assert status_of(NEW, [OLD, NEW], datetime.date(2010, 12, 31)) is Status.FUTURE


def test_a_repealed_regulation_has_no_version_in_force_but_one_to_show():
    ended = Span(1, None, datetime.date(2004, 1, 1), datetime.date(2024, 5, 1))
    assert status_of(ended, [ended], datetime.date(2024, 4, 30)) is Status.CURRENT
    assert status_of(ended, [ended], datetime.date(2024, 5, 1)) is Status.REPEALED
    assert in_force([ended], TODAY) is None
    assert nearest([ended], TODAY) == ended


def test_before_the_first_version_the_first_is_nearest():
    assert nearest([NEW, OLD], datetime.date(1990, 1, 1)) == OLD
    assert nearest([], TODAY) is None


def test_a_version_without_any_date_is_unknown_until_the_next_begins():
    dateless = Span(3, None, None, None)
    assert status_of(dateless, [dateless], TODAY) is Status.UNKNOWN
    assert in_force([dateless, NEW], datetime.date(2010, 1, 1)) == dateless
    assert in_force([dateless, NEW], TODAY) == NEW


def test_the_day_of_publication_stands_in_for_an_unknown_first_day():
    assert Span(4, datetime.date(2020, 1, 1), None, None).starts() == datetime.date(2020, 1, 1)


days = st.dates(datetime.date(1980, 1, 1), datetime.date(2040, 1, 1))
spans = st.lists(st.tuples(days, st.none() | days), max_size=6).map(
    lambda rows: [Span(number, None, first, last) for number, (first, last) in enumerate(rows, 1)]
)


@given(spans, days)
def test_the_version_in_force_has_begun_and_not_ended(versions, on):
    found = in_force(versions, on)
    if found:
        end = end_of(found, versions)
        assert found.starts() <= on
        assert end is None or on < end


@given(spans, days)
def test_something_is_shown_whenever_there_is_something(versions, on):
    assert (nearest(versions, on) is None) is (not versions)


@given(spans, days)
def test_current_means_in_force(versions, on):
    for span in versions:
        begun = span.starts() <= on and (end_of(span, versions) is None or on < end_of(span, versions))
        assert (status_of(span, versions, on) is Status.CURRENT) is begun


@given(spans)
def test_versions_stand_in_order(versions):
    starts = [span.starts() for span in in_order(versions)]
    assert starts == sorted(starts)
