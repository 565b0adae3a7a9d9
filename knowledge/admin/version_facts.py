"""Official facts of a version of law go out through a second person; the rest by whoever edits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from ..models import ArticleText, Regulation, RegulationVersion
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


KEPT = "法律文字不能由一个人撤下或删除。不再有效的，在版本的表里填“失效日期”送审；录错了的，用“法规新版本”更正。"


@hooks.register("before_unpublish")
def keep_law_out(request: HttpRequest, obj: Any) -> HttpResponseBase | None:
    """What two people let out, one does not take back: neither an editor nor a superuser."""
    return _refuse(request, [obj])


@hooks.register("before_delete_snippet")
def keep_law(request: HttpRequest, instances: Iterable[Any]) -> HttpResponseBase | None:
    return _refuse(request, instances)


def _refuse(request: HttpRequest, things: Iterable[Any]) -> HttpResponseBase | None:
    kept = next((thing for thing in things if _is_law(thing)), None)
    if kept is None:
        return None
    messages.error(request, KEPT)
    return redirect(AdminURLFinder(request.user).get_edit_url(kept) or "wagtailadmin_home")


def _is_law(thing: Any) -> bool:
    """Out now and official; points in our own words, and a law without any version out, are not."""
    if isinstance(thing, Regulation):
        return bool(thing.versions.published().exists())
    if isinstance(thing, ArticleText):
        return bool(thing.live and thing.text)
    return isinstance(thing, RegulationVersion) and thing.live
