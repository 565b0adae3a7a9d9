"""Merging and splitting: nothing is lost, no chain is written anew, no clock of the law falls silent."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cases.models import Arrival, Case, CaseMove, EvidenceEntry, Party, Settlement
from cases.services import handling, people
from cases.services.alarms import sweep_clocks
from cases.services.evidence import add_evidence, seal
from cases.services.evidence_check import verify
from cases.services.evidence_copies import copy_evidence
from cases.services.happenings import note_happening
from cases.services.promises import promise
from cases.services.records import changed_records, keep_record
from cases.services.stages import what_is_there
from cases.services.trail import broken_links
from portal.models import Message, Person
from portal.services.refusal import Refused
from tests.portal.files import picture

from .conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def two(open_one: Callable[..., Case]) -> tuple[Case, Case]:
    """The same fall twice: the second report says that it was an hour earlier."""
    return open_one(kind="INJ", occurred_at=NOW), open_one(kind="INJ", occurred_at=NOW - HOUR, people_count=3)


def merge(two: tuple[Case, Case], by: Person) -> tuple[Case, Case]:
    first, second = two
    handling.merge_case(case=second, into=first, why="同一件事报了两次", by=by, now=NOW)
    return Case.objects.get(pk=first.pk), Case.objects.get(pk=second.pk)


def test_of_two_clocks_of_a_kind_the_one_that_ends_first_runs_on(two, handler: Person) -> None:
    first, second = two
    note_happening(case=second, event="unit_head_informed", at=NOW - HOUR, by=handler, now=NOW)
    note_happening(case=first, event="unit_head_informed", at=NOW, by=handler, now=NOW)
    early = second.clocks.get(definition="A02").latest
    first, second = merge(two, handler)
    assert second.state == "merged"
    assert second.merged_into == first
    assert not second.clocks.running().exists()
    assert first.clocks.running().get(definition="A02").latest == early
    assert first.clocks.running().filter(definition="J01").count() == 1
    clock = first.clocks.running().get(definition="A02")
    assert clock.happening is not None
    assert clock.happening.case == first
    assert first.next_due_at == min(row.latest for row in first.clocks.running() if row.latest)


def test_what_was_done_in_the_one_meets_the_clock_of_the_other(two, handler: Person) -> None:
    first, second = two
    for case in two:
        note_happening(case=case, event="unit_head_informed", at=NOW - HOUR, by=handler, now=NOW)
    note_happening(case=second, event="government_reported", at=NOW, by=handler, now=NOW, words="回执 12")
    met = second.clocks.get(met_through__event="government_reported", definition="A02")
    assert first.clocks.running().filter(definition=met.definition).exists()
    first, _ = merge(two, handler)
    assert not first.clocks.running().filter(definition=met.definition).exists()
    copied = first.happenings.get(event="government_reported")
    assert second.number in copied.note
    assert "回执 12" in copied.note
    assert second.happenings.filter(event="government_reported", undone_at__isnull=True).exists()


def test_a_clock_that_came_along_is_told_to_the_people_of_the_case_it_came_to(two, handler, colleague) -> None:
    first, second = merge(two, handler)
    late = first.clocks.running().filter(statutory=True, latest__isnull=False).order_by("latest").first()
    assert late is not None
    assert late.latest is not None
    sweep_clocks(now=late.latest + HOUR)
    assert Message.objects.filter(title__contains=first.number, kind="statutory_clock").exists()
    assert not Message.objects.filter(title__contains=second.number, title__startswith="已超期").exists()


def test_records_and_evidence_stay_where_their_chains_are_and_are_read_through_the_other(
    two, handler: Person, leader: Person
) -> None:
    first, second = two
    photo = ContentFile(picture(), name="现场.jpg")
    add_evidence(
        case=second, by=handler, key=uuid.uuid4(), kind="photo", what="现场", now=NOW, file=photo, name="a.jpg"
    )
    values = {"what": "FOL-OTH", "text": "送到了医院"}
    keep_record(case=second, by=handler, kind="progress", at=NOW, values=values, now=NOW)
    people.join_team(case=first, group="O-06", person=leader, role="crew_leader", by=handler, now=NOW)
    assert second not in Case.objects.visible_to(leader)
    before = list(EvidenceEntry.objects.order_by("pk").values_list("case", "seq", "hash"))
    first, second = merge(two, handler)
    assert list(EvidenceEntry.objects.order_by("pk").values_list("case", "seq", "hash")) == before
    assert verify().faults == list(broken_links()) == list(changed_records()) == []
    assert {"record:progress", "fact:evidence"} <= what_is_there(first)
    client = Client()
    client.force_login(leader, backend="portal.authentication.PersonBackend")
    assert second.number in client.get(first.get_absolute_url()).content.decode()
    assert "现场" in client.get(f"{second.get_absolute_url()}evidence/").content.decode()
    assert client.get(f"{second.get_absolute_url()}evidence/1/").status_code == 200
    with pytest.raises(Refused):
        keep_record(case=second, by=handler, kind="progress", at=NOW, values=values, now=NOW)


def test_promises_claims_team_and_the_signed_settlement_go_along(two, handler, colleague, leader) -> None:
    first, second = two
    promise(case=second, by=handler, what="付医药费", due_at=NOW + DAY, now=NOW)
    track = second.claims.get(track="COMMERCIAL")
    track.steps.create(code="notified", at=NOW, by=handler, noted_at=NOW)
    idle = second.claims.get(track="FUND")
    second.team.create(group="O-06", person=leader, role="crew_leader", since=NOW)
    facts = {"text": "付清", "amount": Decimal(100), "made_at": NOW, "made_by": colleague}
    Settlement.objects.create(case=first, version=1, **facts)
    Settlement.objects.create(case=second, version=1, signed_on=NOW.date(), **facts)
    first, second = merge(two, handler)
    assert first.promises.count() == 1
    assert track in first.claims.all()
    assert track not in second.claims.all()
    assert idle in second.claims.all()
    assert [row.version for row in first.settlements.order_by("version")] == [1, 2]
    assert first.team.filter(person=leader, until__isnull=True).exists()


def test_two_signed_settlements_are_not_thrown_together(two, handler: Person, colleague: Person) -> None:
    for case in two:
        Settlement.objects.create(
            case=case, version=1, text="付", amount=1, made_at=NOW, made_by=colleague, signed_on=NOW.date()
        )
    with pytest.raises(Refused, match="关联"):
        merge(two, handler)
    assert Case.objects.filter(state="open").count() == 2


def test_what_was_merged_earlier_follows(open_one: Callable[..., Case], handler: Person) -> None:
    one, two, three = (open_one(kind="INJ", occurred_at=NOW) for _ in range(3))
    handling.merge_case(case=one, into=two, why="同一件", by=handler, now=NOW)
    handling.merge_case(case=two, into=three, why="同一件", by=handler, now=NOW)
    assert set(three.merged.all()) == {one, two}
    with pytest.raises(Refused):
        handling.merge_case(case=three, into=one, why="同一件", by=handler, now=NOW)


def test_some_people_get_a_case_of_their_own_with_their_kin_and_the_firms_above_them(
    case: Case, handler: Person
) -> None:
    add = lambda role, name, **more: people.add_party(case=case, role=role, name=name, by=handler, now=NOW, **more)  # noqa: E731
    general, labour, stays, goes = (
        add(role, name)
        for role, name in (("general", "总包"), ("labour", "劳务"), ("worker", "张三"), ("worker", "李四"))
    )
    kin = add("family", "王五")
    Party.objects.filter(pk=kin.pk).update(of=goes)
    Party.objects.filter(pk=labour.pk).update(employer=general)
    Party.objects.filter(pk__in=[stays.pk, goes.pk]).update(employer=labour)
    note_happening(case=case, event="arbitration_filed", at=NOW, by=handler, now=NOW, party=goes)
    own = set(case.clocks.filter(party=goes).values_list("pk", flat=True))
    goes.refresh_from_db()
    part = handling.split_case(case=case, parties=[goes], why="李四要去仲裁", by=handler, now=NOW)
    assert set(part.parties.values_list("name", flat=True)) == {"李四", "王五", "劳务", "总包"}
    assert set(case.parties.values_list("name", flat=True)) == {"张三", "劳务", "总包"}
    goes.refresh_from_db()
    assert goes.employer.case == goes.employer.employer.case == part
    assert part.happenings.filter(event="arbitration_filed", party=goes).exists()
    assert own == set(part.clocks.filter(party=goes).values_list("pk", flat=True))
    assert part.team.count() == case.team.count()
    assert case.links.get().other == part
    assert CaseMove.objects.filter(case=part, verb="open").exists()


@pytest.fixture
def split(case: Case, handler: Person, colleague: Person) -> tuple[Case, Case, Party]:
    """With a photo that was entered, handed over and sealed before, and a broken rope that is no file."""
    people.add_party(case=case, role="worker", name="张三", by=handler, now=NOW)
    goes = people.add_party(case=case, role="worker", name="李四", by=handler, now=NOW)
    given: dict[str, Any] = {"case": case, "by": handler, "now": NOW}
    photo: dict[str, Any] = {
        "kind": "photo",
        "what": "考勤表",
        "place": "项目部",
        "file": ContentFile(picture(), "a.jpg"),
        "name": "a.jpg",
    }
    item = add_evidence(key=uuid.uuid4(), **given, **photo)
    seal(item=item, by=handler, mark="封-7", why="仲裁用", now=NOW)
    add_evidence(key=uuid.uuid4(), kind="object", what="断了的绳", holder="李队长", **given)
    return case, handling.split_case(case=case, parties=[goes], why="李四要去仲裁", by=handler, now=NOW), goes


def test_a_copy_of_evidence_goes_to_the_part_with_where_it_came_from_and_the_original_stays(split, handler) -> None:
    case, part, _ = split
    item, rope = case.evidence.order_by("number")
    before = list(case.evidence_entries.order_by("seq").values_list("hash", flat=True))
    given: dict[str, Any] = {"into": part, "why": "李四的仲裁要用", "by": handler, "now": NOW}
    made = copy_evidence(item=item, **given)
    assert copy_evidence(item=item, **given) == made
    assert (made.case, made.what, made.place, made.sealed) == (part, "考勤表", "项目部", "")
    assert (made.attachment.sha256, made.attachment != item.attachment) == (item.attachment.sha256, True)
    entry = made.entries.get()
    assert entry.values["origin"] == {"case": case.number, "number": 1, "entry": before[1], "sealed": "封-7"}
    assert f"抄自 {case.number} 的证据 1，那里封存着：封-7" in entry.line
    assert list(case.evidence_entries.order_by("seq").values_list("hash", flat=True))[:-1] == before
    assert item.entries.last().line == f"抄到 {part.number}，那里是证据 1"
    thing = copy_evidence(item=rope, **given)
    assert (thing.attachment, thing.holder, thing.number) == (None, "李队长", 2)
    assert verify().faults == []


def test_evidence_is_copied_by_those_who_may_in_both_cases_and_only_between_parts(
    split, handler, leader, open_one: Callable[..., Case]
) -> None:
    case, part, _ = split
    item = case.evidence.get(number=1)
    with pytest.raises(Refused, match="拆分"):
        copy_evidence(item=item, into=open_one(), why="要用", by=handler, now=NOW)
    for one in (case, part):
        one.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    with pytest.raises(Refused, match="导出"):
        copy_evidence(item=item, into=part, why="要用", by=leader, now=NOW)
    with pytest.raises(Refused, match="原因"):
        copy_evidence(item=item, into=part, why=" ", by=handler, now=NOW)
    closed = {"into": Case.objects.get(pk=part.pk), "why": "要用", "by": handler, "now": NOW}
    closed["into"].state = Case.State.CLOSED
    with pytest.raises(Refused, match="办结"):
        copy_evidence(item=item, **closed)
    Path(item.attachment.file.file.path).write_bytes(picture(size=(9, 9)))
    with pytest.raises(Refused, match="核验"):
        copy_evidence(item=item, into=part, why="要用", by=handler, now=NOW)
    assert not part.evidence.exists()
    assert not Arrival.objects.exists()


def test_on_the_pages_of_the_part_the_old_evidence_is_one_link_and_one_form_away(split, handler) -> None:
    case, part, _ = split
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    home = f"{case.get_absolute_url()}evidence/"
    assert home in client.get(f"{part.get_absolute_url()}evidence/").content.decode()
    assert "抄到拆分的另一件" in client.get(f"{home}1/").content.decode()
    wrong = client.post(f"{home}1/copy/", {"into": part.pk, "why": ""})
    assert (wrong.status_code, "请写原因" in wrong.content.decode()) == (422, True)
    assert client.post(f"{home}1/copy/", {"into": part.pk, "why": "仲裁用"}).status_code == 302
    assert "抄自" in client.get(f"{part.get_absolute_url()}evidence/1/").content.decode()


def test_claims_and_what_was_promised_in_a_talk_go_with_whom_they_are_about(case, handler) -> None:
    people.add_party(case=case, role="worker", name="张三", by=handler, now=NOW)
    goes = people.add_party(case=case, role="worker", name="李四", by=handler, now=NOW)
    talk = keep_record(case=case, by=handler, kind="notice", at=NOW, values={"text": "说好了"}, now=NOW, party=goes)
    given: dict[str, Any] = {"case": case, "by": handler, "now": NOW, "due_at": NOW + DAY}
    his, common = promise(what="付给他", record=talk, **given), promise(what="修食堂", **given)
    claim = case.claims.create(track="EMPLOYER", name="工资", party=goes, opened_at=NOW)
    part = handling.split_case(case=case, parties=[goes], why="分开", by=handler, now=NOW)
    assert list(part.promises.all()) == [his]
    assert list(case.promises.all()) == [common]
    assert list(part.claims.all()) == [claim]


def test_a_statutory_clock_for_nobody_in_particular_runs_in_both(fall: Case, handler: Person) -> None:
    people.add_party(case=fall, role="worker", name="张三", by=handler, now=NOW)
    goes = people.add_party(case=fall, role="worker", name="李四", by=handler, now=NOW)
    part = handling.split_case(case=fall, parties=[goes], why="两家分开谈", by=handler, now=NOW)
    want = {(row.definition, row.latest) for row in fall.clocks.running().filter(statutory=True)}
    assert want
    assert {(row.definition, row.latest) for row in part.clocks.running().filter(statutory=True)} == want
    assert all(row.happening.case_id == part.pk for row in part.clocks.running() if row.happening)
    assert part.next_due_at == fall.__class__.objects.get(pk=fall.pk).next_due_at


def test_nobody_is_split_off_who_has_a_part_in_a_signed_settlement(case: Case, handler, colleague) -> None:
    stays, goes = (
        people.add_party(case=case, role="worker", name=name, by=handler, now=NOW) for name in ("张三", "李四")
    )
    row = Settlement.objects.create(
        case=case, version=1, text="付", amount=1, made_at=NOW, made_by=colleague, signed_on=NOW.date()
    )
    row.shares.create(party=goes, amount=1)
    with pytest.raises(Refused, match="协议"):
        handling.split_case(case=case, parties=[goes], why="分开", by=handler, now=NOW)
    with pytest.raises(Refused, match="至少"):
        handling.split_case(case=case, parties=[stays, goes], why="分开", by=handler, now=NOW)


def test_on_the_page_somebody_is_split_off_and_the_form_says_what_goes_where(case: Case, handler: Person) -> None:
    people.add_party(case=case, role="worker", name="张三", by=handler, now=NOW)
    goes = people.add_party(case=case, role="worker", name="李四", by=handler, now=NOW)
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    page = f"{case.get_absolute_url()}do/split/"
    assert "证据和记录留在这一件" in client.get(page).content.decode()
    assert client.post(page, {"why": "分开"}).status_code == 422
    assert client.post(page, {"parties": [goes.pk], "why": "分开谈"}).status_code == 302
    assert case.links.get().other.parties.get() == goes
