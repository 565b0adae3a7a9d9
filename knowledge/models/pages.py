"""The home page, edited in the page tree."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from portal.public import mark_public


class HomePage(Page):
    """What a visitor sees first: the search box, doors, latest changes, a number to call."""

    asks = models.TextField("大家常问", blank=True, help_text="每行一个问题，点一下就搜")
    hotline_number = models.CharField("咨询电话", max_length=20, default="12333")
    hotline_hours = models.CharField("接听时间", max_length=80, blank=True)
    hotline_note = models.CharField("一句说明", max_length=120, blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    private_page_options: list[str] = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("asks"),
        MultiFieldPanel(
            [FieldPanel("hotline_number"), FieldPanel("hotline_hours"), FieldPanel("hotline_note")], heading="咨询电话"
        ),
    ]
    template = "knowledge/home.html"

    class Meta:
        verbose_name = "首页"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        mark_public(response)
        return response

    def questions(self) -> list[str]:
        return [line.strip() for line in self.asks.splitlines() if line.strip()]
