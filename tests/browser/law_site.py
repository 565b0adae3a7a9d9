"""Content for an editor's walk: a text for 工伤保险条例 and eight places of six kinds that cite it."""

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
from tests.browser.injury_law import give_text
from tests.cases.conftest import FACTS
from tests.knowledge.amended import NOW, D
from tests.training.factories import make_question
from training.models import LessonPage, LevelPage, QuestionVersion
from training.services.bank import link_bases
from training.services.lesson_citations import link_lessons

WRITER, SECOND = "shili-bianji", "shili-shenhe"
UPDATE, OLD_READING = "换了单位，伤者接着管", "伤情登记簿一年一审"
SCHEDULED, DEAD = "并给别家要书面报", "伤情登记簿不用再送审"
LESSON, ANSWERED, PRECEDENT = "去国外干活以前", "公司并给别家，工伤找谁？", "查伤情不配合，被罚一万"
IDLE, RETIRED = "中暑什么时候报？", "登记簿多久审一次？"


def fill(starts: str) -> None:
    """`starts` is the day on which the new version is to begin: what waits for its hour comes out then."""
    writer, second = (Person.objects.get(username=name) for name in (WRITER, SECOND))
    first = give_text().texts.get(number=43).article
    _publish(_update(writer, first, UPDATE, "merged", D(2026, 6, 1), "工伤保险条例第四十三条说二十日内要报。"), second)
    begins = datetime.date.fromisoformat(starts)
    later = _update(writer, first, SCHEDULED, "in-writing", begins, "除了报经办机构，还要书面报工会。")
    later.go_live_at = datetime.datetime.combine(begins, datetime.time(), SHANGHAI)
    later.save_revision(user=writer)
    _update(writer, first, DEAD, "book-gone", begins, "工伤保险条例第六十九条没有了，登记簿不用送审。")
    _publish(_interpretation(writer), second)
    _answered(writer, second)
    for code, stem, basis in (("heat", IDLE, "工伤保险条例第四十六条"), ("book", RETIRED, "工伤保险条例第四十八条")):
        question = make_question(code, stem=stem, basis=basis, written_by=writer)
        link_bases(versions=QuestionVersion.objects.filter(question=question))
    _lesson(writer)
    _precedent(writer, second)


def _update(by: Person, article: Article, title: str, slug: str, on: datetime.date, changed: str) -> PolicyUpdate:
    page = PolicyUpdate(
        title=title, slug=slug, for_whom="受过伤的工人、项目部", effective_on=on, what_changed=changed,
        what_to_do="留好病历和认定书\n换了单位，问一句报过没有", owner=by, live=False,
    )  # fmt: skip
    UpdatesPage.objects.get().add_child(instance=page)
    page.affected.create(article=article, note="多了书面报工会")
    page.save_revision(user=by)
    return PolicyUpdate.objects.get(pk=page.pk)


def _interpretation(by: Person) -> Interpretation:
    body = [
        ("text", "工伤保险条例第四十八条说，伤情登记簿一年送审一次。"),
        ("qa", {"question": "热晕了要不要报？", "answer": "要。工伤保险条例第四十六条：三十七度以上中暑，当天报。"}),
    ]
    page = Interpretation(title=OLD_READING, slug="book", summary="审过才算数", owner=by, live=False, body=body)
    InterpretationsPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return Interpretation.objects.get(pk=page.pk)


def _publish(page: Any, second: Person) -> None:
    page.get_workflow().start(page, page.owner)
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, second, "approve")


def _answered(writer: Person, second: Person) -> None:
    row = write_answered(
        question=ANSWERED, answer="找接手的单位，看工伤保险条例第四十三条。", cites="工伤保险条例第四十三条",
        on=D(2026, 6, 1), topics=[], by=writer, now=NOW,
    )  # fmt: skip
    submit_answered(answered=row, by=writer, now=NOW)
    publish_answered(answered=row, by=second, now=NOW)


def _lesson(writer: Person) -> None:
    body = [("articles", {"citations": ["工伤保险条例第四十四条"]})]
    page = LessonPage(title=LESSON, slug="abroad", code="abroad", body=body, owner=writer)
    LevelPage.objects.get(slug="crew", url_path__contains="/courses-three-level/").add_child(instance=page)
    LessonPage.objects.filter(pk=page.pk).update(last_published_at=NOW)
    link_lessons(lessons=[LessonPage.objects.get(pk=page.pk)])


def _precedent(writer: Person, second: Person) -> None:
    cites = [{"article": "工伤保险条例第47条", "kind": "basis"}]
    row = precedents.write_precedent(
        facts=FACTS | {"code": "hidden-fine", "title": PRECEDENT, "cites": cites}, by=writer, now=NOW
    )
    row = precedents.submit_precedent(precedent=row, by=writer, now=NOW)
    row = precedents.approve_precedent(precedent=row, by=second, now=NOW)
    precedents.publish_precedent(precedent=row, by=second, now=NOW)
