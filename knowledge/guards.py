"""Who may read the files of our own rows."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from portal import clock
from portal.models import Attachment, Person

from .models import Question, QuestionEntry, QuestionMove

_LOOKED = datetime.timedelta(hours=12)


def of_question(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Photos and voice of a question: the desk, once the question was opened there and the look is written down."""
    owner = attachment.owner
    question = owner.question if isinstance(owner, QuestionEntry) else owner
    if not isinstance(question, Question) or not Question.objects.visible_to(user).filter(pk=question.pk).exists():
        return False
    looks = QuestionMove.objects.filter(question=question, verb=QuestionMove.Verb.LOOK, by=user.pk)
    return looks.filter(at__gt=clock.now() - _LOOKED).exists()
