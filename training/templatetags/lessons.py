"""What pages of lessons show, read where they are printed: for visitors, for drafts in the editor, after an answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from portal import clock
from portal.models import Person

from ..lesson_reading import Lesson, read_lesson
from ..models import LessonPage, LevelPage, ProgrammePage
from ..programme_reading import Programme, read_programme

register = template.Library()
_BESIDE = 3
"""So many stand beside an answer."""


def _reader(request: HttpRequest) -> Person | AnonymousUser:
    return getattr(request, "user", None) or AnonymousUser()


def _is_draft(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False))


@register.simple_tag(takes_context=True)
def lesson_of(context: dict[str, Any], page: LessonPage) -> Lesson:
    """The lesson of the page for who asks; the one that a view has read already, after an answer."""
    if "lesson" in context:
        found: Lesson = context["lesson"]
        return found
    request = context["request"]
    again = request.GET.get("again", "")
    return read_lesson(page, _reader(request), clock.today(), draft=_is_draft(request), again=again)


@register.simple_tag
def lessons_on(articles: Collection[int]) -> list[LessonPage]:
    """Lessons for everyone that cite one of these articles: each ends with questions."""
    rows = LessonPage.objects.live().public().filter(citations__article__in=articles).defer("body").distinct()
    return list(rows.order_by("path")[:_BESIDE]) if articles else []


@register.simple_tag(takes_context=True)
def programme_of(context: dict[str, Any], page: ProgrammePage | LevelPage) -> Programme:
    """The lessons of a programme, or of one level of it, and how far who asks has come."""
    request = context["request"]
    reader = AnonymousUser() if _is_draft(request) else _reader(request)
    return read_programme(page, reader, clock.today())


@register.simple_tag(takes_context=True)
def addresses_of(context: dict[str, Any], programme: Programme) -> list[str]:
    """Every page that is taken along with a programme."""
    request = context["request"]
    pages = [programme.page, *(stage.page for stage in programme.stages), *(entry.page for entry in programme.entries)]
    return [*(page.get_url(request) for page in pages), reverse("training:taken")]
