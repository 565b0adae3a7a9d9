"""The page of the law of a case: confirm, remove, add, change the role; what changed is decided here; similar ones."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, CaseArticle, CaseMove, Precedent
from cases.services.law import add_article
from knowledge.models import Citation, ReviewTask
from knowledge.services.reviews import open_reviews
from portal.models import Message, Person
from tests.cases.conftest import FACTS
from tests.knowledge.factories import articles_of, make_regulation, make_version

from .conftest import NOW

OLD, NEW = datetime.date(2011, 1, 1), datetime.date(2026, 11, 1)
OF_OLD = {
    "14": "职工有下列情形之一的，认定为工伤：\n（一）在工作中受伤的；\n（二）在路上受伤的。",
    "17": "三十日内申请。",
}
Enter = Callable[[Person], Client]


@pytest.fixture
def law(db: None) -> dict[str, Any]:
    regulation = make_regulation("gongshang", "工伤保险条例")
    version = make_version(regulation, OLD, OF_OLD)
    return {"regulation": regulation, "version": version, "articles": articles_of(version)}


@pytest.fixture
def hurt(law: dict[str, Any], open_one: Callable[..., Case]) -> Case:
    """An injury whose account names an article."""
    return open_one(kind="INJ", text="家属说按工伤保险条例第十七条要申请")


def send(client: Client, case: Case, deed: str, row: int = 0, **given: str) -> Any:
    prefix = f"{deed}{row}" if row else deed
    data = {f"{prefix}-{name}": value for name, value in given.items()} | {"deed": deed, "row": str(row)}
    return client.post(f"/cases/{case.number}/law/", data)


def row_of(case: Case, words: str) -> CaseArticle:
    return case.articles.filter(cite__contains=words).order_by("pk")[0]


def test_each_article_stands_with_its_reason_and_the_text_of_the_day(
    hurt: Case, handler: Person, signed_in: Enter
) -> None:
    page = signed_in(handler).get(f"/cases/{hurt.number}/law/").content.decode()
    row = row_of(hurt, "第十七条")
    assert row.reason in page
    assert "2011年1月1日起施行的文本" in page
    assert "工伤保险条例 第17条</a>" in page
    assert CaseMove.objects.filter(case=hurt, verb="view", data__what="law").count() == 1


def test_one_confirms_changes_the_role_removes_and_brings_back(hurt: Case, handler: Person, signed_in: Enter) -> None:
    client, row = signed_in(handler), row_of(hurt, "第十七条")
    for kind in ("violated", "procedure"):
        assert send(client, hurt, "confirm", row.pk, kind=kind).status_code == 302
        assert hurt.citations.get().kind == kind
    empty = send(client, hurt, "remove", row.pk, why=" ")
    assert empty.status_code == 422
    assert "请填为什么不适用" in empty.content.decode()
    send(client, hurt, "remove", row.pk, why="还没有查清")
    row.refresh_from_db()
    assert (row.state, row.reason, hurt.citations.count()) == ("removed", "还没有查清", 0)
    send(client, hurt, "confirm", row.pk, kind="basis")
    assert hurt.citations.get().kind == "basis"


def test_an_article_is_added_as_one_types_it(hurt: Case, handler: Person, signed_in: Enter) -> None:
    hurt.articles.all().delete()
    assert send(signed_in(handler), hurt, "add", cite="工伤保险条例第14条第二项", kind="violated").status_code == 302
    row = hurt.articles.get()
    assert (row.cite, row.kind, row.state) == ("《工伤保险条例》第十四条第（二）项", "violated", "confirmed")
    assert hurt.citations.get().on == hurt.incident_on


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("没有的条例第九条", "没有这部法规"),
        ("工伤保险条例第99条", "没有第九十九条"),
        ("工伤保险条例第70条", "2026年11月1日起施行的文本里才有"),
        ("工伤保险条例第14条第二款", "这一条没有第二款"),
        ("工伤保险条例第14条第九项", "这里没有第九项"),
        ("", "请填哪一条"),
    ],
)
def test_what_cannot_be_added_is_said_beside_the_field_and_stays_typed(
    typed: str, told: str, law: dict[str, Any], hurt: Case, handler: Person, signed_in: Enter
) -> None:
    make_version(law["regulation"], NEW, OF_OLD | {"70": "新的一条。"}, law["articles"])
    answer = send(signed_in(handler), hurt, "add", cite=typed, kind="basis", why="要用")
    page = answer.content.decode()
    assert answer.status_code == 422
    beside = page[page.index('id="id_add-cite"') :]
    assert told in beside[: beside.index("</div>")]
    assert f'value="{typed}"' in page or not typed
    assert 'value="要用"' in page


def test_one_that_is_confirmed_already_is_not_added_twice(hurt: Case, handler: Person, signed_in: Enter) -> None:
    client, row = signed_in(handler), row_of(hurt, "第十七条")
    send(client, hurt, "confirm", row.pk, kind="procedure")
    again = send(client, hurt, "add", cite="工伤保险条例第17条", kind="basis")
    assert "已经有这一条了（程序）" in again.content.decode()
    assert hurt.articles.filter(cite=row.cite).count() == 1


def test_who_only_notes_reads_and_changes_nothing_and_an_outsider_finds_no_page(
    hurt: Case, leader: Person, outsider: Person, signed_in: Enter
) -> None:
    hurt.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    row = row_of(hurt, "第十七条")
    client = signed_in(leader)
    assert 'name="deed"' not in client.get(f"/cases/{hurt.number}/law/").content.decode()
    assert send(client, hurt, "confirm", row.pk, kind="basis").status_code == 403
    assert signed_in(outsider).get(f"/cases/{hurt.number}/law/").status_code == 404
    assert not hurt.citations.exists()


def test_rows_of_another_case_and_unknown_deeds_are_not_found(
    hurt: Case, open_one: Callable[..., Case], handler: Person, signed_in: Enter
) -> None:
    other = row_of(open_one(kind="INJ", text="按工伤保险条例第十七条"), "第十七条")
    client = signed_in(handler)
    assert send(client, hurt, "confirm", other.pk, kind="basis").status_code == 404
    assert send(client, hurt, "dance", row_of(hurt, "第十七条").pk, kind="basis").status_code == 404


def test_similar_precedents_stand_beside_with_reasons_and_only_published_ones(
    law: dict[str, Any], hurt: Case, handler: Person, signed_in: Enter
) -> None:
    made = [
        Precedent.objects.create(**FACTS | {"code": code, "state": state, "title": f"案例{code}"})
        for code, state in (("like", "published"), ("inside", "internal"))
    ]
    for one in made:
        Citation.objects.create(source=one, article=law["articles"]["17"], kind="basis", raw="第十七条", start=0, end=4)
    send(signed_in(handler), hurt, "confirm", row_of(hurt, "第十七条").pk, kind="basis")
    page = signed_in(handler).get(f"/cases/{hurt.number}/law/").content.decode()
    assert "案例like" in page
    assert "同：工伤保险条例 第17条" in page
    assert "案例inside" not in page


def test_the_page_of_the_law_keeps_to_its_queries(
    hurt: Case, handler: Person, signed_in: Enter, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = signed_in(handler)
    client.get(f"/cases/{hurt.number}/law/")
    with django_assert_max_num_queries(36):
        client.get(f"/cases/{hurt.number}/law/")


@pytest.fixture
def changed(law: dict[str, Any], hurt: Case, handler: Person) -> ReviewTask:
    """The article that the case rests on is amended after the accident."""
    add_article(case=hurt, cite="工伤保险条例第17条", kind="procedure", by=handler, now=NOW)
    version = make_version(law["regulation"], NEW, OF_OLD | {"17": "六十日内申请。"}, law["articles"])
    open_reviews(version=version, by=None, now=NOW)
    return ReviewTask.objects.get()


def test_the_notice_of_an_amendment_leads_to_the_page_where_the_handler_decides(
    changed: ReviewTask, hurt: Case, handler: Person, signed_in: Enter
) -> None:
    message = Message.objects.get(person=handler, kind="law_review")
    assert message.link == f"/cases/{hurt.number}/law/"
    client = signed_in(handler)
    page = client.get(message.link).content.decode()
    assert "<del>三十</del>日内申请" in page.replace("<del>三</del>", "<del>三十</del>").replace(
        "</del>十日", "</del>日"
    )
    assert "有条文待复核" in client.get(f"/cases/{hurt.number}/").content.decode()
    assert send(client, hurt, "review", changed.pk, verdict="keep", why="").status_code == 422
    assert send(client, hurt, "review", changed.pk, verdict="keep", why="事发在改动以前").status_code == 302
    changed.refresh_from_db()
    assert (changed.state, changed.reason, changed.decided_by) == ("right", "事发在改动以前", handler)
    assert "待复核" not in client.get(message.link).content.decode()
    assert hurt.citations.get().article_id == changed.article_id


def test_another_article_takes_the_place_of_the_one_that_changed(
    changed: ReviewTask, hurt: Case, handler: Person, signed_in: Enter
) -> None:
    client, row = signed_in(handler), row_of(hurt, "第十七条")
    given = {"verdict": "replace", "article": str(row.pk), "why": "改按这一条"}
    wrong = send(client, hurt, "review", changed.pk, cite="工伤保险条例第99条", **given)
    assert wrong.status_code == 422
    assert "没有第九十九条" in wrong.content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert send(client, hurt, "review", changed.pk, cite="工伤保险条例第14条", **given).status_code == 302
    row.refresh_from_db()
    changed.refresh_from_db()
    assert (row.state, changed.state) == ("removed", "corrected")
    assert (hurt.citations.get().raw, hurt.citations.get().kind) == ("第十四条", "procedure")


def test_one_that_applies_no_more_goes(changed: ReviewTask, hurt: Case, handler: Person, signed_in: Enter) -> None:
    row = row_of(hurt, "第十七条")
    send(signed_in(handler), hurt, "review", changed.pk, verdict="drop", article=str(row.pk), why="不用了")
    row.refresh_from_db()
    changed.refresh_from_db()
    assert (row.state, changed.state, hurt.citations.count()) == ("removed", "corrected", 0)


def test_who_may_not_decide_the_law_decides_no_review(
    changed: ReviewTask, hurt: Case, leader: Person, signed_in: Enter
) -> None:
    hurt.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    answer = send(signed_in(leader), hurt, "review", changed.pk, verdict="keep", why="看过")
    assert answer.status_code == 403
    changed.refresh_from_db()
    assert changed.state == "open"
