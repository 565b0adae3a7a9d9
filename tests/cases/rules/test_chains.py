"""The chain of contracts: from the top down, and who answers for an injury."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.chains import ANSWERS, LICENSED, RECOURSE, Link, Place, places

OWNER, GENERAL, LABOUR = Link(1, "owner"), Link(2, "general", 1), Link(3, "labour", 2)
BOSS, WORKER = Link(4, "boss", 3), Link(5, "worker", 4)
FAMILY = Link(6, "family")


def told(found: list[Place]) -> dict[int, str]:
    return {one.key: one.words for one in found if one.words}


def test_everybody_stands_below_who_gave_the_work_and_who_stands_alone_is_left_out() -> None:
    found = places([WORKER, FAMILY, BOSS, LABOUR, GENERAL, OWNER], injury=True)
    assert [(one.key, one.depth) for one in found] == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)]


def test_the_nearest_licensed_unit_answers_for_a_person_without_qualification_and_may_turn_to_him() -> None:
    found = places([OWNER, GENERAL, LABOUR, BOSS, WORKER], injury=True)
    assert told(found) == {3: ANSWERS, 4: RECOURSE}
    assert {one.article.rpartition("第三条")[2] for one in found if one.article} == {"第一款第（四）项", "第二款"}


def test_a_second_boss_between_them_changes_nothing() -> None:
    found = places([OWNER, GENERAL, LABOUR, BOSS, Link(7, "boss", 4), Link(8, "worker", 7)], injury=True)
    assert told(found) == {3: ANSWERS, 4: RECOURSE, 7: RECOURSE}


def test_wages_and_chains_without_a_boss_say_nothing_of_it() -> None:
    assert told(places([OWNER, GENERAL, LABOUR, BOSS], injury=False)) == {}
    assert told(places([OWNER, GENERAL, LABOUR, Link(5, "worker", 3)], injury=True)) == {}
    assert told(places([BOSS, WORKER], injury=True)) == {}


@given(
    st.lists(st.tuples(st.sampled_from(["owner", *sorted(LICENSED), "boss", "worker"]), st.integers(0, 9)), max_size=9)
)
def test_each_stands_once_below_its_own(rows: list[tuple[str, int]]) -> None:
    links = [Link(n, role, above if above < n else None) for n, (role, above) in enumerate(rows)]
    found = places(links, injury=True)
    order = [one.key for one in found]
    assert len(order) == len(set(order))
    above = {one.key: one.above for one in links}
    assert all(order.index(above[key]) < order.index(key) for key in order if above[key] is not None)  # type: ignore[arg-type]
