"""Wagtail's user pages for people who have one name."""

from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from .rules import phones

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


class PersonViewSet(UserViewSet):
    index_view_class = PersonIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm

    @property
    def form_fields(self) -> list[str]:
        return sorted(_FIELDS)
