"""The desk of rest days and of numbers: one person writes, another confirms."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin import messages
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSetGroup

from knowledge.admin.two_hands import KeepsConfirmed, TwoHandsViewSet
from knowledge.forms import TwoHandsForm

from ..models import CalendarYear, Number
from ..packaged_days import packaged
from ..rules.blanks import wrong_year
from ..rules.rest_days import WrongDays, read_year
from ..services.reference import calendar_now


class CalendarYearForm(TwoHandsForm):
    class Meta:
        model = CalendarYear
        fields = ["year", "source", "rest", "make_up", "verified"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and "year" in self.changed_data:
            self.add_error("year", "年份不能改：另写一年，这一年请另一个人删")
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
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("valid_from", "valid_to")
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", "要晚于“从哪天起用”")
        for name, on in (("valid_from", first), ("valid_to", last)):
            if on and (wrong := wrong_year(on)):
                self.add_error(name, wrong)
        if data.get("kind") in Number.DAYS and data.get("value", 0) > Number.LONGEST_MONTH:
            self.add_error("value", "一个月没有这么多天")
        return data


class KeepsReckoned(KeepsConfirmed):
    """Gone before the clocks that counted it were reckoned without it, they would stand as it left them for ever."""

    def why_kept(self) -> str:
        return super().why_kept() or ("" if self.object.reckoned else "期限还在重算，过几分钟再删。")


class WritesYear(CreateView):
    """Opened with what the package has of the year that is asked for, or of the first that is not known here yet."""

    def get_initial(self) -> dict[str, Any]:
        """Only where the form is first shown: what is sent is held against nothing, and has its writer."""
        if self.request.method != "GET":
            return {}
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else max(calendar_now().years) + 1
        found = packaged(year)
        if found is None:
            messages.warning(self.request, f"软件包里没有 {year} 年的放假安排，照国务院办公厅的通知写。")
            return {"year": year}
        messages.info(self.request, f"{year} 年照软件包填好了，和国务院办公厅的通知逐日核对以后再保存。")
        return {"year": year, "source": found.source, "rest": found.rest, "make_up": found.make_up}


class CalendarYearViewSet(TwoHandsViewSet):
    model = CalendarYear
    add_view_class = WritesYear
    delete_view_class = KeepsReckoned
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
