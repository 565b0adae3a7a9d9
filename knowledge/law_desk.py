"""Pages about law at the desk: their fields."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Page

from .models import AffectedArticle, Interpretation, PolicyUpdate
from .panels import CitationPanel
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
