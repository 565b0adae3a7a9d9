"""Certificates: one's own, those of the people one looks after, the public check, the gate."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal import clock
from portal.addresses import client_address
from portal.models import Person, Project
from portal.services import limiting
from portal.services.refusal import Refused

from .. import gate
from ..certificate_sheet import print_certificate
from ..forms import OutsideForm, RevokeForm
from ..models import Certificate, OutsideCertificate
from ..rules.certificates import NAMES, State, code_in, mark_in, spaced
from ..services import certificates, outside
from ..unreviewed import rests_on_unreviewed


def _own(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@never_cache
@login_required
def my_certificates(request: HttpRequest) -> HttpResponse:
    return _certificates(request, _own(request))


@never_cache
@login_required
def certificates_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """What somebody one looks after holds, ours and the authorities'."""
    return _certificates(request, get_object_or_404(Person.objects.visible_to(request.user), pk=person_id))


def _certificates(request: HttpRequest, person: Person) -> HttpResponse:
    today = clock.today()
    ours = (
        Certificate.objects.visible_to(request.user)
        .filter(person=person)
        .select_related("kind", "project")
        .order_by("superseded_by", "-issued_on")
    )
    recorded = (
        OutsideCertificate.objects.visible_to(request.user)
        .filter(person=person)
        .select_related("kind", "checked_by")
        .order_by("valid_to")
    )
    context = {
        "person": person,
        "own": person.pk == request.user.pk,
        "ours": [_shown(row, today) for row in ours],
        "recorded": list(recorded),
        "today": today,
    }
    return render(request, "training/certificates/list.html", context)


def _shown(row: Certificate, today: Any) -> dict[str, Any]:
    state = certificates.state(row, today)
    return {"row": row, "state": state, "name": NAMES[state], "code": spaced(row.code)}


@never_cache
@login_required
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One of ours with its QR, to be shown at the gate or printed."""
    row = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related(
            "kind", "person", "project", "record__attempt__version"
        ),
        code=code,
    )
    address = _address(row)
    context = _shown(row, clock.today()) | {
        "qr": _qr(settings.BASE_URL + address),
        "address": address,
        "own": row.person_id == request.user.pk,
        "unreviewed": rests_on_unreviewed(row),
        "may_revoke": certificates.may_revoke(certificate=row, by=_own(request)),
        "form": RevokeForm(),
    }
    return render(request, "training/certificates/certificate.html", context)


def _qr(text: str) -> SafeString:
    """Inline SVG, black on white also in the dark: scanners want it so."""
    import segno

    drawn = segno.make(text, error="m").svg_inline(scale=6, border=3, light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - made here from an address of ours


@never_cache
@login_required
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """On paper, with the QR that tells what has become of it since. Only one that is good today is printed."""
    rows = Certificate.objects.visible_to(request.user).select_related("kind", "person", "project__client")
    row = get_object_or_404(rows, code=code)
    if certificates.state(row, clock.today()) != State.VALID:
        messages.error(request, "这张证书现在不是有效的，不能打印。")
        return redirect("training:certificate", code)
    made = print_certificate(row, settings.BASE_URL + _address(row))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{row.code}.pdf"'
    return answer


def _address(row: Certificate) -> str:
    """Where the QR leads: the public check, with the mark that proves it ours."""
    return f"{reverse('training:verify', args=[row.code])}?s={certificates.mark_of(row)}"


@login_required
@require_POST
def revoke_certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    row = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    form = RevokeForm(request.POST)
    try:
        certificates.revoke(
            certificate=row, by=_own(request), reason=request.POST.get("reason", "") if form.is_valid() else "",
            now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "证书撤销了。")
    return redirect("training:certificate", code)


@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The public check, without sign-in: state, masked name, what was trained. Guessing is limited by address."""
    try:
        limiting.take(action="verify", number=code[:40], address=client_address(request), now=clock.now())
    except limiting.TooOften as refused:
        return render(request, "training/certificates/check.html", {"wait": refused.message}, status=429)
    row = Certificate.objects.filter(code=code_in(code)).select_related("kind", "person", "project__client").first()
    given = request.GET.get("s", "")
    if row is None or (given and not certificates.is_ours(row, given)):
        context = {"code": code[:40], "forged": row is not None}
        return render(request, "training/certificates/unknown.html", context, status=404)
    context = _shown(row, clock.today()) | {"scanned": bool(given), "unreviewed": rests_on_unreviewed(row)}
    if request.user.is_authenticated:
        sites = Project.objects.visible_to(request.user).filter(memberships__person=row.person).distinct()
        known = Person.objects.visible_to(request.user).filter(pk=row.person_id).exists()
        context["sites"] = list(sites) if known else []
        context["gates"] = Project.objects.kept_by(_own(request)).exists()
    return render(request, "training/certificates/verify.html", context)


