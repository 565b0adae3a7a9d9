"""The editors' desk: regulations, versions and articles, each edited by itself with drafts, preview and history."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.services.generation import bump_generation

from .admin import citation_panel as citation_panel
from .admin import own_work as own_work
from .admin import version_facts as version_facts
from .admin.new_versions import NewVersionViewSet
from .admin.reviews import ReviewViewSet
from .admin.two_hands import TwoHandsViewSet
from .forms import PartialRepealForm, PrevalenceForm
from .models import (
    ArticleText,
    Citation,
    HotlineNumber,
    PartialRepeal,
    Prevalence,
    Regulation,
    RegulationAlias,
    RegulationVersion,
    Topic,
)
from .models.answers import MAY_SEE


class RegulationFilters(WagtailFilterSet):
    class Meta:
        model = Regulation
        fields = ["level", "topics", "verified", "in_catalogue", "region"]


class RegulationViewSet(SnippetViewSet):
    model = Regulation
    icon = "doc-full"
    menu_label = "法规"
    list_display = ["short_title", "level", "region", "verified", "live"]
    list_per_page = 50
    search_fields = ["title", "short_title"]
    filterset_class = RegulationFilters
    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("short_title"), FieldPanel("code")]),
        FieldRowPanel([FieldPanel("level"), FieldPanel("region")]),
        FieldPanel("issuer"),
        FieldPanel("topics"),
        MultiFieldPanel([FieldPanel("verified"), FieldPanel("caution")], heading="核实"),
    ]


class VersionViewSet(SnippetViewSet):
    model = RegulationVersion
    icon = "history"
    menu_label = "法规版本"
    list_display = ["regulation", "published_on", "effective_on", "ended_on", "verified", "has_text"]
    list_select_related = ["regulation"]
    list_per_page = 50
    list_filter = ["verified", "has_text"]
    search_fields = ["regulation__title", "number"]
    workflow_action_view_class = own_work.VersionAction
    panels = [
        FieldPanel("regulation"),
        FieldPanel("number"),
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("effective_on"), FieldPanel("ended_on")]),
        FieldPanel("verified"),
        FieldPanel("summary"),
        FieldPanel("source"),
        FieldPanel("preamble"),
        FieldPanel("annex"),
    ]


class TextFilters(WagtailFilterSet):
    without_digest = django_filters.BooleanFilter(label="还没有要点", method="only_without_digest")

    class Meta:
        model = ArticleText
        fields = ["version__regulation__level", "digest_verified", "without_digest"]

    def only_without_digest(self, queryset, name, value):  # type: ignore[no-untyped-def]
        return queryset.filter(digest="") if value else queryset


class TextViewSet(SnippetViewSet):
    """One article at a time: 民法典 has 1,260."""

    model = ArticleText
    icon = "list-ol"
    menu_label = "条文与要点"
    list_display = ["__str__", "version", "heading", "digest_verified", "live"]
    list_select_related = ["version__regulation"]
    list_per_page = 50
    filterset_class = TextFilters
    search_fields = ["heading", "digest", "text", "version__regulation__short_title"]
    panels = [
        FieldPanel("heading"),
        FieldPanel("digest"),
        FieldPanel("digest_verified"),
        FieldPanel("text", read_only=True, help_text="官方文字由“法规新版本”录入，两个人看过才改。"),
        FieldRowPanel([FieldPanel("number", read_only=True), FieldPanel("sub", read_only=True)]),
        FieldPanel("version", read_only=True),
    ]

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return ArticleText.objects.select_related("version__regulation").order_by("version_id", "order")


class AliasViewSet(SnippetViewSet):
    model = RegulationAlias
    icon = "tag"
    menu_label = "别名"
    list_display = ["name", "regulation"]
    list_select_related = ["regulation"]
    search_fields = ["name", "regulation__title"]
    panels = [FieldPanel("regulation"), FieldPanel("name")]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-inverse"
    menu_label = "主题"
    list_display = ["name", "code", "question", "order"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
        FieldPanel("question"),
        FieldRowPanel([FieldPanel("icon"), FieldPanel("order")]),
    ]


class LawGroup(SnippetViewSetGroup):
    items = (RegulationViewSet, VersionViewSet, TextViewSet, AliasViewSet, TopicViewSet)
    menu_icon = "doc-full"
    menu_label = "法规库"
    menu_name = "law"
    menu_order = 110


register_snippet(LawGroup)


class NumberViewSet(SnippetViewSet):
    """Numbers on the page of the hotline."""

    model = HotlineNumber
    icon = "mail"
    menu_label = "咨询电话"
    menu_name = "hotline_numbers"
    menu_order = 125
    add_to_admin_menu = True
    list_display = ["number", "name", "region", "hours", "urgent", "verified", "live"]
    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("name")]),
        FieldPanel("for_what"),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("region")]),
        FieldRowPanel([FieldPanel("urgent"), FieldPanel("verified"), FieldPanel("live"), FieldPanel("order")]),
    ]


register_snippet(NumberViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
@hooks.register("after_delete_snippet")
def numbers_changed(request: HttpRequest, changed: Any) -> None:
    """The page of the hotline is kept for everybody: it follows at once."""
    rows = changed if isinstance(changed, list) else [changed]
    if any(isinstance(row, HotlineNumber) for row in rows):
        bump_generation()


@hooks.register("register_admin_menu_item")
def answered_menu_item() -> MenuItem:
    return _Answered("问答", reverse_lazy("knowledge:answered_list"), name="answered", icon_name="help", order=126)


class _Answered(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_SEE))


class PrevalenceViewSet(TwoHandsViewSet):
    model = Prevalence
    two_hands = PrevalenceForm
    icon = "warning"
    menu_label = "以…为准"
    list_display = ["__str__", "since", "verified"]
    list_filter = ["verified"]


class PartialRepealViewSet(TwoHandsViewSet):
    model = PartialRepeal
    two_hands = PartialRepealForm
    icon = "cut"
    menu_label = "部分废止"
    list_display = ["__str__", "paragraph", "item", "ended_on", "verified"]
    list_filter = ["verified"]


class LookingOnly(ModelPermissionPolicy):
    """Rows that only services write."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(Citation, LookingOnly(Citation))


class UnresolvedViewSet(ModelViewSet):
    """Citations the linker could not place: to look at, not to edit."""

    model = Citation
    icon = "help"
    menu_label = "没对上的引用"
    list_display = ["raw", "reason", "on"]
    list_filter = ["reason"]
    form_fields = ["kind"]
    inspect_view_enabled = True
    copy_view_enabled = False


class NotesGroup(ModelViewSetGroup):
    items = (PrevalenceViewSet, PartialRepealViewSet, UnresolvedViewSet)
    menu_icon = "warning"
    menu_label = "校勘"
    menu_order = 120


@hooks.register("register_admin_viewset")
def notes_viewset() -> NotesGroup:
    return NotesGroup()


@hooks.register("register_admin_viewset")
def law_viewsets() -> list[NewVersionViewSet | ReviewViewSet]:
    return [NewVersionViewSet(), ReviewViewSet()]


@hooks.register("register_permissions")
def permissions_of_new_versions() -> QuerySet[Permission]:
    """What administrators may give to a group; rows of either kind are never deleted."""
    wanted = [*(f"{verb}_newversion" for verb in ("add", "change", "view", "approve")), "change_reviewtask"]
    return Permission.objects.filter(content_type__app_label="knowledge", codename__in=[*wanted, "view_reviewtask"])
