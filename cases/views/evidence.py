"""Evidence of a case: the list, one item with its ledger, its file as shown and as it came."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.rules.file_types import JPEG
from portal.services import attachments
from portal.services.pictures import shown_mime
from portal.services.refusal import Refused
from portal.tasks import run_job
from portal.views.files import dressed
from portal.views.parts import send

from ..evidence_forms import DEEDS, CopyForm, EvidenceForm, PartForm
from ..models import Case, CaseLink, EvidenceItem, IntegrityCheck, Upload
from ..rules import evidence as rules
from ..rules.access import Action, may
from ..services import evidence, evidence_bundle
from ..services.evidence_copies import copy_evidence, other_parts
from ..services.trail import note
from ..services.uploads import finish_upload
from .case import case_or_404

PAGE = 30
LATELY = datetime.timedelta(hours=1)
_DO = {"hand-over": evidence.hand_over, "correct": evidence.correct, "seal": evidence.seal}


def _item_or_404(request: HttpRequest, number: str, item: int) -> EvidenceItem:
    case = case_or_404(request, number)
    found = EvidenceItem.objects.select_related("attachment__file", "added_by").filter(case=case, number=item).first()
    if found is None:
        raise Http404
    found.case = case
    return found


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_list(request: HttpRequest, number: str) -> HttpResponse:
    """What there is, with thumbnails, and the form for more."""
    case = case_or_404(request, number)
    by: Person = request.user  # type: ignore[assignment]
    if request.method != "POST":
        roles = case.roles_of(by)
        note(case=case, verb="view", by=by, at=clock.now(), roles=roles, what="evidence")
        return _list(request, case, EvidenceForm(), roles)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = _add(case, by, form)
        except Refused as refused:
            put_beside(form, refused)
        else:
            notices.success(request, f"入账了 {len(added)} 件，编号 {'、'.join(str(one.number) for one in added)}。")
            if old := form.said_otherwise(added):
                told = "、".join(str(one.number) for one in old)
                notices.warning(request, f"{told} 号先前已经入账，后来改的没有记进去：点进去用“更正”。")
            return redirect("cases:evidence", case.number)
    return _list(request, case, form, case.roles_of(by), status=422)


def _add(case: Case, by: Person, form: EvidenceForm) -> list[EvidenceItem]:
    """Everything the form brought. Sent again after a refusal, what is in already stays as it is."""
    now, facts = clock.now(), form.facts()
    files, keys = form.cleaned_data["file"], form.cleaned_data["uploads"]
    uploads = list(Upload.objects.filter(key__in=keys, case=case, by=by).select_related("case"))
    if len(uploads) < len(set(keys)):
        raise Refused("分段传的文件找不到了，请再选一次", "file")
    titles = form.titles(len(files) + len(uploads))
    if not titles[1:] and not files and not uploads:
        return [evidence.add_evidence(case=case, by=by, key=form.cleaned_data["key"], what=titles[0], now=now, **facts)]
    added = [
        finish_upload(upload=upload, by=by, what=what, now=now, **facts)
        for upload, what in zip(uploads, titles, strict=False)
    ]
    for file, what in zip(files, titles[len(uploads) :], strict=True):
        key = form.key_of(file)
        more = {"file": file, "name": file.name, "limit": rules.LARGEST_IN_A_FORM, "what": what}
        added.append(evidence.add_evidence(case=case, by=by, key=key, now=now, **more, **facts))
    return added


def _list(
    request: HttpRequest, case: Case, form: EvidenceForm, roles: frozenset[Any], status: int = 200
) -> HttpResponse:
    """Newest first, so many at a time. Numbers have no holes: the first one shown says how many there are. Each knows
    how the last check of everything ended."""
    before = request.GET.get("before", "")
    last = IntegrityCheck.objects.filter(kind=IntegrityCheck.Kind.EVIDENCE).order_by("-finished_at")
    rows = EvidenceItem.objects.filter(case=case).select_related("attachment").order_by("-number")
    rows = rows.annotate(checked_at=Subquery(last.values("finished_at")[:1]), wrong=Subquery(last.values("wrong")[:1]))
    if before.isdecimal():
        rows = rows.filter(number__lt=int(before[:9]))
    items = list(rows[: PAGE + 1])
    facts = {
        "case": case,
        "form": form,
        "items": items[:PAGE],
        **_elsewhere(case, request.user),  # type: ignore[arg-type]
        "older": items[PAGE - 1].number if len(items) > PAGE else 0,
        "unfinished": Upload.objects.filter(case=case, by=request.user.pk, state__in=Upload.UNFINISHED),
        "may_add": may(roles, Action.EVIDENCE, case.state),
        "may_export": may(roles, Action.EXPORT, case.state),
    }
    return render(request, "cases/evidence.html", facts, status=status)


def _elsewhere(case: Case, by: Person) -> dict[str, Any]:
    """Cases that hold evidence of this one: merged into it, or what it was split off. One query for neither."""
    split_off = Q(links__other=case, links__kind=CaseLink.Kind.SPLIT)
    found = list(Case.objects.filter(Q(merged_into=case) | split_off).order_by("pk").distinct())
    merged = [one for one in found if one.merged_into_id == case.pk]
    return {"merged": merged, "split": other_parts(case, by) if len(found) > len(merged) else ()}


@never_cache
@login_required
@require_safe
def evidence_item(request: HttpRequest, number: str, item: int) -> HttpResponse:
    """One item: its file, what is said of it, and its entries in the ledger."""
    found = _item_or_404(request, number, item)
    by: Person = request.user  # type: ignore[assignment]
    roles = found.case.roles_of(by)
    note(case=found.case, verb="view", by=by, at=clock.now(), roles=roles, item=item)
    return _item(request, found, {}, roles)


def _item(
    request: HttpRequest, found: EvidenceItem, forms: dict[str, Any], roles: frozenset[Any], status: int = 200
) -> HttpResponse:
    told = {name: getattr(found, name) for name in rules.CORRECTABLE}
    own = {name.replace("-", "_"): forms.get(name) or form(initial=dict(told)) for name, form in DEEDS.items()}
    facts = {
        "case": found.case,
        "item": found,
        "entries": found.entries.order_by("seq"),
        "forms": own,
        "wrong": next((name for name, form in forms.items() if form.errors), ""),
        "copy": forms.get("copy") or CopyForm(),
        "part": forms.get("part") or PartForm(parts=other_parts(found.case, request.user)),  # type: ignore[arg-type]
        "may_add": may(roles, Action.EVIDENCE, found.case.state),
        "may_export": may(roles, Action.EXPORT, found.case.state),
    }
    return render(request, "cases/evidence_item.html", facts, status=status)


@never_cache
@login_required
@require_POST
def evidence_deed(request: HttpRequest, number: str, item: int, deed: str) -> HttpResponseBase:
    """Hand it over, correct it, seal it."""
    if deed not in DEEDS:
        raise Http404
    found = _item_or_404(request, number, item)
    form = DEEDS[deed](request.POST)
    if form.is_valid():
        try:
            _DO[deed](item=found, by=request.user, now=clock.now(), **form.deed())  # type: ignore[operator]
        except Refused as refused:
            put_beside(form, refused)
        else:
            return redirect("cases:evidence_item", number, item)
    return _item(request, found, {deed: form}, found.case.roles_of(request.user), status=422)


@never_cache
@login_required
@require_safe
def evidence_thumbnail(request: HttpRequest, number: str, item: int) -> HttpResponseBase:
    found = _item_or_404(request, number, item)
    if found.attachment is None or not found.is_picture:
        raise Http404
    return _sent(request, found, lambda: send(request, attachments.thumbnail(found.attachment), JPEG), "s")


@never_cache
@login_required
@require_safe
def evidence_file(request: HttpRequest, number: str, item: int) -> HttpResponseBase:
    """The file as it is shown: pictures without EXIF, films and recordings in parts. Reading it is noted, whichever
    part comes first."""
    found = _item_or_404(request, number, item)
    if (kept := found.attachment) is None:
        raise Http404
    return _sent(request, found, lambda: send(request, attachments.shown(kept), shown_mime(kept.mime)), "")


def _known(request: HttpRequest, found: EvidenceItem) -> bool:
    """Whether it is in the trail that this person has just begun to read the file: a later part needs no row then."""
    lately = found.case.moves.filter(verb="file", by=request.user.pk, at__gt=clock.now() - LATELY)
    return lately.filter(data__item=found.number).exists()


def _sent(request: HttpRequest, found: EvidenceItem, answer: Any, mark: str) -> HttpResponseBase:
    kept = found.attachment
    assert kept is not None  # noqa: S101 whoever calls has looked
    etag = f'"{kept.sha256[:40]}{mark}"'
    if etag in request.headers.get("If-None-Match", ""):
        return dressed(HttpResponseNotModified(), kept, etag)
    try:
        made = answer()
    except FileNotFoundError:
        raise Http404 from None
    if not mark and (request.headers.get("Range", "bytes=0-").startswith("bytes=0-") or not _known(request, found)):
        note(case=found.case, verb="file", by=request.user, at=clock.now(), item=found.number)  # type: ignore[arg-type]
    return dressed(made, kept, etag)


@never_cache
@login_required
@require_POST
def evidence_original(request: HttpRequest, number: str, item: int) -> HttpResponseBase:
    """The original, EXIF and all, after the reason has been entered into the ledger."""
    found = _item_or_404(request, number, item)
    form = CopyForm(request.POST)
    if form.is_valid():
        try:
            taken = evidence.take_copy(item=found, by=request.user, now=clock.now(), **form.deed())  # type: ignore[arg-type]
        except Refused as refused:
            put_beside(form, refused)
        else:
            return _original(taken)
    return _item(request, found, {"copy": form}, found.case.roles_of(request.user), status=422)


def _original(taken: EvidenceItem) -> HttpResponseBase:
    kept = taken.attachment
    assert kept is not None  # noqa: S101 the service has looked
    try:
        stream = attachments.original(kept)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        stream, as_attachment=True, filename=f"证据{taken.number}-{kept.name}", content_type=kept.mime
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@login_required
@require_POST
def evidence_copy(request: HttpRequest, number: str, item: int) -> HttpResponseBase:
    """A copy of its own for another part of a case that was split."""
    found, by = _item_or_404(request, number, item), request.user
    form = PartForm(request.POST, parts=other_parts(found.case, by))  # type: ignore[arg-type]
    if form.is_valid():
        try:
            made = copy_evidence(item=found, by=by, now=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refused:
            put_beside(form, refused)
        else:
            notices.success(request, f"抄到了 {made.case.number}，在那里是证据 {made.number}。原件没有动。")
            return redirect("cases:evidence_item", number, item)
    return _item(request, found, {"part": form}, found.case.roles_of(by), status=422)


@never_cache
@login_required
@require_POST
def evidence_bundle_start(request: HttpRequest, number: str) -> HttpResponseBase:
    """Everything as one ZIP, made by the worker."""
    case = case_or_404(request, number)
    try:
        job = evidence_bundle.start_bundle(case=case, by=request.user, now=clock.now())  # type: ignore[arg-type]
    except Refused as refused:
        notices.error(request, refused.message)
        return redirect(reverse("cases:evidence", args=[number]))
    run_job.delay_on_commit(job.pk)
    return redirect("job", job.pk)
