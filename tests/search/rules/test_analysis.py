"""Index and query see the same tokens, however a thing is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules import numerals
from search.rules import analysis

TEXTS = st.text(
    st.sampled_from(
        "工伤保险条例第三十八条欠薪〇零两百千12３８０．.aZｂ “”「」《》（）()，。\u200b\u2060\ufeff\n　-+①Ⅲ金㎡ﬁ𬀩"
    )
    | st.characters(),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("工伤", ["工", "工伤", "伤"]),
        ("停工留薪期", ["停", "停工", "工", "工留", "留", "留薪", "薪", "薪期", "期"]),
        ("30日", ["30", "日"]),
        ("GB 50870", ["gb", "50870"]),
        ("3.5倍", ["3.5", "倍"]),
        ("的", ["的"]),
        ("𬀩", ["𬀩"]),
        ("", []),
        ("，。《》", []),
    ],
)
def test_characters_pairs_numbers_and_words(text, tokens):
    assert analysis.tokens(text) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("工伤ＡＢＣ１２３", "工伤abc123"),
        ("Ｇｂ", "gb"),
        ("「停工留薪期」", "“停工留薪期”"),
        ("『工伤』", "《工伤》"),
        ("工伤（试行）", "工伤(试行)"),
        ("工\u200b伤\ufeff认\u2060定", "工伤认定"),
        ("金", "金"),
        ("①", "1"),
    ],
)
def test_ways_of_writing_are_one(one, other):
    assert analysis.tokens(one) == analysis.tokens(other)


@given(st.integers(10, 9999))
def test_a_chinese_numeral_is_found_by_its_digits(number):
    assert str(number) in analysis.tokens(f"满{numerals.to_chinese(number)}日")


@given(st.integers(10, 9999))
def test_the_value_of_a_numeral_is_the_number(number):
    assert analysis.value(numerals.to_chinese(number)) == str(number)


@given(TEXTS)
def test_normalising_keeps_the_length_so_that_offsets_stand(text):
    assert len(analysis.normalise(text)) == len(text)


@given(TEXTS)
def test_normalising_twice_changes_nothing(text):
    once = analysis.normalise(text)
    assert analysis.normalise(once) == once


@given(TEXTS)
def test_tokens_hold_no_space_and_are_never_empty(text):
    """Engines get them joined by spaces."""
    tokens = analysis.tokens(text)
    assert " ".join(tokens).split() == tokens


@given(TEXTS, TEXTS)
def test_a_text_is_found_by_its_parts(left, right):
    """Whatever stands alone between spaces is found in the whole."""
    assert set(analysis.tokens(left)) <= set(analysis.tokens(f"{left} {right}"))


@given(TEXTS)
def test_the_phrase_is_the_tokens_in_order_without_the_added_digits(text):
    rest = iter(analysis.tokens(text))
    assert all(word in rest for word in analysis.phrase(text))


@given(
    st.text(st.sampled_from("工伤保险条例欠薪期日"), min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 12)
)
def test_any_part_of_a_run_is_a_phrase_of_it(run, start, length):
    """Tokens of a part stand in the same order, without gaps, in the whole."""
    part = run[start : start + length]
    if not part:
        return
    words, whole = analysis.phrase(part), analysis.tokens(run)
    assert any(whole[i : i + len(words)] == words for i in range(len(whole)))


def test_meaningful_pairs_leave_single_characters_out():
    assert analysis.han_pairs("工伤 30 日") == ["工伤", "30", "日"]
    assert analysis.han_pairs("停工留薪") == ["停工", "工留", "留薪"]


def plainly(text: str) -> list[str]:
    """The tokens as they are defined, one run after another."""
    out: list[str] = []
    for run in re.findall(analysis._RUN, analysis.normalise(text).replace(analysis.INVISIBLE, "")):
        if run.isascii():
            out.append(run)
            continue
        for place, char in enumerate(run):
            out += [char, run[place : place + 2]] if place + 1 < len(run) else [char]
        out += [analysis.value(numeral) for numeral in analysis._NUMERAL.findall(run)]
    return out


@given(TEXTS)
def test_the_fast_way_gives_the_tokens_of_the_plain_one(text):
    assert analysis.tokens(text) == plainly(text)
    assert analysis.joined(text) == " ".join(plainly(text))


@pytest.mark.parametrize("between", ["", "，", "|", " | ", "a", "9", "\u200b", "\n", "。三十"])
def test_runs_stay_apart_whatever_stands_between_them(between):
    text = f"工伤{between}认定{between}{between}𬀩某"
    assert analysis.tokens(text) == plainly(text)


def test_what_needs_no_folding_is_what_folding_leaves_alone():
    """Characters that are not looked at twice: they stay themselves, or part words either way."""
    for char in (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000):
        if not analysis._ODD.match(char):
            assert re.findall(analysis._RUN, analysis.normalise(char)) == re.findall(analysis._RUN, char), ascii(char)


@given(st.lists(TEXTS, max_size=4))
def test_texts_cut_one_by_one_are_the_texts_cut_together(texts):
    assert analysis.tokenised(*texts).split() == plainly(" ".join(texts))
