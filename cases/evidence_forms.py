"""Forms of evidence: adding it, handing it over, correcting and sealing it, taking a copy."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from knowledge.hotline_forms import FilesField
from portal.rules.file_types import size_words

from .models import Case, EvidenceItem
from .report_forms import MomentField
from .rules import evidence as rules

MOST_FILES = 20
_ACCEPT = "image/*,video/*,audio/*,.pdf,.docx,.xlsx,.csv"


def _line(label: str, longest: int, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        error_messages={"required": f"请写{label}", "max_length": f"最多 {longest} 个字"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class _Told(forms.Form):
    """What is said of a piece of evidence."""

    what = _line("是什么", 200, required=True, hint="例如：三层临边，没有护栏")
    taken_at = MomentField(label="什么时候拍、录、取得的", required=False, help_text="照片里有时间的不用填")
    place = _line("在哪里", 120)
    recorder = _line("谁拍、谁记", 60, hint="不填就是您")
    device = _line("用什么拍、录的", 120)


class EvidenceForm(_Told):
    """Files come with the form, or came in parts before (`uploads`: their keys). A thing may have none."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="种类",
        choices=EvidenceItem.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选种类", "invalid_choice": "请选种类"},
    )
    file = FilesField(
        label="文件",
        required=False,
        error_messages={"empty": "这个文件是空的。", "invalid": "文件没有传上来，请再选一次。"},
        widget=FilesField.widget(attrs={"multiple": True, "accept": _ACCEPT}),
    )
    uploads = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)
    holder = _line("现在谁保管", 120, hint="物证、原始手机、存储卡在谁手里")
    field_order = ("key", "kind", "file", "uploads", "what", "taken_at", "place", "recorder", "device", "holder")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", uuid.uuid4())

    def clean_file(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["file"]
        if len(files) > MOST_FILES:
            raise ValidationError(f"一次最多 {MOST_FILES} 个文件")
        size = sum(one.size for one in files)
        if size > rules.LARGEST_IN_A_FORM:
            limit = size_words(rules.LARGEST_IN_A_FORM)
            raise ValidationError(f"这样一次最多传 {limit}，这些有 {size_words(size)}。大的请换新一点的浏览器分段传。")
        return files

    def clean_uploads(self) -> list[uuid.UUID]:
        try:
            found = [uuid.UUID(key) for key in self.cleaned_data["uploads"].split(",") if key]
        except ValueError:
            raise ValidationError("分段传的文件认不出来，请再选一次") from None
        return found[:MOST_FILES]

    def facts(self) -> dict[str, Any]:
        names = ("kind", "taken_at", "place", "recorder", "device", "holder")
        return {name: self.cleaned_data[name] for name in names}

    def key_of(self, file: Any) -> uuid.UUID:
        """The same for the same file of this form, wherever it stands in it."""
        file.seek(0)
        head = hashlib.sha256(file.read(65536)).hexdigest()
        file.seek(0)
        return uuid.uuid5(self.cleaned_data["key"], f"{file.name}:{file.size}:{head}")

    def said_otherwise(self, items: list[EvidenceItem]) -> list[EvidenceItem]:
        """Those that were in before, under another name than this form gives."""
        return [one for one in items if not one.what.startswith(self.cleaned_data["what"][:190])]

    def titles(self, count: int) -> list[str]:
        """One for each file: numbered when there are several."""
        what = self.cleaned_data["what"]
        return [what] if count < 2 else [f"{what[:190]}（{n}/{count}）" for n in range(1, count + 1)]


class _Deed(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    why = _line("原因", 300, required=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("key", uuid.uuid4())

    def deed(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HandOverForm(_Deed):
    to = _line("交给谁", 120, required=True, hint="人或者单位，例如：区住建局事故调查组")
    field_order = ("key", "to", "why")


class SealForm(_Deed):
    mark = _line("封条编号或标记", 120, required=True)
    field_order = ("key", "mark", "why")


class CopyForm(_Deed):
    pass


class PartForm(forms.Form):
    """Into which other part of the case a copy goes."""

    into = forms.ModelChoiceField(
        Case.objects.none(), label="抄到哪一件", empty_label="没有选", error_messages={"required": "请选哪一件"}
    )
    why = _line("原因", 300, required=True)

    def __init__(self, *args: Any, parts: QuerySet[Case], **more: Any) -> None:
        more["auto_id"] = "part_%s"
        super().__init__(*args, **more)
        self.fields["into"].queryset = parts  # type: ignore[attr-defined]


class CorrectForm(_Deed, _Told):
    field_order = ("key", "what", "taken_at", "place", "recorder", "device", "why")

    def deed(self) -> dict[str, Any]:
        changes = {name: self.cleaned_data[name] for name in rules.CORRECTABLE}
        return {"key": self.cleaned_data["key"], "why": self.cleaned_data["why"], "changes": changes}


DEEDS: dict[str, type[_Deed]] = {"hand-over": HandOverForm, "correct": CorrectForm, "seal": SealForm}
