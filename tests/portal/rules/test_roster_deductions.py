"""What is taken off wages, each by its own name."""

from decimal import Decimal as N

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.deductions import differences, find_deductions, names_deductions, sum_in

HEAD = ("姓名", "应发工资", "扣款", "代扣社保", "个税（元）", "借支", "生活费", "罚款", "实发")


def found(*heads):
    made = find_deductions(heads)
    return {item.place: item.name for item in made.items}, made.totals


def test_every_deduction_keeps_its_own_name():
    assert found(HEAD) == ({2: "扣款", 3: "代扣社保", 4: "个税", 5: "借支", 6: "生活费", 7: "罚款"}, ())


def test_what_stands_around_a_name_is_no_part_of_it():
    assert found(("应发", "其中：扣生活费（元）", "扣借支"))[0] == {1: "扣生活费", 2: "扣借支"}


def test_a_sum_is_no_deduction():
    assert found(("姓名", "借支", "罚款", "扣款合计")) == ({1: "借支", 2: "罚款"}, (3,))
    assert found(("姓名", "应扣合计")) == ({}, (1,))


def test_the_only_general_column_is_the_sum_and_a_named_one_is_not():
    assert found(("姓名", "应发", "扣款", "实发")) == ({}, (2,))
    assert found(("姓名", "应发", "借支", "实发")) == ({2: "借支"}, ())


def test_columns_below_a_group_are_deductions_whatever_they_are_called():
    heads = ("姓名", "应发工资", "", "代扣款项", "", "", "实发"), ("", "基本", "加班", "安全帽", "其他", "小计", "")
    assert found(*heads) == ({3: "安全帽", 4: "其他"}, (5,))
    merged = ("姓名", "应扣", "应扣", "实发"), ("姓名", "电费", "合计", "实发")
    assert found(*merged) == ({1: "电费"}, (2,))


def test_two_columns_of_one_name_are_two():
    assert found(("借支", "借支", "罚款")) == ({0: "借支", 1: "借支（第2列）", 2: "罚款"}, ())


@pytest.mark.parametrize(
    "title",
    [
        "伙食补贴",
        "生活费补助",
        "高温津贴",
        "单位社保",
        "社保基数",
        "扣款原因",
        "个税起征点说明",
        "扣除后工资",
        "应发工资",
        "税前扣款前",
    ],
)
def test_what_is_given_or_only_told_is_no_deduction(title):
    assert not names_deductions([title])


@pytest.mark.parametrize(
    ("amounts", "due", "paid", "total", "where"),
    [
        ({"借支": 500, "罚款": 100}, 6000, 5400, None, set()),
        ({"借支": -500, "罚款": -100}, 6000, 5400, None, set()),
        ({"借支": 500}, 6000, 5400, None, {"paid"}),
        ({"借支": 500, "罚款": 100}, 6000, 5400, 600, set()),
        ({"借支": 500, "罚款": 100}, 6000, 5500, 500, {"deducted"}),
        ({}, 6000, 5500, 500, set()),
        ({}, 6000, 5500, None, {"paid"}),
        ({}, 6000, 6000, None, set()),
        ({"借支": 500}, None, 5400, None, set()),
        ({"借支": 500}, 6000, None, 400, {"deducted"}),
    ],
)
def test_what_does_not_add_up_is_said_at_its_column(amounts, due, paid, total, where):
    given_ = [None if one is None else N(one) for one in (due, paid, total)]
    told = differences({k: N(v) for k, v in amounts.items()}, due=given_[0], paid=given_[1], total=given_[2])
    assert set(told) == where
    assert all("元" in words for words in told.values())


def test_the_general_column_is_a_sum_where_the_numbers_show_it():
    amounts = {"扣款": N(600), "借支": N(500), "罚款": N(100)}
    assert sum_in("扣款", amounts, due=N(6000), paid=N(5400))
    assert not sum_in("扣款", amounts, due=N(6000), paid=N(4800))
    assert not sum_in("扣款", {"扣款": N(600)}, due=N(6000), paid=N(5400))
    assert not sum_in("扣款", amounts, due=None, paid=N(5400))


@given(st.dictionaries(st.sampled_from("甲乙丙丁"), st.decimals(0, 999, places=2)), st.decimals(5000, 9000, places=2))
def test_sums_that_are_right_say_nothing(amounts, due):
    taken = sum(amounts.values(), N(0))
    assert differences(amounts, due=due, paid=due - taken, total=None) == {}
    assert differences(amounts, due=due, paid=due - taken, total=taken) == {}
    assert set(differences(amounts, due=due, paid=due - taken - 1, total=None)) == {"paid"}
