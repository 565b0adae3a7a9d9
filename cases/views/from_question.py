"""The desk of the hotline turns a question into a case: a page of its own behind a button of the question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from knowledge.models import Question
from knowledge.models.hotline import on_desk
from knowledge.services import question_desk
from portal import clock
from portal.desk import put_beside
from portal.models import Person, Project
from portal.services.refusal import Refused
from portal.tasks import send_messages

from ..report_forms import MomentField
from ..rules import taxonomy
from ..services.from_question import WAYS, Consent, case_from_question


class HandOverForm(forms.Form):
    """Which project, which kind; and how the asker agreed, when they did not tick it themselves."""

    project = forms.ModelChoiceField(
        Project.objects.order_by("name"), label="哪个项目的", error_messages={"required": "请选项目"}
    )
    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选类型"})
    way = forms.ChoiceField(
        label="提问的人怎样同意的",
        choices=[("", "没有选"), *WAYS.items(), ("none", "没有同意：只转去掉个人信息的文字，不转照片和录音")],
        error_messages={"required": "请选"},
    )
    at = MomentField(label="什么时候同意的", required=False)
    words = forms.CharField(
        label="他怎么说的", max_length=80, required=False, help_text="原话，例如：可以，转给公司处理吧"
    )

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = [("", "没有选"), *taxonomy.kinds().items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["project"].initial = question.project_id
        if question.may_open_case:
            for name in ("way", "at", "words"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") in WAYS:
            for name, told in (("at", "请填什么时候同意的"), ("words", "写提问的人怎么说的")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, told)
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        facts = {"project": data["project"], "kind": data["kind"]}
        if data.get("way") in WAYS:
            return facts | {"consent": Consent(data["way"], data["at"], data["words"])}
        return facts | {"unnamed": data.get("way") == "none"}


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def case_of_question(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; done, back to the question. Whoever is not on the desk does not learn that there is one."""
    by: Person = request.user  # type: ignore[assignment]
    if not on_desk(by):
        raise Http404
    question = get_object_or_404(Question.objects.visible_to(by), pk=pk)
    now = clock.now()
    if question.cases.exists():
        messages.info(request, "已经转为案件了。")
        return redirect("knowledge:desk_question", question.pk)
    form = HandOverForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            case_from_question(question=question, by=by, now=now, **form.given())
        except Refused as refused:
            put_beside(form, refused)
        else:
            send_messages.delay_on_commit()
            messages.success(request, "转为案件了，项目的人已经收到通知。提问的人用查询码看得到。")
            return redirect("knowledge:desk_question", question.pk)
    question_desk.look(question=question, by=by, now=now)
    facts = {"question": question, "form": form}
    return render(request, "cases/from_question.html", facts, status=422 if form.errors else 200)
