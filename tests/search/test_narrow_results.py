"""The results page with both kinds: tabs, filters with counts, chips, order, pages, and the day asked for."""

from __future__ import annotations

import datetime
import random
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.test import Client

from cases.models import Precedent
from knowledge.models import Article
from search import asking
from tests.knowledge.factories import make_regulation, make_version

from .precedent_rows import make_precedent

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def site(library, built):
    """The small library, and six precedents that share some of everything."""
    built()
    injury = Article.objects.get(texts__version=library["new"], texts__number=1)
    wage = Article.objects.get(texts__version=library["wages"], texts__number=1)
    make_precedent("fall", title="受伤后认定工伤，工资照发", cites=[injury])
    make_precedent("fall2", title="受伤没签合同", cites=[injury, wage], region="浙江省杭州市", amount=9_000,
                   facets={"trade": ["TR-SCF", "TR-HST"], "hazard": ["HZ-EDG"], "employment": ["EM-LAB"]})  # fmt: skip
    make_precedent("late", title="受伤一年后才申请", outcome_code="OUT-NRC", level="ORD", decided_on=D(2024, 5, 5))
    make_precedent("wage", title="拖欠工资调解", kind="DIS-WAG", outcome_code="OUT-MED", facets={}, amount=None)
    make_precedent("wage2", title="拖欠工资判决", kind="DIS-WAG", outcome_code="OUT-JUD", facets={}, amount=1_200_000)
    make_precedent("made-up", title="编的受伤", is_sample=True, level="OWN")
    return library


@pytest.fixture
def page(client: Client):
    def get(**asked: str) -> str:
        response = client.get("/search/", asked)
        assert response.status_code == 200
        return response.content.decode()

    return get


def total(html: str) -> int:
    found = re.search(r"(\d+) 条", re.sub(r"<[^>]+>", "", html[html.index('class="small muted" role="status"') :]))
    assert found
    return int(found[1])


