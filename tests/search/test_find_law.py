"""The results page: what is asked in plain words, by citation, in operators, on a day, with filters."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils.html import escape

from knowledge.models import ArticleText, Prevalence
from search import asking, indexing
from search.engines import EngineDown
from search.models import Synonym
from search.services.synonyms import save_synonym
from search.services.terms import build_terms
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(library, built):
    built()
    return library


@pytest.fixture
def page(client: Client):
    def get(q: str, **options: str) -> str:
        response = client.get("/search/", {"q": q} | options)
        assert response.status_code == 200
        return response.content.decode()

    return get


def links(html: str) -> list[str]:
    """Articles on the page, in order, without the rest of their addresses."""
    return re.findall(r'<a href="(/law/[a-z]+/[0-9-]+/)', html)


def total(html: str) -> int:
    found = re.search(r"(\d+) 条", re.sub(r"<[^>]+>", "", html[html.index('class="small muted" role="status"') :]))
    assert found
    return int(found[1])


# plain words


def test_the_words_are_found_and_marked(site, page):
    html = page("停工留薪期")
    assert links(html) == ["/law/gongshang/1/"]
    assert "<mark>停工留薪期</mark>" in html


def test_hits_are_grouped_by_regulation_best_first(site, page):
    html = page("拖欠工资")
    assert set(links(html)) >= {"/law/gongzi/1/", "/law/gongzi/2/", "/law/zhejiang/9/"}
    titles = re.findall(r'<h3><a href="/law/([a-z]+)/"', html)
    assert len(titles) == len(set(titles))
    assert html.count('<li class="hit">') == len(titles)


def test_only_law_in_force_is_shown_unless_asked(site, page):
    html = page("受伤")
    assert "旧的受伤规矩" not in re.sub(r"</?mark>", "", html)
    assert total(html) == 2
    assert total(page("受伤", status="ended")) == 2
    assert total(page("受伤", status="all")) == 4
    assert total(page("新规矩", status="future")) >= 1
    assert "/law/weilai/1/" not in links(page("新规矩"))


def test_the_counts_of_statuses_are_what_they_lead_to(site, page):
    html = page("受伤 工资")
    counts = re.findall(
        r'href="(\?[^"]*)"[^>]*><span class="box".*?</span>(现行有效|尚未施行|已失效|全部)<span class="count">(\d+)',
        html,
    )
    assert len(counts) == 4
    for status, name in (("current", "现行有效"), ("future", "尚未施行"), ("ended", "已失效"), ("all", "全部")):
        said = next(int(n) for _, label, n in counts if label == name)
        assert total(page("受伤 工资", status=status)) == said, name


def test_the_law_of_another_day(site, page):
    html = page("受伤", on="2010-12-31")
    assert "2010年12月31日" in html
    assert sorted(links(html)) == ["/law/gongshang/1/", "/law/gongshang/2/"]
    assert "?on=2010-12-31" in html


def test_a_day_that_is_none_is_refused(site, client):
    for day in ("昨天", "2010-13-01", "2010-02-30"):
        assert client.get("/search/", {"q": "受伤", "on": day}).status_code == 404


def test_nothing_asked_shows_how_to_ask(site, client):
    response = client.get("/search/")
    assert response.status_code == 200
    assert "怎么搜" in response.content.decode()


def test_nothing_found_offers_other_ways(site, page):
    html = page("龘龘龘")
    assert "没有找到“龘龘龘”" in html
    assert "打电话问人" in html


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x>', "工资<b>"])
def test_what_was_typed_comes_back_escaped(site, page, q):
    html = page(q)
    assert q not in html
    assert escape(q) in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_marks_inside_text_with_tags_are_safe(site, page):
    text = site["wages"].texts.get(number=1)
    text.text = "拖欠<b>工资</b>&劳动报酬<script>"
    text.save()
    indexing.drain()
    html = page("拖欠")
    assert "<mark>拖欠</mark>&lt;b&gt;工资" in html


# citations


@pytest.mark.parametrize(
    "q",
    ["工伤测试条例第一条", "工伤测试条例第1条", "工伤测试条例1条", "《工伤测试条例》第一条", "工伤测试办法第1条",
     "工伤测试条例 １", "工伤测试条例一条", "第一条 工伤测试条例"],
)  # fmt: skip
def test_a_citation_in_any_form_is_first(site, page, q):
    assert links(page(q))[0] == "/law/gongshang/1/"


def test_forty_citations_are_looked_up_in_one_query(site, client, django_assert_max_num_queries):
    client.get("/search/", {"q": "工资"})
    with django_assert_max_num_queries(12):
        html = client.get("/search/", {"q": "工资测试法" + "、".join(map(str, range(1, 41)))}).content.decode()
    assert links(html)[:2] == ["/law/gongzi/1/", "/law/gongzi/2/"]


def test_a_title_that_fits_two_regulations_gives_both_the_whole_title_first(site, page):
    for code, title in (("bixing", "女工测试规定（试行）"), ("bi", "女工测试规定")):
        make_version(make_regulation(code, title), asking.datetime.date(2012, 1, 1), {"7": "各写各的。"})
    assert links(page("女工测试规定第七条"))[:2] == ["/law/bi/7/", "/law/bixing/7/"]


def test_a_bare_number_gives_the_few_that_have_it(site, page):
    assert links(page("第九条"))[0] == "/law/zhejiang/9/"


def test_several_citations_at_once(site, page):
    html = page("工伤测试条例第三条 工资测试法第2条")
    assert links(html)[:2] == ["/law/gongshang/3/", "/law/gongzi/2/"]


def test_a_citation_inside_a_question(site, page):
    html = page("按工资测试法第2条不给工资怎么办")
    assert links(html)[0] == "/law/gongzi/2/"


def test_a_citation_means_the_version_of_the_day(site, page):
    assert "旧的受伤规矩" in page("工伤测试条例第1条", on="2010-01-01")
    assert "旧的受伤规矩" not in page("工伤测试条例第1条")


def test_a_name_alone_leads_to_the_regulation(site, page):
    assert 'href="/law/gongshang/"' in page("工伤测试办法")


# synonyms


def test_lay_words_are_read_as_the_words_of_law(site, page):
    assert "/law/gongzi/1/" not in links(page("赖账"))
    save_synonym(synonym=Synonym(say="赖账", means="劳动报酬"))
    html = page("赖账")
    assert "/law/gongzi/1/" in links(html)
    assert "也找了" in html
    assert "<b>劳动报酬</b>" in html


def test_the_reader_can_keep_to_the_words_typed(site, page):
    save_synonym(synonym=Synonym(say="赖账", means="劳动报酬"))
    html = page("赖账")
    url = re.search(r'<a href="\?([^"]*)">只按原词找', html)
    assert url
    assert "exact=1" in url[1]
    literal = page("赖账", exact="1")
    assert "也找了" not in literal
    assert "/law/gongzi/1/" not in links(literal)


# did you mean


def test_a_correction_is_proposed_beside_what_was_found(site, page):
    """工商测试 is written nowhere, 工伤测试条例 is a regulation; 受伤 has hits of its own, so nothing is replaced."""
    build_terms()
    html = page("工商测试条例 受伤")
    proposed = re.search(r'是不是要找 <a href="([^"]*)"><b>([^<]*)</b>', html)
    assert proposed
    assert proposed[2] == "工伤测试条例 受伤"
    assert "下面是" not in html
    assert links(html)


def test_with_no_hit_the_correction_is_searched_and_said(site, page):
    build_terms()
    html = page("托欠")
    assert "没有找到“托欠”，下面是 <b>拖欠</b> 的结果" in html
    assert "/law/gongzi/1/" in links(html)
    assert "<mark>拖欠</mark>" in html


def test_a_correction_is_taken_back_by_one_link(site, page):
    build_terms()
    back = re.search(r'<a href="\?([^"]*)">还是要搜“托欠”', page("托欠"))
    assert back
    assert "asis=1" in back[1]
    html = page("托欠", asis="1")
    assert "拖欠" not in re.sub(r"<[^>]+>", "", html)
    assert links(html) == []


def test_right_words_are_not_corrected(site, page):
    build_terms()
    html = page("拖欠工资")
    assert "是不是要找" not in html
    assert "下面是" not in html


# operators, facets, pages


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("“按月支付”", ["/law/gongzi/2/"]),
        ("拖欠 -浙江", ["/law/gongzi/1/", "/law/gongzi/2/"]),
        ("拖欠 AND 处理", ["/law/zhejiang/9/"]),
        ("法规:工伤测试条例 受伤", ["/law/gongshang/1/", "/law/gongshang/3/"]),
        ("级别:地方性法规 工资", ["/law/zhejiang/9/"]),
        ("级别：法律 拖欠", ["/law/gongzi/1/", "/law/gongzi/2/"]),
        ("地区:浙江 工资", ["/law/zhejiang/9/"]),
        ("主题:工伤 工资", ["/law/gongshang/1/"]),
        ("施行:2016..2018 工资", ["/law/zhejiang/9/"]),
        ("地区:浙江", ["/law/zhejiang/9/"]),
    ],
)
def test_operators_and_fields(site, page, q, found):
    assert sorted(links(page(q))) == found


def test_a_filter_value_that_is_none_is_left_out_and_said(site, page):
    html = page("级别:天条 停工留薪")
    assert "没有叫“天条”的级别" in html
    assert links(html) == ["/law/gongshang/1/"]


def test_what_was_repaired_is_said(site, page):
    assert "引号少了一半" in page("“停工留薪")


def test_each_facet_count_is_what_it_leads_to(site, page):
    html = page("工资 受伤")
    options = re.findall(r'<a class="option" href="\?([^"]*)"[^>]*>.*?<span class="count">(\d+)</span>', html)
    checked = 0
    client = Client()
    for address, count in options:
        answer = client.get(f"/search/?{address.replace('&amp;', '&')}").content.decode()
        assert total(answer) == int(count), address
        checked += 1
    assert checked >= 8


def test_a_facet_choice_stays_in_the_address_of_the_others(site, page):
    html = page("工资", level="law")
    assert 'aria-current="true"' in html
    assert "level=law" in html
    assert set(links(html)) == {"/law/gongzi/1/", "/law/gongzi/2/"}


def test_pages_of_groups(site, page, built):
    for i in range(23):
        make_version(
            make_regulation(f"lei{chr(97 + i)}", f"第{i}号梯子规定"),
            asking.datetime.date(2015, 1, 1),
            {"1": "梯子要牢。"},
        )
    built()
    seen = [x for n in "123" for x in links(page("梯子", page=n))]
    assert len(seen) == len(set(seen)) == 23
    assert links(page("梯子", page="99")) == links(page("梯子", page="3"))
    assert links(page("梯子", page="-1")) == links(page("梯子", page="x")) == links(page("梯子"))


# what the database says goes


def test_a_hit_is_checked_again_before_it_is_shown(site, page):
    """Unpublished behind the index's back."""
    ArticleText.objects.filter(version=site["wages"]).update(live=False)
    assert "/law/gongzi/1/" not in links(page("劳动报酬"))


