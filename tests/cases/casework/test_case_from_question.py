"""A question of the hotline becomes a case with its files and clocks, and the asker's consent on record."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cases.models import Case
from cases.services.from_question import Consent, case_from_question
from knowledge.models import Question
from knowledge.services.questions import Given, ask_question
from portal.models import Membership, Organisation, Person, Project
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.portal.files import picture

from .conftest import NOW

HOUR = datetime.timedelta(hours=1)


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
    move = question.moves.get(verb="hand_over")
    assert "需要时可以立案处理" in move.why
    assert case.number not in move.why
    assert case_from_question(question=question, project=project, kind="DIS-WAG", by=seat, now=later) == case
    assert Case.objects.count() == 1


def test_the_files_of_a_sample_question_go_with_the_sample(seat: Person, handler: Person, project: Project) -> None:
    question = ask(may_open_case=True)
    Question.objects.filter(pk=question.pk).update(is_sample=True)
    question.refresh_from_db()
    case = case_from_question(question=question, project=project, kind="DIS-WAG", by=seat, now=NOW)
    kept = case.evidence.get().attachment
    assert kept is not None
    assert kept.is_sample


@pytest.mark.covers("N10")
def test_without_consent_or_a_seat_there_is_no_case(seat: Person, handler: Person, project: Project) -> None:
    question = ask()
    for person in (seat, handler):
        with pytest.raises(Refused):
            case_from_question(question=question, project=project, kind="DIS-WAG", by=person, now=NOW)
    assert not Case.objects.exists()


def test_consent_that_was_given_later_stays_with_its_way_time_and_words(
    seat: Person, handler: Person, project: Project
) -> None:
    question = ask()
    given: dict[str, Any] = {"question": question, "project": project, "kind": "DIS-WAG", "by": seat}
    given["now"] = NOW + HOUR
    for consent, field in (
        (Consent("fax", NOW, "可以"), "way"),
        (Consent("phone", NOW, " "), "words"),
        (Consent("phone", NOW - HOUR, "可以"), "at"),
        (Consent("phone", NOW + 2 * HOUR, "可以"), "at"),
    ):
        with pytest.raises(Refused) as refused:
            case_from_question(**given, consent=consent)
        assert refused.value.field == field
    case = case_from_question(**given, consent=Consent("phone", NOW + HOUR / 2, "可以，转给公司吧"))
    assert case.consent == "电话里说的，2026-10-12 09:10：可以，转给公司吧"
    assert case.evidence.count() == 1


def test_without_consent_only_what_names_nobody_goes_along(seat: Person, handler: Person, project: Project) -> None:
    question = ask(site="长寿路12号工地")
    Question.objects.filter(pk=question.pk).update(text="我是马德福，电话13957412345，老板三个月没发工资")
    given: dict[str, Any] = {"question": question, "project": project, "kind": "DIS-WAG", "by": seat, "now": NOW + HOUR}
    with pytest.raises(Refused, match="马德福") as refused:
        case_from_question(**given, masked="我是马德福，老板三个月没发工资")
    assert refused.value.field == "masked"
    case = case_from_question(**given, masked="老板三个月没发工资")
    assert "三个月没发工资" in case.text
    assert not [words for words in ("马德福", "13957412345") if words in case.text]
    assert (case.place, case.evidence.count()) == ("", 0)
    assert case.consent.startswith("提问的人没有同意")
    assert case.clocks.get(definition="D-01").started_at == NOW


def test_through_the_pages_a_question_becomes_one_case_and_the_asker_is_told_to_whom_it_went(
    seat: Person, handler: Person, outsider: Person, project: Project
) -> None:
    question, code = ask_question(
        given=Given(text="老板三个月没发工资，我们十二个人", may_open_case=True),
        nonce="a2",
        address="127.0.0.1",
        now=NOW,
    )
    desk, page = f"/desk/hotline/{question.pk}/", f"/cases/from-question/{question.pk}/"
    client = signed_in(outsider)
    assert (client.get(page).status_code, client.post(page, {"kind": "DIS-WAG"}).status_code) == (404, 404)
    client = signed_in(seat)
    assert page in client.get(desk).content.decode()
    shown = client.get(page).content.decode()
    assert "提问的人同意立案" in shown
    assert "他怎么说的" not in shown
    refused = client.post(page, {"kind": "", "project": ""})
    assert (refused.status_code, "请选项目" in refused.content.decode()) == (422, True)
    typed = {"kind": "DIS-WAG", "project": project.pk}
    assert client.post(page, typed).headers["Location"] == desk
    assert client.post(page, typed).headers["Location"] == desk
    case = Case.objects.get()
    after = client.get(desk).content.decode()
    assert "已转办" in after
    assert project.name in after
    assert case.number not in after
    asker = Client().post("/hotline/track/", {"code": code}, follow=True).content.decode()
    assert "已经转给能处理的人" in asker
    assert project.name in asker
    assert case.number not in asker
    assert case in Case.objects.visible_to(handler)


def test_on_the_page_without_a_tick_the_desk_has_to_say_how_the_asker_agreed(
    seat: Person, handler: Person, project: Project
) -> None:
    question, client = ask(), signed_in(seat)
    page = f"/cases/from-question/{question.pk}/"
    assert "提问的人没有勾同意" in client.get(page).content.decode()
    typed = {"kind": "DIS-WAG", "project": project.pk}
    for more in ({}, {"way": "phone"}, {"way": "phone", "at": "2026-10-12T09:00"}):
        refused = client.post(page, typed | more)
        assert refused.status_code == 422
        assert "selected>追索劳动报酬" in refused.content.decode()
    assert not Case.objects.exists()
    assert "三个月" in client.get(page).content.decode().partition('name="masked"')[2]
    assert client.post(page, typed | {"way": "none", "masked": ""}).status_code == 422
    assert client.post(page, typed | {"way": "none", "masked": "有人三个月没有发工资"}).status_code == 302
    assert Case.objects.get().text == "有人三个月没有发工资"
    assert Case.objects.get().consent.startswith("提问的人没有同意")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="portal.authentication.PersonBackend")
    return client
