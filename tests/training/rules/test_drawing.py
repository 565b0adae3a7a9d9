"""Papers drawn exactly as asked, repeatably, and whenever the bank allows."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rules.blueprint import Quota
from training.rules.drawing import Candidate, Thin, draw, meets, place, shortages, shown_order

NONE: frozenset[str] = frozenset()


def one(number: int, group: str = "高处作业", kind: str = "single", **more: Any) -> Candidate:
    return Candidate(number, number + 1000, f"{group}.x", group, kind, more.pop("difficulty", 1), **more)


def some(count: int, start: int = 1, **facts: Any) -> list[Candidate]:
    return [one(number, **facts) for number in range(start, start + count)]


def asked(count: int, *groups: str, kinds: tuple[str, ...] = (), **more: Any) -> Quota:
    return Quota(count, groups=frozenset(groups), kinds=frozenset(kinds), **more)


def placed(quotas: list[Quota], drawn: list[Candidate], trades: frozenset[str] = NONE) -> bool:
    """Independently of the matching: in the order of the paper every question counts for its quota."""
    rest = iter(drawn)
    return all(
        meets(quota, next(rest), trades, strict=False) for quota in quotas for _ in range(quota.count)
    ) and not list(rest)


BANK = [
    *some(12, 1, group="高处作业"),
    *some(8, 20, group="脚手架"),
    *some(6, 30, group="脚手架", kind="multiple"),
    *some(5, 40, group="脚手架", red_line=True),
    *some(8, 50, group="用电", kind="true_false", difficulty=2),
    *some(6, 60, group="木工", trades=frozenset({"木工"})),
    *some(6, 70, group="架子", trades=frozenset({"架子工"})),
]
BLUEPRINT = [
    asked(4, "高处作业"),
    asked(3, "脚手架", kinds=("single",)),
    asked(2, "脚手架", red_line=True),
    asked(3, kinds=("multiple", "true_false")),
    Quota(2, own_trade=True),
    asked(2),
]


def test_ten_thousand_papers_meet_their_blueprint_exactly():
    carpenter = frozenset({"木工"})
    for seed in range(10_000):
        drawn = draw(BLUEPRINT, BANK, seed, trades=carpenter)
        assert len({c.question for c in drawn}) == 16
        assert placed(BLUEPRINT, drawn, carpenter)
        assert sum(c.trades == carpenter for c in drawn) >= 2
        assert not any("架子工" in c.trades for c in drawn)


def test_the_same_seed_makes_the_same_paper_whatever_the_order_of_the_bank():
    first = draw(BLUEPRINT, BANK, 7)
    assert draw(BLUEPRINT, reversed(BANK), 7) == first
    assert any(draw(BLUEPRINT, BANK, seed) != first for seed in range(8, 12))


def test_overlapping_quotas_are_filled_although_the_obvious_order_would_fail():
    """Three scaffold questions, one of them the only red-line one: taking it for the first quota loses the second."""
    bank = [*some(3, 1, group="脚手架"), one(4, "脚手架", red_line=True)]
    quotas = [asked(3, "脚手架"), Quota(1, red_line=True)]
    for seed in range(200):
        assert draw(quotas, bank, seed)[3].question == 4


candidates = st.builds(
    lambda number, group, kind, red, trade: (number, group, kind, red, trade),
    st.integers(1, 9), st.sampled_from("甲乙丙"), st.sampled_from(["single", "multiple"]), st.booleans(),
    st.sampled_from(["", "木工"]),
)  # fmt: skip
banks = st.lists(candidates, max_size=8, unique_by=lambda c: c[0]).map(
    lambda rows: [one(n, g, k, red_line=r, trades=frozenset({t} - {""})) for n, g, k, r, t in rows]
)
blueprints = st.lists(
    st.builds(
        lambda count, groups, kinds, red: Quota(count, groups=groups, kinds=kinds, red_line=red),
        st.integers(1, 3), st.frozensets(st.sampled_from("甲乙丙"), max_size=2),
        st.frozensets(st.sampled_from(["single", "multiple"]), max_size=1), st.sampled_from([None, None, True, False]),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def possible(quotas: list[Quota], bank: list[Candidate], trades: frozenset[str]) -> bool:
    """By trying: Hall's condition over every set of quotas."""
    for size in range(1, len(quotas) + 1):
        for some_quotas in itertools.combinations(quotas, size):
            near = [c for c in bank if any(meets(q, c, trades) for q in some_quotas)]
            if len(near) < sum(q.count for q in some_quotas):
                return False
    return True