def test_it_says_when_another_article_prevails(site, page):
    other = make_version(make_regulation("bie", "别的测试法"), asking.datetime.date(2012, 1, 1), {"9": "以这里为准。"})
    Prevalence.objects.create(
        article=articles_of(site["wages"])["1"],
        by=articles_of(other)["9"],
        since=asking.datetime.date(2012, 1, 1),
        note="时间以别的测试法为准。",
    )
    assert "别的测试法" in page("劳动报酬")


@pytest.mark.parametrize("q", ["工资 受伤 拖欠", "工伤测试条例第1条", "级别:法律 工资", "龘"])
def test_it_asks_few_queries(site, client, django_assert_max_num_queries, q):
    client.get("/search/", {"q": "工资"})
    caches["pages"].clear()
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": q})


def test_it_sets_no_cookie(site, client):
    assert not client.get("/search/", {"q": "工资"}).cookies


# when the engine is away


def test_without_an_index_it_says_so_and_still_finds_citations_and_names(library, page):
    html = page("工伤测试条例第1条")
    assert "搜索现在用不了" in html
    assert links(html) == ["/law/gongshang/1/"]
    html = page("工伤测试")
    assert 'href="/law/gongshang/"' in html


def test_an_engine_that_is_down_is_said_and_nothing_breaks(site, page, engine, monkeypatch):
    def down(alias, plan):
        raise EngineDown("没有回答")

    monkeypatch.setattr(engine, "search", down)
    html = page("拖欠工资怎么办")
    assert "搜索现在用不了" in html
    assert links(html) == []


