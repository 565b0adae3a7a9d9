"""Whether a client lets its closed cases become precedents: put on record by whoever answers for it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused

from ..deed_forms import PICK
from ..models import ClientConsent
from ..services.precedent_draft import allow_precedents, clients_to_allow


class ConsentForm(forms.Form):
    client: forms.ModelChoiceField = forms.ModelChoiceField(
        label="客户企业", queryset=None, empty_label=PICK[1], error_messages={"required": "请选企业"}
    )
    allowed = forms.ChoiceField(
        label="办结的案件可以做成脱敏的案例草稿吗",
        choices=[PICK, ("yes", "同意"), ("no", "不同意，或者撤回同意")],
        error_messages={"required": "请选同意还是不同意"},
    )
    paper = forms.CharField(
        label="依据的文件",
        max_length=200,
        help_text="哪一天、谁签的、存在哪里",
        error_messages={"required": "写明依据的文件", "max_length": "最多 200 个字"},
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def precedent_consents(request: HttpRequest) -> HttpResponse:
    """What each client said last, and a form for another word; nothing is overwritten."""
    by: Person = request.user  # type: ignore[assignment]
    clients = clients_to_allow(by).order_by("name", "pk")
    if not clients.exists():
        raise Http404
    form = ConsentForm(request.POST or None)
    form.fields["client"].queryset = clients  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            allow_precedents(
                client=data["client"], allowed=data["allowed"] == "yes", paper=data["paper"], by=by, now=clock.now()
            )
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, "登记了。")
            return redirect("cases:precedent_consents")
    rows = ClientConsent.objects.filter(client__in=clients).select_related("client", "by").order_by("-pk")[:100]
    facts = {"form": form, "rows": rows}
    return render(request, "cases/precedent_consents.html", facts, status=422 if form.errors else 200)
