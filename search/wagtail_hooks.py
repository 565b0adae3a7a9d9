"""搜索词 in the admin: lay words and what law calls them.

Rows are switched off, never deleted: the file would bring them back.
"""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from .models import Synonym
from .rules.synonyms import problems
from .services.synonyms import save_synonym


class SynonymForm(WagtailAdminModelForm):
    def clean_say(self) -> str:
        return str(self.cleaned_data["say"]).strip()

    def clean(self) -> dict[str, Any]:
        """Whether the entry makes sense beside the others in use."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        means = Synonym(means=data["means"]).meanings()
        others = {row.say: row.meanings() for row in Synonym.objects.in_use() if row.pk != self.instance.pk}
        for problem in problems(data["say"], means, others):
            self.add_error("means", forms.ValidationError(problem))
        data["means"] = "\n".join(means)
        return data

    def save(self, commit: bool = True) -> Synonym:
        synonym: Synonym = super().save(commit=False)
        return save_synonym(synonym=synonym) if commit else synonym


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
