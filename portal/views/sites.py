"""Sites: the projects one keeps, their crews, and who is in a crew."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import clock
from ..models import Crew, JoinRequest, Membership, Organisation, Person, Project
from ..models.organisations import CrewQuerySet, MembershipQuerySet
from ..services import sites
from ..services.refusal import Refused
from ..site_forms import CrewForm, ProjectForm

PEOPLE_ON_A_PAGE = 100


def kept_project(request: HttpRequest, project: int) -> Project:
    """A project where one enters people; anybody else does not learn that it exists."""
    found = Project.objects.kept_by(cast(Person, request.user)).select_related("client")
    return get_object_or_404(found, pk=project)


def keeps_whole(person: Person, project: Project) -> bool:
    return Project.objects.wholly_kept_by(person).filter(pk=project.pk).exists()


def put_refusal(form: Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


@never_cache
@login_required
@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    person = cast(Person, request.user)
    projects = list(Project.objects.kept_by(person).select_related("client").order_by("-pk"))
    clients = Organisation.objects.kept_by(person).exists()
    if not projects and not clients:
        raise Http404
    here = Membership.objects.kept_by(person).at_work().active(on=clock.today())
    hands = _by_project(here)
    waiting = _by_project(JoinRequest.objects.visible_to(person).waiting())
    rows = [(project, hands.get(project.pk, 0), waiting.get(project.pk, 0)) for project in projects]
    return render(request, "portal/sites/list.html", {"rows": rows, "may_open": clients})


def _by_project(rows: QuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("project").annotate(Count("pk")))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_site(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    clients = Organisation.objects.kept_by(person).order_by("pk")
    if not clients:
        raise Http404
    form = ProjectForm(request.POST or None, clients=clients)
    if request.method == "POST" and form.is_valid():
        try:
            project = sites.create_project(by=person, today=clock.today(), **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, "项目建好了。下一步：加班组。")
            return redirect("site", project.pk)
    context = {"form": form, "title": "新项目", "button": "建项目", "back": "sites"}
    return render(request, "portal/sites/form.html", context)


@never_cache
@login_required
@require_safe
def site(request: HttpRequest, project: int) -> HttpResponse:
    person = cast(Person, request.user)
    found = kept_project(request, project)
    whole = keeps_whole(person, found)
    crews = list(_crews(person, found).with_hands(on=clock.today()).order_by("name", "pk"))
    loose = _loose(person, found).count() if whole else 0
    waiting = JoinRequest.objects.visible_to(person).waiting().filter(project=found).count()
    context = {
        "project": found,
        "whole": whole,
        "crews": crews,
        "loose": loose,
        "hands": sum(crew.hands for crew in crews) + loose,
        "waiting": waiting,
        "may_add_crew": whole or bool(sites.firms(by=person, project=found)),
    }
    return render(request, "portal/sites/project.html", context)


def _crews(person: Person, project: Project) -> CrewQuerySet:
    return Crew.objects.kept_by(person).filter(project=project).select_related("organisation")


def _loose(person: Person, project: Project) -> MembershipQuerySet:
    """People of the project who are in no crew yet."""
    held = Membership.objects.kept_by(person).at_work().filter(project=project, crew__isnull=True)
    return held.active(on=clock.today())


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_crew(request: HttpRequest, project: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    found = kept_project(request, project)
    firms = sites.firms(by=person, project=found)
    if not firms:
        raise Http404
    form = CrewForm(request.POST or None, firms=firms, may_add=keeps_whole(person, found))
    if request.method == "POST" and form.is_valid():
        try:
            crew = sites.create_crew(by=person, project=found, **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, "班组建好了。下一步：加人。")
            return redirect("site_crew", crew.pk)
    context = {"form": form, "title": "加班组", "button": "建班组", "project": found}
    return render(request, "portal/sites/form.html", context)


@never_cache
@login_required
@require_safe
def site_crew(request: HttpRequest, crew: int) -> HttpResponse:
    person = cast(Person, request.user)
    found = get_object_or_404(Crew.objects.kept_by(person).select_related("project__client", "organisation"), pk=crew)
    held = Membership.objects.kept_by(person).at_work().filter(crew=found)
    return _people(request, found.project, found, held)


@never_cache
@login_required
@require_safe
def loose_people(request: HttpRequest, project: int) -> HttpResponse:
    """Entered without a crew, for instance by a file that names none."""
    person = cast(Person, request.user)
    found = get_object_or_404(Project.objects.wholly_kept_by(person).select_related("client"), pk=project)
    held = Membership.objects.kept_by(person).at_work().filter(project=found, crew__isnull=True)
    return _people(request, found, None, held)


def _people(request: HttpRequest, project: Project, crew: Crew | None, held: MembershipQuerySet) -> HttpResponse:
    today = clock.today()
    left = request.GET.get("left") == "1"
    shown = held.left(on=today) if left else held.staying(on=today)
    order = ("-ends_on", "pk") if left else ("role", "person__name", "pk")
    page = Paginator(shown.select_related("person", "crew").order_by(*order), PEOPLE_ON_A_PAGE)
    context = {
        "project": project,
        "crew": crew,
        "left": left,
        "page": page.get_page(request.GET.get("page")),
        "query": "left=1" if left else "",
        "today": today,
    }
    return render(request, "portal/sites/crew.html", context)
