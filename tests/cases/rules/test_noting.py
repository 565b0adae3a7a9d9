"""What deeds say happened: every rule of the data is sound, and values meet it or do not."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.rules import claims, documents, records
from cases.rules.alerts import PASSING
from cases.rules.clocks import Kind, definitions, vocabulary
from cases.rules.noting import Rule, deeds, rules_of, said
from cases.services.casualties import CHANGED, LATE
from cases.services.reporting import CALLS

AT = datetime.datetime(2026, 10, 12, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


def every_rule() -> list[tuple[str, Rule, set[str] | None]]:
    """(where, rule, names of the fields it may ask)."""
    found: list[tuple[str, Rule, set[str] | None]] = []
    for kind in records.kinds().values():
        found += [(f"record {kind.code}", rule, {one.name for one in kind.fields}) for rule in kind.notes]
    for made in documents.kinds().values():
        found += [(f"document {made.code}", rule, {one.name for one in made.asks}) for rule in made.notes]
    codes = {code for track in claims.tracks() for code in claims.steps(track)}
    found += [(f"step {code}", rule, {"track", "whole"}) for code in codes for rule in claims.step_notes(code)]
    for of in (claims.RECOGNITION, *claims.tracks()):
        found += [(f"paper {of} {one.code}", rule, set()) for one in claims.papers(of) for rule in one.notes]
    found += [(f"deed {deed.code}", rule, None) for deed in deeds().values() for rule in deed.notes]
    return found


def test_every_rule_names_events_and_fields_that_exist() -> None:
    events = vocabulary("events")
    for where, rule, fields in every_rule():
        assert rule.event in events, where
        assert not rule.again or rule.again in events, where
        assert not (rule.often and rule.again), where
        if fields is not None:
            assert {rule.at, *rule.when} - {""} <= fields, where


def test_the_codes_a_rule_waits_for_can_be_chosen() -> None:
    for kind in records.kinds().values():
        choices = {one.name: set(one.choices) for one in kind.fields}
        for rule in kind.notes:
            assert all(set(codes) <= choices[name] for name, codes in rule.when.items()), kind.code


def test_deeds_of_the_code_and_of_the_data_are_the_same() -> None:
    assert [rule.event for rule in deeds()["report"].notes] == list(CALLS)
    assert [rule.event for rule in deeds()["facts"].notes] == [CHANGED, LATE]


def test_no_clock_waits_for_what_nobody_can_note() -> None:
    """Each event is of the list that a handler picks from; those that time alone brings about are in no form."""
    events = set(vocabulary("events"))
    asked = {event for one in definitions().values() for event in (*one.triggers, *one.met_by)}
    assert asked <= events
    assert {rule.event for _, rule, _ in every_rule()} <= events
    assert events >= PASSING


def test_what_has_a_limit_can_be_met_by_an_event() -> None:
    for one in definitions().values():
        if one.kind is not Kind.OPEN:
            assert one.met_by, one.code


@pytest.mark.parametrize(
    ("values", "events"),
    [
        ({}, ["talked"]),
        ({"called": ["CAL-SEC"], "called_at": "2026-10-12T09:00+08:00"}, ["talked"]),
        ({"called": ["CAL-SEC", "CAL-HR"], "called_at": "2026-10-12T09:00+08:00"}, ["talked", "authority_told"]),
        ({"called": ["CAL-HR"]}, ["talked"]),
    ],
)
def test_a_rule_is_met_by_its_codes_and_by_a_moment(values: dict[str, object], events: list[str]) -> None:
    found = said(records.kinds()["dialogue"].notes, values, AT)
    assert [one.rule.event for one in found] == events
    assert (found[0].at, found[0].day_only) == (AT, False)


def test_a_day_counts_from_its_beginning_in_shanghai() -> None:
    found = said(records.kinds()["official"].notes, {"made_on": "2026-11-09"}, AT)
    assert [(one.rule.event, one.at.isoformat(), one.day_only) for one in found] == [
        ("official_report", "2026-11-09T00:00:00+08:00", True)
    ]


def test_midnight_that_somebody_wrote_is_a_moment_and_no_day() -> None:
    found = said(records.kinds()["official"].notes, {"made_on": "2026-11-09T00:00"}, AT)
    assert [one.day_only for one in found] == [False]


def test_one_code_alone_is_read_like_a_list_of_one() -> None:
    (rule,) = rules_of([{"event": "family_told", "when": {"how": ["FAM-CALL"]}}])
    assert said([rule], {"how": "FAM-CALL"}, AT)
    assert not said([rule], {"how": "FAM-NONE"}, AT)
