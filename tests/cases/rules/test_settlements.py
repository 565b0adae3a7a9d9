"""Settlements: what holds a signature back, how an instalment stands."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import settlements as rules
from cases.rules.settlements import Standing

D = datetime.date
DUE = D(2026, 10, 31)


@pytest.mark.parametrize(
    ("paid", "today", "in_default", "standing"),
    [
        ("0", D(2026, 10, 31), False, Standing.ON),
        ("0", D(2026, 11, 1), False, Standing.LATE),
        ("31199.99", D(2026, 11, 1), False, Standing.LATE),
        ("31200", D(2026, 11, 1), False, Standing.OK),
        ("0", D(2026, 11, 5), True, Standing.DEFAULT),
        ("31200", D(2026, 11, 5), True, Standing.OK),
    ],
)
def test_an_instalment_is_late_from_the_day_after_its_last_day(paid, today, in_default, standing):
    found = rules.standing(due_on=DUE, amount=Decimal(31200), paid=Decimal(paid), today=today, in_default=in_default)
    assert found is standing


def test_the_worst_of_several_is_how_the_whole_stands():
    assert rules.overall([Standing.OK, Standing.LATE, Standing.ON]) is Standing.LATE
    assert rules.overall([Standing.OK]) is Standing.OK
    assert rules.overall([]) is None


def test_judicial_confirmation_is_asked_for_within_thirty_days():
    assert rules.confirm_by(D(2026, 10, 14)) == D(2026, 11, 13)


@pytest.mark.parametrize(
    ("amount", "floor", "below"),
    [("99", Decimal(100), True), ("100", Decimal(100), False), ("1", None, False)],
)
def test_less_than_the_law_gives_is_below_and_an_unknown_floor_is_none(amount, floor, below):
    assert rules.is_below(Decimal(amount), floor) is below


FINE = {
    "reviewed": True, "returned": False, "basis": "lawyer", "instalments": 1, "below": False, "below_reason": "",
    "superseded": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"reviewed": False}, "法务审核"),
        ({"returned": True}, "退回"),
        ({"basis": ""}, "凭什么代表"),
        ({"instalments": 0}, "什么时候付"),
        ({"below": True}, "低于法定数额"),
        ({"superseded": True}, "新的一版"),
    ],
)
def test_each_thing_that_is_missing_holds_the_signature_back(change, word):
    assert rules.objections(**FINE) == []
    (told,) = rules.objections(**FINE | change)
    assert word in told


def test_a_written_reason_lets_less_than_the_floor_be_signed():
    assert rules.objections(**FINE | {"below": True, "below_reason": "对方书面放弃超出部分，已说明后果"}) == []


def test_parts_that_do_not_add_up_are_told():
    days = [(D(2026, 10, 20), Decimal(31200)), (D(2026, 10, 31), Decimal(31200))]
    assert rules.unsound(amount=Decimal(62400), shares=[Decimal(5200)] * 12, instalments=days) == ""
    assert "每个人" in rules.unsound(amount=Decimal(62400), shares=[Decimal(5200)] * 11, instalments=days)
    assert "分期" in rules.unsound(amount=Decimal(62400), shares=[], instalments=days[:1])
    zero = [(D(2026, 1, 1), Decimal(0)), (D(2026, 1, 2), Decimal(5))]
    assert "大于 0" in rules.unsound(amount=Decimal(5), shares=[], instalments=zero)


@given(st.lists(st.sampled_from(Standing), min_size=1))
def test_one_default_makes_the_whole_a_default(rows):
    assert (rules.overall(rows) is Standing.DEFAULT) == (Standing.DEFAULT in rows)


class Row:
    """A line of a sum, as plain as can be."""

    def __init__(self, name, amount, per="once", verified=True):
        self.name, self.amount, self.per, self.verified = name, amount, per, verified
        self.formula, self.article = "算式", "条文"


def test_the_floor_is_what_could_be_reckoned_and_the_rest_is_named_and_no_nought():
    rows = [
        Row("丧葬补助金", Decimal(66000)),
        Row("一次性工亡补助金", Decimal(1130040), verified=False),
        Row("供养亲属抚恤金", None, "month"),
        Row("上限", Decimal(99), "limit"),
    ]
    floor = rules.floor_of(rows, as_of=D(2026, 10, 22))
    assert floor["total"] == "1196040.00"
    assert floor["missing"] == ["供养亲属抚恤金"]
    assert [(one["name"], one["amount"]) for one in floor["lines"]] == [
        ("丧葬补助金", "66000"),
        ("一次性工亡补助金", "1130040"),
        ("供养亲属抚恤金（每月）", None),
    ]
    assert rules.floor_of(rows[2:3], as_of=D(2026, 10, 22))["total"] is None
