"""What goes into the notebook, what is asked out of it, and what clears it."""

from __future__ import annotations

import datetime
import uuid

import pytest

from portal.services.refusal import Refused
from tests.training.factories import make_paper, make_point, make_question
from tests.training.papers import RIGHT, WRONG, answer, answer_all, at, begin, seven_kinds
from tests.training.services.test_practice import answer as practise
from tests.training.services.test_practice import wrong as wrong_place
from training.models import NotebookCard, PracticeAnswer, Question, QuestionVersion
from training.rules import showing
from training.services.attempts import submit_attempt
from training.services.late import decide_late
from training.services.notebook import note_wrong
from training.services.notebook_review import answer_card, order_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 25, 0, 0, tzinfo=datetime.UTC)


def codes(person):
    return set(NotebookCard.objects.filter(person=person).values_list("question__code", flat=True))


def places(card, given):
    version = card.question.current
    if version.kind == "numeric":
        return given
    shown = showing.places(version.kind, version.body, order_of(version, card.pk))
    return showing.to_places(version.kind, shown, given)


def review(card, given, now, **facts):
    facts = {"person": card.person, "version": card.question.current_id, "number": uuid.uuid4()} | facts
    return answer_card(card=card.pk, given=places(card, given), now=now, **facts)


@pytest.fixture
def card(make_person):
    """A single choice, wrong on 25 November; its key is b."""
    make_point()
    question = make_question("q", "single")
    person = make_person("王师傅")
    note_wrong(person=person, questions=[question.pk], now=NOW)
    return NotebookCard.objects.get()


def test_wrong_answers_of_an_exam_go_in_when_it_is_handed_in(make_person):
    person = make_person()
    attempt = begin(person, seven_kinds())
    answer_all(attempt, {"single": WRONG["single"], "multiple": RIGHT["multiple"], "numeric": WRONG["numeric"]})
    assert codes(person) == set()
    submit_attempt(attempt=attempt, by=person, now=at(20))
    assert codes(person) == {"seven-single", "seven-numeric"}
    assert {card.due_at for card in NotebookCard.objects.all()} == {
        datetime.datetime(2026, 11, 2, 16, tzinfo=datetime.UTC)
    }


def test_answers_admitted_later_go_in_too_and_nothing_twice(make_person, handler, post, project):
    person = make_person()
    post(person, "worker", project=project)
    attempt = begin(person, seven_kinds())
    answer_all(attempt, {"single": WRONG["single"]})
    submit_attempt(attempt=attempt, by=person, now=at(40))
    answer(attempt, "hazard", WRONG["hazard"], 30, 100)
    decide_late(attempt=attempt, by=handler, accepted=True, reason="没有信号", now=at(200))
    assert sorted(codes(person)) == ["seven-hazard", "seven-single"]
    assert NotebookCard.objects.count() == 2


def test_a_wrong_check_of_a_lesson_goes_in_once(make_person, lessons):
    person, number = make_person(), uuid.uuid4()
    for _ in range(2):
        practise(person, lessons["power"], "q.2", wrong_place("q.2"), number)
    practise(person, lessons["power"], "q.2", wrong_place("q.2"))
    assert NotebookCard.objects.get().question.code == "q.2"


def test_two_right_answers_on_due_days_clear_it(card):
    assert review(card, ["b"], NOW + DAY).right
    card.refresh_from_db()
    assert (card.streak, card.cleared_at) == (1, None)
    due = card.due_at
    review(card, ["b"], due)
    card.refresh_from_db()
    assert (card.streak, card.cleared_at) == (2, due)
    assert not NotebookCard.objects.due(NOW + 400 * DAY).exists()


def test_right_answers_on_one_day_count_once(card):
    for hour in range(5):
        review(card, ["b"], NOW + DAY + datetime.timedelta(hours=hour))
    card.refresh_from_db()
    assert (card.streak, card.cleared_at) == (1, None)
    assert PracticeAnswer.objects.count() == 5


def test_a_wrong_answer_begins_again_also_when_it_was_cleared(card):
    review(card, ["b"], NOW + DAY)
    review(card, ["a"], NOW + 2 * DAY)
    card.refresh_from_db()
    assert card.streak == 0
    NotebookCard.objects.update(cleared_at=NOW, streak=2)
    note_wrong(person=card.person, questions=[card.question_id], now=NOW + 9 * DAY)
    card.refresh_from_db()
    assert (card.streak, card.cleared_at) == (0, None)
    assert NotebookCard.objects.count() == 1


def test_the_same_number_moves_nothing_the_second_time(card):
    number = uuid.uuid4()
    first = review(card, ["a"], NOW + DAY, number=number)
    again = review(card, ["b"], NOW + 5 * DAY, number=number)
    assert (first.right, again.right) == (False, False)
    card.refresh_from_db()
    assert card.streak == 0
    assert PracticeAnswer.objects.count() == 1


def test_a_number_or_a_card_of_somebody_else_is_refused(card, make_person):
    number, other = uuid.uuid4(), make_person("李师傅")
    review(card, ["b"], NOW + DAY, number=number)
    for facts in ({"person": other}, {"person": other, "number": number}):
        with pytest.raises(Refused):
            review(card, ["b"], NOW + DAY, **facts)


@pytest.mark.parametrize("facts", [{"recheck": "条文改了"}, {"retired_at": NOW}])
def test_a_question_out_of_use_is_not_asked(card, facts):
    Question.objects.update(**facts)
    assert not NotebookCard.objects.askable().exists()
    with pytest.raises(Refused):
        review(card, ["b"], NOW + DAY)


def test_a_question_on_an_open_paper_is_not_asked_and_comes_back_afterwards(card):
    paper = make_paper([{"count": 1}]).paper
    attempt = begin(card.person, paper, NOW + DAY)
    assert not NotebookCard.objects.askable().exists()
    with pytest.raises(Refused):
        review(card, ["b"], NOW + DAY)
    assert not PracticeAnswer.objects.exists()
    submit_attempt(attempt=attempt, by=card.person, now=NOW + DAY)
    assert NotebookCard.objects.askable().exists()


def test_an_older_version_is_not_marked(card):
    old = card.question.current
    facts = {"kind": "true_false", "body": {}, "key": True, "stem": "改了？", "explanation": "", "basis": ""}
    fresh = QuestionVersion.objects.create(question=old.question, number=2, written_on=old.written_on, **facts)
    Question.objects.update(current=fresh)
    card.refresh_from_db()
    with pytest.raises(Refused, match="刚改过"):
        review(card, True, NOW + DAY, version=old.pk)


def test_the_counts_are_one_query(card, django_assert_num_queries):
    person = card.person
    with django_assert_num_queries(1):
        counts = NotebookCard.objects.visible_to(person).askable().counts(NOW + DAY)
    assert counts == {"due": 1, "learning": 1, "cleared": 0}
