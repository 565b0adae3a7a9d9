"""What waits for a person at the desk of law."""

from __future__ import annotations

from django.urls import reverse

from portal.models import Person

from ..models import AnsweredQuestion, NewVersion, ReviewTask
from ..services.answered import MAY_APPROVE as MAY_PUBLISH_ANSWERS
from ..services.new_versions import MAY_APPROVE
from ..services.reviews import MAY_DECIDE

Task = tuple[int, str, str]
"""How many, of what, and the address of the list."""


def tasks_of(user: Person) -> list[Task]:
    """At most three queries; what they brought themselves waits for others."""
    found: list[Task] = []
    if user.has_perm(MAY_APPROVE):
        rows = NewVersion.objects.filter(state=NewVersion.State.SUBMITTED).only("trail", "written_by_id")
        waiting = sum(1 for row in rows if user.pk not in row.hands)
        found.append((waiting, "个法规新版本等你批准", reverse("new_versions:index")))
    if user.has_perm(MAY_DECIDE):
        mine = ReviewTask.objects.open().mine(user).count()
        found.append((mine, "处引用等你复核（法规变了）", f"{reverse('law_reviews:index')}?who=me"))
    if user.has_perm(MAY_PUBLISH_ANSWERS):
        second_look = AnsweredQuestion.objects.waiting_for(user).count()
        found.append((second_look, "个问答等你看了再发布", f"{reverse('knowledge:answered_list')}?state=review"))
    return found
