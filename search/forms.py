"""Forms of saved searches."""

from __future__ import annotations

from django import forms

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
