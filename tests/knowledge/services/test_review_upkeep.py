"""The board stays true when a version is taken back or put on another day, and when what cites it comes out again."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from wagtail.models import Page

from knowledge.models import HomePage, PartialRepeal, RegulationVersion, ReviewTask
from knowledge.services import reviews
from tests.knowledge.amended import NOW, WRITER, D, allow, approve, old_version, submitted
from tests.training.factories import make_question
from training.models import LessonPage
from training.reviewing import Lessons
from training.services.bank import link_bases
from training.services.drawing import candidates
from training.services.lesson_citations import link_lessons

pytestmark = pytest.mark.django_db

State = ReviewTask.State


@pytest.fixture
def old():
    return old_version()


@pytest.fixture
def question(old):
    one = make_question("scaffold.1", basis="脚手架测试条例第一条")
    link_bases(versions=[one.current])
    return one


@pytest.fixture
def lesson(old):
    body = [("articles", {"citations": ["脚手架测试条例第二条"]})]
    page = LessonPage(title="搭架子", slug="scaffold", code="scaffold", body=body)
    (HomePage.objects.first() or Page.objects.get(depth=1)).add_child(instance=page)
    link_lessons(lessons=[page])
    return page


@pytest.fixture
def second(make_person):
    return allow(make_person("批准员", username="law-second"), *WRITER, "approve_newversion")


@pytest.fixture
def amended(old, question, lesson, make_person, second):
    writer = allow(make_person("录入员", username="law-writer"), *WRITER)
    return approve(submitted(old, writer), second)


def sweep(days=0):
    cache.clear()
    return reviews.sweep_reviews(now=NOW + datetime.timedelta(days=days))


def drawable():
    return [one.question for one in candidates(allow_unreviewed=True, today=NOW.date())]


def test_a_version_taken_back_leaves_nothing_to_review_and_opens_it_again(amended, question):
    assert (ReviewTask.objects.open().count(), drawable()) == (2, [])
    RegulationVersion.objects.filter(pk=amended.pk).update(live=False)
    sweep()
    assert (ReviewTask.objects.count(), drawable()) == (0, [question.pk])
    RegulationVersion.objects.filter(pk=amended.pk).update(live=True)
    sweep()
    assert (ReviewTask.objects.open().count(), drawable()) == (2, [])


class Slow:
    """An owner; while one asks whether it still works here, somebody else opens the same task."""

    def __init__(self, lesson):
        self.lesson = lesson

    @property
    def is_active(self) -> bool:
        known = ReviewTask.objects.get()
        facts = {field.attname: getattr(known, field.attname) for field in known._meta.fields if not field.primary_key}
        kind = ContentType.objects.get_for_model(LessonPage)
        article = self.lesson.citations.get().article_id
        ReviewTask.objects.create(
            **facts | {"content_type_id": kind.pk, "object_id": self.lesson.pk, "article_id": article}
        )
        return False


class Raced(Lessons):
    def things(self, ids):
        return {pk: replace(one, owner=Slow(LessonPage.objects.get(pk=pk))) for pk, one in super().things(ids).items()}


def test_two_who_open_the_same_at_once_open_it_once(old, question, make_person, second, settings, lesson):
    writer = allow(make_person("录入员", username="law-writer"), *WRITER)
    settings.REVIEW_KINDS = {"training.questionversion": "training.reviewing.Questions"}
    amended = approve(submitted(old, writer), second)
    assert ReviewTask.objects.count() == 1
    settings.REVIEW_KINDS = settings.REVIEW_KINDS | {"training.lessonpage": f"{__name__}.Raced"}
    later = NOW + datetime.timedelta(minutes=1)
    assert reviews.open_reviews(version=amended, by=second, now=later) == []
    assert ReviewTask.objects.count() == 2


def test_what_was_decided_stays_decided_when_the_version_is_taken_back(amended, question, second):
    task = ReviewTask.objects.of(question.current).get()
    reviews.decide(task=task, verdict=State.RIGHT, reason="看过了", by=second, now=NOW)
    RegulationVersion.objects.filter(pk=amended.pk).update(live=False)
    sweep()
    assert list(ReviewTask.objects.values_list("state", flat=True)) == [State.RIGHT]


def test_a_version_put_off_is_due_later_and_not_twice(amended):
    RegulationVersion.objects.filter(pk=amended.pk).update(effective_on=D(2027, 3, 1))
    sweep()
    rows = ReviewTask.objects.open().values_list("event_on", "due_on")
    assert list(rows) == [(D(2027, 3, 1), D(2027, 2, 28))] * 2


def test_an_end_put_off_is_not_listed_twice(old, question):
    for end in (D(2027, 6, 1), D(2027, 9, 1)):
        RegulationVersion.objects.filter(pk=old.pk).update(ended_on=end)
        sweep()
    assert [task.event_on for task in ReviewTask.objects.all()] == [D(2027, 9, 1)]


def test_a_note_that_is_taken_back_leaves_nothing_to_review(old, question):
    article = old.texts.get(number=1).article
    note = PartialRepeal.objects.create(article=article, paragraph=1, ended_on=D(2026, 12, 1), note="第一款停用")
    sweep()
    assert ReviewTask.objects.open().count() == 1
    note.delete()
    sweep()
    assert not ReviewTask.objects.exists()


def test_a_lesson_taken_down_and_put_out_again_is_not_forgotten(amended, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(live=False)
    sweep()
    assert ReviewTask.objects.of(lesson).get().state == State.WITHDRAWN
    sweep(days=1)
    assert ReviewTask.objects.of(lesson).get().state == State.WITHDRAWN
    LessonPage.objects.filter(pk=lesson.pk).update(live=True)
    sweep(days=2)
    assert ReviewTask.objects.of(lesson).get().state == State.OPEN


def test_put_out_again_without_the_citation_it_stays_closed(amended, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(live=False)
    sweep()
    lesson.citations.all().delete()
    LessonPage.objects.filter(pk=lesson.pk).update(live=True)
    sweep(days=1)
    assert ReviewTask.objects.of(lesson).get().state == State.WITHDRAWN
