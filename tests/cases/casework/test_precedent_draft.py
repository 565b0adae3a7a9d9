"""A closed case becomes a masked draft: with what it teaches, without anybody in it, and if its client agreed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, ClientConsent, Party, Precedent, PrecedentOrigin, Settlement
from cases.services import law, people, precedents
from cases.services.happenings import note_happening
from cases.services.precedent_draft import allow_precedents, draft_precedent
from cases.services.promises import promise
from cases.services.records import keep_record
from portal import clock
from portal.models import Membership, Person, Project
from portal.rules.roles import Role
from portal.services.refusal import Refused
from search import indexing, kinds
from search.engines import site_engine
from search.plan import make_plan
from search.rules.query import parse
from tests.cases.life import editor
from tests.knowledge.factories import make_regulation, make_version
from tests.search.conftest import own_index  # noqa: F401
from tests.training.printed import characters

from .conftest import NOW

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PLANTED = {
    "name": "马德福", "other": "牛得草", "kin": "羊翠花", "id": "330212198001011237", "bad id": "330212198001010019",
    "phone": "13957412345", "land": "0574-87654321", "card": "6217001234567890124", "plate": "浙B12345",
    "address": "长寿路12号3栋402室", "chat": "wx_laowang88", "mail": "laowang88@example.com",
    "firm": "金桥劳务有限公司",
}  # fmt: skip
STORY = (
    "马德福（身份证330212198001011237，另写成330212198001010019，电话13957412345，座机0574-87654321）住长寿路12号3栋402室，"
    "在金桥劳务有限公司干活，卡号6217001234567890124，微信号wx_laowang88，邮箱laowang88@example.com，开浙B12345来的。"
    "工友牛得草和妻子羊翠花都来了。2026年10月11日说工资没有发。"
)


@pytest.fixture
def head(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project) -> Person:
    """Answers for the client."""
    person = make_person("企业负责人", username="head", phone="+8613800000031")
    post(person, Role.EXECUTIVE, organisation=project.client)
    return person


def agree(project: Project, head: Person, allowed: bool = True) -> ClientConsent:
    return allow_precedents(client=project.client, allowed=allowed, paper="授权书，档案室", by=head, now=NOW)


@pytest.fixture
def closed(case: Case, handler: Person, colleague: Person, adviser: Person) -> Case:
    """Everything in it names somebody: report, demands, place, notes, records, advice, promises, settlement, party."""
    make_version(make_regulation("zhifu", "工资测试条例"), datetime.date(2020, 5, 1), {"30": "先行清偿。"})
    Case.objects.filter(pk=case.pk).update(text=STORY, demands=f"要工资，{STORY}", place="长寿路12号工地", amount=62400)
    case.refresh_from_db()
    for role, name in (
        ("worker", "马德福"),
        ("worker", "牛得草"),
        ("labour", "金桥劳务有限公司"),
        ("family", "羊翠花"),
    ):
        people.add_party(case=case, role=role, name=name, by=handler, now=NOW)
    note_happening(case=case, event="talked", at=NOW, by=handler, now=NOW, words=STORY[:200])
    note_happening(case=case, event="arbitration_filed", at=NOW, by=handler, now=NOW)
    lesson = {"cause": f"分包没有发钱，{STORY}", "lessons": f"按月核对，{STORY}"}
    keep_record(case=case, by=handler, kind="lessons", at=NOW, values=lesson, now=NOW)
    told = {"sort": "ADV-RISK", "text": "秘密的意见：败诉风险很大"}
    keep_record(case=case, by=adviser, kind="advice", at=NOW, values=told, now=NOW)
    promise(case=case, by=handler, what=f"付给{STORY[:80]}", due_at=NOW + DAY, now=NOW)
    law.add_article(case=case, cite="《工资测试条例》第三十条", kind="violated", by=handler, now=NOW)
    row = Settlement.objects.create(
        case=case, version=1, text=f"秘密的条款：{STORY}", amount=Decimal(60000), made_at=NOW, made_by=colleague,
        forum="people", signed_on=NOW.date(), floor={"total": "62400.00"}, speaker="马德福",
    )  # fmt: skip
    part = row.instalments.create(number=1, due_on=NOW.date(), amount=Decimal(60000))
    part.payments.create(amount=Decimal(60000), on=NOW.date(), by=handler)
    Case.objects.filter(pk=case.pk).update(
        state="closed", stage="D6", outcome_code="OUT-AWD", closed_at=NOW + 8 * DAY, people_count=12
    )
    case.stage_changes.create(before="D1", after="D6", at=NOW + 3 * DAY, by=handler)
    case.refresh_from_db()
    return case


def everything(row: Precedent) -> str:
    return "\n".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)


def test_the_draft_has_facts_articles_outcome_days_and_sums_and_is_no_more_than_a_draft(
    closed: Case, project: Project, handler: Person, head: Person
) -> None:
    agree(project, head)
    row = draft_precedent(case=closed, by=handler, now=NOW)
    assert (row.state, row.kind, row.level, row.client) == ("draft", "DIS-WAG", "OWN", project.client)
    assert (row.outcome_code, row.settled, row.approved_by) == ("OUT-AWD", True, None)
    assert row.cites == [{"article": "《工资测试条例》第三十条", "kind": "violated"}]
    citation = row.citations.get()
    assert citation.kind == "violated"
    assert citation.article_id
    assert citation.on == row.happened_on == datetime.date(2026, 10, 12)
    assert [(one["name"], one["days"]) for one in row.days] == [("发现与上报", 3), (row.days[1]["name"], 5)]
    sums = {one["name"]: one["yuan"] for one in row.amounts}
    assert sums == {"主张的数额": 62400, "协议约定的数额": 60000, "按协议付了": 60000, "当时的法定数额": 62400}
    assert set(row.facets["route"]) == {"RT-MED", "RT-ARB"}
    assert "分包没有发钱" in row.reasoning
    assert "按月核对" in row.lesson_manager
    assert precedents.unmasked_words(row) == []
    with pytest.raises(Refused, match=r"送审|审核"):
        precedents.publish_precedent(precedent=row, by=editor("second"), now=NOW)
    assert closed.number not in everything(row)


def test_pressed_twice_it_is_one_draft_and_stays_in_the_trail(closed, project, handler, colleague, head) -> None:
    agree(project, head)
    row = draft_precedent(case=closed, by=handler, now=NOW)
    assert draft_precedent(case=closed, by=colleague, now=NOW + DAY) == row
    assert Precedent.objects.count() == PrecedentOrigin.objects.count() == 1
    move = closed.moves.get(verb="precedent")
    assert move.by == handler
    assert not [words for words in PLANTED.values() if words in str(move.data)]
    assert row.moves.get().verb == "write"
    assert handler.pk in precedents.hands(row)


def test_without_the_clients_word_or_with_it_taken_back_there_is_none(closed, project, handler, head) -> None:
    with pytest.raises(Refused, match="没有同意"):
        draft_precedent(case=closed, by=handler, now=NOW)
    agree(project, head)
    agree(project, head, allowed=False)
    with pytest.raises(Refused, match="没有同意"):
        draft_precedent(case=closed, by=handler, now=NOW)
    assert not Precedent.objects.exists()


def test_only_whoever_decides_on_its_law_and_exports_it_makes_one_of_a_closed_case(
    closed, project, handler, head, adviser, outsider, leader
) -> None:
    agree(project, head)
    closed.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    for person in (outsider, leader, head):
        with pytest.raises(Refused):
            draft_precedent(case=closed, by=person, now=NOW)
    Case.objects.filter(pk=closed.pk).update(state="open")
    with pytest.raises(Refused, match="不能这样做"):
        draft_precedent(case=closed, by=handler, now=NOW)
    Case.objects.filter(pk=closed.pk).update(state="closed")
    assert draft_precedent(case=closed, by=adviser, now=NOW).state == "draft"


def test_only_the_client_or_its_platform_puts_its_word_on_record(project, handler, head, outsider) -> None:
    for person in (handler, outsider):
        with pytest.raises(Refused, match="负责人或管理员"):
            agree(project, person)
    with pytest.raises(Refused) as refused:
        allow_precedents(client=project.client, allowed=True, paper=" ", by=head, now=NOW)
    assert refused.value.field == "paper"
    client = Client()
    for person, status in ((handler, 404), (head, 200)):
        client.force_login(person, backend="portal.authentication.PersonBackend")
        assert client.get("/cases/precedent-consents/").status_code == status
    typed = {"client": project.client.pk, "allowed": "yes", "paper": ""}
    page = client.post("/cases/precedent-consents/", typed)
    assert page.status_code == 422
    assert "写明依据的文件" in page.content.decode()
    assert client.post("/cases/precedent-consents/", typed | {"paper": "授权书"}).status_code == 302
    assert ClientConsent.of(project.client).allowed


def test_whoever_may_put_the_word_on_record_finds_where_and_chooses_it(project, closed, handler, head) -> None:
    door = "/cases/precedent-consents/"
    client, deed = Client(), f"/cases/{closed.number}/do/precedent/"
    for person, finds in ((handler, False), (head, True)):
        client.force_login(person, backend="portal.authentication.PersonBackend")
        assert (door in client.get("/cases/").content.decode()) is finds
    page = client.post(door, {"client": project.client.pk, "allowed": "", "paper": "授权书"}).content.decode()
    assert "请选同意还是不同意" in page
    assert not ClientConsent.objects.exists()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    page = client.get(deed).content.decode()
    assert f"{project.client.name}没有同意把办结的案件做成案例" in page
    assert door not in page
    agree(project, head)
    assert "没有同意" not in client.get(deed).content.decode()


def test_the_button_stands_on_the_closed_case_and_the_desk_does_not_learn_which_case_it_was(
    closed, project, handler, head, make_person
) -> None:
    client = Client()
    client.force_login(handler, backend="portal.authentication.PersonBackend")
    page = f"{closed.get_absolute_url()}do/precedent/"
    assert page in client.get(closed.get_absolute_url()).content.decode()
    refused = client.post(page, {"sure": "on"})
    assert (refused.status_code, "没有同意" in refused.content.decode()) == (422, True)
    agree(project, head)
    assert client.post(page, {"sure": ""}).status_code == 422
    assert client.post(page, {"sure": "on"}).status_code == 302
    assert "做成了案例草稿" in client.get(closed.get_absolute_url()).content.decode()
    row = Precedent.objects.get()
    desk = _editor_of_nobody(make_person)
    client.force_login(desk, backend="portal.authentication.PersonBackend")
    shown = client.get(f"/admin/precedents/{row.pk}/").content.decode()
    assert "从一件办结的案件做成" in shown
    assert closed.number not in shown
    assert client.get(closed.get_absolute_url()).status_code == 404


def _editor_of_nobody(make_person: Callable[..., Person]) -> Person:
    """At the desk of precedents, with no post at any client."""
    from django.contrib.auth.models import Permission

    person = make_person("编辑", username="desk", phone="+8613800000032")
    wanted = ("add_precedent", "change_precedent", "view_precedent", "access_admin")
    person.user_permissions.add(*Permission.objects.filter(codename__in=wanted))
    return Person.objects.get(pk=person.pk)


def test_nobody_planted_in_any_text_of_the_case_is_in_the_draft_its_desk_the_index_or_the_pdf(
    own_index,  # noqa: F811
    closed,
    project,
    handler,
    head,
) -> None:
    indexing.rebuild()
    agree(project, head)
    row = draft_precedent(case=closed, by=handler, now=NOW)
    found = {name: words for name, words in PLANTED.items() if words in everything(row)}
    assert found == {}
    assert "秘密的" not in everything(row)
    client = Client()
    client.force_login(editor("second"), backend="portal.authentication.PersonBackend")
    for page in ("", "mask/", "edit/", "cites/"):
        shown = client.get(f"/admin/precedents/{row.pk}/{page}").content.decode()
        assert not [words for words in (*PLANTED.values(), "秘密的", closed.place) if words in shown], page
    writer, second = editor("writer"), editor("second")
    agreed: dict[str, Any] = {"both_agreed": "档案室", "client_consent": "档案室"}
    row = precedents.edit_precedent(precedent=row, facts=agreed, by=writer, now=NOW)
    row = precedents.submit_precedent(precedent=row, by=writer, now=NOW)
    row = precedents.approve_precedent(precedent=row, by=second, now=NOW)
    row = precedents.publish_precedent(precedent=row, by=second, now=clock.now())
    indexing.drain()
    document = kinds.precedents.make(kinds.precedents.queryset().get())
    told = str(document.values) + "".join(document.passages)
    public = Client().get(row.get_absolute_url()).content.decode()
    drawn = characters(Client().get(f"{row.get_absolute_url()}pdf/").content)
    assert not drawn & set("翠")  # of 羊翠花 alone
    assert set("按月核对") <= drawn
    paper = Client().get(f"{row.get_absolute_url()}print/").content.decode()
    for where in (told, public, paper):
        assert not [words for words in (*PLANTED.values(), "秘密的", closed.number) if words in where]
    for words in ("马德福", "13957412345", "金桥劳务"):
        plan = make_plan(parse(f"“{words}”"), kind="precedent")
        assert site_engine().search(indexing.PUBLIC_INDEX, plan).total == 0
    assert Party.objects.filter(name="马德福").exists()


def test_a_client_that_takes_its_word_back_holds_what_is_not_public_yet(closed, project, handler, head) -> None:
    agree(project, head)
    writer, second = editor("writer"), editor("second")
    row = draft_precedent(case=closed, by=handler, now=NOW)
    papers: dict[str, Any] = {"both_agreed": "档案室", "client_consent": "档案室"}
    row = precedents.edit_precedent(precedent=row, facts=papers, by=writer, now=NOW)
    row = precedents.submit_precedent(precedent=row, by=writer, now=NOW)
    agree(project, head, allowed=False)
    with pytest.raises(Refused, match="撤回"):
        precedents.approve_precedent(precedent=row, by=second, now=NOW)
    agree(project, head)
    row = precedents.approve_precedent(precedent=row, by=second, now=NOW)
    agree(project, head, allowed=False)
    with pytest.raises(Refused, match="撤回"):
        precedents.publish_precedent(precedent=row, by=second, now=NOW)


def test_who_is_known_from_what_was_merged_and_at_the_end_of_a_long_text_goes_too(
    closed, project, handler, head, make_person, open_one
) -> None:
    agree(project, head)
    other = open_one(text="同一件")
    reporter = make_person("欧阳春晓", username="reporter", phone="+8613800000039")
    words = "甲" * 3998 + "马德福到场，欧阳春晓看见"
    Case.objects.filter(pk=other.pk).update(state="merged", merged_into=closed, handler=reporter)
    lesson = {"cause": "分包没有发钱", "lessons": words[:1900] + "欧阳春晓核对"}
    Case.objects.filter(pk=closed.pk).update(state="open", text=words)
    keep_record(case=Case.objects.get(pk=closed.pk), by=handler, kind="lessons", at=NOW, values=lesson, now=NOW)
    Case.objects.filter(pk=closed.pk).update(state="closed")
    row = draft_precedent(case=closed, by=handler, now=NOW)
    assert "欧阳" not in everything(row)
    assert "马德" not in everything(row)


def test_a_case_opened_again_is_said_at_the_desk(closed, project, handler, head) -> None:
    agree(project, head)
    row = draft_precedent(case=closed, by=handler, now=NOW)
    Case.objects.filter(pk=closed.pk).update(state="open")
    client = Client()
    client.force_login(editor("second"), backend="portal.authentication.PersonBackend")
    assert "重新办理了" in client.get(f"/admin/precedents/{row.pk}/").content.decode()


def test_a_sample_case_makes_a_sample(open_one: Callable[..., Case], project, handler, head) -> None:
    agree(project, head)
    case = open_one(is_sample=True, key=uuid.uuid4())
    Case.objects.filter(pk=case.pk).update(state="closed", outcome_code="OUT-AWD", closed_at=NOW)
    assert draft_precedent(case=case, by=handler, now=NOW).is_sample
