"""One type of page: a title and rich text with links."""

from __future__ import annotations

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    """Text of a few paragraphs; the template lists the pages below and the way up."""

    body = RichTextField()
    template = "bare/page.html"

    class Meta:
        app_label = "bare"
