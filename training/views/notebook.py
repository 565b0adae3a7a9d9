"""错题本: what was answered wrongly, a few a day before the shift, by plain forms."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.models import Person
from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from ..feedback import lessons_for, mark_items, on_open_papers
from ..models import AttemptItem, NotebookCard, PracticeAnswer, QuestionVersion
from ..rules import grading
from ..rules.notebook import DAILY, TO_CLEAR, day_begins
from ..services.notebook_review import answer_card, order_of
from ..sitting import ask
from .answer_forms import given_of

_PER_PAGE = 30


def progress(person: Person) -> dict[str, int]:
    """What is due and learnt, what was practised today, and how many make today's portion. Two queries."""
    now = clock.now()
    counts = NotebookCard.objects.visible_to(person).askable().counts(now)
    answered = PracticeAnswer.objects.filter(person=person, lesson=None, at__gte=day_begins(now)).count()
    portion = min(max(DAILY - answered, 0), counts["due"])
    return counts | {"answered": answered, "portion": portion, "goal": max(DAILY, answered)}


@never_cache
@login_required
@require_safe
def notebook(request: HttpRequest) -> HttpResponseBase:
    """How many are due today, and everything that is being learnt."""
    person = cast(Person, request.user)
    rows = NotebookCard.objects.visible_to(person).askable().select_related("question__current", "question__point")
    cleared = request.GET.get("cleared") == "1"
    rows = rows.filter(cleared_at__isnull=not cleared).order_by("-cleared_at" if cleared else "due_at", "pk")
    context = {
        "counts": progress(person),
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "cleared": cleared,
        "query": "cleared=1" if cleared else "",
        "now": clock.now(),
        "to_clear": TO_CLEAR,
    }
    return render(request, "training/notebook/book.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponseBase:
    """One question that is due. POST marks it; the verdict stands on a page of its own."""
    person = cast(Person, request.user)
    error, typed = "", None
    if request.method == "POST":
        reply = _answer(request, person)
        if not isinstance(reply, Refused):
            return redirect("training:notebook_said", number=reply)
        error, typed = reply.message, request.POST.get("a") if reply.field == "answer" else None
    due = NotebookCard.objects.visible_to(person).askable().due(clock.now()).select_related("question__current")
    again = request.POST.get("card", "")
    card = due.filter(pk=row_key(again)).first() or due.first()
    if card is None:
        return redirect("training:notebook")
    item = _item(cast(QuestionVersion, card.question.current), card.pk)
    context = {
        "card": card,
        "asked": ask([item], {})[0],
        "version": card.question.current_id,
        "number": uuid.uuid4(),
        "counts": progress(person),
        "error": error,
        "typed": typed,
    }
    return render(request, "training/notebook/ask.html", context)


def _item(version: QuestionVersion, card: int) -> AttemptItem:
    """The question as it stands on the page; never stored."""
    return AttemptItem(pk=card, position=1, version=version, order=order_of(version, card), must=False)


def _answer(request: HttpRequest, person: Person) -> uuid.UUID | Refused:
    """The number under which the answer was kept, or why it was not."""
    try:
        number = uuid.UUID(request.POST.get("number", ""))
        card, version = int(request.POST.get("card", "")[:12]), int(request.POST.get("version", "")[:12])
    except ValueError:
        return Refused("页面不完整，请再答一次。")
    row = NotebookCard.objects.visible_to(person).filter(pk=card).select_related("question__current").first()
    if row is None or row.question.current is None:
        return Refused("这道题不在你的错题本里。")
    given = given_of(request, ask([_item(row.question.current, row.pk)], {})[0])
    if isinstance(given, Refused):
        return given
    try:
        answer_card(person=person, card=card, version=version, given=given, number=number, now=clock.now())
    except Refused as refused:
        return refused
    return number


@never_cache
@login_required
@require_safe
def said(request: HttpRequest, number: uuid.UUID) -> HttpResponseBase:
    """The verdict on one's own answer: what is right, why, the law of today, where to learn it again."""
    person = cast(Person, request.user)
    rows = PracticeAnswer.objects.filter(person=person, lesson=None).select_related("version__question")
    kept = get_object_or_404(rows, uuid=number)
    card = NotebookCard.objects.visible_to(person).filter(question=kept.version.question_id).first()
    if card is None:
        raise Http404
    if kept.version.question_id in on_open_papers(person):
        return redirect("training:notebook")
    day = clock.today()
    marks: dict[int, dict[str, Any]] = {
        card.pk: {"fraction": grading.RIGHT if kept.right else grading.WRONG, "answer": kept.answer}
    }
    one = mark_items([_item(kept.version, card.pk)], marks, on=day, today=day)[0]
    point = kept.version.question.point_id
    lessons = {} if kept.right else lessons_for([point], person, day, request)
    context = {
        "card": card,
        "one": one,
        "right": kept.right,
        "lesson": lessons.get(point),
        "counts": progress(person),
        "to_clear": TO_CLEAR,
        "left": max(TO_CLEAR - card.streak, 1),
    }
    return render(request, "training/notebook/said.html", context)
