"""Stages, pauses, handing over, closing, opening again, tying together, people and team."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from cases.models import Case, Party
from cases.services import handling, people
from cases.services.clocks import pause_clock
from cases.services.happenings import note_happening
from cases.services.stages import move_stage, what_is_there
from portal.models import Membership, Message, Person, Project
from portal.services.refusal import Refused

from .conftest import NOW


def test_a_stage_is_left_when_its_needs_are_there_or_each_has_its_reason(case: Case, handler: Person) -> None:
    with pytest.raises(Refused, match="涉及多少人"):
        move_stage(case=case, to="D2", by=handler, now=NOW)
    handling.change_facts(case=case, by=handler, why="问清楚了", now=NOW, people_count=12, demands="要八月的工资")
    note_happening(case=case, event="reported", at=NOW, by=handler, now=NOW)
    case.refresh_from_db()
    assert what_is_there(case) >= {"happening:reported", "fact:people_count", "fact:demands"}
    assert move_stage(case=case, to="D2", by=handler, now=NOW).waived == {}
    with pytest.raises(Refused, match="已和工人谈过"):
        move_stage(case=case, to="D3", by=handler, now=NOW, reasons={"record:lookup": "没有实名登记"})
    reasons = {"record:lookup": "没有实名登记", "fact:talked": "工人不愿谈"}
    assert move_stage(case=case, to="D3", by=handler, now=NOW, reasons=reasons).waived == reasons
    back = move_stage(case=case, to="D2", by=handler, now=NOW, reasons={"": "又提出新的诉求"})
    assert (back.before, back.after, Case.objects.get().stage) == ("D3", "D2", "D2")


@pytest.mark.covers("N4")
def test_a_paused_case_stops_our_clocks_and_never_the_laws(fall: Case, handler: Person) -> None:
    before = {row.definition: row.latest for row in fall.clocks.all()}
    handling.pause_case(case=fall, why="等政府调查组进场", by=handler, now=NOW + datetime.timedelta(minutes=1))
    fall.refresh_from_db()
    assert fall.state == "paused"
    for row in fall.clocks.filter(statutory=True):
        assert (row.latest, row.paused_at) == (before[row.definition], None)
    assert fall.clocks.get(definition="I-02").paused_at
    later = NOW + datetime.timedelta(days=2, minutes=1)
    handling.resume_case(case=fall, why="进场了", by=handler, now=later)
    moved = fall.clocks.get(definition="I-02").latest
    assert moved
    assert before["I-02"] == moved - datetime.timedelta(days=2)


def test_what_was_stopped_by_hand_does_not_run_on_with_the_case(fall: Case, handler: Person) -> None:
    minute = datetime.timedelta(minutes=1)
    by_hand = fall.clocks.get(definition="I-02")
    pause_clock(clock=by_hand, at=NOW + minute, why="等专家", by=handler, now=NOW + minute)
    handling.pause_case(case=fall, why="等政府调查组进场", by=handler, now=NOW + 2 * minute)
    stood = set(fall.clocks.running().filter(paused_at=NOW + 2 * minute).values_list("definition", flat=True))
    handling.resume_case(case=fall, why="进场了", by=handler, now=NOW + 3 * minute)
    assert stood
    assert [row.definition for row in fall.clocks.running() if row.paused_at] == ["I-02"]


def test_only_somebody_who_sees_the_case_takes_it_over(
    case: Case, handler: Person, colleague: Person, outsider: Person
) -> None:
    with pytest.raises(Refused, match="看不到"):
        handling.hand_over(case=case, to=outsider, why="休假", by=handler, now=NOW)
    handling.hand_over(case=case, to=colleague, why="休假", by=handler, now=NOW)
    assert Case.objects.get().handler == colleague
    assert {row.person for row in Message.objects.filter(title__contains=case.number, title__startswith="案件")} == {
        handler,
        colleague,
    }


def test_a_case_is_closed_at_its_last_stage_with_an_outcome_and_opened_again_with_a_reason(
    case: Case, handler: Person
) -> None:
    with pytest.raises(Refused, match="最后"):
        handling.close_case(case=case, outcome="OUT-SET", why="谈成了", by=handler, now=NOW)
    Case.objects.filter(pk=case.pk).update(stage="D6")
    with pytest.raises(Refused, match="结果"):
        handling.close_case(case=case, outcome="XX", why="谈成了", by=handler, now=NOW)
    with pytest.raises(Refused, match=r"已经履行.*事件报告") as refused:
        handling.close_case(case=case, outcome="OUT-SET", why="谈成了", by=handler, now=NOW)
    assert refused.value.field == "need_fact:performed"
    reasons = {"fact:performed": "工人撤回了", "document:incident_report": "没有造成后果"}
    handling.close_case(case=case, outcome="OUT-SET", why="谈成了", by=handler, now=NOW, reasons=reasons)
    case.refresh_from_db()
    assert "工人撤回了" in case.moves.get(verb="close").why
    with pytest.raises(Refused, match="办结"):
        people.add_party(case=case, role="worker", name="甲", by=handler, now=NOW)
    handling.reopen_case(case=case, why="第二笔没付", by=handler, now=NOW)
    assert Case.objects.get().state == "open"
    done = case.moves.filter(verb__in=["close", "reopen"]).order_by("seq").values_list("verb", flat=True)
    assert list(done) == ["close", "reopen"]


def test_changed_facts_start_the_clocks_they_start_from_the_same_moment(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(people_count=3)
    handling.change_facts(
        case=case, by=handler, why="又来了十个人", now=NOW + datetime.timedelta(hours=2), people_count=13
    )
    assert case.clocks.get(definition="W18").started_at == NOW
    with pytest.raises(Refused, match="没有这个分类"):
        handling.change_facts(case=case, by=handler, why="试", now=NOW, facets={"colour": ["red"]})
    with pytest.raises(Refused):
        handling.change_facts(case=case, by=handler, why="试", now=NOW, number="X")


def test_the_chain_of_employers_is_never_a_circle(case: Case, handler: Person) -> None:
    owner, general, labour = (
        people.add_party(case=case, role=role, name=role, by=handler, now=NOW)
        for role in ("owner", "general", "labour")
    )
    people.put_below(party=general, employer=owner, by=handler, now=NOW)
    people.put_below(party=labour, employer=general, by=handler, now=NOW)
    owner.refresh_from_db()
    with pytest.raises(Refused, match="绕成了一圈"):
        people.put_below(party=owner, employer=Party.objects.get(pk=labour.pk), by=handler, now=NOW)


def test_numbers_are_sealed_and_seen_only_for_a_reason_that_stays(
    case: Case, handler: Person, make_person: Callable[..., Person], post: Callable[..., Membership], project: Project
) -> None:
    party = people.add_party(
        case=case, role="worker", name="张三", phone="138 0013 8000", identity="11010519491231002x", by=handler, now=NOW
    )
    assert "13800138000" not in party.sealed_phone
    with pytest.raises(Refused, match="为什么"):
        people.see_personal(party=party, why=" ", by=handler, now=NOW)
    safety = make_person("安全员")
    post(safety, "safety_manager", project=project)
    with pytest.raises(Refused):
        people.see_personal(party=party, why="好奇", by=safety, now=NOW)
    seen = people.see_personal(party=party, why="约谈", by=handler, now=NOW)
    assert seen == {"phone": "+8613800138000", "identity": "11010519491231002X"}
    row = case.moves.get(verb="personal")
    assert (row.why, row.by) == ("约谈", handler)
    with pytest.raises(Refused) as refused:
        people.add_party(case=case, role="worker", name="乙", phone="12", by=handler, now=NOW)
    assert refused.value.field == "phone"


@pytest.mark.covers("O-10")
def test_who_joins_the_team_is_told_and_sees_the_case_until_leaving(
    case: Case, handler: Person, leader: Person
) -> None:
    row = people.join_team(case=case, group="O-03", person=leader, role="crew_leader", by=handler, now=NOW)
    assert case in Case.objects.visible_to(leader)
    assert Message.objects.filter(person=leader, kind="incident").exists()
    with pytest.raises(Refused, match="已经在"):
        people.join_team(case=case, group="O-03", person=leader, by=handler, now=NOW)
    people.leave_team(member=row, by=handler, now=NOW)
    assert case not in Case.objects.visible_to(leader)
    with pytest.raises(Refused, match="姓名和电话"):
        people.join_team(case=case, group="O-07", by=handler, now=NOW)


def test_outsiders_and_crew_leaders_do_none_of_this(
    case: Case, handler: Person, outsider: Person, leader: Person
) -> None:
    case.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    for who in (outsider, leader):
        with pytest.raises(Refused):
            handling.pause_case(case=case, why="x", by=who, now=NOW)
        with pytest.raises(Refused):
            people.add_party(case=case, role="worker", name="甲", by=who, now=NOW)
        with pytest.raises(Refused):
            move_stage(case=case, to="D2", by=who, now=NOW)


def test_a_near_miss_goes_through_its_stages_without_first_aid_until_somebody_turns_out_to_be_hurt(
    open_one: Callable[..., Case], handler: Person
) -> None:
    case = open_one(kind="SAF", text="吊着的模板滑落，下面没有人", occurred_at=NOW)
    note_happening(case=case, event="reported", at=NOW, by=handler, now=NOW)
    move_stage(case=case, to="I2", by=handler, now=NOW)
    Case.objects.filter(pk=case.pk).update(serious=1)
    with pytest.raises(Refused, match="急救记录"):
        move_stage(case=case, to="I3", by=handler, now=NOW)
    Case.objects.filter(pk=case.pk).update(serious=0)
    assert move_stage(case=case, to="I3", by=handler, now=NOW).waived == {}
    with pytest.raises(Refused, match="内部初步调查报告"):
        move_stage(case=case, to="I4", by=handler, now=NOW)
