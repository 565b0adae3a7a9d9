"""The front page of the admin: what waits for this person, each with its number and the list where it is done."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from cases.admin.home import tasks_of as tasks_of_cases
from cases.services.precedents import MAY_APPROVE
from knowledge.admin.home import tasks_of as tasks_of_law
from knowledge.services.reviews import MAY_DECIDE
from portal.models import Person

from ..models import Paper, Question, Track
from ..services.recordings import MAY_RECORD
from ..services.reviews import MAY_REVIEW
from ..unheard import lesson_states, question_states
from .blueprint import PUBLISH

Task = tuple[int, str, str]
"""How many, of what, and the address of the list."""


def tasks_of(user: Person) -> list[Task]:
    """Only what this person may do; nothing that is already done. At most eleven queries after the permissions."""
    found: list[Task] = []
    if user.has_perm(MAY_REVIEW):
        used, url = Question.objects.filter(retired_at__isnull=True), reverse("questions:index")
        waiting = used.filter(state=Question.State.WAITING).count()
        found.append((waiting, "道题等专家复核", f"{url}?standing=waiting"))
        found.append((used.exclude(recheck="").count(), "道题要再看一遍（多半是法规变了）", f"{url}?mark=recheck"))
    if user.has_perm(PUBLISH):
        drafts = Paper.objects.visible_to(user).filter(draft__isnull=False, retired_at__isnull=True)
        found.append((drafts.count(), "份试卷有没发布的草稿", reverse("papers:index")))
    if user.has_perm(MAY_RECORD):
        found.append((_unspoken(), "道题和课还没有录音", reverse("recordings")))
    return [task for task in [*found, *tasks_of_cases(user), *tasks_of_law(user)] if task[0]]


def _unspoken() -> int:
    """What the list of recordings shows when it opens: questions and lessons without a voice in the first language."""
    track = Track.objects.order_by("order", "code").first()
    if track is None:
        return 0
    questions = sum(1 for one in question_states(track) if one.missing)
    return questions + sum(one.missing for one in lesson_states(track))


class TasksPanel(Component):
    name = "training_tasks"
    order = 100
    template_name = "training/desk_tasks.html"

    @property
    def media(self) -> Media:
        return Media(css={"all": ["desk.css"]})

    def __init__(self, tasks: list[Task]) -> None:
        self.tasks = tasks

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"tasks": self.tasks}


def add_tasks(request: HttpRequest, panels: list[Component]) -> None:
    """Nobody sees an empty panel who may do none of this; who has done everything is told so."""
    user = request.user
    if any(user.has_perm(one) for one in (MAY_REVIEW, PUBLISH, MAY_RECORD, MAY_APPROVE, MAY_DECIDE)):
        panels.append(TasksPanel(tasks_of(user)))  # type: ignore[arg-type]
