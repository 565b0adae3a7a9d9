"""Records, promises: written once, corrected by another row, kept or swept."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection

from cases.models import CaseMove, CaseRecord, Promise
from cases.models.trail import AppendOnly
from cases.services.followup import sweep_late
from cases.services.promises import drop_promise, keep_promise, promise, sweep_promises
from cases.services.records import Unsound, changed_records, correct_record, keep_record
from cases.services.there import there
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
TALK = {
    "place": "项目部二楼会议室", "workers": "木工班12人", "count": 12, "order": "ORD-GROUP", "demands": "八月工资",
    "said": "说明了情况", "answer": "ANS-TIME", "called": ["CAL-SEC", "CAL-POL"], "called_at": NOW,
}  # fmt: skip


@pytest.fixture
def talk(case, handler):
    return keep_record(case=case, by=handler, kind="dialogue", at=NOW, values=TALK, now=NOW)


@pytest.mark.covers("E-02", "E-03", "E-04", "D-08", "N12")
def test_a_dialogue_keeps_who_was_led_where_the_order_and_the_police(case, talk):
    said = dict(talk.lines)
    assert said["现场秩序"] == "多人聚集，平稳"
    assert said["联系了谁"] == "企业安保、当地警方"
    assert said["联系的时间"] == "2026年10月12日 08:40"
    assert "record:dialogue" in there(case)


def test_the_same_form_sent_twice_is_one_record(case, handler, colleague):
    key = uuid.uuid4()
    given = {"case": case, "kind": "dialogue", "at": NOW, "values": TALK, "now": NOW, "key": key}
    assert keep_record(by=handler, **given) == keep_record(by=handler, **given)
    assert CaseRecord.objects.count() == 1
    with pytest.raises(Refused):
        keep_record(by=colleague, **given)
    for changed in ({"values": TALK | {"said": "后来想起来的话"}}, {"at": NOW - datetime.timedelta(hours=1)}):
        with pytest.raises(Refused, match="没有记进去"):
            keep_record(by=handler, **given | changed)


def test_what_is_missing_is_told_beside_each_field(case, handler):
    with pytest.raises(Unsound) as refused:
        keep_record(case=case, by=handler, kind="dialogue", at=NOW, values={"order": "ORD-X"}, now=NOW)
    assert {"place", "workers", "order", "said"} <= set(refused.value.wrong)
    assert not CaseRecord.objects.exists()


@pytest.mark.covers("V-02")
def test_a_record_is_never_changed_but_corrected_by_another(case, handler, talk):
    with pytest.raises(AppendOnly):
        talk.save()
    with pytest.raises(AppendOnly):
        CaseRecord.objects.update(kind="duty")
    with pytest.raises(Refused):
        correct_record(record=talk, by=handler, at=NOW, values=TALK, why=" ", now=NOW)
    better = correct_record(record=talk, by=handler, at=NOW, values=TALK | {"count": 11}, why="多数了一个", now=NOW)
    assert list(case.records.standing()) == [better]
    assert better.corrects == talk
    with pytest.raises(Refused):
        correct_record(record=talk, by=handler, at=NOW, values=TALK, why="再来", now=NOW)


@pytest.mark.covers("V-02")
def test_a_record_changed_or_taken_away_behind_our_back_is_found(case, handler, talk):
    other = keep_record(case=case, by=handler, kind="duty", at=NOW, values={"who": "王工"}, now=NOW)
    assert list(changed_records()) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_caserecord SET values = '{}' WHERE id = %s".replace("values", '"values"'), [talk.pk]
        )
        cursor.execute("DELETE FROM cases_caserecord WHERE id = %s", [other.pk])
    assert set(changed_records()) == {(case.number, talk.pk, "内容改过"), (case.number, other.pk, "记录不在")}


@pytest.mark.covers("C-03")
def test_advice_is_read_and_written_by_those_with_advice_alone(case, handler, adviser):
    given = {
        "case": case,
        "kind": "advice",
        "at": NOW,
        "values": {"sort": "ADV-RISK", "text": "有败诉风险"},
        "now": NOW,
    }
    with pytest.raises(Refused):
        keep_record(by=handler, **given)
    keep_record(by=adviser, **given)
    assert case.records.open_to(case.roles_of(adviser), case.state).count() == 1
    assert case.records.open_to(case.roles_of(handler), case.state).count() == 0


@pytest.mark.covers("D-12", "N7")
def test_who_is_told_of_the_ways_in_law_is_told_of_legal_aid(case, adviser):
    told = {"to": ["EXP-COM", "EXP-WRK"], "routes": "仲裁前置"}
    with pytest.raises(Unsound) as refused:
        keep_record(case=case, by=adviser, kind="explained", at=NOW, values=told, now=NOW)
    assert set(refused.value.wrong) == {"aid"}


def test_the_trail_holds_no_words_of_the_record(case, talk):
    move = CaseMove.objects.get(case=case, verb="record")
    assert move.data == {"record": talk.pk, "kind": "dialogue", "sha": talk.digest()}


@pytest.mark.parametrize("kind", ["first_aid", "lookup", "nonsense"])
def test_kinds_of_another_path_are_refused(case, handler, kind):
    with pytest.raises(Refused):
        keep_record(case=case, by=handler, kind=kind, at=NOW, values={}, now=NOW)


def test_nobody_outside_writes(case, outsider):
    with pytest.raises(Refused):
        keep_record(case=case, by=outsider, kind="dialogue", at=NOW, values=TALK, now=NOW)
    with pytest.raises(Refused):
        promise(case=case, by=outsider, what="付工资", due_at=NOW + HOUR, now=NOW)


@pytest.mark.covers("D-07")
def test_a_promise_not_kept_in_time_is_swept_once_and_stays_missed(case, handler, talk):
    row = promise(case=case, by=handler, what="周五前发八月工资", to="木工班", due_at=NOW + HOUR, now=NOW, record=talk)
    assert row.state(NOW) == Promise.State.OPEN
    assert sweep_promises(now=NOW) == []
    assert sweep_promises(now=NOW + HOUR) == [row]
    assert sweep_promises(now=NOW + 2 * HOUR) == []
    row.refresh_from_db()
    assert row.state(NOW + 2 * HOUR) == Promise.State.LATE
    done = keep_promise(promise=row, by=handler, how="已转账", now=NOW + 3 * HOUR)
    assert done.state(NOW + 3 * HOUR) == Promise.State.LATER
    assert done.missed_at == NOW + HOUR
    assert "record:promise" in there(case)


def test_a_promise_kept_in_time_is_never_swept(case, handler):
    row = promise(case=case, by=handler, what="给考勤表", due_at=NOW + HOUR, now=NOW)
    assert keep_promise(promise=row, by=handler, how="已复印", now=NOW).state(NOW) == Promise.State.KEPT
    other = promise(case=case, by=handler, what="再开会", due_at=NOW + HOUR, now=NOW)
    drop_promise(promise=other, by=handler, why="已经谈成", now=NOW)
    assert sweep_promises(now=NOW + 2 * HOUR) == []
    with pytest.raises(Refused):
        keep_promise(promise=other, by=handler, how="又做了", now=NOW)


def test_a_promise_has_a_time_that_lies_ahead(case, handler):
    with pytest.raises(Refused) as refused:
        promise(case=case, by=handler, what="付工资", due_at=NOW, now=NOW)
    assert refused.value.field == "due_at"


def test_the_handler_is_told_once_that_a_promise_has_passed(case, handler):
    promise(case=case, by=handler, what="付工资", to="王建国", due_at=NOW + HOUR, now=NOW)
    assert sweep_late(now=NOW + HOUR) == {"promises": 1, "instalments": 0}
    assert sweep_late(now=NOW + 2 * HOUR) == {"promises": 0, "instalments": 0}
    (told,) = handler.messages.filter(key__startswith="promise:")
    assert case.number in told.title
    assert "王建国" not in f"{told.title}{told.body}"
