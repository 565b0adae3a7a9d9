"""The training file: rows are added once, mirrored into the register, corrected by new rows, never changed."""

from __future__ import annotations

import datetime
import os
import uuid
from decimal import Decimal
from importlib import import_module

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from portal.models import PersonRecord
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.training.factories import make_paper
from training.models import Attempt, AttemptResult, TrainingRecord
from training.services.records import add_record, correct_record, record_exam, withdraw_exam

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 20, 0, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
NOW = START + 5 * HOUR


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("王师傅")
    post(person, Role.WORKER, project=project, crew=crew)
    return person


def add(person, source="session:1", **facts):
    given = {"level": "crew", "method": "lecture", "content": "高处作业", "starts_at": START, "ends_at": START + HOUR}
    return add_record(person=person, source=source, **given | {"minutes": 60, "created_at": NOW} | facts)


def test_writing_twice_for_one_source_keeps_the_first(worker, project):
    first = add(worker, project=project)
    assert add(worker, project=project, content="别的") == first
    assert TrainingRecord.objects.get().content == "高处作业"
    assert PersonRecord.objects.count() == 1


def test_the_register_says_what_holds_and_from_when(worker, project):
    row = add(worker, project=project, result="passed", ends_at=START + 20 * HOUR)
    mirror = PersonRecord.objects.of_kind("training").get()
    assert (mirror.source, mirror.title, mirror.project) == (row, "班组级教育", project)
    assert mirror.starts_on == datetime.date(2026, 11, 21)
    assert mirror.values["minutes"] == 60
    assert mirror.values["result"] == "passed"


def test_a_fail_is_on_file_but_does_not_hold(worker):
    add(worker, result="failed")
    assert TrainingRecord.objects.standing().count() == 1
    assert not PersonRecord.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"level": "moon"}, "level"),
        ({"method": "telepathy"}, "method"),
        ({"content": "  "}, "content"),
        ({"ends_at": START - HOUR}, "ends_at"),
    ],
)
def test_nonsense_is_refused(worker, facts, field):
    with pytest.raises(Refused) as refused:
        add(worker, **facts)
    assert refused.value.field == field


def test_what_concerns_a_sample_is_sample(worker, project):
    project.is_sample = True
    project.save()
    assert add(worker, project=project).is_sample


def exam(worker, project, numbers=((1, False),)):
    paper = make_paper([]).paper
    attempt = Attempt.objects.create(
        code=uuid.uuid4(),
        person=worker,
        paper=paper,
        version=paper.current,
        project=project,
        seed=1,
        state=Attempt.State.SUBMITTED,
        started_at=START,
        deadline=START + HOUR,
        grace_until=START + HOUR,
        closed_at=START + HOUR / 2,
    )
    facts = {"right": 1, "out_of": 2, "computed_at": NOW, "why": "补传认定"}
    return attempt, [
        AttemptResult.objects.create(attempt=attempt, number=number, score=50 + 40 * passed, passed=passed, **facts)
        for number, passed in numbers
    ]


@pytest.mark.covers("T-06")
def test_an_exam_is_recorded_with_its_real_minutes(worker, project, crew):
    attempt, (result,) = exam(worker, project, [(1, True)])
    row = record_exam(attempt=attempt, result=result, now=NOW)
    assert (row.level, row.method, row.minutes, row.result, row.score) == ("company", "exam", 30, "passed", 90)
    assert (row.project, row.crew, row.content) == (project, crew, "考试：公司级考试")
    assert record_exam(attempt=attempt, result=result, now=NOW) == row


def test_a_later_result_corrects_the_row_before(worker, project):
    attempt, (failed, passed) = exam(worker, project, [(1, False), (2, True)])
    first = record_exam(attempt=attempt, result=failed, now=NOW)
    second = record_exam(attempt=attempt, result=passed, now=NOW)
    assert second.corrects == first
    assert second.reason == "补传认定"
    assert list(TrainingRecord.objects.standing()) == [second]
    assert PersonRecord.objects.of_kind("training").get().source == second


