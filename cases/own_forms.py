"""Forms of the page that one person of a case has: entering it, saying something, and withdrawing it."""

from __future__ import annotations

from django import forms

from .deed_forms import WhyForm
from .record_forms import words
from .services.own_pages import CONSENT, LONGEST

__all__ = ["EnterForm", "SayForm", "WhyForm"]


class EnterForm(forms.Form):
    code = forms.CharField(
        label="八位数字的码",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填码", "max_length": "码是 8 个数字"},
        help_text="写在给您的纸上，或者电话里告诉您的。中间的空格不要紧。",
    )


class SayForm(forms.Form):
    text = words("哪里不对，或者要问什么", LONGEST, rows=4, required=False)
    consent = forms.BooleanField(label=CONSENT, required=False)
