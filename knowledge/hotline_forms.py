"""Forms of the hotline: for strangers, and for the desk. Words of errors are for people on a phone."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from portal.desk import put_beside
from portal.models import Person, Project
from portal.services.refusal import Refused

from .models import AnsweredQuestion, Question, Topic
from .services.questions import LONGEST, checked_phone


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; which of them may be kept, the service says."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


def _area(
    label: str, *, hint: str = "", required: bool = True, rows: int = 6, longest: int = LONGEST
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": f"请写{label}", "max_length": f"太长了：最多 {longest} 个字。请只留要紧的。"},
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: str, longest: int, *, hint: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        help_text=hint,
        error_messages={"max_length": f"最多 {longest} 个字"},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _files(label: str, hint: str, accept: str) -> FilesField:
    wrong = {"empty": "这个文件是空的。", "invalid": "文件没有传上来，请再选一次。"}
    return FilesField(
        label=label,
        required=False,
        help_text=hint,
        error_messages=wrong,
        widget=_ManyFiles(attrs={"multiple": True, "accept": accept}),
    )


class WhatForm(forms.Form):
    text = _area("发生了什么", hint="什么时候、在哪个工地、谁没给、多少钱。不用写名字。")


class AskForm(WhatForm):
    photos = _files("照片（可不传）", "合同、考勤、工资条、聊天记录都行。最多 6 个，每个 10 MB。", "image/*")
    voice = _files("录音（可不传）", "打字不方便，就录一段。录不了也可以留电话，我们打给你。", "audio/*")
    site = _line("工地名字（可不填）", 120)
    phone = _line("回电号码（可不填）", 30, hint="不留也能用查询码看答复。", type="tel", inputmode="tel")
    by_sms = forms.BooleanField(label="有答复发短信告诉我", required=False)
    may_share = forms.BooleanField(label="可以把隐去姓名、不带照片的文字给工地所属企业看", required=False)
    may_open_case = forms.BooleanField(label="需要时可以立案处理", required=False)
    agreed = forms.BooleanField(
        label="我知道这些内容只用来答复我，保存 2 年后删除",
        error_messages={"required": "请看一下这些内容拿来做什么，再勾上。"},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def clean(self) -> dict[str, Any]:
        """The number is looked at with all the rest: what is wrong is said at once."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            checked_phone(data.get("phone") or "", bool(data.get("by_sms")))
        except Refused as refused:
            put_beside(self, refused)
        return data


class TrackForm(forms.Form):
    code = forms.CharField(
        label="查询码",
        max_length=40,
        error_messages={"required": "请填查询码", "max_length": "查询码是 8 位字母和数字"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "M7K2-93QF",
            }
        ),
    )


class MoreForm(forms.Form):
    text = _area("还想问什么", rows=4, required=False)
    photos = _files("照片或录音（可不传）", "最多 6 个，每个 10 MB。", "image/*,audio/*")


class AnswerForm(forms.Form):
    text = _area(
        "答复", hint="先说结论，再说怎么做。条文写成《工伤保险条例》第17条，会自动连上。不写姓名和号码。", rows=8
    )


class NoteForm(forms.Form):
    note = _area("内部备注", rows=3)


class PromiseForm(forms.Form):
    at = forms.DateTimeField(
        label="答应什么时候答复",
        error_messages={"required": "请选时间", "invalid": "时间写成 2026-03-01 14:30 这样"},
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class WhyForm(forms.Form):
    why = _line("原因", 200)


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        Person.objects.none(),
        label="交给谁",
        empty_label="请选人",
        error_messages={"required": "请选人", "invalid_choice": "请选人"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(
        label="急不急",
        coerce=int,
        choices=Question.Urgency.choices,
        error_messages={"required": "请选", "invalid_choice": "请选"},
    )


class MergeForm(forms.Form):
    into = forms.IntegerField(label="并到第几号", error_messages={"required": "请填号", "invalid": "请填数字"})


class FileForm(forms.Form):
    project = forms.ModelChoiceField(
        Project.objects.order_by("name"), label="项目", required=False, empty_label="不知道"
    )
    topic = forms.ModelChoiceField(Topic.objects.order_by("order"), label="主题", required=False, empty_label="没有")


class MaskedForm(forms.Form):
    masked = _area("给企业看的文字", hint="不写姓名、号码、班组里认得出人的话。", rows=5)


class AnsweredForm(forms.ModelForm):
    """An answered question; what is wrong with it the service says."""

    class Meta:
        model = AnsweredQuestion
        fields = ["question", "answer", "cites", "on", "topics"]
        widgets = {
            "answer": forms.Textarea(attrs={"rows": 10}),
            "cites": forms.Textarea(attrs={"rows": 4}),
            "on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "topics": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
