"""The admin shows only what its people can use."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from . import admin_hooks  # noqa: F401
from .admin_users import PersonDeleteBulkAction

hooks.register("register_bulk_action", PersonDeleteBulkAction, order=100)

_NOT_HERE = {"documents"}
_FOR_ADMINISTRATORS = {"settings", "reports", "images"}


@hooks.register("construct_main_menu")
def hide_what_nobody_uses(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Documents are installed because Wagtail needs them; editors of law need no settings, reports or images."""
    hidden = _NOT_HERE if request.user.is_superuser else _NOT_HERE | _FOR_ADMINISTRATORS
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("construct_help_menu")
def hide_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help is in English and about Wagtail."""
    menu_items.clear()


@hooks.register("construct_homepage_summary_items")
def hide_counts(request: HttpRequest, summary_items: list[SummaryItem]) -> None:
    """“59 Pages”, in English, tells nobody what to do."""
    summary_items.clear()
