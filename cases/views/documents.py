"""Documents of a case: what can be made, its versions, their approval, and the whole file."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock, printing
from portal.addresses import client_address
from portal.models import Person
from portal.services import limiting
from portal.services.attachments import original
from portal.services.refusal import Refused

from .. import record_forms as forms
from ..models import Case, CaseDocument
from ..rules import documents as rules
from ..rules.access import Action, may
from ..services.documents import look_at, make_document, print_case_file
from ..services.trail import note
from .case import case_or_404, denied, looked
from .records import act

HOME = "cases:documents"
log = logging.getLogger(__name__)


def _open_to(case: Case, request: HttpRequest) -> bool:
    return may(case.roles_of(request.user), Action.ADVICE, case.state)


@never_cache
@login_required
@require_safe
def document_list(request: HttpRequest, number: str) -> HttpResponse:
    """Every kind of this case's path with its newest version; what is privileged for those who may read advice."""
    case = case_or_404(request, number)
    roles = case.roles_of(request.user)
    advice = may(roles, Action.ADVICE, case.state)
    looked(request, case, roles)
    newest: dict[str, CaseDocument] = {}
    for row in case.documents.select_related("made_by").prefetch_related("approvals").order_by("version"):
        newest[row.kind] = row
    kinds = [kind for kind in rules.kinds_for(case.path, case.family) if advice or not kind.privileged]
    context = {
        "case": case,
        "rows": [(kind, newest.get(kind.code)) for kind in kinds],
        "may": {action.value: may(roles, action, case.state) for action in Action},
    }
    return render(request, "cases/documents.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """What is not in the case is asked for here; left empty it is printed as lines to fill in."""
    case = case_or_404(request, number)
    what = rules.kinds().get(kind)
    if what is None:
        raise Http404
    if what.privileged and not _open_to(case, request):
        raise denied(request, case)
    last = case.documents.filter(kind=kind).order_by("-version").first()

    def make(**given: object) -> None:
        try:
            limiting.take(action="print", number=case.number, address=client_address(request), now=clock.now())
            make_document(case=case, kind=kind, **given)  # type: ignore[arg-type]
        except printing.NotPrinted as error:
            log.exception("document %s of case %s could not be typeset", kind, case.pk)
            raise Refused("没有排好版，请再试一次；还不行就告诉管理员") from error

    return act(
        request,
        case,
        title=f"出文书：{what.name}",
        action=Action.DOCUMENT,
        form=lambda *args, **more: forms.DocumentForm(
            *args, blanks=what.asks, initial=last.asked if last else None, **more
        ),
        run=make,
        home=HOME,
        more={"printing": True},
    )


def _found(request: HttpRequest, case: Case, pk: int) -> CaseDocument:
    row = get_object_or_404(case.documents.select_related("made_by", "pdf", "docx"), pk=pk)
    if row.is_privileged and not _open_to(case, request):
        raise denied(request, case)
    return row


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One version: its files, who looked at it, the next step."""
    case = case_or_404(request, number)
    row = _found(request, case, pk)
    step = row.next_step()
    if request.method == "POST" and step is None:
        raise Http404
    versions = case.documents.filter(kind=row.kind).order_by("-version")
    return act(
        request,
        case,
        title=f"{row.name} 第 {row.version} 版",
        action=Action.SEE if request.method == "GET" else Action.APPROVE,
        form=forms.LookForm,
        run=lambda **given: look_at(document=row, step=step.code if step else "", **given),
        home=HOME,
        page="cases/document.html",
        more={
            "document": row,
            "step": step,
            "versions": versions,
            "looks": row.approvals.select_related("by", "document"),
            "may_look": may(case.roles_of(request.user), Action.APPROVE, case.state),
        },
    )


@never_cache
@login_required
@require_safe
def document_file(request: HttpRequest, number: str, pk: int, ending: str) -> HttpResponse:
    """The PDF or the Word file; taking it is noted."""
    case = case_or_404(request, number)
    row = _found(request, case, pk)
    kept = row.pdf if ending == "pdf" else row.docx
    if kept is None:
        raise Http404
    note(case=case, verb="export", by=request.user, at=clock.now(), document=row.pk, file=ending)  # type: ignore[arg-type]
    with original(kept) as stream:
        return _file(stream.read(), kept.mime, kept.name)


@never_cache
@login_required
@require_safe
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """The whole case as one PDF."""
    case = case_or_404(request, number)
    by: Person = request.user  # type: ignore[assignment]
    try:
        limiting.take(action="print", number=case.number, address=client_address(request), now=clock.now())
        made = print_case_file(case=case, by=by, now=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(HOME, case.number)
    except printing.NotPrinted:
        log.exception("the file of case %s could not be typeset", case.pk)
        messages.error(request, "没有排好版，请再试一次；还不行就告诉管理员")
        return redirect(HOME, case.number)
    return _file(made, "application/pdf", f"案件卷宗-{case.number}.pdf")


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
