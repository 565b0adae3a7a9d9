"""The people of the sample have done and owe different things, through the real verbs; all of it goes again."""

from __future__ import annotations

import pytest

from portal import clock
from portal.models import Message, Person, PersonRecord, Project
from portal.services import sample as portal_sample
from training import duties, gate
from training.models import (
    AnswerEvent,
    Attempt,
    AttemptResult,
    Attendee,
    Certificate,
    CrewSession,
    LessonDone,
    OutsideCertificate,
    PracticeAnswer,
    TrainingRecord,
)
from training.rules.certificates import State
from training.services import certificates
from training.services.sample import load_sample_training

pytestmark = pytest.mark.django_db

MADE = (
    AnswerEvent, Attempt, AttemptResult, Attendee, Certificate, CrewSession, LessonDone, OutsideCertificate,
    PracticeAnswer, TrainingRecord,
)  # fmt: skip


@pytest.fixture
def told(shipped):
    portal_sample.load_sample(today=clock.today())
    assert load_sample_training(today=clock.today()) == 4


def owed(name: str) -> dict[str, str]:
    found = duties.items_of(Person.objects.get(name=f"示例·{name}"), clock.today())
    return {item.level: str(item.state) for item in found if item.level != "yearly"}


def at_the_gate(name: str) -> list[str]:
    project = Project.objects.get(name="示例·滨江花园二期")
    verdict = gate.verdict_for(Person.objects.get(name=f"示例·{name}"), project, clock.today())
    return [str(line.answer) for line in verdict.lines]


def test_each_has_something_done_or_to_do_and_all_of_it_goes(told):
    assert owed("李师傅") == dict.fromkeys(("company", "project", "crew"), "done")
    assert owed("王师傅") == {"company": "done", "project": "overdue", "crew": "overdue"}
    assert owed("陈师傅") == dict.fromkeys(("company", "project", "crew"), "open")
    assert owed("尤师傅") == {"company": "done", "project": "overdue", "crew": "overdue"}
    assert at_the_gate("李师傅") == ["yes", "yes", "yes", "not_needed"]
    assert at_the_gate("韩师傅") == ["yes", "yes", "yes", "yes"]
    assert at_the_gate("杨师傅")[3] == "no"
    assert at_the_gate("朱师傅")[3] == "unknown"
    assert at_the_gate("卫师傅")[:2] == ["no", "no"]
    failed = AttemptResult.objects.get(passed=False)
    assert failed.attempt.person.name == "示例·卫师傅"
    certificate = Certificate.objects.filter(person__username="shili-li", kind__code="company").get()
    assert certificates.state(certificate, clock.today()) is State.VALID
    assert certificate.record.attempt.results.get().passed
    soon = OutsideCertificate.objects.get(person__name="示例·韩师傅")
    assert 0 < (soon.valid_to - clock.today()).days <= 30
    before = [model.objects.count() for model in MADE]
    assert all(before)
    for model in (Attempt, CrewSession, LessonDone, OutsideCertificate, PracticeAnswer, TrainingRecord, Certificate):
        assert not model.objects.filter(is_sample=False).exists(), model
    assert load_sample_training(today=clock.today()) == 0
    assert [model.objects.count() for model in MADE] == before
    portal_sample.remove_sample()
    assert [model.objects.count() for model in (*MADE, Person, Message, PersonRecord)] == [0] * (len(MADE) + 3)
