"""The editors' desk of papers and rules: blueprints, the shortfall, who publishes, a trial, rules with their basis."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings

from knowledge.services.catalogue import find_article
from portal import clock
from portal.services.groups import ensure_groups
from tests.training.factories import make_point, make_question
from training.models import Attempt, CertificateKind, KnowledgePoint, Paper, TrainingRule

pytestmark = pytest.mark.django_db
LIST = "/admin/papers/"
TERMS = {
    "minutes": 45, "grace_minutes": 30, "pass_mark": 80, "max_attempts": 0, "cooldown_minutes": 0,
    "allow_unreviewed": "on",
}  # fmt: skip


@pytest.fixture
def desk(make_person, signed_in):
    groups = ensure_groups(settings.GROUP_PERMISSIONS)
    made = {}

    def enter(group):
        if group not in made:
            made[group] = make_person(f"{group}员", username=f"desk-{len(made)}")
            made[group].groups.add(groups[group])
        return signed_in(made[group])

    return enter


@pytest.fixture
def paper():
    return Paper.objects.create(code="company", title="公司级考试", level="company")


def sent(*rows, **terms):
    filled = {f"row-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {"rows": len(rows) + 2, **TERMS, **filled, **terms}


def test_a_paper_is_made_and_its_code_once(desk):
    client = desk("编辑")
    answer = client.post(f"{LIST}new/", {"title": "班组考试", "code": "crew-1", "level": "crew"})
    made = Paper.objects.get()
    assert answer["Location"] == f"{LIST}{made.pk}/blueprint/"
    again = client.post(f"{LIST}new/", {"title": "又一份", "code": "crew-1", "level": "crew"})
    assert "已经用过" in again.context["form"].errors["code"][0]
    assert "又一份" in again.content.decode()
    client.post(f"{LIST}{made.pk}/facts/", {"title": "换个名字", "level": "project"})
    made.refresh_from_db()
    assert (made.title, made.level, made.code) == ("换个名字", "project", "crew-1")
    assert "换个名字" in client.get(LIST).content.decode()


def test_an_editor_drafts_and_a_reviewer_publishes(desk, paper):
    for number in range(3):
        make_question(f"q.{number}")
    url = f"{LIST}{paper.pk}/blueprint/"
    editor, reviewer = desk("编辑"), desk("审核")
    assert 'value="publish"' not in editor.get(url).content.decode()
    blueprint = sent({"count": 2, "groups": ["脚手架"], "kinds": ["single"], "red_line": "no"})
    editor.post(url, blueprint | {"action": "publish"})
    paper.refresh_from_db()
    assert paper.current is None, "an editor does not publish, whatever is sent"
    assert editor.post(url, blueprint | {"action": "draft"}).status_code == 302
    paper.refresh_from_db()
    assert paper.draft["quotas"] == [{"count": 2, "groups": ["脚手架"], "kinds": ["single"], "red_line": False}]
    editor.post(f"{LIST}{paper.pk}/publish/")
    paper.refresh_from_db()
    assert paper.current is None
    page = reviewer.get(f"{LIST}{paper.pk}/").content.decode()
    assert "发布草稿" in page
    assert "‘脚手架’非红线单选" in page
    reviewer.post(f"{LIST}{paper.pk}/publish/")
    paper.refresh_from_db()
    assert (paper.current.number, paper.draft, paper.current.published_by.name) == (1, None, "审核员")
    assert reviewer.post(url, sent({"count": 3}, pass_mark=90) | {"action": "publish"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.current.number, paper.current.pass_mark) == (2, 90)


def test_a_thin_bank_is_refused_with_what_is_missing(desk, paper):
    make_question("q.1")
    url = f"{LIST}{paper.pk}/blueprint/"
    blueprint = sent({"count": 4, "groups": ["脚手架"]}, {"count": 1, "kinds": ["hazard"]})
    refused = desk("审核").post(url, blueprint | {"action": "publish"}).content.decode()
    assert "‘脚手架’题需 4 题，可用 1 题，差 3 题" in refused
    assert "找隐患需 1 题，可用 0 题，差 1 题" in refused
    assert not paper.versions.exists()
    live = desk("编辑").post(f"{url}check/", blueprint).content.decode()
    assert "一共 5 题，题库不够" in live
    assert "差 3 题" in live
    assert "<html" not in live, "a fragment for the page that asked"
    assert "题库够" in desk("编辑").post(f"{url}check/", sent({"count": 1})).content.decode()
    waiting = sent({"count": 1})
    waiting.pop("allow_unreviewed")
    assert "差 1 题" in desk("编辑").post(f"{url}check/", waiting).content.decode(), "nothing is reviewed"
    assert "至少要有一行" in desk("编辑").post(f"{url}check/", sent()).content.decode()


@pytest.mark.parametrize(("count", "said"), [(300, "最多 100 题"), (-2, "至少 1 题"), ("1.5", "题数写一个整数")])
def test_a_row_that_is_refused_is_never_called_enough(desk, paper, count, said):
    make_question("q.1")
    url, rows = f"{LIST}{paper.pk}/blueprint/", sent({"count": 1}, {"count": count})
    live = desk("编辑").post(f"{url}check/", rows)
    assert live.context["check"] == {"beside": [("id_row-1-count", "第2行", said)]}
    asked = desk("编辑").post(url, rows | {"action": "check"})
    stored = desk("审核").post(url, rows | {"action": "publish"})
    for page in (asked, stored):
        assert page.context["rows"][1].errors["count"] == [said]
    for page in (live, asked, stored):
        assert said in page.content.decode()
        assert "题库够。" not in page.content.decode()
    terms = desk("编辑").post(f"{url}check/", sent({"count": 1}, pass_mark=300)).content.decode()
    assert "及格分（百分制）：<span>太大了" in terms
    assert "题库够。" not in terms
    assert not paper.versions.exists()


def test_what_is_wrong_stands_in_its_row_and_nothing_is_lost(desk, paper):
    make_question("q.1")
    url = f"{LIST}{paper.pk}/blueprint/"
    wrong = sent({"kinds": ["hazard"]}, {"count": "很多"}, minutes="", pass_mark=300)
    answer = desk("编辑").post(url, wrong | {"action": "draft"})
    rows, terms = answer.context["rows"], answer.context["terms"]
    assert rows[0].errors["count"] == ["请填抽几题"]
    assert rows[1].errors["count"] == ["题数写一个整数"]
    assert (terms.errors["minutes"], terms.errors["pass_mark"]) == (["请填一个数"], ["太大了"])
    assert "很多" in answer.content.decode()
    more = desk("编辑").post(url, sent({"count": 1}) | {"action": "more"})
    assert len(more.context["rows"]) == 6
    assert 'value="1"' in more.content.decode()


def test_a_trial_shows_keys_to_editors_only_and_is_no_attempt(desk, paper, signed_in, handler):
    for number in range(4):
        make_question(f"q.{number}", red_line=number == 0)
    desk("编辑").post(f"{LIST}{paper.pk}/blueprint/", sent({"count": 3}) | {"action": "draft"})
    url = f"{LIST}{paper.pk}/trial/?seed=5"
    first = [row["version"].pk for row in desk("编辑").get(url).context["rows"]]
    assert first == [row["version"].pk for row in desk("审核").get(url).context["rows"]]
    assert len(first) == 3
    assert "✓ 正确" in desk("编辑").get(url).content.decode()
    assert signed_in(handler).get(url).status_code == 403
    assert not Attempt.objects.exists()
    desk("编辑").post(f"{LIST}{paper.pk}/blueprint/", sent({"count": 9}) | {"action": "draft"})
    assert "差 5 题" in desk("编辑").get(url).content.decode()


def test_retiring_and_restoring_is_for_those_who_publish(desk, paper):
    make_question("q.1")
    desk("审核").post(f"{LIST}{paper.pk}/blueprint/", sent({"count": 1}) | {"action": "publish"})
    desk("编辑").post(f"{LIST}{paper.pk}/retire/")
    assert Paper.objects.offered().exists()
    desk("审核").post(f"{LIST}{paper.pk}/retire/")
    assert not Paper.objects.offered().exists()
    assert "恢复使用" in desk("审核").get(f"{LIST}{paper.pk}/").content.decode()
    desk("审核").post(f"{LIST}{paper.pk}/restore/")
    assert Paper.objects.offered().exists()


def test_papers_of_other_organisations_are_not_seen(desk, paper, other_company, client_company, post, make_person):
    Paper.objects.filter(pk=paper.pk).update(organisation=other_company)
    client = desk("编辑")
    assert paper.title not in client.get(LIST).content.decode()
    for path in ("", "blueprint/", "trial/", "facts/"):
        assert client.get(f"{LIST}{paper.pk}/{path}").status_code == 404
    assert desk("审核").post(f"{LIST}{paper.pk}/publish/").status_code == 404


@pytest.mark.parametrize("name", ["knowledgepoint", "trainingrule", "certificatekind"])
def test_the_lists_beside_open_and_nothing_is_deleted(desk, name):
    client = desk("编辑")
    make_point()
    assert client.get(f"/admin/snippets/training/{name}/").status_code == 200
    assert client.get(f"/admin/snippets/training/{name}/add/").status_code == 200
    point = KnowledgePoint.objects.get()
    assert client.post(f"/admin/snippets/training/knowledgepoint/delete/{point.pk}/").status_code == 302
    assert KnowledgePoint.objects.exists()


RULE = {
    "title": "班组级教育", "code": "own-crew", "event": "new_site", "level": "crew", "due_days": 0, "period_months": 0,
    "absence_days": 0, "minutes": 90, "minutes_status": "own", "basis_status": "law", "roles": ["worker"],
    "trades": "架子工，电工", "regions": "", "article": "建设工程安全生产管理条例第37条", "basis": "",
    "why": "先学会再上架。", "valid_from": "2026-01-01", "valid_to": "",
}  # fmt: skip


def test_a_rule_says_what_it_rests_on(desk, catalogue):
    client = desk("编辑")
    url = "/admin/snippets/training/trainingrule/add/"
    answer = client.post(url, RULE)
    assert answer.status_code == 302, answer.context["form"].errors
    rule = TrainingRule.objects.get()
    assert (rule.trades, rule.roles, rule.regions) == (["架子工", "电工"], ["worker"], [])
    assert rule.article == find_article("jsgcaqtl", "37")
    listed = client.get("/admin/snippets/training/trainingrule/").content.decode()
    assert "90 分钟（本单位规定）" in listed
    edited = client.get(f"/admin/snippets/training/trainingrule/edit/{rule.pk}/").content.decode()
    assert "架子工、电工" in edited
    assert "建设工程安全生产管理条例第37条" in edited
    wrong = RULE | {"code": "x", "article": "", "minutes_status": "law", "event": "yearly", "valid_to": "2025-01-01"}
    errors = client.post(url, wrong).context["form"].errors
    assert {"article", "minutes_status", "period_months", "valid_to"} <= set(errors)
    assert TrainingRule.objects.count() == 1


def test_rules_of_other_organisations_are_not_touched(desk, other_company):
    rule = TrainingRule.objects.create(
        code="theirs", title="乙公司的要求", event="entry", level="company", organisation=other_company,
        basis_status="own", why="他们定的。", valid_to=clock.today() - datetime.timedelta(days=1),
    )  # fmt: skip
    client = desk("编辑")
    assert "乙公司的要求" not in client.get("/admin/snippets/training/trainingrule/").content.decode()
    for page in ("edit", "history", "usage"):
        assert client.get(f"/admin/snippets/training/trainingrule/{page}/{rule.pk}/").status_code == 404


def test_our_certificates_never_pose_as_those_of_an_authority(desk):
    client = desk("编辑")
    kind = {
        "title": "操作证", "code": "op", "ours": "on", "level": "", "authority": "", "special_operation": "on",
        "trades": "电工", "valid_months": 72, "review_months": 36, "retest_absence_months": 6, "basis": "",
        "verified": "on",
    }  # fmt: skip
    errors = client.post("/admin/snippets/training/certificatekind/add/", kind).context["form"].errors
    assert set(errors) == {"special_operation", "level", "basis"}
    kind = {name: value for name, value in kind.items() if name not in ("ours", "verified")} | {"authority": "应急局"}
    assert client.post("/admin/snippets/training/certificatekind/add/", kind).status_code == 302
    assert CertificateKind.objects.get(code="op").trades == ["电工"]
