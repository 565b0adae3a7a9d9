"""What open lessons talk to: beats while they are looked at, and reports of what was learnt without a network."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal import clock
from portal.bodies import read_json
from portal.services.refusal import Refused

from ..models import LessonPage
from ..rules import hours
from ..services import study
from ..services.study import Counted
from .exams_seat import refuse_json
from .lessons import NOT_YOURS, is_for_another, lesson_page

_SIGNED_OUT = "登录过期了，没有记。请重新登录。"
_UNREADABLE = "收到的内容看不懂，没有记。"


@never_cache
@require_POST
def beat(request: HttpRequest, pk: int) -> JsonResponse:
    """{uuid, device, visible, account} → what is counted by now. The time is ours, whatever a phone says."""
    facts = _read(request)
    if isinstance(facts, JsonResponse):
        return facts
    page = lesson_page(pk)
    try:
        counted = study.keep_beat(
            person=request.user,  # type: ignore[arg-type]
            lesson=page,
            number=facts["uuid"],
            device=facts["device"],
            visible=facts.get("visible") is True,
            now=clock.now(),
        )
    except Refused as refused:
        return refuse_json(refused.message, 422)
    return _told(page, counted)


@never_cache
@require_POST
def report(request: HttpRequest, pk: int) -> JsonResponse:
    """{uuid, device, since, until, claimed, sent, account}: study without a network, times by the phone's own clock.

    `sent` is that clock now: it says how wrong it goes. Lessons taken off meanwhile still count.
    """
    facts = _read(request)
    if isinstance(facts, JsonResponse):
        return facts
    page, now = get_object_or_404(LessonPage, pk=pk), clock.now()
    try:
        counted = study.keep_report(
            person=request.user,  # type: ignore[arg-type]
            lesson=page,
            number=facts["uuid"],
            device=facts["device"],
            since=_moment(facts.get("since"), facts.get("sent"), now),
            until=_moment(facts.get("until"), facts.get("sent"), now),
            claimed=facts.get("claimed"),
            now=now,
        )
    except Refused as refused:
        return refuse_json(refused.message, 422)
    return _told(page, counted)


def _read(request: HttpRequest) -> dict[str, Any] | JsonResponse:
    """The facts with a number and a device, or why they are none."""
    if not request.user.is_authenticated:
        return refuse_json(_SIGNED_OUT, 401)
    try:
        facts = read_json(request.body)
        number = uuid.UUID(str(facts["uuid"]))
    except (ValueError, KeyError, TypeError):
        return refuse_json(_UNREADABLE, 400)
    if is_for_another(request, facts.get("account")):
        return refuse_json(NOT_YOURS, 409)
    return facts | {"uuid": number, "device": str(facts.get("device") or "")[:64]}


def _moment(value: Any, sent: Any, now: datetime.datetime) -> datetime.datetime | None:
    """A time of the phone in our time: as long before now as it was before sending. None when it says nothing."""
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and 0 < one < 4e12 for one in (value, sent)):
        return None
    return now - datetime.timedelta(milliseconds=sent - value)


def _told(page: LessonPage, counted: Counted) -> JsonResponse:
    facts = {
        "lesson": page.pk,
        "seconds": counted.seconds,
        "minutes": hours.whole_minutes(counted.total),
        "most": hours.whole_minutes(hours.ceiling(page.minutes)),
        "words": counted.words,
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
