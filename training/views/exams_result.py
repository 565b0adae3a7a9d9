"""What came of an exam. Keys and explanations are read here and nowhere before the paper is in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from knowledge.models import Citation
from knowledge.reading import Chip, chips_for
from portal import clock
from portal.shared_phone import account_key

from ..models import Attempt, AttemptItem, AttemptResult, QuestionVersion
from ..rules import grading, kinds
from ..rules.clock import minutes_taken
from ..services.results import newest_result
from ..sitting import Asked, ask
from .exams_list import offer_of
from .exams_seat import room_of, with_attempt


@dataclass(frozen=True)
class Marked:
    """A question with its mark: the answer that counted, the right one, both in words, why, and the law behind it."""

    asked: Asked
    version: QuestionVersion
    fraction: float
    answer: str
    right: str
    chips: Sequence[Chip] = ()

    @property
    def state(self) -> str:
        return {grading.RIGHT: "right", grading.HALF: "half"}.get(self.fraction, "wrong")


@require_safe
@with_attempt
def result(request: HttpRequest, attempt: Attempt) -> HttpResponseBase:
    if attempt.state == Attempt.State.OPEN:
        return redirect("training:exam", code=attempt.code)
    moment = clock.now()
    found = newest_result(attempt)
    seated = bool(room_of(request))
    closed_at = attempt.closed_at or moment
    page = {
        "attempt": attempt,
        "result": found,
        "account": account_key(attempt.person),
        "seated": seated,
        "minutes": minutes_taken(attempt.started_at, closed_at=closed_at, deadline=attempt.deadline),
        "marked": marked_of(attempt, found, moment.date()) if found else [],
        "waiting": attempt.events.filter(standing="undecided", decisions__isnull=True).count(),
        "decisions": attempt.decisions.order_by("-at"),
        "again": None if seated else offer_of(attempt.person, attempt.paper.code, moment),
    }
    return render(request, "training/exams/result.html", page)


def marked_of(attempt: Attempt, found: AttemptResult, today: datetime.date) -> list[Marked]:
    """Every question in its place, with chips of the articles as they stood on the day of the exam."""
    marks = {mark["item"]: mark for mark in found.marks}
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version").order_by("position"))
    chips = _chips([item.version_id for item in items], attempt.started_at.astimezone(clock.SHANGHAI).date(), today)
    shown = ask(items, {pk: mark["answer"] for pk, mark in marks.items()})
    keys = ask(items, {item.pk: item.version.key for item in items}, silent=True)
    return [
        Marked(
            asked=asked,
            version=item.version,
            fraction=mark["fraction"],
            answer=in_short(asked, mark["answer"]) or "没有作答",
            right=_key_in_short(right, item),
            chips=chips.get(item.version_id, ()),
        )
        for item, asked, right in zip(items, shown, keys, strict=True)
        if (mark := marks.get(item.pk))
    ]


def in_short(asked: Asked, answer: Any) -> str:
    """An answer in words: B. 挂在头顶, 1 → 3 → 2, 1.5 米."""
    if asked.kind == kinds.NUMERIC:
        return f"{answer} {asked.unit}".strip() if answer else ""
    if asked.kind == kinds.ORDERING:
        steps = sorted((choice for choice in asked.choices if choice.rank), key=lambda choice: choice.rank)
        return " → ".join(choice.text for choice in steps)
    return "；".join(f"{choice.mark} {choice.text}".strip() for choice in asked.choices if choice.chosen)


def _key_in_short(asked: Asked, item: AttemptItem) -> str:
    """The right answer, in the places in which this paper showed it. `asked` has the key ticked."""
    key = item.version.key
    if asked.kind != kinds.NUMERIC:
        return in_short(asked, key)
    value, tolerance = (f"{float(key.get(name) or 0):g}" for name in ("value", "tolerance"))
    return f"{value} {asked.unit}".strip() + (f"（上下 {tolerance} 都算对）" if tolerance != "0" else "")


def _chips(versions: list[int], on: datetime.date, today: datetime.date) -> dict[int, list[Chip]]:
    kind = ContentType.objects.get_for_model(QuestionVersion)
    cited = Citation.objects.resolved().filter(content_type=kind, object_id__in=versions).select_related("article")
    rows = list(cited.order_by("start"))
    chips = chips_for([(row.article, on) for row in rows if row.article], today)
    found: dict[int, list[Chip]] = {}
    for row in rows:
        chip = chips.get(row.article_id or 0)
        if chip and chip not in found.setdefault(row.object_id, []):
            found[row.object_id].append(chip)
    return found