@given(blueprints, banks, st.integers(0, 2**63), st.sampled_from([NONE, frozenset({"木工"})]))
@settings(max_examples=400, deadline=None)
def test_a_paper_is_found_exactly_when_there_is_one(quotas, bank, seed, trades):
    if possible(quotas, bank, trades):
        assert shortages(quotas, bank, trades) == []
        assert placed(quotas, draw(quotas, bank, seed, trades=trades), trades)
    else:
        with pytest.raises(Thin) as caught:
            draw(quotas, bank, seed, trades=trades)
        places, _ = place(quotas, bank, trades, fill=True)
        assert sum(s.missing for s in caught.value.shortages) == sum(places.free)


@given(blueprints, banks, st.integers(0, 2**63), st.frozensets(st.integers(1, 9)))
@settings(max_examples=300, deadline=None)
def test_questions_of_the_last_attempt_come_back_only_when_nothing_else_fits(quotas, bank, seed, avoid):
    if not possible(quotas, bank, NONE):
        return
    drawn = draw(quotas, bank, seed, avoid)
    fresh, _ = place(quotas, [c for c in bank if c.question not in avoid], NONE, fill=True)
    assert sum(c.question in avoid for c in drawn) == sum(fresh.free)


def test_a_thin_bank_says_what_is_missing():
    quotas = [asked(4, "脚手架", kinds=("single",)), asked(1, "高处作业")]
    bank = [*some(2, 1, group="脚手架"), *some(5, 10)]
    (short,) = shortages(quotas, bank)
    assert (short.quotas, short.needed, short.available, short.missing) == ((0,), 4, 2, 2)


def test_quotas_that_compete_are_short_together():
    quotas = [asked(3, "脚手架"), asked(3, kinds=("single",)), asked(1, "用电")]
    bank = [*some(5, 1, group="脚手架"), one(9, "用电", "multiple")]
    (short,) = shortages(quotas, bank)
    assert (short.quotas, short.needed, short.available) == ((0, 1), 6, 5)


def test_own_trade_comes_first_and_is_filled_up_for_everyone():
    bank = [*some(9), one(50, trades=frozenset({"架子工"}))]
    quotas = [Quota(3, own_trade=True), asked(2)]
    rigger = frozenset({"架子工"})
    assert all(50 in {c.question for c in draw(quotas, bank, seed, trades=rigger)[:3]} for seed in range(50))
    assert len(draw(quotas, bank, 1)) == 5
    (short,) = shortages(quotas, bank, rigger, fill=False)
    assert (short.needed, short.available) == (3, 1)


def test_what_was_shown_less_comes_more_often_and_evens_out():
    shown: Counter[int] = Counter(dict.fromkeys(range(1, 11), 40))
    for seed in range(800):
        bank = [one(number, shown=shown[number]) for number in range(1, 21)]
        shown.update(c.question for c in draw([asked(5)], bank, seed))
    assert max(shown.values()) - min(shown.values()) < 0.15 * max(shown.values())


def test_a_new_question_is_not_in_every_paper():
    bank = [*some(29, shown=300), one(99)]
    hits = sum(99 in {c.question for c in draw([asked(5)], bank, seed)} for seed in range(400))
    assert 100 < hits < 340


OPTIONS = {"options": [{"key": "a"}, {"key": "b"}, {"key": "c", "pin": True}, {"key": "d"}]}


def test_options_are_shuffled_by_the_seed_and_pinned_ones_stay_last():
    orders = [shown_order("single", OPTIONS, ["a"], seed, 5) for seed in range(60)]
    assert orders == [shown_order("single", OPTIONS, ["a"], seed, 5) for seed in range(60)]
    assert {tuple(sorted(order)) for order in orders} == {("a", "b", "c", "d")}
    assert {order[-1] for order in orders} == {"c"}
    assert len({tuple(order) for order in orders}) == 6


@given(st.permutations(["a", "b", "c", "d"]), st.integers(), st.integers(3, 4))
def test_an_ordering_question_is_never_shown_solved(key, seed, length):
    key = [letter for letter in key if letter < "abcde"[length]]
    items = {"items": [{"key": letter} for letter in sorted(key)]}
    shown = shown_order("ordering", items, key, seed, 1)
    assert shown != key
    assert sorted(shown) == sorted(key)


def test_places_on_a_picture_are_numbered_from_left_to_right():
    regions = [{"key": "a", "x": 60, "y": 1}, {"key": "b", "x": 5, "y": 50}, {"key": "c", "x": 5, "y": 2}]
    assert shown_order("hazard", {"regions": regions}, ["a"], 3, 3) == ["c", "b", "a"]


@pytest.mark.parametrize(("kind", "key"), [("true_false", True), ("numeric", {"value": 1.5})])
def test_kinds_without_parts_have_no_order(kind, key):
    assert shown_order(kind, {}, key, 1, 1) == []
