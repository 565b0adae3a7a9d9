"""Rows chained by hashes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.chain import Link, breaks, link_hash


def test_anyone_can_compute_it_with_standard_tools() -> None:
    assert link_hash("ab", {"b": 1, "a": "证"}) == hashlib.sha256('ab\n{"a":"证","b":1}'.encode()).hexdigest()


def test_another_row_before_or_another_fact_gives_another_hash() -> None:
    assert len({link_hash("", {"a": 1}), link_hash("x", {"a": 1}), link_hash("", {"a": 2}), link_hash("", {})}) == 4


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        link_hash("", {"a": object()})


def _chain(count: int) -> list[Link]:
    rows, last = [], ""
    for seq in range(1, count + 1):
        own = link_hash(last, {"seq": seq})
        rows.append(Link(seq, last, own, own))
        last = own
    return rows


WHOLE = _chain(5)
END = (5, WHOLE[-1].hash)


@pytest.mark.parametrize(
    ("rows", "head", "places"),
    [
        (WHOLE, END, []),
        ([], None, []),
        (WHOLE[1:], END, [1]),
        (WHOLE[:2] + WHOLE[4:], END, [3, 4]),
        (WHOLE[:3], END, [4, 5]),
        ([], END, [1, 2, 3, 4, 5]),
        (WHOLE, (4, WHOLE[3].hash), [5]),
        (WHOLE, (5, "other"), [5]),
        (WHOLE, None, [5]),
        ([*WHOLE[:2], Link(3, WHOLE[1].hash, WHOLE[2].hash, "other"), *WHOLE[3:]], END, [3]),
        ([*WHOLE[:2], Link(3, "other", WHOLE[2].hash, WHOLE[2].hash), *WHOLE[3:]], END, [3]),
    ],
)
def test_each_break_is_found_at_its_place(rows: list[Link], head: tuple[int, str] | None, places: list[int]) -> None:
    assert [place for place, _ in breaks(rows, head)] == places


@given(st.integers(2, 30), st.data())
def test_two_rows_that_changed_places_are_found_at_both(count: int, data: st.DataObject) -> None:
    rows = _chain(count)
    one, other = sorted(data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
    swapped = list(rows)
    for here, there in ((one, other), (other, one)):
        moved = rows[there]
        swapped[here] = Link(here + 1, moved.before, moved.hash, link_hash(moved.before, {"seq": here + 1}))
    found = {place for place, _ in breaks(swapped, (count, rows[-1].hash))}
    assert {one + 1, other + 1} <= found
