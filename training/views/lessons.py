"""Answers inside lessons, and saying that a lesson is read. Lessons themselves are pages of the tree.

Every form works without JavaScript. Strangers practise too; nothing of theirs is kept, so their forms, which stand on
pages that everyone shares, need no token.
"""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from portal import clock
from portal.addresses import client_address
from portal.models import Person
from portal.rules.numbers import row_key
from portal.services import limiting
from portal.services.refusal import Refused
from portal.shared_phone import account_key

from ..lesson_reading import Check, Lesson, read_lesson
from ..models import LessonPage
from ..services import practice
from .answer_forms import given_of
from .exams_seat import refuse_json

NOT_YOURS = "这不是现在登录的人学的，没有记。请本人登录。"


def lesson_page(pk: int) -> LessonPage:
    """A published lesson that everyone may read. Raises Http404."""
    return get_object_or_404(LessonPage.objects.live().public(), pk=pk)


def is_for_another(request: HttpRequest, account: Any) -> bool:
    """A phone names the account that something was done for; only that one may bring it."""
    own = account_key(request.user) if request.user.is_authenticated else ""
    return bool(account) and account != own


@csrf_exempt
@never_cache
@require_POST
def check(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    """An answer to a check: the page with the verdict at its place, or the same as JSON for the script."""
    if request.user.is_authenticated:
        return _protected(request, pk, code)
    return _answer(request, pk, code)


def _answer(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    page = lesson_page(pk)
    if is_for_another(request, request.POST.get("account")):
        return refuse_json(NOT_YOURS, 409)
    before = read_lesson(page, request.user, clock.today())
    asked = next((one for one in before.checks if one.code == code), None)
    if asked is None:
        raise Http404
    try:
        _count(request)
        verdict = _judge(request, page, asked)
    except Refused as refused:
        asked.error, asked.said = refused.message, None
        asked.typed = request.POST.get("a") if asked.asked.control == "number" else None
        status = 429 if isinstance(refused, limiting.TooOften) else 422
        return _shown(request, before, asked, status=status)
    if request.user.is_authenticated and not _wants_json(request):
        return redirect(f"{page.get_url(request)}#{asked.anchor}")
    after = read_lesson(page, request.user, clock.today(), said=verdict)
    return _shown(request, after, next(one for one in after.checks if one.code == code))


_protected = csrf_protect(_answer)


def _count(request: HttpRequest) -> None:
    """Strangers are counted by their address alone."""
    who = f"practice {request.user.pk}" if request.user.is_authenticated else f"stranger {uuid.uuid4()}"
    limiting.take(action="practice", number=who, address=client_address(request), now=clock.now())


def _judge(request: HttpRequest, page: LessonPage, asked: Check) -> practice.Verdict:
    given = given_of(request, asked.asked)
    if isinstance(given, Refused):
        raise given
    shown = row_key(request.POST.get("version")) or None
    if not request.user.is_authenticated:
        return practice.judge(practice.asked_version(lesson=page, code=asked.code, version=shown), given)
    return practice.answer_check(
        person=request.user,
        lesson=page,
        code=asked.code,
        given=given,
        number=_number(request.POST.get("uuid")),
        now=clock.now(),
        version=shown,
    )


def _number(text: str | None) -> uuid.UUID:
    """The number of the form; a form without one is an answer of its own."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _shown(request: HttpRequest, lesson: Lesson, asked: Check, *, status: int = 200) -> HttpResponseBase:
    """The whole page, or for the script the check and the foot of the lesson as they stand now."""
    context = {"lesson": lesson, "page": lesson.page, "self": lesson.page, "check": asked}
    if not _wants_json(request):
        return render(request, "training/lesson.html", context, status=status)
    parts = {
        "check": render_to_string("training/lesson_check.html", context, request),
        "foot": render_to_string("training/lesson_foot.html", context, request),
        "right": bool(asked.said and asked.said.right),
        "message": asked.error,
        "kept": request.user.is_authenticated and not asked.error,
        "done": lesson.done_at is not None,
    }
    return JsonResponse(parts, status=status, json_dumps_params={"ensure_ascii": False})


@never_cache
@login_required
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """我读完了: for a lesson without checks."""
    page = lesson_page(pk)
    if is_for_another(request, request.POST.get("account")):
        return refuse_json(NOT_YOURS, 409)
    try:
        practice.finish_lesson(person=cast(Person, request.user), lesson=page, now=clock.now())
    except Refused as refused:
        return _refused(request, page, refused)
    if _wants_json(request):
        return _foot(request, page)
    return redirect(f"{page.get_url(request)}#foot")


def _foot(request: HttpRequest, page: LessonPage) -> JsonResponse:
    lesson = read_lesson(page, request.user, clock.today())
    html = render_to_string("training/lesson_foot.html", {"lesson": lesson, "page": page}, request)
    return JsonResponse({"foot": html, "done": lesson.done_at is not None}, json_dumps_params={"ensure_ascii": False})


def _refused(request: HttpRequest, page: LessonPage, refused: Refused) -> HttpResponseBase:
    lesson = read_lesson(page, request.user, clock.today())
    context = {"lesson": lesson, "page": page, "self": page, "refused": refused.message}
    return render(request, "training/lesson.html", context, status=422)
