"""Marks stand on the raw text, exactly where the words stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules import highlight
from search.rules.analysis import INVISIBLE, normalise

TEXTS = st.text(st.sampled_from("工伤保险条例停薪期１2ＡB 的“”，。\u200b\ufeff①\n"), max_size=120)
QUERIES = st.text(st.sampled_from("工伤保险条例停薪期1２ａb 的"), max_size=12)


def marked(text: str, question: str) -> list[str]:
    return [p.text for p in highlight.mark(text, highlight.marks(question)) if p.marked]


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("职工发生工伤的，享受停工留薪期。", "停工留薪期", ["停工留薪期"]),
        ("职工发生工伤的，享受停工留薪期。", "工伤 停薪", ["工伤"]),
        ("享受停 工 留薪期", "留薪", ["留薪"]),
        ("自３０日内提出", "30日", ["３０日"]),
        ("ＧＢ 50870", "gb50870", ["ＧＢ", "50870"]),
        ("第130条", "30", []),
        ("工伤工伤", "工伤", ["工伤工伤"]),
        ("不相干的话", "怎么办", []),
        ("工\u200b伤认定", "工伤", ["工\u200b伤"]),
    ],
)
def test_what_is_marked(text, question, found):
    assert marked(text, question) == found


def test_empty_words_are_never_marked_and_never_needed():
    assert highlight.marks("怎么办") == []
    assert "工伤" in highlight.marks("工伤怎么办")


@given(TEXTS, QUERIES)
def test_the_pieces_are_the_text(text, question):
    assert "".join(p.text for p in highlight.mark(text, highlight.marks(question))) == text


@given(TEXTS, QUERIES)
def test_what_is_marked_was_asked_for(text, question):
    wanted = highlight.marks(question)
    for piece in highlight.mark(text, wanted):
        if piece.marked:
            plain = normalise(piece.text)
            assert any(word in plain.replace(INVISIBLE, "") for word in wanted)


@given(TEXTS, QUERIES)
def test_spans_are_sorted_apart_and_inside(text, question):
    spans = highlight.spans(text, highlight.marks(question))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


@given(TEXTS, QUERIES, st.integers(10, 60))
def test_a_snippet_is_a_stretch_of_the_text(text, question, size):
    pieces = highlight.snippet(text, highlight.marks(question), size)
    left = bool(pieces) and pieces[0].text == "…" and not pieces[0].marked
    right = len(pieces) > left and pieces[-1].text == "…" and not pieces[-1].marked
    inner = "".join(p.text for p in pieces[left : len(pieces) - right or None])
    assert inner in text
    assert len(inner) <= size
    assert text.startswith(inner) or left
    assert text.endswith(inner) or right


@given(TEXTS, QUERIES)
def test_a_snippet_shows_a_mark_when_there_is_one(text, question):
    wanted = highlight.marks(question)
    if highlight.spans(text, wanted):
        assert any(p.marked for p in highlight.snippet(text, wanted, 40))


def test_the_snippet_is_cut_around_the_richest_place():
    text = "工资。" + "无关的内容，" * 40 + "拖欠工资的，责令支付工资。" + "无关的内容，" * 40
    pieces = highlight.snippet(text, highlight.marks("拖欠工资"), 60)
    assert "拖欠工资" in [p.text for p in pieces if p.marked]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")
