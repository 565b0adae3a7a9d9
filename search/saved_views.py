"""保存的搜索: one's own searches, what was new for each, and changing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from .asked import Asked
from .forms import SavedSearchForm
from .labels import IN_FORCE_ON, filters_in_words, names_of
from .models import SavedSearch
from .services import saved as service
from .things import read_things

_A_PAGE = 50


@dataclass(frozen=True)
class Wording:
    """A kept address in words: what is looked for, and the filters."""

    words: str
    filters: list[str]


def wordings(asked: list[str]) -> list[Wording]:
    """Each of these kept addresses in words. Two queries at most."""
    today = clock.today()
    questions = [Asked.kept(one, today=today) for one in asked]
    names = names_of({pair for q in questions for pair in q.chosen.items()}, today, laws={})
    return [
        Wording(service.words_of(one), [_short(*told) for told in filters_in_words(question, names)])
        for one, question in zip(asked, questions, strict=True)
    ]


def _short(title: str, value: str) -> str:
    return f"{value} 有效的法" if title == IN_FORCE_ON else value


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Somebody else's is not there."""
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)


@never_cache
@login_required
@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    rows = list(SavedSearch.objects.visible_to(request.user).order_by("-created_at", "-pk"))
    counts = dict(
        SavedSearch.objects.visible_to(request.user)
        .filter(hits__sent_at__isnull=False)
        .order_by()
        .values_list("pk")
        .annotate(Count("hits"))
    )
    told = wordings([row.asked for row in rows])
    lines = [(row, wording, counts.get(row.pk, 0)) for row, wording in zip(rows, told, strict=True)]
    return render(request, "search/saved/list.html", {"lines": lines})


@never_cache
@login_required
@require_safe
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """One's search with everything that was told of it and may still be seen, newest first."""
    row = _own(request, pk)
    told = row.hits.filter(sent_at__isnull=False).order_by("-sent_at", "-pk")
    page = Paginator(told, _A_PAGE).get_page(request.GET.get("page"))
    things = read_things(hit.document for hit in page)
    shown = [(hit, things[hit.document]) for hit in page if hit.document in things]
    [wording] = wordings([row.asked])
    context = {"saved": row, "wording": wording, "page": page, "shown": shown, "gone": len(page) - len(shown)}
    return render(request, "search/saved/page.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """The address of the results page behind this one's `?` is what is saved."""
    asked = service.canonical(request.GET.urlencode())
    words = service.words_of(asked)
    if not words:
        messages.info(request, "先搜一次，再点“保存这次搜索”。")
        return redirect("search:results")
    form = SavedSearchForm(request.POST or None, initial={"name": words[:60], "every": SavedSearch.Every.DAY})
    if request.method == "POST" and form.is_valid():
        person, facts = cast(Person, request.user), form.cleaned_data
        try:
            row = service.save_search(
                person=person, asked=asked, name=facts["name"], every=facts["every"], now=clock.now()
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "保存好了。以后有新内容，会写在“消息”里。")
            return redirect(row)
    return _form_page(request, form, asked, {"title": "保存这次搜索", "button": "保存"})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _own(request, pk)
    form = SavedSearchForm(request.POST or None, initial={"name": row.name, "every": row.every})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        service.change_saved(saved=row, name=facts["name"], every=facts["every"], now=clock.now())
        messages.success(request, "改好了。")
        return redirect(row)
    return _form_page(request, form, row.asked, {"title": "改名字和提醒", "button": "存好", "saved": row})


def _form_page(request: HttpRequest, form: SavedSearchForm, asked: str, more: dict[str, Any]) -> HttpResponse:
    [wording] = wordings([asked])
    return render(request, "search/saved/form.html", more | {"form": form, "wording": wording, "asked": asked})


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`on` = 1 stops the reminders, anything else starts them again."""
    stop = request.POST.get("on") == "1"
    row = service.pause(saved=_own(request, pk), paused=stop, now=clock.now())
    messages.success(request, "提醒停了。停着的时候新发布的，以后不补发。" if stop else "提醒打开了。")
    return redirect(row)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _own(request, pk)
    if request.method == "POST":
        service.delete_saved(saved=row)
        messages.success(request, "删掉了，以后不再提醒。")
        return redirect("search:saved")
    return render(request, "search/saved/delete.html", {"saved": row})
