"""What is told in plain words, let out by its own services: answers, updates, interpretations, lessons."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from wagtail.models import Page

from knowledge.models import (
    AnsweredQuestion,
    Article,
    HomePage,
    Interpretation,
    InterpretationsPage,
    PolicyUpdate,
    UpdatesPage,
)
from knowledge.services import answered
from knowledge.services.home import ensure_home
from portal import clock
from portal.services.groups import ensure_groups
from tests.cases.life import editor
from training.models import LessonPage, LevelPage, ProgrammePage
from training.services.lesson_citations import link_lessons

D = datetime.date
CITED = "工伤测试条例第一条"


def make_answer(
    question: str, answer: str, *, cites: str = CITED, sample: bool = False, upto: str = "published"
) -> AnsweredQuestion:
    """As far as `upto`: draft, review, published or withdrawn."""
    facts: dict[str, Any] = {"question": question, "answer": answer, "cites": cites, "on": D(2024, 1, 1), "topics": []}
    row = answered.write_answered(by=editor("writer"), now=clock.now(), **facts)
    if upto == "draft":
        return row
    row = answered.submit_answered(answered=row, by=editor("writer"), now=clock.now())
    if upto == "review":
        return row
    AnsweredQuestion.objects.filter(pk=row.pk).update(is_sample=sample)
    row = answered.publish_answered(answered=row, by=editor("second"), now=clock.now())
    return row if upto == "published" else withdraw_answer(row)


def withdraw_answer(row: AnsweredQuestion) -> AnsweredQuestion:
    return answered.withdraw_answered(answered=row, by=editor("second"), why="写错了", now=clock.now())


def make_update(
    slug: str, title: str, text: str, *, affected: Article | None = None, out: bool = True, **facts: Any
) -> PolicyUpdate:
    given: dict[str, Any] = {"for_whom": "架子工", "effective_on": D(2024, 1, 1), "what_to_do": "照着做"} | facts
    page = PolicyUpdate(title=title, slug=slug, what_changed=text, **given)
    _below(UpdatesPage, page)
    if affected:
        page.affected.create(article=affected)
    _submit(page)
    return PolicyUpdate.objects.get(pk=_let_out(page) if out else page.pk)


def make_interpretation(slug: str, title: str, text: str, *, out: bool = True) -> Interpretation:
    qa = {"question": "怎么说？", "answer": text}
    page = Interpretation(title=title, slug=slug, on=D(2024, 1, 1), body=[{"type": "qa", "value": qa}])
    _below(InterpretationsPage, page)
    _submit(page)
    return Interpretation.objects.get(pk=_let_out(page) if out else page.pk)


def make_lesson(slug: str, title: str, text: str, *, out: bool = True, level: str = "company") -> LessonPage:
    """In a programme of its own making; `level` is the slug of the level it lies in."""
    blocks: list[dict[str, Any]] = [
        {"type": "text", "value": {"heading": "先看", "body": f"<p><b>{text}</b></p>"}},
        {"type": "steps", "value": {"heading": "怎么做", "steps": ["看", "挂"]}},
        {"type": "check", "value": {"question": "secret.code"}},
        {"type": "articles", "value": {"citations": [CITED]}},
    ]
    page = LessonPage(title=title, slug=slug, code=f"t.{slug}", minutes=10, body=blocks, live=False)
    make_level(level).add_child(instance=page)
    page.save_revision()
    if out:
        page.get_latest_revision().publish()
        link_lessons(lessons=[LessonPage.objects.get(pk=page.pk)])
    return LessonPage.objects.get(pk=page.pk)


def make_level(slug: str) -> LevelPage:
    home = ensure_home()
    programme = ProgrammePage.objects.first() or _added(home, ProgrammePage(title="三级教育", slug="learn3", code="p3"))
    level = LevelPage.objects.child_of(programme).filter(slug=slug).first()
    return level or _added(programme, LevelPage(title=f"级{slug}", slug=slug))


def _added(parent: Page, page: Any) -> Any:
    parent.add_child(instance=page)
    return page


def _below(index: type[Page], page: Any) -> None:
    """A draft of a first hand."""
    if not HomePage.objects.exists() or not index.objects.exists():
        ensure_groups(settings.GROUP_PERMISSIONS)
        ensure_home()
    page.owner, page.live = editor("writer"), False
    index.objects.get().add_child(instance=page)


def _submit(page: Any) -> None:
    page.save_revision(user=editor("writer"))
    page.get_workflow().start(page, editor("writer"))


def _let_out(page: Any) -> int:
    """By the second hand."""
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, editor("second"), "approve")
    return int(page.pk)
