"""The list of questions: filters, search, counts that add up, and what may be done with many at once."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from portal import clock

from ..models import KnowledgePoint, Question
from ..rules.kinds import KINDS
from . import bank_file, from_precedent, question_form, question_page
from .desk import DeskViewSet

WAITING, REVIEWED, EXPIRED, RETIRED = "waiting", "reviewed", "expired", "retired"
STANDINGS = [(WAITING, "待专家复核"), (REVIEWED, "已复核"), (EXPIRED, "复核过期"), (RETIRED, "已停用")]
"""Each question stands in exactly one of these, so their numbers add up to the whole."""
MARKS = [("recheck", "要再看一遍"), ("red_line", "红线题"), ("practice", "随堂练习"), ("lawless", "没有对上条文")]
"""A question may bear several of these."""


def standing(name: str) -> Q:
    today = clock.today()
    past = Q(state=Question.State.REVIEWED, reviewed_until__lt=today)
    kept = {
        WAITING: Q(state=Question.State.WAITING),
        REVIEWED: Q(state=Question.State.REVIEWED) & ~past,
        EXPIRED: past,
    }
    return Q(retired_at__isnull=False) if name == RETIRED else Q(retired_at__isnull=True) & kept[name]


def _groups() -> list[tuple[str, str]]:
    found = KnowledgePoint.objects.order_by("group").values_list("group", flat=True).distinct()
    return [(group, group) for group in found]


class QuestionFilters(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(label="复核状态", choices=STANDINGS, method="by_standing")
    mark = django_filters.MultipleChoiceFilter(label="标记", choices=MARKS, method="by_mark")
    kind = django_filters.MultipleChoiceFilter(label="题型", field_name="current__kind", choices=KINDS)
    group = django_filters.ChoiceFilter(label="类别", field_name="point__group", choices=_groups)
    point = django_filters.ModelChoiceFilter(label="知识点", queryset=KnowledgePoint.objects.order_by("group", "order"))

    class Meta:
        model = Question
        fields: list[str] = []

    def by_standing(self, queryset: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        return queryset.filter(standing(value))

    def by_mark(self, queryset: Any, name: str, value: list[str]) -> Any:
        if "recheck" in value:
            queryset = queryset.filter(retired_at__isnull=True).exclude(recheck="")
        if "red_line" in value:
            queryset = queryset.filter(red_line=True)
        if "practice" in value:
            queryset = queryset.filter(in_practice=True)
        return queryset.without_article() if "lawless" in value else queryset


class StemColumn(TitleColumn):
    cell_template_name = "components/desk_stem.html"


class MarksColumn(Column):
    cell_template_name = "components/desk_marks.html"


class QuestionList(IndexView):
    model = Question
    permission_policy = ModelPermissionPolicy(Question)
    template_name = "training/bank/list.html"
    results_template_name = "training/bank/list_results.html"
    filterset_class = QuestionFilters
    search_fields = ["code", "current__stem", "current__explanation", "current__basis", "point__name"]
    search_backend_name = None
    index_url_name = "questions:index"
    index_results_url_name = "questions:index_results"
    add_url_name = "questions:new"
    add_item_label = "写一道题"
    default_ordering = "code"
    paginate_by = 30
    page_title = "题库"
    header_icon = "help"
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="question"),
        StemColumn(
            "stem",
            label="题目",
            accessor=lambda one: one.current.stem if one.current else one.code,
            sort_key="code",
            url_name="questions:page",
        ),
        Column("kind", label="题型", accessor=lambda one: one.current.get_kind_display() if one.current else ""),
        Column("point", label="知识点", accessor="point", sort_key="point__group"),
        MarksColumn("marks", label="状态", accessor="code", sort_key="reviewed_until"),
    ]

    def get_base_queryset(self) -> QuerySet[Question]:
        return Question.objects.select_related("current", "point", "reviewed_by")

    def counts(self) -> list[dict[str, Any]]:
        """How many stand where, under everything that is asked for but the standing itself."""
        query = self.request.GET.copy()
        query.pop("standing", None)
        query.pop("p", None)
        filters = QuestionFilters(data=query, request=self.request, queryset=Question.objects.all())
        found = self.search_queryset(filters.qs if filters.is_valid() else filters.queryset)
        sums = found.aggregate(all=Count("pk"), **{name: Count("pk", filter=standing(name)) for name, _ in STANDINGS})
        chosen = self.request.GET.get("standing", "")
        rows = []
        for name, label in [("", "全部"), *STANDINGS]:
            asked = query.copy()
            if name:
                asked["standing"] = name
            url = f"{reverse('questions:index')}?{asked.urlencode()}"
            rows.append({"label": label, "count": sums[name or "all"], "url": url, "here": name == chosen})
        return rows

    @property
    def header_more_buttons(self) -> list[Button]:
        asked = self.request.GET.urlencode()
        buttons = [
            Button(
                "导出这些题（XLSX）", url=f"{reverse('questions:export')}?{asked}", icon_name="download", priority=20
            ),
            Button("下载导入模板", url=reverse("questions:template"), icon_name="download", priority=30),
        ]
        if bank_file.may_import(self.request.user):
            buttons.append(Button("从表格导入", url=reverse("questions:import"), icon_name="upload", priority=10))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"counts": self.counts(), "today": clock.today()}

    @property
    def add_button(self) -> HeaderButton:
        return HeaderButton(self.add_item_label, url=self.add_url, icon_name="plus")


class QuestionExport(QuestionList):
    """The same list as a workbook: filters and search hold, pages do not."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = self.get_queryset().filter(current__isnull=False)
        return bank_file.workbook(rows, f"题库-{clock.today():%Y%m%d}.xlsx")


class QuestionViewSet(DeskViewSet):
    name = "questions"
    permission = "training.view_question"
    icon = "help"
    menu_label = "题库"
    menu_name = "questions"

    def get_urlpatterns(self) -> list[Any]:
        page, form = question_page, question_form
        return [
            path("", QuestionList.as_view(), name="index"),
            path("results/", QuestionList.as_view(results_only=True), name="index_results"),
            path("export/", QuestionExport.as_view(), name="export"),
            path("template/", bank_file.TemplateView.as_view(), name="template"),
            path("import/", bank_file.ImportView.as_view(), name="import"),
            path("from-case/", from_precedent.TeachView.as_view(), name="from_precedent"),
            path("new/", form.ChooseKind.as_view(), name="new"),
            path("new/<slug:kind>/", form.WriteView.as_view(), name="write"),
            path("preview/<slug:kind>/", form.PreviewView.as_view(), name="preview"),
            path("picture/<int:pk>/", form.picture, name="picture"),
            path("<int:pk>/", page.QuestionPage.as_view(), name="page"),
            path("<int:pk>/revise/", form.ReviseView.as_view(), name="revise"),
            path("<int:pk>/phone/<int:number>/", page.PhoneView.as_view(), name="phone"),
            path("<int:pk>/review/", page.ReviewView.as_view(), name="review"),
            path("<int:pk>/recheck/", page.RecheckView.as_view(), name="recheck"),
            path("<int:pk>/retire/", page.RetireView.as_view(), name="retire"),
            path("<int:pk>/restore/", page.RestoreView.as_view(), name="restore"),
        ]
