"""The desk of new versions and of what they touch, through the addresses an editor uses."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from knowledge.models import NewVersion, RegulationVersion, ReviewTask
from portal.models import Person
from portal.services.groups import ensure_groups
from tests.cases.life import publish
from tests.knowledge.amended import NEW, OLD, D, approve, old_version, printed, submitted
from tests.knowledge.factories import make_regulation, make_version
from tests.training.factories import make_question
from training.services.bank import link_bases

pytestmark = pytest.mark.django_db


def member(make_person, group: str, username: str) -> Person:
    ensure_groups(settings.GROUP_PERMISSIONS)
    person = make_person(f"{group}员{username}", username=username)
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def editor(make_person):
    return member(make_person, "编辑", "editor")


@pytest.fixture
def reviewer(make_person):
    return member(make_person, "审核", "reviewer")


@pytest.fixture
def old():
    return old_version()


def form(**change: str) -> dict[str, str]:
    given = {
        "text": printed(),
        "published_on": "2026-11-10",
        "effective_on": "2027-01-01",
        "number": "",
        "replaces": "",
    }
    return given | change


def test_both_lists_stand_in_the_menu(client, editor):
    client.force_login(editor)
    html = client.get("/admin/").content.decode()
    assert "/admin/new-versions/" in html
    assert "/admin/law-reviews/" in html


def test_from_the_name_of_a_law_to_its_new_version(client, editor, reviewer, old):
    client.force_login(editor)
    found = client.get("/admin/new-versions/new/", {"q": "脚手架"}).content.decode()
    assert "/admin/new-versions/new/ceshi/" in found
    response = client.post("/admin/new-versions/new/ceshi/", form())
    row = NewVersion.objects.get()
    assert response["Location"] == f"/admin/new-versions/{row.pk}/"
    page = client.get(response["Location"]).content.decode()
    assert "改了 4 条" in page
    assert "<ins>专项</ins>" in page
    assert "删去 1 条" in page
    assert client.post(f"/admin/new-versions/{row.pk}/submit/").status_code == 302
    own = client.get(f"/admin/new-versions/{row.pk}/").content.decode()
    assert "批准并公布" not in own
    client.force_login(reviewer)
    row.refresh_from_db()
    assert "批准并公布" in client.get(f"/admin/new-versions/{row.pk}/").content.decode()
    assert client.post(f"/admin/new-versions/{row.pk}/approve/", {"seen": row.fingerprint}).status_code == 302
    version = RegulationVersion.objects.latest("pk")
    assert version.effective_on == D(2027, 1, 1)
    client.logout()
    html = client.get("/law/ceshi/1/?on=2027-01-01").content.decode()
    assert NEW["1"] in html


def test_what_was_known_by_digests_alone_is_looked_at_too(client, editor, reviewer):
    old = make_version(make_regulation(title="脚手架测试条例"), D(2010, 1, 1), {"1": "", "9": ""})
    old.texts.update(digest="- **先编方案**，签了字再搭。")
    RegulationVersion.objects.filter(pk=old.pk).update(has_text=False)
    question = make_question("scaffold.1", basis="脚手架测试条例第一条", written_by=editor)
    link_bases(versions=[question.current])
    row = submitted(old, editor)
    client.force_login(reviewer)
    html = client.get(f"/admin/new-versions/{row.pk}/").content.decode()
    assert "以前有要点的 2 条" in html
    assert "题目 1 个" in html
    assert "新文里没有这个条号（1 条）：</b>第九条" in html
    done = client.post(f"/admin/new-versions/{row.pk}/approve/", {"seen": row.fingerprint}, follow=True)
    assert "引用它的 1 处已经列进" in done.content.decode()
    task = ReviewTask.objects.get()
    assert (task.event, task.old_text) == ("changed", "（要点，没有旧的原文）\n- 先编方案，签了字再搭。")
    assert task.new_text == NEW["1"]


def test_an_editor_cannot_approve_by_address(client, editor, old):
    row = submitted(old, Person.objects.create_superuser("boss", password="x-y-z-123", name="管理员"))
    client.force_login(editor)
    response = client.post(f"/admin/new-versions/{row.pk}/approve/", {"seen": row.fingerprint})
    assert "你没有这个权限" in response.content.decode()
    assert RegulationVersion.objects.count() == 1


def test_a_superuser_cannot_approve_the_own_one_by_address(client, old):
    boss = Person.objects.create_superuser("boss", password="x-y-z-123", name="管理员")
    row = submitted(old, boss)
    client.force_login(boss)
    response = client.post(f"/admin/new-versions/{row.pk}/approve/", {"seen": row.fingerprint})
    assert "要请另一个人批准" in response.content.decode()
    assert RegulationVersion.objects.count() == 1


def test_law_text_has_no_other_door(client, editor, old):
    client.force_login(editor)
    text = old.texts.get(number=1)
    url = f"/admin/snippets/knowledge/articletext/edit/{text.pk}/"
    response = client.post(url, {"heading": "标题", "digest": "", "text": "偷偷改了。", "action-publish": "1"})
    assert response.status_code == 302
    text.refresh_from_db()
    assert (text.heading, text.text) == ("标题", OLD["1"])


def test_an_older_draft_never_brings_back_other_words_of_law(old):
    text = old.texts.get(number=1)
    text.text, text.heading = "从前的字。", "从前的标题"
    draft = text.save_revision()
    draft.publish()
    text.refresh_from_db()
    assert (text.heading, text.text) == ("从前的标题", OLD["1"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ""}, "请选一个文件，或者粘贴全文"),
        ({"text": printed(title="别的测试办法")}, "标题是《别的测试办法》"),
        ({"effective_on": "明年"}, "日期写成 2027-01-01 这样"),
        ({"effective_on": "2020-01-01"}, "施行日期不能早于公布日期"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(client, editor, old, change, message):
    client.force_login(editor)
    response = client.post("/admin/new-versions/new/ceshi/", form(number="第8号令", **change))
    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert "第8号令" in html
    assert not NewVersion.objects.exists()


def test_a_file_is_read_and_a_wrong_one_refused(client, editor, old):
    client.force_login(editor)
    wrong = SimpleUploadedFile("新版.pdf", b"%PDF-1.4")
    html = client.post("/admin/new-versions/new/ceshi/", form(text="") | {"file": wrong}).content.decode()
    assert "只收 DOCX" in html
    body = "\n\n".join(printed().split("\n")[1:])
    good = SimpleUploadedFile("新版.md", f"# 脚手架测试条例\n\n<!-- INFO END -->\n\n{body}\n".encode())
    assert client.post("/admin/new-versions/new/ceshi/", form(text="") | {"file": good}).status_code == 302
    assert NewVersion.objects.get().name == "新版.md"


def test_html_in_a_text_stays_text(client, editor, old):
    client.force_login(editor)
    text = printed(NEW | {"5": "遇到<script>alert(1)</script>大风，应当停止脚手架上的作业。"})
    client.post("/admin/new-versions/new/ceshi/", form(text=text))
    html = client.get(f"/admin/new-versions/{NewVersion.objects.get().pk}/").content.decode()
    assert "<script>alert(1)" not in html


@pytest.fixture
def touched(old, editor, reviewer):
    """A question and a precedent that cite what the new version changes."""
    question = make_question("scaffold.1", basis="脚手架测试条例第一条", written_by=editor)
    link_bases(versions=[question.current])
    precedent = publish("bamboo", "脚手架测试条例第6条", happened_on=D(2024, 6, 3))
    approve(submitted(old, editor), reviewer)
    return question, precedent


def test_the_board_lists_them_and_its_counts_add_up(client, editor, touched, django_assert_max_num_queries):
    client.force_login(editor)
    response = client.get("/admin/law-reviews/")
    html = response.content.decode()
    assert "脚手架测试条例 第一条" in html
    assert "案例bamboo" in html
    counts = {one["value"]: one["count"] for one in response.context["states"]}
    assert counts["all"] == sum(n for value, n in counts.items() if value != "all") == ReviewTask.objects.count() == 2
    table = response.context["table"]
    assert sum(row["sum"] for row in table["rows"]) == sum(table["sums"]) == table["sum"] == 2
    with django_assert_max_num_queries(24):
        client.get("/admin/law-reviews/")


def test_only_mine_and_one_kind_narrow_the_counts_too(client, editor, touched):
    client.force_login(editor)
    response = client.get("/admin/law-reviews/?who=me")
    assert {one["value"]: one["count"] for one in response.context["states"]}["all"] == 1
    assert "案例bamboo" not in response.content.decode()


def test_old_and_new_words_stand_beside_the_place_and_a_decision_closes_it(client, editor, touched):
    question, _ = touched
    task = ReviewTask.objects.of(question.current).get()
    client.force_login(editor)
    html = client.get(f"/admin/law-reviews/{task.pk}/").content.decode()
    assert "<ins>专项</ins>" in html
    assert "scaffold.1 怎么做" in html
    empty = client.post(f"/admin/law-reviews/{task.pk}/decide/", {"verdict": "right", "reason": ""})
    assert "请写一句为什么" in empty.content.decode()
    response = client.post(f"/admin/law-reviews/{task.pk}/decide/", {"verdict": "right", "reason": "新条文下也对"})
    assert response["Location"] == "/admin/law-reviews/"
    task.refresh_from_db()
    assert (task.state, task.decided_by, task.reason) == ("right", editor, "新条文下也对")


def test_what_a_service_refuses_is_told_on_the_page(client, editor, touched):
    _, precedent = touched
    task = ReviewTask.objects.of(precedent).get()
    client.force_login(editor)
    response = client.post(f"/admin/law-reviews/{task.pk}/decide/", {"verdict": "withdrawn", "reason": "不要了"})
    assert response.status_code == 200
    assert "不要了" in response.content.decode()
    task.refresh_from_db()
    assert task.state == "open"


def test_holding_and_taking(client, reviewer, touched):
    question, _ = touched
    task = ReviewTask.objects.of(question.current).get()
    client.force_login(reviewer)
    client.post(f"/admin/law-reviews/{task.pk}/take/")
    client.post(f"/admin/law-reviews/{task.pk}/release/")
    task.refresh_from_db()
    question.refresh_from_db()
    assert (task.owner, task.hold, question.recheck) == (reviewer, False, "")


def test_the_public_page_says_it_waits_for_review_until_somebody_decides(client, editor, touched):
    _, precedent = touched
    url = precedent.get_absolute_url()
    assert "待复核：脚手架测试条例 第六条" in client.get(url).content.decode()
    task = ReviewTask.objects.of(precedent).get()
    client.force_login(editor)
    client.post(f"/admin/law-reviews/{task.pk}/decide/", {"verdict": "right", "reason": "当时的法就是这样"})
    client.logout()
    assert "待复核" not in client.get(url).content.decode()


@pytest.mark.parametrize("path", ["new-versions/", "new-versions/new/", "law-reviews/"])
def test_a_worker_opens_nothing_of_it(client, handler, path):
    client.force_login(handler)
    assert client.get(f"/admin/{path}").status_code in (302, 403)
