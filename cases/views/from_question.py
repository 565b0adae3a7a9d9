"""The desk of the hotline turns a question into a case: a page of its own behind a button of the question."""

from __future__ import annotations

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
from portal.models import Person
from portal.services.refusal import Refused
from portal.tasks import send_messages

from ..question_forms import HandOverForm
from ..services.from_question import case_from_question


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
