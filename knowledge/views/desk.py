"""The hotline's desk: the queue, one question with everything that can be done, and what a client's people may read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.desk import put_beside
from portal.models import Attachment, Person
from portal.services.refusal import Refused

from .. import hotline_reading as reading
from ..hotline_forms import (
    AnswerForm,
    AssignForm,
    FileForm,
    LevelForm,
    MaskedForm,
    MergeForm,
    NoteForm,
    PromiseForm,
    WhyForm,
)
from ..hotline_numbers import numbers_of
from ..models import Question, QuestionNotice
from ..models.hotline import HotlineQuestionQuerySet, on_desk
from ..services import question_desk as desk
from ..services import question_notices as notices
from ..tasks import send_notices

ON_A_PAGE = 30
MOST = 100 * ON_A_PAGE
URGENT_FIRST = ["-urgency", "first_due_at", "pk"]
QUEUES = {
    "open": ("要办的", [Question.State.NEW, Question.State.ASSIGNED]),
    "mine": ("我的", [Question.State.NEW, Question.State.ASSIGNED, Question.State.ANSWERED]),
    "answered": ("答复了", [Question.State.ANSWERED]),
    "closed": ("办结", [Question.State.CLOSED]),
    "spam": ("垃圾", [Question.State.SPAM]),
}


def _seat(request: HttpRequest) -> Person:
    """Who is on the desk; anybody else does not learn that there is one."""
    person = cast(Person, request.user)
    if not on_desk(person):
        raise Http404
    return person


class ShortPaginator(Paginator[Question]):
    """The first hundred pages: nobody turns further, and a hundred thousand rows are not counted for one page."""

    @cached_property
    def count(self) -> int:
        return cast(HotlineQuestionQuerySet, self.object_list).order_by()[:MOST].count()

    @property
    def cut(self) -> bool:
        """Whether there may be more than can be turned to."""
        return self.count >= MOST


def _rows(person: Person, queue: str) -> HotlineQuestionQuerySet:
    """The most urgent first, what is finished by when it came; each in the order of an index."""
    seen = Question.objects.visible_to(person).select_related("owner", "topic")
    if queue == "open":
        return seen.open().order_by(*URGENT_FIRST)
    rows = seen.filter(state__in=QUEUES[queue][1])
    if queue == "mine":
        return rows.filter(owner=person).order_by(*URGENT_FIRST)
    return rows.order_by(*(URGENT_FIRST if queue == "answered" else ["-received_at"]))


def _sums(person: Person, now: datetime.datetime) -> dict[str, int]:
    """How much there is to do; an index alone answers."""
    to_do = Question.objects.visible_to(person).open()
    sums: dict[str, int] = to_do.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(first_due_at__lt=now)),
        now=Count("pk", filter=Q(urgency=Question.Urgency.NOW)),
    )
    return sums | {"mine": to_do.filter(owner=person).count()}


def _by_number(request: HttpRequest, person: Person) -> HttpResponse:
    """To the question of that number, however old."""
    typed = request.GET["number"].strip()
    number = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    if Question.objects.visible_to(person).filter(pk=number).exists():
        return redirect("knowledge:desk_question", number)
    messages.warning(request, "没有这个号。号写在每个问题的上面，只有数字。")
    return redirect("knowledge:desk_queue")


@never_cache
@login_required
@require_safe
def desk_queue(request: HttpRequest) -> HttpResponse:
    """The most urgent first, then by what is due."""
    person, now = _seat(request), clock.now()
    queue = request.GET.get("queue", "open")
    if queue not in QUEUES:
        raise Http404
    if request.GET.get("number"):
        return _by_number(request, person)
    page = ShortPaginator(_rows(person, queue), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "queue": queue,
        "queues": [(key, label) for key, (label, _) in QUEUES.items()],
        "query": f"queue={queue}",
        "sums": _sums(person, now),
        "troubled": QuestionNotice.objects.troubled().count(),
        "now": now,
        "most": MOST,
    }
    return render(request, "knowledge/desk/queue.html", context)


def _deeds(person: Person, question: Question, data: Any = None, deed: str = "") -> dict[str, forms.Form]:
    """The form of each deed; the one that was sent holds what was typed."""

    def made(name: str, form: Callable[..., forms.Form], **more: Any) -> forms.Form:
        return form(data if name == deed else None, auto_id=f"{name}_%s", **more)

    masked = {"masked": question.masked_text or question.text}
    return {
        "answer": made("answer", AnswerForm),
        "note": made("note", NoteForm),
        "promise": made("promise", PromiseForm),
        "assign": made("assign", AssignForm, people=desk.people_of_desk(clock.today())),
        "turn": made("turn", LevelForm, initial={"level": question.urgency}),
        "file": made("file", FileForm, initial={"project": question.project, "topic": question.topic}),
        "share": made("share", MaskedForm, initial=masked),
        "merge": made("merge", MergeForm),
        "close": made("close", WhyForm),
        "reopen": made("reopen", WhyForm),
        "take": made("take", forms.Form),
        "spam": made("spam", forms.Form),
        "not_spam": made("not_spam", forms.Form),
    }


def _do(deed: str, person: Person, question: Question, data: dict[str, Any], now: datetime.datetime) -> str:
    """Do it; what to say of it."""
    common: dict[str, Any] = {"question": question, "by": person, "now": now}
    if deed == "merge":
        into = Question.objects.visible_to(person).filter(pk=data["into"]).first()
        if into is None:
            raise Refused("没有这个号。", "into")
        desk.merge(into=into, **common)
        return "合并了，答复两边都看得到。"
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "answer": (desk.answer, "答复了。留了短信或邮件的，马上通知。"),
        "note": (lambda note, **rest: desk.add_note(text=note, **rest), "备注记下了。"),
        "promise": (desk.promise, "记下了，提问的人用查询码看得到。"),
        "assign": (desk.assign, "交出去了，对方会收到消息。"),
        "turn": (desk.turn, "改好了，期限跟着变。"),
        "file": (desk.file_under, "归好了。"),
        "share": (
            lambda masked, **rest: desk.share_masked(text=masked, **rest),
            "企业管这个项目的人现在看得到这段文字。",
        ),
        "close": (desk.close, "办结了。"),
        "reopen": (desk.reopen, "重新打开了。"),
        "take": (desk.take_over, "归你办了。"),
        "spam": (desk.mark_spam, "放进垃圾了，没有删。"),
        "not_spam": (desk.not_spam, "放回队里了。"),
    }
    verb, said = verbs[deed]
    verb(**data, **common)
    return said


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def desk_question(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One question. Opening it is written down; each deed is a POST named `deed`."""
    person, now = _seat(request), clock.now()
    rows = Question.objects.visible_to(person).select_related("owner", "project", "topic", "merged_into", "contact")
    question = get_object_or_404(rows, pk=pk)
    deed = request.POST.get("deed", "")
    made = _deeds(person, question, request.POST, deed)
    if request.method == "POST":
        if deed == "contact":
            return _contact(request, question, person, now)
        form = made.get(deed)
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                said = _do(deed, person, question, form.cleaned_data, now)
            except Refused as refused:
                put_beside(form, refused)
                messages.warning(request, refused.message)
            else:
                send_notices.delay_on_commit()
                messages.success(request, said)
                return redirect("knowledge:desk_question", question.pk)
        question = get_object_or_404(rows, pk=pk)
    return _shown(request, question, person, made, now)


