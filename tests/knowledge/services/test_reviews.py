"""What cites a changed article waits for somebody's word: questions, lessons and precedents alike."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from wagtail.models import Page

from knowledge.models import HomePage, PartialRepeal, ReviewTask
from knowledge.services import reviews
from portal.models import Message
from portal.services.generation import current_generation
from portal.services.refusal import Refused
from tests.cases.life import publish
from tests.knowledge.amended import NOW, STARTS, WRITER, D, allow, approve, old_version, submitted
from tests.training.factories import make_question
from training.models import LessonPage, Question
from training.services.bank import link_bases, retire_question, revise_question, wording_of
from training.services.drawing import candidates
from training.services.lesson_citations import link_lessons
from training.services.reviews import recheck_for_changes

pytestmark = pytest.mark.django_db

State = ReviewTask.State


@pytest.fixture(autouse=True)
def _nothing_swept():
    cache.clear()


@pytest.fixture
def old():
    return old_version()


@pytest.fixture
def writer(make_person):
    return allow(make_person("录入员", username="law-writer"), *WRITER)


@pytest.fixture
def second(make_person):
    return allow(make_person("批准员", username="law-second"), *WRITER, "approve_newversion")


@pytest.fixture
def author(make_person):
    return make_person("出题人", username="author")


@pytest.fixture
def question(old, author):
    one = make_question("scaffold.1", basis="脚手架测试条例第一条", written_by=author)
    link_bases(versions=[one.current])
    return one


@pytest.fixture
def lesson(old):
    body = [("articles", {"citations": ["脚手架测试条例第二条"]})]
    page = LessonPage(title="搭架子", slug="scaffold", code="scaffold", body=body)
    (HomePage.objects.first() or Page.objects.get(depth=1)).add_child(instance=page)
    LessonPage.objects.filter(pk=page.pk).update(last_published_at=NOW - datetime.timedelta(days=9))
    page.refresh_from_db()
    link_lessons(lessons=[page])
    return page


@pytest.fixture
def precedent(old):
    return publish("bamboo", "脚手架测试条例第6条", happened_on=D(2024, 6, 3))


@pytest.fixture
def amended(old, question, lesson, precedent, writer, second):
    """All three cite what the new version changes."""
    return approve(submitted(old, writer), second)


def drawable():
    return [one.question for one in candidates(allow_unreviewed=True, today=NOW.date())]


def task_of(thing) -> ReviewTask:
    return ReviewTask.objects.of(thing).get()


def decide(task, verdict, by, reason="看过了"):
    return reviews.decide(task=task, verdict=verdict, reason=reason, by=by, now=NOW + datetime.timedelta(hours=1))


def test_each_citing_thing_gets_its_task_with_old_and_new_words(amended, question, lesson, precedent, author, second):
    one, two, six = task_of(question.current), task_of(lesson), task_of(precedent)
    assert [task.event for task in (one, two, six)] == ["changed", "split", "ended"]
    assert "编制方案" in one.old_text
    assert "专项方案" in one.new_text
    assert two.new_text.count("条　") == 2
    assert six.new_text == ""
    assert {task.event_on for task in (one, two, six)} == {STARTS}
    assert {task.due_on for task in (one, two, six)} == {D(2026, 12, 31)}
    assert (one.owner, two.owner) == (author, second)


def test_what_cites_an_unchanged_or_moved_article_gets_none(old, writer, second):
    moved = make_question("scaffold.3", basis="脚手架测试条例第三条")
    link_bases(versions=[moved.current])
    approve(submitted(old, writer), second)
    assert not ReviewTask.objects.exists()


def test_what_was_written_under_the_new_words_gets_none(old, writer, second):
    late = make_question("scaffold.2", basis="脚手架测试条例第一条", written_on=STARTS)
    link_bases(versions=[late.current])
    approve(submitted(old, writer), second)
    assert not ReviewTask.objects.exists()


def test_opening_again_changes_nothing(amended, second):
    before = list(ReviewTask.objects.values_list("pk", flat=True))
    assert reviews.open_reviews(version=amended, by=second, now=NOW) == []
    assert list(ReviewTask.objects.values_list("pk", flat=True)) == before


def test_the_owner_is_told_once(amended, author, second):
    reviews.open_reviews(version=amended, by=second, now=NOW)
    assert Message.objects.filter(person=author, kind="law_review").count() == 1


def test_a_held_question_is_not_drawn_until_it_is_decided(amended, question, second):
    assert drawable() == []
    decide(task_of(question.current), State.RIGHT, second)
    assert drawable() == [question.pk]
    assert recheck_for_changes(today=NOW.date()) == []


def test_an_editor_may_let_it_be_drawn_meanwhile(amended, question, second):
    task = reviews.set_hold(task=task_of(question.current), hold=False, by=second)
    assert recheck_for_changes(today=NOW.date()) == []
    assert drawable() == [question.pk]
    assert task.state == State.OPEN
    reviews.set_hold(task=task, hold=True, by=second)
    assert drawable() == []


def test_a_question_held_for_another_reason_stays_held(old, question, writer, second):
    Question.objects.filter(pk=question.pk).update(recheck="答案有争议")
    approve(submitted(old, writer), second)
    decide(task_of(question.current), State.RIGHT, second)
    assert drawable() == []


def test_two_changed_articles_hold_until_both_are_decided(old, writer, second):
    both = make_question("scaffold.9", basis="脚手架测试条例第一条\n脚手架测试条例第四条")
    link_bases(versions=[both.current])
    approve(submitted(old, writer), second)
    first, other = ReviewTask.objects.of(both.current)
    decide(first, State.RIGHT, second)
    assert drawable() == []
    decide(other, State.RIGHT, second)
    assert drawable() == [both.pk]


def test_a_withdrawn_question_is_retired(amended, question, second):
    decide(task_of(question.current), State.WITHDRAWN, second)
    question.refresh_from_db()
    assert question.retired_at
    assert drawable() == []


def test_a_precedent_is_withdrawn_only_by_who_may(amended, precedent, second):
    with pytest.raises(Refused):
        decide(task_of(precedent), State.WITHDRAWN, second)
    assert task_of(precedent).state == State.OPEN
    second.user_permissions.add(Permission.objects.get(codename="approve_precedent"))
    again = type(second).objects.get(pk=second.pk)
    decide(task_of(precedent), State.WITHDRAWN, again)
    precedent.refresh_from_db()
    assert precedent.state == "withdrawn"


def test_nothing_is_called_corrected_that_was_not_touched(amended, lesson, second):
    LessonPage.objects.filter(pk=lesson.pk).update(last_published_at=NOW - datetime.timedelta(days=1))
    with pytest.raises(Refused, match="还没有改过"):
        decide(task_of(lesson), State.CORRECTED, second)
    LessonPage.objects.filter(pk=lesson.pk).update(last_published_at=NOW + datetime.timedelta(minutes=5))
    assert decide(task_of(lesson), State.CORRECTED, second).state == State.CORRECTED


def test_a_decision_needs_words_a_known_verdict_and_the_permission(amended, question, second, author):
    task = task_of(question.current)
    for verdict, reason, by in (("right", " ", second), ("perhaps", "好", second), ("right", "好", author)):
        with pytest.raises(Refused):
            decide(task, verdict, by, reason)
    decide(task, State.RIGHT, second)
    with pytest.raises(Refused, match="已经定了"):
        decide(task, State.WITHDRAWN, second)


def test_opening_and_deciding_outdate_kept_pages(old, question, writer, second):
    row, before = submitted(old, writer), current_generation()
    approve(row, second)
    opened = current_generation()
    decide(task_of(question.current), State.RIGHT, second)
    assert before < opened < current_generation()


def test_what_is_replaced_or_retired_closes_by_itself(amended, question, precedent, author):
    task = task_of(question.current)
    wording = replace(wording_of(question.current), stem="照新条文怎么做？")
    revise_question(question=question, wording=wording, by=author, now=NOW)
    assert reviews.close_gone(now=NOW) == 1
    task.refresh_from_db()
    assert (task.state, task.decided_by) == (State.WITHDRAWN, None)


def test_the_sweep_finds_what_came_by_another_way_and_runs_once_for_a_publication(old, question, precedent):
    PartialRepeal.objects.create(article=question_article(old), paragraph=1, ended_on=D(2026, 12, 1), note="第一款停用")
    old.ended_on = D(2027, 6, 1)
    old.save()
    made = reviews.sweep_reviews(now=NOW)
    assert sorted(task.event for task in made) == ["ended", "ended", "partial"]
    assert all(task.article_id for task in made)
    assert reviews.sweep_reviews(now=NOW) == []
    assert ReviewTask.objects.count() == 3


def test_what_cites_a_law_as_a_whole_is_looked_at_when_that_ends_and_not_when_an_article_changes(old, writer, second):
    whole = make_question("whole.1", basis="《脚手架测试条例》", written_by=writer)
    link_bases(versions=[whole.current])
    approve(submitted(old, writer), second)
    assert not ReviewTask.objects.exists()
    newest = old.regulation.versions.order_by("published_on").last()
    newest.ended_on = D(2027, 6, 1)
    newest.save()
    [task] = reviews.sweep_reviews(now=NOW)
    assert (task.event, task.article, task.version, task.place) == ("ended", None, newest, "《脚手架测试条例》")
    assert task.old_label == "脚手架测试条例 整部法规"
    assert task.hold
    cache.clear()
    assert reviews.sweep_reviews(now=NOW) == []
    assert decide(task, State.RIGHT, second).hold is False


def test_old_history_opens_nothing(old, question):
    old.ended_on = D(2026, 9, 1)
    old.save()
    assert reviews.sweep_reviews(now=NOW) == []


def test_a_retired_question_is_left_alone(old, question, author, writer, second):
    retire_question(question=question, by=author, now=NOW)
    approve(submitted(old, writer), second)
    assert not ReviewTask.objects.exists()


def question_article(version):
    return version.texts.get(number=1).article
