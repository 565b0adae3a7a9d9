"""搜索词 in the admin: lay words and what law calls them.

Rows are switched off, never deleted: the file would bring them back.
"""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from . import admin_log  # noqa: F401
from .models import Synonym
from .synonym_form import SynonymForm


class KeptRowsPolicy(ModelPermissionPolicy):
    """Everything the model's permissions allow, but deleting."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Synonym, KeptRowsPolicy(Synonym))


class SynonymViewSet(ModelViewSet):
    model = Synonym
    name = "synonyms"
    icon = "search"
    menu_label = "搜索词"
    menu_order = 350
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["say", "means", "active", "edited", "updated_at"]
    list_filter = ["active", "edited"]
    search_fields = ["say", "means"]
    edit_handler = ObjectList(
        [FieldPanel("say"), FieldPanel("means"), FieldPanel("active")], base_form_class=SynonymForm
    )


@hooks.register("register_admin_viewset")
def synonym_viewset() -> SynonymViewSet:
    return SynonymViewSet()
