"""From draft to the public and back: a second person, papers, masking, and a trail of every step."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from cases.models import Precedent, PrecedentMove
from cases.models.precedents import AppendOnly
from cases.services import precedents
from cases.services.cites import found_in_texts
from portal.models import Change
from portal.rules.roles import Role
from portal.services.generation import current_generation
from portal.services.refusal import Refused
from tests.cases.conftest import NOW
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db


def seen_by(user) -> set[str]:
    return set(Precedent.objects.visible_to(user).values_list("code", flat=True))


def test_the_way_to_the_public(published, handler, colleague, outsider):
    one = published()
    assert (one.state, one.approved_by, one.published_at) == ("published", colleague, NOW)
    assert seen_by(AnonymousUser()) == seen_by(outsider) == seen_by(handler) == {"fall-edge"}
    trail = [(move.verb, move.before, move.after, move.by) for move in one.moves.all()]
    assert trail == [
        ("write", "", "draft", handler),
        ("submit", "draft", "review", handler),
        ("approve", "review", "internal", colleague),
        ("publish", "internal", "published", colleague),
    ]


def test_before_that_only_the_desk_sees_it(write, handler, colleague, outsider):
    one = write()
    for _ in range(2):
        assert seen_by(handler) == seen_by(colleague) == {"fall-edge"}
        assert seen_by(outsider) == seen_by(AnonymousUser()) == set()
        if one.state == "draft":
            one = precedents.submit_precedent(precedent=one, by=handler, now=NOW)


def test_an_internal_one_is_for_those_who_manage_for_the_client(approved, outsider, make_person, post, project, client):
    approved(level="OWN", client=project.client, client_consent="")
    head = make_person("甲总", username="head", phone="+8613800000008")
    post(head, Role.EXECUTIVE, organisation=project.client)
    worker = make_person("王师傅", username="w", phone="+8613800000009")
    post(worker, Role.WORKER, project=project)
    assert seen_by(head) == {"fall-edge"}
    assert seen_by(worker) == seen_by(outsider) == seen_by(AnonymousUser()) == set()


def test_nobody_approves_the_own_work(write, colleague, handler):
    one = write()
    one = precedents.edit_precedent(precedent=one, facts={"title": "改过"}, by=colleague, now=NOW)
    one = precedents.submit_precedent(precedent=one, by=handler, now=NOW)
    with pytest.raises(Refused, match="另一个人"):
        precedents.approve_precedent(precedent=one, by=colleague, now=NOW)
    with pytest.raises(Refused, match="权限"):
        precedents.approve_precedent(precedent=one, by=handler, now=NOW)


def test_who_submits_does_not_approve(write, colleague):
    one = precedents.submit_precedent(precedent=write(), by=colleague, now=NOW)
    with pytest.raises(Refused, match="另一个人"):
        precedents.approve_precedent(precedent=one, by=colleague, now=NOW)


def test_what_was_changed_after_it_was_read_is_not_approved(write, handler, colleague):
    one = precedents.submit_precedent(precedent=write(), by=handler, now=NOW)
    read = precedents.mark(one)
    one = precedents.return_precedent(precedent=one, by=colleague, why="再改改", now=NOW)
    one = precedents.edit_precedent(precedent=one, facts={"facts": "另一段文字。"}, by=handler, now=NOW)
    one = precedents.submit_precedent(precedent=one, by=handler, now=NOW)
    with pytest.raises(Refused, match="重新看一遍"):
        precedents.approve_precedent(precedent=one, by=colleague, now=NOW, seen=read)
    one = precedents.approve_precedent(precedent=one, by=colleague, now=NOW, seen=precedents.mark(one))
    assert one.state == "internal"


def test_an_edit_is_held_against_the_text_as_it_is_kept_not_as_it_was_read(write, handler, colleague):
    one = write()
    precedents.edit_precedent(precedent=one, facts={"title": "别人改的"}, by=colleague, now=NOW)
    with pytest.raises(Refused, match="别人改过"):
        precedents.edit_precedent(
            precedent=one, facts={"title": "我的"}, by=handler, now=NOW, seen=precedents.mark(one)
        )
    one.refresh_from_db()
    assert one.title == "别人改的"


def test_a_settlement_stays_internal_until_both_sides_agreed(approved, handler, colleague):
    one = approved(outcome_code="OUT-MED")
    with pytest.raises(Refused) as refused:
        precedents.publish_precedent(precedent=one, by=colleague, now=NOW)
    assert refused.value.field == "both_agreed"
    assert Precedent.objects.get().state == "internal"


def test_personal_data_hold_it_back_until_somebody_decides(write, handler, colleague):
    one = write(facts="2024年6月3日，张建国（电话13812345678）在临边坠落。", exact_dates=True)
    sent = precedents.submit_precedent(precedent=one, by=handler, now=NOW)
    with pytest.raises(Refused, match="13812345678"):
        precedents.approve_precedent(precedent=sent, by=colleague, now=NOW)
    one = precedents.return_precedent(precedent=sent, by=colleague, why="电话没去掉", now=NOW)
    found = precedents.proposals(one)
    one = precedents.mask_precedent(precedent=one, accepted=found, kept=[], by=handler, now=NOW)
    assert "张建国" not in one.facts
    assert "13812345678" not in one.facts
    assert precedents.unmasked_words(one) == []
    sent = precedents.submit_precedent(precedent=one, by=handler, now=NOW)
    assert precedents.approve_precedent(precedent=sent, by=colleague, now=NOW).state == "internal"


def test_a_word_that_is_nobodys_may_stay(write, handler):
    one = write(facts="工人张建国坠落。")
    one = precedents.mask_precedent(precedent=one, accepted=[], kept=["张建国"], by=handler, now=NOW)
    assert precedents.unmasked_words(one) == []
    assert one.facts == "工人张建国坠落。"


def test_what_the_program_writes_line_by_line_is_nobodys_but_what_is_added_to_it_is_looked_at(write):
    days = [{"name": "善后与履行", "days": 3}]
    one = write(days=days, timeline=[{"day": 0, "text": "向家属通报", "cite": ""}])
    assert precedents.unmasked_words(one) == []
    one.timeline = [{"day": 0, "text": "向家属张建国通报", "cite": ""}]
    assert precedents.unmasked_words(one) == ["张建国"]


def test_masking_a_text_that_has_moved_is_refused(write, handler):
    one = write(facts="工人张建国坠落。")
    found = precedents.proposals(one)
    precedents.edit_precedent(precedent=one, facts={"facts": "那天工人张建国坠落。"}, by=handler, now=NOW)
    with pytest.raises(Refused, match="改过"):
        precedents.mask_precedent(precedent=one, accepted=found, kept=[], by=handler, now=NOW)


def test_what_is_told_step_by_step_is_looked_at_too(write):
    one = write(timeline=[{"day": 0, "text": "工人张建国坠落", "cite": ""}])
    assert precedents.unmasked_words(one) == ["张建国"]


def test_withdrawn_is_gone_from_sight_and_stays_in_the_trail(published, colleague, handler, outsider):
    one = published()
    Change.objects.all().delete()
    before = current_generation()
    with pytest.raises(Refused) as refused:
        precedents.withdraw_precedent(precedent=one, by=colleague, why=" ", now=NOW)
    assert refused.value.field == "why"
    precedents.withdraw_precedent(precedent=one, by=colleague, why="家属要求", now=NOW)
    assert seen_by(outsider) == seen_by(AnonymousUser()) == set()
    assert not Precedent.objects.published().exists()
    assert Change.objects.filter(kind="cases.precedent", object_id=one.pk).exists()
    assert current_generation() > before
    stub = PrecedentMove.objects.get(verb="withdraw")
    assert (stub.by, stub.at, stub.why, stub.code) == (colleague, NOW, "家属要求", "fall-edge")


def test_an_approved_text_that_is_edited_waits_for_approval_again(approved, handler, colleague):
    one = precedents.edit_precedent(precedent=approved(), facts={"title": "改过"}, by=handler, now=NOW)
    assert (one.state, one.approved_by) == ("draft", None)
    with pytest.raises(Refused):
        precedents.publish_precedent(precedent=one, by=colleague, now=NOW)


@pytest.mark.parametrize("verb", ["edit", "submit", "approve", "publish", "return"])
def test_a_published_one_is_only_withdrawn(published, handler, colleague, verb):
    one = published()
    act = getattr(precedents, f"{verb}_precedent")
    more = {"edit": {"facts": {"title": "改"}}, "return": {"why": "x"}}.get(verb, {})
    with pytest.raises(Refused):
        act(precedent=one, by=colleague, now=NOW, **more)
    assert Precedent.objects.get().state == "published"


def test_wrong_facts_name_their_field(write):
    with pytest.raises(Refused) as refused:
        write(decided_on=datetime.date(2020, 1, 1))
    assert refused.value.field == "decided_on"
    write()
    with pytest.raises(Refused) as refused:
        write()
    assert refused.value.field == "code"


def test_articles_found_in_the_text_are_confirmed_with_their_kind(write, handler):
    make_version(make_regulation(), datetime.date(2020, 1, 1), {"1": "第一条的话。", "2": "第二条的话。"})
    one = write(reasoning="依照《脚手架测试条例》第一条、第二条。")
    assert found_in_texts(one) == ["脚手架测试条例第1条", "脚手架测试条例第2条"]
    cites = [{"article": "脚手架测试条例第2条", "kind": "violated"}]
    one = precedents.confirm_cites(precedent=one, cites=cites, by=handler, now=NOW)
    assert [(row.kind, row.on) for row in one.citations.all()] == [("violated", datetime.date(2024, 6, 3))]
    assert found_in_texts(one) == ["脚手架测试条例第1条"]


def test_dates_are_shown_by_month(write):
    one = write()
    assert one.happened == "2024年6月"
    one.exact_dates = True
    assert one.happened == "2024年6月3日"


def test_the_trail_is_only_added_to(published):
    one = published()
    move = one.moves.first()
    move.why = "另一个说法"
    rows = PrecedentMove.objects.filter(precedent=one)
    for change in (move.save, move.delete, rows.delete, lambda: rows.update(why=""), one.moves.all().delete):
        with pytest.raises(AppendOnly):
            change()
    assert list(rows.values_list("verb", flat=True)) == ["write", "submit", "approve", "publish"]
    assert not rows.filter(why="另一个说法").exists()
