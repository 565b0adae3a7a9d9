"""Who may not approve is told why on the page itself; otherwise Wagtail only says that one has no permission."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from ..approval import OWN_WORK, TwoPersonMixin, hands_of


@hooks.register("before_edit_page", order=-1)
def refuse_own_work(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    back = redirect("wagtailadmin_pages:edit", page.pk)
    approving = request.method == "POST" and request.POST.get("workflow-action-name") == "approve"
    if not approving or not isinstance(page, TwoPersonMixin) or request.user.pk not in hands_of(page):
        return None
    messages.error(request, OWN_WORK)
    return back
