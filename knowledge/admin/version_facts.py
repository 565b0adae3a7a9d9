"""Official facts of a version of law go out through a second person; the rest by whoever edits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from ..models import RegulationVersion
from ..models.regulations import ONE_PERSON


@hooks.register("before_publish")
def send_for_approval_first(request: HttpRequest, obj: Any) -> HttpResponseBase | None:
    """The draft is saved by now: it is shown again with what is missing."""
    if not isinstance(obj, RegulationVersion):
        return None
    live = RegulationVersion.objects.get(pk=obj.pk)
    if not live.needs_approval(obj):
        return None
    messages.error(request, f"改动已存成草稿，还没有发布。{ONE_PERSON}")
    return redirect(AdminURLFinder(request.user).get_edit_url(live) or "wagtailadmin_home")
