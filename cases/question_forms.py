"""What the desk of the hotline says when a question becomes a case."""

from __future__ import annotations

from typing import Any

from django import forms

from knowledge.models import Question
from knowledge.services.questions import LONGEST
from portal.models import Project
from portal.rules.masking import apply, suggest

from .form_words import speak_plainly
from .report_forms import MomentField
from .rules import taxonomy
from .services.from_question import WAYS, Consent


class HandOverForm(forms.Form):
    """Which project, which kind; and how the asker agreed, when they did not tick it themselves."""

    project = forms.ModelChoiceField(
        Project.objects.order_by("name"),
        label="哪个项目的",
        empty_label="请选",
        error_messages={"required": "请选项目"},
    )
    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选类型"})
    way = forms.ChoiceField(
        label="提问的人怎样同意的",
        choices=[("", "没有选"), *WAYS.items(), ("none", "没有同意：只转去掉个人信息的文字，不转照片和录音")],
        error_messages={"required": "请选"},
    )
    at = MomentField(label="什么时候同意的", required=False)
    masked = forms.CharField(
        label="没有同意的：转这段文字",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="机器先替换过，会有漏的：姓名、号码以外，能认出是谁的话（工种、楼号、时间）也改掉",
    )
    words = forms.CharField(
        label="他怎么说的", max_length=80, required=False, help_text="原话，例如：可以，转给公司处理吧"
    )

    field_order = ("project", "kind", "way", "at", "words", "masked")

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        speak_plainly(self.fields.values())
        kinds = [("", "没有选"), *taxonomy.kinds().items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["project"].initial = question.project_id
        self.fields["masked"].initial = question.masked_text or apply(question.text, suggest(question.text))
        if question.may_open_case:
            for name in ("way", "at", "words", "masked"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") in WAYS:
            for name, told in (("at", "请填什么时候同意的"), ("words", "写提问的人怎么说的")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, told)
        if data.get("way") == "none" and not data.get("masked", "").strip() and "masked" not in self.errors:
            self.add_error("masked", "写要转的文字")
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        facts = {"project": data["project"], "kind": data["kind"]}
        if data.get("way") in WAYS:
            return facts | {"consent": Consent(data["way"], data["at"], data["words"])}
        return facts | ({"masked": data["masked"]} if data.get("way") == "none" else {})
