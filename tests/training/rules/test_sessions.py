"""What a phone may send, how long a session may last, what time is credited."""

from __future__ import annotations

import datetime
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import sessions
from training.rules.sessions import BadSheet

START = datetime.datetime(2026, 11, 20, 7, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
SHEET = {
    "uuid": str(uuid.UUID(int=7)),
    "project": 3,
    "crew": "4",
    "level": "crew",
    "method": "pre_shift",
    "topic": " 高处作业 ",
    "content": "",
    "place": "三号楼",
    "trainer": "李安全",
    "trainer_post": "安全员",
    "trainer_self": True,
    "trainer_signature": [[[1, 2], [3, 4]]],
    "starts_at": "2026-11-20T07:00:00+08:00",
    "ends_at": "2026-11-20T07:30:00+08:00",
    "people": [{"person": 9, "signature": [[[0, 0], [10.6, 5]]], "result": "passed"}],
}


def test_a_sheet_is_read():
    sheet = sessions.read_sheet(SHEET)
    assert (sheet.project, sheet.crew, sheet.topic, sheet.trainer_self) == (3, 4, "高处作业", True)
    assert sheet.ends_at - sheet.starts_at == 30 * MINUTE
    (one,) = sheet.people
    assert (one.person, one.signature, one.result, one.practical) == (9, [[[0, 0], [11, 5]]], "passed", "none")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"uuid": "x"}, "uuid"),
        ({"project": None}, "project"),
        ({"project": True}, "project"),
        ({"project": "９"}, "project"),
        ({"level": "moon"}, "level"),
        ({"level": ["crew"]}, "level"),
        ({"method": ""}, "method"),
        ({"topic": " \n "}, "topic"),
        ({"trainer": 5}, "trainer"),
        ({"starts_at": "2026-11-20T07:00"}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"people": []}, "people"),
        ({"people": [3]}, "people"),
        ({"people": [{"person": 9, "result": "excellent"}]}, "people"),
        ({"people": [{"person": i} for i in range(301)]}, "people"),
        ({"trainer_signature": [[["a", 1]]]}, "signature"),
    ],
)
def test_what_is_wrong_is_named(change, field):
    with pytest.raises(BadSheet) as bad:
        sessions.read_sheet(SHEET | change)
    assert bad.value.field == field
    assert bad.value.message


def test_all_that_is_wrong_is_named_at_once():
    now = START + 600 * MINUTE
    bad = SHEET | {"topic": "", "ends_at": SHEET["starts_at"], "people": []}
    assert set(sessions.faults(bad, now=now)) == {"topic", "ends_at", "people"}
    assert sessions.faults(SHEET | {"ends_at": None, "people": []}, now=now, going_on=True) == {}
    assert sessions.faults(SHEET | {"starts_at": "soon"}, now=now) == {"starts_at": "请填开始时间"}
    assert sessions.faults(SHEET, now=now) == {}


@pytest.mark.parametrize("raw", [None, [], "sheet", 5])
def test_no_sheet_at_all(raw):
    with pytest.raises(BadSheet):
        sessions.read_sheet(raw)


def test_somebody_ticked_twice_is_there_once():
    sheet = sessions.read_sheet(SHEET | {"people": [{"person": 9}, {"person": 9, "result": "failed"}]})
    assert [one.result for one in sheet.people] == ["failed"]


@pytest.mark.parametrize("nothing", [None, "", []])
def test_no_signature_is_empty(nothing):
    assert sessions.read_signature(nothing) == []


@pytest.mark.parametrize(
    "raw",
    [
        "scribble",
        [[]],
        [[[1]]],
        [[[1, 2, 3]]],
        [[[True, 1]]],
        [[[float("nan"), 1]]],
        [[[1e9, 1]]],
        [[[0, 0]] * 1201],
        [[[0, 0]]] * 81,
    ],
)
def test_a_broken_signature_is_refused(raw):
    with pytest.raises(BadSheet):
        sessions.read_signature(raw)


@given(st.lists(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=1, max_size=9), max_size=9))
def test_a_signature_stays_in_its_box(strokes):
    read = sessions.read_signature([[list(point) for point in stroke] for stroke in strokes])
    assert all(0 <= x <= 300 and 0 <= y <= 120 for stroke in read for x, y in stroke)
    assert sessions.read_signature(read) == read


def test_a_path_for_drawing():
    assert sessions.path_of([[[1, 2], [3, 4]], [[5, 6]]]) == "M1 2L3 4M5 6L5 6"
    assert sessions.path_of([]) == ""


@pytest.mark.parametrize(
    ("minutes", "ahead", "words"),
    [(0, 0, "晚于"), (-5, 0, "晚于"), (30, 6, "还没有到"), (481, 0, "最长 8 小时"), (480, 0, ""), (30, 5, "")],
)
def test_times_are_checked(minutes, ahead, words):
    end = START + minutes * MINUTE
    check = lambda: sessions.check_times(START, end, now=end - ahead * MINUTE)  # noqa: E731
    if not words:
        return check()
    with pytest.raises(BadSheet, match=words):
        check()
    return None


def at(first: int, last: int) -> sessions.Interval:
    return START + first * MINUTE, START + last * MINUTE


@pytest.mark.parametrize(
    ("there", "taken", "minutes"),
    [
        (at(0, 60), [], 60),
        (at(0, 60), [at(60, 90), at(-30, 0)], 60),
        (at(0, 60), [at(30, 90)], 30),
        (at(0, 60), [at(-10, 10), at(50, 70)], 40),
        (at(0, 60), [at(10, 20), at(15, 30)], 40),
        (at(0, 60), [at(0, 60)], 0),
        (at(0, 60), [at(-5, 65)], 0),
        (at(10, 10), [], 0),
    ],
)
def test_time_is_credited_once(there, taken, minutes):
    assert sessions.credited_minutes(there, taken) == minutes


@given(
    st.tuples(st.integers(0, 200), st.integers(0, 200)), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)))
)
def test_credit_is_what_nobody_took(there, taken):
    first, last = min(there), max(there)
    free = set(range(first, last)) - {minute for one in taken for minute in range(min(one), max(one))}
    spans = [at(min(one), max(one)) for one in taken]
    assert sessions.credited_minutes(at(first, last), spans) == len(free)


def test_who_comes_late_counts_from_then():
    assert sessions.arrival(*at(0, 60), None) == at(0, 60)
    assert sessions.arrival(*at(0, 60), START + 20 * MINUTE) == at(20, 60)
    assert sessions.arrival(*at(0, 60), START - 20 * MINUTE) == at(0, 60)
    assert sessions.arrival(*at(0, 60), START + 80 * MINUTE) == at(60, 60)
