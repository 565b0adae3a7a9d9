"""States, reminders and codes of certificates."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import certificates
from training.rules.certificates import REMIND_DAYS, State

DAY = datetime.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("valid_to", "revoked", "superseded", "state"),
    [
        (None, False, False, State.VALID),
        (DAY, False, False, State.VALID),
        (DAY - datetime.timedelta(days=1), False, False, State.EXPIRED),
        (DAY, False, True, State.SUPERSEDED),
        (DAY - datetime.timedelta(days=1), False, True, State.SUPERSEDED),
        (DAY, True, True, State.REVOKED),
    ],
    ids=["without end", "last day", "the day after", "renewed", "renewed and run out", "revoked"],
)
def test_the_state_is_that_of_the_day(valid_to, revoked, superseded, state):
    assert certificates.state_of(valid_to, revoked=revoked, superseded=superseded, today=DAY) is state


@pytest.mark.parametrize(
    ("left", "sent", "expected"),
    [
        (61, [], None),
        (60, [], 60),
        (45, [60], None),
        (45, [], 60),
        (30, [60], 30),
        (6, [60, 30], 7),
        (5, [], 7),
        (0, [60, 30, 7], 0),
        (0, [60, 30, 7, 0], None),
        (-3, [7], 0),
        (-8, [7], None),
    ],
)
def test_one_is_reminded_of_the_nearest_day_reached(left, sent, expected):
    assert certificates.reminder(DAY + datetime.timedelta(days=left), today=DAY, sent=sent) == expected


def test_what_has_no_end_is_never_reminded_of():
    assert certificates.reminder(None, today=DAY) is None


@given(st.lists(st.integers(0, 90), min_size=1, max_size=90, unique=True))
def test_however_often_the_sweep_runs_each_day_is_told_once(days):
    sent: list[int] = []
    for left in sorted(days, reverse=True):
        found = certificates.reminder(DAY + datetime.timedelta(days=left), today=DAY, sent=sent)
        if found is not None:
            assert found not in sent
            sent.append(found)
    assert sent == sorted(sent, reverse=True)
    assert set(sent) <= set(REMIND_DAYS)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcd efgh jklm", "ABCDEFGHJKLM"),
        ("ABCD-EFGH-JKLM", "ABCDEFGHJKLM"),
        ("https://x.cn/verify/ABCDEFGHJKLM/?s=12", "ABCDEFGHJKLM"),
        ("ABC", ""),
        ("", ""),
        ("甲乙丙丁戊己庚辛壬癸子丑", ""),
    ],
)
def test_a_code_is_found_in_what_is_typed_or_scanned(typed, code):
    assert certificates.code_in(typed) == code


def test_codes_are_read_in_fours():
    assert certificates.spaced("ABCDEFGHJKLM") == "ABCD EFGH JKLM"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("https://x.cn/verify/ABCDEFGHJKLM/?s=0f3a", "0f3a"),
        ("/verify/ABCDEFGHJKLM/", ""),
        ("ABCD EFGH JKLM", ""),
        ("https://x.cn/?s=0f3a", ""),
        ("", ""),
    ],
)
def test_the_mark_is_found_in_what_is_scanned(text, mark):
    assert certificates.mark_in(text) == mark
