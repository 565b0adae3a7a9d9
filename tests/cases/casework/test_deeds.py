"""Doing things in a case through its pages, without scripts: done, refused beside the field, or not allowed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.services.floors import reckon
from cases.services.people import add_party, tie_party
from cases.views.deeds import DEEDS
from portal import clock
from portal.models import Person
from portal.services.refusal import Refused
from portal.services.sealing import fingerprint

Enter = Callable[[Person], Client]


def address(case: Case, code: str, pk: int | None = None) -> str:
    return f"/cases/{case.number}/do/{code}/" + (f"{pk}/" if pk else "")


def moment() -> str:
    return clock.now().strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def today(open_one: Callable[..., Case]) -> Case:
    now = clock.now()
    return open_one(kind="INJ", now=now, occurred_at=now, text="摔伤")


def test_a_happening_is_noted_and_meets_its_clock(today: Case, handler: Person, signed_in: Enter) -> None:
    client = signed_in(handler)
    answer = client.post(address(today, "happening"), {"event": "reported", "at": moment(), "words": "打的电话"})
    assert answer["Location"] == f"/cases/{today.number}/"
    assert today.clocks.get(definition="I-01").met_at
    page = client.get(answer["Location"]).content.decode()
    assert "报告了项目经理" in page
    assert "打的电话" in page


def test_what_happened_is_picked_from_groups_and_found_by_a_few_words(
    today: Case, handler: Person, signed_in: Enter
) -> None:
    client = signed_in(handler)
    whole = client.get(address(today, "happening")).content.decode()
    assert whole.index('<optgroup label="这个阶段：报告和急救">') < whole.index('<optgroup label="劳动仲裁">')
    few = client.get(address(today, "happening"), {"q": "认定 申请"}).content.decode()
    assert few.count("<option") == 3
    assert 'value="recognition_filed"' in few
    assert "没有找到，下面是全部" in client.get(address(today, "happening"), {"q": "飞船"}).content.decode()
    sent = client.post(address(today, "happening") + "?q=飞船", {"event": "reported", "at": moment()})
    assert sent.status_code == 302


def test_a_clock_is_met_and_a_wrong_time_is_refused_beside_its_field(
    today: Case, handler: Person, signed_in: Enter
) -> None:
    client, one = signed_in(handler), today.clocks.get(definition="J01")
    wrong = client.post(address(today, "meet", one.pk), {"at": "2099-01-01T00:00", "met_note": "回执 12 号"})
    assert wrong.status_code == 422
    assert "时间不能晚于现在" in wrong.content.decode()
    assert "回执 12 号" in wrong.content.decode()
    assert client.post(address(today, "meet", one.pk), {"at": "没有"}).status_code == 422
    assert client.post(address(today, "stop", one.pk), {"at": moment(), "why": "忙"}).status_code == 422
    extended = client.post(address(today, "extend", one.pk), {"length": "10", "why": "局里同意", "basis": "复函"})
    assert extended.status_code == 302
    assert client.post(address(today, "meet", one.pk), {"at": moment()}).status_code == 302
    assert today.clocks.get(pk=one.pk).met_by == handler


def test_a_stage_says_what_is_missing_and_takes_reasons(today: Case, handler: Person, signed_in: Enter) -> None:
    client = signed_in(handler)
    page = client.post(address(today, "stage"), {"to": "I2"}).content.decode()
    assert "还没有：已经电话报告项目经理" in page
    given = {"to": "I2", "need_happening:reported": "项目经理就在现场"}
    assert client.post(address(today, "stage"), given).status_code == 302
    assert Case.objects.get(pk=today.pk).stage == "I2"


def test_people_team_facts_and_closing_go_through_their_forms(
    today: Case, handler: Person, colleague: Person, signed_in: Enter
) -> None:
    client = signed_in(handler)
    assert client.post(address(today, "party"), {"role": "worker", "name": "张三", "phone": "1"}).status_code == 422
    assert client.post(address(today, "party"), {"role": "worker", "name": "<b>张三</b>"}).status_code == 302
    assert "<b>张三</b>" not in client.get(f"/cases/{today.number}/").content.decode()
    given: dict[str, Any] = {"deaths": 0, "serious": 2, "accident_class": "AC-FIR", "why": "医院通知"}
    assert client.post(address(today, "facts"), given).status_code == 302
    today.refresh_from_db()
    assert (today.serious, today.facets["accident_class"]) == (2, ["AC-FIR"])
    assert today.clocks.filter(definition="A05b").exists()
    assert client.post(address(today, "hand-over"), {"to": colleague.pk, "why": "换班"}).status_code == 302
    assert client.post(address(today, "team"), {"group": "O-07", "name": "急诊", "phone": "020120"}).status_code == 302
    assert (
        "还没有到最后一个阶段"
        in client.post(address(today, "close"), {"outcome": "OUT-SET", "why": "好了"}).content.decode()
    )


@pytest.mark.covers("N6")
def test_what_sums_are_reckoned_from_is_filled_in_and_the_floor_is_there(
    today: Case, handler: Person, signed_in: Enter
) -> None:
    client, worker = signed_in(handler), today.parties.create(role="worker", name="张三")
    assert client.post(address(today, "bases"), {"party": worker.pk}).status_code == 422
    wrong = client.post(address(today, "bases"), {"party": worker.pk, "wage": "很多", "grade": "9"})
    assert "写数字" in wrong.content.decode()
    given = {"party": worker.pk, "wage": "6000", "region_wage": "8000", "grade": "9", "insured": "no"}
    done = client.post(address(today, "bases"), given, follow=True)
    assert "54,000 元" in done.content.decode(), "what it comes to stands below the form"
    floor = {line["name"]: line["amount"] for line in reckon(today, today=clock.today())["lines"]}
    assert floor["一次性伤残补助金"] == "54000.00"
    assert client.post(address(today, "bases"), {"party": worker.pk, "grade": "8"}).status_code == 302
    assert today.parties.get().values == {
        "wage": "6000.00", "region_wage": "8000.00", "grade": "8", "insured": "no",
    }  # fmt: skip
    assert 'value="6000.00"' in client.get(address(today, "bases")).content.decode()
    assert today.moves.filter(verb="party").last().data["fields"] == ["grade"], "which ones, and not how much"


def test_the_grant_goes_by_the_day_of_death_and_not_by_that_of_the_accident(
    open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    """条例第三十九条: twenty times the income of the year before the death."""
    fell = datetime.datetime(2025, 12, 30, 9, tzinfo=clock.SHANGHAI)
    case = open_one(kind="DTH", now=fell, occurred_at=fell, text="坠落", deaths=1)
    worker = case.parties.create(role="worker", name="张三", values={"wage": "6000"})
    client, door = signed_in(handler), address(case, "bases")
    early = client.post(door, {"party": worker.pk, "died_on": "2025-12-29"})
    assert "不能早于出事那天" in early.content.decode()
    grants = []
    for given in ({"wage": "6001"}, {"died_on": "2026-01-05"}):
        assert client.post(door, {"party": worker.pk} | given).status_code == 302
        rows = reckon(case, today=clock.today())["lines"]
        grants.append(next(row["amount"] for row in rows if row["name"] == "一次性工亡补助金"))
    assert grants == ["1083760.00", "1130040.00"]


def test_whoever_was_graded_after_a_deadly_accident_is_reckoned_as_hurt(fall: Case) -> None:
    values = {"wage": "6000", "region_wage": "8000"}
    fall.parties.create(role="worker", name="死者", values=values)
    fall.parties.create(role="worker", name="伤者", values=values | {"grade": 9})
    names = [line["name"] for line in reckon(fall, today=clock.today())["lines"]]
    assert (names.count("一次性工亡补助金"), names.count("一次性伤残补助金")) == (1, 1)


@pytest.mark.parametrize("code", list(DEEDS))
def test_every_deed_opens_for_its_people_and_does_not_exist_for_outsiders(
    code: str, today: Case, handler: Person, colleague: Person, outsider: Person, signed_in: Enter
) -> None:
    pk = today.clocks.get(definition="J01").pk if DEEDS[code].of_clock else None
    if code in {"reopen", "precedent"}:
        Case.objects.filter(pk=today.pk).update(state=Case.State.CLOSED)
    assert signed_in(outsider).get(address(today, code, pk)).status_code == 404
    assert signed_in(outsider).post(address(today, code, pk), {"why": "x"}).status_code == 404
    seen = {signed_in(who).get(address(today, code, pk)).status_code for who in (handler, colleague)}
    assert seen <= {200, 403}
    assert 200 in seen


@pytest.mark.parametrize(
    ("code", "name"),
    [("happening", "event"), ("party", "role"), ("team", "group"), ("close", "outcome"), ("filing", "event")],
)
def test_nothing_is_put_on_record_by_a_press_of_the_button_alone(
    code: str, name: str, today: Case, colleague: Person, signed_in: Enter
) -> None:
    if code == "filing":
        Case.objects.filter(pk=today.pk).update(state=Case.State.CLOSED)
    page = signed_in(colleague).get(address(today, code)).content.decode()
    assert re.search(rf'<select name="{name}"[^>]*>\s*<option value=""[^>]*>请选<', page)
    sent = signed_in(colleague).post(address(today, code), {"at": moment(), "name": "甲", "why": "好了"})
    assert (sent.status_code, "请选" in sent.content.decode()) == (422, True)


def test_who_may_only_look_is_told_before_typing(
    today: Case, make_person: Any, post: Any, project: Any, signed_in: Enter
) -> None:
    safety = make_person("安全员")
    post(safety, "safety_manager", project=project)
    page = signed_in(safety).get(address(today, "party"))
    assert page.status_code == 403
    assert "没有“改当事人”的权限" in page.content.decode()
    assert signed_in(safety).post(address(today, "party"), {"role": "worker", "name": "甲"}).status_code == 403
    assert not today.parties.exists()


def test_clocks_of_another_case_and_deeds_that_do_not_exist_are_not_found(
    today: Case, open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    other = open_one(kind="INJ", occurred_at=clock.now(), now=clock.now()).clocks.get(definition="J01")
    client = signed_in(handler)
    assert client.get(address(today, "meet", other.pk)).status_code == 404
    assert client.get(address(today, "dance")).status_code == 404
    assert client.get(address(today, "meet")).status_code == 404


def test_a_party_is_tied_to_the_register_of_the_project(
    today: Case, handler: Person, make_person: Any, post: Any, project: Any, other_project: Any, crew: Any,
    signed_in: Enter,
) -> None:  # fmt: skip
    """Until then nobody's records can be asked for."""
    one = make_person("王建国", username="wang-1")
    post(one, "worker", project=project, crew=crew)
    post(make_person("李外人", username="li-1"), "worker", project=other_project)
    party = today.parties.create(role="worker", name="王建国")
    client, door = signed_in(handler), address(today, "tie")
    assert 'value="王建国"' in client.get(door).content.decode()
    refused = client.post(door, {"party": party.pk, "name": "李外人"})
    assert (refused.status_code, "花名册上没有这个名字" in refused.content.decode()) == (422, True)
    for typed, words in (("", "只凭名字可能是另一个人"), (crew.name[:1], "照花名册上的写")):
        refused = client.post(door, {"party": party.pk, "name": "王建国", "crew": typed})
        assert words in refused.content.decode()
    assert client.post(door, {"party": party.pk, "name": "王建国", "crew": crew.name}).status_code == 302
    party.refresh_from_db()
    assert party.person == one
    post(make_person("王建国", username="wang-2"), "worker", project=project)
    two = client.post(door, {"party": party.pk, "name": "王建国"})
    assert "有 2 个同名的人，写上班组" in two.content.decode()
    assert client.post(door, {"party": party.pk, "name": "王建国", "crew": crew.name}).status_code == 302


NUMBERS = ("11010519491231002X", "330106199001011232")


@pytest.mark.parametrize(
    ("phone", "identity", "outcome"),
    [
        ("13800138099", "", "tied"),
        ("", NUMBERS[0], "tied"),
        ("13800138011", "", "只凭名字"),
        ("13800138099", NUMBERS[1], "同名的另一个人"),
        ("", "", "只凭名字"),
    ],
)
def test_a_name_alone_ties_nobody_and_another_document_is_another_person(
    phone: str, identity: str, outcome: str, today: Case, handler: Person, make_person: Any, post: Any, project: Any
) -> None:
    one = make_person("王建国", username="wang-1", phone="+8613800138099")
    one.document_kind = Person.Document.RESIDENT_ID
    one.document_hash = fingerprint("document", one.document_kind, NUMBERS[0])
    one.save()
    post(one, "worker", project=project)
    party = add_party(
        case=today, role="worker", name="王建国", phone=phone, identity=identity, by=handler, now=clock.now()
    )
    given: dict[str, Any] = {"case": today, "party": party, "name": "王建国", "by": handler, "now": clock.now()}
    if outcome == "tied":
        assert tie_party(**given).person == one
    else:
        with pytest.raises(Refused, match=outcome):
            tie_party(**given)
