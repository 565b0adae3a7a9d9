"""Signing oneself under a session, on the own phone, by the QR of who holds it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from ..models import CrewSession
from ..rules.sessions import path_of
from ..services import sessions
from .sessions import _strokes as strokes_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponseBase:
    """Whoever holds the code has seen it on the spot; what is shown names nobody but who teaches."""
    person = cast(Person, request.user)
    found = get_object_or_404(CrewSession.objects.select_related("project", "crew"), sign_code=code)
    error = ""
    if request.method == "POST":
        try:
            signature = strokes_of(request.POST.get("signature", ""))
            sessions.sign(session=found, person=person, signature=signature, now=clock.now())
        except Refused as refused:
            error = refused.message
        else:
            return redirect("training:sign_session", code=code)
    own = found.attendees.filter(person=person).first()
    context = {"session": found, "own": own, "error": error, "path": path_of(own.signature) if own else ""}
    return render(request, "training/sessions/sign.html", context)
