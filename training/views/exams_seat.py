"""Whose paper lies on the table: the signed-in person's own, or that of the person whom a supervisor seated here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from portal import clock
from portal.models import Person

from ..models import Attempt
from ..services import attempts

ROOM = "exam_room"
"""Session key of a supervised room: {supervisor, paper, project, people, seat, person}. Nobody is signed in there."""

View = Callable[..., HttpResponseBase]


def room_of(request: HttpRequest) -> dict[str, Any]:
    """The room of this phone; none while somebody is signed in."""
    return {} if request.user.is_authenticated else request.session.get(ROOM) or {}


def seated(request: HttpRequest) -> tuple[Person | None, str]:
    """Who sits here, and the only attempt that may be touched ("" when it is any of one's own)."""
    if request.user.is_authenticated:
        return request.user, ""
    room = room_of(request)
    if not room.get("seat"):
        return None, ""
    attempt = Attempt.objects.filter(code=room["seat"], person=room["person"]).select_related("person").first()
    return (attempt.person, str(attempt.code)) if attempt else (None, "")


def attempts_here(request: HttpRequest, code: uuid.UUID) -> QuerySet[Attempt]:
    """One's own attempt of that code, or the one that lies at this seat; else none. What is on paper, once it is
    marked: until then it is answered with a pen."""
    rows = Attempt.objects.filter(code=code).exclude(mode=Attempt.Mode.PRINTED, state=Attempt.State.OPEN)
    if request.user.is_authenticated:
        return rows.filter(person=request.user.pk)
    room = room_of(request)
    return rows.filter(person=room["person"]) if room.get("seat") == str(code) else rows.none()


def in_place(request: HttpRequest, attempt: Attempt) -> bool:
    """Whether this is where the attempt is taken: a supervised one only at the seat of its room, where nobody is
    signed in."""
    return attempt.mode != Attempt.Mode.SUPERVISED or not request.user.is_authenticated


def with_attempt(view: View) -> View:
    """Hand the attempt to a page; collect it first when its time is over. Strangers get 404, the unknown a door."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, code: uuid.UUID, *rest: Any, **named: Any) -> HttpResponseBase:
        attempt = attempts_here(request, code).select_related("paper", "version", "person").first()
        if attempt is None:
            if request.user.is_authenticated or room_of(request):
                raise Http404
            return redirect_to_login(request.get_full_path())
        attempts.close_if_due(attempt=attempt, now=clock.now())
        return view(request, attempt, *rest, **named)

    return cast(View, inner)


def refuse_json(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status, json_dumps_params={"ensure_ascii": False})
