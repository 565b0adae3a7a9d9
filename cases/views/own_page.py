"""The page of one person of a case: for the person, by link and code without an account; making it, for the team."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal import clock, printing, qr
from portal.addresses import client_address
from portal.desk import put_beside
from portal.models import Person
from portal.services import limiting
from portal.services.refusal import Refused
from portal.tasks import send_messages

from .. import own_forms as forms
from ..models import Case, OwnPage, Party
from ..own_reading import read_own
from ..rules import own_view as rules
from ..rules.access import Action, why_not
from ..rules.blanks import day_words
from ..services import own_pages as services
from .case import case_or_404, looked

_COOKIE = "own_page"
_SALT = "own page"
_SLIP = "own page slip"
_SAY = "own page word"
_SLIP_SECONDS = 900


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """The code first; entered, the page itself for a while. A link that opens nothing says so, whatever the reason."""
    page = services.find_own_page(token=token, now=clock.now())
    if page is None:
        return _quiet(render(request, "cases/own_gone.html", {"why": services.GONE}, status=404))
    step = request.POST.get("step", "")
    if request.method == "POST" and step == "enter":
        return _quiet(_enter(request, page, token))
    if not _entered(request, page):
        return _quiet(_door(request, forms.EnterForm()))
    if step == "leave":
        answer = redirect("cases:own_page", token)
        answer.delete_cookie(_COOKIE, path=_place(token))
        return _quiet(answer)
    return _quiet(_said(request, page, token) if step == "say" else _shown(request, page, forms.SayForm()))


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Found by nobody and told to no other site; never_cache sees to it that nobody keeps it.

    Not `no-referrer`: under it a browser sends `Origin: null` with the forms of the page, and CSRF refuses them.
    """
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _place(token: str) -> str:
    return reverse("cases:own_page", args=[token])


