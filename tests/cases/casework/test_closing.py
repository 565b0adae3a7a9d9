"""Closing and opening again; what is still noted in a closed case; late instalments found by the sweep."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from cases import tasks
from cases.models import Case, Settlement
from cases.rules.clocks import definitions
from cases.rules.settlements import Standing
from cases.services import handling
from cases.services.happenings import note_happening
from portal import clock
from portal.models import Message, Person
from portal.services.refusal import Refused

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
REASONS = {"D6": {"fact:performed": "没有协议", "document:incident_report": "没有"}}
REASONS["I6"] = {"record:family": "没有家属", "fact:performed": "还在走基金"}


def close(case: Case, by: Person, *, now: datetime.datetime = NOW) -> Case:
    Case.objects.filter(pk=case.pk).update(stage=f"{case.path}6")
    return handling.close_case(
        case=case, outcome="OUT-REC", why="办完了", by=by, now=now, reasons=REASONS[f"{case.path}6"]
    )


@pytest.fixture
def signed(case: Case, colleague: Person) -> Settlement:
    """Signed on 14 October: half by the 20th, the rest by the 31st."""
    Case.objects.filter(pk=case.pk).update(stage="D6")
    facts = {"text": "分两次付清", "amount": Decimal(62400), "made_at": NOW, "made_by": colleague}
    row = Settlement.objects.create(case=case, version=1, signed_on=datetime.date(2026, 10, 14), **facts)
    row.instalments.create(number=1, due_on=datetime.date(2026, 10, 20), amount=Decimal(31200))
    row.instalments.create(number=2, due_on=datetime.date(2026, 10, 31), amount=Decimal(31200))
    return row


def test_an_unpaid_instalment_holds_a_case_open_until_its_reason_is_written(case, signed, handler) -> None:
    given = {"case": case, "outcome": "OUT-SET", "why": "谈成了", "by": handler, "now": NOW}
    with pytest.raises(Refused, match="已经履行"):
        handling.close_case(**given, reasons={"document:incident_report": "没有", "fact:performed": " "})
    for row in signed.instalments.all():
        row.payments.create(amount=row.amount, on=row.due_on, by=handler)
    handling.close_case(**given, reasons={"document:incident_report": "没有"})
    move = case.moves.get(verb="close")
    assert move.data["waived"] == ["document:incident_report"]


def test_what_the_law_asks_for_runs_on_and_is_told_before_closing(fall: Case, handler: Person) -> None:
    Case.objects.filter(pk=fall.pk).update(stage="I6")
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    page = f"{fall.get_absolute_url()}do/close/"
    assert "法定期限还在走" in client.get(page).content.decode()
    refused = client.post(page, {"outcome": "OUT-REC", "why": "办完了"})
    assert (refused.status_code, Case.objects.get(pk=fall.pk).state) == (422, "open")
    typed = {"outcome": "OUT-REC", "why": "办完了"} | {f"need_{code}": why for code, why in REASONS["I6"].items()}
    assert client.post(page, typed).status_code == 302
    running = fall.clocks.running()
    assert running.filter(statutory=True).exists()
    assert not running.filter(statutory=False).exists()


def test_in_a_closed_case_a_filing_is_noted_on_its_page_and_nothing_else(fall: Case, handler: Person) -> None:
    close(fall, handler)
    clock_ = fall.clocks.running().get(definition="J01")
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    assert "补记法定期限的事" in client.get(fall.get_absolute_url()).content.decode()
    page = f"{fall.get_absolute_url()}do/filing/"
    assert client.post(page, {"event": "talked", "at": "2026-10-12T08:30"}).status_code == 422
    sent = client.post(page, {"event": "recognition_filed", "at": "2026-10-12T08:40", "words": "窗口 3"})
    assert sent.status_code == 302
    clock_.refresh_from_db()
    assert clock_.met_at is not None
    assert client.get(f"{fall.get_absolute_url()}do/happening/").status_code == 403
    with pytest.raises(Refused, match="只能补记"):
        note_happening(case=Case.objects.get(pk=fall.pk), event="talked", at=NOW, by=handler, now=NOW)
    assert not fall.clocks.running().filter(statutory=False).exists()


def test_opened_again_our_clocks_run_on_without_the_time_between(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(kind="INJ", occurred_at=NOW)
    before = {row.definition: row.latest for row in case.clocks.running().filter(statutory=False)}
    law = {row.pk: row.latest for row in case.clocks.running().filter(statutory=True)}
    assert before
    minute = datetime.timedelta(minutes=1)
    close(case, handler, now=NOW + minute)
    handling.reopen_case(case=case, why="家属又提出", by=handler, now=NOW + 3 * DAY + minute)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.outcome_code, case.closed_at) == ("open", "", None)
    after = {row.definition: row.latest for row in case.clocks.running().filter(statutory=False)}
    assert set(after) == set(before)
    for code, at in before.items():
        moved = after[code]
        if at is None or moved is None or not definitions()[code].suspends:
            assert moved == at
        else:
            assert 2 * DAY <= moved - at <= 3 * DAY  # a day that was begun counts in clocks of days
    assert {row.pk: row.latest for row in case.clocks.running().filter(statutory=True)} == law
    assert case.moves.get(verb="reopen").data["outcome"] == "OUT-REC"


def test_a_late_instalment_is_an_alarm_once_and_the_case_stays_at_its_stage(case, signed, handler, monkeypatch) -> None:
    """SC01: on 1 November the second payment is PRF-LAT."""
    first, second = signed.instalments.all()
    first.payments.create(amount=first.amount, on=first.due_on, by=handler)
    told = Message.objects.filter(person=handler, title__contains="付款逾期")
    for moment, late in ((19, False), (20, True), (20, True)):
        now = NOW + moment * DAY
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        tasks.sweep_late()
        second.refresh_from_db()
        assert (second.late_at is not None) is late
        assert told.count() == int(late)
    assert second.standing(datetime.date(2026, 11, 1)) is Standing.LATE
    assert Case.objects.get(pk=case.pk).stage == "D6"
    assert case.moves.filter(verb="instalment_late").count() == 1
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    assert "逾期" in client.get(f"{case.get_absolute_url()}records/").content.decode()


def test_without_a_handler_the_command_is_told_of_a_late_instalment(case, signed, colleague, monkeypatch) -> None:
    Case.objects.filter(pk=case.pk).update(handler=None)
    monkeypatch.setattr(clock, "now", lambda: NOW + 20 * DAY)
    tasks.sweep_late()
    assert Message.objects.filter(person=colleague, title__contains="付款逾期").exists()
