"""Advertising is told from questions; nothing is thrown away."""

import pytest

from knowledge.rules.spam import looks_like_spam


@pytest.mark.parametrize(
    "text",
    ["buy now http://a.com", "http://a.com http://b.com 看 www.c.net", "代开发票 加微信 abc", "博彩 vip.top 加微信"],
)
def test_advertising(text):
    assert looks_like_spam(text)


@pytest.mark.parametrize(
    "text",
    [
        "老板三个月没发工资",
        "合同在 https://a.cn/1 这里",
        "老板让我加微信说工资的事",
        "no pay for three months",
        "老板说去博彩公司上班",
    ],
)
def test_questions(text):
    assert not looks_like_spam(text)


def test_a_long_row_of_dashes_is_read_in_one_go():
    """Read in squares it would take hours; a letter may be so long."""
    assert not looks_like_spam("工资-" + "a-" * 500_000)
