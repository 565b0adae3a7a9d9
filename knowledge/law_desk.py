"""Pages about law at the desk: their fields, and what follows when they come out or are taken down."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from .models import AffectedArticle, Interpretation, PolicyUpdate
from .models.updates import LawPage
from .panels import CitationPanel
from .services.publishing import settle
from .widgets import ArticleInput

PolicyUpdate.content_panels = [
    *Page.content_panels,
    FieldRowPanel([FieldPanel("significance"), FieldPanel("effective_on")]),
    FieldPanel("for_whom"),
    FieldPanel("what_changed"),
    FieldPanel("what_to_do"),
    InlinePanel("affected", heading="变了的条文", label="条文"),
    CitationPanel(),
]
AffectedArticle.panels = [
    FieldPanel("article", widget=ArticleInput, help_text="写成“劳动法第82条”"),
    FieldPanel("note"),
]
Interpretation.content_panels = [
    *Page.content_panels,
    FieldPanel("summary"),
    FieldPanel("on"),
    FieldPanel("topics"),
    FieldPanel("body"),
    CitationPanel(),
]


@receiver(page_published)
@receiver(page_unpublished)
def settle_law(instance: Any, **kwargs: Any) -> None:
    """In the transaction of whatever published or took down the page."""
    page = instance.specific
    if isinstance(page, LawPage):
        settle(page=type(page).objects.get(pk=page.pk))
