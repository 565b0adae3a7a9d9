"""Content for an editor's walk: the law of tests/knowledge/amended.py and eight places of six kinds that cite it."""

from __future__ import annotations

import datetime
from typing import Any

from cases.services import precedents
from knowledge.models import (
    Article,
    Interpretation,
    InterpretationsPage,
    PolicyUpdate,
    UpdatesPage,
)
from knowledge.services.answered import publish_answered, submit_answered, write_answered
from portal.clock import SHANGHAI
from portal.models import Person
from tests.cases.conftest import FACTS
from tests.knowledge.amended import NOW, D, old_version
from tests.training.factories import make_question
from training.models import LessonPage, LevelPage, QuestionVersion
from training.services.bank import link_bases
from training.services.lesson_citations import link_lessons

WRITER, SECOND = "shili-bianji", "shili-shenhe"
UPDATE, OLD_READING = "方案要签字", "竹架子一年一验"
SCHEDULED, DEAD = "方案多一个人签字", "竹架子不再写进条例"
LESSON, ANSWERED, PRECEDENT = "拆架子从上往下", "搭架子前谁签字？", "大风天没停工，坠落伤人"
IDLE, RETIRED = "大风几级停工？", "竹架子多久验一次？"


def fill(starts: str) -> None:
    """`starts` is the day on which the new version is to begin: what waits for its hour comes out then."""
    writer, second = (Person.objects.get(username=name) for name in (WRITER, SECOND))
    law = old_version()
    first = law.texts.get(number="1").article
    _publish(_update(writer, first, UPDATE, "sign", D(2026, 6, 1), "脚手架测试条例第一条说方案要签字。"), second)
    begins = datetime.date.fromisoformat(starts)
    later = _update(writer, first, SCHEDULED, "two-sign", begins, "方案除了技术负责人，总监理工程师也要签字。")
    later.go_live_at = datetime.datetime.combine(begins, datetime.time(), SHANGHAI)
    later.save_revision(user=writer)
    _update(writer, first, DEAD, "bamboo-gone", begins, "脚手架测试条例第九条没有了，竹架子照方案验。")
    _publish(_interpretation(writer), second)
    _answered(writer, second)
    for code, stem, basis in (("wind", IDLE, "脚手架测试条例第四条"), ("bamboo", RETIRED, "脚手架测试条例第六条")):
        question = make_question(code, stem=stem, basis=basis, written_by=writer)
        link_bases(versions=QuestionVersion.objects.filter(question=question))
    _lesson(writer)
    _precedent(writer, second)


def _update(by: Person, article: Article, title: str, slug: str, on: datetime.date, changed: str) -> PolicyUpdate:
    page = PolicyUpdate(
        title=title, slug=slug, for_whom="架子工、项目技术负责人", effective_on=on, what_changed=changed,
        what_to_do="上架子前看一眼验收牌\n没有签字不上架，告诉班组长", owner=by, live=False,
    )  # fmt: skip
    UpdatesPage.objects.get().add_child(instance=page)
    page.affected.create(article=article, note="签字的人多了总监理工程师")
    page.save_revision(user=by)
    return PolicyUpdate.objects.get(pk=page.pk)


def _interpretation(by: Person) -> Interpretation:
    body = [
        ("text", "脚手架测试条例第六条说，竹脚手架一年检验一次；没有检验的不能用。"),
        ("qa", {"question": "刮大风还能干吗？", "answer": "不能。脚手架测试条例第四条：六级以上大风要停。"}),
    ]
    page = Interpretation(title=OLD_READING, slug="bamboo", summary="验过才能上人", owner=by, live=False, body=body)
    InterpretationsPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return Interpretation.objects.get(pk=page.pk)


def _publish(page: Any, second: Person) -> None:
    page.get_workflow().start(page, page.owner)
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, second, "approve")


def _answered(writer: Person, second: Person) -> None:
    row = write_answered(
        question=ANSWERED, answer="技术负责人签字，看脚手架测试条例第一条。", cites="脚手架测试条例第一条",
        on=D(2026, 6, 1), topics=[], by=writer, now=NOW,
    )  # fmt: skip
    submit_answered(answered=row, by=writer, now=NOW)
    publish_answered(answered=row, by=second, now=NOW)


def _lesson(writer: Person) -> None:
    body = [("articles", {"citations": ["脚手架测试条例第二条"]})]
    page = LessonPage(title=LESSON, slug="take-down", code="take-down", body=body, owner=writer)
    LevelPage.objects.get(slug="crew", url_path__contains="/courses-three-level/").add_child(instance=page)
    LessonPage.objects.filter(pk=page.pk).update(last_published_at=NOW)
    link_lessons(lessons=[LessonPage.objects.get(pk=page.pk)])


def _precedent(writer: Person, second: Person) -> None:
    cites = [{"article": "脚手架测试条例第5条", "kind": "basis"}]
    row = precedents.write_precedent(
        facts=FACTS | {"code": "wind-fine", "title": PRECEDENT, "cites": cites}, by=writer, now=NOW
    )
    row = precedents.submit_precedent(precedent=row, by=writer, now=NOW)
    row = precedents.approve_precedent(precedent=row, by=second, now=NOW)
    precedents.publish_precedent(precedent=row, by=second, now=NOW)
