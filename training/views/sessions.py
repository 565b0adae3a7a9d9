"""Sessions face to face: the list, one session, its end, its pictures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import clock
from portal.bodies import read_json
from portal.models import Person, Project
from portal.qr import drawing
from portal.rules.numbers import row_key
from portal.services.refusal import Refused
from portal.shared_phone import account_key

from ..models import Attendee, CrewSession, TrainingRecord
from ..officers import keeps_anyone
from ..rules.sessions import RESULTS, path_of
from ..services import sessions
from ..services.sessions.attending import sign_until
from ..services.sessions.photos import photos_of
from ..services.sessions.who import check_keeper
from .sessions_new import local_moment, outcome_of, shown_moment

_PER_PAGE = 30
_LATE_AFTER = datetime.timedelta(days=3)


@never_cache
@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    rows = CrewSession.objects.visible_to(person).held().select_related("project", "crew")
    places = Project.objects.visible_to(person).filter(pk__in=rows.order_by().values("project")).order_by("name")
    chosen = request.GET.get("project", "")
    if number := row_key(chosen):
        rows = rows.filter(project=number)
    rows = rows.annotate(people=Count("attendees")).order_by("-starts_at", "-pk")
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "sites": places,
        "chosen": chosen,
        "query": f"project={number}" if number else "",
        "keeps": keeps_anyone(person),
        "account": account_key(person),
    }
    return render(request, "training/sessions/list.html", context)


@dataclass(frozen=True)
class Line:
    """Somebody at a session, and what stands on file for it."""

    one: Attendee
    record: TrainingRecord | None
    path: str

    @property
    def away(self) -> bool:
        """Corrected: was not there."""
        return bool(self.record and self.record.withdrawn)

    @property
    def waits(self) -> bool:
        """Written down, but without a name under it: nothing on file until there is one."""
        return self.record is None and not self.one.signed_at


def may_keep(person: Person, session: CrewSession) -> bool:
    try:
        check_keeper(person, session)
    except Refused:
        return False
    return True


@never_cache
@login_required
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    found = one_session(person, pk)
    keeps = may_keep(person, found)
    lines = lines_of(person, found)
    moment = clock.now()
    open_now = found.state == CrewSession.State.OPEN
    signable = open_now or moment <= sign_until(found)
    address = request.build_absolute_uri(reverse("training:sign_session", args=[found.sign_code]))
    context = {
        "session": found,
        "lines": lines,
        "signable": signable,
        "unsigned": [line for line in lines if line.waits],
        "own_to_sign": signable and any(line.waits and line.one.person_id == person.pk for line in lines),
        "photos": photos_of(found),
        "keeps": keeps,
        "may_correct": sessions.broad(person, found.project) if keeps else False,
        "open": open_now,
        "qr": drawing(address, "扫码签名") if keeps and signable and found.state != CrewSession.State.VOID else "",
        "address": address,
        "results": RESULTS.items(),
        "now": shown_moment(moment),
        "trainer_path": path_of(found.trainer_signature),
        "tardy": bool(found.ends_at and found.received_at - found.ends_at > _LATE_AFTER),
    }
    return render(request, "training/sessions/session.html", context)


def one_session(person: Person, pk: int) -> CrewSession:
    rows = CrewSession.objects.visible_to(person).select_related("project", "crew", "opened_by", "plan_item")
    return get_object_or_404(rows, pk=pk)


def lines_of(person: Person, found: CrewSession) -> list[Line]:
    """Those whom the asker may see; whoever opened it sees all."""
    rows = found.attendees.select_related("person", "added_by").order_by("person__name", "pk")
    if found.opened_by_id != person.pk:
        rows = rows.filter(person__in=Person.objects.visible_to(person).values("pk"))
    newest = TrainingRecord.objects.filter(session=found, corrected_by__isnull=True).select_related("corrects")
    records = {record.person_id: record for record in newest}
    return [Line(one, records.get(one.person_id), path_of(one.signature)) for one in rows]


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The end: who was there, how they did, when it was over."""
    person = cast(Person, request.user)
    found = one_session(person, pk)
    listed = [str(key) for key in found.attendees.values_list("person", flat=True)]
    there = set(request.POST.getlist("people"))
    try:
        sessions.close_session(
            session=found,
            by=person,
            ends_at=_moment(request.POST.get("ends_at", "")),
            now=clock.now(),
            outcomes={int(key): sessions.Outcome(**outcome_of(request.POST, key)) for key in listed},
            absent=[int(key) for key in listed if key not in there],
            on_paper=request.POST.get("on_paper") == "1",
            trainer_signature=_strokes(request.POST.get("trainer_signature", "")),
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已经结束，记入档案。")
    return redirect("training:session", pk=pk)


def _moment(typed: str) -> datetime.datetime:
    try:
        read = datetime.datetime.fromisoformat(local_moment(typed))
    except ValueError:
        raise Refused("请填结束时间", "ends_at") from None
    if not 2000 < read.year < 9000:
        raise Refused("结束时间不对，请核对年份", "ends_at")
    return read


def _strokes(typed: str) -> Any:
    try:
        return read_json(typed) if typed else []
    except ValueError:
        raise Refused("签名没有存好，请再签一次。", "signature") from None


@login_required
@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    try:
        sessions.void_session(session=one_session(person, pk), by=person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("training:session", pk=pk)
    messages.success(request, "已记为没有开成，不记学时。")
    return redirect("training:sessions")


@login_required
@require_POST
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    found = one_session(person, pk)
    try:
        for sent in request.FILES.getlist("photo"):
            sessions.keep_photo(session=found, by=person, file=sent, name=sent.name or "照片.jpg", now=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("training:session", pk=pk)
