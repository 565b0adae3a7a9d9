"""Pairing articles of two versions."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.matching import Clause, likeness, normalise, pair_articles

SUBJECTS = [
    "木工",
    "瓦工",
    "电工",
    "焊工",
    "塔吊司机",
    "架子工",
    "钢筋工",
    "油漆工",
    "信号工",
    "保洁员",
    "仓管员",
    "厨师",
]
DUTIES = ["领工具要登记", "上岗前看交底", "收工后清点材料", "雨天停止高处作业", "夜班先报备", "当面交接", "每月对工时"]


def clause(number: int, text: str, sub: int = 0) -> Clause:
    return Clause(number, sub, text)


def library(count: int) -> list[str]:
    """Texts of our own that differ from one another."""
    return [
        f"{SUBJECTS[n % 12]}在{n}号工地{DUTIES[n % 7]}，记录保存{n + 3}天，由{SUBJECTS[(n * 5 + 1) % 12]}复核。"
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("（一）工具", "(一)工具"), ("２０％", "20%"), ("总 则", "总\u3000则"), ("交\u200b底", "交底")],
    ids=["brackets", "digits", "spaces", "zero width"],
)
def test_normalise_makes_equal_words_compare_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert likeness(one, other) == 1.0


def test_an_inserted_article_moves_the_numbers_of_those_behind_it() -> None:
    texts = library(10)
    old = [clause(n, t) for n, t in enumerate(texts, 1)]
    grown = [*texts[:4], "新来的人先认安全出口，再领安全帽，班组长带看一圈。", *texts[4:]]
    pairs = pair_articles(old, [clause(n, t) for n, t in enumerate(grown, 1)])
    assert pairs == [(n, n if n < 4 else n + 1) for n in range(10)]


def test_changed_words_keep_the_pair_though_the_number_moved() -> None:
    texts = library(6)
    changed = texts[3].replace("记录保存", "书面记录至少保存")
    pairs = pair_articles(
        [clause(n, t) for n, t in enumerate(texts, 1)],
        [clause(n + 5, t) for n, t in enumerate([*texts[:3], changed, *texts[4:]], 1)],
    )
    assert pairs == [(n, n) for n in range(6)]


def test_an_article_that_moved_to_the_front_is_found() -> None:
    texts = library(8)
    moved = [texts[6], *texts[:6], texts[7]]
    pairs = pair_articles(
        [clause(n, t) for n, t in enumerate(texts, 1)], [clause(n, t) for n, t in enumerate(moved, 1)]
    )
    assert (6, 0) in pairs
    assert len(pairs) == 8


def test_unlike_texts_under_one_number_are_not_one_article() -> None:
    assert pair_articles([clause(3, "塔吊司机持证上岗。")], [clause(3, "工资按月发到本人银行卡里头去。")]) == []


def test_texts_not_known_yet_pair_with_nothing() -> None:
    assert pair_articles([clause(1, "")], [clause(1, ""), clause(2, "工资按月发放。")]) == []


def test_no_article_is_used_twice_when_texts_repeat() -> None:
    repeated = [clause(n, "（删去）") for n in range(1, 5)]
    pairs = pair_articles(repeated, repeated[:3])
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs) == 3


@given(st.lists(st.sampled_from(library(30)), max_size=20), st.lists(st.sampled_from(library(30)), max_size=20))
def test_pairs_are_one_to_one_whatever_the_input(one: list[str], other: list[str]) -> None:
    pairs = pair_articles([clause(n, t) for n, t in enumerate(one)], [clause(n, t) for n, t in enumerate(other)])
    assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})


@given(st.integers(0, 2**32))
def test_removing_any_articles_leaves_the_rest_paired_with_themselves(seed: int) -> None:
    texts = library(40)
    kept = sorted(random.Random(seed).sample(range(40), 30))
    pairs = pair_articles(
        [clause(n, t) for n, t in enumerate(texts, 1)], [clause(n, texts[i]) for n, i in enumerate(kept, 1)]
    )
    assert pairs == [(i, j) for j, i in enumerate(kept)]
