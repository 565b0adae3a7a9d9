"""题目待专家复核: said before the exam, with its result, on the certificate and at its check; gone once reviewed."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from tests.training.papers import RIGHT, answer_all, at, begin, seven_kinds
from tests.training.printed import characters
from training.models import (
    Certificate,
    CertificateKind,
    Question,
    QuestionReview,
    TrainingRecord,
)
from training.services import certificates
from training.services.attempts import submit_attempt

pytestmark = pytest.mark.django_db

SAID = "题目待专家复核"


def review_all(by, moment, *, accepted=True, until=datetime.date(2030, 1, 1)):
    for question in Question.objects.all():
        QuestionReview.objects.create(version=question.current, by=by, at=moment, accepted=accepted, until=until)
    Question.objects.update(state=Question.State.REVIEWED if accepted else Question.State.WAITING)


@pytest.fixture
def paper():
    return seven_kinds()


@pytest.fixture
def sat(worker, paper):
    """sat() → (attempt, certificate that rests on it)."""

    def sit():
        attempt = begin(worker, paper)
        answer_all(attempt, RIGHT)
        submit_attempt(attempt=attempt, by=worker, now=at(10))
        kind, _ = CertificateKind.objects.get_or_create(
            code="company", defaults={"title": "公司级安全教育", "ours": True, "level": "company"}
        )
        record = TrainingRecord.objects.get(attempt=attempt)
        row = Certificate.objects.create(kind=kind, person=worker, issued_on=datetime.date(2026, 11, 2), record=record)
        return attempt, row

    return sit


def told(client, attempt, row):
    """Where it is said: result, certificate, public check, PDF."""
    pages = (
        f"/exams/a/{attempt.code}/result/",
        f"/certificates/{row.code}/",
        f"/verify/{row.code}/?s={certificates.mark_of(row)}",
    )
    shown = [SAID in client.get(page).content.decode() for page in pages]
    return [*shown, set(SAID) <= characters(client.get(f"/certificates/{row.code}/certificate.pdf").content)]


def test_it_is_said_wherever_the_result_is_shown(signed_in, worker, handler, sat):
    attempt, row = sat()
    client = signed_in(worker)
    assert told(client, attempt, row) == [True] * 4
    review_all(handler, clock.now())
    assert told(client, attempt, row) == [True] * 4, "a later review does not change what was asked then"


def test_reviewed_questions_need_no_word(signed_in, worker, handler, sat):
    review_all(handler, at(-60))
    assert told(signed_in(worker), *sat()) == [False] * 4


@pytest.mark.parametrize("last", [{"accepted": False, "until": None}, {"until": datetime.date(2026, 11, 1)}])
def test_a_review_that_was_taken_back_or_over_stands_for_nothing(signed_in, worker, handler, sat, last):
    review_all(handler, at(-60))
    review_all(handler, at(-30), **last)
    assert told(signed_in(worker), *sat()) == [True] * 4


def test_a_paper_that_draws_only_reviewed_ones_says_nothing(signed_in, worker, paper, sat):
    attempt, row = sat()
    paper.versions.update(allow_unreviewed=False)
    assert told(signed_in(worker), attempt, row) == [False] * 4


def test_the_start_page_says_it_before_and_during(signed_in, worker, handler, paper):
    client, page = signed_in(worker), "/exams/seven/start/"
    assert SAID in client.get(page).content.decode()
    begin(worker, paper, clock.now())
    review_all(handler, clock.now())
    assert SAID in client.get(page).content.decode()


def test_the_start_page_says_nothing_when_all_are_reviewed(signed_in, worker, handler, paper):
    review_all(handler, at(-60))
    assert SAID not in signed_in(worker).get("/exams/seven/start/").content.decode()
