"""What came of an exam: wrong answers first, why, the law, a case, what to learn again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal import clock
from portal.shared_phone import account_key

from ..feedback import Lesson, Marked, lessons_for, marked_of, on_open_papers
from ..models import Attempt, AttemptResult, NotebookCard
from ..rules.clock import allowance, in_words, minutes_taken
from ..services.attempts import finished_of
from ..services.results import newest_result
from ..unreviewed import drew_unreviewed
from .exams_list import state_of
from .exams_seat import room_of, with_attempt


@dataclass(frozen=True)
class Card:
    """A marked question on the page: where to learn it again, and whether it is in the notebook."""

    marked: Marked
    lesson: Lesson | None = None
    kept: bool = False


@require_safe
@with_attempt
def result(request: HttpRequest, attempt: Attempt) -> HttpResponseBase:
    if attempt.state == Attempt.State.OPEN:
        return redirect("training:exam", code=attempt.code)
    moment = clock.now()
    found = newest_result(attempt)
    seated = bool(room_of(request))
    closed_at = attempt.closed_at or moment
    asked_now = on_open_papers(attempt.person)
    cards, withheld = _cards(request, attempt, found, asked_now) if found else ([], 0)
    late = list(attempt.events.filter(standing="undecided").values_list("decisions", flat=True))
    wrong = [card for card in cards if card.marked.state != "right"]
    musts = [card for card in cards if card.marked.asked.must]
    page = {
        "attempt": attempt,
        "result": found,
        "account": account_key(attempt.person),
        "seated": seated,
        "unreviewed": drew_unreviewed(attempt),
        "minutes": minutes_taken(attempt.started_at, closed_at=closed_at, deadline=attempt.deadline),
        "wrong": wrong,
        "right": [card for card in cards if card.marked.state == "right"],
        "musts": len(musts),
        "musts_right": sum(card.marked.state == "right" for card in musts),
        "kept": sum(card.kept for card in wrong),
        "withheld": withheld,
        "waiting": sum(one is None for one in late),
        "decisions": attempt.decisions.order_by("-at") if any(late) else (),
        "again": None if seated or (found and found.passed) else _again(attempt, asked_now, moment),
    }
    return render(request, "training/exams/result.html", page)


def _again(attempt: Attempt, asked_now: Mapping[int, int], moment: datetime.datetime) -> dict[str, str] | None:
    """How a new try at this paper stands, see `state_of`; None when it is offered no more."""
    version = attempt.paper.current
    if version is None or attempt.paper.retired_at:
        return None
    allowed = allowance(
        finished_of(attempt.person).get(attempt.paper_id, []),
        limit=version.max_attempts,
        cooldown_minutes=version.cooldown_minutes,
        now=moment,
    )
    state = state_of(version, allowed, running=attempt.paper_id in asked_now.values())
    return {
        "state": state,
        "wait": in_words((allowed.not_before - moment).total_seconds()) if allowed.not_before else "",
    }


def _cards(
    request: HttpRequest, attempt: Attempt, found: AttemptResult, asked_now: Mapping[int, int]
) -> tuple[list[Card], int]:
    """The questions of the paper, and how many are withheld because they are being asked again right now."""
    today = clock.today()
    everything = marked_of(attempt, found, today)
    marked = [one for one in everything if one.version.question_id not in asked_now]
    wrong = {one.version.question_id: one.version.question.point_id for one in marked if one.state != "right"}
    lessons = lessons_for(set(wrong.values()), attempt.person, today, request)
    kept = NotebookCard.objects.filter(person=attempt.person, question__in=wrong, cleared_at__isnull=True)
    in_notebook = set(kept.values_list("question", flat=True)) if wrong else set()
    cards = [
        Card(one, lessons.get(wrong.get(one.version.question_id, 0)), one.version.question_id in in_notebook)
        for one in marked
    ]
    return cards, len(everything) - len(marked)
