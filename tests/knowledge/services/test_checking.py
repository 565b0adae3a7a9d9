"""Check a text against the library in the database."""

from __future__ import annotations

import datetime

import pytest

from knowledge.models import PartialRepeal
from knowledge.rules.checking import Verdict
from knowledge.services.checking import check_text
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = D(2026, 6, 1)


@pytest.fixture
def law():
    """脚手架测试条例 of 2010 and 2020; it ended another regulation."""
    make_version(make_regulation("jiu", "登高测试规定"), D(2001, 1, 1), {"1": "登高要小心，系好安全带。"})
    regulation = make_regulation()
    old = make_version(
        regulation,
        D(2010, 1, 1),
        {"1": "架子搭好以后三日内验收。", "2": "验收由班组长签字。", "3": "《登高测试规定》同时废止。"},
    )
    make_version(
        regulation,
        D(2020, 1, 1),
        {"1": "架子搭好以后二日内验收。", "2": "验收由班组长签字。"},
        articles=articles_of(old),
    )
    return regulation


def one(text: str, on: datetime.date | None = None):
    (finding,) = check_text(text=text, on=on, today=TODAY).findings
    return finding


def test_words_are_compared_with_those_of_the_day(law):
    text = "《脚手架测试条例》第一条规定：“架子搭好以后三日内验收。”"
    assert one("《脚手架测试条例》第二条规定：“验收由班组长签字。”").verdict is Verdict.RIGHT
    assert one(text, D(2015, 1, 1)).reason == "2020年1月1日起这一条改了"
    assert one(text).reason == "引的是旧文本，2020年1月1日起已经修改"
    assert one(text.replace("三日", "五日")).verdict is Verdict.MISQUOTED


def test_what_is_gone_is_dead(law):
    assert one("《脚手架测试条例》第三条", D(2015, 1, 1)).verdict is Verdict.REPEALED
    assert one("《脚手架测试条例》第九条").verdict is Verdict.MISSING
    ended = one("《登高测试规定》第一条")
    assert ended.verdict is Verdict.REPEALED
    assert ended.replaced is not None
    assert ended.replaced.code == "ceshi"


def test_a_part_that_ended_is_dead(law):
    article = law.versions.get(effective_on=D(2020, 1, 1)).texts.get(number=2).article
    note = PartialRepeal.objects.create(article=article, ended_on=D(2022, 1, 1))
    doubted = one("《脚手架测试条例》第二条")  # one person's word
    assert doubted.verdict is Verdict.RIGHT
    assert "有人记下这一部分2022年1月1日起失效，还没有核实" in doubted.notes
    note.verified = True
    note.save()
    assert one("《脚手架测试条例》第二条").verdict is Verdict.REPEALED


def test_a_draft_of_a_law_is_no_law(law):
    hidden = make_regulation("cao", "没发布的测试办法")
    make_version(hidden, D(2021, 1, 1), {"1": "草稿。"})
    hidden.live = False
    hidden.save()
    assert one("《没发布的测试办法》第一条").verdict is Verdict.UNJUDGED


def test_queries_do_not_grow_with_the_citations(law, django_assert_max_num_queries):
    text = "《脚手架测试条例》第二条规定：“验收由班组长签字”。\n" * 300
    with django_assert_max_num_queries(12):
        report = check_text(text=text, on=None, today=TODAY)
    assert report.counts[Verdict.RIGHT] == 300
