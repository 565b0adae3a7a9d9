"""What the page of sessions talks to: the own crews for a phone, whole sessions from it, and their pictures."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal import clock
from portal.bodies import read_json
from portal.models import Person
from portal.services.refusal import Refused
from portal.shared_phone import account_key

from ..models import CrewSession
from ..rosters import Site, lesson_topics, sites_of
from ..services import sessions
from .exams_answers import millis
from .exams_seat import refuse_json

_SIGNED_OUT = "请先登录。记录还在这部手机里，登录以后会自动上传。"


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponseBase:
    """GET: account, clock, token, and the own crews with names alone. POST: one session, whole."""
    if not request.user.is_authenticated:
        return refuse_json(_SIGNED_OUT, 401)
    person = request.user
    if request.method == "POST":
        return _receive(request, person)
    sites = sites_of(person, today=clock.today())
    facts = {"now": millis(clock.now()), "account": account_key(person), "token": get_token(request)}
    return JsonResponse(facts | {"sites": [_site(site) for site in sites], "topics": lesson_topics()})


def _site(site: Site) -> dict[str, Any]:
    return {
        "id": site.project.pk,
        "name": site.project.name,
        "whole": site.whole,
        "levels": site.levels,
        "crews": [[crew.pk, crew.name] for crew in site.crews],
        "people": [[hand.id, hand.name, hand.crew] for hand in site.people],
        "topics": site.topics,
    }


def _receive(request: HttpRequest, person: Person) -> JsonResponse:
    """A refusal is an answer too (200): the phone keeps what was refused until a person has seen why."""
    try:
        payload = read_json(request.body)
    except ValueError:
        return refuse_json("收到的内容看不懂，没有保存。", 400)
    try:
        got = sessions.receive_session(payload=payload, by=person, now=clock.now())
    except Refused as refused:
        return _answer({"state": "refused", "message": refused.message, "field": refused.field})
    left_out = [[one.person, one.why] for one in got.left_out]
    facts = {"state": "again" if got.again else "saved", "address": reverse("training:session", args=[got.session.pk])}
    more = {"left_out": left_out, "overlapping": list(got.overlapping), "unsigned": list(got.unsigned)}
    return _answer(facts | more)


@never_cache
@require_POST
def photo(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    """A picture for a session that has arrived."""
    if not request.user.is_authenticated:
        return refuse_json(_SIGNED_OUT, 401)
    person = request.user
    session = CrewSession.objects.visible_to(person).filter(uuid=code).first()
    sent = request.FILES.get("photo")
    if session is None or sent is None:
        return refuse_json("这场教育还没有上传。", 404)
    try:
        sessions.keep_photo(session=session, by=person, file=sent, name=sent.name or "照片.jpg", now=clock.now())
    except Refused as refused:
        return _answer({"state": "refused", "message": refused.message})
    return _answer({"state": "saved"})


def _answer(facts: dict[str, Any]) -> JsonResponse:
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
