"""Finding the columns of a roster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.headers import COLUMNS, Column, NoHeader, column_of, find_layout, is_header

ALIASES = [(alias, column) for column, aliases in COLUMNS.items() for alias in aliases]
PLAIN = ["序号", "姓名", "身份证号", "手机号", "工种", "班组"]


def test_no_name_means_two_columns():
    assert len({alias for alias, _ in ALIASES}) == len(ALIASES)


@pytest.mark.parametrize(("alias", "column"), ALIASES)
def test_every_alias_is_known(alias, column):
    assert column_of(alias) is column


@given(
    st.sampled_from(ALIASES),
    st.sampled_from(["", "*", " ", "　", "\n", "★", "﻿"]),
    st.sampled_from(["", "*", "：", ":", "（必填）", "(必填)", "【文本格式】", "\n（18位）", "必填"]),
    st.sampled_from(["", " ", "　"]),
)
def test_decoration_does_not_hide_a_column(alias_column, before, after, gap):
    alias, column = alias_column
    assert column_of(before + gap.join(alias) + after) is column


@pytest.mark.parametrize(
    "title", ["", "序号", "性别", "民族", "紧急联系人电话", "紧急联系人", "银行卡号", "家庭住址", "班组长姓名", "（）"]
)
def test_other_titles_are_not_taken(title):
    assert column_of(title) is None


@given(st.text(max_size=30))
def test_any_title_is_read_without_falling(title):
    assert column_of(title) is None or column_of(title) in Column


def test_the_header_may_stand_below_a_title():
    layout = find_layout([["甲项目工人花名册", "", ""], ["填报日期：2026-03-01"], PLAIN])
    assert layout.line == 3
    assert layout.places[Column.NAME] == (1,)
    assert layout.places[Column.DOCUMENT] == (2,)
    assert layout.unused == ("序号",)


@given(st.permutations(PLAIN), st.integers(0, 19))
def test_order_and_depth_do_not_matter(titles, depth):
    layout = find_layout([["标题"]] * depth + [titles])
    assert layout.line == depth + 1
    assert {column: titles[place[0]] for column, place in layout.places.items()} == layout.titles
    assert set(layout.titles.values()) == set(PLAIN) - {"序号"}


def test_a_header_of_two_rows():
    above = ["姓名", "身份证号", "合同", "合同", "备注"]
    below = ["姓名", "身份证号", "合同编号", "合同期限", "备注"]
    layout = find_layout([above, below])
    assert layout.line == 2
    assert layout.places[Column.CONTRACT_NUMBER] == (2,)
    assert layout.places[Column.CONTRACT_TERM] == (3,)
    assert Column.CONTRACT_SIGNED not in layout.places
    assert find_layout([above, ["", "", "合同编号", "合同期限"]]).line == 2


def test_the_first_person_is_not_a_second_header():
    layout = find_layout([["姓名", "身份证号", "工种"], ["王建国", "11010519491231002X", "工种"]])
    assert layout.line == 1


def test_a_column_given_twice_is_kept_twice():
    assert find_layout([["姓名", "证件号码", "手机号", "联系电话"]]).places[Column.PHONE] == (2, 3)


def test_what_is_missing_is_named():
    with pytest.raises(NoHeader) as nothing:
        find_layout([["姓名", "工种"], ["王建国", "木工"]])
    assert nothing.value.missing == ("身份证号",)
    with pytest.raises(NoHeader) as neither:
        find_layout([])
    assert neither.value.missing == ("姓名", "身份证号")
    with pytest.raises(NoHeader) as apart:
        find_layout([["姓名"], ["身份证号"]])
    assert apart.value.missing == ("姓名", "身份证号")


def test_a_header_below_the_twentieth_row_is_not_looked_for():
    with pytest.raises(NoHeader):
        find_layout([["x"]] * 20 + [PLAIN])


def test_the_header_printed_again_is_seen():
    layout = find_layout([PLAIN])
    assert is_header(PLAIN, layout)
    assert not is_header(["1", "王建国", "11010519491231002X"], layout)
    assert not is_header([], layout)
