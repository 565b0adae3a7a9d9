"""Forms of saved searches and of reports."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from cases.rules import taxonomy

from .labels import TITLES
from .likeness import COMPARED, Own
from .models import SavedSearch


class SavedSearchForm(forms.Form):
    name = forms.CharField(
        label="名字",
        max_length=60,
        help_text="自己认得就行，只有您看得到",
        error_messages={"required": "请写个名字", "max_length": "名字最多 60 个字"},
    )
    every = forms.ChoiceField(
        label="有新内容时多久提醒一次",
        choices=SavedSearch.Every.choices,
        initial=SavedSearch.Every.DAY,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个", "invalid_choice": "请选一个"},
    )


class ReportForm(forms.Form):
    """The case at hand. `today` is the last day it may have happened on."""

    question = forms.CharField(
        label="要检索的问题",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写事情，不写姓名、电话",
        error_messages={"required": "请写要检索什么问题", "max_length": "最多 300 个字"},
    )
    happened_on = forms.DateField(
        label="事发日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="报告按这一天有效的条文写",
        error_messages={"required": "请填事发日期", "invalid": "日期要写成 2024-05-01 这样"},
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for facet in COMPARED:
            choices = [("", "不清楚，不比较"), *taxonomy.choices(facet, on=today).items()]
            self.fields[facet] = forms.ChoiceField(
                label=TITLES[facet],
                choices=choices,
                required=False,
                error_messages={"invalid_choice": "请在列出的里面选"},
            )

    def clean_happened_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError("这一天还没到，请核对")
        return day

    def own(self) -> Own:
        """The case as a report wants it; once the form is valid."""
        facts = self.cleaned_data
        return Own(facts["question"], facts["happened_on"], {facet: facts[facet] for facet in COMPARED if facts[facet]})
