"""我的关注: following an article, a regulation or a topic, and ending it with one tap."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from .. import news
from ..models import Article, ArticleText, Follow, FollowHit, Regulation, Topic
from ..services import follows as service

_SHOWN = 50


class FollowForm(forms.Form):
    every = forms.ChoiceField(
        label="多久提醒一次",
        choices=Follow.Every.choices,
        initial=Follow.Every.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一样", "invalid_choice": "请选一样"},
    )


def _thing(what: str, pk: int) -> service.Thing:
    """What may be followed: what the public reads."""
    if what == "article" and ArticleText.objects.published().filter(article=pk).exists():
        return Article.objects.get(pk=pk)
    if what == "regulation":
        return get_object_or_404(Regulation.objects.published(), pk=pk)
    if what == "topic":
        return get_object_or_404(Topic, pk=pk)
    raise Http404


@never_cache
@login_required
@require_safe
def follow_list(request: HttpRequest) -> HttpResponse:
    """What one follows, and what was told of it, newest first."""
    rows = list(Follow.objects.visible_to(request.user).order_by("-created_at", "-pk"))
    names = service.names_of(rows)
    hits = FollowHit.objects.filter(follow__in=Follow.objects.visible_to(request.user), sent_at__isnull=False)
    told = list(dict.fromkeys(hits.order_by("-sent_at", "-pk").values_list("document", flat=True)[: 4 * _SHOWN]))
    happenings = news.read(told[:_SHOWN])
    context = {
        "lines": [(row, *names[row.pk]) for row in rows],
        "paused": any(row.paused for row in rows),
        "told": [happenings[one] for one in told[:_SHOWN] if one in happenings],
    }
    return render(request, "knowledge/follows/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, what: str, pk: int) -> HttpResponseBase:
    """Follow this, change how often one is told, or end it (`end` = 1)."""
    person, thing = cast(Person, request.user), _thing(what, pk)
    row = Follow.objects.visible_to(person).filter(**{what: thing}).first()
    if request.method == "POST" and request.POST.get("end") == "1":
        if row:
            service.unfollow(follow=row)
        messages.success(request, "不再关注了。")
        return redirect("knowledge:follows")
    form = FollowForm(request.POST or None, initial={"every": row.every} if row else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.follow(person=person, thing=thing, every=form.cleaned_data["every"], now=clock.now())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "关注了。有变化会写在“消息”里；填了邮箱的，也发邮件。")
            return redirect("knowledge:follows")
    shown = row or Follow(person=person, **{what: thing})
    name, url = service.names_of([shown])[shown.pk]
    return render(request, "knowledge/follows/form.html", {"form": form, "name": name, "url": url, "follow": row})


@login_required
@require_POST
def pause_follows(request: HttpRequest) -> HttpResponseBase:
    """`on` = 1 stops the letters, anything else starts them again."""
    stop = request.POST.get("on") == "1"
    service.pause(person=cast(Person, request.user), paused=stop, now=clock.now())
    messages.success(request, "提醒停了。停着的时候有什么变化，以后不补发。" if stop else "提醒打开了。")
    return redirect("knowledge:follows")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_follows(request: HttpRequest, token: str) -> HttpResponse:
    """The end of a letter leads here, signed in or not. Looking does nothing (mail programs look at links by
    themselves); one tap stops the letters, and so does the mail program's own button, which posts here.
    """
    person = service.of_stop_link(token)
    if person is None:
        return render(request, "knowledge/follows/stop.html", {"state": "unknown"}, status=404)
    if request.method != "POST":
        return render(request, "knowledge/follows/stop.html", {"state": "ask"})
    service.pause(person=person, paused=True, now=clock.now())
    return render(request, "knowledge/follows/stop.html", {"state": "done"})