# live


def test_a_published_change_is_on_the_page_after_one_drain(site, page):
    text = site["wages"].texts.get(number=2)
    assert links(page("吊篮")) == []
    text.digest = "- 吊篮上的新话。"
    text.save_revision().publish()
    indexing.drain()
    assert links(page("吊篮")) == ["/law/gongzi/2/"]


# suggestions


def test_suggestions_as_json(site, client):
    build_terms()
    answer = client.get("/search/suggest/", {"q": "工伤测"})
    assert answer.status_code == 200
    rows = answer.json()["suggestions"]
    assert rows[0]["text"].startswith("工伤测试")
    assert rows[0]["url"] == "/law/gongshang/"


@pytest.mark.parametrize("q", ["gongshangceshi", "gscstl"])
def test_suggestions_by_pinyin_and_initials(site, client, q):
    build_terms()
    rows = client.get("/search/suggest/", {"q": q}).json()["suggestions"]
    assert any(row["text"] == "工伤测试条例" for row in rows)


def test_suggestions_for_nothing_and_before_terms_are_built(site, client):
    assert client.get("/search/suggest/").json() == {"suggestions": []}
    assert client.get("/search/suggest/", {"q": "工"}).json() == {"suggestions": []}


def test_suggestions_ask_at_most_two_queries(site, client, django_assert_max_num_queries):
    """Whether the regulations and the articles are still published."""
    build_terms()
    client.get("/search/suggest/", {"q": "工"})
    with django_assert_max_num_queries(2):
        assert client.get("/search/suggest/", {"q": "工伤"}).json()["suggestions"]
