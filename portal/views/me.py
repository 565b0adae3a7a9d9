"""我的: who one is here, and one's own secrets."""

from __future__ import annotations

import time
from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from .. import clock
from ..addresses import client_address
from ..forms import OwnPinForm, OwnSecretForm
from ..models import Person
from ..rules.roles import keeps_people
from ..services import limiting, people
from ..services.refusal import Refused

_CODE_COUNTS = 15 * 60
"""Seconds during which a code given at sign-in stands for the current password."""


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    person = cast(Person, request.user)
    held = person.memberships.active(on=clock.today()).select_related("organisation", "project", "crew")
    posts = list(held.order_by("pk"))
    context = {
        "person": person,
        "posts": posts,
        "has_totp": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists(),
        "keeps_sites": person.is_superuser or any(keeps_people(post.role) for post in posts),
        "may_edit": person.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "portal/me.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
def own_password(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    form = OwnSecretForm(request.POST or None, person=person, ask_current=_ask_current(request, person))
    if request.method == "POST" and form.is_valid() and _current_is_right(request, form, person):
        try:
            people.set_password(person=person, password=form.cleaned_data["new"])
        except Refused as refused:
            form.add_error("new", refused.message)
        else:
            update_session_auth_hash(request, person)
            return _done(request, "密码改好了。")
    return render(request, "portal/own_secret.html", {"form": form, "title": "改密码", "person": person})


@never_cache
@login_required
@sensitive_post_parameters()
def own_pin(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    form = OwnPinForm(request.POST or None, person=person, ask_current=_ask_current(request, person))
    if request.method == "POST" and form.is_valid() and _current_is_right(request, form, person):
        try:
            people.set_pin(person=person, pin=form.cleaned_data["new"])
        except Refused as refused:
            form.add_error("new", refused.message)
        else:
            return _done(request, "PIN 设好了。")
    return render(request, "portal/own_secret.html", {"form": form, "title": "设 PIN", "person": person, "pin": True})


def _ask_current(request: HttpRequest, person: Person) -> bool:
    """Not of someone who has no secret yet, nor just after a code by SMS on a number of one's own."""
    if not person.has_secret:
        return False
    records = get_authentication_records(request, person)
    fresh = any(r["method"] == "code" and time.time() - r["at"] < _CODE_COUNTS for r in records)
    return not fresh or bool(person.pin) or Person.objects.on_phone(person.phone).count() > 1


def _current_is_right(request: HttpRequest, form: OwnSecretForm, person: Person) -> bool:
    if "current" not in form.fields:
        return True
    try:
        ticket = limiting.take(
            action="secret", number=person.username, address=client_address(request), now=clock.now()
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    current = form.cleaned_data["current"]
    if not (person.check_password(current) or person.check_pin(current)):
        form.add_error("current", "现在的密码或 PIN 不对。")
        return False
    limiting.give_back(ticket=ticket)
    return True


def _done(request: HttpRequest, words: str) -> HttpResponseBase:
    messages.success(request, words)
    return redirect("me")
