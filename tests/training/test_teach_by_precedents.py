"""From a published precedent to draft questions and a draft lesson; withdrawn, its material is held."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cases.models import Precedent
from portal import clock
from portal.services.refusal import Refused
from tests.cases.life import editor, publish, withdraw
from tests.knowledge.factories import make_regulation, make_version
from tests.training.factories import make_point
from training import tasks
from training.lesson_checks import checks_of, codes_of
from training.models import LessonPage, LevelPage, Question
from training.services.from_precedent import teach_precedent

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "facts": "工人甲在临边作业时坠落，这一句不许抄。",
    "facets": {"cause": ["CAU-MGT", "CAU-TRN"]},
    "amounts": [{"name": "补助金", "yuan": 30000, "payer": "fund", "basis": ""}],
}


@pytest.fixture
def fall() -> Precedent:
    make_version(make_regulation("gongshang", "工伤测试条例"), datetime.date(2004, 1, 1), {"1": "规矩。"})
    return publish("fall", "《工伤测试条例》第一条", kind="violated", **FACTS)


def teach(row: Precedent, **more: Any):
    return teach_precedent(precedent=row, point=make_point(), by=editor("writer"), now=clock.now(), **more)


def test_questions_wait_for_review_rest_on_the_article_and_copy_nothing(fall: Precedent) -> None:
    made = teach(fall)
    assert made.lesson is None
    assert len(made.questions) == 4
    for question in Question.objects.select_related("current"):
        assert (question.state, question.case, question.in_practice) == ("waiting", "fall", False)
        assert "这一句不许抄" not in question.current.stem + question.current.explanation
        assert "《工伤测试条例》第一条" in question.current.basis
    assert not Question.objects.without_article().exists()
    assert not Question.objects.reviewed(on=clock.today()).exists()


def test_pressed_twice_nothing_is_made_twice(fall: Precedent, lessons) -> None:
    level = LevelPage.objects.first()
    first, second = teach(fall, level=level), teach(fall, level=level)
    assert [one.pk for one in first.questions] == [one.pk for one in second.questions]
    assert first.lesson == second.lesson


def test_the_lesson_is_a_draft_that_holds_the_code_alone(fall: Precedent, lessons, client) -> None:
    page = teach(fall, level=LevelPage.objects.first()).lesson
    assert page is not None
    page = LessonPage.objects.get(pk=page.pk)
    assert not page.live
    kept = str(page.body.get_prep_value()) + str(page.latest_revision.content)
    assert "fall" in kept
    assert "这一句不许抄" not in kept
    assert client.get(page.get_url() or "/nowhere/").status_code == 404


def test_the_lesson_asks_one_question_that_no_exam_draws(fall: Precedent, lessons, client) -> None:
    made = teach(fall, level=LevelPage.objects.first())
    assert made.lesson is not None
    asked = codes_of(LessonPage.objects.get(pk=made.lesson.pk))
    practised = Question.objects.filter(case="fall", in_practice=True)
    assert asked == [one.code for one in practised]
    assert asked[0].endswith(".cause")
    assert list(checks_of(asked)) == asked
    assert Question.objects.filter(case="fall", in_practice=False).count() == 3


def test_what_an_exam_may_draw_already_is_not_told_in_a_lesson(fall: Precedent, lessons) -> None:
    teach(fall)
    Question.objects.update(state=Question.State.REVIEWED)
    made = teach(fall, level=LevelPage.objects.first())
    assert made.lesson is not None
    assert codes_of(made.lesson) == []
    assert not Question.objects.filter(case="fall", in_practice=True).exists()


def test_only_what_the_public_reads_and_what_has_an_article_is_taught(fall: Precedent) -> None:
    withdraw(fall)
    with pytest.raises(Refused, match="已发布"):
        teach(fall)
    bare = publish("bare", **{"title": "没有条文"})
    with pytest.raises(Refused, match="确认过的条文"):
        teach(bare)
    assert not Question.objects.exists()


def test_whoever_may_not_write_questions_makes_none(fall: Precedent, make_person) -> None:
    with pytest.raises(Refused, match="权限"):
        teach_precedent(precedent=fall, point=make_point(), by=make_person("外人"), now=clock.now())


def test_withdrawn_its_questions_are_not_drawn_until_somebody_has_looked(fall: Precedent) -> None:
    teach(fall)
    other = publish("other", "《工伤测试条例》第一条", **FACTS)
    teach(other)
    withdraw(fall)
    tasks.follow_law()
    held = Question.objects.filter(case="fall")
    assert held.count() == 4
    assert all("案例已撤回" in one.recheck for one in held)
    assert not Question.objects.usable().filter(case="fall").exists()
    assert not Question.objects.filter(case="other").exclude(recheck="").exists()


def test_from_the_desk_of_precedents_the_button_leads_to_the_form(fall: Precedent, client) -> None:
    client.force_login(editor("writer"), backend="portal.authentication.PersonBackend")
    address = "/admin/questions/from-case/"
    assert f"{address}?case=fall" in client.get(f"/admin/precedents/{fall.pk}/").content.decode()
    assert 'value="fall" selected' in client.get(f"{address}?case=fall").content.decode()
    wrong = client.post(address, {"precedent": "nothing", "point": ""}).content.decode()
    assert "可能已经撤回" in wrong
    assert "请选知识点" in wrong
    assert client.post(address, {"precedent": "fall", "point": make_point().pk}).status_code == 302
    assert Question.objects.filter(case="fall").count() == 4