def test_a_void_attempt_takes_its_record_back(worker, project, handler):
    attempt, (result,) = exam(worker, project, [(1, True)])
    assert withdraw_exam(attempt=attempt, by=handler, reason="替考", now=NOW) is None
    record_exam(attempt=attempt, result=result, now=NOW)
    withdraw_exam(attempt=attempt, by=handler, reason="替考", now=NOW)
    assert not TrainingRecord.objects.standing().exists()
    assert not PersonRecord.objects.valid(on=START.date()).exists()


def test_a_correction_names_the_old_row_and_what_is_right(worker, project, handler):
    old = add(worker, project=project)
    new = correct_record(record=old, by=handler, reason="时间记错", now=NOW, minutes=45, score=Decimal("88"))
    assert (new.corrects, new.minutes, new.content, new.by) == (old, 45, "高处作业", handler)
    assert list(TrainingRecord.objects.standing()) == [new]
    kept = {row.source: row.status for row in PersonRecord.objects.of_kind("training")}
    assert kept == {old: "superseded", new: "valid"}


def test_a_withdrawal_leaves_nothing_that_holds(worker, project, handler):
    old = add(worker, project=project)
    correct_record(record=old, by=handler, reason="人没到", now=NOW, withdraw=True)
    assert not TrainingRecord.objects.standing().exists()
    assert PersonRecord.objects.get().status == "revoked"


def test_corrections_are_refused(worker, project, handler, outsider, make_person, post, crew):
    old = add(worker, project=project)
    leader = make_person("班长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for by, facts in [
        (outsider, {"reason": "x", "minutes": 1}),
        (leader, {"reason": "x", "minutes": 1}),
        (handler, {"reason": " ", "minutes": 1}),
        (handler, {"reason": "x", "minutes": 60}),
        (handler, {"reason": "x", "person": handler}),
    ]:
        with pytest.raises(Refused):
            correct_record(record=old, by=by, now=NOW, **facts)
    correct_record(record=old, by=handler, reason="x", now=NOW, minutes=1)
    with pytest.raises(Refused, match="已经更正过"):
        correct_record(record=old, by=handler, reason="x", now=NOW, minutes=2)
    own = add(handler, project=project)
    with pytest.raises(Refused, match="自己的记录"):
        correct_record(record=own, by=handler, reason="x", now=NOW, minutes=2)


def test_rows_are_not_changed_through_the_model(worker):
    row = add(worker)
    row.minutes = 1
    for change in (
        row.save,
        lambda: TrainingRecord.objects.update(minutes=1),
        lambda: TrainingRecord.objects.all().delete(),
    ):
        with pytest.raises(ValidationError):
            change()


@pytest.mark.parametrize("statement", ["UPDATE {} SET minutes = 1", "DELETE FROM {}"])
def test_the_database_refuses_as_well(worker, statement):
    add(worker)
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("training_trainingrecord"))
    assert TrainingRecord.objects.get().minutes == 60


def test_sample_rows_may_go(worker):
    add(worker, is_sample=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM training_trainingrecord")
    assert not TrainingRecord.objects.exists()


@pytest.mark.postgres
def test_postgresql_refuses_too():
    guards = import_module("training.migrations._append_only")
    with psycopg.connect(os.environ["MINGBAI_TEST_POSTGRES_URL"]) as server:
        server.execute("CREATE SCHEMA append_only")
        server.execute("SET search_path TO append_only")
        server.execute("CREATE TABLE training_trainingrecord (minutes int, is_sample boolean)")
        for statement in guards.statements("postgresql"):
            server.execute(statement)
        server.execute("INSERT INTO training_trainingrecord VALUES (1, true), (2, false)")
        server.execute("UPDATE training_trainingrecord SET minutes = 3 WHERE is_sample")
        server.execute("DELETE FROM training_trainingrecord WHERE is_sample")
        for statement in ("UPDATE training_trainingrecord SET minutes = 4", "DELETE FROM training_trainingrecord"):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation), server.transaction():
                server.execute(statement)
        server.rollback()
