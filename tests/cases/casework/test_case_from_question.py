"""A question of the hotline becomes a case with its files and clocks, and the asker's consent on record."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile

from cases.models import Case
from cases.services.from_question import case_from_question
from knowledge.models import Question
from knowledge.services.questions import Given, ask_question
from portal.models import Membership, Organisation, Person, Project
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.portal.files import picture

from .conftest import NOW


@pytest.fixture
def seat(make_person: Callable[..., Person], post: Callable[..., Membership], platform: Organisation) -> Person:
    """Answers the hotline."""
    person = make_person("坐席", username="seat", phone="+8613800000007")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def ask(**facts: object) -> Question:
    given = Given(text="老板三个月没发工资，我们十二个人", files=[("条子.jpg", _photo())], **facts)  # type: ignore
    return ask_question(given=given, nonce="a1", address="127.0.0.1", now=NOW)[0]


def _photo() -> ContentFile:
    return ContentFile(picture(), name="条子.jpg")


def test_with_consent_it_is_a_case_with_files_clocks_and_the_way_back(
    seat: Person, handler: Person, project: Project
) -> None:
    question = ask(may_open_case=True)
    later = NOW + datetime.timedelta(hours=2)
    case = case_from_question(question=question, project=project, kind="DIS-WAG", by=seat, now=later)
    assert (case.question, case.known_at, case.handler) == (question, NOW, handler)
    assert "需要时可以立案处理" in case.consent
    assert "2026-10-12" in case.consent
    assert case.clocks.get(definition="D-01").started_at == NOW
    assert case.evidence.count() == 1
    assert question.moves.filter(why__contains=case.number).exists()
    assert case_from_question(question=question, project=project, kind="DIS-WAG", by=seat, now=later) == case
    assert Case.objects.count() == 1


@pytest.mark.covers("N10")
def test_without_consent_or_a_seat_there_is_no_case(seat: Person, handler: Person, project: Project) -> None:
    question = ask()
    for person in (seat, handler):
        with pytest.raises(Refused):
            case_from_question(question=question, project=project, kind="DIS-WAG", by=person, now=NOW)
    assert not Case.objects.exists()
