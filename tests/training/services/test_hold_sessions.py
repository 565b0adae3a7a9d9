"""A crew together: a sheet from a phone, a session that goes on, signatures, late comers, corrections."""

from __future__ import annotations

import datetime
from functools import partial

import pytest
from django.core.files.base import ContentFile

from portal.models import Attachment, Membership, PersonRecord
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.portal.files import picture
from tests.training.site import END, MINUTE, NOW, START, STROKES, a_sheet
from training.models import Attendee, CrewSession, EducationPlan, PlanItem, TrainingRecord
from training.services import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(crew, workers):
    """sheet(topic="…", people=[…])"""
    return partial(a_sheet, crew, workers)


def receive(by, payload, now=NOW):
    return sessions.receive_session(payload=payload, by=by, now=now)


def test_a_sheet_becomes_a_session_and_a_record_for_each(leader, sheet, workers, crew):
    session = receive(leader, sheet(offline=True)).session
    assert (session.state, session.trainer, session.offline) == ("closed", leader, True)
    rows = TrainingRecord.objects.order_by("person")
    assert [row.person for row in rows] == workers
    assert {(row.minutes, row.result, row.crew, row.source) for row in rows} == {
        (60, "passed", crew, f"session:{session.pk}")
    }
    assert rows[0].trainer == "张班长（班组长）"
    assert PersonRecord.objects.of_kind("training").count() == 3
    assert all(one.signature == STROKES and one.signed_at == END for one in session.attendees.all())


def test_sent_twice_is_kept_once(leader, sheet, handler):
    payload = sheet()
    first, again = receive(leader, payload), receive(leader, payload)
    assert again.again
    assert again.session == first.session
    assert (CrewSession.objects.count(), Attendee.objects.count(), TrainingRecord.objects.count()) == (1, 3, 3)
    with pytest.raises(Refused, match="编号已经用过"):
        receive(handler, payload)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_at": (NOW + 6 * MINUTE).isoformat(), "starts_at": NOW.isoformat()}, "还没有到"),
        ({"starts_at": (END - 481 * MINUTE).isoformat()}, "最长 8 小时"),
        ({"starts_at": END.isoformat()}, "晚于"),
        ({"topic": ""}, "讲了什么"),
        ({"level": "company"}, "安全员或劳务员"),
        ({"crew": None}, "班组"),
        ({"people": []}, "勾选"),
    ],
)
def test_a_sheet_is_refused_with_words_for_the_phone(leader, sheet, change, words):
    with pytest.raises(Refused, match=words):
        receive(leader, sheet(**change))
    assert not CrewSession.objects.exists()


def test_only_for_people_one_keeps(sheet, outsider, workers, leader, make_person):
    for by in (outsider, workers[0]):
        with pytest.raises(Refused):
            receive(by, sheet())
    stranger = make_person("陌生人")
    payload = sheet()
    payload["people"] += [{"person": stranger.pk}, {"person": leader.pk}]
    got = receive(leader, payload)
    assert {one.person for one in got.left_out} == {stranger.pk, leader.pk}
    assert TrainingRecord.objects.count() == 3
    assert {one.person for one in receive(leader, payload).left_out} == {stranger.pk, leader.pk}


def test_who_had_left_by_then_is_left_out_and_named(leader, sheet, workers):
    Membership.objects.filter(person=workers[0]).update(ends_on=datetime.date(2026, 11, 1))
    (gone,) = receive(leader, sheet()).left_out
    assert (gone.person, gone.why) == (workers[0].pk, "那天不在这个项目")


def test_a_safety_officer_holds_any_level_for_everyone(make_person, post, project, sheet):
    officer = make_person("李安全")
    post(officer, Role.SAFETY_MANAGER, project=project)
    receive(officer, sheet(level="project", crew=None))
    assert TrainingRecord.objects.filter(level="project").count() == 3


def test_nobody_is_credited_the_same_hour_twice(leader, sheet, workers):
    receive(leader, sheet())
    half = START + 30 * MINUTE
    got = receive(leader, sheet(starts_at=half.isoformat(), ends_at=(half + 60 * MINUTE).isoformat()))
    assert set(got.overlapping) == {one.pk for one in workers}
    assert {row.minutes for row in got.session.records.all()} == {30}


def test_who_came_late_counts_from_then(leader, sheet, workers):
    payload = sheet()
    payload["people"][0]["joined_at"] = (START + 20 * MINUTE).isoformat()
    receive(leader, payload)
    assert TrainingRecord.objects.get(person=workers[0]).minutes == 40


@pytest.mark.covers("T-03")
def test_a_topic_of_the_plan_is_ticked_off(leader, sheet, project, handler):
    plan = EducationPlan.objects.create(project=project, year=2026, month=11, made_by=handler, made_at=NOW)
    item = PlanItem.objects.create(plan=plan, topic="高处作业", on=START.date())
    assert receive(leader, sheet()).session.plan_item == item


