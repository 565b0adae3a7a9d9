"""An officer's word on late answers and void papers."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Membership, Message, Person
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.training.papers import RIGHT, WRONG, answer, answer_all, at, begin, seven_kinds
from training.models import Attempt, ExtraTime, TrainingRecord
from training.services.attempts import submit_attempt
from training.services.late import decide_late, grant_extra_time, void_attempt
from training.services.results import newest_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("王师傅")
    post(person, Role.WORKER, project=project, crew=crew)
    return person


@pytest.fixture
def late(worker):
    """All wrong on time; all right by the phone's clock, but received after the grace."""
    attempt = begin(worker, seven_kinds())
    answer_all(attempt, WRONG)
    submit_attempt(attempt=attempt, by=worker, now=at(40))
    for kind, given in RIGHT.items():
        assert answer(attempt, kind, given, 30, 100).standing == "undecided"
    return attempt


def test_until_somebody_decides_late_answers_do_not_count(late):
    assert newest_result(late).score == 0


def test_admitting_marks_anew_and_corrects_the_record(late, handler, worker):
    decision = decide_late(attempt=late, by=handler, accepted=True, reason="地下室没有信号", now=at(120))
    assert decision.events.count() == 7
    assert [str(result.score) for result in late.results.order_by("number")] == ["0.00", "100.00"]
    standing = TrainingRecord.objects.standing().get()
    assert (standing.result, standing.corrects.result) == ("passed", "failed")
    assert TrainingRecord.objects.count() == 2
    assert "认定有效" in Message.objects.get(person=worker).title


def test_dismissing_keeps_the_score_and_the_events(late, handler):
    decide_late(attempt=late, by=handler, accepted=False, reason="当时有网", now=at(120))
    assert newest_result(late).score == 0
    assert late.events.count() == 14
    with pytest.raises(Refused, match="没有等待认定"):
        decide_late(attempt=late, by=handler, accepted=True, reason="再看一次", now=at(121))


def test_a_newer_word_replaces_the_older(late, handler, colleague):
    first = decide_late(attempt=late, by=handler, accepted=True, reason="没有信号", now=at(120))
    again = first.events.all()
    decide_late(attempt=late, by=colleague, accepted=False, reason="当时有网", now=at(130), events=again)
    assert newest_result(late).score == 0
    assert late.decisions.count() == 2


def test_some_of_them(late, handler):
    events = late.events.filter(standing="undecided", item__version__kind="single")
    decide_late(attempt=late, by=handler, accepted=True, reason="没有信号", now=at(120), events=events)
    assert newest_result(late).right == 1


def test_answers_after_the_deadline_are_never_admitted(worker, handler):
    attempt = begin(worker, seven_kinds())
    assert answer(attempt, "single", ["b"], 46, 47).standing == "too_late"
    with pytest.raises(Refused):
        decide_late(attempt=attempt, by=handler, accepted=True, reason="没有信号", now=at(120))


def test_a_paper_that_nobody_collected_is_collected_first(worker, handler):
    attempt = begin(worker, seven_kinds())
    answer(attempt, "single", ["b"], 30, 100)
    decide_late(attempt=attempt, by=handler, accepted=True, reason="没有信号", now=at(120))
    assert [result.right for result in attempt.results.order_by("number")] == [0, 1]


def test_who_may_decide(late, worker, outsider, make_person, post, project, crew):
    leader, money = make_person("班组长"), make_person("财务")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(money, Role.FINANCE, project=project)
    for person in (worker, outsider, leader, money):
        with pytest.raises(Refused, match="不归你管"):
            decide_late(attempt=late, by=person, accepted=True, reason="没有信号", now=at(120))
        with pytest.raises(Refused, match="不归你管"):
            void_attempt(attempt=late, by=person, reason="没有信号", now=at(120))
    assert late.results.count() == 1


def test_an_officer_does_not_decide_on_the_own_paper(handler):
    attempt = begin(handler, seven_kinds())
    with pytest.raises(Refused):
        void_attempt(attempt=attempt, by=handler, reason="手机坏了", now=at(1))


def test_a_void_paper_takes_its_record_back(late, handler):
    void_attempt(attempt=late, by=handler, reason="替考", now=at(120))
    assert not TrainingRecord.objects.standing().exists()
    assert TrainingRecord.objects.count() == 2
    with pytest.raises(Refused, match="已经作废"):
        void_attempt(attempt=late, by=handler, reason="替考", now=at(121))


def test_a_running_paper_can_be_void_and_still_keeps_what_comes(worker, handler):
    attempt = begin(worker, seven_kinds())
    void_attempt(attempt=attempt, by=handler, reason="手机坏了", now=at(5))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at) == (Attempt.State.VOID, at(5))
    assert answer(attempt, "single", ["b"], 4, 6).state == "saved"
    assert not TrainingRecord.objects.exists()


@pytest.mark.parametrize("reason", ["", " ", "x"])
def test_a_word_needs_a_reason(late, handler, reason):
    with pytest.raises(Refused):
        decide_late(attempt=late, by=handler, accepted=True, reason=reason, now=at(120))


@pytest.mark.parametrize("who", ["worker", "handler"])
def test_nobody_gives_time_after_one_of_the_two_has_left(worker, handler, who):
    left = {"worker": worker, "handler": handler}[who]
    yesterday = clock.today() - datetime.timedelta(days=1)
    Membership.objects.filter(person=left).update(starts_on=yesterday, ends_on=yesterday)
    with pytest.raises(Refused, match="不归你管"):
        grant_extra_time(
            person=worker, by=Person.objects.get(pk=handler.pk), minutes=15, reason="识字慢", now=clock.now()
        )
    assert not ExtraTime.objects.exists()
