"""SC12: the arrears of thirty become a precedent and a notice, and answer a question asked without a name."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.models import Precedent
from cases.services import precedents
from cases.services.opening import open_case
from knowledge.models import Question, QuestionMove, ReviewTask, Topic
from knowledge.services import question_desk
from knowledge.services.questions import Given, ask_question
from knowledge.services.reviews import open_reviews
from portal import clock
from portal.models import Membership, Organisation, Person, PersonRecord, Project
from portal.rules.masking import Kind
from portal.rules.roles import Role
from portal.services.refusal import Refused
from search import indexing
from tests.cases.conftest import FACTS
from tests.cases.life import editor, withdraw
from tests.cases.scenarios.walk import key
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.search.told_rows import make_answer, make_update
from tests.training.factories import PUBLISHED, make_point, make_question
from tests.training.lessons import write_lesson, write_programme
from training.lesson_checks import places_of
from training.models import LessonPage, TrainingRecord
from training.models import Question as Bank
from training.services.content_lessons import load_lessons

pytestmark = pytest.mark.django_db
D = datetime.date
PAY, INSPECT = "保障农民工工资支付条例", "劳动保障监察条例"
CITES = [f"{PAY}第{n}条" for n in (30, 31, 32, 41, 48)] + [f"{INSPECT}第{n}条" for n in (17, 26)]
TOLD = (
    "三十名工人三个月没拿到工资，分包跑了，总包先付清。王建国（身份证11010519491231002X，电话13812345678）、"
    "李大山（身份证110105194912310021，电话13912345679）是代表，老板开浙A12345，电话15012345670，"
    "有人的工资说好打到6222021234567890128。"
)
ASKED = "老板三个月没发工资"


@pytest.fixture
def law(db: None) -> dict[str, Any]:
    """Two regulations in our own words, and topics."""
    for code, name in (("wages", "要工资"), ("dispute", "怎么维权")):
        Topic.objects.create(code=code, name=name, order=1)
    pay = make_regulation("pay", PAY)
    old = make_version(pay, D(2020, 5, 1), {str(n): f"第{n}条管工资。" for n in (30, 31, 32, 41, 48)})
    make_version(make_regulation("inspect", INSPECT), D(2004, 12, 1), {"17": "六十个工作日。", "26": "责令支付。"})
    return {"pay": pay, "articles": articles_of(old)}


def sent(**facts: Any) -> Precedent:
    """Written and sent to the second person."""
    given = FACTS | {"code": "thirty", "title": "三十人讨薪", "kind": "DIS-COL", "outcome_code": "OUT-PER"} | facts
    given |= {"happened_on": D(2026, 7, 6), "cites": [{"article": one, "kind": "basis"} for one in CITES]}
    row = precedents.write_precedent(facts=given, by=editor("writer"), now=clock.now())
    return precedents.submit_precedent(precedent=row, by=editor("writer"), now=clock.now())


def masked(row: Precedent) -> Precedent:
    given: dict[str, Any] = {"by": editor("writer"), "now": clock.now()}
    row = precedents.return_precedent(precedent=row, by=editor("second"), why="先脱敏", now=clock.now())
    row = precedents.mask_precedent(precedent=row, accepted=precedents.proposals(row), kept=[], **given)
    return precedents.submit_precedent(precedent=row, **given)


def released(row: Precedent) -> Precedent:
    row = precedents.approve_precedent(precedent=row, by=editor("second"), now=clock.now())
    return precedents.publish_precedent(precedent=row, by=editor("second"), now=clock.now())


def test_what_is_personal_is_found_and_a_second_person_lets_it_out(law: dict[str, Any]) -> None:
    row = sent(facts=TOLD)
    found = precedents.proposals(row)
    counted = Counter(one.kind for one in found)
    expected = {Kind.DOCUMENT: 2, Kind.PHONE: 3, Kind.PLATE: 1, Kind.CARD: 1}
    assert {kind: counted[kind.value] for kind in expected} == expected
    wrong = {one.text: bool(one.flag) for one in found if one.kind == Kind.DOCUMENT.value}
    assert wrong == {"11010519491231002X": False, "110105194912310021": True}
    with pytest.raises(Refused, match="没脱敏"):
        precedents.approve_precedent(precedent=row, by=editor("second"), now=clock.now())
    row = masked(row)
    for number in (
        "11010519491231002X",
        "110105194912310021",
        "13812345678",
        "浙A12345",
        "6222021234567890128",
        "王建国",
    ):
        assert number not in row.facts
    with pytest.raises(Refused, match="另一个人"):
        precedents.approve_precedent(precedent=row, by=editor("writer"), now=clock.now())
    row = released(row)
    page = Client().get(row.get_absolute_url()).content.decode()
    assert len(set(re.findall(r"/law/(?:pay|inspect)/[^\"]*\d+/", page))) >= 6


def test_the_part_that_ended_by_settlement_stays_inside(law: dict[str, Any]) -> None:
    released(sent(facts="总包先付清了三十人的工资。"))
    settled = sent(code="thirty-settled", facts="两个人和分包另外谈成。", outcome_code="OUT-SET", settled=True)
    settled = precedents.approve_precedent(precedent=settled, by=editor("second"), now=clock.now())
    with pytest.raises(Refused) as refused:
        precedents.publish_precedent(precedent=settled, by=editor("second"), now=clock.now())
    assert refused.value.field == "both_agreed"
    assert "thirty-settled" not in Client().get("/precedents/").content.decode()
    assert Client().get("/precedents/thirty-settled/").status_code == 404


def test_a_cited_article_that_changes_asks_for_another_look(law: dict[str, Any]) -> None:
    row = released(sent(facts="总包先付清了三十人的工资。"))
    texts = {str(n): f"第{n}条管工资。" for n in (31, 32, 41, 48)} | {"30": "总包连带付清。"}
    changed = make_version(law["pay"], D(2026, 11, 1), texts, law["articles"])
    open_reviews(version=changed, by=None, now=clock.now())
    task = ReviewTask.objects.get(object_id=row.pk, content_type__model="precedent")
    assert (task.owner, task.article) == (editor("writer"), law["articles"]["30"])


@pytest.fixture
def lesson(law: dict[str, Any], settings: Any, tmp_path: Path) -> LessonPage:
    """The company level: one lesson on the wages of the site, with one question."""
    settings.MEDIA_ROOT = tmp_path / "media"
    make_point()
    for code, kind in (("q.1", "single"), ("q.4", "ordering")):
        make_question(code, kind=kind)
    folder = write_programme(tmp_path / "content")
    (folder / "lessons/three-level/02-power.toml").unlink()
    write_lesson(folder, "01", "height", title="工资怎么要", citations=[f"{PAY}第三十条"])
    load_lessons(now=PUBLISHED, folder=folder)
    return LessonPage.objects.get(slug="height")


@pytest.mark.covers("H-01", "N7")
def test_a_question_without_a_name_is_answered_by_the_page_the_routes_and_the_quiz(
    law: dict[str, Any], lesson: LessonPage, built: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = released(sent(facts="总包先付清了三十人的工资。"))
    answer = make_answer("老板三个月没发工资，找谁要？", "先找总包。", cites=f"{PAY}第30条")
    answer.topics.add(Topic.objects.get(code="wages"))
    make_update("notice", "欠薪怎么办", "总包先付清，再找分包。", affected=law["articles"]["30"])
    built()
    monkeypatch.setattr(import_module("knowledge.views.hotline"), "_FASTEST", 0)
    client = Client()
    form = client.get("/hotline/ask/").content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', form)[0]
    near = client.post("/hotline/ask/", {"text": ASKED, "step": "look", "token": token}).content.decode()
    assert answer.get_absolute_url() in near
    page = client.get(answer.get_absolute_url()).content.decode()
    for words in (
        "/law/pay/30/", row.get_absolute_url(), lesson.get_url(), "劳动监察投诉", "《劳动保障监察条例》第九条",
        "申请劳动仲裁", "申请法律援助", "tel:12333", "待核实",
    ):  # fmt: skip
        assert words in page, words
    client.post("/hotline/ask/", {"text": ASKED, "step": "send", "agreed": "on", "token": token})
    question = Question.objects.get()
    assert (question.text, question.raised_by, hasattr(question, "contact")) == (ASKED, "", False)
    assert "总包先付清" in client.get("/search/?q=总包先付清").content.decode()


def test_an_answer_that_is_not_about_wages_bears_no_routes(law: dict[str, Any]) -> None:
    answer = make_answer("安全帽谁发？", "单位发。", cites=f"{PAY}第30条")
    assert "申请劳动仲裁" not in Client().get(answer.get_absolute_url()).content.decode()


@pytest.mark.covers("T-02", "T-06")
def test_the_quiz_passed_stands_in_the_record_by_its_level(
    lesson: LessonPage, make_person: Callable[..., Person], post: Callable[..., Membership], project: Project,
    signed_in: Callable[[Person], Client],
) -> None:  # fmt: skip
    worker = make_person("王师傅", username="worker")
    post(worker, Role.WORKER, project=project)
    version = Bank.objects.get(code="q.1").current
    assert version
    right = places_of(version).index("b") + 1
    learner, address = signed_in(worker), f"/learn/lessons/{lesson.pk}/checks/q.1/"
    learner.post(address, {"a": [str(right % 3 + 1)]})
    assert not TrainingRecord.objects.exists()
    learner.post(address, {"a": [str(right)]})
    record = TrainingRecord.objects.get()
    assert (record.person, record.level) == (worker, "company")
    assert PersonRecord.objects.of_kind("training").get().person == worker


@pytest.mark.covers("H-02", "O-11")
def test_who_reads_the_question_or_the_case_stands_in_its_trail(
    law: dict[str, Any], platform: Organisation, make_person: Callable[..., Person], post: Callable[..., Membership],
    handler: Person, colleague: Person, project: Project, signed_in: Callable[[Person], Client],
) -> None:  # fmt: skip
    seats = [make_person(f"坐席{n}", username=f"seat{n}") for n in range(2)]
    for one in seats:
        post(one, Role.HOTLINE, organisation=platform)
    question, _ = ask_question(given=Given(text=ASKED), nonce="n", address="127.0.0.1", now=clock.now())
    for one in seats:
        assert signed_in(one).get(f"/desk/hotline/{question.pk}/").status_code == 200
    question_desk.take_over(question=question, by=seats[0], now=clock.now())
    question_desk.answer(question=question, text="先找总包。", by=seats[0], now=clock.now())
    question_desk.close(question=question, by=seats[0], now=clock.now())
    looked = QuestionMove.objects.filter(question=question, verb="look").values_list("by", flat=True)
    assert set(looked) == {one.pk for one in seats}
    verbs = list(QuestionMove.objects.filter(question=question).order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb != "look"] == ["arrive", "take", "answer", "close"]
    now = clock.now()
    case = open_case(by=handler, key=key("a"), kind="DIS-COL", project=project, text=ASKED, known_at=now, now=now)
    for one in (handler, colleague):
        signed_in(one).get(case.get_absolute_url())
    views = case.moves.filter(verb="view")
    assert {(row.by, row.role) for row in views} == {(handler, "labour_manager"), (colleague, "project_manager")}
    assert all(row.at for row in views)


def test_withdrawn_it_is_gone_from_the_index_and_stays_with_its_reason(
    law: dict[str, Any], built: Callable[[], int], engine: Any
) -> None:
    row = released(sent(facts="总包先付清了三十人的工资。"))
    answer = make_answer("工资没发，找谁要？", "先找总包。", cites=f"{PAY}第30条")
    assert row.get_absolute_url() in Client().get(answer.get_absolute_url()).content.decode()
    built()
    assert f"precedent:{row.pk}" in set(engine.ids(indexing.PUBLIC_INDEX))
    withdraw(row)
    indexing.drain()
    assert f"precedent:{row.pk}" not in set(engine.ids(indexing.PUBLIC_INDEX))
    assert Client().get(row.get_absolute_url()).status_code == 404
    assert row.get_absolute_url() not in Client().get(answer.get_absolute_url()).content.decode()
    row.refresh_from_db()
    assert (row.state, row.withdrawn_why, row.withdrawn_by) == ("withdrawn", "有人要求撤下", editor("second"))
