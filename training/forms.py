"""Forms of the plan and of events on a site."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.models import Crew, Project

from .models import TrainingEvent
from .rules.levels import METHODS

_DAY = forms.DateInput(attrs={"type": "date"})
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
