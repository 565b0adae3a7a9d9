"""What was said, promised, agreed and claimed in a case: one page to read it, a small form for each deed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused

from .. import record_forms as forms
from ..documents.facts import Facts
from ..models import Case, Instalment, Party
from ..rules import claims as claim_rules
from ..rules import lookups
from ..rules import records as rules
from ..rules.access import Action, may, why_not
from ..services import claims, promises, settlements
from ..services.floors import reckon
from ..services.lookup import look_up
from ..services.records import Unsound, correct_record, keep_record
from ..services.trail import note
from .case import case_or_404, looked

HOME = "cases:records"


def act(
    request: HttpRequest,
    case: Case,
    *,
    title: str,
    action: Action,
    form: Callable[..., Form],
    run: Callable[..., Any],
    home: str = HOME,
    more: dict[str, Any] | None = None,
    page: str = "cases/act.html",
) -> HttpResponse:
    """The page of one deed: why it may not be done, or its form; done, back to the list it belongs to."""
    by: Person = request.user  # type: ignore[assignment]
    roles = case.roles_of(by)
    no = why_not(roles, action, case.state)
    looked(request, case, roles)
    made: Any = form(request.POST or None, case=case, by=by)
    if request.method == "POST" and not no and made.is_valid():
        try:
            run(by=by, now=clock.now(), **made.given())
        except Unsound as refused:
            for name, told in refused.wrong.items():
                made.add_error(name if name in made.fields else None, told)
        except Refused as refused:
            put_beside(made, refused)
        else:
            messages.success(request, f"{title}：记下了")
            return redirect(home, case.number)
    status = 403 if no else 422 if made.errors else 200
    facts = {"case": case, "title": title, "form": made, "no": no, "home": home} | (more or {})
    return render(request, page, facts, status=status)


@never_cache
@login_required
@require_safe
def record_list(request: HttpRequest, number: str) -> HttpResponse:
    """All of it, newest first; advice for those who may read it. The look is noted."""
    case, now = case_or_404(request, number), clock.now()
    roles = case.roles_of(request.user)
    note(case=case, verb="view", by=request.user, at=now, roles=roles, what="records")  # type: ignore[arg-type]
    facts, today = Facts(case, today=clock.today()), clock.today()
    rows = case.records.open_to(roles, case.state).select_related("by", "party", "correction").order_by("-at", "-pk")
    told = {row.day for row in rows if row.kind == "family"}
    first = timezone.localtime(case.known_at).date()
    hurt = case.path == "I" and not case.nobody_hurt
    spoken = hurt and case.state == Case.State.OPEN
    gaps = rules.days_without(told, first=first, last=today) if spoken else []
    advice = may(roles, Action.ADVICE, case.state)
    context = {
        "case": case,
        "may": {action.value: may(roles, action, case.state) for action in Action},
        "kinds": _kinds(case, advice),
        "rows": rows,
        "gaps": rules.spans(gaps),
        "promises": [(row, row.state(now)) for row in case.promises.all()],
        "settlements": [(row, row.objections()) for row in reversed(facts.settlements)],
        "signed": any(row.signed_on for row in facts.settlements),
        "instalments": [(row, row.standing(today)) for row in facts.instalments],
        "may_pay": may(roles, settlements.paying(case.state), case.state),
        "claims": facts.claims,
        "today": today,
        "papers": _papers(facts) if hurt else [],
        "workers": [party for party in facts.parties if party.person_id],
    }
    return render(request, "cases/records.html", context)


def _kinds(case: Case, advice: bool) -> list[rules.Kind]:
    return [kind for kind in rules.kinds_for(case.path) if advice or not kind.privileged]


def _papers(facts: Facts) -> list[dict[str, Any]]:
    """Each list with its papers, which are there, and how many required ones are not."""
    lists = {claim_rules.RECOGNITION: "工伤认定"} | claim_rules.tracks()
    return [
        {
            "code": of,
            "name": name,
            "rows": [(paper, paper.code in facts.held(of)) for paper in claim_rules.papers(of)],
            "lacking": len(claim_rules.lacking(of, facts.held(of))),
        }
        for of, name in lists.items()
    ]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_record(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    case = case_or_404(request, number)
    what = next((one for one in rules.kinds_for(case.path) if one.code == kind), None)
    if what is None:
        raise Http404
    return act(
        request,
        case,
        title=what.name,
        action=Action.ADVICE if what.privileged else Action.RECORD,
        form=lambda *args, **more: forms.RecordForm(
            *args, blanks=what.fields, for_party=bool(what.shared), initial=request.GET.dict(), **more
        ),
        run=lambda **given: keep_record(case=case, kind=kind, **given),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def mend_record(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A correction: the same form filled with what was written, and the reason."""
    case = case_or_404(request, number)
    rows = case.records.open_to(case.roles_of(request.user), case.state).filter(kind__in=rules.kinds())
    record = get_object_or_404(rows, pk=pk)
    what = rules.kinds()[record.kind]
    initial = record.values | {"at": timezone.localtime(record.at)}
    return act(
        request,
        case,
        title=f"更正：{what.name}",
        action=Action.ADVICE if what.privileged else Action.RECORD,
        form=lambda *args, **more: forms.CorrectionForm(*args, blanks=what.fields, initial=initial, **more),
        run=lambda **given: correct_record(record=record, **given),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_promise(request: HttpRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    run = lambda **given: promises.promise(case=case, **given)  # noqa: E731
    return act(request, case, title="记一个承诺", action=Action.RECORD, form=forms.PromiseForm, run=run)


_PROMISE: dict[str, tuple[str, type[Form], Callable[..., Any]]] = {
    "keep": ("做到了", forms.HowForm, promises.keep_promise),
    "drop": ("不再需要", forms.WordsForm, promises.drop_promise),
}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def promise_deed(request: HttpRequest, number: str, pk: int, code: str) -> HttpResponse:
    case = case_or_404(request, number)
    row = get_object_or_404(case.promises, pk=pk)
    title, form, verb = _PROMISE[code]
    run = lambda **given: verb(promise=row, **given)  # noqa: E731
    return act(request, case, title=f"{title}：{row.what[:40]}", action=Action.RECORD, form=form, run=run)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_settlement(request: HttpRequest, number: str) -> HttpResponse:
    """What the law gives stands above the form, and is kept with the version."""
    case = case_or_404(request, number)
    shown = may(case.roles_of(request.user), Action.SETTLE, case.state)
    floor = reckon(case, today=clock.today()) if shown else {}
    more: dict[str, Any] = {"floor": floor}
    if shown:
        more |= _lacking(case, floor, case.roles_of(request.user))

    def write(**given: Any) -> Any:
        return settlements.write_settlement(case=case, floor=floor, **given)

    return act(
        request,
        case,
        title="写和解协议",
        action=Action.SETTLE,
        form=forms.SettlementForm,
        run=write,
        more=more,
    )


def _lacking(case: Case, floor: dict[str, Any], roles: frozenset[Any]) -> dict[str, Any]:
    """Whether there is nobody to reckon for, and which deed brings what the floor lacks, for those who may do it."""
    nobody = not case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True).exists()
    wanted = "party" if nobody else "bases" if floor.get("missing") else ""
    return {"unreckoned": nobody, "to_fill": wanted if may(roles, Action.PARTY, case.state) else ""}


_SETTLEMENT: dict[str, tuple[str, Action, type[Form], Callable[..., Any]]] = {
    "review": ("法务审核", Action.APPROVE, forms.ReviewForm, settlements.review_settlement),
    "sign": ("双方签了", Action.SETTLE, forms.OnForm, settlements.sign_settlement),
    "confirm": ("司法确认了", Action.SETTLE, forms.ConfirmForm, settlements.confirm_settlement),
}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def settlement_deed(request: HttpRequest, number: str, pk: int, code: str) -> HttpResponse:
    case = case_or_404(request, number)
    row = get_object_or_404(case.settlements, pk=pk)
    title, action, form, verb = _SETTLEMENT[code]
    run = lambda **given: verb(settlement=row, **given)  # noqa: E731
    more = {}
    if may(case.roles_of(request.user), action, case.state):
        more = {"settlement": row} | ({"floor": row.floor} if code == "review" else {})
    return act(request, case, title=f"第 {row.version} 版：{title}", action=action, form=form, run=run, more=more)


_INSTALMENT: dict[str, tuple[str, type[Form], Callable[..., Any]]] = {
    "pay": ("记付款", forms.PaymentForm, settlements.note_payment),
    "default": ("认定违约", forms.WordsForm, settlements.declare_default),
}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def instalment_deed(request: HttpRequest, number: str, pk: int, code: str) -> HttpResponse:
    case = case_or_404(request, number)
    row = get_object_or_404(Instalment, pk=pk, settlement__case=case)
    title, form, verb = _INSTALMENT[code]
    action = settlements.paying(case.state) if code == "pay" else Action.SETTLE
    run = lambda **given: verb(instalment=row, **given)  # noqa: E731
    return act(request, case, title=f"第 {row.number} 笔：{title}", action=action, form=form, run=run)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_claim(request: HttpRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    run = lambda **given: claims.add_track(case=case, today=clock.today(), **given)  # noqa: E731
    return act(request, case, title="加一条理赔的路", action=Action.RECORD, form=forms.TrackForm, run=run)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def claim_step(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    case = case_or_404(request, number)
    row = get_object_or_404(case.claims, pk=pk)
    form = lambda *args, **more: forms.StepForm(*args, claim=row, **more)  # noqa: E731
    run = lambda **given: claims.take_step(claim=row, **given)  # noqa: E731
    return act(
        request, case, title=f"{row.name or row.get_track_display()}：进度", action=Action.RECORD, form=form, run=run
    )


@never_cache
@login_required
@require_POST
def paper(request: HttpRequest, number: str, of: str, code: str) -> HttpResponse:
    """A paper is in hand, or is not after all."""
    case, now = case_or_404(request, number), clock.now()
    by: Person = request.user  # type: ignore[assignment]
    held = case.papers.filter(list=of, code=code, party__isnull=True).first()
    try:
        if held is None:
            claims.hold_paper(case=case, by=by, of=of, code=code, now=now)
        else:
            claims.miss_paper(paper=held, by=by, now=now)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(HOME, case.number)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def worker_data(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """The form asks for the reason; the answer is shown once and is not kept by the browser."""
    case = case_or_404(request, number)
    by: Person = request.user  # type: ignore[assignment]
    row = get_object_or_404(Party.objects.filter(case=case, person__isnull=False), pk=party)
    roles = case.roles_of(by)
    no = why_not(roles, Action.LOOKUP, case.state)
    looked(request, case, roles, party=row.pk)
    form = forms.LookupForm(request.POST or None, case=case, by=by)
    found: list[tuple[str, list[tuple[Any, str]]]] = []
    if request.method == "POST" and not no and form.is_valid():
        try:
            got = look_up(party=row, by=by, now=clock.now(), today=clock.today(), **form.given())
        except Refused as refused:
            put_beside(form, refused)
        else:
            found = [
                (lookups.NAMES[kind], [(one, lookups.words_of(one.values)) for one in rows])
                for kind, rows in got.rows.items()
            ]
    status = 403 if no else 422 if form.errors else 200
    facts = {"case": case, "party": row, "form": form, "no": no, "found": found}
    return render(request, "cases/worker_data.html", facts, status=status)
