"""What stands beside the fields of a draft in the admin. Models name it: what it shows is imported when it is shown."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from portal.clock import today


class CitationPanel(Panel):
    """Put it among a model's panels: the citations of the draft as it was last saved, each with its verdict."""

    def __init__(self, heading: str = "引用核验", **kwargs: Any) -> None:
        super().__init__(heading=heading, **kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "components/citation_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.instance is None or not self.instance.pk:
                return context | {"checked": None}
            from .check_reading import read_report
            from .services.drafts import check_draft

            checked = check_draft(obj=self.instance, today=today())
            return context | {
                "checked": checked,
                "report": read_report(checked.report, checked.text),
                "address": address_of(self.instance),
            }


def address_of(obj: models.Model) -> str:
    """Where the citations of a draft are seen and a reason is written."""
    if isinstance(obj, Page):
        return reverse("draft_citations", args=["wagtailcore", "page", obj.pk])
    return reverse("draft_citations", args=[obj._meta.app_label, obj._meta.model_name, obj.pk])
