"""Forms of sign-in and 我的. Words of errors are for people on a phone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings

from .models import Delivery, MessageHabit, Person
from .rules import phones, pins
from .services.choices import HOWS

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}


def _secret(autocomplete: str, **attrs: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, **attrs})


class PasswordSignInForm(forms.Form):
    login = forms.CharField(
        label="手机号或账号",
        max_length=150,
        error_messages={"required": "请填手机号或账号"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=256,
        error_messages={"required": "请填密码"},
        widget=_secret("current-password"),
    )


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label="手机号",
        max_length=30,
        error_messages={"required": "请填手机号"},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        phone = phones.normalise(self.cleaned_data["phone"])
        if not phones.is_mobile(phone):
            raise forms.ValidationError("手机号不对：11 位数字，1 开头")
        return phone


class CodeForm(forms.Form):
    code = forms.CharField(
        label="短信验证码",
        max_length=12,
        error_messages={"required": "请填短信里的 6 位数字"},
        widget=forms.TextInput(attrs=_CODE),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class ChooseForm(forms.Form):
    """Which of the people on this number; with their own PIN or password unless it was given already."""

    person = forms.ChoiceField(label="你是谁", widget=forms.RadioSelect, error_messages={"required": "请选一个人"})
    secret = forms.CharField(
        label="本人的 PIN 或密码",
        strip=False,
        max_length=256,
        error_messages={"required": "请填本人的 PIN 或密码"},
        widget=_secret("current-password"),
    )

    def __init__(self, *args: Any, people: list[Person], secret: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        choice.choices = [(str(person.pk), person.masked_name) for person in people]  # type: ignore[attr-defined]
        choice.error_messages["invalid_choice"] = "请选一个人"
        if len(people) == 1:
            choice.initial, choice.widget = str(people[0].pk), forms.HiddenInput()
        if not secret:
            del self.fields["secret"]


class OwnSecretForm(forms.Form):
    """Changing a password or PIN: the old one unless a code was just given, the new one twice."""

    current = forms.CharField(
        label="现在的密码或 PIN",
        strip=False,
        max_length=256,
        error_messages={"required": "请填现在的密码或 PIN"},
        widget=_secret("current-password"),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=256,
        error_messages={"required": "请填新密码"},
        widget=_secret("new-password"),
    )
    again = forms.CharField(
        label="再填一遍",
        strip=False,
        max_length=256,
        error_messages={"required": "请再填一遍"},
        widget=_secret("new-password"),
    )

    def __init__(self, *args: Any, person: Person, ask_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not ask_current:
            del self.fields["current"]

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError("两遍不一样")
        return again


class OwnPinForm(OwnSecretForm):
    field_order = ("current", "new", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].label = f"新 PIN（{pins.LENGTH} 位数字）"
        for name in ("new", "again"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "maxlength": str(pins.LENGTH)}


def _time(label: str, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(
        label=label, required=False, widget=widget, error_messages={"invalid": "时间写成 22:00 这样"}, **more
    )


class MessageChoicesForm(forms.Form):
    """A choice for each kind and channel, then one's own quiet hours."""

    def __init__(
        self, *args: Any, current: Mapping[tuple[str, str], str], habit: MessageHabit | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._pairs = {f"{kind}-{channel}": (kind, channel) for kind, channel in current}
        for name, (kind, channel) in self._pairs.items():
            offered = [(how.value, how.label) for how in HOWS[Delivery.Channel(channel)]]
            self.fields[name] = forms.ChoiceField(
                label=f"{settings.MESSAGE_KINDS[kind]}：{Delivery.Channel(channel).label}",
                choices=offered,
                initial=current[kind, channel],
                error_messages={"required": "请选一样", "invalid_choice": "请选一样"},
            )
        self.fields["quiet_from"] = _time("从几点起不打扰", initial=habit and habit.quiet_from)
        self.fields["quiet_until"] = _time("到几点", initial=habit and habit.quiet_until, help_text=_usual_hours())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        start, end = found.get("quiet_from"), found.get("quiet_until")
        if not self.errors and (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, "两个时间要么都填，要么都不填")
        return found

    def chosen(self) -> dict[tuple[str, str], str]:
        return {pair: self.cleaned_data[name] for name, pair in self._pairs.items()}

    def quiet(self) -> tuple[datetime.time, datetime.time] | None:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return (start, end) if start is not None and end is not None else None


def _usual_hours() -> str:
    """What counts when nobody chose."""
    hours = settings.QUIET_HOURS
    usual = f"不填就按本站的：{hours[0]:%H:%M}–{hours[1]:%H:%M}" if hours else "不填就随时通知"
    return f"{usual}。两个填一样的就是不要静音。"
