"""Numbers of identity documents."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import identity

TODAY = datetime.date(2026, 11, 1)
PROVINCES = ["11", "31", "44", "50", "65", "83"]

births = st.dates(min_value=datetime.date(1900, 1, 1), max_value=TODAY)
heads = st.builds(lambda province, rest: f"{province}{rest:04d}", st.sampled_from(PROVINCES), st.integers(0, 9999))


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    body = f"{draw(heads)}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + identity.check_character(body)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),  # the example of GB 11643
        ("440524188001010014", True),
        ("11010519491231002x", True),
        ("１１０１０５ １９４９１２３１ ００２Ｘ", True),
        ("110105194912310021", False),  # wrong check character
        ("990105194912310023", False),  # no such province
        ("11010519490230002X", False),  # no such day
        ("11010519491231002", False),
        ("", False),
        ("abcdefghijklmnopqr", False),
    ],
)
def test_resident_ids(number: str, right: bool) -> None:
    assert (identity.problem(identity.RESIDENT_ID, number, today=TODAY) == "") is right


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        (identity.PASSPORT, "E12345678", True),
        (identity.PASSPORT, "ea1234567", True),
        (identity.PASSPORT, "ABCDEF", False),
        (identity.PASSPORT, "E1", False),
        (identity.PASSPORT, "护照1234567", False),
        (identity.HMT_PERMIT, "H12345678", True),
        (identity.HMT_PERMIT, "M1234567801", True),
        (identity.HMT_PERMIT, "12345678", True),
        (identity.HMT_PERMIT, "X12345678", False),
        (identity.HMT_PERMIT, "١٢٣٤٥٦٧٨", False),  # digits, but not ours
        ("", "E12345678", False),
    ],
)
def test_other_documents(kind: str, number: str, right: bool) -> None:
    assert (identity.problem(kind, number, today=TODAY) == "") is right


def test_a_residence_permit_is_checked_like_an_id() -> None:
    body = "81000019900101001"
    good = body + identity.check_character(body)
    assert identity.problem(identity.HMT_PERMIT, good, today=TODAY) == ""
    wrong = body + ("0" if good[-1] != "0" else "1")
    assert identity.problem(identity.HMT_PERMIT, wrong, today=TODAY)


def test_nobody_is_born_tomorrow() -> None:
    body = "11010520261102001"
    assert identity.problem(identity.RESIDENT_ID, body + identity.check_character(body), today=TODAY)


@given(resident_ids())
def test_a_made_id_is_right(number: str) -> None:
    assert identity.problem(identity.RESIDENT_ID, number, today=TODAY) == ""


@given(resident_ids(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identity.problem(identity.RESIDENT_ID, wrong, today=TODAY)


@given(resident_ids(), st.integers(0, 16))
def test_two_swapped_neighbours_are_found(number: str, place: int) -> None:
    left, right = number[place], number[place + 1]
    if left == right:
        return
    swapped = number[:place] + right + left + number[place + 2 :]
    assert identity.problem(identity.RESIDENT_ID, swapped, today=TODAY)


@given(resident_ids(), st.sampled_from(["", " ", "-", "　"]))
def test_writing_does_not_matter(number: str, gap: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number.lower())
    assert identity.normalise(identity.RESIDENT_ID, gap.join(wide)) == number


@given(heads, st.dates(datetime.date(1900, 1, 1), datetime.date(1999, 12, 31)), st.integers(0, 999))
def test_an_old_number_matches_the_new_one(head: str, born: datetime.date, serial: int) -> None:
    old = f"{head}{born:%y%m%d}{serial:03d}"
    body = f"{head}{born:%Y%m%d}{serial:03d}"
    assert identity.normalise(identity.RESIDENT_ID, old) == body + identity.check_character(body)


@given(st.sampled_from([identity.RESIDENT_ID, identity.PASSPORT, identity.HMT_PERMIT]), st.text(max_size=40))
def test_any_text_is_answered(kind: str, text: str) -> None:
    assert isinstance(identity.problem(kind, text, today=TODAY), str)


@given(
    st.sampled_from([identity.RESIDENT_ID, identity.PASSPORT, identity.HMT_PERMIT]),
    st.text(alphabet="0189XxHhＸ０９ -　", max_size=30),
)
def test_a_normal_form_stays(kind: str, text: str) -> None:
    assert identity.normalise(kind, identity.normalise(kind, text)) == identity.normalise(kind, text)
