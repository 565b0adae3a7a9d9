"""Screens of rows that one person writes and another confirms."""

from __future__ import annotations

from typing import Any

from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from ..forms import TwoHandsForm


class KeepsConfirmed(DeleteView):
    """A confirmed row is not deleted by one person, nor one's own."""

    def form_valid(self, form: Any) -> Any:
        if self.object.verified or self.request.user.pk in self.object.hands:
            what = "已经核实的先去掉“已核实”，再" if self.object.verified else "是你写的或者改过的，"
            messages.error(self.request, f"没有删：{what}请另一个人删。")
            return redirect(self.get_success_url())
        return super().form_valid(form)


class TwoHandsViewSet(ModelViewSet):
    """`two_hands` is the form, whose tick another person sets."""

    two_hands: type[TwoHandsForm]
    delete_view_class = KeepsConfirmed

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.two_hands
