"""One worker on a site: entering, looking up, moving, ending, putting right. Personal data travels by POST only."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import clock
from ..addresses import client_address
from ..models import Crew, Membership, Person
from ..rules.masking import masked_document
from ..services import limiting, sites
from ..services.people import document_of
from ..services.refusal import Refused
from ..services.sites.people import OtherName
from ..site_forms import CorrectForm, EndForm, MoveForm, WorkerForm
from .sites import put_refusal


def _kept(request: HttpRequest, membership: int) -> Membership:
    """A hand whom one keeps; anybody else does not learn that the row exists."""
    rows = Membership.objects.kept_by(cast(Person, request.user)).at_work()
    found = rows.select_related("person", "project__client", "crew__project", "organisation")
    return get_object_or_404(found, pk=membership)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def add_worker(request: HttpRequest, crew: int) -> HttpResponseBase:
    """Fill in, save; with a document that is known already, one question more."""
    person = cast(Person, request.user)
    found = get_object_or_404(Crew.objects.kept_by(person).select_related("project", "organisation"), pk=crew)
    form = WorkerForm(request.POST or None, crew=found, today=clock.today())
    context: dict[str, Any] = {"form": form, "crew": found, "project": found.project}
    if request.method != "POST" or not form.is_valid() or "back" in request.POST:
        return render(request, "portal/sites/add_worker.html", context)
    try:
        held = sites.add_worker(by=person, crew=found, now=clock.now(), today=clock.today(), **form.cleaned_data)
    except (sites.AlreadyKnown, OtherName) as known:
        return _about_known(request, form, known, context)
    except Refused as refused:
        put_refusal(form, refused)
        return render(request, "portal/sites/add_worker.html", context)
    messages.success(request, f"{held.person.name} 加进来了。")
    return redirect("site_crew", found.pk)


def _about_known(request: HttpRequest, form: WorkerForm, known: Refused, context: dict[str, Any]) -> HttpResponse:
    """Whoever tries documents out to learn whose they are is stopped after a few."""
    try:
        limiting.take(
            action="known",
            number=cast(Person, request.user).username,
            address=client_address(request),
            now=clock.now(),
        )
    except Refused as refused:
        put_refusal(form, refused)
        return render(request, "portal/sites/add_worker.html", context)
    if isinstance(known, sites.AlreadyKnown):
        context["masked_name"] = known.masked_name
        return render(request, "portal/sites/same_person.html", context)
    put_refusal(form, known)
    return render(request, "portal/sites/add_worker.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def site_person(request: HttpRequest, membership: int) -> HttpResponse:
    """A POST asks for the number in full, to call it."""
    person = cast(Person, request.user)
    held = _kept(request, membership)
    history = Membership.objects.kept_by(person).at_work().filter(person=held.person)
    context = {
        "held": held,
        "project": held.project,
        "document": masked_document(document_of(held.person)),
        "history": list(history.select_related("project", "crew").order_by("-starts_on", "-pk")),
        "over": held.is_void or (held.ends_on is not None and held.ends_on < clock.today()),
        "ours": sites.is_ours(by=person, person=held.person),
        "oneself": held.person_id == person.pk,
        "phone": held.person.phone if request.method == "POST" else "",
    }
    return render(request, "portal/sites/person.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def move_worker(request: HttpRequest, membership: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    held = _kept(request, membership)
    crews = Crew.objects.kept_by(person).exclude(pk=held.crew_id or 0).select_related("project")
    ordered = crews.order_by("project__name", "name", "pk")
    several = ordered.exclude(project=held.project_id).exists()
    form = MoveForm(request.POST or None, crews=ordered, several=several, today=clock.today())
    if request.method == "POST" and form.is_valid():
        now, today = clock.now(), clock.today()
        try:
            new = sites.move_worker(by=person, membership=held, now=now, today=today, **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, f"{held.person.name} 换到了{new.crew}，从 {new.starts_on} 起。")
            return redirect("site_person", new.pk)
    return _form(request, held, form, "换班组", "换过去")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end_work(request: HttpRequest, membership: int) -> HttpResponseBase:
    held = _kept(request, membership)
    form = EndForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        by, now, today = cast(Person, request.user), clock.now(), clock.today()
        try:
            sites.end_work(by=by, membership=held, now=now, today=today, **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, f"{held.person.name} 的最后一天记好了。记录都还在。")
            return redirect("site_person", held.pk)
    return _form(request, held, form, "退场", "记下最后一天")


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def correct_worker(request: HttpRequest, membership: int) -> HttpResponseBase:
    held = _kept(request, membership)
    form = CorrectForm(request.POST or None, person=held.person)
    if request.method == "POST" and form.is_valid():
        by, name, phone = cast(Person, request.user), form.cleaned_data["name"], form.cleaned_data["phone"] or None
        try:
            sites.correct_worker(by=by, person=held.person, name=name, phone=phone)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, "改好了。")
            return redirect("site_person", held.pk)
    return _form(request, held, form, "改姓名或手机号", "保存")


def _form(request: HttpRequest, held: Membership, form: Form, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "held": held, "project": held.project}
    return render(request, "portal/sites/form.html", context)
