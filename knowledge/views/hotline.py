"""The hotline for everyone: numbers to call, asking in writing, and finding the answer again by the code."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock, printing
from portal.addresses import client_address
from portal.desk import put_beside
from portal.public import public_page
from portal.services import limiting
from portal.services.refusal import Refused
from portal.services.sites import join_project

from .. import hotline_reading as reading
from ..hotline_forms import AskForm, MoreForm, TrackForm, WhatForm
from ..models import Question, QuestionEntry
from ..rules import hotline as rules
from ..services.questions import Given, ask_question, find_question, say_more

_SALT = "hotline form"
_FASTEST = 3
"""Seconds nobody needs less of between opening the form and sending it."""


@public_page
def hotline(request: HttpRequest) -> HttpResponse:
    """Whom to call, what to have at hand, and the way to ask in writing."""
    return render(request, "knowledge/hotline/hotline.html", {"numbers": reading.numbers_to_call()})


@public_page
@require_safe
def numbers_picture(request: HttpRequest) -> HttpResponse:
    """The numbers as one picture to keep, for browsers that keep no page."""
    rows = [{"number": row.number, "name": row.name, "what": row.for_what} for row in reading.numbers_to_call()]
    (page,) = printing.png("knowledge/print/numbers.typ", {"rows": rows})
    return HttpResponse(page, content_type="image/png")


def _fresh_token() -> str:
    return signing.dumps({"nonce": secrets.token_hex(16), "at": int(clock.now().timestamp())}, salt=_SALT)


def _opened(token: str) -> tuple[str, int]:
    """The nonce of a form, and seconds since it was opened. Refused for what is none of ours."""
    try:
        kept = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Refused("页面放得太久了。内容还在，请再点一次提交。") from error
    return str(kept["nonce"]), int(clock.now().timestamp()) - int(kept["at"])


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask_hotline(request: HttpRequest) -> HttpResponse:
    """First what happened, then what may answer it already, then how to be reached."""
    if request.method != "POST":
        return _first(request, WhatForm(), _fresh_token())
    token = request.POST.get("token", "")
    if request.POST.get("step") != "send":
        form = WhatForm(request.POST)
        if not form.is_valid():
            return _first(request, form, token or _fresh_token())
        text = form.cleaned_data["text"]
        return _second(request, AskForm(initial={"text": text}), token or _fresh_token(), text)
    ask = AskForm(request.POST, request.FILES)
    if ask.is_valid():
        try:
            question, code = _sent(request, ask, token)
        except Refused as refused:
            if refused.field == "":
                token = _fresh_token()
            put_beside(ask, refused)
        else:
            context = {"code": rules.shown_code(code), "question": question}
            return render(request, "knowledge/hotline/asked.html", context)
    return _second(request, ask, token or _fresh_token(), request.POST.get("text", ""))


def _first(request: HttpRequest, form: WhatForm, token: str) -> HttpResponse:
    context = {"form": form, "token": token, "at": request.POST.get("at") or request.GET.get("at", "")}
    return render(request, "knowledge/hotline/what.html", context)


def _second(request: HttpRequest, form: AskForm, token: str, text: str) -> HttpResponse:
    project = join_project(code=request.POST.get("at", ""), today=clock.today())
    context = {"form": form, "token": token, "near": near(text), "at": request.POST.get("at", ""), "project": project}
    return render(request, "knowledge/hotline/ask.html", context)


def _sent(request: HttpRequest, form: AskForm, token: str) -> tuple[Question, str]:
    nonce, seconds = _opened(token)
    if seconds < _FASTEST and not form.cleaned_data["website"]:
        raise Refused("提交得太快了，请看一遍再点一次。", "text")
    data = form.cleaned_data
    project = join_project(code=request.POST.get("at", ""), today=clock.today())
    given = Given(
        text=data["text"],
        phone=data["phone"],
        site=data["site"],
        project=project,
        by_sms=data["by_sms"],
        may_share=data["may_share"],
        may_open_case=data["may_open_case"],
        files=_named([*data["photos"], *data["voice"]]),
        trap=data["website"],
    )
    return ask_question(given=given, nonce=nonce, address=client_address(request), now=clock.now())


def _named(files: list[Any]) -> list[tuple[str, File]]:
    return [(one.name, one) for one in files]


def near(text: str) -> list[Any]:
    """The five nearest answered questions and articles, by the search when it is there (setting NEAREST)."""
    words = rules.clean(text)[:200]
    if not words or not settings.NEAREST:
        return []
    found: list[Any] = import_string(settings.NEAREST)(words, clock.today())
    return found[:5]


@never_cache
@sensitive_post_parameters()
@require_POST
def nearest(request: HttpRequest) -> HttpResponse:
    """The same list for what is being typed; posted, so that no word of it stands in an address."""
    address = client_address(request)
    try:
        limiting.take(action="near", number=address, address=address, now=clock.now())
    except limiting.TooOften:
        return render(request, "knowledge/hotline/near.html", {"near": [], "busy": True}, status=429)
    return render(request, "knowledge/hotline/near.html", {"near": near(request.POST.get("text", ""))})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def track_question(request: HttpRequest) -> HttpResponse:
    """A question by its code: what was answered, and the way to ask further or to thank."""
    form = TrackForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "knowledge/hotline/track.html", {"form": form})
    now, address = clock.now(), client_address(request)
    try:
        question = find_question(code=form.cleaned_data["code"], address=address, now=now)
    except Refused as refused:
        put_beside(form, refused)
        return render(request, "knowledge/hotline/track.html", {"form": form})
    return _followed(request, question, form.cleaned_data["code"], now, address)


def _followed(
    request: HttpRequest, question: Question, code: str, now: datetime.datetime, address: str
) -> HttpResponse:
    step, said = request.POST.get("step", ""), ""
    more = MoreForm(request.POST, request.FILES) if step in QuestionEntry.OF_ASKER else MoreForm()
    token = _fresh_token()
    if step in QuestionEntry.OF_ASKER and more.is_valid():
        token = request.POST.get("token", "")
        try:
            data, nonce = more.cleaned_data, _opened(token)[0]
            text, files = (data["text"], _named(data["photos"])) if step == QuestionEntry.Kind.FOLLOW_UP else ("", [])
            say_more(question=question, text=text, kind=step, nonce=nonce, address=address, now=now, files=files)
        except Refused as refused:
            put_beside(more, refused)
        else:
            said, more, token = step, MoreForm(), _fresh_token()
            question.refresh_from_db()
    context = reading.as_asker(question, clock.today()) | {
        "question": question,
        "code": rules.shown_code(rules.typed_code(code)),
        "form": more,
        "token": token,
        "said": said,
    }
    return render(request, "knowledge/hotline/question.html", context)
