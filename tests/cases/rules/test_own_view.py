"""What is somebody's own in a case: clocks, promises, words; links and codes as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import own_view
from cases.rules.clocks import definitions
from cases.rules.stages import stages
from knowledge.rules.hotline import ALPHABET

THEIR_OWN = {"L01", "L02", "L14", "L16", "L18a", "W12", "J02", "J09", "J15", "J17", "J18"}
OF_OTHERS = {"I-13", "I-15", "J01", "L15"}


def test_clocks_of_the_worker_are_theirs_and_those_of_the_company_and_of_ours_are_not() -> None:
    shown = {code for code, one in definitions().items() if own_view.is_theirs(one.who, internal=one.internal)}
    assert shown >= THEIR_OWN
    assert not OF_OTHERS & shown
    assert all(definitions()[code].articles for code in shown)


@pytest.mark.parametrize("code", sorted(stages()))
def test_every_stage_is_said_in_plain_words(code: str) -> None:
    words = own_view.stage_words(code)
    assert words.now.endswith("。")
    assert words.next.endswith("。")


@pytest.mark.parametrize(
    ("to", "alone", "shown"),
    [
        ("张三的妻子", False, True),
        ("李四", False, False),
        ("李四和张三", False, True),
        ("", False, True),
        ("全体家属", False, True),
        ("12 名工人", False, True),
        ("家属代表", False, True),
        ("王五的家属", False, False),
        ("王五", True, True),
        ("李四", True, False),
        ("张三丰", False, False),
        ("张三丰和张三", False, True),
        ("赵六", False, False),
        ("区人社局", True, False),
        ("监察大队王队长", True, False),
        ("在医院的家属", True, True),
        ("某建筑有限公司", True, False),
    ],
)
def test_a_promise_is_shown_to_whom_it_was_made(to: str, alone: bool, shown: bool) -> None:
    assert own_view.is_to(to, ["张三", "赵六"], ["李四", "", "张三丰", "赵六"], alone=alone) is shown


def test_nobody_elses_name_stays_in_a_text() -> None:
    text = own_view.without_names("李四光说，李四已经找到。", ["李四", "李四光", "甲", ""])
    assert text == "（别人的名字）说，（别人的名字）已经找到。"


def test_their_own_name_stays_whole_beside_a_shorter_one_of_somebody_else() -> None:
    text = own_view.without_names("李四光找到了李四。", ["李四"], ["李四光"])
    assert text == "李四光找到了（别人的名字）。"


@pytest.mark.parametrize("written", ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234"])
def test_a_phone_of_somebody_else_goes_however_it_is_written(written: str) -> None:
    text = own_view.without_phones(f"打{written}，或者13800005678", ["+8613800001234"])
    assert text == "打（别人的电话），或者13800005678"


@pytest.mark.parametrize("typed", ["12345678", " 1234 5678 ", "1234-5678", "１２３４ ５６７８"])
def test_a_code_is_read_however_it_is_spaced(typed: str) -> None:
    assert own_view.typed_code(typed) == "12345678"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567a", "²2345678"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert own_view.typed_code(typed) == ""


@given(st.text(ALPHABET, min_size=own_view.TOKEN, max_size=own_view.TOKEN))
def test_a_link_is_read_back_as_it_is_shown(token: str) -> None:
    assert own_view.typed_token(own_view.shown_token(token)) == token
    assert own_view.typed_token(own_view.shown_token(token)[:-1]) == ""


@given(st.from_regex(r"\A[0-9]{8}\Z"))
def test_a_code_is_read_back_as_it_is_shown(code: str) -> None:
    assert own_view.typed_code(own_view.shown_code(code)) == code


def test_a_paper_starts_some_clocks_and_a_day_others() -> None:
    assert own_view.starts_with_a_paper(definitions()["L16"].triggers)
    assert not own_view.starts_with_a_paper(definitions()["J02"].triggers)


def test_a_link_lasts_longer_than_a_look_and_only_ends_of_cases_are_explained() -> None:
    assert own_view.lasts() > own_view.look()
    assert own_view.state_words("closed")
    assert own_view.state_words("open") == ""