def _door(request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
    return render(request, "cases/own_door.html", {"form": form}, status=status)


def _enter(request: HttpRequest, page: OwnPage, token: str) -> HttpResponse:
    form = forms.EnterForm(request.POST)
    if not form.is_valid():
        return _door(request, form, 422)
    given = {"code": form.cleaned_data["code"], "address": client_address(request), "now": clock.now()}
    try:
        services.enter_own_page(page=page, token=token, **given)
    except limiting.TooOften as refused:
        put_beside(form, refused)
        return _door(request, form, 429)
    except Refused as refused:
        put_beside(form, refused)
        return _door(request, form, 422)
    answer = redirect("cases:own_page", token)
    answer.set_cookie(
        _COOKIE,
        signing.dumps([page.pk, page.code_hash[:16]], salt=_SALT),
        max_age=int(rules.look().total_seconds()),
        path=_place(token),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def _entered(request: HttpRequest, page: OwnPage) -> bool:
    """By the cookie of this very link, for this very code, not older than a look may last."""
    try:
        kept = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=rules.look())
    except signing.BadSignature:
        return False
    return bool(kept == [page.pk, page.code_hash[:16]])


def _shown(request: HttpRequest, page: OwnPage, form: Any, status: int = 200, key: str = "") -> HttpResponse:
    """Each look leaves its line."""
    now = clock.now()
    services.note_look(page=page, now=now)
    context = read_own(page, now) | {"form": form, "key": key or signing.dumps(uuid.uuid4().hex, salt=_SAY)}
    return render(request, "cases/own_page.html", context, status=status)


def _said(request: HttpRequest, page: OwnPage, token: str) -> HttpResponse:
    form, key = forms.SayForm(request.POST), request.POST.get("key", "")
    if form.is_valid():
        try:
            nonce = uuid.UUID(signing.loads(key, salt=_SAY))
            services.say_on_own_page(
                page=page,
                key=uuid.uuid5(nonce, f"{page.pk} {form.cleaned_data['text']}"),  # other words are said anew
                address=client_address(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        except signing.BadSignature:
            form.add_error(None, "页面放得太久了。写的还在，请再点一次。")
            key = ""
        except Refused as refused:
            put_beside(form, refused)
        else:
            send_messages.delay_on_commit()
            messages.success(request, "收到了，已经告诉经办的人。答复会写在这一页。")
            return redirect("cases:own_page", token)
    return _shown(request, page, form, 422, key)


@never_cache
@login_required
@sensitive_variables("made")
@require_http_methods(["GET", "POST"])
def keep_own_page(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """Make, renew or withdraw the page of a person of the case. The code is shown this once."""
    case = case_or_404(request, number)
    row = _party_or_404(case, party)
    by: Person = request.user  # type: ignore[assignment]
    roles, now = case.roles_of(by), clock.now()
    no = why_not(roles, Action.PARTY, case.state)
    looked(request, case, roles, party=row.pk)
    held = case.own_pages.filter(party=row, withdrawn_at__isnull=True).select_related("made_by").first()
    step = request.POST.get("step", "")
    form = forms.WhyForm(request.POST if step == "withdraw" else None, case=case, by=by)
    facts: dict[str, Any] = {"case": case, "party": row, "no": no, "held": held, "form": form, "now": now}
    facts["may_withdraw"] = services.may_withdraw(roles)
    if request.method != "POST":
        return render(request, "cases/own_keep.html", facts, status=403 if no and not facts["may_withdraw"] else 200)
    try:
        if step == "make":
            made = services.make_own_page(case=case, party=row, by=by, now=now)
            return _quiet(render(request, "cases/own_made.html", facts | _once(made)))
        if step == "withdraw" and held and form.is_valid():
            held.case = case
            services.withdraw_own_page(page=held, by=by, now=now, **form.given())
            messages.success(request, "停用了，那个链接和码什么都打不开")
            return redirect("cases:own_page_of", number, party)
    except Refused as refused:
        put_beside(form, refused) if step == "withdraw" else messages.error(request, refused.message)
    closed = not facts["may_withdraw"] if step == "withdraw" else bool(no)
    return render(request, "cases/own_keep.html", facts, status=403 if closed else 422)


def _party_or_404(case: Case, pk: int) -> Party:
    row = get_object_or_404(case.parties.filter(removed_at__isnull=True, role__in=services.FOR), pk=pk)
    row.case = case
    return row


@sensitive_variables()
def _once(made: services.Made) -> dict[str, Any]:
    address = settings.BASE_URL + _place(rules.shown_token(made.token))
    return {
        "address": address,
        "code": rules.shown_code(made.code),
        "drawing": qr.drawing(address, "当事人自己的页面"),
        "expires_at": made.page.expires_at,
        "slip": signing.dumps([made.page.pk, made.token, made.code], salt=_SLIP, compress=True),
    }


@never_cache
@login_required
@sensitive_post_parameters()
@sensitive_variables("token", "code", "data")
@require_POST
def own_page_slip(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """The slip to hand over, in two halves: the link and the code. For some minutes after it was made."""
    case = case_or_404(request, number)
    row = _party_or_404(case, party)
    by: Person = request.user  # type: ignore[assignment]
    try:
        pk, token, code = signing.loads(request.POST.get("slip", ""), salt=_SLIP, max_age=_SLIP_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    now = clock.now()
    page = get_object_or_404(OwnPage.objects.alive(now=now).filter(case=case, party=row), pk=pk)
    page.case = case
    address = settings.BASE_URL + _place(rules.shown_token(token))
    data = {
        "sample": case.is_sample,
        "project": case.project.name,
        "who": row.get_role_display(),
        "address": address,
        "code": rules.shown_code(code),
        "until": day_words(page.expires_at.astimezone(clock.SHANGHAI).date()),
    }
    try:
        services.note_slip(page=page, by=by, now=now)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("cases:own_page_of", number, party)
    made = printing.pdf("cases/print/own_page.typ", data, pictures={"qr.svg": qr.svg(address)})
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="own-page.pdf"'
    return _quiet(answer)
