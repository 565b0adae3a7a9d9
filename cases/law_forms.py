"""Forms of the law beside a case."""

from __future__ import annotations

from typing import Any

from django import forms

from .deed_forms import DeedForm
from .models import CaseArticle
from .record_forms import words

ROLES = [("violated", "违反"), ("basis", "依据"), ("procedure", "程序")]


def _role(**more: Any) -> forms.ChoiceField:
    told = {"required": "请选它起什么作用", "invalid_choice": "请选它起什么作用"}
    return forms.ChoiceField(label="起什么作用", choices=ROLES, error_messages=told, **more)


class ConfirmForm(DeedForm):
    kind = _role()


class RemoveForm(DeedForm):
    why = words("为什么不适用", 200)


class AddForm(DeedForm):
    cite = words("哪一条", 160, help_text="例如：工伤保险条例第14条第一项。按事发那天有效的文本查。")
    kind = _role(widget=forms.RadioSelect)
    why = words("为什么", 200, required=False)


class ReviewForm(DeedForm):
    """`verdict` says which of the others are asked for."""

    KEEP, REPLACE, DROP = "keep", "replace", "drop"
    verdict = forms.ChoiceField(
        label="看下来怎么样",
        choices=[
            (KEEP, "仍适用：事发那天的文本照样算数"),
            (REPLACE, "换成新条：改引另一条"),
            (DROP, "去掉：不再适用"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个", "invalid_choice": "请选一个"},
    )
    article = forms.ModelChoiceField(
        label="案件里的哪一条",
        queryset=CaseArticle.objects.none(),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": "请选案件里已经确认的一条"},
    )
    cite = words("换成哪一条", 160, required=False, help_text="选了“换成新条”才填，例如：工伤保险条例第18条")
    why = words("为什么", 200)

    def __init__(self, *args: Any, touched: list[CaseArticle], **more: Any) -> None:
        self.touched = touched
        super().__init__(*args, **more)

    def fill(self) -> None:
        field: Any = self.fields["article"]
        field.queryset = self.case.articles.filter(pk__in=[row.pk for row in self.touched])
        if len(self.touched) <= 1:
            field.widget = forms.HiddenInput()
            field.initial = self.touched[0].pk if self.touched else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        verdict = data.get("verdict")
        if verdict in (self.REPLACE, self.DROP) and not data.get("article") and "article" not in self.errors:
            self.add_error("verdict", "案件里已经没有引用这一条，选“仍适用”就行")
        if verdict == self.REPLACE and not data.get("cite") and "cite" not in self.errors:
            self.add_error("cite", "写上换成哪一条")
        return data
