"""消息: what one was told, and for administrators what could not be sent."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, cast

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import clock
from ..adapter import local_path
from ..models import Delivery, Message, Person
from ..services import messages
from ..services.refusal import Refused
from ..tasks import send_messages

if TYPE_CHECKING:
    from collections.abc import Callable

_PER_PAGE = 20


@never_cache
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Message.objects.visible_to(request.user).order_by("-created_at", "-pk")
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
    messages.mark_all_read(person=cast(Person, request.user), now=clock.now())
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
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/failed_messages.html", {"page": page})


@administrators_only
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    delivery = get_object_or_404(Delivery.objects.troubled(), pk=pk)
    try:
        messages.retry_delivery(delivery=delivery, now=clock.now())
    except Refused as refused:
        notices.error(request, refused.message)
    else:
        send_messages.delay_on_commit()
        notices.success(request, "正在重新发送，过一会儿刷新看看。")
    return redirect("failed_messages")
