"""The list of precedents: filters, search, and how many stand where."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from portal.desk import DeskViewSet

from ..models import Precedent
from ..rules import taxonomy
from . import page, typical, writing

State = Precedent.State


class PrecedentFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=State.choices)
    family = django_filters.ChoiceFilter(label="大类", choices=lambda: taxonomy.families().items(), method="by_family")
    level = django_filters.ChoiceFilter(label="级别", choices=lambda: taxonomy.levels().items())
    outcome_code = django_filters.ChoiceFilter(label="结果类型", choices=lambda: taxonomy.outcomes().items())
    is_sample = django_filters.BooleanFilter(label="虚构示例")
    for_me = django_filters.BooleanFilter(label="等我审核的", method="by_me")

    class Meta:
        model = Precedent
        fields: list[str] = []

    def by_family(self, queryset: QuerySet[Precedent], name: str, value: str) -> QuerySet[Precedent]:
        return queryset.filter(Q(kind=value) | Q(kind__startswith=f"{value}-"))

    def by_me(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.waiting().not_by(self.request.user) if value else queryset


def titled(one: Precedent) -> str:
    """A sample says so in its title: a column of its own is one sign wide on a phone."""
    return f"〔虚构示例〕{one.title}" if one.is_sample else one.title


class PrecedentList(IndexView):
    model = Precedent
    permission_policy = ModelPermissionPolicy(Precedent)
    template_name = "cases/desk/list.html"
    results_template_name = "cases/desk/list_results.html"
    filterset_class = PrecedentFilters
    search_fields = ["code", "title", "summary", "facts", "court", "case_number"]
    search_backend_name = None
    index_url_name = "precedents_desk:index"
    index_results_url_name = "precedents_desk:index_results"
    add_url_name = "precedents_desk:new"
    add_item_label = "写一个案例"
    default_ordering = "-updated_at"
    paginate_by = 30
    page_title = "案例"
    header_icon = "doc-full"
    columns = [
        TitleColumn("title", label="标题", accessor=titled, sort_key="title", url_name="precedents_desk:page"),
        Column("state", label="状态", accessor=lambda one: one.get_state_display(), sort_key="state"),
        Column("kind", label="类型", accessor="kind_name", sort_key="kind"),
        Column("level", label="级别", accessor="level_name", sort_key="level"),
        DateColumn("updated_at", label="改动", sort_key="updated_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Precedent]:
        return Precedent.objects.all()

    def counts(self) -> list[dict[str, Any]]:
        """How many are in each state, under everything asked for but the state itself."""
        query = self.request.GET.copy()
        for name in ("state", "p"):
            query.pop(name, None)
        filters = PrecedentFilters(data=query, request=self.request, queryset=Precedent.objects.all())
        found = self.search_queryset(filters.qs if filters.is_valid() else filters.queryset)
        sums = found.aggregate(all=Count("pk"), **{state: Count("pk", filter=Q(state=state)) for state in State.values})
        rows = []
        for state, label in [("", "全部"), *State.choices]:
            asked = query.copy()
            if state:
                asked["state"] = state
            url = f"{reverse('precedents_desk:index')}?{asked.urlencode()}"
            here = state == self.request.GET.get("state", "")
            rows.append({"label": label, "count": sums[state or "all"], "url": url, "here": here})
        return rows

    @property
    def header_more_buttons(self) -> list[Button]:
        if not self.request.user.has_perm(writing.ADD):
            return []
        return [Button("导入典型案例", url=reverse("precedents_desk:import"), icon_name="upload", priority=10)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"counts": self.counts()}

    @property
    def add_button(self) -> HeaderButton | None:
        if not self.request.user.has_perm(writing.ADD):
            return None
        return HeaderButton(self.add_item_label, url=self.add_url, icon_name="plus")


class PrecedentViewSet(DeskViewSet):
    name = "precedents_desk"
    url_prefix = "precedents"
    permission = page.VIEW
    icon = "doc-full"
    menu_label = "案例"
    menu_name = "precedents"
    menu_order = 135
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", PrecedentList.as_view(), name="index"),
            path("results/", PrecedentList.as_view(results_only=True), name="index_results"),
            path("new/", writing.WriteView.as_view(), name="new"),
            path("import/", typical.ImportView.as_view(), name="import"),
            path("<int:pk>/", page.PrecedentPage.as_view(), name="page"),
            path("<int:pk>/edit/", writing.EditView.as_view(), name="edit"),
            path("<int:pk>/mask/", writing.MaskView.as_view(), name="mask"),
            path("<int:pk>/cites/", writing.CitesView.as_view(), name="cites"),
            path("<int:pk>/submit/", page.SubmitView.as_view(), name="submit"),
            path("<int:pk>/approve/", page.ApproveView.as_view(), name="approve"),
            path("<int:pk>/return/", page.ReturnView.as_view(), name="return"),
            path("<int:pk>/publish/", page.PublishView.as_view(), name="publish"),
            path("<int:pk>/withdraw/", page.WithdrawView.as_view(), name="withdraw"),
        ]
