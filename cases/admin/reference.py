"""The desk of rest days and of numbers: one person writes, another confirms."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.viewsets.model import ModelViewSetGroup

from knowledge.admin.two_hands import TwoHandsViewSet
from knowledge.forms import TwoHandsForm

from ..models import CalendarYear, Number
from ..rules.rest_days import WrongDays, read_year


class CalendarYearForm(TwoHandsForm):
    class Meta:
        model = CalendarYear
        fields = ["year", "source", "rest", "make_up", "verified"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"year", "rest"} <= data.keys():
            try:
                read_year(
                    data["year"], source=data.get("source", ""), rest=data["rest"], make_up=data.get("make_up", "")
                )
            except WrongDays as wrong:
                self.add_error(wrong.field, wrong.words)
        return data

    def save(self, commit: bool = True) -> Any:
        """Running clocks are to be reckoned again whenever anything of it changed, the tick included."""
        if self.changed_data:
            self.instance.reckoned, self.instance.reached = False, 0
        return super().save(commit)


class NumberForm(TwoHandsForm):
    class Meta:
        model = Number
        fields = ["kind", "region", "value", "valid_from", "valid_to", "source", "verified"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("valid_from", "valid_to")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", "要晚于“从哪天起用”")
        return data


class CalendarYearViewSet(TwoHandsViewSet):
    model = CalendarYear
    two_hands = CalendarYearForm
    icon = "calendar-alt"
    menu_label = "放假安排"
    list_display = ["__str__", "source", "verified"]
    copy_view_enabled = False


class NumberViewSet(TwoHandsViewSet):
    model = Number
    two_hands = NumberForm
    icon = "decimal"
    menu_label = "计算用的数"
    list_display = ["__str__", "region", "valid_from", "valid_to", "verified"]
    list_filter = ["kind", "verified"]
    copy_view_enabled = False


class ReferenceGroup(ModelViewSetGroup):
    items = (CalendarYearViewSet, NumberViewSet)
    menu_icon = "calendar-alt"
    menu_label = "期限和金额的数据"
    menu_order = 122
