"""The ways in: by password, or by a code sent to the phone and then the choice of person.

allauth carries the sign-in from there: second factor, session, redirect.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from axes.utils import reset as unlock
from django.conf import settings
from django.contrib.auth import authenticate
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import clock
from ..adapter import local_path
from ..addresses import client_address
from ..authentication import login_key
from ..forms import ChooseForm, CodeForm, PasswordSignInForm, PhoneForm
from ..models import Person
from ..rules import phones
from ..rules.limits import CHOICE_MINUTES
from ..services import codes, limiting
from ..services.refusal import Refused

_STATE = "sign_in"
_WRONG = "手机号、账号或密码不对。"


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: a path of this site, or "" for the usual place."""
    return local_path(request.POST.get("next") or request.GET.get("next"), "")


def _page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    to = _next(request)
    why = next((said for start, said in settings.SIGN_IN_REASONS.items() if to.startswith(start)), "")
    return render(request, template, {"form": form, "next": to, "why": why, **context})


def _refuse(form: Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def _enter(request: HttpRequest, person: Person, method: str) -> HttpResponseBase:
    """Hand over to allauth, which asks for the second factor where there is one and makes a new session."""
    to = _next(request) or request.session.get(_STATE, {}).get("next") or None
    request.session.pop(_STATE, None)
    record_authentication(request, person, method=method)
    return perform_login(request, Login(user=person, redirect_url=to))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """By account name or phone number and password."""
    if request.user.is_authenticated:
        return redirect(_next(request) or "me")
    form = PasswordSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _by_password(request, form)
        if answer is not None:
            return answer
    return _page(request, "account/login.html", form)


def _by_password(request: HttpRequest, form: PasswordSignInForm) -> HttpResponseBase | None:
    login, address = login_key(form.cleaned_data["login"]), client_address(request)
    try:
        ticket = limiting.take(action="secret", number=login, address=address, now=clock.now())
    except Refused as refused:
        _refuse(form, refused)
        return None
    person = authenticate(request, username=login, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        form.add_error(None, _WRONG)
        return None
    limiting.give_back(ticket=ticket)
    unlock(username=login, ip=address)
    matches: list[int] = getattr(request, "sign_in_matches", [])
    if len(matches) == 1:
        return _enter(request, person, "password")
    _remember(request, people=matches, proved="password")
    return redirect("account_choose_person")


def _remember(request: HttpRequest, **state: Any) -> None:
    """Between two pages; the key of the session changes because its holder has proved something."""
    request.session[_STATE] = {"at": time.time(), "next": _next(request), **state}
    request.session.cycle_key()


def _remembered(request: HttpRequest) -> dict[str, Any]:
    """What was proved within the last minutes; empty when nothing or too long ago."""
    state: dict[str, Any] = request.session.get(_STATE) or {}
    return state if state and time.time() - state["at"] < CHOICE_MINUTES * 60 else {}


@never_cache
@require_http_methods(["GET", "POST"])
def request_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code. The answer is the same whether anybody has the number."""
    if request.user.is_authenticated:
        return redirect(_next(request) or "me")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            codes.send_code(phone=phone, address=client_address(request), now=clock.now())
        except Refused as refused:
            _refuse(form, refused)
        else:
            _remember(request, phone=phone, proved="")
            return redirect("account_confirm_login_code")
    return _page(request, "account/request_login_code.html", form)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """The code proves the number; a person alone on it without a PIN is in, everyone else says who one is."""
    state = _remembered(request)
    phone = state.get("phone", "")
    if not phone:
        return redirect("account_request_login_code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people = codes.check_code(
                phone=phone, code=form.cleaned_data["code"], address=client_address(request), now=clock.now()
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            if len(people) == 1 and not people[0].pin:
                return _enter(request, people[0], "code")
            request.session[_STATE] = {**state, "at": time.time(), "people": [p.pk for p in people], "proved": "code"}
            request.session.cycle_key()
            return redirect("account_choose_person")
    return _page(request, "account/confirm_login_code.html", form, phone=phones.masked(phone))


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def choose_person(request: HttpRequest) -> HttpResponseBase:
    """One number, several people: each enters with a secret of one's own."""
    state = _remembered(request)
    people = list(Person.objects.filter(pk__in=state.get("people", []), is_active=True).order_by("pk"))
    if not people:
        return redirect("account_login")
    ask = state["proved"] != "password"
    form = ChooseForm(request.POST or None, people=people, secret=ask)
    if request.method == "POST" and form.is_valid():
        person = next(p for p in people if str(p.pk) == form.cleaned_data["person"])
        if not ask:
            return _enter(request, person, "password")
        if _proves(request, form, person):
            return _enter(request, person, "code")
    return _page(request, "account/choose_person.html", form, people=people, ask=ask)


def _proves(request: HttpRequest, form: ChooseForm, person: Person) -> bool:
    """True when the secret is this person's; otherwise the form says why not."""
    if not person.has_secret:
        form.add_error("person", "这个人还没有 PIN 或密码，请找管理员设置。")
        return False
    address = client_address(request)
    try:
        ticket = limiting.take(action="secret", number=person.username, address=address, now=clock.now())
    except Refused as refused:
        _refuse(form, refused)
        return False
    if not authenticate(request, username=person.username, password=form.cleaned_data["secret"], pin=True):
        form.add_error("secret", "PIN 或密码不对。")
        return False
    limiting.give_back(ticket=ticket)
    unlock(username=person.username, ip=address)
    return True
