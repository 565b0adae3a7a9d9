"""The form of a report: what somebody fills in with one hand, standing on site."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from knowledge.hotline_forms import FilesField
from portal.clock import SHANGHAI
from portal.models import Person, Project

from .form_words import speak_plainly
from .rules.clocks.counting import FIRST_YEAR, LAST_YEAR
from .services.opening import projects_to_report
from .services.reporting import CALLS, Report

KINDS = [
    ("INJ", "有人受伤"),
    ("DTH", "有人死亡或失踪"),
    ("SAF", "险情，没有伤人"),
    ("DIS-WAG", "拖欠工资"),
    ("DIS-TER", "辞退、走人"),
    ("DIS-CON", "合同、社保"),
    ("OCC", "职业病、中毒"),
    ("DIS", "别的纠纷"),
]
"""Kinds as people on site call them; the handler says it more exactly afterwards."""
_YEAR = "年份不对，请再看一遍"
OLDEST = datetime.timedelta(days=365)
"""No report waits longer on a phone: a moment from before is that of a phone whose clock is wrong."""
_WHEN = "时间写成 2026-10-12 08:40 这样"


def _files(label: str, accept: str, **attrs: str) -> FilesField:
    return FilesField(
        label=label,
        required=False,
        error_messages={"empty": "这个文件是空的。", "invalid": "文件没有传上来，请再选一次。"},
        widget=FilesField.widget(attrs={"multiple": True, "accept": accept, **attrs}),
    )


class MomentField(forms.DateTimeField):
    """A time as a phone's own picker gives it, in Shanghai."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": _WHEN}

    def to_python(self, value: Any) -> datetime.datetime | None:
        """No year in which nothing can be counted: 0026 is a slip of the finger for 2026."""
        try:
            found: datetime.datetime | None = super().to_python(value)
            at = found.astimezone(SHANGHAI) if found else None
        except OverflowError:
            raise ValidationError(_YEAR) from None
        if at and not FIRST_YEAR < at.year < LAST_YEAR:
            raise ValidationError(_YEAR)
        return at


class ReportForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="什么事", choices=KINDS, widget=forms.RadioSelect, error_messages={"required": "请选是什么事"}
    )
    project = forms.ModelChoiceField(
        label="哪个项目",
        queryset=Project.objects.none(),
        empty_label=None,
        error_messages={"required": "请选项目", "invalid_choice": "您不能为这个项目上报"},
    )
    text = forms.CharField(
        label="发生了什么",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="谁、怎么了、现在怎样。写一句就行，之后可以补。",
        error_messages={"required": "写一句发生了什么", "max_length": "最多 4000 个字，先写要紧的"},
    )
    place = forms.CharField(label="在哪里", max_length=120, required=False, help_text="例如：3 号楼东侧脚手架三层")
    occurred_at = MomentField(label="什么时候", required=False, help_text="不填就是刚刚")
    people_count = forms.IntegerField(
        label="涉及几个人", required=False, min_value=1, max_value=9999, error_messages={"invalid": "填一个数字"}
    )
    demands = forms.CharField(label="主要诉求（纠纷才填）", max_length=1000, required=False)
    photos = _files("照片", "image/*", capture="environment")
    voice = _files("录音", "audio/*")
    calls = forms.MultipleChoiceField(
        label="已经打过的电话",
        choices=list(CALLS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    made_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    call_times = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Person, now: datetime.datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now
        speak_plainly(self.fields.values())
        field: Any = self.fields["project"]
        field.queryset = projects_to_report(by).order_by("name")
        self.initial.setdefault("key", uuid.uuid4())

    def clean_call_times(self) -> dict[str, datetime.datetime]:
        """{event: moment} as the phone noted them with one tap; what is none of that is left out."""
        given = self.cleaned_data["call_times"]
        found: dict[str, datetime.datetime] = {}
        for event, said in given.items() if isinstance(given, dict) else ():
            try:
                at = datetime.datetime.fromisoformat(str(said).replace("Z", "+00:00"))
            except ValueError:
                continue
            if event in CALLS and at.tzinfo and at > self.now - OLDEST:
                found[event] = min(at, self.now)
        return found

    def clean_occurred_at(self) -> datetime.datetime | None:
        at: datetime.datetime | None = self.cleaned_data["occurred_at"]
        if at and at > self.now + datetime.timedelta(minutes=5):
            raise ValidationError("时间不能晚于现在")
        return at

    def report(self) -> Report:
        """When it was made on the phone counts as the time of knowing, if that is not in the future nor long ago."""
        data = self.cleaned_data
        made = min(data["made_at"] or self.now, self.now)
        made = made if made > self.now - OLDEST else self.now
        calls = dict.fromkeys(data["calls"], made) | (data["call_times"] or {})
        dead = data["kind"] == "DTH"
        return Report(
            key=data["key"],
            kind=data["kind"],
            project=data["project"],
            text=data["text"],
            known_at=made,
            occurred_at=data["occurred_at"] or (made if data["kind"] in {"INJ", "DTH", "SAF"} else None),
            place=data["place"],
            demands=data["demands"],
            people_count=data["people_count"],
            facts={"deaths": 1} if dead else {},
            calls=calls,
            photos=data["photos"],
            voice=data["voice"],
        )