def opened(leader, sheet, now=START, **change):
    return sessions.open_session(payload=sheet(**change) | {"ends_at": None}, by=leader, now=now)


def test_a_session_that_goes_on_is_signed_and_closed(leader, sheet, workers, make_person, post, project, crew):
    session = opened(leader, sheet)
    late = make_person("晚到的")
    post(late, Role.WORKER, project=project, crew=crew)
    sessions.sign(session=session, person=late, signature=STROKES, now=START + 25 * MINUTE)
    assert not TrainingRecord.objects.exists()
    outcomes = {late.pk: sessions.Outcome("passed", "passed")}
    for one in workers[:2]:
        Attendee.objects.filter(session=session, person=one).update(signed_at=None, signature=[])
    rows = sessions.close_session(
        session=session, by=leader, ends_at=END, now=END, outcomes=outcomes, absent=[workers[0].pk], on_paper=True
    )
    assert {row.person: row.minutes for row in rows} == {workers[1]: 60, workers[2]: 60, late: 35}
    assert TrainingRecord.objects.get(person=late).practical == "passed"
    with pytest.raises(Refused, match="已经结束"):
        sessions.close_session(session=session, by=leader, ends_at=END, now=END)


def test_who_signed_cannot_be_called_absent(leader, sheet, workers):
    session = opened(leader, sheet)
    with pytest.raises(Refused, match="已经自己签了名"):
        sessions.close_session(session=session, by=leader, ends_at=END, now=END, absent=[workers[0].pk])


def test_signing(leader, sheet, workers, make_person):
    session = opened(leader, sheet, people=[])
    first = sessions.sign(session=session, person=workers[0], signature=STROKES, now=START)
    assert sessions.sign(session=session, person=workers[0], signature=[], now=START + MINUTE) == first
    assert first.signature == STROKES
    confirmed = sessions.sign(session=session, person=workers[1], signature=[], now=START)
    assert confirmed.signed_at == START
    with pytest.raises(Refused, match="没有登记在这个项目"):
        sessions.sign(session=session, person=make_person("外人"), signature=STROKES, now=START)
    sessions.close_session(session=session, by=leader, ends_at=END, now=END)
    with pytest.raises(Refused, match="名单里没有你"):
        sessions.sign(session=session, person=workers[2], signature=STROKES, now=END + MINUTE)


def test_the_list_may_sign_for_a_day(leader, sheet, workers):
    payload = sheet()
    for row in payload["people"]:
        row["signature"] = []
    session = receive(leader, payload, now=END).session
    sessions.sign(session=session, person=workers[0], signature=STROKES, now=END + 23 * 60 * MINUTE)
    with pytest.raises(Refused, match="24 小时"):
        sessions.sign(session=session, person=workers[1], signature=STROKES, now=END + 25 * 60 * MINUTE)


@pytest.fixture
def unsigned(sheet):
    """unsigned(on_paper=True): only the first of the three has signed."""

    def make(**change):
        payload = sheet(**change)
        for row in payload["people"][1:]:
            row["signature"] = []
        return payload

    return make


def test_who_did_not_sign_waits_with_nothing_on_file(leader, unsigned, workers):
    payload = unsigned(offline=True)
    for got in (receive(leader, payload), receive(leader, payload)):
        assert got.unsigned == (workers[1].pk, workers[2].pk)
        assert got.session.attendees.count() == 3
        assert list(TrainingRecord.objects.values_list("person", "minutes")) == [(workers[0].pk, 60)]


def test_who_signs_later_is_credited_once(leader, unsigned, workers):
    session = receive(leader, unsigned(), now=END).session
    for minutes in (5, 6):
        sessions.sign(session=session, person=workers[1], signature=STROKES, now=END + minutes * MINUTE)
    (row,) = TrainingRecord.objects.filter(person=workers[1])
    assert (row.minutes, row.result, row.ends_at, row.crew, row.reason) == (60, "passed", END, session.crew, "")
    assert not TrainingRecord.objects.filter(person=workers[2]).exists()


def test_a_sheet_that_was_long_without_network_can_be_signed_for_a_day(leader, unsigned, workers):
    arrived = END + 72 * 60 * MINUTE
    session = receive(leader, unsigned(), now=arrived).session
    sessions.sign(session=session, person=workers[1], signature=[], now=arrived + 23 * 60 * MINUTE)
    assert TrainingRecord.objects.get(person=workers[1]).minutes == 60
    with pytest.raises(Refused, match="24 小时"):
        sessions.sign(session=session, person=workers[2], signature=[], now=arrived + 25 * 60 * MINUTE)


def test_by_the_word_of_the_keeper_they_signed_on_paper(leader, unsigned, workers):
    session = receive(leader, unsigned(on_paper=True), now=END).session
    rows = TrainingRecord.objects.order_by("person").values_list("minutes", "reason", "by")
    assert list(rows) == [(60, "", None), (60, "纸上签名", leader.pk), (60, "纸上签名", leader.pk)]
    assert list(session.attendees.order_by("pk").values_list("on_paper", flat=True)) == [False, True, True]
    sessions.sign(session=session, person=workers[1], signature=STROKES, now=END + MINUTE)
    assert TrainingRecord.objects.filter(person=workers[1]).count() == 1


