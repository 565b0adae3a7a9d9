"""The page of a precedent and the list: what is told, and to whom."""

from __future__ import annotations

import datetime
import re

import pytest

from cases.models import Precedent
from cases.services.samples import load_precedents
from knowledge.models import Regulation
from portal import clock
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
PAGE = "/precedents/{}/"


@pytest.fixture
def samples(db):
    regulation = make_regulation(title="工伤保险条例", code="gsbxtl")
    make_version(
        regulation, datetime.date(2011, 1, 1), {key: f"测试的第{key}条。" for key in ("14", "16", "17", "33", "37")}
    )
    load_precedents(now=clock.now())
    return {one.code: one for one in Precedent.objects.all()}


def test_the_page_tells_the_outcome_first_and_marks_a_sample(client, samples):
    text = client.get(PAGE.format("fall-no-belt-ningbo")).text
    one = samples["fall-no-belt-ningbo"]
    assert text.index(one.summary) < text.index(one.facts)
    assert "虚构示例" in text
    assert "25.3 万元" in text
    assert "第 342 天" in text
    assert one.lesson_worker in text
    assert "浙江省宁波市" in text


def test_amounts_stand_with_their_thousands_apart(client, samples):
    one = samples["fall-no-belt-ningbo"]
    whole = next(row["yuan"] for row in one.amounts if float(row["yuan"]) >= 1000)
    shown = f"{whole:,}"
    assert "," in shown
    for address in (PAGE.format(one.code), f"{PAGE.format(one.code)}print/"):
        text = client.get(address).text
        assert shown in text
        assert not re.search(rf"<(td|dd)>{whole}\b", text)


def test_dates_are_shown_by_month(client, samples):
    text = client.get(PAGE.format("fall-no-belt-ningbo")).text
    assert "2024年5月" in text
    assert "2024年5月14日" not in text
    Precedent.objects.filter(code="fall-no-belt-ningbo").update(exact_dates=True)
    assert "2024年5月14日" in client.get(PAGE.format("fall-no-belt-ningbo"), {"x": 1}).text


def test_the_version_of_that_time_is_linked_without_the_day(client, samples):
    """2024-05-14 picks the version of 2011; the address names the version's first day, not the day of the case."""
    regulation = Regulation.objects.get(code="gsbxtl")
    same = articles_of(regulation.versions.get())
    make_version(regulation, datetime.date(2025, 1, 1), {"14": "改过的第14条。"}, same)
    text = client.get(PAGE.format("fall-no-belt-ningbo"), {"x": 3}).text
    assert "/law/gsbxtl/14/?on=2011-01-01" in text
    assert "2024-05-14" not in text
    Precedent.objects.filter(code="fall-no-belt-ningbo").update(exact_dates=True)
    assert "/law/gsbxtl/14/?on=2024-05-14" in client.get(PAGE.format("fall-no-belt-ningbo"), {"x": 4}).text


def test_articles_are_linked_by_what_they_are_to_the_case(client, samples):
    text = client.get(PAGE.format("fall-no-belt-ningbo")).text
    assert 'href="/law/gsbxtl/14/' in text
    assert "依据" in text


def test_similar_ones_say_what_is_the_same(client, samples):
    text = client.get(PAGE.format("fall-no-belt-ningbo")).text
    assert "相似案例" in text
    assert "同：" in text


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_what_is_not_published_is_not_there(client, samples, outsider, state):
    Precedent.objects.filter(code="fall-no-belt-ningbo").update(state=state)
    assert client.get(PAGE.format("fall-no-belt-ningbo")).status_code == 404
    client.force_login(outsider)
    assert client.get(PAGE.format("fall-no-belt-ningbo")).status_code == 404
    other = next(like for like in samples if like != "fall-no-belt-ningbo" and like.startswith("fall-"))
    assert "fall-no-belt-ningbo" not in client.get(PAGE.format(other)).text
    assert "fall-no-belt-ningbo" not in client.get("/precedents/?family=INJ").text


def test_an_internal_one_is_read_by_its_desk_and_never_kept_for_everybody(client, samples, handler):
    Precedent.objects.filter(code="fall-no-belt-ningbo").update(state="internal")
    client.force_login(handler)
    page = client.get(PAGE.format("fall-no-belt-ningbo"))
    assert "内部案例" in page.text
    assert not getattr(page, "_public_page", False)


@pytest.mark.parametrize(("state", "words"), [("draft", "草稿，不对外"), ("withdrawn", "已撤回，不对外")])
def test_the_desk_is_told_what_nobody_else_sees(client, samples, handler, state, words):
    Precedent.objects.filter(code="fall-no-belt-ningbo").update(state=state, approved_by=handler)
    client.force_login(handler)
    page = client.get(PAGE.format("fall-no-belt-ningbo"))
    assert words in page.text
    assert "两人核过" not in page.text
    assert not getattr(page, "_public_page", False)


def test_the_site_may_hide_its_samples(client, samples, settings):
    settings.SHOW_SAMPLE_PRECEDENTS = False
    assert client.get(PAGE.format("fall-no-belt-ningbo")).status_code == 404
    assert "还没有发布的案例" in client.get("/precedents/").text


def test_the_list_shows_families_and_counts_what_it_leads_to(client, samples):
    text = client.get("/precedents/").text
    injured = Precedent.objects.published().filter(kind="INJ").count()
    assert f"全部 {injured} 个" in text
    page = client.get("/precedents/?family=INJ").text
    assert f"{injured} 个" in page


def test_a_part_of_a_family_is_listed_alone(client, samples):
    kind = Precedent.objects.filter(kind__startswith="DIS-").first().kind
    count = Precedent.objects.filter(kind=kind).count()
    page = client.get("/precedents/", {"family": "DIS", "kind": kind})
    assert page.context["page"].paginator.count == count
    assert client.get("/precedents/", {"family": "DIS", "kind": "nothing"}).context["page"].paginator.count > count - 1


def test_pages_cost_few_queries(client, samples, django_assert_max_num_queries):
    client.get("/precedents/")
    with django_assert_max_num_queries(17):
        client.get(PAGE.format("fall-no-belt-ningbo"), {"x": 2})
    with django_assert_max_num_queries(12):
        client.get("/precedents/?family=DIS&x=1")


def test_the_page_says_what_is_in_force_and_names_a_law_once(client, samples):
    text = client.get(PAGE.format("fall-no-belt-ningbo"), {"x": 5}).text
    assert "引用的条文现行有效" in text
    assert ">工伤保险条例 第14条</a>" in text
    assert ">第16条</a>" in text


@pytest.mark.parametrize("address", ["/precedents/", "/precedents/?family=INJ"])
def test_the_list_is_searched_among_precedents(client, samples, address):
    text = client.get(address).text
    assert '<input type="hidden" name="kind" value="precedent">' in text


def test_saved_searches_stand_under_none_of_the_places(client, handler):
    client.force_login(handler)
    text = client.get("/search/saved/").text
    assert "aria-current" not in text[text.index('<nav class="bar"') :]
    assert "案例" in text[text.index("<main") : text.index("</main>")]
