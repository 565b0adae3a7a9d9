"""Opening a session by a form. With JavaScript the same page fills in a sheet that needs no network."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.models import Person
from portal.rules.roles import Role
from portal.services.refusal import Refused
from portal.shared_phone import account_key

from ..models import CrewSession
from ..rosters import Site, lesson_topics, sites_of
from ..rules.levels import METHODS
from ..rules.sessions import RESULTS, faults
from ..services import sessions

_FIELDS = ("level", "method", "topic", "content", "place", "trainer", "trainer_post", "starts_at", "ends_at")
_BLAMED = frozenset({"level", "method", "topic", "trainer", "starts_at", "ends_at", "people", "photo"})
"""Inputs that bear their own words when they are wrong."""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_session(request: HttpRequest) -> HttpResponseBase:
    """Choose a crew, tick who is there. With an end it is over and on file; without, it goes on and has a QR."""
    person = cast(Person, request.user)
    sites = sites_of(person, today=clock.today())
    if not sites:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("training:session", pk=_keep(request, person).pk)
        except Refused as no:
            errors = _errors(request.POST, no)
    return render(request, "training/sessions/new.html", _context(request, person, sites, errors))


def _errors(posted: QueryDict, no: Refused) -> dict[str, str]:
    """Field → words, everything that is wrong at once; what belongs to no field of the page stands under ""."""
    payload = sheet_of(posted)
    now = clock.now().astimezone(clock.SHANGHAI)
    found = {no.field: no.message} | faults(payload, now=now, going_on=not payload["ends_at"])
    own = {name: words for name, words in found.items() if name in _BLAMED}
    return own | {"": "；".join(words.rstrip("。") for name, words in found.items() if name not in _BLAMED)}


def _keep(request: HttpRequest, person: Person) -> CrewSession:
    payload = sheet_of(request.POST)
    if not payload["ends_at"]:
        session = sessions.open_session(payload=payload, by=person, now=clock.now())
        messages.success(request, "已经开始。让大家扫码签名，讲完点“结束”。")
    else:
        got = sessions.receive_session(payload=payload, by=person, now=clock.now())
        session = got.session
        messages.success(request, f"已保存，{session.attendees.count() - len(got.unsigned)} 人记入档案。")
        if got.unsigned:
            messages.warning(request, f"{len(got.unsigned)} 人没有签名，先不记学时。让他们扫下面的码签名，签了就记。")
        if got.left_out:
            messages.error(request, f"有 {len(got.left_out)} 人没有记上：不在你管的名单里，或者那天不在这个项目。")
    for sent in request.FILES.getlist("photo"):
        sessions.keep_photo(session=session, by=person, file=sent, name=sent.name or "照片.jpg", now=clock.now())
    return session


def sheet_of(posted: QueryDict) -> dict[str, Any]:
    """The form as the sheet that a phone would send."""
    sheet: dict[str, Any] = {name: posted.get(name, "") for name in (*_FIELDS, "uuid", "project", "crew")}
    for name in ("starts_at", "ends_at"):
        sheet[name] = local_moment(sheet[name])
    sheet["trainer_self"] = posted.get("trainer_self") == "1"
    sheet["on_paper"] = posted.get("on_paper") == "1"
    sheet["people"] = [{"person": key, **outcome_of(posted, key)} for key in posted.getlist("people")]
    return sheet


def outcome_of(posted: QueryDict, key: str) -> dict[str, str]:
    """What was chosen for this person, else for everybody."""
    return {
        name: posted.get(f"{name}_{key}") or posted.get(f"{name}_all") or "none" for name in ("result", "practical")
    }


def local_moment(typed: str) -> str:
    """A time as it was typed, on the wall clock of Shanghai."""
    return f"{typed}+08:00" if typed else ""


def shown_moment(moment: Any) -> str:
    """For a datetime-local input, whole minutes."""
    return str(moment.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M"))


def _context(request: HttpRequest, person: Person, sites: list[Site], errors: dict[str, str]) -> dict[str, Any]:
    typed = request.POST if request.method == "POST" else QueryDict()
    site, crew = _chosen(request, sites)
    posts = person.memberships.active(on=clock.today())
    duty = next((post.get_role_display() for post in posts), "")
    leads = any(post.role == Role.CREW_LEADER for post in posts)
    values = {name: typed.get(name, "") for name in _FIELDS}
    if not typed:
        start = shown_moment(clock.now())
        values |= {
            "level": "crew",
            "method": "pre_shift" if leads else "lecture",
            "trainer": person.name,
            "trainer_post": duty,
        }
        values |= {"starts_at": start}
    return {
        "sites": sites,
        "site": site,
        "crew": crew,
        "people": site.of_crew(crew) if site else [],
        "levels": site.levels if site else sites[0].levels,
        "methods": [one for one in METHODS if one[0] not in ("online", "exam")],
        "results": RESULTS.items(),
        "topics": [*(site.topics if site else []), *lesson_topics()],
        "on_paper": typed.get("on_paper") == "1",
        "ticked": set(typed.getlist("people")),
        "all": request.method == "GET" and "all" in request.GET,
        "values": values,
        "code": typed.get("uuid") or uuid.uuid4(),
        "errors": {name: words for name, words in errors.items() if name and words},
        "error": errors.get("", ""),
        "refused": bool(errors),
        "account": account_key(person),
        "now": shown_moment(clock.now()),
    }


def _chosen(request: HttpRequest, sites: list[Site]) -> tuple[Site | None, int | None]:
    """The place of ?where=<project>-<crew>, of a form that was sent, or the only one there is."""
    where = request.GET.get("where", "")
    if request.method == "POST":
        where = f"{request.POST.get('project', '')}-{request.POST.get('crew', '')}"
    elif not where and len(sites) == 1 and len(sites[0].crews) == 1 and not sites[0].whole:
        where = f"{sites[0].project.pk}-{sites[0].crews[0].pk}"
    project, _, crew = where.partition("-")
    site = next((one for one in sites if str(one.project.pk) == project), None)
    if site is None:
        return None, None
    found = next((one.pk for one in site.crews if str(one.pk) == crew), None)
    return (site, found) if found or site.whole else (None, None)
