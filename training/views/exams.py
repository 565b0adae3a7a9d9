"""Taking an exam, page by page. Everything works without JavaScript; with it the pages become one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.models import Person
from portal.rules.numbers import row_key
from portal.services.refusal import Refused
from portal.shared_phone import account_key

from ..models import Attempt, AttemptItem
from ..rules.clock import in_words
from ..services import attempts
from ..services.answers import Ack, Incoming, save_answers
from ..sitting import Asked, answers_of, in_a_line, paper_of, question_of
from ..unreviewed import drew_unreviewed, may_draw_unreviewed
from .answer_forms import given_of
from .exams_answers import millis
from .exams_list import offer_of
from .exams_seat import in_place, room_of, with_attempt

_DEVICE = "form"


@dataclass(frozen=True)
class Cell:
    """One question on the map."""

    position: int
    item: int
    answered: bool


def cells_of(attempt: Attempt, answers: dict[int, Any]) -> list[Cell]:
    rows = AttemptItem.objects.filter(attempt=attempt).order_by("position").values_list("position", "pk")
    return [Cell(position, item, item in answers) for position, item in rows]


def _page(request: HttpRequest, attempt: Attempt, **more: Any) -> dict[str, Any]:
    """What every page of a running paper shows and tells the script; `typed` is what was refused just now."""
    moment = clock.now()
    clocks = {"now": millis(moment), "deadline": millis(attempt.deadline), "grace": millis(attempt.grace_until)}
    left = (attempt.deadline - moment).total_seconds()
    return {
        "attempt": attempt,
        "account": account_key(attempt.person),
        "seated": bool(room_of(request)),
        "clocks": clocks,
        "left": in_words(left),
        "over": left < 0,
        "typed": None,
        **more,
    }


def _elsewhere(request: HttpRequest, attempt: Attempt) -> HttpResponseBase | None:
    """What the own phone shows of a supervised paper that is being taken in the room: that, and no question."""
    if attempt.state != Attempt.State.OPEN or in_place(request, attempt):
        return None
    return render(request, "training/exams/in_room.html", {"attempt": attempt, "account": account_key(attempt.person)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_attempt
def question(request: HttpRequest, attempt: Attempt, n: int) -> HttpResponseBase:
    """One question. POST keeps its answer and goes on."""
    answers = answers_of(attempt)
    asked = question_of(attempt, n, answers)
    if asked is None:
        raise Http404
    error, typed = "", None
    if request.method == "POST":
        error, typed = _save(request, attempt, asked)
        if not error:
            return _elsewhere(request, attempt) or redirect(_next(request, attempt, n))
    if away := _elsewhere(request, attempt):
        return away
    if attempt.state != Attempt.State.OPEN:
        return redirect("training:exam_result", code=attempt.code)
    if clock.now() > attempt.deadline:
        return redirect("training:exam", code=attempt.code)
    cells = cells_of(attempt, answers)
    more = {"questions": [asked], "n": n, "total": len(cells), "done": sum(c.answered for c in cells)}
    page = _page(request, attempt, **more, error=error, typed=typed)
    return render(request, "training/exams/question.html", page)


def _save(request: HttpRequest, attempt: Attempt, asked: Asked) -> tuple[str, str | None]:
    """What is wrong with the answer ("" when it was kept or did not change), and what was typed."""
    given = given_of(request, asked)
    if isinstance(given, Refused):
        return given.message, None
    if not _changed(request, asked, given):
        return "", None
    batch, here = [Incoming(uuid.uuid4(), asked.item, given)], in_place(request, attempt)
    ack = save_answers(attempt=attempt, batch=batch, now=clock.now(), device=_DEVICE, places=True, in_place=here)[0]
    if ack.state == "refused":
        return ack.message, given if isinstance(given, str) else None
    _say(request, ack)
    return "", None


def _changed(request: HttpRequest, asked: Asked, given: Any) -> bool:
    """Going on without a change is no answer: neither to what is kept, nor to what an old tab still shows (`was`)."""
    return in_a_line(given) not in (asked.was, request.POST.get("was"))


def _say(request: HttpRequest, ack: Ack) -> None:
    if ack.message:
        messages.warning(request, ack.message)


def _next(request: HttpRequest, attempt: Attempt, n: int) -> str:
    go = request.POST.get("go", "next")
    last = AttemptItem.objects.filter(attempt=attempt).count()
    target = {"prev": n - 1, "next": n + 1}.get(go, row_key(go))
    return f"/exams/a/{attempt.code}/{target}/" if 1 <= target <= last else f"/exams/a/{attempt.code}/"


@require_safe
@with_attempt
def paper(request: HttpRequest, attempt: Attempt) -> HttpResponseBase:
    """All questions in one document: what the script shows one by one, online or not."""
    if away := _elsewhere(request, attempt):
        return away
    if attempt.state != Attempt.State.OPEN:
        return redirect("training:exam_result", code=attempt.code)
    questions = paper_of(attempt, answers_of(attempt))
    done = sum(asked.answered for asked in questions)
    cells = [Cell(asked.position, asked.item, asked.answered) for asked in questions]
    more = {"questions": questions, "n": 1, "total": len(questions), "done": done, "whole": True, "cells": cells}
    return render(request, "training/exams/question.html", _page(request, attempt, **more))


@require_http_methods(["GET", "HEAD", "POST"])
@with_attempt
def overview(request: HttpRequest, attempt: Attempt) -> HttpResponseBase:
    """All questions on one map; handing in. After the deadline: what was counted, and what to do."""
    if away := _elsewhere(request, attempt):
        return away
    if request.method == "POST":
        attempts.submit_attempt(attempt=attempt, by=attempt.person, now=clock.now())
        return redirect("training:exam_result", code=attempt.code)
    if attempt.state != Attempt.State.OPEN:
        return redirect("training:exam_result", code=attempt.code)
    cells = cells_of(attempt, answers_of(attempt))
    done = sum(cell.answered for cell in cells)
    more = {"cells": cells, "total": len(cells), "done": done, "missing": len(cells) - done}
    return render(request, "training/exams/overview.html", _page(request, attempt, **more))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponseBase:
    """What is asked and how long it takes; POST begins, or goes on with what was begun."""
    person = cast(Person, request.user)
    offer = offer_of(person, code, clock.now())
    if offer is None:
        raise Http404
    error = ""
    if request.method == "POST":
        place = next((p for p in offer.projects if str(p.pk) == request.POST.get("project")), None)
        try:
            begun = attempts.start_attempt(person=person, paper=offer.paper, by=person, now=clock.now(), project=place)
        except Refused as refused:
            error = refused.message
        else:
            return redirect("training:exam_question", code=begun.code, n=1)
    running = offer.running
    unreviewed = drew_unreviewed(running) if running else may_draw_unreviewed(offer.version, today=clock.today())
    return render(request, "training/exams/start.html", {"offer": offer, "error": error, "unreviewed": unreviewed})