def test_what_was_credited_before_stays_once(leader, unsigned, workers):
    """Sessions of earlier versions have a record for who never signed."""
    session = receive(leader, unsigned(on_paper=True), now=END).session
    session.attendees.update(on_paper=False)
    assert receive(leader, unsigned(uuid=str(session.uuid)), now=END).unsigned == ()
    sessions.sign(session=session, person=workers[1], signature=STROKES, now=END + MINUTE)
    assert TrainingRecord.objects.count() == 3


def test_a_session_that_ends_leaves_the_unsigned_waiting(leader, unsigned, workers):
    session = sessions.open_session(payload=unsigned() | {"ends_at": None}, by=leader, now=START)
    rows = sessions.close_session(session=session, by=leader, ends_at=END, now=END)
    assert [row.person for row in rows] == [workers[0]]
    session.refresh_from_db()
    sessions.sign(session=session, person=workers[2], signature=[], now=END + MINUTE)
    assert TrainingRecord.objects.filter(person=workers[2], minutes=60).count() == 1


def test_who_waits_can_be_entered_with_a_reason(leader, unsigned, workers):
    session = receive(leader, unsigned()).session
    add = {"session": session, "person": workers[2], "by": leader, "now": NOW, "reason": "纸上签了"}
    assert sessions.add_attendee(**add).reason == "补记：纸上签了"
    assert session.attendees.count() == 3
    with pytest.raises(Refused, match="已经在名单里"):
        sessions.add_attendee(**add)


def test_a_session_that_came_to_nothing(leader, sheet, workers, handler):
    session = opened(leader, sheet, people=[])
    assert sessions.void_session(session=session, by=handler).state == "void"
    for call in (
        lambda: sessions.sign(session=session, person=workers[0], signature=STROKES, now=START),
        lambda: sessions.close_session(session=session, by=leader, ends_at=END, now=END),
    ):
        with pytest.raises(Refused):
            call()


def test_somebody_forgotten_is_added_with_a_reason(leader, sheet, workers):
    payload = sheet()
    payload["people"] = payload["people"][:2]
    session = receive(leader, payload).session
    add = {"session": session, "person": workers[2], "by": leader, "now": NOW}
    with pytest.raises(Refused, match="为什么"):
        sessions.add_attendee(**add, reason=" ")
    row = sessions.add_attendee(**add, reason="手机没电", joined_at=START + 15 * MINUTE)
    assert (row.minutes, row.by, row.reason) == (45, leader, "补记：手机没电")
    with pytest.raises(Refused, match="已经在名单里"):
        sessions.add_attendee(**add, reason="再来")


def test_attendance_is_put_right_by_rows(leader, handler, sheet, workers):
    session = receive(leader, sheet()).session
    fix = {"session": session, "by": handler, "now": NOW}
    with pytest.raises(Refused):
        sessions.correct_attendance(**fix | {"by": leader}, person=workers[0], reason="没来", absent=True)
    sessions.correct_attendance(**fix, person=workers[0], reason="没来", absent=True)
    late = sessions.correct_attendance(**fix, person=workers[1], reason="晚到", joined_at=START + 50 * MINUTE)
    assert late.minutes == 10
    failed = sessions.correct_attendance(**fix, person=workers[2], reason="看错", result="failed")
    assert failed.result == "failed"
    assert {row.person for row in TrainingRecord.objects.standing()} == set(workers[1:])
    back = sessions.correct_attendance(**fix, person=workers[0], reason="其实来了")
    assert TrainingRecord.objects.standing().filter(pk=back.pk, minutes=60).exists()
    assert TrainingRecord.objects.filter(person=workers[0]).count() == 3


def test_the_same_picture_is_kept_once(leader, outsider, sheet):
    session = receive(leader, sheet()).session
    for _ in range(2):
        sessions.keep_photo(session=session, by=leader, file=ContentFile(picture()), name="现场.jpg", now=NOW)
    assert Attachment.objects.get().owner == session
    with pytest.raises(Refused):
        sessions.keep_photo(session=session, by=outsider, file=ContentFile(picture()), name="a.jpg", now=NOW)


def test_who_sees_sessions(leader, handler, colleague, outsider, sheet, workers, make_person, post, project):
    session = receive(leader, sheet()).session
    bystander = make_person("路人")
    post(bystander, Role.WORKER, project=project)
    seers = [who for who in (leader, handler, colleague, outsider, workers[0], bystander) if sees(who, session)]
    assert seers == [leader, handler, colleague, workers[0]]


def sees(who, session) -> bool:
    return CrewSession.objects.visible_to(who).filter(pk=session.pk).exists()
