"""新版本: choose the regulation, bring its text, see the comparison, let a second person approve."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from portal import clock
from portal.desk import DeskView, DeskViewSet, put_beside
from portal.services.refusal import Refused

from ..models import NewVersion, Regulation, RegulationVersion
from ..rules import comparison
from ..rules.official_text import SourceError
from ..rules.pasted_source import lines_of_file
from ..services import new_versions, reviews
from ..services.impacts import impacts_in, impacts_on_told, told_before
from ..services.new_versions import Facts

VIEW = "knowledge.view_newversion"
_FOUND = 30
_DATE = {"invalid": "日期写成 2027-01-01 这样", "required": "请填日期"}
State = NewVersion.State


class NewVersionForm(forms.Form):
    file = forms.FileField(
        label="官方全文的文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.txt"}),
        help_text="DOCX、Markdown 或纯文本。选了文件，就不看下面粘贴的文字。",
        error_messages={"empty": "这个文件是空的。"},
    )
    text = forms.CharField(
        label="或者粘贴官方全文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="从标题或第一条开始，一直到最后一条。",
    )
    published_on = forms.DateField(label="公布（修正）日期", widget=AdminDateInput(), error_messages=_DATE)
    effective_on = forms.DateField(
        label="施行日期", widget=AdminDateInput(), error_messages=_DATE, help_text="到这一天零点（北京时间）自动生效。"
    )
    number = forms.CharField(label="文号", required=False, max_length=200)
    replaces = forms.ModelChoiceField(
        RegulationVersion.objects.none(),
        label="更正哪一版",
        required=False,
        empty_label="不是更正，是新版本",
        help_text="已有版本的文字录错了，才选。",
    )

    def __init__(self, *args: Any, regulation: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaces"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = regulation.versions.filter(has_text=True).select_related("regulation")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload:
            try:
                given["text"], given["name"] = lines_of_file(upload.name, upload.read()), upload.name
            except SourceError as error:
                self.add_error("file", str(error))
        elif not (given.get("text") or "").strip() and "file" not in self.errors:
            self.add_error("text", "请选一个文件，或者粘贴全文")
        return given

    def facts(self, name: str = "") -> Facts:
        given = self.cleaned_data
        return Facts(
            text=given["text"],
            published_on=given["published_on"],
            effective_on=given["effective_on"],
            number=given["number"],
            name=given.get("name", name),
            replaces=given["replaces"],
        )


class _Page(DeskView):
    permission = VIEW
    header_icon = "history"

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("new_versions:index"), "法规新版本")]


class ListPage(_Page):
    template_name = "knowledge/desk/new_versions.html"
    page_title = "法规新版本"

    def crumbs(self) -> list[tuple[str, str]]:
        return []

    def get(self, request: HttpRequest) -> HttpResponseBase:
        rows = NewVersion.objects.select_related("regulation", "written_by", "approved_by").defer("text")
        page = Paginator(rows, 30).get_page(request.GET.get("p"))
        return self.render_to_response(
            self.get_context_data(page=page, may_write=request.user.has_perm(new_versions.MAY_WRITE))
        )


class PickPage(_Page):
    """Which regulation."""

    permission = new_versions.MAY_WRITE
    template_name = "knowledge/desk/new_version_pick.html"
    page_title = "哪一部法规"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        words = request.GET.get("q", "").strip()[:100]
        found = named(words)[:_FOUND] if words else []
        return self.render_to_response(self.get_context_data(words=words, found=found))


def named(words: str) -> QuerySet[Regulation]:
    """Regulations with these words in a name, those of the catalogue first."""
    asked = Q(title__icontains=words) | Q(short_title__icontains=words) | Q(aliases__name__icontains=words)
    return Regulation.objects.filter(asked | Q(code=words)).distinct().order_by("-in_catalogue", "title")


class _FormPage(_Page):
    permission = new_versions.MAY_WRITE
    template_name = "knowledge/desk/new_version_form.html"
    regulation: Regulation

    def show(self, form: NewVersionForm) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=form, regulation=self.regulation))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = NewVersionForm(request.POST, request.FILES, regulation=self.regulation)
        if not form.is_valid():
            return self.show(form)
        try:
            row = self.keep(form)
        except Refused as refused:
            put_beside(form, refused)
            return self.show(form)
        messages.success(request, "存好了。请看对照，没有问题再送批。")
        return redirect("new_versions:page", row.pk)

    def keep(self, form: NewVersionForm) -> NewVersion:
        raise NotImplementedError


class WritePage(_FormPage):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.regulation = get_object_or_404(Regulation, code=kwargs["code"])

    def get_page_title(self) -> str:
        return f"{self.regulation.short_title}的新版本"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        return self.show(NewVersionForm(regulation=self.regulation))

    def keep(self, form: NewVersionForm) -> NewVersion:
        return new_versions.write_new_version(
            regulation=self.regulation, facts=form.facts(), by=self.person, now=clock.now()
        )


class EditPage(_FormPage):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = NewVersion.objects.select_related("regulation")
        self.row = get_object_or_404(rows, pk=kwargs["pk"], state__in=[State.DRAFT, State.SUBMITTED])
        self.regulation = self.row.regulation

    def get_page_title(self) -> str:
        return f"修改：{self.row}"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        row = self.row
        facts = {name: getattr(row, name) for name in ("text", "published_on", "effective_on", "number", "replaces")}
        return self.show(NewVersionForm(initial=facts, regulation=self.regulation))

    def keep(self, form: NewVersionForm) -> NewVersion:
        return new_versions.edit_new_version(
            row=self.row, facts=form.facts(self.row.name), by=self.person, now=clock.now()
        )


class NewVersionPage(_Page):
    """What it is, against the version before, and what it touches."""

    template_name = "knowledge/desk/new_version.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = NewVersion.objects.select_related("regulation", "replaces", "version__regulation", "written_by")
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.row)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.row, self.request.user
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = row.state in (State.DRAFT, State.SUBMITTED)
        return context | self.compared(waiting) | {
            "row": row,
            "waiting": waiting,
            "may_write": user.has_perm(new_versions.MAY_WRITE),
            "may_approve": user.has_perm(new_versions.MAY_APPROVE),
            "own_work": self.person.pk in row.hands,
            "today": clock.today(),
        }  # fmt: skip

    def compared(self, waiting: bool) -> dict[str, Any]:
        """For what is public already the public page shows the comparison."""
        if not waiting:
            return {}
        try:
            parsed = new_versions.parsed_of(self.row)
            base, result = new_versions.compared(self.row)
        except SourceError as error:
            return {"unreadable": str(error)}
        on, gone = self.row.effective_on, []
        if base:
            impacts = impacts_in(result, base, key="", on=on)
        else:
            told = told_before(self.row.regulation, on)
            impacts = impacts_on_told(told, [row.new for row in result.rows if row.new], key="", on=on)
            gone = [text.label for text, one in zip(told, impacts, strict=True) if not one.new_text]
        return {
            "told": 0 if base else len(impacts),
            "gone": gone,
            "base": base,
            "counts": result.counts,
            "rows": [one for one in result.rows if one.kind != comparison.Kind.SAME],
            "articles": len(parsed.articles),
            "oddities": parsed.oddities,
            "touched": reviews.touched(impacts=impacts),
        }


class DeedPage(NewVersionPage):
    """A button on the page. What is refused is told on the same page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponseBase:
        try:
            said = self.do(verb)
        except Refused as refused:
            messages.error(request, refused.message)
            return self.render_to_response(self.get_context_data(why=request.POST.get("why", "")))
        messages.success(request, said)
        return redirect("new_versions:page", pk)

    def do(self, verb: str) -> str:
        row, by, now, posted = self.row, self.person, clock.now(), self.request.POST
        if verb == "submit":
            new_versions.submit_new_version(row=row, by=by, now=now)
            return "送批了，等另一个人看过对照再批准。"
        if verb == "return":
            new_versions.return_new_version(row=row, by=by, why=posted.get("why", ""), now=now)
            return "退回去改了。"
        if verb == "drop":
            new_versions.drop_new_version(row=row, by=by, now=now)
            return "放弃了。这一份留着备查，不会发布。"
        version = new_versions.approve_new_version(row=row, seen=posted.get("seen", ""), by=by, now=now)
        count = version.review_tasks.count()
        listed = f"引用它的 {count} 处已经列进“法规变动复核”。" if count else "没有内容引用改动的条文。"
        return f"发布了，{version.effective_on} 零点起施行。{listed}"


class NewVersionViewSet(DeskViewSet):
    name = "new_versions"
    url_prefix = "new-versions"
    icon = "history"
    menu_label = "法规新版本"
    menu_name = "new-versions"
    menu_order = 111
    add_to_admin_menu = True
    permission = VIEW

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ListPage.as_view(), name="index"),
            path("new/", PickPage.as_view(), name="pick"),
            path("new/<slug:code>/", WritePage.as_view(), name="write"),
            path("<int:pk>/", NewVersionPage.as_view(), name="page"),
            path("<int:pk>/edit/", EditPage.as_view(), name="edit"),
            *(
                path(f"<int:pk>/{verb}/", DeedPage.as_view(), {"verb": verb}, name=verb)
                for verb in ("submit", "return", "drop", "approve")
            ),
        ]
