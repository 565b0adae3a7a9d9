"""Kinds of records: sound data, neutral words, days on which nobody spoke with the family."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from cases.rules import records
from cases.rules.stages import Path, stages

D = datetime.date
LABELS = ("闹事", "刁民", "带头", "滋事", "聚众", "恶意讨薪", "无理取闹", "捣乱", "troublemaker")


def test_no_word_labels_anybody():
    text = records._FILE.read_text(encoding="utf8")
    assert [word for word in LABELS if word in text] == []


def test_every_field_is_of_a_known_type_and_named_once():
    for kind in records.kinds().values():
        names = [field.name for field in kind.fields]
        assert len(names) == len(set(names)), kind.code
        for field in kind.fields:
            assert field.type in {"text", "long", "day", "moment", "number", "yes", "one", "many"}, field
            assert bool(field.choices) == (field.type in {"one", "many"}), field


def test_the_records_that_stages_ask_for_can_be_written():
    """Those of promises, settlements, reviews, claims and look-ups are rows of their own."""
    asked = {
        need.code.removeprefix("record:")
        for stage in stages().values()
        for need in (*stage.need, *stage.wish)
        if need.code.startswith("record:")
    }
    assert asked - set(records.kinds()) == {"promise", "settlement", "legal_review", "claim", records.LOOKUP}


def test_advice_alone_is_privileged():
    assert records.privileged() == {records.ADVICE}


def test_each_path_has_its_own_kinds_and_shares_the_rest():
    disputes = {kind.code for kind in records.kinds_for(Path.DISPUTE)}
    injuries = {kind.code for kind in records.kinds_for(Path.INJURY)}
    assert {"dialogue", "explained"} <= disputes - injuries
    assert {"first_aid", "investigation", "official", "family"} <= injuries - disputes
    assert {"meeting", "advice", "progress", "duty"} <= disputes & injuries


def test_a_day_without_a_word_to_the_family_is_seen():
    spoken = {D(2026, 9, 10), D(2026, 9, 12)}
    assert records.days_without(spoken, first=D(2026, 9, 10), last=D(2026, 9, 13)) == [D(2026, 9, 11), D(2026, 9, 13)]
    assert records.days_without(spoken, first=D(2026, 9, 14), last=D(2026, 9, 13)) == []


@given(st.sets(st.dates(D(2026, 1, 1), D(2026, 3, 1))))
def test_days_with_and_without_are_all_days(spoken):
    first, last = D(2026, 1, 5), D(2026, 2, 20)
    gaps = records.days_without(spoken, first=first, last=last)
    assert len(gaps) + len([day for day in spoken if first <= day <= last]) == (last - first).days + 1
    assert not set(gaps) & spoken


def test_days_that_follow_each_other_are_told_as_one_span():
    days = [D(2026, 10, 31), D(2026, 10, 14), D(2026, 11, 1), D(2026, 10, 14)]
    assert records.spans(days) == [(D(2026, 10, 14), D(2026, 10, 14)), (D(2026, 10, 31), D(2026, 11, 1))]
    assert records.spans([]) == []


def test_the_main_field_of_each_kind_is_one_of_its_fields():
    for kind in records.kinds().values():
        assert kind.main in {field.name for field in kind.fields}, kind.code
