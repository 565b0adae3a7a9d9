"""What was put down wrongly is put right through the pages; and numbers are read for a reason that stays."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from cases.models import Case, CaseMove, Party, Settlement
from cases.services.happenings import note_happening, undo_happening
from cases.services.people import add_party, remove_party
from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from .conftest import NOW

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]
MINUTE = datetime.timedelta(minutes=1)


def door(case: Case, code: str) -> str:
    return f"/cases/{case.number}/do/{code}/"


def test_a_wrong_happening_is_taken_back_and_what_it_met_runs_on(fall: Case, handler: Person, signed_in: Enter) -> None:
    row = note_happening(case=fall, event="reported", at=NOW + MINUTE, by=handler, now=NOW + MINUTE)
    assert fall.clocks.get(definition="I-01").met_at
    client = signed_in(handler)
    page = client.get(door(fall, "undo")).content.decode()
    assert "告诉了项目经理" in page or f'value="{row.pk}"' in page
    assert client.post(door(fall, "undo"), {"happening": row.pk, "why": ""}).status_code == 422
    assert client.post(door(fall, "undo"), {"happening": row.pk, "why": "没有打通"}).status_code == 302
    assert fall.clocks.get(definition="I-01").met_at is None
    assert CaseMove.objects.get(case=fall, verb="undo").why == "没有打通"
    assert f'value="{row.pk}"' not in client.get(door(fall, "undo")).content.decode()


def test_on_what_the_case_stands_is_not_taken_back(fall: Case, handler: Person, signed_in: Enter) -> None:
    page = signed_in(handler).get(door(fall, "undo")).content.decode()
    for row in fall.happenings.filter(event__in=["known", "occurred"]):
        assert f'value="{row.pk}"' not in page
        with pytest.raises(Refused, match="改事实"):
            undo_happening(happening=row, why="试", by=handler, now=NOW)


def test_who_does_not_belong_to_the_case_goes_with_the_clocks_that_run_for_them(
    case: Case, handler: Person, signed_in: Enter
) -> None:
    party = add_party(case=case, role="worker", name="认错的人", by=handler, now=NOW)
    now = clock.now()
    note_happening(case=case, event="award_received", at=now, by=handler, now=now, party=party)
    assert case.clocks.running().filter(party=party).exists()
    answer = signed_in(handler).post(door(case, "party-out"), {"party": party.pk, "why": "认错了"})
    assert answer.status_code == 302
    assert not case.clocks.running().filter(party=party).exists()
    party.refresh_from_db()
    assert party.removed_at
    with pytest.raises(Refused, match="已经删去"):
        remove_party(party=party, why="再一次", by=handler, now=now)


def test_whoever_has_a_part_in_a_signed_settlement_stays(case: Case, handler: Person, colleague: Person) -> None:
    party = add_party(case=case, role="worker", name="张三", by=handler, now=NOW)
    row = Settlement.objects.create(case=case, version=1, text="付", amount=1, made_at=NOW, signed_on=NOW.date())
    row.shares.create(party=party, amount=1)
    with pytest.raises(Refused, match="协议"):
        remove_party(party=party, why="试", by=handler, now=NOW)
    assert Party.objects.get(pk=party.pk).removed_at is None


def test_the_chain_is_put_right_and_a_member_leaves(
    case: Case, handler: Person, leader: Person, signed_in: Enter
) -> None:
    labour = add_party(case=case, role="labour", name="劳务公司", by=handler, now=NOW)
    worker = add_party(case=case, role="worker", name="张三", by=handler, now=NOW)
    row = case.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    client = signed_in(handler)
    assert client.post(door(case, "above"), {"party": worker.pk, "employer": labour.pk}).status_code == 302
    worker.refresh_from_db()
    assert worker.employer == labour
    circle = client.post(door(case, "above"), {"party": labour.pk, "employer": labour.pk})
    assert (circle.status_code, "绕成了一圈" in circle.content.decode()) == (422, True)
    assert client.post(door(case, "team-out"), {"member": row.pk}).status_code == 302
    assert signed_in(leader).get(case.get_absolute_url()).status_code == 404


def test_numbers_are_shown_once_for_a_reason_that_stays(case: Case, handler: Person, signed_in: Enter) -> None:
    party = add_party(
        case=case, role="worker", name="张三", phone="13800138000", identity="11010519491231002X", by=handler, now=NOW
    )
    client = signed_in(handler)
    silent = client.post(door(case, "personal"), {"party": party.pk, "why": ""})
    assert (silent.status_code, "13800138000" in silent.content.decode()) == (422, False)
    page = client.post(door(case, "personal"), {"party": party.pk, "why": "约他谈"})
    assert "13800138000" in page.content.decode()
    assert "11010519491231002X" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert CaseMove.objects.get(case=case, verb="personal").why == "约他谈"
    assert "13800138000" not in client.get(door(case, "personal")).content.decode()