def _shown(
    request: HttpRequest, question: Question, person: Person, made: dict[str, forms.Form], now: datetime.datetime
) -> HttpResponse:
    desk.look(question=question, by=person, now=now)
    entries = list(question.entries.select_related("by"))
    context = {
        "question": question,
        "entries": reading.with_links(entries, clock.today()),
        "files": _files(question, [one.pk for one in entries]),
        "moves": question.moves.select_related("by").order_by("-at", "-pk")[:50],
        "notices": question.notices.order_by("pk"),
        "forms": made,
        "templates": reading.templates(),
        "now": now,
    }
    return render(request, "knowledge/desk/question.html", context)


def _files(question: Question, entries: list[int]) -> list[Attachment]:
    own = Q(owner_type__app_label="knowledge", owner_type__model="question", owner_id=question.pk)
    later = Q(owner_type__app_label="knowledge", owner_type__model="questionentry", owner_id__in=entries)
    return list(Attachment.objects.filter(own | later).order_by("pk"))


def _contact(request: HttpRequest, question: Question, person: Person, now: datetime.datetime) -> HttpResponseBase:
    """Number and mail, shown once and written down; never in a message of the session."""
    try:
        phone, email = desk.open_contact(question=question, by=person, now=now)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("knowledge:desk_question", question.pk)
    context = {"question": question, "phone": phone, "email": email}
    return render(request, "knowledge/desk/contact.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def desk_notices(request: HttpRequest) -> HttpResponseBase:
    """What was not sent, or nobody knows whether it was; sent again by hand."""
    person = _seat(request)
    if request.method == "POST":
        asked = request.POST.get("notice", "")
        row = get_object_or_404(QuestionNotice, pk=asked[:18] if asked.isdecimal() else 0)
        try:
            notices.retry(notice=row, by=person, now=clock.now())
        except Refused as refused:
            messages.warning(request, refused.message)
        else:
            send_notices.delay_on_commit()
            messages.success(request, "再发一次。")
        return redirect("knowledge:desk_notices")
    rows = QuestionNotice.objects.troubled().order_by("-pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "knowledge/desk/notices.html", {"page": page})


@never_cache
@login_required
@require_safe
def desk_numbers(request: HttpRequest) -> HttpResponse:
    """How many, about what, how fast, on which project: the last twelve weeks."""
    _seat(request)
    return render(request, "knowledge/desk/numbers.html", {"numbers": numbers_of(clock.now())})


@never_cache
@login_required
@require_safe
def shared_questions(request: HttpRequest) -> HttpResponse:
    """For people of a client: masked words of their own projects, where the asker agreed. No voice, photo or number."""
    person = cast(Person, request.user)
    rows = Question.objects.shared_with(person).select_related("project", "topic").order_by("-received_at")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "knowledge/desk/shared.html", {"page": page})
