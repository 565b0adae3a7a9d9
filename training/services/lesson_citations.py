"""The law behind each lesson: rows from the 依据 blocks, dated by the day on which the lesson came out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from knowledge.models import Citation
from knowledge.rules.citations import State, link
from knowledge.services.library import load_library
from knowledge.services.link_citations import link_objects
from portal.clock import SHANGHAI
from portal.services.outbox import record_changes

from ..models import LessonPage
from .content import CONTENT
from .content_questions import law_as_of


def basis_of(lesson: LessonPage) -> list[str]:
    """The lines of all 依据 blocks, in their order."""
    return [str(line) for block in lesson.body if block.block_type == "articles" for line in block.value["citations"]]


def text_of(lesson: LessonPage) -> str:
    """What is linked; offsets of the rows count in it."""
    return "\n".join(basis_of(lesson))


def written_on(lesson: LessonPage) -> datetime.date | None:
    """The day of the words that stand there now: shipped words are as old as the law their writers knew."""
    came_out = lesson.last_published_at.astimezone(SHANGHAI).date() if lesson.last_published_at else None
    shipped = lesson.live_revision is not None and lesson.live_revision.user_id is None
    return (law_as_of(CONTENT) or came_out) if shipped else came_out


@transaction.atomic
def link_lessons(*, lessons: Sequence[LessonPage]) -> list[Citation]:
    """Write the citations of published lessons anew, and tell the outbox of them."""
    record_changes(kind=LessonPage._meta.label_lower, ids=[lesson.pk for lesson in lessons])
    return link_objects(
        texts=[(lesson, text_of(lesson), written_on(lesson)) for lesson in lessons], kind=Citation.Kind.BASIS
    )


@transaction.atomic
def link_stale(*, since: datetime.datetime | None = None) -> int:
    """Link lessons whose rows are not those of their words: approved in a workflow, out at their appointed time, or
    citing a law that is known by now. How many there were; `since` looks only at what came out after that."""
    lessons = LessonPage.objects.live().select_related("live_revision")
    if since is not None:
        lessons = lessons.filter(last_published_at__gte=since)
    stale = [lesson for lesson in lessons if _is_stale(lesson)]
    link_lessons(lessons=stale)
    return len(stale)


def _is_stale(lesson: LessonPage) -> bool:
    kind = ContentType.objects.get_for_model(LessonPage)
    kept = Citation.objects.filter(content_type=kind, object_id=lesson.pk)
    links = link(text_of(lesson), load_library(), written_on(lesson))
    wanted = [(one.start, one.end, one.article_id) for one in links if one.state is not State.NOT_LAW]
    return sorted(wanted) != sorted(kept.values_list("start", "end", "article_id"))
