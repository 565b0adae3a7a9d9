"""What the desk of the hotline says when a question becomes a case."""

from __future__ import annotations

from typing import Any

from django import forms

from knowledge.models import Question
from portal.models import Project

from .form_words import speak_plainly
from .report_forms import MomentField
from .rules import taxonomy
from .services.from_question import WAYS, Consent


class HandOverForm(forms.Form):
    """Which project, which kind; and how the asker agreed, when they did not tick it themselves."""

    project = forms.ModelChoiceField(
        Project.objects.order_by("name"), label="哪个项目的", error_messages={"required": "请选项目"}
    )
    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选类型"})
    way = forms.ChoiceField(
        label="提问的人怎样同意的",
        choices=[("", "没有选"), *WAYS.items(), ("none", "没有同意：只转去掉个人信息的文字，不转照片和录音")],
        error_messages={"required": "请选"},
    )
    at = MomentField(label="什么时候同意的", required=False)
    words = forms.CharField(
        label="他怎么说的", max_length=80, required=False, help_text="原话，例如：可以，转给公司处理吧"
    )

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        speak_plainly(self.fields.values())
        kinds = [("", "没有选"), *taxonomy.kinds().items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["project"].initial = question.project_id
        if question.may_open_case:
            for name in ("way", "at", "words"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") in WAYS:
            for name, told in (("at", "请填什么时候同意的"), ("words", "写提问的人怎么说的")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, told)
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        facts = {"project": data["project"], "kind": data["kind"]}
        if data.get("way") in WAYS:
            return facts | {"consent": Consent(data["way"], data["at"], data["words"])}
        return facts | {"unnamed": data.get("way") == "none"}
