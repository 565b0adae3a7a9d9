"""When the law under a question has moved."""

from __future__ import annotations

import datetime

import pytest

from knowledge.rules.validity import Span
from training.rules.recheck import Happening, change, tokens

D = datetime.date
WRITTEN, TODAY = D(2026, 11, 1), D(2026, 11, 20)
OLD = Span(1, D(2010, 1, 1), D(2010, 1, 1), None)
YESTERDAY = Span(2, D(2026, 10, 1), D(2026, 11, 19), None)
ANNOUNCED = Span(3, D(2026, 11, 10), D(2027, 3, 1), None)


def look(spans, texts, **more):
    return change(spans, texts, **{"since": WRITTEN, "today": TODAY} | more)


@pytest.mark.parametrize(
    ("spans", "texts", "found"),
    [
        ([OLD], {1: "验收后上架。"}, None),
        ([OLD, YESTERDAY], {1: "验收后上架。", 2: "验收后 上架。"}, None),
        ([OLD, YESTERDAY], {1: "验收后上架。", 2: "签字后上架。"}, (D(2026, 11, 19), "条文有改动")),
        ([OLD, ANNOUNCED], {1: "验收后上架。", 3: "签字后上架。"}, (D(2027, 3, 1), "条文有改动")),
        ([OLD, YESTERDAY, ANNOUNCED], {1: "甲", 2: "甲", 3: "乙"}, (D(2027, 3, 1), "条文有改动")),
        ([OLD, ANNOUNCED], {1: "验收后上架。"}, (D(2027, 3, 1), "新版本里没有这一条")),
        ([OLD, ANNOUNCED], {1: "验收后上架。", 3: ""}, (D(2027, 3, 1), "有新版本，条文还没有录入")),
        ([OLD, ANNOUNCED], {1: "", 3: "签字后上架。"}, (D(2027, 3, 1), "有新版本，条文还没有录入")),
        ([OLD, ANNOUNCED], {3: "新添的一条。"}, None),
        ([Span(1, OLD.published_on, OLD.effective_on, D(2026, 11, 15))], {1: "甲"}, (D(2026, 11, 15), "废止")),
        ([Span(1, OLD.published_on, OLD.effective_on, D(2020, 1, 1))], {1: "甲"}, None),
        ([], {}, None),
        ([Span(1, None, None, None)], {1: "甲"}, None),
    ],
)
def test_words_in_force_or_announced_are_compared_with_those_of_the_day_of_writing(spans, texts, found):
    told = look(spans, texts)
    assert (told and (told.on, told.what)) == found


def test_a_change_that_came_and_went_between_is_not_told():
    """In force on neither day, nor announced: the words of today are those of the day of writing."""
    between = Span(2, D(2026, 11, 3), D(2026, 11, 5), None)
    again = Span(4, D(2026, 11, 6), D(2026, 11, 7), None)
    assert look([OLD, between, again], {1: "甲", 2: "乙", 4: "甲"}) is None


def test_what_a_reviewer_could_see_is_not_told_again_even_when_it_comes_into_force():
    seen = tokens([OLD, ANNOUNCED])
    texts = {1: "甲", 3: "乙"}
    assert look([OLD, ANNOUNCED], texts, seen=seen) is None
    assert look([OLD, ANNOUNCED], texts, seen=seen, today=D(2027, 4, 1)) is None
    later = Span(5, D(2027, 5, 1), D(2027, 6, 1), None)
    assert look([OLD, ANNOUNCED, later], texts | {5: "丙"}, seen=seen, today=D(2027, 5, 2)).on == D(2027, 6, 1)


def test_an_end_that_is_announced_after_the_review_is_told():
    seen = tokens([OLD])
    ending = Span(1, OLD.published_on, OLD.effective_on, D(2027, 1, 1))
    assert look([ending], {1: "甲"}, seen=seen).what == "废止"
    assert look([ending], {1: "甲"}, seen=tokens([ending])) is None


def test_partial_repeal_and_prevalence_count_from_the_day_of_writing():
    gone = Happening("partial:1", D(2026, 11, 10), "有一部分失效")
    assert look([OLD], {1: "甲"}, happenings=[gone]).what == "有一部分失效"
    assert look([OLD], {1: "甲"}, happenings=[gone], seen=tokens([OLD], [gone])) is None
    assert look([OLD], {1: "甲"}, happenings=[gone], since=D(2026, 11, 10)) is None
