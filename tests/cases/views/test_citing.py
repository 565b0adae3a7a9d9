"""An article's page lists the precedents that cite it, while they are published."""

from __future__ import annotations

import datetime
import re

import pytest

from cases.models import Precedent
from knowledge.models import Article
from tests.cases.life import publish, withdraw
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date
PAGE = "/law/gongshang/1/"


@pytest.fixture
def article() -> Article:
    """第一条, amended and followed by another in 2020."""
    regulation = make_regulation("gongshang", "工伤测试条例")
    old = make_version(regulation, D(2004, 1, 1), {"1": "旧的受伤规矩。", "2": "受伤后报告。"})
    kept = articles_of(old)
    make_version(regulation, D(2020, 1, 1), {"1": "新的受伤规矩。", "2": "受伤后报告。"}, kept)
    return kept["1"]


def section(client, path: str = PAGE) -> str:
    """The part of the page about precedents; empty when it is not there."""
    html = client.get(path).content.decode()
    found = re.search(r'<section class="stack l" id="cases">.*?(?=<section class="stack"><h2>历史)', html, re.S)
    return found[0] if found else ""


def test_publishing_and_withdrawing_show_at_once_also_on_kept_pages(client, article):
    assert section(client) == ""
    row = publish("fall", "工伤测试条例第一条", title="工人从临边坠落")
    assert "工人从临边坠落" in section(client)
    assert "/precedents/fall/" in section(client)
    withdraw(row)
    assert section(client) == ""


def test_they_stand_by_outcome_and_year_with_who_won(client, article):
    for n in range(4):
        publish(f"won{n}", "工伤测试条例第一条", in_favour="worker", decided_on=D(2025 + n % 2, n + 1, 1))
    publish("lost", "工伤测试条例第一条", outcome_code="OUT-NRC", in_favour="employer", decided_on=D(2025, 3, 1))
    html = section(client)
    assert re.search(r"引用这一条的案例 <span[^>]*>5 个", html)
    won, lost = html.split('<section class="stack said">')[1:]
    assert "支持劳动者 4 · 2026 年 2 个、2025 年 2 个" in won
    assert re.findall(r"/precedents/(\w+)/", won) == ["won1", "won3", "won0"]
    assert f"?kind=precedent&amp;cites={article.pk}&amp;outcome=OUT-REC" in won
    assert "看全部 4 个" in won
    assert "支持用人单位 1" in lost
    assert "看全部" not in lost


def test_all_versions_count_and_another_text_is_named(client, article):
    publish("then", "工伤测试条例第一条", happened_on=D(2019, 5, 1))
    publish("now", "工伤测试条例第一条", happened_on=D(2021, 5, 1))
    html = section(client)
    assert html.count("按 2004年1月起施行的条文") == 1
    assert html.index("/precedents/now/") < html.index("/precedents/then/") < html.index("按 2004年")
    earlier = section(client, f"{PAGE}?on=2010-01-01")
    assert earlier.count("按 2020年1月起施行的条文") == 1


def test_the_same_words_in_another_version_are_not_another_text(client, article):
    publish("then", "工伤测试条例第二条", happened_on=D(2019, 5, 1))
    html = section(client, "/law/gongshang/2/")
    assert "/precedents/then/" in html
    assert "起施行的条文" not in html


def test_a_sample_says_so_and_can_be_hidden(client, article, settings):
    row = publish("fall", "工伤测试条例第一条")
    Precedent.objects.filter(pk=row.pk).update(is_sample=True)
    assert "虚构示例" in section(client, f"{PAGE}?x=1")
    settings.SHOW_SAMPLE_PRECEDENTS = False
    assert section(client, f"{PAGE}?x=2") == ""


@pytest.mark.parametrize("state", [state for state in Precedent.State if state != Precedent.State.PUBLISHED])
def test_what_is_not_published_is_not_listed(client, article, state):
    row = publish("fall", "工伤测试条例第一条")
    Precedent.objects.filter(pk=row.pk).update(state=state)
    assert section(client, f"{PAGE}?x=1") == ""


def test_the_page_stays_within_seventeen_queries(client, article, django_assert_max_num_queries):
    for n in range(12):
        outcome = ("OUT-REC", "OUT-NRC", "OUT-JUD")[n % 3]
        publish(f"case{n}", "工伤测试条例第一条", outcome_code=outcome, happened_on=D(2010 + n, 1, 1))
    client.get(PAGE)
    with django_assert_max_num_queries(17):
        client.get(f"{PAGE}?x=1")


def test_samples_stand_aside_in_every_figure_once_there_is_a_real_one(client, article):
    for code, day, outcome in (
        ("s1", D(2026, 1, 1), "OUT-REC"),
        ("s2", D(2026, 2, 1), "OUT-REC"),
        ("s3", D(2026, 3, 1), "OUT-NRC"),
    ):
        row = publish(code, "工伤测试条例第一条", in_favour="employer", decided_on=day, outcome_code=outcome)
        Precedent.objects.filter(pk=row.pk).update(is_sample=True)
    assert re.search(r"引用这一条的案例 <span[^>]*>3 个<", section(client, f"{PAGE}?x=1"))
    publish("real", "工伤测试条例第一条", in_favour="worker", decided_on=D(2025, 1, 1), outcome_code="OUT-REC")
    html = section(client, f"{PAGE}?x=2")
    assert re.search(r"引用这一条的案例 <span[^>]*>1 个，另有虚构示例 3 个，不计入<", html)
    won, lost = html.split('<section class="stack said">')[1:]
    assert "支持劳动者 1 · 2025 年 1 个" in won
    assert "支持用人单位 2" not in won
    assert "2026 年 2 个" not in won
    assert re.findall(r"/precedents/(\w+)/", won) == ["real", "s1", "s2"]
    assert re.search(r"<span[^>]*>虚构示例 1 个</span></h3>", lost)
    assert "2026 年 1 个" not in lost
