"""Checking citations: a page for anybody. What comes in is read, answered and forgotten."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.addresses import client_address
from portal.services import limiting

from ..check_document import DOCX, document
from ..check_reading import read_report
from ..rules.checking import sources
from ..rules.official_text import SourceError
from ..services.checking import check_text


class CheckForm(forms.Form):
    """A text or a file, and its date. `cleaned_data["whole"]` is the text to check."""

    text = forms.CharField(
        label="要核验的文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="把文字粘贴在这里，最多 40 万字",
    )
    file = forms.FileField(
        label="或者传一个文件",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(sources.ENDINGS)}),
        help_text="Word（.docx）、带文字的 PDF、Markdown 或纯文本，不超过 2 MB",
    )
    on = forms.DateField(
        label="这份文字是哪天写的",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="按那一天有效的条文核对；不填按今天",
        error_messages={"invalid": "日期要写成 2024-05-01 这样"},
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        return self._read(lambda: sources.clean(text)) if text.strip() else ""

    def clean_file(self) -> str:
        """The text of the file. The file itself is read once and not kept."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return ""
        if (file.size or 0) > sources.MAX_BYTES:
            raise forms.ValidationError("文件超过 2 MB，请拆成几份，或者把文字粘贴进来")
        return self._read(lambda: sources.text_of(file.name or "", file.read()))

    def _read(self, reading):  # type: ignore[no-untyped-def]
        try:
            return reading()
        except SourceError as error:
            raise forms.ValidationError(error.what) from None

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        text, file = data.get("text"), data.get("file")
        if text and file:
            raise forms.ValidationError("文字和文件只用一样，请去掉一样")
        if not text and not file and not self.errors:
            self.add_error("text", "还没有要核验的文字")
        data["whole"] = text or file or ""
        return data


@csrf_exempt  # nothing is changed and nothing kept: a forged form would tell its author nothing
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """The form; after a POST the report below it, or the report as a Word document (`as=docx`)."""
    today = clock.today()
    if request.method != "POST":
        return render(request, "knowledge/check.html", {"form": CheckForm(), "today": today})
    address = client_address(request)
    form = CheckForm(request.POST, request.FILES)
    try:
        limiting.take(action="check", number=address, address=address, now=clock.now())
    except limiting.TooOften as refused:
        return render(request, "knowledge/check.html", {"form": form, "why": str(refused), "today": today}, status=429)
    if not form.is_valid():
        return render(request, "knowledge/check.html", {"form": form, "today": today}, status=422)
    text = form.cleaned_data["whole"]
    report = check_text(text=text, on=form.cleaned_data["on"], today=today)
    shown = read_report(report, text)
    if request.POST.get("as") == "docx":
        answer = HttpResponse(document(shown), content_type=DOCX)
        answer["Content-Disposition"] = f'attachment; filename="citations-{today:%Y%m%d}.docx"'
        return answer
    return render(request, "knowledge/check.html", {"form": form, "report": shown, "text": text, "today": today})
