"""The bank as a file: export, template, and import in two steps — look first, then confirm."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from wagtail.admin import messages

from portal import clock
from portal.models import Attachment
from portal.rules import file_types
from portal.services.attachments import drop_files, keep_file, original
from portal.services.refusal import Refused

from ..models import Question
from ..services import bank_sheet
from ..services.bank_sheet import Outcome
from .desk import DeskView, put_beside

_SHOWN = 200
"""Rows of troubles and of changes that a page lists; their number is always told."""


def may_import(user: Any) -> bool:
    """An import both adds and changes."""
    return bool(user.has_perms(["training.add_question", "training.change_question"]))


def workbook(questions: Iterable[Question], name: str) -> HttpResponse:
    answer = HttpResponse(bank_sheet.export_questions(questions=questions), content_type=file_types.XLSX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


class TemplateView(DeskView):
    permission = "training.view_question"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return workbook([], "题库导入模板.xlsx")


class ImportForm(forms.Form):
    file = forms.FileField(
        label="题库表格",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选一个文件", "empty": "这个文件是空的。"},
        help_text=f"XLSX 或 CSV，最多 {bank_sheet.MOST_ROWS} 题、{file_types.size_words(bank_sheet.LIMIT)}。",
    )


class ImportView(DeskView):
    """GET asks for a file; a POST with one checks it and changes nothing; a POST with its key puts it in."""

    permission = "training.add_question"
    template_name = "training/bank/import.html"
    page_title = "从表格导入"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_import(request.user):
            self.permission = "training.change_question"
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("questions:index"), "题库")]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.show(ImportForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "confirm" in request.POST:
            return self.put_in()
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        upload = form.cleaned_data["file"]
        try:
            kept = keep_file(
                by=self.person,
                file=upload,
                name=upload.name or "",
                allowed={file_types.XLSX, file_types.CSV},
                limit=bank_sheet.LIMIT,
                now=clock.now(),
            )
        except Refused as refused:
            put_beside(form, refused)
            return self.show(form)
        return self.look(form, kept)

    def look(self, form: ImportForm, kept: Attachment) -> HttpResponseBase:
        """What it would do. A file with troubles is not kept."""
        try:
            outcome = self.read(kept, dry=True)
        except Refused as refused:
            drop_files(Attachment.objects.filter(pk=kept.pk))
            put_beside(form, refused)
            return self.show(form)
        if outcome.troubles or not outcome.changes:
            drop_files(Attachment.objects.filter(pk=kept.pk))
        return self.show(form, outcome=outcome, kept=kept)

    def put_in(self) -> HttpResponseBase:
        kept = self.kept()
        if kept is None:
            messages.error(self.request, "这个文件已经导入过，或者不在了。请重新选文件。")
            return redirect("questions:import")
        try:
            outcome = self.read(kept, dry=False)
        except Refused as refused:
            form = ImportForm()
            form.cleaned_data = {}
            form._errors = form.error_class()  # type: ignore[attr-defined]
            put_beside(form, refused)
            return self.show(form)
        if not outcome.troubles:
            drop_files(Attachment.objects.filter(pk=kept.pk))
        return self.show(ImportForm(), outcome=outcome, kept=kept, done=not outcome.troubles)

    def kept(self) -> Attachment | None:
        """The file that this person checked just now."""
        try:
            key = uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return None
        mine = Attachment.objects.filter(key=key, uploaded_by=self.person, owner_type__isnull=True)
        return mine.filter(mime__in=[file_types.XLSX, file_types.CSV]).first()

    def read(self, kept: Attachment, *, dry: bool) -> Outcome:
        with original(kept) as stream:
            data = stream.read()
        csv_file = kept.mime == file_types.CSV
        return bank_sheet.import_questions(data=data, csv_file=csv_file, by=self.person, now=clock.now(), dry=dry)

    def show(
        self, form: ImportForm, *, outcome: Outcome | None = None, kept: Attachment | None = None, done: bool = False
    ) -> HttpResponseBase:
        more: dict[str, Any] = {"form": form, "outcome": outcome, "kept": kept, "done": done}
        if outcome:
            changed = [step for step in outcome.steps if step.what != "不变"]
            more |= {
                "troubles": outcome.troubles[:_SHOWN],
                "steps": changed[:_SHOWN],
                "counts": [(what, outcome.counts[what]) for what in ("新增", "出新版本", "改归类", "不变")],
                "hidden_troubles": max(len(outcome.troubles) - _SHOWN, 0),
                "hidden_steps": max(len(changed) - _SHOWN, 0),
            }
        return self.render_to_response(self.get_context_data(**more))
