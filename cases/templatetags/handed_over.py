"""What pages of the hotline say of a question that became a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template

from ..models import Case

if TYPE_CHECKING:
    from knowledge.models import Question

register = template.Library()


@dataclass(frozen=True)
class HandedOver:
    """`case` only for whoever may see it; `to` in plain words for everybody else, the asker among them."""

    case: Case | None
    to: str


@register.simple_tag
def handed_over(question: Question, user: Any = None) -> HandedOver | None:
    """To whom the question went; None while it is no case. A question that was merged went with the other."""
    pks = [pk for pk in (question.pk, question.merged_into_id) if pk]
    found = Case.objects.filter(question__in=pks).select_related("project__client").order_by("pk").first()
    if found is None:
        return None
    seen = user is not None and Case.objects.visible_to(user).filter(pk=found.pk).exists()
    return HandedOver(found if seen else None, f"{found.project.client.name}管“{found.project.name}”的人")
