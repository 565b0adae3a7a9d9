"""Screens of rows that one person writes and another confirms."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from ..forms import TwoHandsForm


def _as_it_is_now(row: models.Model) -> Any:
    """The row under a lock: what another has just saved is neither confirmed unseen nor deleted."""
    return get_object_or_404(type(row)._default_manager.select_for_update(), pk=row.pk)


class KeepsOrder(EditView):
    """One save after the other."""

    object: Any

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = _as_it_is_now(getattr(self, "object", None) or self.get_object())
        return super().post(request, *args, **kwargs)


class KeepsConfirmed(DeleteView):
    """A confirmed row is not deleted by one person, nor one's own."""

    object: Any

    @transaction.atomic
    def form_valid(self, form: Any) -> Any:
        self.object = _as_it_is_now(self.object)
        if why := self.why_kept():
            messages.error(self.request, f"没有删：{why}")
            return redirect(self.get_success_url())
        return super().form_valid(form)

    def why_kept(self) -> str:
        """The reason in words for which this person may not delete it now; "" when they may."""
        if self.object.verified:
            return "已经核实的先去掉“已核实”，再请另一个人删。"
        return "是你写的或者改过的，请另一个人删。" if self.request.user.pk in self.object.hands else ""


class TwoHandsViewSet(ModelViewSet):
    """`two_hands` is the form, whose tick another person sets."""

    two_hands: type[TwoHandsForm]
    edit_view_class = KeepsOrder
    delete_view_class = KeepsConfirmed

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.two_hands
