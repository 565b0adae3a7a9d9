"""The editors' desk of the bank: who may do what, the forms of seven kinds, reviews, lists that add up."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.images.models import Image

from portal import clock
from portal.services.groups import ensure_groups
from tests.knowledge.factories import make_regulation, make_version
from tests.training.factories import SHAPES, make_paper, make_point, make_question
from training.models import Paper, Question, QuestionReview, QuestionVersion

pytestmark = pytest.mark.django_db
LIST, SVG = (
    "/admin/questions/",
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360"/>',
)
D = datetime.date
LATER = "2099-01-01"


@pytest.fixture
def desk(make_person, signed_in):
    """desk("编辑") → a client of someone in that group; without a group: someone who only enters the admin."""
    groups = ensure_groups(settings.GROUP_PERMISSIONS)
    made = {}

    def enter(group):
        if group not in made:
            person = made[group] = make_person(f"{group}员", username=f"desk-{len(made)}")
            person.groups.add(groups[group])
        client = signed_in(made[group])
        client.person = made[group]
        return client

    return enter


@pytest.fixture
def scene(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Image.objects.create(title="scene", file=ContentFile(SVG, "scene.svg"))


def rows(*texts, **more):
    return {f"part-{n}-words": text for n, text in enumerate(texts)} | {
        f"part-{k.replace('_', '-', 1)}": v for k, v in more.items()
    }


def form_of(kind="single", **changes):
    filled = {
        "code": "new.1",
        "stem": "上架前先看什么？",
        "explanation": "没验收不上。",
        "basis": "建设工程安全生产管理条例第三十七条",
        "unheld": "on",
        "difficulty": "2",
        "point": make_point().pk,
        "levels": ["company"],
        "trades": "架子工、木工",
    }
    parts = {
        "single": rows("验收牌", "天气", **{"0_right": "on", "1_pin": "on"}),
        "multiple": rows("验收牌", "跳板", "烟盒", **{"0_right": "on", "1_right": "on"}),
        "true_false": {"truth": "false"},
        "picture": rows("左边", "右边", **{"1_right": "on"}),
        "hazard": rows("洞口", "平地", **{
            "0_right": "on", "0_x": "10", "0_y": "10", "0_w": "20", "0_h": "20",
            "1_x": "50", "1_y": "50.5", "1_w": "２０", "1_h": "20",
        }),
        "ordering": rows("断电", "喊人", "急救"),
        "numeric": {"value": "1.5", "unit": "米", "tolerance": "0"},
    }  # fmt: skip
    return filled | parts[kind] | changes


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_is_written_and_comes_back_into_its_form(desk, scene, kind):
    client = desk("编辑")
    more = {"picture": scene.pk, "picture_alt": "架子"} if kind in ("picture", "hazard") else {}
    answer = client.post(f"/admin/questions/new/{kind}/", form_of(kind, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.get(code="new.1")
    assert answer["Location"] == f"/admin/questions/{question.pk}/"
    version = question.current
    assert (version.kind, version.written_by, question.state) == (kind, client.person, "waiting")
    assert question.trades == ["架子工", "木工"]
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"/admin/questions/{question.pk}/phone/1/").status_code == 200
    again = client.get(f"/admin/questions/{question.pk}/revise/")
    form = again.context["form"]
    sent = {name: form[name].value() for name in form.fields} | {
        row.add_prefix(name): "on" if row[name].value() is True else row[name].value()
        for row in form.rows
        for name in row.fields
    }
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    assert client.post(f"/admin/questions/{question.pk}/revise/", sent).status_code == 302
    assert question.versions.count() == 1, "the same again makes no version"
    changed = sent | {"stem": "换个问法？"}
    assert client.post(f"/admin/questions/{question.pk}/revise/", changed).status_code == 302
    question.refresh_from_db()
    newest = question.current
    assert (newest.number, newest.stem, newest.key, newest.body) == (2, "换个问法？", version.key, version.body)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(desk):
    client = desk("编辑")
    wrong = form_of(basis="", code="不对", point="", **rows("验收牌", "", "天气"))
    wrong.pop("part-0-right")
    answer = client.post("/admin/questions/new/single/", wrong)
    html, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 200
    assert not Question.objects.exists()
    assert "请写依据" in form.errors["basis"][0]
    assert "请选知识点" in form.errors["point"][0]
    for said in ("请写依据", "请选知识点", "没验收不上。", "验收牌", "天气", "架子工、木工", 'value="不对"'):
        assert said in html
    two = client.post("/admin/questions/new/single/", form_of(**{"part-1-right": "on"}))
    assert "正确答案要有一个" in two.context["form"].key_errors[0]
    assert "正确答案要有一个" in two.content.decode()
    double = client.post("/admin/questions/new/single/", form_of(**{"part-5-words": "验收牌"}))
    assert "第3个选项与前面的重复" in double.context["form"].parts_errors[0]
    code = client.post("/admin/questions/new/single/", form_of(code="不对"))
    assert "题号用小写字母" in code.context["form"].errors["code"][0]
    make_question("taken.1")
    taken = client.post("/admin/questions/new/single/", form_of(code="taken.1"))
    assert "已经用过" in taken.context["form"].errors["code"][0]


def test_a_basis_that_names_no_article_is_refused_beside_it(desk):
    make_version(make_regulation(), D(2010, 1, 1), {"1": "先验收，后使用。"})
    client, url = desk("编辑"), "/admin/questions/new/single/"
    held, gone, unheld = "脚手架测试条例第一条", "脚手架测试条例第九百条", "没有的测试条例第三条"
    wrong = client.post(url, form_of(basis=f"{held}\r\n\r\n{gone}"))  # the tick is for laws, not for articles
    assert wrong.context["form"].errors["basis"] == [f"第2行“{gone}”：库里没有这一条。请核对条号。"]
    assert "照样保存" not in wrong.content.decode()
    unticked = form_of(basis=f"{held}\n{unheld}")
    del unticked["unheld"]
    asked = client.post(url, unticked)
    assert f"第2行“{unheld}”没有对上库里的条文" in asked.context["form"].errors["basis"][0]
    assert "这部法不在库里，照样保存" in asked.content.decode()
    assert 'name="unheld"' in asked.content.decode()
    assert not Question.objects.exists()
    clean = form_of(basis=held)
    del clean["unheld"]
    assert client.post(url, clean).status_code == 302
    assert client.post(url, form_of(code="new.2", basis=unheld)).status_code == 302
    assert [one.code for one in Question.objects.without_article()] == ["new.2"]
    again = f"/admin/questions/{Question.objects.get(code='new.1').pk}/revise/"
    revised = client.post(again, clean | {"seen": 1, "basis": gone})
    assert "库里没有这一条" in revised.context["form"].errors["basis"][0]
    assert QuestionVersion.objects.count() == 2


def test_who_writes_a_question_is_told_that_it_may_be_drawn_at_once(desk):
    loose = make_paper([{"count": 1}], code="loose").paper
    make_paper([{"count": 1}], code="strict", allow_unreviewed=False)
    make_paper([{"count": 1, "kinds": ["hazard"]}], code="hazards")
    Paper.objects.filter(pk=loose.pk).update(title="松的卷")
    client = desk("编辑")
    saved = client.post("/admin/questions/new/single/", form_of(), follow=True)
    html = saved.content.decode()
    assert "这道题还没复核，但《松的卷》允许抽待复核的题，现在就可能抽到它" in html
    assert f'href="/admin/papers/{loose.pk}/"' in html
    assert [one.level_tag for one in saved.context["messages"]] == ["success", "warning"]
    question = Question.objects.get(code="new.1")
    Paper.objects.filter(pk=loose.pk).update(retired_at=clock.now())
    again = client.post(f"/admin/questions/{question.pk}/revise/", form_of(seen=1, stem="换了？"), follow=True)
    assert [one.level_tag for one in again.context["messages"]] == ["success"]


def test_a_question_without_a_code_gets_the_next_of_its_point(desk):
    make_question("scaffold.check.2")
    make_question("scaffold.check.10")
    make_question("scaffold.check.note")
    client = desk("编辑")
    half = client.post("/admin/questions/new/single/", form_of(code="", stem=""))
    assert "code" not in half.context["form"].errors
    assert client.post("/admin/questions/new/single/", form_of(code="")).status_code == 302
    assert client.post("/admin/questions/new/numeric/", form_of("numeric", code="")).status_code == 302
    fresh = Question.objects.filter(current__explanation="没验收不上。").order_by("pk")
    assert [one.code for one in fresh] == ["scaffold.check.11", "scaffold.check.12"]


def test_two_editors_do_not_overwrite_one_another(desk, make_person):
    client, question = desk("编辑"), make_question("both.1")
    url = f"/admin/questions/{question.pk}/revise/"
    mine = form_of(seen=1, stem="我的改法？")
    other = form_of(seen=1, stem="别人的改法？")
    assert client.post(url, other).status_code == 302
    refused = client.post(url, mine)
    assert "又出了第2版" in refused.content.decode()
    assert "我的改法？" in refused.content.decode()
    assert client.post(url, mine | {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    assert [v.stem for v in question.versions.order_by("number")][1:] == ["别人的改法？", "我的改法？"]


def test_a_preview_keeps_nothing_and_says_what_is_missing(desk):
    client = desk("编辑")
    whole = client.post("/admin/questions/preview/single/", form_of()).content.decode()
    assert "上架前先看什么？" in whole
    assert "没有对上条文" in whole, "no catalogue is loaded"
    for kind in SHAPES:
        assert client.post(f"/admin/questions/preview/{kind}/", form_of(kind)).status_code == 200
        empty = client.post(f"/admin/questions/preview/{kind}/", {"part-0-words": "一", "part-0-x": "abc"})
        assert "请填题干" in empty.content.decode()
    assert not QuestionVersion.objects.exists()


def test_counts_add_up_under_every_filter(desk):
    today = clock.today()
    past, ahead = today - datetime.timedelta(days=1), today + datetime.timedelta(days=9)
    other = make_point("fire.check", "动火审批", "动火消防")
    make_question("a.1")
    make_question("a.2", state="reviewed", reviewed_until=ahead, red_line=True)
    make_question("a.3", state="reviewed", reviewed_until=past, kind="multiple")
    make_question("a.4", state="reviewed", reviewed_until=past, retired_at=clock.now())
    make_question("a.5", point=other, recheck="依据变了", in_practice=True)
    client = desk("编辑")

    def counts(query):
        return {row["label"]: row["count"] for row in client.get(f"{LIST}?{query}").context["counts"]}

    for query in ("", "group=动火消防", "kind=multiple", "q=a.", "mark=red_line", "mark=recheck&mark=practice"):
        found = counts(query)
        assert found["全部"] == sum(n for label, n in found.items() if label != "全部")
    assert counts("") == {"全部": 5, "待专家复核": 2, "已复核": 1, "复核过期": 1, "已停用": 1}
    listed = {name: len(client.get(f"{LIST}?standing={name}").context["object_list"]) for name in
              ("waiting", "reviewed", "expired", "retired")}  # fmt: skip
    assert listed == {"waiting": 2, "reviewed": 1, "expired": 1, "retired": 1}
    assert [q.code for q in client.get(f"{LIST}?mark=lawless&group=动火消防").context["object_list"]] == ["a.5"]


def test_the_list_asks_few_questions_of_the_database(desk, django_assert_max_num_queries):
    for n in range(35):
        make_question(f"many.{n}")
    client = desk("审核")
    client.get(LIST)
    with django_assert_max_num_queries(15):  # ten of them are the admin's own: session, permissions, menu
        assert len(client.get(LIST).context["object_list"]) == 30


def test_a_page_of_a_question_shows_where_it_is_used(desk):
    question = make_question("used.1")
    make_paper([{"count": 1}], code="company")
    make_paper([{"count": 1, "kinds": ["hazard"]}], code="other")
    page = desk("编辑").get(f"/admin/questions/{question.pk}/")
    assert [paper.code for paper in page.context["uses"].drawn] == ["company"]


@pytest.mark.parametrize("kind", ["single", "multiple", "picture", "hazard", "true_false"])
def test_the_page_of_a_question_knows_each_part_by_one_mark(desk, kind):
    """List, answer and phone say the same; many questions, for a shuffle may leave one as it was written."""
    client = desk("编辑")
    for number in range(6):
        question = make_question(f"mark.{kind}.{number}", kind)
        if kind == "hazard":
            mirrored = [{**row, "x": 80 - row["x"]} for row in question.current.body["regions"]]
            QuestionVersion.objects.filter(pk=question.current_id).update(body={"regions": mirrored})
        page = client.get(f"/admin/questions/{question.pk}/").context
        phone = client.get(f"/admin/questions/{question.pk}/phone/1/").context["shown"]
        listed = [(part.letter, part.text) for part in page["parts"]]
        assert [(one.mark, one.text) for one in phone.asked.choices] == listed
        right = "；".join(f"{part.letter} {part.text}" for part in page["parts"] if part.right)
        assert page["right"] == phone.right == right


def test_who_may_do_what(desk, make_person, signed_in):
    question = make_question("door.1")
    page = f"/admin/questions/{question.pk}/"
    editor, reviewer = desk("编辑"), desk("审核")
    assert "复核通过" not in editor.get(page).content.decode()
    assert "复核通过" in reviewer.get(page).content.decode()
    review = {"version": question.current_id, "verdict": "accept", "until": LATER}
    assert editor.post(f"{page}review/", review).status_code == 302
    assert not QuestionReview.objects.exists()
    only = make_person("看的人", username="looks")
    only.groups.add(ensure_groups({"看看": []})["看看"])
    for path in (LIST, page, f"{page}revise/", "/admin/questions/new/", "/admin/questions/import/", f"{LIST}export/"):
        assert signed_in(only).get(path).status_code == 302
    for deed in ("retire", "restore", "recheck", "review", "revise"):
        signed_in(only).post(f"{page}{deed}/", form_of(reason="x", seen=1))
    question.refresh_from_db()
    assert (question.retired_at, question.recheck, question.versions.count()) == (None, "", 1)


def test_a_named_person_stands_for_a_question_until_a_day(desk):
    client, question = desk("审核"), make_question("stand.1")
    page = f"/admin/questions/{question.pk}/"
    sent = {"version": question.current_id, "verdict": "accept", "until": "", "note": "看过原文"}
    missing = client.post(f"{page}review/", sent)
    assert "请填复核有效到哪一天" in missing.context["review_form"].errors["until"][0]
    assert "看过原文" in missing.content.decode()
    assert "写明哪里要改" in client.post(
        f"{page}review/", sent | {"verdict": "reject", "note": ""}
    ).context["review_form"].errors["note"][0]  # fmt: skip
    assert client.post(f"{page}review/", sent | {"until": LATER}).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.reviewed_by, str(question.reviewed_until)) == ("reviewed", client.person, LATER)
    assert "看过原文" in client.get(page).content.decode()
    old = question.current_id
    make = form_of(seen=1, stem="新的问法？")
    desk("编辑").post(f"{page}revise/", make)
    stale = client.post(f"{page}review/", sent | {"version": old, "until": LATER})
    assert "已有新版本" in stale.content.decode()


def test_the_writer_reviews_nothing_of_his_own_by_page_or_in_bulk(desk):
    client = desk("审核")
    own = make_question("own.1", written_by=client.person)
    other = make_question("other.1")
    page = f"/admin/questions/{own.pk}/"
    assert "要请别人复核" in client.get(page).content.decode()
    client.post(f"{page}review/", {"version": own.current_id, "verdict": "accept", "until": LATER})
    bulk = f"/admin/bulk/training/question/review/?id={own.pk}&id={other.pk}&next={LIST}"
    assert "会跳过" in client.get(bulk).content.decode()
    assert "晚于今天" in client.post(bulk, {"until": "2020-01-01"}).content.decode()
    client.post(bulk, {"until": LATER})
    assert list(QuestionReview.objects.values_list("version__question__code", flat=True)) == ["other.1"]
    desk("编辑").post(bulk, {"until": LATER})
    assert QuestionReview.objects.count() == 1


def test_retiring_and_restoring_one_and_many(desk):
    client, question = desk("编辑"), make_question("old.1")
    page = f"/admin/questions/{question.pk}/"
    assert client.post(f"{page}retire/").status_code == 302
    assert "恢复使用" in client.get(page).content.decode()
    client.post(f"{page}restore/")
    assert not Question.objects.filter(retired_at__isnull=False).exists()
    more = make_question("old.2")
    client.post(f"/admin/bulk/training/question/retire/?id={question.pk}&id={more.pk}&next={LIST}")
    assert Question.objects.filter(retired_at__isnull=False).count() == 2
    client.post(f"/admin/bulk/training/question/restore/?id=all&next={LIST}")
    assert not Question.objects.filter(retired_at__isnull=False).exists()


def test_a_doubt_takes_a_question_out_of_exams(desk):
    client, question = desk("编辑"), make_question("doubt.1")
    page = f"/admin/questions/{question.pk}/"
    assert "请写明原因" in client.post(f"{page}recheck/", {"reason": ""}).content.decode()
    client.post(f"{page}recheck/", {"reason": "数字可能旧了"})
    assert "数字可能旧了" in client.get(page).content.decode()
    assert not Question.objects.usable().filter(pk=question.pk).exists()