def codes(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/precedents/([a-z0-9-]+)/', html)


def options(html: str) -> list[tuple[str, int]]:
    """(address, count) of every value that is not chosen yet, tabs included."""
    rows = re.findall(r'<a class="option" href="(\?[^"]*)">.*?<span class="count">(\d+)</span>', html)
    rows += re.findall(r'<a href="(\?[^"]*)">[^<]* <span>(\d+)</span></a>', html)
    return [(unescape(address), int(count)) for address, count in rows]


def follow(address: str) -> str:
    return Client().get(f"/search/{address.partition('#')[0]}").content.decode()


# kinds


def test_both_kinds_stand_on_one_page_each_with_its_count(site, page):
    html = page(q="受伤 工资")
    assert len(codes(html)) == asking.FEW_PRECEDENTS
    assert "<mark>受伤</mark>" in html
    tabs = dict(re.findall(r'<a href="\?[^"]*"[^>]*>(全部|案例|法条) <span>(\d+)</span>', html))
    assert int(tabs["全部"]) == int(tabs["案例"]) + int(tabs["法条"]) == total(html)
    assert set(codes(page(q="受伤 工资", kind="precedent"))) == {"fall", "fall2", "late", "wage", "wage2", "made-up"}
    only = page(q="受伤 工资", kind="article")
    assert codes(only) == []
    assert total(only) == int(tabs["法条"])


def test_a_precedent_shows_its_outcome_its_money_and_its_articles(site, page):
    html = page(q="认定工伤 工资照发", kind="precedent")
    first = html[html.index('<li class="hit">') :]
    assert "认定工伤" in first
    assert "12 万元" in first
    assert re.search(r'<a class="chip changed" href="/law/gongshang/1/', first)


def test_no_chip_tells_the_day_it_happened(site, page):
    html = page(q="受伤", kind="precedent")
    assert "/law/gongshang/1/" in html
    assert "2010-06-03" not in html


def test_where_no_day_is_known_the_day_of_the_outcome_picks_the_text(site, page, library):
    injury = Article.objects.get(texts__version=library["new"], texts__number=1)
    make_precedent("typical", title="典型受伤没写日期", cites=[injury], happened_on=None, decided_on=D(2009, 3, 9))
    html = page(q="典型受伤没写日期", kind="precedent")
    hit = html[html.index("/precedents/typical/") :].split('<li class="hit">')[0]
    assert '<a class="chip changed" href="/law/gongshang/1/' in hit


def test_a_sample_says_so(site, page):
    html = page(q="编的受伤", kind="precedent")
    assert "虚构示例" in html[html.index("/precedents/made-up/") - 400 : html.index("/precedents/made-up/")]


@pytest.mark.parametrize("state", [Precedent.State.WITHDRAWN, Precedent.State.INTERNAL, Precedent.State.DRAFT])
def test_what_is_not_public_is_not_shown_though_the_index_still_has_it(site, page, state):
    Precedent.objects.filter(code="fall").update(state=state)
    for kind in ("", "precedent"):
        html = page(q="受伤", kind=kind)
        assert "/precedents/fall/" not in html
        assert "工资照发，" not in html


# facets


def test_facets_of_precedents_are_named_and_counted(site, page):
    html = page(q="受伤", kind="precedent")
    for title in ("结果", "工种", "危险作业", "级别", "地区", "年份", "金额", "法规"):
        assert f"<summary>{title}</summary>" in html, title
    for label in ("架子工", "高处作业", "认定工伤", "不予认定", "典型案例", "广东省", "2024 年", "10 万到 30 万元"):
        assert f"</span>{label}<span" in html, label


def test_every_count_is_what_it_leads_to_however_many_filters_are_chosen(site, page):
    """Forty walks: from a page to one of its values, and on from there, up to four filters deep."""
    dice, checked = random.Random(6), 0
    for walk in range(40):
        html = page(q=dice.choice(["受伤", "受伤 工资", "工资", "拖欠"]))
        for _ in range(4):
            found = options(html)
            if not found:
                break
            address, count = dice.choice(found)
            html = follow(address)
            assert total(html) == count, (walk, address)
            checked += 1
    assert checked > 100


def test_a_value_that_leads_nowhere_can_still_be_taken_back(site, page):
    html = page(q="受伤", trade="TR-BLS")
    assert total(html) == 0
    assert "没有找到" in html
    taken = re.search(r'<li><a href="(\?[^"]*)"><span class="hide">去掉：</span>工种：爆破工', html)
    assert taken
    assert total(follow(unescape(taken[1]))) == total(page(q="受伤"))


def test_long_facets_keep_the_rest_behind_a_tap(site, page):
    for number in range(12):
        make_precedent(f"more{number}", title="受伤", decided_on=D(2001 + number, 1, 1))
    html = page(q="受伤", kind="precedent")
    years = html[html.index("<summary>年份</summary>") :]
    assert re.search(r'<details class="rest"><summary>还有 \d+ 个</summary>', years)


# chips and state


def test_every_choice_is_a_chip_that_leads_to_the_page_without_it(site, page):
    chosen = {"q": "受伤", "trade": "TR-SCF", "level": "TYP", "status": "all", "exact": "1"}
    html = page(**chosen)
    chips = re.findall(r'<li><a href="(\?[^"]*)"><span class="hide">去掉：</span>([^<]*)<', html)
    assert [label for _, label in chips] == ["工种：架子工", "级别：典型案例", "效力：全部", "用词：只按原词"]
    for (address, _), name in zip(chips, ("trade", "level", "status", "exact"), strict=True):
        left = parse_qs(unescape(address)[1:])
        assert {key: value[0] for key, value in left.items()} == {k: v for k, v in chosen.items() if k != name}


def test_the_day_asked_for_keeps_the_other_filters_and_is_a_chip(site, page):
    html = page(q="受伤", level="admin", on="2010-12-31")
    assert '<input type="hidden" name="level" value="admin">' in html
    assert '<input type="hidden" name="on"' not in html
    assert "在这天有效：2010年12月31日" in html
    assert total(html) == 2


def test_filters_open_as_a_sheet_without_a_script(site, page):
    html = page(q="受伤", trade="TR-SCF")
    assert '<a class="btn only-phone" href="#filters">' in html
    assert 'id="filters"' in html
    assert re.search(r"筛选 · 1</a>", html)
    assert f"看 {total(html)} 条结果" in html


def test_values_that_mean_nothing_change_nothing(site, page):
    plain = total(page(q="受伤"))
    assert total(page(q="受伤", sort="backwards", kind="secret", status="x", page="-3")) == plain


# order and pages


def test_the_newest_come_first_one_by_one(site, page):
    html = page(q="受伤", sort="new")
    hits = re.findall(r'<a href="/(precedents/[a-z0-9-]+|law/[a-z]+/[0-9]+)/', html[html.index('<ul class="list">') :])
    assert hits[0] == "precedents/late"
    assert hits.index("law/gongshang/3") < len(hits)
    assert html.count('<li class="hit">') == total(html)


def test_pages_of_precedents_hold_each_once_and_say_where_one_is(site, page):
    for number in range(45):
        make_precedent(f"n{number}", title="梯子没绑牢")
    for sort in ("", "new"):
        asked = {"q": "梯子", "kind": "precedent", "sort": sort}
        seen = [code for number in "123" for code in codes(page(**asked, page=number))]
        assert len(seen) == len(set(seen)) == 45
        assert "第 2 页，共 3 页" in page(**asked, page="2")
        assert codes(page(**asked, page="77")) == codes(page(**asked, page="3"))


def test_what_the_pages_do_not_reach_is_said(site, page, built, monkeypatch):
    monkeypatch.setattr(asking, "WINDOW", 5)
    texts = {str(number): "梯子要绑牢。" for number in range(1, 10)}
    make_version(make_regulation("tizi", "梯子规定"), D(2015, 1, 1), texts)
    built()
    html = page(q="梯子", kind="article")
    assert "这里只到最前面的 5 条，后面还有 4 条" in html
    assert page(q="梯子", kind="article", sort="new").count('<li class="hit">') == 9


def test_filters_alone_list_what_they_leave(site, page):
    html = page(kind="precedent", trade="TR-HST")
    assert codes(html) == ["fall2"]
    assert "保存这次搜索" not in html


def test_the_list_takes_at_most_twelve_queries(
    site, signed_in, handler, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    """With the names of law kept in the process, as they are from the first request to the next publication."""
    mine = signed_in(handler)
    for asked in ({"q": "受伤 工资"}, {"q": "受伤 工资", "kind": "precedent"}, {"q": "受伤 工资", "sort": "new"}):
        with django_capture_on_commit_callbacks(execute=True):
            mine.get("/search/", asked)
        with django_assert_max_num_queries(12):
            html = mine.get("/search/", asked).content.decode()
        assert len(codes(html)) >= 3


def test_a_search_among_cases_stands_under_cases(client, site):
    for query, place in (("q=受伤&kind=precedent", "案例"), ("q=受伤", "法规")):
        page = client.get(f"/search/?{query}").content.decode()
        assert set(re.findall(r'aria-current="page"[^>]*>(?:<svg.*?</svg>)?([^<]{2})</a>', page)) >= {place}
