"""Who may not approve is told why where the text is edited; otherwise Wagtail only says that one has no permission.

The form and the address of an action are two roads to an approval, for pages and for versions of law alike.
"""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import WorkflowActionView as PageAction
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.views.snippets import WorkflowActionView as SnippetAction

from ..approval import OWN_WORK, TwoPersonMixin, TwoPersonTask, hands_of
from ..models import Interpretation, PolicyUpdate
from .citation_panel import stopped


@hooks.register("before_edit_page", order=-1)
def refuse_own_work(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    back = redirect("wagtailadmin_pages:edit", page.pk)
    approving = request.method == "POST" and request.POST.get("workflow-action-name") == "approve"
    if not approving or not isinstance(page, TwoPersonMixin) or request.user.pk not in hands_of(page):
        return None
    messages.error(request, OWN_WORK)
    return back


@hooks.register("before_edit_page", order=1)
def tell_of_own_work(request: HttpRequest, page: Page) -> None:
    """Whoever approves such pages but had a hand in this one reads at once why the button is not there."""
    task = page.current_workflow_task if request.method == "GET" else None
    own = isinstance(page, TwoPersonMixin) and request.user.pk in hands_of(page)
    if not own or not isinstance(task, TwoPersonTask) or not task.get_actions(page, request.user):
        return
    said: Any = get_messages(request)
    known = any(str(one.message) == OWN_WORK for one in said)
    said.used = False  # looked at, not shown
    if not known:
        messages.warning(request, OWN_WORK)


class _SaysWhy:
    """For Wagtail's view of one action: back to the form with the reason, or to the citations that hold it back."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ours = self.action_name == "approve" and isinstance(self.task, TwoPersonTask)
        if ours and self.object.workflow_in_progress and request.user.pk in hands_of(self.object):
            messages.error(request, OWN_WORK)
            return redirect(self.redirect_url)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = self.object.get_latest_revision_as_object()
        refusal = stopped(request, draft) if self.action_name == "approve" else None
        return refusal or super().post(request, *args, **kwargs)  # type: ignore[misc]


class LawPageAction(_SaysWhy, PageAction):
    pass


class VersionAction(_SaysWhy, SnippetAction):
    pass


class LawPageViewSet(PageViewSet):
    workflow_action_view_class = LawPageAction
    parent_models: list[type[Page]] = []  # their lists in the admin stay as they are


@hooks.register("register_admin_viewset")
def law_page_viewsets() -> list[PageViewSet]:
    return [LawPageViewSet(model=PolicyUpdate), LawPageViewSet(model=Interpretation)]
