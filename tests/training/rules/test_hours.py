"""E4: credited time never exceeds the wall clock, a lesson's ceiling, or one device; forged claims bring nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.hours import (
    LONGEST_GAP,
    WORDS,
    Credit,
    Reason,
    Span,
    Standing,
    beat,
    ceiling,
    report,
    whole_minutes,
)

START = datetime.datetime(2026, 11, 2, 8, 0, tzinfo=datetime.UTC)
NEW = Standing(credited=0, minutes=10)


def at(seconds: float) -> datetime.datetime:
    return START + datetime.timedelta(seconds=seconds)


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


@pytest.mark.parametrize(
    ("standing", "facts", "expected"),
    [
        (NEW, {"last": None}, (0, Reason.FIRST)),
        (NEW, {"last": at(100)}, (0, Reason.FIRST)),
        (NEW, {"last": at(75)}, (25, Reason.NONE)),
        (NEW, {"last": at(75), "visible": False}, (0, Reason.HIDDEN)),
        (NEW, {"last": at(40)}, (60, Reason.NONE)),
        (NEW, {"last": at(39)}, (0, Reason.GAP)),
        (NEW, {"last": at(75), "rival": at(50)}, (0, Reason.OTHER_DEVICE)),
        (NEW, {"last": at(75), "rival": at(39)}, (25, Reason.NONE)),
        (NEW, {"last": at(74.6)}, (25, Reason.NONE)),
        (NEW, {"last": at(75), "counted_to": at(74.4)}, (25, Reason.NONE)),
        (NEW, {"last": at(75), "counted_to": at(30)}, (25, Reason.NONE)),
        (Standing(0, 10, (span(80, 90),)), {"last": at(75)}, (15, Reason.COUNTED)),
        (Standing(0, 10, (span(0, 500),)), {"last": at(75)}, (0, Reason.COUNTED)),
        (Standing(890, 10), {"last": at(75)}, (10, Reason.CEILING)),
        (Standing(900, 10), {"last": at(75)}, (0, Reason.CEILING)),
    ],
)
def test_a_beat_counts_the_time_since_the_one_before(standing, facts, expected):
    credit = beat(standing, **{"now": at(100), "visible": True} | facts)
    assert (credit.seconds, credit.reason) == expected
    assert (credit.span is None) == (credit.seconds == 0)


def test_the_rest_of_a_second_is_not_lost():
    first = beat(NEW, now=at(25.9), visible=True, last=at(0))
    second = beat(NEW, now=at(51.8), visible=True, last=at(25.9), counted_to=first.span.end)
    assert (first.seconds, second.seconds) == (25, 26)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"claimed": 300}, (300, Reason.NONE)),
        ({"claimed": 600}, (600, Reason.NONE)),
        ({"claimed": 10**9}, (0, Reason.FORGED)),
        ({"claimed": -5}, (0, Reason.FORGED)),
        ({"claimed": 0}, (0, Reason.FORGED)),
        ({"claimed": 602}, (0, Reason.FORGED)),
        ({"claimed": True}, (0, Reason.FORGED)),
        ({"claimed": "300"}, (0, Reason.FORGED)),
        ({"claimed": 3.5}, (0, Reason.FORGED)),
        ({"claimed": 300, "since": None}, (0, Reason.FORGED)),
        ({"claimed": 300, "until": None}, (0, Reason.FORGED)),
        ({"claimed": 300, "since": at(-(10**6))}, (0, Reason.FORGED)),
        ({"claimed": 300, "since": at(7000), "until": at(9000)}, (0, Reason.FORGED)),
        ({"claimed": 300, "now": at(40 * 86400)}, (0, Reason.TOO_OLD)),
        ({"claimed": 600, "until": at(600), "now": at(400)}, (400, Reason.NONE)),
    ],
)
def test_a_report_brings_what_it_can_prove_at_most(facts, expected):
    asked = {"now": at(3600), "since": at(0), "until": at(600), "earliest": at(-3600)} | facts
    credit = report(NEW, **asked)
    assert (credit.seconds, credit.reason) == expected


def test_a_report_stops_at_the_ceiling_and_skips_what_was_counted():
    asked = {"now": at(3600), "since": at(0), "until": at(600), "claimed": 600, "earliest": at(-3600)}
    assert report(Standing(700, 10), **asked) == Credit(200, Reason.CEILING, span(0, 600))
    assert report(Standing(0, 10, (span(100, 200), span(150, 300))), **asked).seconds == 400


def test_every_reason_has_words():
    assert set(WORDS) == set(Reason)
    assert all(words for reason, words in WORDS.items() if reason)
    assert max(len(reason) for reason in Reason) <= 40


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (119, 1)])
def test_minutes_are_whole(seconds, minutes):
    assert whole_minutes(seconds) == minutes


# One person with two phones and two lessons, anything in any order.

MINUTES = {"short": 1, "long": 4}
DEVICES = ("old phone", "new phone")
moves = st.lists(
    st.tuples(
        st.floats(0, 90),
        st.sampled_from(["beat", "hidden", "report"]),
        st.sampled_from(sorted(MINUTES)),
        st.sampled_from(DEVICES),
        st.integers(-(10**9), 10**9) | st.integers(1, 400),
        st.integers(0, 400),
    ),
    max_size=60,
)


@dataclass
class World:
    """What the service keeps, in memory."""

    credits: list[tuple[str, str, Credit]] = field(default_factory=list)
    beats: dict[tuple[str, str], datetime.datetime] = field(default_factory=dict)
    ends: dict[tuple[str, str], datetime.datetime | None] = field(default_factory=dict)
    online: dict[str, datetime.datetime] = field(default_factory=dict)

    def standing(self, lesson: str) -> Standing:
        spans = tuple(credit.span for _, _, credit in self.credits if credit.span)
        return Standing(self.of(lesson), MINUTES[lesson], spans)

    def of(self, lesson: str) -> int:
        return sum(credit.seconds for name, _, credit in self.credits if name == lesson)

    def beat(self, now, lesson, device, visible):
        page = (lesson, device)
        rivals = [when for other, when in self.online.items() if other != device]
        credit = beat(
            self.standing(lesson),
            now=now,
            visible=visible,
            last=self.beats.get(page),
            counted_to=self.ends.get(page),
            rival=max(rivals, default=None),
        )
        self.beats[page], self.ends[page] = now, credit.span and credit.span.end
        if credit.seconds:
            self.online[device] = now
        self.credits.append((lesson, device, credit))
        return credit

    def report(self, now, lesson, device, claimed, back):
        since = now - datetime.timedelta(seconds=back)
        credit = report(
            self.standing(lesson), now=now, since=max(since, START), until=now, claimed=claimed, earliest=START
        )
        self.credits.append((lesson, device, credit))
        return credit


def play(schedule):
    world, now = World(), START
    for gap, what, lesson, device, claimed, back in schedule:
        now += datetime.timedelta(seconds=gap)
        if what == "report":
            credit = world.report(now, lesson, device, claimed, back)
            assert credit.seconds <= max(claimed, 0)
            assert credit.seconds == 0 or claimed <= 400 + 1
        else:
            credit = world.beat(now, lesson, device, what == "beat")
            assert credit.seconds <= LONGEST_GAP + 1
            assert credit.seconds == 0 or what == "beat"
        assert credit.seconds >= 0
    return world, now


@given(moves)
def test_e4_credited_time_never_exceeds_the_wall_clock(schedule):
    world, now = play(schedule)
    assert sum(credit.seconds for _, _, credit in world.credits) <= (now - START).total_seconds()


@given(moves)
def test_e4_credited_time_never_exceeds_the_ceiling_of_a_lesson(schedule):
    world, _ = play(schedule)
    assert all(world.of(lesson) <= ceiling(minutes) for lesson, minutes in MINUTES.items())


@given(moves)
def test_e4_two_devices_bring_no_more_than_one(schedule):
    """Beats of both phones at the same moments: the second phone adds nothing."""
    one, two = [], []
    for gap, what, lesson, _device, claimed, back in schedule:
        if what != "report":
            first = (gap, what, lesson, DEVICES[0], claimed, back)
            one.append(first)
            two += [first, (0.0, what, lesson, DEVICES[1], claimed, back)]
    totals = [sum(credit.seconds for _, _, credit in play(moves)[0].credits) for moves in (one, two)]
    assert totals[1] <= totals[0]


@given(st.integers(601) | st.integers(max_value=0) | st.sampled_from([10**9, -(10**9), 10**30]))
def test_e4_forged_claims_bring_nothing_and_say_so(claimed):
    asked = {"now": at(3600), "since": at(0), "until": at(599), "earliest": at(0)}
    assert report(NEW, claimed=claimed, **asked) == Credit(0, Reason.FORGED)


@given(moves)
def test_e4_whatever_brings_less_says_why(schedule):
    world, _ = play(schedule)
    assert all(credit.seconds or credit.reason for _, _, credit in world.credits)
