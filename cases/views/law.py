"""What the law says to a case: its handler confirms, removes and adds articles, and looks at those that changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused

from .. import law_forms as forms
from ..law_reading import Beside, Review, open_reviews_of, read_law
from ..models import Case
from ..own_reading import for_handler
from ..rules.access import Action, why_not
from ..services import law, law_review
from ..services.trail import note
from .case import case_or_404

_TOLD = {
    "confirm": "确认了",
    "remove": "去掉了，以后不再建议",
    "add": "加上了",
    "review": "复核记下了",
}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def case_law(request: HttpRequest, number: str) -> HttpResponse:
    """All articles with their reasons and the text of the day. A form that is refused comes back as it was filled in;
    a look is noted."""
    case = case_or_404(request, number)
    by: Person = request.user  # type: ignore[assignment]
    no = why_not(case.roles_of(by), Action.LAW, case.state)
    deed, key = request.POST.get("deed", ""), request.POST.get("row", "")
    facts = read_law(case, clock.today())
    bound: Any = None
    if request.method == "POST" and deed not in _TOLD:
        raise Http404
    if request.method == "POST" and not no:
        bound, run = _asked(case, by, deed, key, facts["reviews"], request)
        if bound.is_valid() and _done(bound, run, by):
            messages.success(request, _TOLD[deed])
            return redirect("cases:law", number)
        facts = read_law(case, clock.today())
    elif request.method == "GET":
        note(case=case, verb="view", by=by, at=clock.now(), what="law")
    context = facts | _forms(case, by, facts, (deed, key, bound) if bound else ("", "", None)) | {"no": no}
    status = 403 if no and request.method == "POST" else 422 if bound is not None else 200
    return render(request, "cases/law.html", context, status=status)


def _asked(
    case: Case, by: Person, deed: str, key: str, reviews: list[Review], request: HttpRequest
) -> tuple[Any, Callable[..., Any]]:
    """The form of the deed and what to do with it. 404 for a row of another case."""
    pk = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
    prefix = f"{deed}{pk}" if pk else deed
    if deed == "add":
        return forms.AddForm(request.POST, case=case, by=by, prefix="add"), _adding(case)
    if deed == "review":
        task = get_object_or_404(open_reviews_of(case), pk=pk)
        touched = next((one.rows for one in reviews if one.task.pk == pk), [])
        form: Any = forms.ReviewForm(request.POST, case=case, by=by, prefix=prefix, touched=touched)
        return form, _reviewing(case, task)
    row = get_object_or_404(case.articles, pk=pk)
    row.case = case
    if deed == "remove":
        form = forms.RemoveForm(request.POST, case=case, by=by, prefix=prefix)
        return form, lambda **given: law.remove_article(article=row, **given)
    form = forms.ConfirmForm(request.POST, case=case, by=by, prefix=prefix)
    return form, lambda **given: law.confirm_article(article=row, **given)


def _adding(case: Case) -> Callable[..., Any]:
    return lambda **given: law.add_article(case=case, **given)


def _reviewing(case: Case, task: Any) -> Callable[..., Any]:
    def run(*, verdict: str, article: Any, cite: str, **given: Any) -> Any:
        if verdict == forms.ReviewForm.KEEP:
            return law_review.keep_article(case=case, task=task, **given)
        if verdict == forms.ReviewForm.DROP:
            return law_review.drop_article(case=case, task=task, article=article, **given)
        return law_review.replace_article(case=case, task=task, article=article, cite=cite, **given)

    return run


def _done(form: Any, run: Callable[..., Any], by: Person) -> bool:
    try:
        run(by=by, now=clock.now(), **form.given())
    except Refused as refused:
        put_beside(form, refused)
        return False
    return True


def _forms(case: Case, by: Person, facts: dict[str, Any], bound: tuple[str, str, Any]) -> dict[str, Any]:
    """Beside each row its forms; the one that was refused in place of its own."""
    deed, key, form = bound

    def made(name: str, pk: int, make: Callable[..., Any], **more: Any) -> Any:
        if form is not None and deed == name and (not pk or key == str(pk)):
            return form
        return make(case=case, by=by, prefix=f"{name}{pk}" if pk else name, **more)

    def row(one: Beside) -> dict[str, Any]:
        pk, role = one.row.pk, one.row.kind if one.row.kind in dict(forms.ROLES) else "basis"
        return {
            "one": one,
            "confirm": made("confirm", pk, forms.ConfirmForm, initial={"kind": role}),
            "remove": made("remove", pk, forms.RemoveForm),
        }

    names = ("confirmed", "proposed", "removed")
    standing = [one.row for name in names[:2] for one in facts[name]]
    return {name: [row(one) for one in facts[name]] for name in names} | {
        "reviews": [
            {"one": one, "form": made("review", one.task.pk, forms.ReviewForm, touched=one.rows)}
            for one in facts["reviews"]
        ],
        "lines": for_handler(case, standing, clock.now()),
        "add": made("add", 0, forms.AddForm, initial={"kind": "basis"}),
        "refused": form,
    }
