"""Citations of a draft: a page of its own, and a stop before publishing (the panel in its form: ../panels.py)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets import Button
from wagtail.models import DraftStateMixin, Page

from portal import clock
from portal.desk import DeskView
from portal.services.refusal import Refused

from ..check_reading import read_report
from ..panels import address_of
from ..services.drafts import check_draft, give_reason

_APPROVING = ("approve",)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="为什么照样发布",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="比如：正文讲的就是这部旧法，写明了已经废止",
        error_messages={"required": "请写明理由"},
    )


class DraftCitations(DeskView):
    """The report of one draft; whoever may edit the draft may write the reason."""

    template_name = "knowledge/admin/citations.html"
    header_icon = "glasses"
    page_title = "引用核验"
    permission = "wagtailadmin.access_admin"
    form: ReasonForm | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.live = found_draft(kwargs["app"], kwargs["model"], kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_edit(request.user, self.live):
            raise PermissionDenied
        self.draft = self.live.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(self.edit_url, str(self.draft))]

    @property
    def edit_url(self) -> str:
        return AdminURLFinder(self.request.user).get_edit_url(self.live) or reverse("wagtailadmin_home")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.form = ReasonForm(request.POST)
        if self.form.is_valid():
            try:
                give_reason(
                    by=self.person,
                    obj=self.draft,
                    reason=self.form.cleaned_data["reason"],
                    today=clock.today(),
                    now=clock.now(),
                )
            except Refused as refused:
                self.form.add_error(refused.field or None, refused.message)
            else:
                messages.success(request, "理由已经记下，可以发布了。")
                return redirect(self.edit_url)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        checked = check_draft(obj=self.draft, today=clock.today())
        return context | {
            "draft": self.draft,
            "checked": checked,
            "report": read_report(checked.report, checked.text),
            "form": self.form or ReasonForm(),
            "edit_url": self.edit_url,
        }


def found_draft(app: str, model: str, pk: int) -> Any:
    """The live object. Raises Http404 for what has no drafts."""
    try:
        kind = apps.get_model(app, model)
    except LookupError:
        raise Http404("没有这种稿子") from None
    if not issubclass(kind, DraftStateMixin):
        raise Http404("没有这种稿子")
    found = kind._default_manager.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份稿子")
    return found.specific if isinstance(found, Page) else found


def may_edit(user: Any, obj: models.Model) -> bool:
    if isinstance(obj, Page):
        return bool(obj.permissions_for_user(user).can_edit())
    return bool(user.has_perm(f"{obj._meta.app_label}.change_{obj._meta.model_name}"))


@hooks.register("register_admin_urls")
def citation_urls() -> list[URLPattern]:
    address = "citations/<slug:app>/<slug:model>/<int:pk>/"
    return [path(address, DraftCitations.as_view(), name="draft_citations")]


@hooks.register("register_page_header_buttons")
def citations_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """核验引用, in the menu of every page that one may edit."""
    if view_name == "edit" and may_edit(user, page):
        yield Button("核验引用", address_of(page), icon_name="glasses", priority=68)


@hooks.register("before_publish_page")
@hooks.register("before_publish")
def stop_before_publishing(request: HttpRequest, obj: Any) -> HttpResponseBase | None:
    """The draft is saved by now; it is shown with what is wrong instead of going out."""
    return stopped(request, obj)


@hooks.register("before_edit_page")
def stop_before_approving(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """An approval publishes what was submitted."""
    if request.method != "POST" or request.POST.get("workflow-action-name") not in _APPROVING:
        return None
    return stopped(request, page.get_latest_revision_as_object())


@hooks.register("before_bulk_action")
def stop_before_publishing_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponseBase | None:
    """The first draft with a dead citation stops them all: nothing goes out by half."""
    if action_type != "publish":
        return None
    drafts = (one.specific.get_latest_revision_as_object() for one in objects if isinstance(one, Page))
    return next((found for draft in drafts if (found := stopped(request, draft))), None)


def stopped(request: HttpRequest, obj: Any) -> HttpResponseBase | None:
    """To the report of a draft that may not go out as it is; None for a sound one."""
    undecided = check_draft(obj=obj, today=clock.today()).undecided
    if not undecided:
        return None
    messages.error(request, f"还没有发布：有 {len(undecided)} 处引用不存在或已废止。改掉，或者在这里写明理由。")
    return redirect(address_of(obj))
