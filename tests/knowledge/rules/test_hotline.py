"""How urgent a question sounds, its two limits, and codes as people type them."""

import datetime

import pytest

from knowledge.rules import hotline

NOON = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("老板三个月没发工资", hotline.NORMAL),
        ("合同到期不续签有补偿吗", hotline.NORMAL),
        ("我在工地受伤了，老板不管", hotline.SOON),
        ("包工头跑 了，找谁", hotline.SOON),
        ("有人要跳楼讨薪", hotline.NOW),
        ("工友死亡了怎么赔", hotline.NOW),
        ("几十个人在堵门", hotline.NOW),
        ("他从三楼摔下来，已经送医院", hotline.NOW),
        ("跳\u200b楼", hotline.NOW),
        ("死亡赔偿标准是多少", hotline.NORMAL),
        ("工伤保险费谁交", hotline.NORMAL),
        ("安全带怎么防坠落", hotline.NORMAL),
        ("", hotline.NORMAL),
    ],
)
def test_words_raise_a_question(text, level):
    assert hotline.urgency(text).level == level


def test_the_words_are_told():
    assert hotline.urgency("堵门的人里有人被打").words == ("堵门", "被打")


def test_limits_shrink_with_urgency():
    firsts = [hotline.limits(level, NOON).first for level in (hotline.NOW, hotline.SOON, hotline.NORMAL)]
    assert firsts == sorted(firsts)
    assert firsts[0] == NOON + datetime.timedelta(hours=2)
    assert all(hotline.limits(level, NOON).close > hotline.limits(level, NOON).first for level in range(3))


def test_codes_from_hashes_are_typed_back():
    codes = {hotline.code_from(f"{number * 7919**9:064x}") for number in range(1, 500)}
    assert len(codes) == 499
    for code in codes:
        assert hotline.typed_code(hotline.shown_code(code).lower()) == code


@pytest.mark.parametrize("typed", [" m7k2 93qf ", "Ｍ７Ｋ２－９３ＱＦ", "M7K2—93QF"])
def test_codes_as_people_type_them(typed):
    assert hotline.typed_code(typed) == "M7K293QF"


@pytest.mark.parametrize("typed", ["", "M7K2-93Q", "M7K2-93QO", "M7K2-93QFF", "一二三四五六七八"])
def test_what_is_no_code(typed):
    assert hotline.typed_code(typed) == ""


def test_unseen_signs_go():
    assert hotline.clean("a\u202eb\u200bc\r\nd\x07\n\n\n\n\n\ne ") == "abc\nd\n\n\ne"
