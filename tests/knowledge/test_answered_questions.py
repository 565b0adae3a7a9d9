"""From an answer to a published question: masked, looked at by a second person, found, withdrawn."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from knowledge.admin.home import tasks_of
from knowledge.models import AnsweredQuestion
from knowledge.services import answered
from portal.services.refusal import Refused
from tests.knowledge.factories import make_regulation, make_version

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def law(db):
    return make_version(make_regulation(), DAY, {"1": "先付清工资。", "2": "再算账。"})


@pytest.fixture
def editor(make_person):
    person = make_person("编辑甲", username="editor")
    names = ("add_answeredquestion", "change_answeredquestion", "view_answeredquestion")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


@pytest.fixture
def reviewer(make_person):
    person = make_person("审核乙", username="reviewer")
    names = ("change_answeredquestion", "view_answeredquestion", "approve_answeredquestion")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


def write(by, **more) -> AnsweredQuestion:
    facts: dict[str, Any] = {
        "question": "工资没发，找谁？",
        "answer": "先找总包。\n\n看《脚手架测试条例》第一条。",
        "cites": "脚手架测试条例第2条",
        "on": DAY,
        "topics": [],
    }
    return answered.write_answered(by=by, now=NOW, **facts | more)


def test_what_waits_for_a_second_look_waits_for_others(law, editor, reviewer):
    row = write(editor)
    assert waiting(reviewer) == []
    answered.submit_answered(answered=row, by=editor, now=NOW)
    assert waiting(reviewer) == [(1, "/desk/hotline/answered/?state=review")]
    assert waiting(editor) == []
    own = write(reviewer)
    answered.submit_answered(answered=own, by=reviewer, now=NOW)
    assert waiting(reviewer)[0][0] == 1


def waiting(person) -> list[tuple[int, str]]:
    return [(count, url) for count, words, url in tasks_of(person) if "问答" in words and count]


def test_published_after_a_second_look(law, editor, reviewer, client):
    row = write(editor)
    assert client.get(row.get_absolute_url()).status_code == 404
    answered.submit_answered(answered=row, by=editor, now=NOW)
    answered.publish_answered(answered=row, by=reviewer, now=NOW)
    html = client.get(row.get_absolute_url()).content.decode()
    assert '《脚手架测试条例》<a class="chip" href="/law/ceshi/1/">第一条</a>' in html
    assert "脚手架测试条例 第2条" in html
    assert row.question in client.get("/hotline/answers/").content.decode()
    assert row.question in client.get("/hotline/answers/?q=总包").content.decode()
    assert row.question not in client.get("/hotline/answers/?q=没有的词").content.decode()


def test_nobody_gives_the_second_look_to_the_own_text(law, reviewer, make_person):
    row = write(reviewer)
    answered.submit_answered(answered=row, by=reviewer, now=NOW)
    with pytest.raises(Refused):
        answered.publish_answered(answered=row, by=reviewer, now=NOW)
    chief = make_person("管理员", username="chief", is_superuser=True)
    own = write(chief)
    answered.submit_answered(answered=own, by=chief, now=NOW)
    with pytest.raises(Refused):
        answered.publish_answered(answered=own, by=chief, now=NOW)


def test_planted_data_is_refused_until_decided(law, editor):
    row = write(editor, answer="打 13912345678 找王建国师傅。")
    with pytest.raises(Refused) as refused:
        answered.submit_answered(answered=row, by=editor, now=NOW)
    assert "13912345678" in refused.value.message
    answered.leave_standing(answered=row, words=answered.unmasked(row), by=editor)
    answered.submit_answered(answered=row, by=editor, now=NOW)


def test_an_answer_without_an_article_is_none(law, editor, reviewer):
    with pytest.raises(Refused) as refused:
        write(editor, cites=" ")
    assert refused.value.field == "cites"
    row = write(editor, answer="先找总包。", cites="没有的条例第99条")
    answered.submit_answered(answered=row, by=editor, now=NOW)
    with pytest.raises(Refused) as refused:
        answered.publish_answered(answered=row, by=reviewer, now=NOW)
    assert refused.value.field == "cites"


def test_changing_takes_it_from_the_public_and_withdrawing_too(law, editor, reviewer, client):
    row = write(editor)
    answered.submit_answered(answered=row, by=editor, now=NOW)
    answered.publish_answered(answered=row, by=reviewer, now=NOW)
    assert client.get(row.get_absolute_url()).status_code == 200
    facts = {"question": "改了", "answer": "改了", "cites": "脚手架测试条例第1条", "on": DAY, "topics": []}
    answered.edit_answered(answered=row, by=editor, now=NOW, **facts)
    assert client.get(row.get_absolute_url()).status_code == 404
    answered.submit_answered(answered=row, by=editor, now=NOW)
    answered.publish_answered(answered=row, by=reviewer, now=NOW)
    answered.withdraw_answered(answered=row, by=reviewer, why="条文改了", now=NOW)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert row.moves.filter(verb="withdraw", by=reviewer, why="条文改了").exists()


def test_the_desk_of_answered_questions(law, editor, reviewer, signed_in):
    writer, second = signed_in(editor), signed_in(reviewer)
    fields = {"question": "工资没发？", "answer": "先找总包。", "cites": "脚手架测试条例第1条", "on": "2026-01-01"}
    bad = writer.post("/desk/hotline/answered/new/", fields | {"answer": ""})
    assert 'value="工资没发？"' in bad.content.decode()
    writer.post("/desk/hotline/answered/new/", fields)
    row = AnsweredQuestion.objects.get()
    page = f"/desk/hotline/answered/{row.pk}/"
    writer.post(page, fields | {"answer": "先找总包要。"})
    writer.post(f"{page}submit/")
    refused = writer.post(f"{page}publish/", follow=True)
    assert "没有做这件事的权限" in refused.content.decode()
    second.post(f"{page}publish/")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("published", "先找总包要。")
    assert "等第二个人看" in second.get("/desk/hotline/answered/?state=review").content.decode()
    assert second.post(f"{page}nonsense/").status_code == 404


def test_codes_do_not_depend_on_how_many_there_are(law, editor):
    """Samples are removed on some day, and two people write at once."""
    first, second = write(editor), write(editor)
    first.moves.all().forget()
    first.delete()
    third = write(editor)
    assert len({first.code, second.code, third.code}) == 3


@pytest.mark.parametrize("hand", ["edit", "submit"])
def test_who_edited_or_submitted_gives_no_second_look(law, editor, reviewer, hand):
    row = write(editor)
    if hand == "edit":
        facts = {"question": row.question, "answer": row.answer, "cites": row.cites, "on": DAY, "topics": []}
        answered.edit_answered(answered=row, by=reviewer, now=NOW, **facts)
    answered.submit_answered(answered=row, by=editor if hand == "edit" else reviewer, now=NOW)
    with pytest.raises(Refused, match="另一个人"):
        answered.publish_answered(answered=row, by=reviewer, now=NOW)
