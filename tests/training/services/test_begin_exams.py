"""Beginning an attempt: once, within the limits, frozen."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Membership, Message, Person
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.training.papers import at, begin, seven_kinds
from training.models import Attempt, ExtraTime
from training.services.attempts import close_due, start_attempt, submit_attempt
from training.services.late import grant_extra_time, void_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("王师傅")
    post(person, Role.WORKER, project=project, crew=crew)
    return person


def test_a_second_tab_gets_the_same_paper(worker):
    paper = seven_kinds()
    first, second = begin(worker, paper), begin(worker, paper, at(3))
    assert first == second
    assert Attempt.objects.count() == 1
    assert [item.position for item in first.items.order_by("position")] == [1, 2, 3, 4, 5, 6, 7]


def test_the_clock_and_the_place_are_set_at_the_start(worker, project):
    attempt = begin(worker, seven_kinds(minutes=40, grace_minutes=20))
    assert (attempt.started_at, attempt.deadline, attempt.grace_until) == (at(0), at(40), at(60))
    assert attempt.project == project
    assert attempt.seed == 7


def test_two_places_of_work_are_not_guessed(worker, post, other_project):
    post(worker, Role.WORKER, project=other_project)
    assert begin(worker, seven_kinds()).project is None


def test_extra_time_is_copied(worker, handler):
    paper, other = seven_kinds(), seven_kinds(code="other")
    for minutes, which in ((10, None), (25, paper), (60, other)):
        ExtraTime.objects.create(person=worker, paper=which, minutes=minutes, reason="识字慢", by=handler, at=at(0))
    attempt = begin(worker, paper)
    assert (attempt.extra_minutes, attempt.deadline) == (25, at(70))


def test_extra_time_reaches_the_running_paper(worker, handler):
    attempt = begin(worker, seven_kinds())
    grant_extra_time(person=worker, by=handler, minutes=15, reason="识字慢", now=at(20))
    grant_extra_time(person=worker, by=handler, minutes=20, reason="识字慢", now=at(21))
    grant_extra_time(person=worker, by=handler, minutes=5, reason="识字慢", now=at(22))
    attempt.refresh_from_db()
    assert (attempt.extra_minutes, attempt.deadline, attempt.grace_until) == (20, at(65), at(95))


def test_extra_time_does_not_revive_a_paper(worker, handler):
    attempt = begin(worker, seven_kinds())
    grant_extra_time(person=worker, by=handler, minutes=15, reason="识字慢", now=at(46))
    attempt.refresh_from_db()
    assert attempt.deadline == at(45)


@pytest.mark.parametrize(("minutes", "reason"), [(0, "识字慢"), (999, "识字慢"), (10, " ")])
def test_extra_time_asks_for_sense(worker, handler, minutes, reason):
    with pytest.raises(Refused):
        grant_extra_time(person=worker, by=handler, minutes=minutes, reason=reason, now=at(0))


def test_extra_time_is_given_by_those_who_look_after_the_person(worker, outsider, make_person, post, project, crew):
    leader = make_person("班组长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for stranger in (worker, outsider, leader):
        with pytest.raises(Refused):
            grant_extra_time(person=worker, by=stranger, minutes=10, reason="识字慢", now=at(0))


def test_tries_run_out(worker):
    paper = seven_kinds(max_attempts=2)
    for minute in (0, 10):
        submit_attempt(attempt=begin(worker, paper, at(minute)), by=worker, now=at(minute + 5))
    with pytest.raises(Refused, match="最多考 2 次"):
        begin(worker, paper, at(20))


def test_a_void_paper_is_no_try(worker, handler):
    paper = seven_kinds(max_attempts=1)
    attempt = begin(worker, paper)
    submit_attempt(attempt=attempt, by=worker, now=at(5))
    void_attempt(attempt=attempt, by=handler, reason="手机坏了", now=at(6))
    assert begin(worker, paper, at(7)) != attempt


def test_between_two_tries_there_is_a_wait(worker):
    paper = seven_kinds(cooldown_minutes=60)
    submit_attempt(attempt=begin(worker, paper), by=worker, now=at(5))
    with pytest.raises(Refused, match="再过 45 分钟"):
        begin(worker, paper, at(20))
    assert begin(worker, paper, at(65)).state == Attempt.State.OPEN


def test_a_paper_whose_time_is_over_does_not_block_the_next(worker):
    paper = seven_kinds()
    old = begin(worker, paper)
    fresh = begin(worker, paper, at(76))
    old.refresh_from_db()
    assert fresh != old
    assert (old.state, old.closed_at) == (Attempt.State.EXPIRED, at(75))


def test_the_running_paper_keeps_its_version(worker):
    paper = seven_kinds()
    attempt = begin(worker, paper)
    version = paper.current
    version.pk, version.number, version.minutes = None, 2, 5
    version.save()
    paper.current = version
    paper.save()
    assert begin(worker, paper, at(10)).version_id == attempt.version_id != version.pk


@pytest.mark.parametrize("change", ["retired", "foreign", "supervised"])
def test_a_paper_that_is_not_for_this_person_is_refused(worker, change, other_company):
    paper = seven_kinds(supervised=change == "supervised")
    if change == "retired":
        paper.retired_at = at(0)
    if change == "foreign":
        paper.organisation = other_company
    paper.save()
    with pytest.raises(Refused):
        begin(worker, paper)
    assert not Attempt.objects.exists()


def test_only_oneself_begins_on_the_own_phone(worker, handler):
    with pytest.raises(Refused, match="本人"):
        start_attempt(person=worker, paper=seven_kinds(), by=handler, now=at(0))


def test_a_supervisor_begins_for_people_of_the_place(worker, handler, outsider):
    paper = seven_kinds(supervised=True)
    for by in (outsider, worker):
        with pytest.raises(Refused):
            start_attempt(person=worker, paper=paper, by=by, now=at(0), mode="supervised")
    attempt = start_attempt(person=worker, paper=paper, by=handler, now=at(0), mode="supervised")
    assert (attempt.mode, attempt.supervisor) == ("supervised", handler)


def test_a_crew_leader_supervises_the_own_crew(worker, make_person, post, project, crew):
    leader, stranger = make_person("班组长"), make_person("别班的")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(stranger, Role.WORKER, project=project)
    paper = seven_kinds()
    assert start_attempt(person=worker, paper=paper, by=leader, now=at(0), mode="supervised").supervisor == leader
    with pytest.raises(Refused):
        start_attempt(person=stranger, paper=paper, by=leader, now=at(0), mode="supervised")


def test_who_did_not_hand_in_on_the_own_phone_is_told_of_the_result(worker, handler):
    own = begin(worker, seven_kinds())
    submit_attempt(attempt=own, by=worker, now=at(5))
    assert not Message.objects.filter(person=worker).exists()
    begin(worker, seven_kinds(code="over"))
    seated = start_attempt(
        person=worker, paper=seven_kinds(code="seated"), by=handler, now=at(0), mode=Attempt.Mode.SUPERVISED
    )
    submit_attempt(attempt=seated, by=handler, now=at(5))
    assert close_due(now=at(200)) == 1
    assert close_due(now=at(201)) == 0
    told = Message.objects.filter(person=worker).order_by("pk")
    assert [message.link for message in told] == [
        f"/exams/a/{attempt.code}/result/" for attempt in (seated, Attempt.objects.get(paper__code="over"))
    ]
    assert "0 分，不合格" in told[0].body


def end(person, on):
    """The person leaves: that was the last day."""
    Membership.objects.filter(person=person).update(starts_on=on - datetime.timedelta(days=30), ends_on=on)


@pytest.mark.parametrize("mode", [Attempt.Mode.SUPERVISED, Attempt.Mode.PRINTED])
def test_who_left_is_not_examined_any_more(worker, handler, mode):
    paper = seven_kinds(supervised=True)
    end(worker, clock.today() - datetime.timedelta(days=1))
    with pytest.raises(Refused, match="不归你管"):
        start_attempt(person=worker, paper=paper, by=handler, now=clock.now(), mode=mode)
    end(worker, clock.today())
    assert start_attempt(person=worker, paper=paper, by=handler, now=clock.now(), mode=mode).mode == mode


def test_a_former_keeper_supervises_nobody_not_even_a_paper_that_was_begun(worker, handler, colleague):
    paper = seven_kinds(supervised=True)
    begun = start_attempt(person=worker, paper=paper, by=handler, now=clock.now(), mode="supervised")
    end(handler, clock.today() - datetime.timedelta(days=1))
    former = Person.objects.get(pk=handler.pk)
    with pytest.raises(Refused, match="不归你管"):
        start_attempt(person=worker, paper=paper, by=former, now=clock.now(), mode="supervised")
    assert start_attempt(person=worker, paper=paper, by=colleague, now=clock.now(), mode="supervised") == begun
