"""Policy updates and interpretations: two pairs of eyes on every road, the hour, the links, the feeds."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from knowledge.models import Citation, Interpretation, InterpretationsPage, PolicyUpdate, Topic, UpdatesPage
from knowledge.services import publishing
from knowledge.services.home import ensure_home
from knowledge.services.publishing import sweep
from portal.services.groups import ensure_groups
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture(autouse=True)
def desk():
    ensure_groups(settings.GROUP_PERMISSIONS)
    ensure_home()


@pytest.fixture
def law():
    """第一条 and 第二条, the first changed in 2030."""
    regulation = make_regulation(title="脚手架测试条例")
    old = make_version(regulation, D(2010, 1, 1), {"1": "架子要查。", "2": "坏了要换。"})
    make_version(regulation, D(2030, 1, 1), {"1": "架子天天要查。", "2": "坏了要换。"}, articles=articles_of(old))
    return articles_of(old)["1"]


@pytest.fixture
def writer(make_person):
    return member(make_person("写的人"), "编辑")


@pytest.fixture
def second(make_person):
    return member(make_person("第二个人"), "审核")


def member(person, group):
    person.groups.add(Group.objects.get(name=group))
    return person


def draft(writer, law, **fields) -> PolicyUpdate:
    made = PolicyUpdate(
        title="架子天天查", slug="daily", for_whom="架子工", effective_on=D(2030, 1, 1),
        what_changed="脚手架测试条例第一条改了。", what_to_do="上架子前看一眼\n坏了不上", owner=writer, live=False,
    )  # fmt: skip
    for name, value in fields.items():
        setattr(made, name, value)
    UpdatesPage.objects.get().add_child(instance=made)
    made.affected.create(article=law)
    made.save_revision(user=writer)
    return PolicyUpdate.objects.get(pk=made.pk)


def submitted(page, by):
    page.get_workflow().start(page, by)
    return type(page).objects.get(pk=page.pk)


def approve(page, by) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "approve")


def is_out(page) -> bool:
    return type(page).objects.get(pk=page.pk).live


def edit_form(page) -> dict[str, str]:
    return {
        "title": page.title, "slug": page.slug, "significance": "content", "for_whom": page.for_whom,
        "effective_on": "2030-01-01", "what_changed": page.what_changed, "what_to_do": page.what_to_do,
        "affected-TOTAL_FORMS": "1", "affected-INITIAL_FORMS": "0", "affected-MIN_NUM_FORMS": "0",
        "affected-MAX_NUM_FORMS": "1000", "affected-0-article": "脚手架测试条例第2条", "affected-0-note": "新加的",
        "affected-0-ORDER": "1", "affected-0-id": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "0",
    }  # fmt: skip


def test_a_second_person_lets_it_out(client, writer, second, law):
    page = submitted(draft(writer, law), writer)
    assert client.get("/updates/daily/").status_code == 404
    approve(page, second)
    html = client.get("/updates/daily/").content.decode()
    assert "架子工" in html
    assert '<a href="/law/ceshi/1/?on=2030-01-01">第一条</a>' in html
    assert "/law/ceshi/1/?on=2029-12-31" in html
    assert "架子天天查" in client.get("/updates/").content.decode()


@pytest.mark.parametrize("who", ["writer", "superuser", "submitter"])
def test_own_work_is_not_approved(make_person, second, writer, law, who):
    person = {"writer": writer, "submitter": second, "superuser": make_person("总管", is_superuser=True)}[who]
    member(person, "审核")
    page = draft(person if who == "superuser" else writer, law)
    page = submitted(page, person)
    state = page.current_workflow_task_state
    assert "approve" not in [name for name, *_ in state.task.specific.get_actions(page, person)]
    with pytest.raises(PermissionDenied):
        approve(page, person)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert not is_out(page)


def test_who_may_not_approve_is_told_why_on_the_page(client, writer, law):
    member(writer, "审核")
    page = submitted(draft(writer, law), writer)
    client.force_login(writer)
    edit = f"/admin/pages/{page.pk}/edit/"
    answer = client.post(edit, edit_form(page) | {"workflow-action-name": "approve"}, follow=True)
    assert answer.redirect_chain == [(edit, 302)]
    assert "要由另一个人批准" in answer.content.decode()
    assert not is_out(page)


def test_the_address_of_the_action_says_why_too(client, writer, law):
    member(writer, "审核")
    page = submitted(draft(writer, law), writer)
    client.force_login(writer)
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/"
    for answer in (client.get(address, follow=True), client.post(address, {"comment": ""}, follow=True)):
        assert answer.redirect_chain == [(f"/admin/pages/{page.pk}/edit/", 302)]
        assert "要由另一个人批准" in answer.content.decode()
    assert not is_out(page)


def test_the_address_of_the_action_leads_a_second_person_to_the_dead_citation_or_out(client, writer, second, law):
    page = draft(writer, law)
    page.what_changed = "看脚手架测试条例第九十九条。"
    page.save_revision(user=writer)
    page = submitted(page, writer)
    client.force_login(second)
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/"
    assert "citations" in client.post(address, {"comment": ""}).url
    assert not is_out(page)
    sound = submitted(draft(writer, law, slug="sound"), writer)
    client.post(f"/admin/pages/workflow/action/{sound.pk}/approve/{sound.current_workflow_task_state.pk}/", {})
    assert is_out(sound)


def test_the_page_says_so_when_it_is_opened_and_to_nobody_else(client, writer, make_person, law):
    member(writer, "审核")
    page = submitted(draft(writer, law), writer)
    for person, told in ((writer, True), (member(make_person("旁人", username="third"), "审核"), False)):
        client.force_login(person)
        assert ("要由另一个人批准" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()) is told


def test_who_edits_while_it_waits_has_a_hand_in_it(writer, second, law):
    page = submitted(draft(writer, law), writer)
    page.what_changed = "改过的话。"
    page.save_revision(user=second)
    with pytest.raises(PermissionDenied):
        approve(type(page).objects.get(pk=page.pk), second)


def test_a_superuser_publishes_by_no_address(client, make_person, law):
    root = make_person("总管", is_superuser=True)
    client.force_login(root)
    page = draft(root, law)
    edit = f"/admin/pages/{page.pk}/edit/"
    assert "action-publish" not in client.get(edit).content.decode()
    client.post(edit, edit_form(page) | {"action-publish": "1"})
    client.post(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={page.pk}", {"id": page.pk})
    submitted(page, root)
    state = TaskState.objects.get()
    client.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": ""})
    assert not is_out(page)
    with pytest.raises(PermissionDenied):
        page.get_latest_revision().publish()


def test_an_editor_names_the_article_in_words(client, writer, law):
    page = draft(writer, law)
    page.affected.all().delete()
    page.save_revision(user=writer)
    client.force_login(writer)
    url = f"/admin/pages/{page.pk}/edit/"
    assert client.post(url, edit_form(page)).status_code == 302
    kept = PolicyUpdate.objects.get(pk=page.pk).get_latest_revision().as_object()
    assert [row.note for row in kept.affected.all()] == ["新加的"]
    wrong = client.post(url, edit_form(page) | {"affected-0-article": "脚手架测试条例第99条"})
    assert wrong.status_code == 200
    assert "脚手架测试条例第99条" in wrong.content.decode()


def fall_due(page, now):
    """What was approved for an hour to come was approved for a minute ago."""
    PolicyUpdate.objects.filter(pk=page.pk).update(go_live_at=now - datetime.timedelta(hours=1))
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = (now - datetime.timedelta(minutes=1)).isoformat()
    revision.approved_go_live_at = now - datetime.timedelta(minutes=1)
    revision.save(update_fields=["content", "approved_go_live_at"])


def test_its_hour_comes_and_goes_by_the_sweep(writer, second, law):
    now = timezone.now()
    page = draft(writer, law, go_live_at=now + datetime.timedelta(hours=1), expire_at=now + datetime.timedelta(hours=9))
    approve(submitted(page, writer), second)
    assert sweep(now=now) == 0
    assert not is_out(page)
    fall_due(page, now)
    assert sweep(now=now) == 1
    assert sweep(now=now) == 0
    assert is_out(page)
    assert Citation.objects.filter(object_id=page.pk, article=law).exists()
    assert sweep(now=now + datetime.timedelta(hours=10)) == 1
    assert sweep(now=now + datetime.timedelta(hours=10)) == 0
    assert not is_out(page)
    assert not Citation.objects.filter(object_id=page.pk, article=law).exists()


def test_two_sweeps_that_found_the_same_page_due_put_it_out_once(writer, second, law):
    """Each had read the list before the other was done: the second finds nothing when it holds the lock."""
    now = timezone.now()
    page = draft(writer, law, go_live_at=now + datetime.timedelta(hours=1))
    approve(submitted(page, writer), second)
    fall_due(page, now)
    listed = publishing._due(now)
    assert listed == [page.get_latest_revision().pk]
    outs = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled")
    assert [publishing._publish(pk, now) for pk in listed * 2] == [True, False]
    assert (is_out(page), outs.count(), publishing._due(now)) == (True, 1, [])


def test_what_fails_stays_due_and_holds_up_nobody(writer, second, law):
    now = timezone.now()
    unapproved = draft(writer, law)
    good = draft(writer, law, slug="good", go_live_at=now + datetime.timedelta(seconds=1))
    approve(submitted(good, writer), second)
    revision = unapproved.get_latest_revision()
    revision.approved_go_live_at = now - datetime.timedelta(hours=1)
    revision.save(update_fields=["approved_go_live_at"])
    expired = draft(writer, law, slug="old")
    approve(submitted(expired, writer), second)
    PolicyUpdate.objects.filter(pk=expired.pk).update(expire_at=now - datetime.timedelta(hours=1))
    assert sweep(now=now) == 1
    assert not is_out(expired)
    assert not is_out(unapproved)


def test_interpretations_link_their_law(client, writer, second, law):
    topic = Topic.objects.create(code="safety", name="安全", question="架子晃")
    page = Interpretation(
        title="架子怎么查", slug="how", on=D(2012, 1, 1), owner=writer, live=False,
        body=[
            {"type": "text", "value": "先看规定。<b>\n脚手架测试条例第二条说了"},
            {"type": "qa", "value": {"question": "谁查？", "answer": "看脚手架测试条例第一条。"}},
        ],
    )  # fmt: skip
    InterpretationsPage.objects.get().add_child(instance=page)
    page.topics.add(topic)
    page.save_revision(user=writer)
    approve(submitted(Interpretation.objects.get(pk=page.pk), writer), second)
    html = client.get("/interpretations/how/").content.decode()
    assert 'href="/law/ceshi/2/' in html
    assert 'href="/law/ceshi/1/' in html
    assert "&lt;b&gt;" in html
    assert "架子怎么查" in client.get("/topics/safety/feed/").content.decode()


def test_feeds_tell_what_is_out(client, writer, second, law):
    topic = Topic.objects.create(code="safety", name="安全", question="架子晃")
    law.topics.add(topic)
    page = draft(writer, law)
    assert "架子天天查" not in client.get("/updates/feed/").content.decode()
    approve(submitted(page, writer), second)
    for path in ("/updates/feed/", "/topics/safety/feed/", "/law/ceshi/feed/"):
        response = client.get(path)
        assert response["Content-Type"].startswith("application/atom+xml")
        assert response.content.decode().count("内容：架子天天查") == 1, path
    assert client.get("/law/none/feed/").status_code == 404


def test_a_sign_that_no_xml_may_hold_breaks_no_feed(client, writer, second, law):
    """Word leaves a vertical tab where somebody broke a line."""
    page = draft(writer, law)
    PolicyUpdate.objects.filter(pk=page.pk).update(live=True, last_published_at=datetime.datetime.now(tz=datetime.UTC))
    PolicyUpdate.objects.filter(pk=page.pk).update(title="架子\x0b天天查", what_changed="改了\x1f这里")
    told = client.get("/updates/feed/")
    assert told.status_code == 200
    assert "架子 天天查" in told.content.decode()


def test_a_moved_page_leaves_a_redirect(client, writer, second, law, django_capture_on_commit_callbacks):
    page = draft(writer, law)
    approve(submitted(page, writer), second)
    page = PolicyUpdate.objects.get(pk=page.pk)
    page.slug = "new-name"
    page.save_revision(user=writer)
    with django_capture_on_commit_callbacks(execute=True):
        approve(submitted(page, writer), second)
    assert client.get("/updates/daily/").headers["Location"].endswith("/updates/new-name/")


def test_pages_and_lists_ask_little(client, writer, second, law, django_assert_max_num_queries):
    for n in range(4):
        approve(submitted(draft(writer, law, slug=f"u{n}"), writer), second)
    client.get("/updates/")
    with django_assert_max_num_queries(12):
        client.get("/updates/?page=1")
    with django_assert_max_num_queries(17):
        client.get("/updates/u1/")
