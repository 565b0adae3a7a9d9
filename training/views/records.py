"""A person's training file: the own one, an officer's look at another's, and a row put right by a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.models import Membership, Person
from portal.services.refusal import Refused

from ..models import TrainingRecord
from ..rules import totals
from ..rules.sessions import RESULTS
from ..services.records import correct_record, may_correct


@dataclass(frozen=True)
class Entry:
    """A row that stands, with those it replaced, newest first."""

    row: TrainingRecord
    before: list[TrainingRecord]


def entries_of(rows: list[TrainingRecord]) -> list[Entry]:
    """Rows without a later one, each with its history; one pass over what was read."""
    replaced = {row.corrects_id: row for row in rows if row.corrects_id}
    known = {row.pk: row for row in rows}
    found = []
    for row in rows:
        if row.pk in replaced:
            continue
        before, at = [], row
        while at.corrects_id and at.corrects_id in known:
            at = known[at.corrects_id]
            before.append(at)
        found.append(Entry(row, before))
    return found


@never_cache
@login_required
@require_safe
def own_record(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    return render(request, "training/records/person.html", _file(person, person))


@never_cache
@login_required
@require_safe
def record_of(request: HttpRequest, person_id: int) -> HttpResponseBase:
    by = cast(Person, request.user)
    person = get_object_or_404(Person.objects.visible_to(by), pk=person_id)
    return render(request, "training/records/person.html", _file(by, person))


def _file(by: Person, person: Person) -> dict[str, Any]:
    rows = list(
        TrainingRecord.objects.visible_to(by)
        .filter(person=person)
        .select_related("project", "crew", "session", "attempt", "by")
        .order_by("-starts_at", "-pk")
    )
    entries = entries_of(rows)
    standing = [entry for entry in entries if not entry.row.withdrawn]
    good = [(one.row.level, one.row.minutes) for one in standing if one.row.result != TrainingRecord.Result.FAILED]
    posts = Membership.objects.visible_to(by).filter(person=person, project__isnull=False)
    posts = posts.select_related("project", "crew", "organisation")
    return {
        "person": person,
        "own": by.pk == person.pk,
        "entries": standing,
        "withdrawn": [entry for entry in entries if entry.row.withdrawn],
        "totals": totals.by_level(good),
        "posts": posts.active(on=clock.today()),
        "card_posts": list({post.project_id: post for post in posts.at_work().order_by("starts_on", "pk")}.values())[
            ::-1
        ],
        "correctable": {entry.row.pk for entry in entries if may_correct(record=entry.row, by=by)},
    }


class CorrectForm(forms.Form):
    minutes = forms.IntegerField(
        label="计入多少分钟",
        min_value=0,
        max_value=1440,
        error_messages={"required": "请填分钟数", "invalid": "请填整数", "max_value": "一条最多 1440 分钟"},
    )
    content = forms.CharField(label="内容", max_length=300, error_messages={"required": "请写学了什么"})
    trainer = forms.CharField(label="教育人", max_length=60, required=False)
    result = forms.ChoiceField(label="考核", choices=RESULTS.items())
    practical = forms.ChoiceField(label="实操", choices=RESULTS.items())
    withdraw = forms.BooleanField(label="整条无效（比如人没到、记错了人）", required=False)
    reason = forms.CharField(label="为什么更正", max_length=180, error_messages={"required": "请写明为什么更正"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    by = cast(Person, request.user)
    row = get_object_or_404(TrainingRecord.objects.visible_to(by).select_related("person", "project"), pk=pk)
    if not may_correct(record=row, by=by):
        raise Http404
    names = ("minutes", "content", "trainer", "result", "practical")
    form = CorrectForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            correct_record(
                record=row,
                by=by,
                reason=facts["reason"],
                now=clock.now(),
                withdraw=facts["withdraw"],
                **{name: facts[name] for name in names},
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "已更正。原来那条还在，标着已更正。")
            return redirect("training:record_of", person_id=row.person_id)
    return render(request, "training/records/correct.html", {"row": row, "form": form})
