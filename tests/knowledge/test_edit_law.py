"""The editors' desk: what they may open, drafts, preview, publishing."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from knowledge.models import ArticleText, PartialRepeal, Prevalence, Regulation
from portal.models import Change
from portal.services.generation import current_generation
from portal.services.groups import ensure_groups
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def editor(make_person):
    ensure_groups(settings.GROUP_PERMISSIONS)
    person = make_person("编辑员", username="editor")
    person.groups.add(Group.objects.get(name="编辑"))
    return person


@pytest.fixture
def text() -> ArticleText:
    version = make_version(make_regulation(title="脚手架测试条例"), D(2010, 1, 1), {"1": "架子要查。"})
    return version.texts.get()


def form_of(text: ArticleText, **changes: str) -> dict[str, str]:
    return {"heading": "", "digest": "", "text": text.text} | changes


@pytest.mark.parametrize("model", ["regulation", "regulationversion", "articletext", "regulationalias", "topic"])
def test_an_editor_opens_the_lists(client, editor, text, model):
    client.force_login(editor)
    assert client.get(f"/admin/snippets/knowledge/{model}/").status_code == 200


@pytest.mark.parametrize(
    "path", ["prevalence/", "prevalence/new/", "partialrepeal/", "partialrepeal/new/", "citation/"]
)
def test_an_editor_opens_the_notes(client, editor, text, path):
    client.force_login(editor)
    assert client.get(f"/admin/{path}").status_code == 200


def test_a_worker_opens_nothing_of_it(client, handler, text):
    client.force_login(handler)
    response = client.get("/admin/snippets/knowledge/articletext/")
    assert response.status_code == 403


def test_an_editor_may_not_manage_people_or_settings(client, editor):
    client.force_login(editor)
    for path in ("/admin/users/", "/admin/groups/", "/admin/sites/"):
        assert client.get(path).status_code != 200


def test_a_saved_draft_changes_nothing_public(client, editor, text):
    client.force_login(editor)
    url = f"/admin/snippets/knowledge/articletext/edit/{text.pk}/"
    response = client.post(url, form_of(text, heading="草稿标题", digest="- 草稿里的话"))
    assert response.status_code == 302
    client.logout()
    assert "草稿里的话" not in client.get("/law/ceshi/1/").content.decode()


def test_publishing_shows_it_and_asks_for_indexing(client, editor, text):
    client.force_login(editor)
    url = f"/admin/snippets/knowledge/articletext/edit/{text.pk}/"
    before = current_generation()
    Change.objects.all().delete()
    form = form_of(text, heading="新标题", digest="- **发布**的话")
    assert client.post(url, form | {"action-publish": "1"}).status_code == 302
    client.logout()
    html = client.get("/law/ceshi/1/").content.decode()
    assert "<b>发布</b>的话" in html
    assert current_generation() > before
    assert Change.objects.filter(kind="knowledge.articletext", object_id=text.pk).exists()


def test_earlier_words_are_kept_as_revisions(client, editor, text):
    client.force_login(editor)
    url = f"/admin/snippets/knowledge/articletext/edit/{text.pk}/"
    for words in ("- 头一版", "- 第二版"):
        client.post(url, form_of(text, digest=words) | {"action-publish": "1"})
    assert [r.content["digest"] for r in text.revisions.order_by("created_at")] == ["- 头一版", "- 第二版"]
    assert client.get(f"/admin/snippets/knowledge/articletext/history/{text.pk}/").status_code == 200


def test_a_preview_shows_the_draft(client, editor, text):
    client.force_login(editor)
    url = f"/admin/snippets/knowledge/articletext/preview/{text.pk}/"
    client.post(url, form_of(text, digest="- 预览里的话"))
    html = client.get(url).content.decode()
    assert "预览里的话" in html
    assert "还没有发布" in html


def test_an_editor_names_an_article_in_words(client, editor, text):
    other = make_version(make_regulation("bie", "别的测试规定"), D(2012, 1, 1), {"9": "以这里为准。"})
    client.force_login(editor)
    form = {"article": "脚手架测试条例第1条", "by": "别的测试规定第9条", "since": "2012-01-01", "note": "以别的为准。"}
    response = client.post("/admin/prevalence/new/", form)
    assert response.status_code == 302, response.context["form"].errors
    row = Prevalence.objects.get()
    assert row.article == text.article
    assert row.by == articles_of(other)["9"]


def note_form(note: str = "第一款停用。", **more: str) -> dict[str, str]:
    named = {"article": "脚手架测试条例第1条", "by": "", "paragraph": "1", "item": "0", "ended_on": "2020-01-01"}
    return named | {"note": note} | more


@pytest.mark.parametrize("superuser", [False, True])
def test_what_is_said_of_validity_is_confirmed_by_a_second_person(client, editor, make_person, text, superuser):
    editor.is_superuser = superuser
    editor.save()
    second = make_person("第二个人", username="second")
    second.groups.add(Group.objects.get(name="编辑"))
    client.force_login(editor)
    assert "要请另一个人核实" in client.post("/admin/partialrepeal/new/", note_form(verified="on")).content.decode()
    assert client.post("/admin/partialrepeal/new/", note_form()).status_code == 302
    row = PartialRepeal.objects.get()
    edit, delete = f"/admin/partialrepeal/edit/{row.pk}/", f"/admin/partialrepeal/delete/{row.pk}/"
    assert "要请另一个人核实" in client.post(edit, note_form(verified="on")).content.decode()
    client.force_login(second)
    assert client.post(edit, note_form(verified="on")).status_code == 302
    row.refresh_from_db()
    assert (row.verified, row.hands) == (True, [editor.pk])
    assert "改了内容就要重新核实" in client.post(edit, note_form("第一款都停用。", verified="on")).content.decode()
    for step in (lambda: client.post(delete), lambda: client.post(edit, note_form())):
        step()
    row.refresh_from_db()
    assert (row.verified, row.hands) == (False, [editor.pk])
    client.force_login(editor)
    assert (
        "要请另一个人核实" in client.post(edit, note_form(verified="on")).content.decode()
    )  # nor after it lost its tick
    client.post(delete)
    row.refresh_from_db()
    assert row.hands == [editor.pk]  # there still: neither confirmed nor one's own is deleted
    client.force_login(second)
    client.post(delete)
    assert not PartialRepeal.objects.exists()


def test_who_changes_what_was_confirmed_is_its_only_hand(client, editor, make_person, text):
    second = make_person("第二个人", username="second")
    second.groups.add(Group.objects.get(name="编辑"))
    client.force_login(editor)
    client.post("/admin/partialrepeal/new/", note_form())
    row = PartialRepeal.objects.get()
    edit = f"/admin/partialrepeal/edit/{row.pk}/"
    client.force_login(second)
    client.post(edit, note_form(verified="on"))
    client.post(edit, note_form("第一款都停用。"))
    row.refresh_from_db()
    assert (row.verified, row.hands) == (False, [second.pk])
    client.force_login(editor)
    assert client.post(edit, note_form("第一款都停用。", verified="on")).status_code == 302


def test_nobody_confirms_what_was_changed_after_their_form_was_read(client, editor, make_person, text):
    named = {"article": text.article, "paragraph": 1, "ended_on": D(2020, 1, 1), "note": "第一款停用。"}
    row = PartialRepeal.objects.create(hands=[make_person("别人", username="third").pk], **named)
    rows = PartialRepeal.objects.filter(pk=row.pk)
    client.force_login(editor)
    seen = []

    def meanwhile(execute, sql, params, many, context):
        """Right after the row was read for the first time, somebody else saves another text of it."""
        found = execute(sql, params, many, context)
        if 'FROM "knowledge_partialrepeal"' in sql and not seen:
            seen.append(sql)
            rows.update(note="第二款停用。")
        return found

    with connection.execute_wrapper(meanwhile):
        page = client.post(f"/admin/partialrepeal/edit/{row.pk}/", note_form(verified="on"))
    assert "改了内容就要重新核实" in page.content.decode()
    row.refresh_from_db()
    assert (row.verified, row.note) == (False, "第二款停用。")


def test_an_article_that_does_not_exist_is_an_error_beside_its_field(client, editor, text):
    client.force_login(editor)
    form = {"article": "脚手架测试条例第99条", "by": "没有的法第1条", "since": "2012-01-01", "note": "留着的话"}
    response = client.post("/admin/prevalence/new/", form)
    html = response.content.decode()
    assert response.status_code == 200
    assert "没有认出是哪一条" in html or "库里没有这一条" in html
    assert "留着的话" in html
    assert not Prevalence.objects.exists()


def test_a_new_regulation_starts_as_a_draft(client, editor):
    client.force_login(editor)
    form = {
        "title": "新的测试办法",
        "short_title": "新办法",
        "code": "xbf",
        "level": "rule",
        "issuer": "",
        "region": "",
    }
    assert client.post("/admin/snippets/knowledge/regulation/add/", form).status_code == 302
    assert Regulation.objects.get().live is False
    assert client.get("/law/xbf/").status_code == 404
