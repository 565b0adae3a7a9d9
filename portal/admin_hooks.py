"""群机器人 in the admin, for administrators: where its messages go, never its keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from .models import GroupHook
from .services.group_notices import check_address, keep_hook
from .services.refusal import Refused


class GroupHookForm(WagtailAdminModelForm):
    address = forms.CharField(
        label="机器人地址",
        required=False,
        max_length=500,
        help_text="从群设置的机器人里整个复制过来。存好以后不再显示；不改就留空",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label="加签的密钥",
        required=False,
        max_length=200,
        help_text="钉钉选了“加签”才有，SEC 开头；不改就留空",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kinds = forms.MultipleChoiceField(
        label="发哪些", widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一样"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(settings.GROUP_KINDS.items())

    def save(self, commit: bool = True) -> GroupHook:
        row: GroupHook = super().save(commit=False)
        return keep_hook(hook=row, address=self.cleaned_data["address"], secret=self.cleaned_data["secret"])

    def clean(self) -> dict[str, Any]:
        """The service refuses in words of its own; nothing is stored here."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check_address(found.get("service", ""), found.get("address", ""), bool(self.instance.address_sealed))
        except Refused as refused:
            self.add_error("address", refused.message)
        return found


class GroupHookViewSet(ModelViewSet):
    model = GroupHook
    name = "group_hooks"
    icon = "group"
    menu_label = "群机器人"
    menu_order = 650
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "service", "organisation", "active"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("organisation", "name", "service", "address", "secret", "kinds", "active")],
        base_form_class=GroupHookForm,
    )


@hooks.register("register_admin_viewset")
def group_hook_viewset() -> GroupHookViewSet:
    return GroupHookViewSet()
