"""An article beside an open case has changed: its people say whether it stands, is another one now, or goes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.models import ReviewTask
from knowledge.services.reviews import decide
from portal.services.refusal import Refused

from ..models import Case, CaseArticle
from ..rules.access import Action
from .law import add_article, remove_article
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person


@transaction.atomic
def keep_article(*, case: Case, task: ReviewTask, why: str, by: Person, now: datetime.datetime) -> ReviewTask:
    """It still applies as it is cited: in the text of the day on which it happened."""
    _sound(case, task, why, by)
    note(case=case, verb="law", by=by, at=now, why=why.strip(), deed="review_keep", task=task.pk)
    return decide(task=task, verdict=ReviewTask.State.RIGHT, reason=why, by=by, now=now)


@transaction.atomic
def replace_article(
    *, case: Case, task: ReviewTask, article: CaseArticle, cite: str, why: str, by: Person, now: datetime.datetime
) -> ReviewTask:
    """Another one takes its place in the same role. Refused beside `cite` when that is not one of the day."""
    _sound(case, task, why, by, article)
    kind = article.kind
    remove_article(article=article, why=f"法规变动，换成新条：{why.strip()}", by=by, now=now)
    add_article(case=case, cite=cite, kind=kind, by=by, now=now, why=why)
    return decide(task=task, verdict=ReviewTask.State.CORRECTED, reason=f"换成新条：{why.strip()}", by=by, now=now)


@transaction.atomic
def drop_article(
    *, case: Case, task: ReviewTask, article: CaseArticle, why: str, by: Person, now: datetime.datetime
) -> ReviewTask:
    """It applies no more and goes, with the reason; it is not proposed again."""
    _sound(case, task, why, by, article)
    remove_article(article=article, why=f"法规变动：{why.strip()}", by=by, now=now)
    return decide(task=task, verdict=ReviewTask.State.CORRECTED, reason=f"去掉了：{why.strip()}", by=by, now=now)


def _sound(case: Case, task: ReviewTask, why: str, by: Person, article: CaseArticle | None = None) -> None:
    guard(case, by, Action.LAW)
    if not ReviewTask.objects.of(case).filter(pk=task.pk).exists():
        raise Refused("这一处复核不在这件案子里")
    if article is not None and (article.case_id != case.pk or article.state != CaseArticle.State.CONFIRMED):
        raise Refused("请选案件里已经确认的一条", "article")
    if not why.strip():
        raise Refused("请写一句为什么", "why")
