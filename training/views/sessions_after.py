"""Afterwards: somebody who was forgotten, and what was written wrongly. Nothing is overwritten."""

from __future__ import annotations

import datetime
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from ..models import CrewSession
from ..officers import members_under
from ..rules.sessions import RESULTS
from ..services import sessions
from ..services.sessions.attending import newest_record
from .sessions import may_keep, one_session

_REASON = forms.CharField(label="为什么", max_length=180, error_messages={"required": "请写明原因"})


class AddForm(forms.Form):
    person = forms.ChoiceField(label="谁", error_messages={"required": "请选人", "invalid_choice": "请选名单里的人"})
    joined_at = forms.TimeField(label="几点来的", required=False, help_text="一开始就在的不用填")
    result = forms.ChoiceField(label="考核", choices=RESULTS.items(), initial="none")
    practical = forms.ChoiceField(label="实操", choices=RESULTS.items(), initial="none")
    reason = _REASON

    def __init__(self, *args: object, people: list[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]
        self.fields["joined_at"].widget = forms.TimeInput(attrs={"type": "time"})


class CorrectForm(forms.Form):
    what = forms.ChoiceField(
        label="哪里不对",
        choices=[("absent", "其实没来"), ("late", "来晚了"), ("result", "考核结果"), ("back", "其实来了")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选哪里不对"},
    )
    joined_at = forms.TimeField(label="几点来的（来晚了才填）", required=False)
    result = forms.ChoiceField(label="考核应为", choices=RESULTS.items(), required=False)
    practical = forms.ChoiceField(label="实操应为", choices=RESULTS.items(), required=False)
    reason = _REASON

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["joined_at"].widget = forms.TimeInput(attrs={"type": "time"})


def _at(session: CrewSession, time: datetime.time | None) -> datetime.datetime | None:
    """That time on the day of the session."""
    if time is None:
        return None
    day = session.starts_at.astimezone(clock.SHANGHAI).date()
    return datetime.datetime.combine(day, time, tzinfo=clock.SHANGHAI)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponseBase:
    by = cast(Person, request.user)
    found = one_session(by, pk)
    if not may_keep(by, found) or found.state != CrewSession.State.CLOSED:
        raise Http404
    there = found.records.values("person")
    kept = members_under(by).filter(project=found.project).values("person")
    people = list(Person.objects.visible_to(by).filter(pk__in=kept).exclude(pk__in=there).order_by("name", "pk"))
    form = AddForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        person = next(one for one in people if str(one.pk) == facts.pop("person"))
        facts["joined_at"] = _at(found, facts["joined_at"])
        try:
            sessions.add_attendee(session=found, person=person, by=by, now=clock.now(), **facts)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"{person} 已补记。")
            return redirect("training:session", pk=pk)
    return render(request, "training/sessions/after.html", {"session": found, "form": form, "title": "补记一个人"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, person: int) -> HttpResponseBase:
    by = cast(Person, request.user)
    found = one_session(by, pk)
    attendee = get_object_or_404(found.attendees.select_related("person"), person=person)
    record = newest_record(found, attendee.person)
    if record is None or not sessions.broad(by, found.project):
        raise Http404
    start = {"what": "back" if record.withdrawn else None, "result": record.result, "practical": record.practical}
    form = CorrectForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            _correct(found, attendee.person, by, form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "已更正。原来那条还在档案里，标着已更正。")
            return redirect("training:session", pk=pk)
    context = {"session": found, "form": form, "title": f"更正：{attendee.person}", "record": record}
    return render(request, "training/sessions/after.html", context)


def _correct(session: CrewSession, person: Person, by: Person, facts: dict[str, object]) -> None:
    what = facts["what"]
    joined_at = _at(session, cast("datetime.time | None", facts["joined_at"])) if what == "late" else None
    if what == "late" and joined_at is None:
        raise Refused("请填几点来的", "joined_at")
    sessions.correct_attendance(
        session=session,
        person=person,
        by=by,
        reason=str(facts["reason"]),
        now=clock.now(),
        absent=what == "absent",
        joined_at=joined_at,
        result=str(facts["result"]) if what == "result" else "",
        practical=str(facts["practical"]) if what == "result" else "",
    )
