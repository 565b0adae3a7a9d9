"""消息: what one was told, and for administrators what could not be sent."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, cast

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import clock
from ..adapter import local_path
from ..forms import MessageChoicesForm
from ..models import Delivery, Escalation, GroupNotice, Message, MessageHabit, Person, ReceivedLetter
from ..services import choices, messages, sending
from ..services.refusal import Refused
from ..tasks import send_messages

if TYPE_CHECKING:
    from collections.abc import Callable

_PER_PAGE = 20


@never_cache
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Message.objects.visible_to(request.user).in_inbox().order_by("-created_at", "-pk")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/messages.html", {"page": page})


@never_cache
@login_required
def message(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Opening is reading. A message about something leads there, another is shown by itself."""
    found = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    messages.mark_read(message=found, now=clock.now())
    request.user.unread = None  # type: ignore[union-attr]
    if found.link:
        return redirect(local_path(found.link))
    return render(request, "portal/message.html", {"message": found})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    person = cast(Person, request.user)
    messages.mark_all_read(person=person, now=clock.now())
    if Message.objects.visible_to(person).unread().exists():
        notices.info(request, "紧急的请一条一条点开看。")
    return redirect("messages")


def administrators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Others learn not even that there is such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


@never_cache
@administrators_only
def failed(request: HttpRequest) -> HttpResponse:
    """Whom and why, without what was written: letters are private."""
    rows = Delivery.objects.troubled().select_related("message__person").order_by("-pk")
    waiting = Delivery.objects.tried_again().order_by().values("channel", "error").annotate(count=Count("pk"))
    groups = GroupNotice.objects.troubled() | GroupNotice.objects.tried_again()
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "waiting": [row | {"name": Delivery.Channel(row["channel"]).label} for row in waiting],
        "groups": groups.select_related("hook__organisation").order_by("-pk")[:_PER_PAGE],
        "letters": ReceivedLetter.objects.troubled().order_by("-received_at")[:_PER_PAGE],
        "unanswered": Escalation.objects.unanswered().select_related("message__person").order_by("-due_at")[:_PER_PAGE],
    }
    return render(request, "portal/failed_messages.html", context)


@administrators_only
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _retried(request, get_object_or_404(Delivery.objects.troubled(), pk=pk))


@administrators_only
@require_POST
def retry_group(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _retried(request, get_object_or_404(GroupNotice.objects.troubled(), pk=pk))


def _retried(request: HttpRequest, row: Delivery | GroupNotice) -> HttpResponseBase:
    try:
        sending.retry(row=row, now=clock.now())
    except Refused as refused:
        notices.error(request, refused.message)
    else:
        send_messages.delay_on_commit()
        notices.success(request, "正在重新发送，过一会儿刷新看看。")
    return redirect("failed_messages")


@never_cache
@login_required
def message_choices(request: HttpRequest) -> HttpResponseBase:
    """怎么通知我: by kind and channel, and when not to be disturbed."""
    person = cast(Person, request.user)
    habit = MessageHabit.objects.filter(person=person).first()
    form = MessageChoicesForm(request.POST or None, current=choices.current(person), habit=habit)
    if request.method == "POST" and form.is_valid():
        try:
            choices.choose(person=person, chosen=form.chosen(), quiet=form.quiet())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            notices.success(request, "存好了，下一条消息起就这样通知。")
            return redirect("messages")
    return render(request, "portal/message_choices.html", {"form": form, "person": person})
