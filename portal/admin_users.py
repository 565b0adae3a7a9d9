"""Wagtail's user pages for people who have one name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import DeleteBulkAction
from wagtail.users.views.users import DeleteView, IndexView, UserViewSet

from .rules import phones

STAYS = "没有删除：名下还有实名、培训、文件等记录，这些要留着。不再来的人，把“启用”去掉就登录不了了。"
_FIELDS = {"username", "name", "phone", "email", "is_superuser", "groups"}


def _clean_phone(raw: str) -> str:
    phone = phones.normalise(raw)
    if raw.strip() and not phone:
        raise forms.ValidationError("手机号不对：11 位数字，1 开头")
    return phone


class PersonCreationForm(UserCreationForm):
    first_name = last_name = None
    email = forms.EmailField(label="邮箱", required=False)

    class Meta(UserCreationForm.Meta):
        model = get_user_model()
        fields = _FIELDS

    def clean_phone(self) -> str:
        return _clean_phone(self.cleaned_data["phone"])


class PersonEditForm(UserEditForm):
    first_name = last_name = None
    email = forms.EmailField(label="邮箱", required=False)

    class Meta(UserEditForm.Meta):
        model = get_user_model()
        fields = _FIELDS | {"is_active"}

    def clean_phone(self) -> str:
        return _clean_phone(self.cleaned_data["phone"])


class PersonIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        """A list of people is always asked through visible_to."""
        return get_user_model().objects.visible_to(self.request.user)


class PersonDeleteView(DeleteView):
    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        try:
            with transaction.atomic():
                answer: HttpResponseBase = super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, STAYS)
            return redirect("wagtailusers_users:edit", self.object.pk)
        return answer


class PersonDeleteBulkAction(DeleteBulkAction):
    """In place of Wagtail's own: all of them, or none when one of them has to stay."""

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        try:
            with transaction.atomic():
                done: tuple[int, int] = super().execute_action(objects, **kwargs)
        except ProtectedError:
            return 0, 0
        return done

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        if not num_parent_objects:
            return STAYS
        return str(super().get_success_message(num_parent_objects, num_child_objects))


class PersonViewSet(UserViewSet):
    index_view_class = PersonIndexView
    delete_view_class = PersonDeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm

    @property
    def form_fields(self) -> list[str]:
        return sorted(_FIELDS)
