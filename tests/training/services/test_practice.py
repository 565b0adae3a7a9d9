from __future__ import annotations

import datetime
import uuid

import pytest

from portal.services.refusal import Refused
from tests.training.factories import SHAPES, make_point, make_question
from training.lesson_checks import checks_of, codes_of, order_of, places_of
from training.models import LessonDone, PracticeAnswer, Question, QuestionVersion
from training.services.practice import answer_check, asked_version, finish_lesson, judge, missing_checks

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 8, 0, tzinfo=datetime.UTC)


def version_of(code):
    return Question.objects.get(code=code).current


def right(code):
    """The right answer as a page sends it."""
    version = version_of(code)
    if version.kind == "numeric":
        return "一点五米"
    if version.kind == "true_false":
        return ["1" if version.key else "2"]
    return [str(places_of(version).index(key) + 1) for key in version.key]


def wrong(code):
    version = version_of(code)
    if version.kind == "numeric":
        return "9"
    if version_of(code).kind == "true_false":
        return ["2" if version_of(code).key else "1"]
    return right(code)[::-1] if version.kind == "ordering" else [str(5 - int(one)) for one in right(code)][:1]


def answer(person, lesson, code, given, number=None, **facts):
    return answer_check(
        person=person, lesson=lesson, code=code, given=given, number=number or uuid.uuid4(), now=NOW, **facts
    )


def test_a_lesson_is_done_when_every_check_was_right_once(make_person, lessons):
    person, lesson = make_person(), lessons["power"]
    assert missing_checks(person=person, lesson=lesson) == ["q.2", "q.3"]
    assert not answer(person, lesson, "q.2", wrong("q.2")).right
    assert answer(person, lesson, "q.2", right("q.2")).missing == ("q.3",)
    assert not LessonDone.objects.exists()
    assert not answer(person, lesson, "q.3", wrong("q.3")).done
    assert answer(person, lesson, "q.3", right("q.3")).done
    assert not answer(person, lesson, "q.2", wrong("q.2")).right
    assert LessonDone.objects.filter(person=person, lesson=lesson).count() == 1
    assert PracticeAnswer.objects.count() == 5


def test_an_answer_sent_twice_is_kept_once_with_its_first_verdict(make_person, lessons):
    person, number = make_person(), uuid.uuid4()
    first = answer(person, lessons["height"], "q.1", right("q.1"), number)
    again = answer(person, lessons["height"], "q.1", wrong("q.1"), number)
    assert (first.right, again.right, again.answer) == (True, True, first.answer)
    assert PracticeAnswer.objects.count() == 1


def test_a_number_of_somebody_else_is_refused(make_person, lessons):
    number = uuid.uuid4()
    answer(make_person(), lessons["height"], "q.1", right("q.1"), number)
    with pytest.raises(Refused):
        answer(make_person(), lessons["height"], "q.1", right("q.1"), number)


@pytest.mark.parametrize("given", [[], "", None, ["9"], ["x"], "b", ["1", "2"], {"a": 1}, [1]])
def test_what_is_no_answer_is_refused_with_a_word(make_person, lessons, given):
    with pytest.raises(Refused) as refused:
        answer(make_person(), lessons["height"], "q.1", given)
    assert refused.value.message
    assert not PracticeAnswer.objects.exists()


def test_only_checks_of_this_lesson_are_asked(make_person, lessons):
    for lesson, code in (("height", "q.2"), ("height", "nothing")):
        with pytest.raises(Refused):
            answer(make_person(), lessons[lesson], code, ["1"])


@pytest.mark.parametrize("facts", [{"in_practice": False}, {"recheck": "条文改了"}, {"retired_at": NOW}])
def test_a_question_that_may_not_be_practised_is_not_asked_and_not_missed(make_person, lessons, facts):
    person = make_person()
    Question.objects.filter(code="q.2").update(**facts)
    with pytest.raises(Refused):
        answer(person, lessons["power"], "q.2", ["1"])
    assert missing_checks(person=person, lesson=lessons["power"]) == ["q.3"]
    assert answer(person, lessons["power"], "q.3", right("q.3")).done


def test_a_stored_page_may_answer_the_version_it_shows(make_person, lessons):
    question = Question.objects.get(code="q.1")
    old = question.current
    facts = {"kind": "true_false", "body": {}, "key": True, "stem": "改了？", "explanation": "", "basis": ""}
    question.current = QuestionVersion.objects.create(question=question, number=2, written_on=old.written_on, **facts)
    question.save()
    given = [str(places_of(old).index("b") + 1)]
    assert answer(make_person(), lessons["height"], "q.1", given, version=old.pk).right
    with pytest.raises(Refused):
        asked_version(lesson=lessons["height"], code="q.1", version=version_of("q.2").pk)


@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_kind_is_marked_from_places(kind):
    make_point()
    make_question("k", kind=kind, in_practice=True)
    version = checks_of(["k"])["k"]
    assert judge(version, right("k")).right
    assert not judge(version, wrong("k")).right


def test_the_order_is_the_same_for_everyone_and_not_the_writers(lessons):
    version = version_of("q.4")
    assert order_of(version) == order_of(version)
    assert order_of(version) != version.key
    assert sorted(places_of(version)) == sorted(version.key)


def test_a_lesson_without_checks_is_done_by_saying_so(make_person, lessons):
    person = make_person()
    with pytest.raises(Refused):
        finish_lesson(person=person, lesson=lessons["height"], now=NOW)
    Question.objects.filter(code__in=codes_of(lessons["height"])).update(recheck="条文改了")
    assert finish_lesson(person=person, lesson=lessons["height"], now=NOW).lesson == lessons["height"]
