"""Citations beside a draft, and what stops it from being published."""

from __future__ import annotations

import datetime

import pytest
from wagtail.models import Page

from knowledge.models import ArticleText, CitationReason, DeadCitations, HomePage
from knowledge.services.drafts import check_draft, plain_of, require_sound, text_of_draft
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)
DEAD = "照《脚手架测试条例》第九条办"
WHY = "这一句讲的就是没有这一条"


@pytest.fixture(autouse=True)
def text() -> ArticleText:
    return make_version(make_regulation(), datetime.date(2010, 1, 1), {"1": "架子要查。"}).texts.get()


@pytest.fixture
def boss(make_person):
    return make_person("管理员", username="boss", is_superuser=True, is_staff=True)


@pytest.fixture
def page() -> HomePage:
    root = Page.get_first_root_node()
    found = HomePage.objects.first() or root.add_child(instance=HomePage(title="首页", slug="shouye"))
    found.asks = DEAD
    return found


def edit(client, text, **more):
    form = {"heading": "", "digest": f"- {DEAD}", "text": text.text} | more
    return client.post(f"/admin/snippets/knowledge/articletext/edit/{text.pk}/", form)


def test_a_dead_citation_stops_publishing_until_a_reason_is_on_record(client, boss, text):
    client.force_login(boss)
    response = edit(client, text, **{"action-publish": "1"})
    address = f"/admin/citations/knowledge/articletext/{text.pk}/"
    assert response["Location"] == address
    text.refresh_from_db()
    assert text.digest == ""
    html = client.get(address).content.decode()
    assert "现在还不能发布" in html
    assert "没有第九条" in html
    assert client.post(address, {"reason": "短"}).status_code == 422
    assert client.post(address, {"reason": WHY}).status_code == 302
    kept = CitationReason.objects.get()
    assert (kept.by, kept.citations) == (boss, ["《脚手架测试条例》第九条"])
    assert edit(client, text, **{"action-publish": "1"})["Location"] != address
    text.refresh_from_db()
    assert DEAD in text.digest


def test_a_reason_covers_no_other_citation(client, boss, text):
    text.digest = f"- {DEAD}"
    CitationReason.objects.create(
        about=text, citations=["《脚手架测试条例》第九条"], reason=WHY, by=boss, at="2026-01-01T00:00:00Z"
    )
    require_sound(obj=text, today=TODAY)
    text.digest += "\n- 又见《脚手架测试条例》第八条"
    with pytest.raises(DeadCitations, match="第八条"):
        require_sound(obj=text, today=TODAY)


def test_a_draft_is_saved_whatever_it_cites(client, boss, text):
    client.force_login(boss)
    edit(client, text)
    text.refresh_from_db()
    assert DEAD in text.get_latest_revision_as_object().digest


def test_the_official_words_are_not_checked(text):
    text.text = DEAD
    assert check_draft(obj=text, today=TODAY).undecided == []


def test_a_page_is_read_whole(page):
    assert DEAD in text_of_draft(page)
    assert len(check_draft(obj=page, today=TODAY).undecided) == 1


def test_a_page_is_stopped_by_button_and_in_bulk(client, boss, page):
    page.save_revision()
    client.force_login(boss)
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}"
    assert client.post(bulk, {})["Location"] == f"/admin/citations/wagtailcore/page/{page.pk}/"
    page.refresh_from_db()
    assert DEAD not in page.asks
    assert "核验引用" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_who_may_not_edit_sees_no_report(client, handler, text):
    client.force_login(handler)
    assert client.get(f"/admin/citations/knowledge/articletext/{text.pk}/").status_code == 403


@pytest.mark.parametrize("address", ["no/such/1/", "portal/person/1/", "knowledge/articletext/999999/"])
def test_what_has_no_drafts_is_not_found(client, boss, address):
    client.force_login(boss)
    assert client.get(f"/admin/citations/{address}").status_code == 404


def test_rich_text_becomes_lines():
    assert plain_of("<p>照《甲法》</p><p>第一条 &lt;旧&gt;</p>").splitlines() == ["照《甲法》", "第一条 <旧>"]
