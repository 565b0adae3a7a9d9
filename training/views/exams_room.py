"""监考: papers for people who are present, on one phone that is passed round.

The officer chooses project, paper and people, and is signed out by it: whoever holds the phone afterwards holds no
rights. Each person sits down with the own PIN, or the officer vouches; the phone shows that one paper until it is
handed back.
"""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.addresses import client_address
from portal.models import Person, Project
from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from ..models import Paper
from ..officers import keeps_anyone, members_under
from ..rooms import read_room
from ..services.seats import take_seat
from .exams_seat import ROOM, room_of

_MOST = 60


class SeatForm(forms.Form):
    """One's own secret, or the supervisor's."""

    own = forms.CharField(
        label="你的 PIN 或密码",
        required=False,
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    vouching = forms.CharField(
        label="监考人的 PIN 或密码",
        required=False,
        max_length=256,
        strip=False,
        help_text="没有 PIN 或者忘了：监考人认过人，由监考人填。",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supervise(request: HttpRequest) -> HttpResponseBase:
    """Choose project, paper and who is present; POST makes this phone a room and signs the officer out."""
    officer = cast(Person, request.user)
    if not keeps_anyone(officer):
        raise Http404
    members = members_under(officer).active(on=clock.today()).filter(project__isnull=False)  # type: ignore[attr-defined]
    projects = Project.objects.visible_to(officer).filter(pk__in=members.values("project")).order_by("name")
    asked = request.POST.get("project") or request.GET.get("project") or ""
    project = projects.filter(pk=row_key(asked)).first()
    if project is None and len(projects) == 1:
        project = projects[0]
    people = Person.objects.visible_to(officer).filter(pk__in=members.filter(project=project).values("person"))
    people = people.exclude(pk=officer.pk).order_by("name", "pk") if project else people.none()
    papers = Paper.objects.visible_to(officer).offered().order_by("level", "title")
    error = ""
    if request.method == "POST" and project:
        chosen = [pk for pk in people.values_list("pk", flat=True) if str(pk) in request.POST.getlist("people")]
        paper = papers.filter(code=request.POST.get("paper", "")).first()
        error = _wrong(paper, chosen)
        if paper and not error:
            return _make_room(request, officer, paper, project, chosen)
    page = {"projects": projects, "project": project, "people": people, "papers": papers, "error": error}
    return render(request, "training/exams/supervise.html", page)


def _wrong(paper: Paper | None, chosen: list[int]) -> str:
    if paper is None:
        return "请选一张卷。"
    if not chosen:
        return "请选在场的人，至少一个。"
    return f"一次最多 {_MOST} 个人。" if len(chosen) > _MOST else ""


def _make_room(
    request: HttpRequest, officer: Person, paper: Paper, project: Project, people: list[int]
) -> HttpResponseBase:
    room = {"supervisor": officer.pk, "paper": paper.pk, "project": project.pk, "people": people}
    logout(request)
    request.session[ROOM] = room
    return redirect("training:exam_room")


@never_cache
@require_safe
def room(request: HttpRequest) -> HttpResponseBase:
    """Who is here and how far: no answers, no scores."""
    here = room_of(request)
    if not here:
        return redirect("training:exam_supervise")
    if here.get("seat"):
        return redirect("training:exam", code=here["seat"])
    found = read_room(here)
    if found is None:
        request.session.pop(ROOM)
        return redirect("account_login")
    return render(request, "training/exams/room.html", {"room": found})


@never_cache
@sensitive_post_parameters("own", "vouching")
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, number: int) -> HttpResponseBase:
    """你是…吗: sit down at one's own paper."""
    here = room_of(request)
    if not here or here.get("seat"):
        return redirect("training:exam_room")
    found = read_room(here)
    place = found.place(number) if found else None
    if found is None or place is None:
        raise Http404
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = take_seat(
                person=place.person,
                paper=found.paper,
                project=found.project,
                supervisor=found.supervisor,
                own_secret=form.cleaned_data["own"],
                supervisor_secret=form.cleaned_data["vouching"],
                address=client_address(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            request.session[ROOM] = here | {"seat": str(attempt.code), "person": place.person.pk}
            request.session.cycle_key()
            return redirect("training:exam_question", code=attempt.code, n=1)
    return render(request, "training/exams/seat.html", {"room": found, "place": place, "form": form})


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """The phone goes back; the paper cannot be seen any more until its owner sits down again."""
    here = room_of(request)
    if here.get("seat"):
        request.session[ROOM] = {key: value for key, value in here.items() if key not in ("seat", "person")}
        request.session.cycle_key()
    return redirect("training:exam_room")


@never_cache
@require_POST
def close_room(request: HttpRequest) -> HttpResponseBase:
    """The phone is an ordinary phone again. A seat has to be left first."""
    if room_of(request).get("seat"):
        return redirect("training:exam_room")
    request.session.pop(ROOM, None)
    return redirect("account_login")
