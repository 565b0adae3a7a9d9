"""纸卷: papers printed for those without a phone, and their answers entered with a photo of the sheet."""

from __future__ import annotations

import re
import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.models import Person, Project
from portal.rules.numbers import row_key
from portal.services.jobs import run_job
from portal.services.refusal import Refused
from portal.tasks import run_job as run_later

from ..models import Attempt, Paper
from ..officers import members_under
from ..paper_sheets import mark_of, print_sheets, short_code
from ..services import printed
from ..sitting import Asked, answers_of, paper_of
from .answer_forms import given_of
from .exams_officers import officer_of

_PER_PAGE = 30
_AT_ONCE = 20
"""So many papers are made while the page is loading; more in the background."""
_NOT_HEX = re.compile(r"[^0-9a-f]")
_SHORT = 8


@login_required
@require_POST
def print_papers(request: HttpRequest) -> HttpResponseBase:
    """The form of 监考, sent to the printer instead of a phone."""
    officer = officer_of(request)
    members = members_under(officer).active(on=clock.today())  # type: ignore[attr-defined]
    asked = request.POST.get("project", "")
    project = get_object_or_404(Project.objects.visible_to(officer), pk=row_key(asked))
    paper = Paper.objects.visible_to(officer).offered().filter(code=request.POST.get("paper", "")).first()
    here = members.filter(project=project).exclude(person=officer.pk).values_list("person", flat=True)
    chosen = [pk for pk in set(here) if str(pk) in request.POST.getlist("people")]
    try:
        if paper is None:
            raise Refused("请选一张卷。")
        job = printed.start_printing(by=officer, paper=paper, project=project, people=chosen, now=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(f"/exams/supervise/?project={project.pk}")
    if len(chosen) > _AT_ONCE:
        run_later.delay_on_commit(job.pk)
    else:
        run_job(job.pk)
    return redirect("job", job.pk)


@never_cache
@login_required
@require_safe
def printed_papers(request: HttpRequest) -> HttpResponseBase:
    """What was printed and is not entered yet, the oldest first; or the one with the typed code."""
    officer = officer_of(request)
    rows = printed.printed_under(officer).select_related("person", "paper", "project", "supervisor")
    typed = request.GET.get("code", "").strip()[:40]
    wrong = ""
    if typed:
        code = _NOT_HEX.sub("", typed.lower())
        found = list(rows.filter(code__startswith=code[:_SHORT])[:2]) if len(code) >= _SHORT else []
        if len(found) == 1:
            return redirect("training:enter_printed", found[0].code)
        wrong = "没有这个编号的纸卷。编号是 8 位数字和字母，在二维码下面。"
    waiting = rows.open().order_by("started_at", "pk")  # type: ignore[attr-defined]
    page = Paginator(waiting, _PER_PAGE).get_page(request.GET.get("page"))
    lines = [(attempt, short_code(attempt)) for attempt in page]
    context = {"page": page, "lines": lines, "typed": typed, "wrong": wrong}
    return render(request, "training/exams/printed.html", context)


def _printed(request: HttpRequest, code: uuid.UUID) -> Attempt:
    """404 for whoever does not look after that person, and for the own paper."""
    officer = cast(Person, request.user)
    rows = printed.printed_under(officer).select_related("person", "paper", "version", "project", "supervisor")
    return get_object_or_404(rows, code=code)


@never_cache
@login_required
@require_safe
def sheet(request: HttpRequest, code: uuid.UUID) -> HttpResponse:
    """The same paper once more, when the first was lost or wet."""
    attempt = _printed(request, code)
    answer = HttpResponse(print_sheets([attempt]), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="paper-{short_code(attempt)}.pdf"'
    return answer


class HandInForm(forms.Form):
    held_at = forms.DateTimeField(
        label="什么时候考的",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请填考试时间", "invalid": "请填考试时间"},
    )
    blank = forms.BooleanField(label="没填的题，卷上确实没有作答", required=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    """Tap what stands on the sheet, add its photo, hand in. Whatever can be kept is kept before anything is refused."""
    attempt = _printed(request, code)
    if attempt.state != Attempt.State.OPEN:
        return _done(request, attempt)
    errors: dict[int, str] = {}
    form = HandInForm(request.POST or None, initial={"held_at": attempt.started_at.astimezone(clock.SHANGHAI)})
    if request.method == "POST":
        errors = _keep(request, attempt)
        _keep_photos(request, attempt, form)
        if (
            form.is_valid()
            and not errors
            and request.POST.get("do") == "hand_in"
            and _handed_in(request, attempt, form)
        ):
            return redirect("training:enter_printed", attempt.code)
    answers = answers_of(attempt)
    questions = paper_of(attempt, answers)
    context = {
        "attempt": attempt,
        "code": short_code(attempt),
        "lines": [_line(asked, errors.get(asked.item, ""), request.POST) for asked in questions],
        "photos": printed.photos_of(attempt),
        "missing": [asked.position for asked in questions if not asked.answered],
        "form": form,
        "saved": request.method == "POST",
    }
    return render(request, "training/exams/enter.html", context)


def _line(asked: Asked, error: str, sent: QueryDict) -> dict[str, Any]:
    """A question of the grid; what was refused stands there as it was typed."""
    ranks = {
        one.place: sent.get(f"{asked.position}-r{one.place}", "") if error else str(one.rank or "")
        for one in asked.choices
    }
    return {
        "asked": asked,
        "choices": [(mark_of(one, asked), one, ranks[one.place]) for one in asked.choices],
        "typed": sent.get(f"{asked.position}-a", "")[:40] if error else asked.typed,
        "error": error,
    }


def _keep(request: HttpRequest, attempt: Attempt) -> dict[int, str]:
    """Answers that changed become events; item → why the others could not be kept."""
    errors: dict[int, str] = {}
    changed: dict[int, Any] = {}
    for asked in paper_of(attempt, answers_of(attempt)):
        given = given_of(request, asked, f"{asked.position}-")
        if isinstance(given, Refused):
            errors[asked.item] = given.message
        elif given != asked.given:
            changed[asked.item] = given
    if changed:
        officer = cast(Person, request.user)
        try:
            errors |= printed.enter_answers(attempt=attempt, by=officer, given=changed, now=clock.now())
        except Refused as refused:
            messages.error(request, refused.message)
    return errors


def _keep_photos(request: HttpRequest, attempt: Attempt, form: HandInForm) -> None:
    officer = cast(Person, request.user)
    try:
        for sent in request.FILES.getlist("photo"):
            printed.keep_photo(attempt=attempt, by=officer, file=sent, name=sent.name or "答卷.jpg", now=clock.now())
    except Refused as refused:
        form.add_error(None, refused.message)


def _handed_in(request: HttpRequest, attempt: Attempt, form: HandInForm) -> bool:
    missing = printed.blanks_of(attempt, answers_of(attempt))
    if missing and not form.cleaned_data["blank"]:
        form.add_error("blank", f"第 {'、'.join(map(str, missing))} 题没有填。填上，或者勾上这一项。")
        return False
    officer = cast(Person, request.user)
    try:
        printed.hand_in(attempt=attempt, by=officer, held_at=form.cleaned_data["held_at"], now=clock.now())
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    messages.success(request, "交卷了，成绩已经记入培训档案。")
    return True


def _done(request: HttpRequest, attempt: Attempt) -> HttpResponseBase:
    result = attempt.results.order_by("-number").first()
    context = {"attempt": attempt, "code": short_code(attempt), "result": result, "photos": printed.photos_of(attempt)}
    return render(request, "training/exams/entered.html", context)
