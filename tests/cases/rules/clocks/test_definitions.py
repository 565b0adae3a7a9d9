"""Every row of clocks.toml: sound, started by what it says, ending where slow counting ends it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cases.rules import awaited
from cases.rules.calendar import national
from cases.rules.clocks import BadClocks, Kind, Roll, definitions, due, finals, no_clocks, starting, vocabulary
from cases.rules.clocks.counting import SHANGHAI
from cases.rules.clocks.definitions import _data, from_data
from tests.cases.rules.clocks.reference import DAY, end_of, rolled

D = datetime.date
ON = D(2026, 3, 4)
LAW = (
    *(f"L{n:02}" for n in range(1, 26)),
    *(f"W{n:02}" for n in range(1, 24)),
    *(f"J{n:02}" for n in range(1, 26)),
    *(f"A{n:02}" for n in range(1, 21)),
    *(f"G{n:02}" for n in range(1, 8)),
)


def test_every_row_of_the_law_is_a_clock_or_says_why_it_is_none() -> None:
    rows = {code.rstrip("abcdef") for code in definitions()}
    assert [code for code in LAW if code not in rows and code not in no_clocks()] == []
    assert len(definitions()) >= 150


@pytest.mark.parametrize("code", list(definitions()))
def test_a_row_ends_where_slow_counting_ends_it(code: str) -> None:
    one = definitions()[code]
    start = datetime.datetime(2026, 3, 4, 10, 15, tzinfo=SHANGHAI)
    found = due(one, start, calendar=national())
    assert one.name
    assert one.consequence
    if one.kind is Kind.OPEN:
        assert found.latest is None
    elif one.kind is Kind.AT_ONCE:
        assert found.file_by == start
    elif one.kind is Kind.SAME_DAY:
        assert found.latest_day == ON
    elif one.length and one.length.unit.by_moment:
        minutes = one.length.amount * (60 if one.length.unit == "hour" else 1)
        assert found.latest == start + datetime.timedelta(minutes=minutes)
    elif one.length and one.before:
        assert found.latest_day == ON - DAY * one.length.amount
    elif one.length:
        plain = end_of(ON, one.length.amount, one.length.unit, calendar_=national())
        assert found.file_by_day == plain
        last = rolled(plain, national()) if one.roll is Roll.FORWARD else plain
        assert found.latest_day == (None if one.opens else last)
    assert found.uncertain is (not one.verified or "待核实" in found.note)


@pytest.mark.parametrize(
    ("family", "event", "facts", "codes"),
    [
        ("DIS", "known", {"people": 12}, {"D-01", "W18"}),
        ("DIS", "known", {"people": 9}, {"D-01"}),
        ("DTH", "known", {}, {"I-01", "I-02", "I-13"}),
        ("DTH", "unit_head_informed", {}, {"A02"}),
        ("DIS", "award_received", {"award": "final"}, {"L14", "L15"}),
        ("DIS", "award_received", {}, {"L16"}),
        ("INJ", "recognition_accepted", {"clear": True}, {"J05b"}),
    ],
)
def test_an_event_starts_what_the_law_says_and_no_more(
    family: str, event: str, facts: dict[str, object], codes: set[str]
) -> None:
    assert {one.code for one in starting(family, facts, event, ON)} == codes


def test_a_fire_has_seven_days_for_a_change_of_casualties() -> None:
    assert {"A05b"} == {c.code for c in starting("INJ", {"fire_or_road": True}, "occurred", ON) if "A05" in c.code}
    assert {"A05"} == {c.code for c in starting("INJ", {}, "occurred", ON) if "A05" in c.code}


@pytest.mark.parametrize(("family", "event"), [("XXX", "known"), ("DIS", "nothing")])
def test_families_and_events_that_do_not_exist_are_refused(family: str, event: str) -> None:
    with pytest.raises(ValueError, match="There is no"):
        starting(family, {}, event, ON)


def test_statutory_rows_cite_an_article_and_internal_ones_none() -> None:
    for one in definitions().values():
        assert bool(one.articles) is not one.internal, one.code
    assert vocabulary("events")["unit_head_informed"] == "单位负责人知道了"
    with pytest.raises(KeyError):
        vocabulary("nothing")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"trigger": ["nothing"]}, "events"),
        ({"article": ["工伤保险条例第17条"]}, "citation"),
        ({"met_by": []}, "meets it"),
        ({"length": "30 dog"}, "dog"),
        ({"surprise": 1}, "unknown keys"),
        ({"extension": "30 day", "extended_by": ""}, "extends"),
    ],
)
def test_rows_that_do_not_hold_together_are_named(change: dict[str, Any], why: str) -> None:
    row = next(dict(row) for row in _data()["clock"] if row["code"] == "J05b") | change
    with pytest.raises(BadClocks, match=why):
        from_data({**_data(), "clock": [row]})


def test_what_is_lost_for_good_is_a_limit_of_the_law_that_a_party_has_to_keep() -> None:
    rows = definitions()
    for code in finals():
        one = rows[code]
        assert (one.kind, one.internal, one.opens) == (Kind.LENGTH, False, False), code
        assert one.articles, code
        assert one.who[0] not in awaited.who(), code
    assert {"J01", "J02", "L01", "L16", "L18a", "J15", "J18"} <= finals()


def test_two_versions_that_overlap_are_named_and_the_day_picks_one() -> None:
    row = next(dict(row) for row in _data()["clock"] if row["code"] == "J01")
    with pytest.raises(BadClocks, match="twice"):
        from_data({**_data(), "clock": [row, row]})
    old, new = row | {"valid_to": D(2026, 6, 30)}, row | {"valid_from": D(2026, 7, 1), "length": "45 day"}
    first, second = from_data({**_data(), "clock": [old, new]})
    assert (first.holds_on(D(2026, 6, 30)), second.holds_on(D(2026, 6, 30))) == (True, False)
