"""Settlements: what holds a signature back, how an instalment stands."""

import datetime
from decimal import Decimal

import pytest

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


def test_judicial_confirmation_is_asked_for_within_thirty_days():
    assert rules.confirm_by(D(2026, 10, 14)) == D(2026, 11, 13)


def two(total, likely=None):
    return {"total": total, "likely": likely}


FLOOR = {
    **two("150.00", "400.00"), "own": two("80.00"),
    "people": {"1": {**two("100.00"), "own": two("50.00")}, "2": {**two("50.00"), "own": two("30.00")}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "shares", "own", "found"),
    [
        ("149.99", {}, False, [("", "150.00")]),
        ("150", {}, False, []),
        ("80", {}, True, []),
        ("79.99", {}, True, [("", "80.00")]),
        ("400", {"1": "99.99", "2": "300.01"}, False, [("1", "100.00")]),
        ("150", {"1": "100", "2": "50"}, False, []),
        ("80", {"1": "20", "2": "60"}, True, [("1", "50.00")]),
        ("100", {"1": "100"}, False, []),
        ("149", {"1": "100", "9": "49"}, False, [("", "150.00")]),
    ],
)
def test_less_than_the_law_gives_is_found_worker_by_worker(amount, shares, own, found):
    """One who gets more does not make up for one who gets less; a share of nobody known is held against the whole."""
    told = rules.shortfalls(
        amount=Decimal(amount), shares={key: Decimal(yuan) for key, yuan in shares.items()}, floor=FLOOR, own=own
    )
    assert [(one.of, f"{one.least}") for one in told] == found


def test_an_unknown_floor_is_none_and_a_likely_one_is_asked_for_by_name():
    given = {"amount": Decimal(1), "shares": {}}
    assert rules.shortfalls(**given, floor={}) == []
    assert rules.shortfalls(**given, floor={"total": None}) == []
    assert rules.shortfalls(**given, floor={"total": "2", "own": None}, own=True) == []
    assert [one.least for one in rules.shortfalls(**given, floor=FLOOR, by="likely")] == [400]


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


def row(name, amount, *, verified=True):
    return {"name": name, "amount": amount, "verified": verified}


@pytest.mark.parametrize(
    ("lines", "amount", "missing", "unsure"),
    [
        ([], None, (), ()),
        ([row("补助金", None)], None, ("补助金",), ()),
        ([row("补助金", "10.10"), row("工资", "0.20")], "10.30", (), ()),
        ([row("补助金", "10"), row("工资", None), row("工资", None)], "10", ("工资",), ()),
        ([row("补助金", "10"), row("护理费（每月）", "5"), row("抚恤金（每月）", None)], "10", (), ()),
        ([row("补助金", "10", verified=False)], None, (), ("补助金",)),
        ([row("补助金", "0")], "0", (), ()),
    ],
)
def test_the_total_of_the_law_counts_what_is_sure_and_paid_once_and_names_the_rest(lines, amount, missing, unsure):
    """What is not reckoned is no nought: without anything sure there is no total."""
    expected = rules.Total(None if amount is None else Decimal(amount), missing, unsure)
    assert rules.floor_total({"lines": lines}) == expected


def test_a_total_of_nothing_is_no_nought():
    assert rules.total([]) == rules.Total(None)
    assert rules.total([Decimal("0.10"), Decimal("0.20")]) == rules.Total(Decimal("0.30"))
