"""Forms of the plan, of events on a site and of certificates."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.models import Crew, Project

from .models import CertificateKind, TrainingEvent
from .rules.levels import METHODS

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_FACE_TO_FACE = [choice for choice in METHODS if choice[0] not in {"online", "exam"}]


class _OnProject(forms.Form):
    """A form with a crew of one project, empty for everyone there."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        crew = self.fields["crew"]
        assert isinstance(crew, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        crew.queryset = project.crews.order_by("name")


class PlanItemForm(_OnProject):
    topic = forms.CharField(label="讲什么", max_length=120, error_messages={"required": "请填讲什么"})
    on = forms.DateField(
        label="哪天", widget=_DAY, error_messages={"required": "请选日期", "invalid": "日期写成 2026-11-30 这样"}
    )
    method = forms.ChoiceField(label="什么形式", choices=_FACE_TO_FACE)
    crew = forms.ModelChoiceField(Crew.objects.none(), label="谁参加", required=False, empty_label="全体")
    trainer = forms.CharField(label="谁来讲", max_length=60, required=False)


class EventForm(_OnProject):
    kind = forms.ChoiceField(label="是什么事", choices=TrainingEvent.Kind.choices)
    title = forms.CharField(label="写一句", max_length=120, error_messages={"required": "请写一句是什么"})
    on = forms.DateField(
        label="哪天", widget=_DAY, error_messages={"required": "请选日期", "invalid": "日期写成 2026-11-30 这样"}
    )
    crew = forms.ModelChoiceField(Crew.objects.none(), label="涉及谁", required=False, empty_label="全体")


class RevokeForm(forms.Form):
    reason = forms.CharField(label="为什么撤销", max_length=200, error_messages={"required": "请写撤销的原因"})


class OutsideForm(forms.Form):
    kind = forms.ModelChoiceField(
        CertificateKind.objects.filter(ours=False).order_by("pk"),
        label="什么证",
        empty_label="请选",
        error_messages={"required": "请选是什么证"},
    )
    number = forms.CharField(label="证号", max_length=60, error_messages={"required": "请填证号"})
    authority = forms.CharField(
        label="发证机关", max_length=80, required=False, help_text="不填就用这种证通常的发证机关"
    )
    issued_on = forms.DateField(label="发证日期", widget=_DAY, required=False)
    valid_to = forms.DateField(label="有效期到", widget=_DAY, error_messages={"required": "请填证上写的有效期"})
    review_by = forms.DateField(label="下次复审", widget=_DAY, required=False)
    photo = forms.FileField(
        label="证书照片",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text="照清楚四个角；照片只有你和管这件事的人能看",
    )
