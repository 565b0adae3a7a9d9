"""The desk of precedents in the admin: written, masked, tied to law, approved by another, published, withdrawn."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from cases.models import Precedent
from cases.services import precedents
from tests.cases.conftest import NOW
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db

FORM = {
    "code": "fall-2",
    "title": "架上坠落",
    "kind": "INJ",
    "level": "TYP",
    "summary": "认定工伤。",
    "facts": "工人甲从架上坠落。",
    "happened_on": "2024-06-03",
    "amount": "30000.50",
    "amounts": "伤残补助金 | 30000.50 | 工伤保险基金 | 工伤保险条例第37条",
    "days": "从申请到认定 | 55",
    "timeline": "0 | 坠落\n20 | 申请认定 | 工伤保险条例第17条",
    "facet_trade": ["TR-SCF"],
}


def at(name: str, *args: int) -> str:
    return reverse(f"precedents_desk:{name}", args=args)


def test_a_whole_life(signed_in, handler, colleague):
    writer, reviewer = signed_in(handler), None
    writer.post(at("new"), FORM)
    one = Precedent.objects.get()
    assert one.amounts == [{"name": "伤残补助金", "yuan": 30000.5, "payer": "fund", "basis": "工伤保险条例第37条"}]
    assert one.timeline[1] == {"day": 20, "text": "申请认定", "cite": "工伤保险条例第17条"}
    assert (one.facets, one.written_by) == ({"trade": ["TR-SCF"]}, handler)
    writer.post(at("submit", one.pk))
    page = writer.get(at("page", one.pk)).content.decode()
    assert "审核通过</button>" not in page
    assert writer.post(at("approve", one.pk), {"sure": "on"}).status_code in (302, 403)
    reviewer = signed_in(colleague)
    assert "还没有做" in reviewer.post(at("approve", one.pk)).content.decode()
    reviewer.post(at("approve", one.pk), {"sure": "on", "seen": precedents.mark(Precedent.objects.get())})
    reviewer.post(at("publish", one.pk), {"sure": "on"})
    one.refresh_from_db()
    assert (one.state, one.approved_by) == ("published", colleague)
    shown = reviewer.post(at("withdraw", one.pk), {"sure": "on", "why": ""})
    assert "请写明原因" in shown.content.decode()
    reviewer.post(at("withdraw", one.pk), {"sure": "on", "why": "家属要求"})
    one.refresh_from_db()
    assert (one.state, one.withdrawn_why) == ("withdrawn", "家属要求")
    assert "家属要求" in reviewer.get(at("page", one.pk)).content.decode()


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(signed_in, handler):
    wrong = FORM | {"amounts": "伤残补助金 | 很多", "decided_on": "2020-01-01", "timeline": "昨天 | 坠落", "title": ""}
    answer = signed_in(handler).post(at("new"), wrong)
    html = answer.content.decode()
    form = answer.context["form"]
    assert {"amounts", "decided_on", "timeline", "title"} <= set(form.errors)
    assert "第1行：金额写成数字" in html
    assert "伤残补助金 | 很多" in html
    assert "工人甲从架上坠落。" in html
    assert not Precedent.objects.exists()


def test_an_edit_over_somebody_elses_is_refused(signed_in, write, handler, colleague):
    one = write()
    seen = one.updated_at.isoformat()
    precedents.edit_precedent(precedent=one, facts={"title": "别人改的"}, by=colleague, now=NOW)
    answer = signed_in(handler).post(at("edit", one.pk), FORM | {"code": one.code, "seen": seen})
    assert "别人改过" in answer.content.decode()
    assert Precedent.objects.get().title == "别人改的"


def test_the_approver_sends_along_which_text_was_read(signed_in, write, handler, colleague):
    one = precedents.submit_precedent(precedent=write(), by=handler, now=NOW)
    reviewer = signed_in(colleague)
    read = reviewer.get(at("page", one.pk)).content.decode()
    assert f'name="seen" value="{precedents.mark(one)}"' in read
    again = precedents.return_precedent(precedent=one, by=colleague, why="再改改", now=NOW)
    again = precedents.edit_precedent(precedent=again, facts={"facts": "另一段文字。"}, by=handler, now=NOW)
    precedents.submit_precedent(precedent=again, by=handler, now=NOW)
    answer = reviewer.post(at("approve", one.pk), {"sure": "on", "seen": precedents.mark(one)}).content.decode()
    assert "重新看一遍" in answer
    assert "另一段文字。" in answer
    assert Precedent.objects.get().state == "review"


def test_who_does_not_say_what_was_read_approves_nothing(signed_in, write, handler, colleague):
    one = precedents.submit_precedent(precedent=write(), by=handler, now=NOW)
    signed_in(colleague).post(at("approve", one.pk), {"sure": "on"})
    assert Precedent.objects.get().state == "review"


def test_findings_are_decided_one_by_one(signed_in, write, handler):
    one = write(facts="工人张建国（电话13812345678）坠落。")
    client = signed_in(handler)
    html = client.get(at("mask", one.pk)).content.decode()
    assert "<mark" in html
    found = {row.text: row for row in precedents.proposals(one)}
    name, phone = found["张建国"], found["13812345678"]
    client.post(
        at("mask", one.pk),
        {f"do:{name.where}:张建国": "mask", f"instead:{name.where}": "工人乙", f"do:{phone.where}:13812345678": ""},
    )
    one.refresh_from_db()
    assert one.facts == "工人工人乙（电话13812345678）坠落。"
    assert precedents.unmasked_words(one) == ["13812345678"]
    phone = precedents.proposals(one)[0]
    client.post(at("mask", one.pk), {f"do:{phone.where}:13812345678": "keep"})
    one.refresh_from_db()
    assert precedents.unmasked_words(one) == []


def test_articles_in_the_text_are_offered_and_confirmed(signed_in, write, handler):
    make_version(make_regulation(), datetime.date(2020, 1, 1), {"1": "第一条的话。"})
    one = write(reasoning="依照《脚手架测试条例》第一条。")
    client = signed_in(handler)
    assert "脚手架测试条例第1条" in client.get(at("cites", one.pk)).content.decode()
    without = client.post(at("cites", one.pk), {"article": "脚手架测试条例第1条", "kind": "", "on": "yes"})
    assert "没有这种引用" in without.content.decode()
    client.post(at("cites", one.pk), {"article": "脚手架测试条例第1条", "kind": "violated", "on": "yes"})
    assert [row.kind for row in one.citations.resolved()] == ["violated"]


def test_a_published_one_is_not_edited(signed_in, published, handler):
    one = published()
    client = signed_in(handler)
    for name in ("edit", "mask", "cites"):
        assert client.get(at(name, one.pk)).status_code == 302


def test_nobody_else_comes_in(signed_in, write, outsider, client, handler):
    one = write()
    for user in (signed_in(outsider), client):
        for url in (at("index"), at("page", one.pk), at("edit", one.pk), at("mask", one.pk)):
            assert user.get(url).status_code in (302, 403)
    assert Precedent.objects.get().state == "draft"


def test_the_list_counts_and_filters(signed_in, write, published, colleague, django_assert_max_num_queries):
    write()
    published(code="second", kind="DIS-WAG")
    client = signed_in(colleague)
    client.get(at("index"))
    with django_assert_max_num_queries(16):
        answer = client.get(at("index"))
    assert {row["label"]: row["count"] for row in answer.context["counts"]}["已发布"] == 1
    only = client.get(at("index"), {"family": "DIS"}).context["object_list"]
    assert [one.code for one in only] == ["second"]


def test_what_waits_is_told_to_who_may_approve_it(signed_in, write, handler, colleague):
    precedents.submit_precedent(precedent=write(), by=handler, now=NOW)
    mine = write(code="mine")
    precedents.edit_precedent(precedent=mine, facts={"title": "改过"}, by=colleague, now=NOW)
    precedents.submit_precedent(precedent=mine, by=handler, now=NOW)
    client = signed_in(colleague)
    html = client.get("/admin/").content.decode()
    assert "<b>1</b> 个案例等你审核脱敏" in html
    url = at("index") + "?state=review&for_me=true"
    assert url.replace("&", "&amp;") in html
    assert [one.code for one in client.get(url).context["object_list"]] == ["fall-edge"]


def test_a_new_one_is_our_own_until_somebody_says_otherwise(signed_in, handler):
    """No authority is claimed by default."""
    form = signed_in(handler).get(at("new")).context["form"]
    assert form["level"].value() == "OWN"