@never_cache
def check(request: HttpRequest) -> HttpResponseBase:
    """Type the code when there is nothing to scan with."""
    typed = request.GET.get("code", "")
    if typed and (code := code_in(typed)):
        return redirect("training:verify", code)
    wrong = "编号是 12 位字母和数字，照着证书上的打。" if typed else ""
    return render(request, "training/certificates/check.html", {"typed": typed[:60], "wrong": wrong})


@never_cache
@login_required
def gate_search(request: HttpRequest, project_id: int = 0) -> HttpResponseBase:
    """Pick a site, then find the worker: by name, by the code of a certificate, or by its QR as the page scans it."""
    sites = Project.objects.visible_to(request.user).order_by("name")
    if not project_id:
        found = list(sites[:200])
        if len(found) == 1:
            return redirect("training:gate_search", found[0].pk)
        return render(request, "training/certificates/gate_sites.html", {"projects": found})
    project = get_object_or_404(sites, pk=project_id)
    asked = request.GET.get("q", "").strip()
    people = Person.objects.visible_to(request.user)
    code = code_in(asked)
    row = Certificate.objects.filter(code=code, person__in=people).select_related("kind").first() if code else None
    forged = row is not None and bool(mark_in(asked)) and not certificates.is_ours(row, mark_in(asked))
    if row is not None and not forged:
        return redirect("training:gate", project.pk, row.person_id)
    here = people.filter(memberships__project=project, name__icontains=asked).distinct().order_by("name")
    context = {
        "project": project,
        "asked": spaced(code) if code else asked,
        "people": list(here[:30]) if asked and not code else [],
        "code": code,
        "forged": forged,
    }
    return render(request, "training/certificates/gate_search.html", context)


@never_cache
@login_required
def gate_person(request: HttpRequest, project_id: int, person_id: int) -> HttpResponse:
    """May this worker enter this site? Four lines."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=project_id)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    verdict = gate.verdict_for(person, project, clock.today())
    context = {"project": project, "person": person, "verdict": verdict, "now": clock.now()}
    return render(request, "training/certificates/gate.html", context)


@never_cache
@login_required
def add_outside(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Enter a certificate of an authority, with a photo of it."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    form = OutsideForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            outside.record_outside(by=_own(request), person=person, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, "登记了。核对过原件以后才算数。")
            return redirect("training:certificates_of", person.pk)
    return render(request, "training/certificates/add_outside.html", {"person": person, "form": form})


@never_cache
@login_required
def outside_certificate(request: HttpRequest, certificate_id: int) -> HttpResponseBase:
    """One recorded certificate with its photo; POST says it was compared with the original."""
    row = get_object_or_404(
        OutsideCertificate.objects.visible_to(request.user).select_related("kind", "person", "checked_by"),
        pk=certificate_id,
    )
    if request.method == "POST":
        try:
            outside.check_outside(by=_own(request), certificate=row, now=clock.now())
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "核对记下了。")
        return redirect("training:outside_certificate", row.pk)
    context = {
        "row": row,
        "photos": outside.photos_of(row),
        "own": row.person_id == request.user.pk,
        "today": clock.today(),
    }
    return render(request, "training/certificates/outside.html", context)
