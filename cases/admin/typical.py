"""Importing published typical cases: look first, then confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from portal import clock
from portal.desk import DeskView

from ..services.typical import Outcome, decode, import_typical

MOST_FILES = 50
_MOST_BYTES = 1_500_000


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Only draws the field: the files themselves are read by the view, which tells what is wrong with each."""

    sources = forms.FileField(
        label="Markdown 文件，可以选几个",
        required=False,
        widget=FilesInput(attrs={"accept": ".md,.markdown,text/markdown"}),
    )


class ImportView(DeskView):
    """A POST with files checks them and changes nothing; a POST with their texts puts them in."""

    permission = "cases.add_precedent"
    template_name = "cases/desk/import.html"
    page_title = "导入典型案例"
    header_icon = "upload"

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("precedents_desk:index"), "案例")]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "confirm" in request.POST:
            texts = [text.encode() for text in request.POST.getlist("text")]
            return self.take(list(zip(request.POST.getlist("name"), texts, strict=False)), dry=False)
        sent = request.FILES.getlist("sources")
        if not sent:
            return self.show(wrong="请选文件")
        if len(sent) > MOST_FILES or sum(one.size or 0 for one in sent) > _MOST_BYTES:
            return self.show(wrong=f"一次最多 {MOST_FILES} 个文件，合起来不超过 1.5 MB")
        return self.take([(one.name or "", one.read()) for one in sent], dry=True)

    def take(self, files: list[tuple[str, bytes]], *, dry: bool) -> HttpResponseBase:
        outcome = import_typical(files=files, by=self.person, now=clock.now(), dry=dry)
        fine = {name for name, _ in outcome.added}
        texts = [(name, decode(data)) for name, data in files if name in fine] if dry else []
        return self.show(outcome=outcome, dry=dry, texts=texts)

    def show(self, *, outcome: Outcome | None = None, wrong: str = "", **more: Any) -> HttpResponseBase:
        form = FilesForm()
        if wrong:
            form = FilesForm({})
            form.add_error("sources", wrong)
        return self.render_to_response(self.get_context_data(form=form, outcome=outcome, **more))
