"""Lay words read as the words of law, and what editors may enter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules.synonyms import Expansion, Table, expand, problems

PAIRS = [
    ("欠薪", ["拖欠劳动报酬", "拖欠工资"]),
    ("包工头", ["实际施工人"]),
    ("包工头跑了", ["逃匿", "拖欠工资"]),
    ("工头", ["个人承包经营者"]),
    ("取保", ["取保候审"]),
    ("2N", ["违法解除"]),
    ("安全帽", ["劳动防护用品"]),
    ("安全带", ["劳动防护用品"]),
]
TABLE = Table.build(PAIRS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("老板欠薪怎么办", [("欠薪", 2)]),
        ("包工头跑了", [("包工头跑了", 0)]),
        ("包工头打人", [("包工头", 0)]),
        ("工头和包工头", [("工头", 0), ("包工头", 3)]),
        ("欠薪又欠薪", [("欠薪", 0)]),
        ("欠薪就是拖欠劳动报酬", []),
        ("取保候审要多久", []),
        ("取保要多久", [("取保", 0)]),
        ("辞退赔2n吗", [("2N".lower(), 3)]),
        ("辞退赔２Ｎ吗", [("2n", 3)]),
        ("安全帽和安全带", [("安全帽", 0), ("安全带", 4)]),
        ("工资", []),
        ("", []),
    ],
)
def test_finds_lay_words(text: str, found: list[tuple[str, int]]) -> None:
    assert [(e.said, e.start) for e in expand(text, TABLE)] == found


def test_says_all_meanings_in_order() -> None:
    assert expand("欠薪", TABLE) == [Expansion("欠薪", 0, ("拖欠劳动报酬", "拖欠工资"))]


def test_an_empty_table_adds_nothing() -> None:
    assert expand("包工头跑了", Table()) == []


@given(st.lists(st.sampled_from([*"包工头跑了欠薪取保候审拖的，", "欠工资", "安全帽", "2N"]), max_size=20).map("".join))
def test_expansions_stand_in_order_and_never_overlap(text: str) -> None:
    found = expand(text, TABLE)
    ends = 0
    for expansion in found:
        assert expansion.start >= ends
        ends = expansion.start + len(expansion.said)
        assert text[expansion.start : ends].lower() == expansion.said
        assert not any(meaning in text for meaning in expansion.means)
    assert len({e.said for e in found}) == len(found)


@pytest.mark.parametrize(
    ("said", "means", "words"),
    [
        ("薪", ["劳动报酬"], "太短"),
        ("欠薪", ["薪"], "太短"),
        ("欠" * 21, ["劳动报酬"], "太长"),
        ("欠薪", ["报" * 21], "太长"),
        ("欠薪", [], "至少写一个"),
        ("欠薪", [f"拖欠{i}" for i in range(13)], "最多 12 个"),
        ("欠薪", ["拖欠", "拖欠"], "写重了"),
        ("欠薪", ["欠薪", "拖欠"], "它自己"),
        ("2n", ["２Ｎ"], "它自己"),
        ("欠 薪", ["拖欠"], "不要空格"),
        ("欠薪", ["“拖欠”"], "不要空格和标点"),
        ("讨薪", ["要钱"], "讨薪 → 要钱 → 工钱 → 讨薪"),
    ],
)
def test_refuses_what_makes_no_sense(said: str, means: list[str], words: str) -> None:
    others = {"要钱": ["工钱", "薪水"], "工钱": ["讨薪"]}
    assert any(words in problem for problem in problems(said, means, others))


def test_accepts_an_entry_and_its_replacement() -> None:
    others = {"讨薪": ["要钱"], "要钱": ["支付劳动报酬"]}
    assert problems("要钱", ["支付劳动报酬"], others) == []
    assert problems("N+1", ["经济补偿", "额外支付一个月工资"], others) == []


def test_a_replaced_entry_is_judged_by_what_it_becomes() -> None:
    assert problems("要钱", ["讨薪"], {"讨薪": ["支付劳动报酬"], "要钱": ["讨薪"]}) == []
    assert problems("讨薪", ["支付劳动报酬"], {"讨薪": ["要钱"], "要钱": ["讨薪"]}) == []
