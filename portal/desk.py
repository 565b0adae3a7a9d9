"""What every page of the editors' desk has: a permission, a trail of crumbs, and words for what a service refused."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from .models import Person
from .services.refusal import Refused


class DeskView(WagtailAdminTemplateMixin, View):
    """A page for those with `permission`; `crumbs` are its ancestors as (address, label)."""

    permission = ""
    header_icon = "form"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> Person:
        return cast(Person, self.request.user)

    def crumbs(self) -> list[tuple[str, str]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": label} for url, label in self.crumbs()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


def put_beside(form: forms.BaseForm, refused: Refused) -> None:
    """A refusal beside the field it names, above the form when the form has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


class DeskViewSet(ViewSet):
    """Pages of one noun; its entry in the menu is shown to those with `permission`."""

    permission = ""

    @property
    def menu_item_class(self) -> type[MenuItem]:
        permission = self.permission

        class Item(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return bool(request.user.has_perm(permission))

        return Item
