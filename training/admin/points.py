"""Knowledge points: what questions test and lessons teach."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import KnowledgePoint
from .desk import MENU


class PointViewSet(SnippetViewSet):
    model = KnowledgePoint
    icon = "tag"
    menu_label = "知识点"
    menu_hook = MENU
    menu_order = 30
    list_display = ["name", "group", "code", Column("asked", label="在用的题", accessor="asked")]
    list_filter = ["group"]
    list_per_page = 50
    search_fields = ["name", "group", "code"]
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("group"), FieldPanel("order")]),
        FieldPanel("code", help_text="写成 类别.名字，如 scaffold.check；用了就不要再改"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnowledgePoint]:
        asked = Count("questions", filter=Q(questions__retired_at__isnull=True))
        return KnowledgePoint.objects.annotate(asked=asked).order_by("group", "order")
