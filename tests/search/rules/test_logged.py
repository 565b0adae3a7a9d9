"""What the log keeps of a question."""

from __future__ import annotations

import pytest

from search.rules.logged import LONGEST, kept_query


@pytest.mark.parametrize(
    ("asked", "gone", "left"),
    [
        ("我叫王建国 电话13812345678 老板欠薪", ["13812345678"], ["〔电话〕", "老板欠薪"]),
        ("身份证 11010519491231002X 工伤", ["11010519491231002x", "11010519491231002X"], ["〔证件号〕", "工伤"]),
        ("给 zhang.san@example.com 发工资条", ["zhang.san", "example.com"], ["〔邮箱〕"]),
        ("１３８１２３４５６７８ 欠薪", ["13812345678", "１３８"], ["〔电话〕"]),
    ],
)
def test_personal_data_are_gone_and_the_question_stays(asked: str, gone: list[str], left: list[str]) -> None:
    kept = kept_query(asked)
    assert [part for part in gone if part in kept] == []
    assert [part for part in left if part not in kept] == []


@pytest.mark.parametrize("asked", ["老板三个月没发工资", "停工留薪期", "劳动合同法第38条", "工伤 -职业病"])
def test_an_ordinary_question_stays_as_it_is(asked: str) -> None:
    assert kept_query(asked) == asked


def test_one_question_is_one_row_however_it_is_typed() -> None:
    assert kept_query(" ＡＢＣ　工资  条例 ") == kept_query("abc 工资 条例")


def test_what_is_masked_is_masked_before_it_is_cut() -> None:
    kept = kept_query("工" * (LONGEST - 6) + " 13812345678")
    assert len(kept) <= LONGEST
    assert "1381" not in kept
