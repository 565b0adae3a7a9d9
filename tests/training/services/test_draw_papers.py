"""Drawing a paper for someone from the bank."""

from __future__ import annotations

import datetime

import pytest

from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.training.factories import WRITTEN, make_paper, make_point, make_question
from training.models import Attempt, AttemptItem, Question
from training.services.drawing import candidates, draw

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)
NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


@pytest.fixture
def bank():
    return [make_question(f"q.{number}") for number in range(1, 9)]


def questions(drawn) -> set[int]:
    return set(Question.objects.filter(versions__in=[d.version_id for d in drawn]).values_list("pk", flat=True))


def test_the_paper_holds_what_was_asked_with_every_option_once(bank, handler):
    make_question("order.1", "ordering", red_line=True)
    version = make_paper([{"count": 3, "kinds": ["single"]}, {"count": 1, "kinds": ["ordering"]}])
    drawn = draw(version=version, person=handler, seed=4, today=TODAY)
    assert [len(d.order) for d in drawn] == [4, 4, 4, 3]
    assert [d.must for d in drawn] == [False, False, False, True]
    assert drawn[3].order != ["c", "a", "b"]
    assert draw(version=version, person=handler, seed=4, today=TODAY) == drawn


def test_the_second_attempt_has_other_questions(bank, handler):
    version = make_paper([{"count": 4}])
    first = draw(version=version, person=handler, seed=1, today=TODAY)
    attempt = Attempt.objects.create(
        person=handler, paper=version.paper, version=version, seed=1, started_at=NOW, deadline=NOW, grace_until=NOW
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=n, version_id=d.version_id) for n, d in enumerate(first)
    )
    for seed in range(20):
        assert not questions(draw(version=version, person=handler, seed=seed, today=TODAY)) & questions(first)


def test_practice_retired_and_doubtful_questions_are_never_drawn(bank):
    Question.objects.filter(code="q.1").update(in_practice=True)
    Question.objects.filter(code="q.2").update(recheck="依据的条文改了")
    Question.objects.filter(code="q.3").update(retired_at=NOW)
    assert len(candidates(allow_unreviewed=True, today=TODAY)) == 5


def test_without_leave_only_reviewed_questions_are_drawn_and_only_until_their_day(bank):
    Question.objects.filter(code__in=["q.1", "q.2"]).update(state="reviewed")
    Question.objects.filter(code="q.2").update(reviewed_until=WRITTEN)
    assert [c.question for c in candidates(allow_unreviewed=False, today=TODAY)] == [bank[0].pk]


def test_own_trade_is_that_of_the_crew_one_is_in(bank, make_person, post, project, crew):
    crew.trade = "木工"
    crew.save()
    saw = make_question("saw.1", trades=["木工"], point=make_point("saw.guard", "圆锯有防护罩", "木工"))
    make_question("tie.1", trades=["钢筋工"])
    version = make_paper([{"count": 1, "trades": "own"}, {"count": 3}])
    carpenter, stranger = make_person("木工", username="c"), make_person("路人", username="s")
    post(carpenter, Role.WORKER, project=project, crew=crew)
    assert draw(version=version, person=carpenter, seed=3, today=TODAY)[0].version_id == saw.current_id
    for seed in range(20):
        assert saw.pk not in questions(draw(version=version, person=stranger, seed=seed, today=TODAY))


def test_a_bank_grown_thin_refuses_with_the_numbers(bank, handler):
    version = make_paper([{"count": 9, "groups": ["脚手架"], "kinds": ["single"]}])
    with pytest.raises(Refused, match="‘脚手架’单选需 9 题，可用 8 题，差 1 题"):
        draw(version=version, person=handler, seed=1, today=TODAY)


def test_a_draw_costs_few_queries(bank, handler, django_assert_max_num_queries):
    version = make_paper([{"count": 4}])
    with django_assert_max_num_queries(6):
        draw(version=version, person=handler, seed=1, today=TODAY)
