"""The query language: as people type it, repaired and said so."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules.query import MAX_LENGTH, parse

D = datetime.date


@pytest.mark.parametrize(
    "text",
    [
        '"停工留薪期"',
        "“停工留薪期”",
        "「停工留薪期」",
        "『停工留薪期』",
        "＂停工留薪期＂",
        '“停工留薪期"',
        "”停工留薪期”",
    ],
)
def test_every_kind_of_quote_makes_a_phrase(text):
    query = parse(text)
    assert query.phrases == ("停工留薪期",)
    assert query.repairs == ()


def test_a_phrase_beside_words():
    query = parse("工伤“停工留薪期”多久")
    assert query.phrases == ("停工留薪期",)
    assert query.text == "工伤 多久"


@pytest.mark.parametrize(
    "text", ["欠薪 -包工头", "欠薪 －包工头", "欠薪 NOT 包工头", "欠薪 not 包工头", "欠薪 非 包工头", "欠薪　-包工头"]
)
def test_ways_to_exclude(text):
    query = parse(text)
    assert (query.text, query.excluded) == ("欠薪", ("包工头",))


@pytest.mark.parametrize(
    "text",
    [
        "名为“个体工商户”实为“合伙”，内部发生纠纷时如何认定？",
        "“复利”“利滚利”的约定合法吗？",
        '劳动法上的"三期"指的是什么',
    ],
)
def test_a_quote_within_a_sentence_asks_for_no_phrase(text):
    query = parse(text)
    assert query.phrases == ()
    assert [char for char in query.text if char not in ' “”"'] == [char for char in text if char not in '“”"']
    assert len(query.repairs) == 1


def test_a_phrase_set_apart_from_a_sentence_has_to_stand():
    query = parse("劳动法上的规定指的是什么 “停工留薪期”")
    assert query.phrases == ("停工留薪期",)
    assert parse("劳动法上的规定指的是什么 -“停工留薪期”").excluded == ("停工留薪期",)


def test_a_phrase_can_be_excluded():
    assert parse("工资 -“最低工资”").excluded == ("最低工资",)


@pytest.mark.parametrize(
    "text", ["工伤 AND 上下班", "工伤 and 上下班", "工伤 与 上下班", "工伤 且 上下班", "工伤 ＆＆ 上下班"]
)
def test_ways_to_need_both(text):
    assert parse(text).must == ("工伤", "上下班")


@pytest.mark.parametrize("text", ["调解 OR 仲裁", "调解 or 仲裁", "调解 或 仲裁", "调解 | 仲裁", "调解 ｜ 仲裁"])
def test_ways_to_need_one(text):
    assert parse(text).any_of == (("调解", "仲裁"),)


def test_a_chain_of_or_is_one_group_and_two_are_two():
    assert parse("调解 OR 仲裁 OR 起诉").any_of == (("调解", "仲裁", "起诉"),)
    assert parse("调解 OR 仲裁 工资 工伤 OR 职业病").any_of == (("调解", "仲裁"), ("工伤", "职业病"))


def test_a_word_inside_others_is_no_operator():
    query = parse("调解或仲裁 与众不同 非法用工")
    assert query.text == "调解或仲裁 与众不同 非法用工"
    assert (query.any_of, query.must, query.excluded) == ((), (), ())


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert parse("GB50870-2013 12345-1").excluded == ()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("法规:工伤保险条例", "regulation", "工伤保险条例"),
        ("法规：工伤保险条例", "regulation", "工伤保险条例"),
        ("标题:工资", "regulation", "工资"),
        ("级别:行政法规", "level", "行政法规"),
        ("地区：浙江", "region", "浙江"),
        ("主题:工资", "topic", "工资"),
        ("law:工伤保险条例", "regulation", "工伤保险条例"),
        ("法规:“工伤保险条例”", "regulation", "工伤保险条例"),
        ("法规:《工伤保险条例》", "regulation", "工伤保险条例"),
    ],
)
def test_fields(text, name, value):
    query = parse(f"{text} 停工")
    assert query.filters == {name: value}
    assert query.text == "停工"


def test_an_unknown_field_is_just_words():
    query = parse("时间:上午 10:30")
    assert query.filters == {}
    assert query.text == "时间:上午 10:30"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("施行:2020..2024", D(2020, 1, 1), D(2024, 12, 31)),
        ("施行：2020-05-01..2024-06-30", D(2020, 5, 1), D(2024, 6, 30)),
        ("日期:2020-02..", D(2020, 2, 1), None),
        ("日期:..2020-02", None, D(2020, 2, 29)),
        ("施行:2021", D(2021, 1, 1), D(2021, 12, 31)),
        ("施行:2021年3月", D(2021, 3, 1), D(2021, 3, 31)),
        ("施行:2021年3月5日", D(2021, 3, 5), D(2021, 3, 5)),
        ("施行:2020.5.1..2020.5.3", D(2020, 5, 1), D(2020, 5, 3)),
        ("施行:２０２０..２０２４", D(2020, 1, 1), D(2024, 12, 31)),
    ],
)
def test_date_ranges(text, first, last):
    query = parse(f"{text} 工资")
    assert query.effective == (first, last)
    assert (query.text, query.repairs) == ("工资", ())


@pytest.mark.parametrize("text", ["施行:昨天", "施行:2020-13", "施行:2020-02-30", "施行:..", "施行:2024..2020-99"])
def test_a_date_that_is_none_is_said(text):
    query = parse(f"{text} 工资")
    assert query.effective == (None, None)
    assert len(query.repairs) == 1


def test_a_range_the_wrong_way_round_is_turned_and_said():
    query = parse("施行:2024..2020 工资")
    assert query.effective == (D(2020, 1, 1), D(2024, 12, 31))
    assert len(query.repairs) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“停工留薪期", "停工留薪期"),
        ("停工留薪期”", "停工留薪期"),
        ('工伤 "停工', "工伤 停工"),
        ("(工伤 AND", "工伤"),
        ("工伤 OR", "工伤"),
        ("AND 工伤", "工伤"),
        ("工伤 NOT", "工伤"),
        ("OR OR 工伤", "工伤"),
        ("（工伤 认定", "工伤 认定"),
        ("工伤 -", "工伤"),
    ],
)
def test_what_is_broken_is_repaired_and_said(text, words):
    query = parse(text)
    assert query.words == words
    assert query.repairs
    assert query.excluded == ()


def test_a_repaired_query_still_speaks_the_rest():
    query = parse("工伤 AND AND 认定 -包工头")
    assert set(query.must) == {"工伤", "认定"}
    assert query.excluded == ("包工头",)
    assert query.repairs


def test_brackets_of_a_title_stay():
    query = parse("关于审理劳动争议案件适用法律问题的解释（一）")
    assert "(一)" in query.text or "（一）" in query.text
    assert query.repairs == ()


def test_a_long_text_is_cut_and_said():
    query = parse("工" * (MAX_LENGTH + 5))
    assert len(query.text) == MAX_LENGTH
    assert query.repairs


@pytest.mark.parametrize("text", ["", "   ", "　", "\u200b", "“”", "\n"])
def test_nothing_asked(text):
    assert parse(text).empty


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("工伤AND OR NOT与或非“”「」\"'()（）：:-－ 　法规级别施行20..\u200b"), max_size=60)
)
def test_it_never_fails_and_loses_no_word(text):
    query = parse(text)
    every = "".join([query.words, *query.excluded, *query.filters.values(), *query.repairs])
    if "工" in text and query.effective == (None, None):
        assert "工" in every


@given(st.text(st.sampled_from("工伤认定 停薪期\u200b"), max_size=40))
def test_plain_words_are_not_touched(text):
    query = parse(text)
    assert query.text.split() == text.replace("\u200b", "").split()
    assert query.repairs == ()
